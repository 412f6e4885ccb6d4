use std::sync::OnceLock;

use kenar_schemas::{Checker, EXPORTS};
use serde_json::Value;

/// A component of the document, and the checker that is asked where its validator cannot say alone what is wrong.
pub(crate) struct Component {
    name: &'static str,
    checker: OnceLock<Checker>,
}

impl Component {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, checker: OnceLock::new() }
    }

    /// Compiled when it is first asked.
    #[allow(clippy::expect_used, reason = "the generator has found every component in an exported schema")]
    pub(crate) fn checker(&self) -> &Checker {
        self.checker.get_or_init(|| {
            let place = format!("/$defs/{}", self.name);
            let mut schemas = (0..EXPORTS.len()).map(schema);
            let schema = schemas.find(|schema| schema.pointer(&place).is_some()).expect("every component is exported");
            Checker::compile(schema, &place).expect("exported schemas are in the dialect of the checker")
        })
    }
}

/// An exported schema, with all components that it needs.
fn schema(export: usize) -> &'static Value {
    static SCHEMAS: [OnceLock<Value>; EXPORTS.len()] = [const { OnceLock::new() }; EXPORTS.len()];
    SCHEMAS[export].get_or_init(|| EXPORTS[export].make())
}
