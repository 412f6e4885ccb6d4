use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;
use kenar_validate::Schema;
use serde_json::{Value, json};

use crate::atomic_file::AtomicFile;
use crate::draft::Draft;
use crate::exit::Exit;

/// List, show and export the JSON Schemas.
///
/// For editors, code generators and validators of other languages. The schemas are those that `kenar validate` checks
/// with; every draft gives the same verdicts.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kenar schema list
  kenar schema show user-addon > user-addon.schema.json
  kenar schema show widget --draft 07
  kenar schema export --draft 07 --output schemas
  kenar schema export --draft openapi-3.0 user-addon post-addon > components.json")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the schemas: name, component of the OpenAPI document, and what it describes.
    List,
    /// Print one schema.
    #[command(after_help = "Example:\n  kenar schema show user-addon --draft 07")]
    Show {
        /// Which one, as `kenar schema list` names it.
        name: Schema,
        /// The draft to write it in.
        #[arg(long, value_enum, default_value = "2020-12")]
        draft: Draft,
    },
    /// Write all schemas, or the named ones.
    ///
    /// With `--output` one file a schema and an `index.json` (for OpenAPI the one file `kenar.openapi.json`); without it
    /// one document with all of them on stdout, each below the name of its component.
    #[command(after_help = "\
Examples:
  kenar schema export --output schemas
  kenar schema export --draft openapi-3.0 > components.json
  kenar schema export widget semantic --draft 2019-09 --output schemas")]
    Export {
        /// Which ones; all when none is named.
        names: Vec<Schema>,
        /// The draft to write them in.
        #[arg(long, value_enum, default_value = "2020-12")]
        draft: Draft,
        /// The folder to write to. It is made when it is not there; files of the same names are replaced.
        #[arg(long, short, value_name = "DIR")]
        output: Option<PathBuf>,
    },
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    match arguments.action {
        Action::List => list()?,
        Action::Show { name, draft: Draft::Draft202012 } => print(text(name)?)?,
        Action::Show { name, draft } => print(&written(&draft.convert(name.component(), &parsed(name)?)?)?)?,
        Action::Export { names, draft, output } => {
            let names = if names.is_empty() { Schema::ALL.to_vec() } else { names };
            match output {
                Some(folder) => export(&names, draft, &folder)?,
                None => print(&written(&bundle(&names, draft)?)?)?,
            }
        }
    }
    Ok(Exit::Fine)
}

fn list() -> anyhow::Result<()> {
    let mut lines = String::new();
    for schema in Schema::ALL {
        let parsed = parsed(*schema)?;
        let description = parsed["description"].as_str().map_or("", first_sentence);
        lines += &format!("{:<25}  {:<23}  {description}\n", schema.name(), schema.component());
    }
    print(&lines)
}

fn first_sentence(text: &str) -> &str {
    let end = text.find(". ").map(|end| end + 1).or_else(|| text.find('\n'));
    end.map_or(text, |end| &text[..end])
}

fn export(names: &[Schema], draft: Draft, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{}: this folder cannot be made", folder.display()))?;
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        let mut file = AtomicFile::create(&path)?;
        file.write_all(text.as_bytes()).with_context(|| format!("{}: this file cannot be written", path.display()))?;
        file.commit()
    };
    if draft == Draft::OpenApi30 {
        return write("kenar.openapi.json", &written(&bundle(names, draft)?)?);
    }
    let mut index = Vec::new();
    for schema in names {
        let parsed = parsed(*schema)?;
        let file = format!("{schema}.schema.json");
        index.push(json!({
            "name": schema.name(),
            "file": file,
            "$id": parsed["$id"],
            "title": parsed["title"],
            "description": parsed["description"],
        }));
        match draft {
            Draft::Draft202012 => write(&file, text(*schema)?)?,
            _ => write(&file, &written(&draft.convert(schema.component(), &parsed)?)?)?,
        }
    }
    write("index.json", &written(&json!({ "draft": draft.uri(), "schemas": index }))?)
}

fn bundle(names: &[Schema], draft: Draft) -> anyhow::Result<Value> {
    let schemas: Vec<(&str, Value)> =
        names.iter().map(|schema| Ok((schema.component(), parsed(*schema)?))).collect::<anyhow::Result<_>>()?;
    let schemas: Vec<(&str, &Value)> = schemas.iter().map(|(component, schema)| (*component, schema)).collect();
    Ok(draft.bundle(&schemas)?)
}

fn text(schema: Schema) -> anyhow::Result<&'static str> {
    kenar_schemas::schema(schema.name()).with_context(|| format!("the schema {schema} is not part of this build"))
}

fn parsed(schema: Schema) -> anyhow::Result<Value> {
    Ok(serde_json::from_str(text(schema)?)?)
}

fn written(value: &Value) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn print(text: &str) -> anyhow::Result<()> {
    crate::closed_pipe::fine(anstream::stdout().write_all(text.as_bytes()))
}
