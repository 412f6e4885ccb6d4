//! The YAML files of `openapi/` become one document, the only form that a program reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::Problem;
use crate::artefact::Artefact;

/// Where the bundle is committed.
pub const PATH: &str = "openapi/dist/kenar.openapi.json";

/// The HTTP methods that a path item can have.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The document in one piece: operations inline, everything else under `components`.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The OpenAPI document.
    pub document: Value,
    /// Where each part was written: from a component (`schemas/Widget`) or operation id to its file, for messages.
    pub sources: BTreeMap<String, String>,
}

/// One operation of the document.
#[derive(Debug, Clone, Copy)]
pub struct Operation<'a> {
    /// The path template.
    pub path: &'a str,
    /// The method, in lower case.
    pub method: &'a str,
    /// The operation object.
    pub object: &'a Map<String, Value>,
}

impl Operation<'_> {
    /// The operation id; empty when there is none, which the lint refuses.
    #[must_use]
    pub fn id(&self) -> &str {
        self.object.get("operationId").and_then(Value::as_str).unwrap_or_default()
    }

    /// The URLs of the servers that the operation lives on.
    pub fn servers(&self) -> impl Iterator<Item = &str> {
        self.object
            .get("servers")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|server| server["url"].as_str())
    }

    /// The text of a member, such as `summary` or `x-kenar-permission`.
    #[must_use]
    pub fn text(&self, member: &str) -> Option<&str> {
        self.object.get(member).and_then(Value::as_str)
    }
}

impl Bundle {
    /// Reads and bundles the document of a folder (`kenar.yaml` and everything that it leads to).
    ///
    /// # Errors
    /// When a file cannot be read or is not YAML, a reference leads nowhere, two components share a name, or a file is
    /// used by nothing.
    pub fn load(folder: &Path) -> Result<Self, Problem> {
        let mut bundler = Bundler { folder: folder.to_owned(), ..Bundler::default() };
        let root = folder.join("kenar.yaml");
        let mut document = bundler.read(&root)?;
        bundler.resolve(&mut document, &root)?;
        let mut components = document.get("components").and_then(Value::as_object).cloned().unwrap_or_default();
        for (section, parts) in bundler.components {
            components.insert(section, Value::Object(parts.into_iter().collect()));
        }
        document["components"] = Value::Object(components);
        let bundle = Self { document, sources: bundler.sources };
        bundler.used.push(root);
        unused(folder, folder, &bundler.used)?;
        Ok(bundle)
    }

    /// Wraps a document that is already in one piece.
    #[must_use]
    pub fn from_document(document: Value) -> Self {
        Self { document, sources: BTreeMap::new() }
    }

    /// The committed form.
    #[must_use]
    pub fn artefact(&self) -> Artefact {
        Artefact { path: PATH.to_owned(), content: format!("{:#}\n", self.document) }
    }

    /// Every operation, in the order of the table of contents.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = self.document["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, item)| {
            let methods = item.as_object().into_iter().flatten();
            methods.filter_map(move |(method, object)| {
                let object = object.as_object().filter(|_| METHODS.contains(&method.as_str()))?;
                Some(Operation { path, method, object })
            })
        })
    }

    /// The component schemas.
    #[must_use]
    pub fn schemas(&self) -> &Map<String, Value> {
        static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        self.document["components"]["schemas"].as_object().unwrap_or(&NONE)
    }

    /// The file that a component or operation was written in, for messages.
    #[must_use]
    pub fn source(&self, part: &str) -> &str {
        self.sources.get(part).map_or("openapi/kenar.yaml", String::as_str)
    }

    /// One line on how much there is.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{} operations, {} schemas", self.operations().count(), self.schemas().len())
    }
}

#[derive(Default)]
struct Bundler {
    folder: PathBuf,
    /// Section → name → component.
    components: BTreeMap<String, BTreeMap<String, Value>>,
    /// The component that each file became.
    names: BTreeMap<PathBuf, String>,
    sources: BTreeMap<String, String>,
    used: Vec<PathBuf>,
}

impl Bundler {
    fn read(&mut self, file: &Path) -> Result<Value, Problem> {
        let shown = self.shown(file);
        let text = fs::read_to_string(file).map_err(|error| {
            Problem::new(format!("{shown} cannot be read: {error}"), "correct the `$ref` to it or add it")
        })?;
        self.used.push(file.to_owned());
        if file.extension().is_some_and(|extension| extension == "json") {
            return serde_json::from_str(&text)
                .map_err(|error| Problem::new(format!("{shown} is not JSON: {error}"), "correct the file"));
        }
        serde_saphyr::from_str(&text)
            .map_err(|error| Problem::new(format!("{shown} is not YAML: {error}"), "correct the file"))
    }

    fn shown(&self, file: &Path) -> String {
        let within = file.strip_prefix(&self.folder).unwrap_or(file);
        format!("openapi/{}", within.display())
    }

    /// Replaces the references of a value that was written in `file`.
    fn resolve(&mut self, value: &mut Value, file: &Path) -> Result<(), Problem> {
        match value {
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.resolve(item, file)),
            Value::Object(members) => {
                if let Some(target) = members.get("$ref").and_then(Value::as_str) {
                    if members.len() > 1 {
                        let problem = format!("{}: the reference to {target} has members beside it", self.shown(file));
                        return Err(Problem::new(
                            problem,
                            "write `allOf: [{$ref: …}]`; OpenAPI 3.0 ignores siblings of `$ref`",
                        ));
                    }
                    *value = self.target(target.to_owned(), file)?;
                    return Ok(());
                }
                members.values_mut().try_for_each(|member| self.resolve(member, file))
            }
            _ => Ok(()),
        }
    }

    fn target(&mut self, target: String, file: &Path) -> Result<Value, Problem> {
        if target.starts_with('#') || target.contains("://") {
            let problem = format!("{}: `$ref: {target}` is not a relative file path", self.shown(file));
            return Err(Problem::new(problem, "refer to the file: `$ref: ../../schemas/widgets/Widget.yaml`"));
        }
        let path = normal(&file.parent().unwrap_or(Path::new("")).join(&target));
        let within = path.strip_prefix(&self.folder).unwrap_or(&path).to_owned();
        let section = within.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
        match section.as_deref() {
            Some(section @ ("schemas" | "parameters" | "responses")) => self.component(section, &path, file, &target),
            Some("paths") => {
                let mut operation = self.read(&path)?;
                self.resolve(&mut operation, &path)?;
                let stem = stem(&path);
                if operation["operationId"].as_str() != Some(&stem) {
                    let problem = format!("{} holds the operation {}", self.shown(&path), operation["operationId"]);
                    return Err(Problem::new(problem, format!("name both alike: `operationId: {stem}`")));
                }
                self.sources.insert(stem, self.shown(&path));
                Ok(operation)
            }
            _ => self.read(&path).map_err(|problem| {
                Problem::new(format!("{} (from {})", problem.problem, self.shown(file)), problem.fix)
            }),
        }
    }

    fn component(&mut self, section: &str, path: &Path, file: &Path, target: &str) -> Result<Value, Problem> {
        let name = stem(path);
        let reference = json!({ "$ref": format!("#/components/{section}/{name}") });
        if self.names.contains_key(path) {
            return Ok(reference);
        }
        let key = format!("{section}/{name}");
        if let Some(other) = self.sources.get(&key) {
            let problem = format!("{} and {other} are both the component {name}", self.shown(path));
            return Err(Problem::new(problem, "give one of the files another name"));
        }
        // Named before it is read, so that a schema may refer to itself.
        self.names.insert(path.to_owned(), name.clone());
        self.sources.insert(key, self.shown(path));
        let mut component = self.read(path).map_err(|problem| {
            Problem::new(format!("{} (`$ref: {target}` in {})", problem.problem, self.shown(file)), problem.fix)
        })?;
        self.resolve(&mut component, path)?;
        self.components.entry(section.to_owned()).or_default().insert(name, component);
        Ok(reference)
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

/// Refuses YAML files that nothing refers to: they look like a part of the contract and are not.
fn unused(root: &Path, folder: &Path, used: &[PathBuf]) -> Result<(), Problem> {
    for file in files(folder) {
        let yaml = file.extension().is_some_and(|extension| extension == "yaml");
        if yaml && !used.contains(&file) {
            let shown = file.strip_prefix(root).unwrap_or(&file).display().to_string();
            let problem = format!("openapi/{shown} is used by nothing");
            return Err(Problem::new(
                problem,
                "refer to it from `kenar.yaml` or from what it belongs to, or delete it",
            ));
        }
    }
    Ok(())
}

/// Every file below a folder, sorted.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
