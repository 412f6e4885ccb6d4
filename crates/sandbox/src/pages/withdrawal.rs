//! Taking back what a person granted to an app, from whatever page.

use kenar_schemas::Phone;

use super::act::{Command, Problem, command, parsed};
use super::form::Form;
use super::visit::Visit;

/// The field with the slug of the app.
pub(super) const APP: &str = "app";
/// The field with the phone number of the person.
pub(super) const USER: &str = "user";

/// Reads a form that ends every token and code of a person at an app, and tells the app if it may know.
pub(super) fn read(form: &Form, visit: &Visit) -> Result<Command, Problem> {
    let text = visit.texts();
    let app = form.field(APP).unwrap_or_default();
    let user: Phone = parsed(form, USER, text.phone, text)?;
    command(move |control| control.revoke_access(&app, &user).map(drop))
}
