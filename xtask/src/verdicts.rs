//! Every file of `openapi/examples` carries its verdict in its name; everything that judges documents must agree.

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

use crate::Problem;
use crate::bundle::{Bundle, files};
use crate::convert::json_schema;
use crate::replacements::{Replacement, replacement};

/// The judges of one component.
#[derive(Debug)]
pub struct Judges {
    /// The schema of the document.
    pub document: Validator,
    /// The exported JSON Schema and the type, where there is one.
    pub types: Option<(Validator, &'static Replacement)>,
}

impl Judges {
    /// Compiles the judges of a component.
    ///
    /// # Errors
    /// When a schema cannot be compiled.
    pub fn new(bundle: &Bundle, component: &str) -> Result<Self, Problem> {
        let types = match replacement(component) {
            Some(replacement) => {
                let schema = crate::schemas::exported(component).unwrap_or_else(replacement.schema);
                Some((validator(component, &schema)?, replacement))
            }
            None => None,
        };
        Ok(Self { document: validator(component, &json_schema(bundle, component))?, types })
    }

    /// The verdict of every judge on one text.
    #[must_use]
    pub fn verdicts(&self, text: &[u8]) -> Vec<(&'static str, bool)> {
        let value: Option<Value> = serde_json::from_slice(text).ok();
        let judge = |validator: &Validator| value.as_ref().is_some_and(|value| validator.is_valid(value));
        let mut verdicts = vec![("the document's schema", judge(&self.document))];
        if let Some((exported, replacement)) = &self.types {
            verdicts.push(("the exported JSON Schema", judge(exported)));
            verdicts.push(("serde and garde", (replacement.accepts)(text)));
            verdicts.push(("`check`", (replacement.check)(text).is_ok()));
        }
        verdicts
    }
}

/// Compiles a JSON Schema with formats on and the network off.
///
/// # Errors
/// When it cannot be compiled.
pub fn validator(component: &str, schema: &Value) -> Result<Validator, Problem> {
    jsonschema::options().should_validate_formats(true).build(schema).map_err(|error| {
        Problem::new(format!("the schema of {component} cannot be compiled: {error}"), "correct the schema")
    })
}

/// Holds the `example` of every component and of every property against its own schema.
#[must_use]
pub fn inline(bundle: &Bundle) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (component, schema) in bundle.schemas() {
        let place = bundle.source(&format!("schemas/{component}"));
        let mut root = json_schema(bundle, component);
        let mut judge = |at: String, example: &Value| {
            root["$ref"] = Value::String(format!("#/$defs/{component}{at}"));
            match validator(component, &root) {
                Ok(validator) => problems.extend(validator.iter_errors(example).take(1).map(|error| {
                    let problem = format!("{place}{at}: the example is not valid: {error}");
                    Problem::new(problem, "correct the example, or the rule that refuses it")
                })),
                Err(problem) => problems.push(problem),
            }
        };
        if let Some(example) = schema.get("example") {
            judge(String::new(), example);
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(example) = property.get("example") {
                judge(format!("/properties/{name}"), example);
            }
        }
    }
    problems
}

/// Judges every example.
#[must_use]
pub fn check(bundle: &Bundle, examples: &Path) -> Vec<Problem> {
    let mut problems = inline(bundle);
    let mut folders: Vec<_> =
        fs::read_dir(examples).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for folder in folders {
        let component = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !bundle.schemas().contains_key(&component) {
            let problem = format!("openapi/examples/{component} is named after no component");
            problems.push(Problem::new(problem, "rename the folder or delete it"));
            continue;
        }
        match Judges::new(bundle, &component) {
            Ok(judges) => problems.extend(files(&folder).iter().flat_map(|file| example(&judges, &component, file))),
            Err(problem) => problems.push(problem),
        }
    }
    problems
}

fn example(judges: &Judges, component: &str, file: &Path) -> Vec<Problem> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let place = format!("openapi/examples/{component}/{name}");
    let expected = match name.split_once('-') {
        _ if name.ends_with(".violation.json") => return Vec::new(),
        Some(("valid", _)) => true,
        Some(("invalid", _)) => false,
        _ => {
            return vec![Problem::new(
                format!("{place}: the name has no verdict"),
                "call it `valid-….json` or `invalid-….json`",
            )];
        }
    };
    let Ok(text) = fs::read(file) else {
        return vec![Problem::new(format!("{place} cannot be read"), "check the permissions of the file")];
    };
    let sidecar = file.with_extension("violation.json");
    let named: Option<Value> = fs::read(&sidecar).ok().and_then(|text| serde_json::from_slice(&text).ok());
    let mut problems = Vec::new();
    // A JSON Schema cannot see that a key was written twice.
    let invisible = named.as_ref().is_some_and(|named| named["rule"] == "duplicateKey");
    for (judge, verdict) in judges.verdicts(&text) {
        if verdict != expected && !(invisible && judge.contains("chema")) {
            let (found, wanted) = if verdict { ("accept", "refuse") } else { ("refuse", "accept") };
            let problem = format!("{place}: {judge} {found}s it and must {wanted} it{}", reason(judges, &text));
            problems.push(Problem::new(problem, "correct the rule, or the file if its name is wrong"));
        }
    }
    if expected {
        return problems;
    }
    let Some(named) = named else {
        let fix = "write beside it `….violation.json`: {\"pointer\": …, \"rule\": …}";
        problems.push(Problem::new(format!("{place} does not say what it violates"), fix));
        return problems;
    };
    if let Some((_, replacement)) = &judges.types
        && let Err(violations) = (replacement.check)(&text)
    {
        let found: Vec<String> = violations.iter().map(|found| format!("{} {}", found.pointer, found.rule)).collect();
        let wanted = format!("{} {}", named["pointer"].as_str().unwrap_or("?"), named["rule"].as_str().unwrap_or("?"));
        if found != [wanted.clone()] {
            let problem = format!("{place}: it names the violation [{wanted}], `check` finds {found:?}");
            problems.push(Problem::new(problem, "let the document break one rule, and name that one"));
        }
    }
    problems
}

fn reason(judges: &Judges, text: &[u8]) -> String {
    let Some((_, replacement)) = &judges.types else { return String::new() };
    match (replacement.check)(text) {
        Ok(()) => String::new(),
        Err(violations) => format!(" ({violations})"),
    }
}
