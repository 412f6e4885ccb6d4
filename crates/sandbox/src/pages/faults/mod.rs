//! What goes wrong on purpose.

mod rule;
mod text;

use std::sync::Arc;

use axum::http::StatusCode;
use maud::{Markup, html};

use self::rule::Kind;
use self::text::FaultTexts;
use super::act::{Command, Problem, Refused, actions, command, parsed};
use super::board::Board;
use super::form::Form;
use super::frame::Section;
use super::sheet::{Options, Sheet, names};
use super::table::{MOST, table};
use super::text::Language;
use super::visit::Visit;
use crate::shared::Shared;
use crate::{Control, FaultView};

/// Where the faults are.
pub(super) const PATH: &str = "/_sandbox/ui/faults";

/// The field with the number of a fault.
const ID: &str = "id";

actions! {
    /// Makes something go wrong from now on.
    Add = "add",
    /// Ends one.
    Remove = "remove",
    /// Ends all.
    Clear = "clear",
}

/// The faults in force, and new ones.
pub(super) struct FaultsBoard;

impl Board for FaultsBoard {
    type Asked = Asked;

    const SECTION: Section = Section::Faults;

    fn lead(language: Language) -> &'static str {
        FaultTexts::of(language).lead
    }

    fn content(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Markup {
        let own = FaultTexts::of(visit.language);
        let faults = shared.faults.list();
        let rows: Vec<Markup> = faults.iter().take(MOST).map(|fault| row(fault, visit)).collect();
        let heads = [own.number, own.what, own.whom, own.when, own.counts, "Prefer", ""];
        html! {
            (Sheet::new(visit, Asked::Remove, refused).said())
            (table("faults", own.in_force, &heads, &rows, faults.len(), visit))
            @if !faults.is_empty() {
                div.toolbar { (Sheet::new(visit, Asked::Clear, refused).button(own.clear, &[])) }
            }
            section { (add_form(shared, visit, refused)) }
            (preferences(visit))
        }
    }

    fn read(asked: Asked, form: &Form, visit: &Visit, shared: &Shared) -> Result<Command, Problem> {
        let (text, own) = (visit.texts(), FaultTexts::of(visit.language));
        match asked {
            Asked::Add => {
                let rule = rule::read(form, visit, shared)?;
                command(move |control| {
                    // Whether it can be provided was asked before.
                    let _ = control.add_fault(rule);
                    Ok(())
                })
            }
            Asked::Remove => {
                let id: u64 = parsed(form, ID, own.number, text)?;
                if !shared.faults.list().iter().any(|fault| fault.id == id) {
                    let gone = format!("{}: {id}", own.number);
                    return Err(Problem::new(StatusCode::NOT_FOUND, gone, own.gone_hint));
                }
                command(move |control| {
                    control.remove_fault(id);
                    Ok(())
                })
            }
            Asked::Clear => command(|control| {
                control.clear_faults();
                Ok(())
            }),
        }
    }
}

fn row(fault: &FaultView, visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), FaultTexts::of(visit.language));
    let (rule, number) = (&fault.rule, |number: u32| visit.language.number(number));
    html! {
        tr {
            td { (visit.language.number(fault.id)) }
            td { (Kind::of(rule.fault).name(own)) @if let Some(status) = rule::status(rule.fault) { " " code { (status) } }
                @if !rule.delay.is_zero() { br; span.hint dir="ltr" { (rule.delay.as_millis()) " ms" } }
            }
            td {
                @match &rule.operation { Some(operation) => code dir="ltr" { (operation) }, None => (own.every_operation) }
                br;
                @match &rule.app { Some(app) => bdi.tag dir="ltr" { (app) }, None => span.hint { (own.every_app) } }
            }
            td {
                div.unbroken { (own.skip) " " (number(rule.skip)) }
                div.unbroken { (own.every) " " (number(rule.every)) }
                div.unbroken {
                    (own.times) " "
                    @match rule.times { Some(times) => (number(times)), None => "∞" }
                }
            }
            td.unbroken { (own.matched) " " (number(fault.matched)) " · " (own.hit) " " strong { (number(fault.hit)) } }
            td { code.unbroken dir="ltr" { (rule::preference(rule)) } }
            td {
                (Sheet::new(visit, Asked::Remove, None).button(text.remove, &[(ID, &fault.id.to_string())]))
            }
        }
    }
}

fn add_form(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Markup {
    let (text, own) = (visit.texts(), FaultTexts::of(visit.language));
    let sheet = Sheet::new(visit, Asked::Add, refused);
    let kinds: Options = Kind::ALL.map(|kind| (kind.as_str().to_owned(), kind.name(own).to_owned())).into();
    let control = Control::new(shared.clone());
    let or_all = |all: &str, some: Options| [vec![(String::new(), all.to_owned())], some].concat();
    let operations = or_all(own.every_operation, names(control.operations()));
    let apps = or_all(own.every_app, names(control.slugs()));
    let fields = html! {
        (sheet.choice(rule::KIND, own.what, &kinds, Kind::Status.as_str()))
        (sheet.number(rule::STATUS, own.status, "429", 400))
        (sheet.number(rule::DELAY, own.delay, "0", 0))
        (sheet.choice(rule::OPERATION, own.operation, &operations, ""))
        (sheet.choice(rule::APP, text.app, &apps, ""))
        (sheet.number(rule::SKIP, own.skip_long, "0", 0))
        (sheet.number(rule::EVERY, own.every_long, "1", 1))
        (sheet.number(rule::TIMES, own.times_long, "", 1))
    };
    sheet.card(own.add_title, &fields, own.add)
}

/// How a single request asks for each of them.
fn preferences(visit: &Visit) -> Markup {
    let own = FaultTexts::of(visit.language);
    html! {
        section.card {
            h2 { (own.prefer_title) }
            p.hint { (own.prefer_hint) }
            dl.pairs {
                @for kind in Kind::ALL {
                    dt { code.unbroken dir="ltr" { (rule::preference(&kind.example())) } } dd { (kind.explained(own)) }
                }
            }
        }
    }
}
