//! Run with: cargo run -p kenar-schemas --example build_an_add_on
//!
//! Builds a user add-on in code, shows what is wrong with it, mends it, and prints the body as it is sent.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::error::Error;

use kenar_schemas::semantics::{IdentityVerificationResult, extract, lint};
use kenar_schemas::widgets::{ButtonBar, DescriptionRow, EventRow, ScoreRow, TitleRow};
use kenar_schemas::{Action, IconName, Payload, Semantic, TicketUuid, UserAddon, Widget, WidgetColor};

fn main() -> Result<(), Box<dyn Error>> {
    let report = "https://example.com/report/15";
    let semantic = Semantic::new()
        .with_identity_verification_result(IdentityVerificationResult::FaceAndIdMatched)
        .with("external_reference", "report-15");
    let ticket: TicketUuid = "6ca5ba03-f3a1-4761-9c60-8760f442a352".parse()?;
    let mut addon = UserAddon::new([
        TitleRow::new("نتیجه بررسی خودرو").with_divider().into(),
        DescriptionRow::new("بدنه بدون رنگ است و موتور سالم گزارش شده. ".repeat(10)).into(),
        Widget::from(
            ScoreRow::percentage("وضعیت فنی", 108).with_color(WidgetColor::SuccessPrimary).with_icon(IconName::HISTORY),
        )
        .with_semantic_path("technical_score", "percentage_score"),
        Widget::from(EventRow::new("کارشناسی موفق").with_label("تضمینی").with_icon(IconName::CAR_INSPECTED))
            .with_semantic_path("inspection", "text"),
        ButtonBar::new("دیدن گزارش کامل", Action::open_direct_link(report)?).into(),
    ])
    .with_categories(["light", "heavy"])
    .with_semantic(semantic)
    .with_ticket(ticket, 124_000);

    println!("Everything that is wrong with it:");
    if let Err(violations) = addon.validate() {
        for violation in &violations {
            println!("  {violation}");
        }
    }

    // A long paragraph may be collapsed, a score ends at 100, and an event row has no `text`.
    addon.widgets[1] = DescriptionRow::expandable("بدنه بدون رنگ است و موتور سالم گزارش شده. ".repeat(10)).into();
    addon.widgets[2] = Widget::from(ScoreRow::percentage("وضعیت فنی", 80).with_color(WidgetColor::SuccessPrimary))
        .with_semantic_path("technical_score", "percentage_score");
    addon.widgets[3] =
        Widget::from(EventRow::new("کارشناسی موفق").with_label("تضمینی")).with_semantic_path("inspection", "title");
    addon.validate()?;

    println!("\nMended, this is the body:\n{}", serde_json::to_string_pretty(&addon)?);

    println!("\nWhat Divar keeps readable from the widgets:");
    for widget in &addon.widgets {
        for (key, value) in extract(widget).0 {
            println!("  {key} = {value}");
        }
    }
    println!("\nProbable mistakes in the semantic data: {}", lint(&addon.semantic).len());
    Ok(())
}
