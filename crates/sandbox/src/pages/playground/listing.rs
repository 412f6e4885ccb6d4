//! A payload line by line, with every violation at its place.

use kenar_schemas::Violation;
use maud::{Markup, html};

use super::super::facts::shown;
use super::super::visit::Visit;
use super::place::Placed;

/// How much of a payload is shown. What comes later is told of in words.
const MOST_LINES: usize = 2_000;
const MOST_BYTES: usize = 200_000;

/// The lines, and under each the violations that begin in it. `placed` is in the order of the text.
pub(super) fn listing(text: &str, placed: &[Placed], visit: &Visit) -> Markup {
    let words = visit.texts();
    let (mut start, mut lines, mut told) = (0, Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if lines.len() >= MOST_LINES || end > MOST_BYTES {
            break;
        }
        let here = placed.iter().skip(told).take_while(|placed| placed.span.start < end || end == text.len());
        let here: Vec<&Placed> = here.collect();
        told += here.len();
        lines.push(self::line(line.trim_end_matches(['\n', '\r']), start, &here, visit));
        start = end;
    }
    html! {
        ol.listing dir="ltr" { @for line in &lines { (line) } }
        @if start < text.len() { p.hint { (words.cut_off) } }
        @if told < placed.len() {
            ul.violations { @for placed in &placed[told..] { li.violation { (complaint(&placed.violation, visit)) } } }
        }
    }
}

fn line(line: &str, start: usize, here: &[&Placed], visit: &Visit) -> Markup {
    let mut done = 0;
    let mut pieces = Vec::new();
    for placed in here {
        let from = placed.span.start.saturating_sub(start).clamp(done, line.len());
        let to = placed.span.end.saturating_sub(start).clamp(from, line.len());
        if let (Some(plain), Some(marked)) = (line.get(done..from), line.get(from..to)) {
            pieces.push(html! { (plain) @if !marked.is_empty() { mark { (marked) } } });
            done = to;
        }
    }
    html! {
        li.bad[!here.is_empty()] {
            code { @for piece in &pieces { (piece) } (line.get(done..).unwrap_or_default()) }
            @for placed in here { div.violation { (complaint(&placed.violation, visit)) } }
        }
    }
}

/// What a violation says.
fn complaint(violation: &Violation, visit: &Visit) -> Markup {
    let text = visit.texts();
    html! {
        p dir="ltr" lang="en" { strong { (violation.message) } }
        dl.violation-facts dir=(visit.language.direction()) {
            div {
                dt { (text.place) }
                dd {
                    @if violation.pointer.is_empty() { (text.whole_document) } @else {
                        code { bdi dir="ltr" { (violation.pointer) } }
                    }
                }
            }
            div { dt { (text.rule) } dd { code { (violation.rule.as_str()) } } }
            @for (name, value) in [(text.limit, &violation.limit), (text.found, &violation.found)] {
                @if !value.is_null() { div { dt { (name) } dd { code { bdi { (shown(value)) } } } } }
            }
        }
    }
}
