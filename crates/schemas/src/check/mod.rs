//! Checking raw JSON: every violation at once, each at its place, in words that speak of the branch that was meant.

mod compile;
mod document;
mod evaluate;
mod json_type;
mod nearest;
mod pointer;
mod syntax;
mod values;

use std::collections::BTreeSet;

use serde_json::Value;

pub use compile::SchemaError;
pub use syntax::syntax;

use crate::violation::{Rule, Violation, Violations};
use compile::{Additional, Compiler, Id, Node};
use document::Document;
use evaluate::Evaluation;
use nearest::Recent;
use pointer::Pointer;

/// A schema of the contract, compiled to explain what it refuses.
///
/// It takes the dialect that the Kenar document and the exported JSON Schemas are written in and refuses to compile
/// any other keyword, so a rule can never be skipped in silence.
///
/// ```
/// # use kenar_schemas::Checker;
/// # use serde_json::json;
/// let document = json!({"components": {"schemas": {"Name": {"type": "string", "maxLength": 3}}}});
/// let checker = Checker::compile(&document, "/components/schemas/Name")?;
/// let violations = checker.check(br#""four""#).unwrap_err();
/// assert_eq!(violations.as_slice()[0].rule.as_str(), "maxLength");
/// # Ok::<(), kenar_schemas::SchemaError>(())
/// ```
#[derive(Debug)]
pub struct Checker {
    nodes: Vec<Node>,
    start: Id,
    closed: bool,
    recent: Recent,
}

impl Checker {
    /// Compiles the schema at `pointer` (a JSON Pointer, empty for the document itself) of a JSON Schema or an
    /// OpenAPI document.
    ///
    /// # Errors
    /// When a reference leads nowhere or in a circle, a keyword is not part of the dialect or its value has the wrong
    /// form, or a pattern cannot be compiled.
    pub fn compile(document: &Value, pointer: &str) -> Result<Self, SchemaError> {
        let mut compiler = Compiler::new(document);
        let start = compiler.compile(pointer)?;
        compiler.refuse_circles()?;
        let closed = is_closed(&compiler.nodes, start);
        Ok(Self { nodes: compiler.nodes, start, closed, recent: Recent::default() })
    }

    /// Checks one JSON text.
    ///
    /// # Errors
    /// All violations, or the one syntax error when the text is not JSON.
    pub fn check(&self, text: &[u8]) -> Result<(), Violations> {
        Violations::or_ok(self.list(&Document::parse(text)?, usize::MAX), ())
    }

    /// The same of a text that is known to be UTF-8, which saves to look for that. Tells at most so many violations, and looks
    /// no further then: a text of some megabytes can have millions of them.
    ///
    /// # Errors
    /// The first violations, in the order of [`check`](Self::check).
    pub fn check_some(&self, text: &str, most: usize) -> Result<(), Violations> {
        Violations::or_ok(self.list(&Document::parse_str(text)?, most), ())
    }

    /// Checks a value that is already parsed; doubled keys are no longer visible in it.
    ///
    /// # Errors
    /// All violations.
    pub fn check_value(&self, value: &Value) -> Result<(), Violations> {
        Violations::or_ok(self.list(&Document::from(value), usize::MAX), ())
    }

    /// Whether the types alone can judge a text: an open object has members that they skip without looking at them, and
    /// what is skipped may not even be JSON.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }

    fn list(&self, document: &Document<'_>, most: usize) -> Vec<Violation> {
        let mut evaluation = Evaluation { nodes: &self.nodes, recent: &self.recent, violations: Vec::new(), most };
        evaluation.check(self.start, document, &Pointer::Document);
        let mut violations = evaluation.violations;
        // An object is looked at once for itself and once for each union in it; each time it has the same doubled keys.
        let mut doubled = BTreeSet::new();
        violations.retain(|one| {
            one.rule != Rule::DuplicateKey || doubled.insert((one.pointer.clone(), one.found.to_string()))
        });
        violations.truncate(most);
        violations
    }
}

fn is_closed(nodes: &[Node], start: Id) -> bool {
    let open = |node: &Node| !node.properties.is_empty() && matches!(node.additional, Additional::Allowed);
    let root = compile::resolve(nodes, start);
    let skips = root.is_object() && root.is_free() || nodes.iter().any(|node| node.is_object() && open(node));
    !skips
}

/// Escapes one key for a JSON Pointer (RFC 6901).
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
