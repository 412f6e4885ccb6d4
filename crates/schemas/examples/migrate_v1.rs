//! Run with: cargo run -p kenar-schemas --example migrate_v1 [FILE]
//!
//! Turns a user add-on of the first version into the current form, and lists what became of each member. Without a
//! file it takes a small one of its own.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::env;
use std::error::Error;
use std::fs;

use kenar_schemas::migrate::{BodyKind, HEADERS, Options, REQUESTS};
use kenar_schemas::{Payload, UserAddon, WidgetColor};

const SAMPLE: &str = r#"{
    "phone": "09991234567",
    "notes": "کارشناسی شماره ۱",
    "widgets": { "widget_list": [
        { "widget_type": "LEGEND_TITLE_ROW",
          "data": { "@type": "type.googleapis.com/widgets.LegendTitleRowData", "title": "گروه نمونه",
                    "image_url": "logo" } },
        { "widget_type": "SCORE_ROW",
          "data": { "@type": "type.googleapis.com/widgets.ScoreRowData", "title": "موتور", "descriptive_score": "سالم",
                    "score_color": "TEXT_PRIMARY", "hasDivider": true } }
    ] },
    "semantic": { "VIN": "IRJC95R23KJ039206", "year": "1401" },
    "semantic_sensitives": ["VIN"],
    "verification_cost": 124000
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let text = match env::args().nth(1) {
        Some(file) => fs::read(file)?,
        None => SAMPLE.as_bytes().to_vec(),
    };
    // Two decisions that nobody else can make; without them the rows concerned are left out and noted.
    let options = Options::new().with_approximate_legend().with_default_color(WidgetColor::SuccessPrimary);
    let migration = options.json(BodyKind::UserAddon, &text)?;

    println!("The v2 body:\n{}", serde_json::to_string_pretty(&migration.value)?);
    println!("\nWhat became of the members, the ones to look at marked:");
    for note in &migration.report {
        println!("{} {note}", if note.kind.needs_attention() { '!' } else { ' ' });
    }

    println!("\nBeside the body:");
    for request in REQUESTS {
        for from in request.from.iter().filter(|from| from.operation.contains("user_addon")) {
            let to = request.to.first().map_or("nothing", |to| to.url);
            println!("  {} {} -> {to}", from.method, from.url);
        }
    }
    for header in HEADERS {
        println!("  {} -> {}", header.from, header.to.unwrap_or("nothing"));
    }

    // A valid v1 body gives a valid v2 body. What must be masked is told above and stays for the app to do.
    UserAddon::check(migration.value.to_string().as_bytes())?;
    Ok(())
}
