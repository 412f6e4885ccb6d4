//! Forms as they are drawn: empty, or as they were sent and refused.

use maud::{Markup, html};

use super::act::{ACTION, Action, Refused};
use super::visit::Visit;

/// A form that is being drawn.
pub(super) struct Sheet<'a> {
    visit: &'a Visit,
    action: &'static str,
    refused: Option<&'a Refused>,
}

/// What can be chosen, and the words for it.
pub(super) type Options = Vec<(String, String)>;

impl<'a> Sheet<'a> {
    pub(super) fn new<A: Action>(visit: &'a Visit, action: A, refused: Option<&'a Refused>) -> Self {
        Self { visit, action: action.as_str(), refused }
    }

    fn value(&self, name: &str, empty: &str) -> String {
        let sent = self.refused.and_then(|refused| refused.field(self.action, name));
        sent.unwrap_or_else(|| empty.to_owned())
    }

    /// A line to write in. What machines read is written from left to right.
    pub(super) fn line(&self, name: &str, label: &str, empty: &str) -> Markup {
        html! {
            label.field { span { (label) }
                input type="text" name=(name) value=(self.value(name, empty)) dir="ltr" autocomplete="off"
                    spellcheck="false";
            }
        }
    }

    /// A line to write in, with some of what can stand there.
    pub(super) fn suggested(&self, name: &str, label: &str, empty: &str, some: &[&str]) -> Markup {
        let list = format!("{}-{name}", self.action);
        html! {
            label.field { span { (label) }
                input type="text" name=(name) value=(self.value(name, empty)) list=(list) dir="ltr" autocomplete="off";
            }
            datalist id=(list) { @for suggestion in some { option value=(suggestion) {} } }
        }
    }

    /// A whole number.
    pub(super) fn number(&self, name: &str, label: &str, empty: &str, least: u64) -> Markup {
        html! {
            label.field.field-short { span { (label) }
                input type="number" name=(name) value=(self.value(name, empty)) min=(least) step="1" dir="ltr"
                    inputmode="numeric" autocomplete="off";
            }
        }
    }

    /// One of a few.
    pub(super) fn choice(&self, name: &str, label: &str, options: &[(String, String)], empty: &str) -> Markup {
        let chosen = self.value(name, empty);
        html! {
            label.field { span { (label) }
                select name=(name) {
                    @for (value, word) in options { option value=(value) selected[*value == chosen] { (word) } }
                }
            }
        }
    }

    /// Yes or no.
    pub(super) fn tick(&self, name: &str, label: &str) -> Markup {
        html! {
            label.tick { input type="checkbox" name=(name) value="1" checked[self.value(name, "") == "1"]; " " (label) }
        }
    }

    /// Something long.
    pub(super) fn area(&self, name: &str, label: &str, empty: &str, rows: u32) -> Markup {
        html! {
            label.field.field-wide { span { (label) }
                // A browser drops the line break right behind the tag.
                textarea name=(name) rows=(rows) dir="ltr" spellcheck="false" autocomplete="off" {
                    "\n" (self.value(name, empty))
                }
            }
        }
    }

    /// The form around its fields, under a title of its own.
    pub(super) fn card(&self, title: &str, fields: &Markup, send: &str) -> Markup {
        // A form that is refused is looked at where it stands.
        let id = format!("form-{}", self.action);
        html! {
            form.card.sheet id=(id) method="post" action={ (self.visit.here()) "#" (id) } {
                h3 { (title) }
                input type="hidden" name=(ACTION) value=(self.action);
                @if let Some(said) = self.refused.and_then(|refused| refused.said_of(self.action, self.visit.texts())) {
                    (said)
                }
                div.fields { (fields) }
                button.button.button-main type="submit" { (send) }
            }
        }
    }

    /// A form that is nothing but a button. `fields` are the hidden values that it sends.
    pub(super) fn button(&self, send: &str, fields: &[(&str, &str)]) -> Markup {
        html! {
            form.bare method="post" action=(self.visit.here()) {
                input type="hidden" name=(ACTION) value=(self.action);
                @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                button.button type="submit" { (send) }
            }
        }
    }

    /// What is to be said of a form that is nothing but a button, beside the list that it stands in.
    pub(super) fn said(&self) -> Markup {
        let said = self.refused.and_then(|refused| refused.said_of(self.action, self.visit.texts()));
        html! { @if let Some(said) = said { (said) } }
    }
}

/// Names that stand for themselves.
pub(super) fn names<S: ToString>(names: impl IntoIterator<Item = S>) -> Options {
    names.into_iter().map(|name| (name.to_string(), name.to_string())).collect()
}
