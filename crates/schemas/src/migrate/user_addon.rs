use super::report::{Kind, Report};
use super::{Migration, Options, semantic, widget};
use crate::UserAddon;
use crate::legacy::{LegacySemantic, LegacyUserAddon};

pub(super) fn migrate(addon: &LegacyUserAddon, options: &Options) -> Migration<UserAddon> {
    // Named one by one, so that a member can neither be added nor forgotten.
    let LegacyUserAddon {
        widgets,
        notes,
        phone: _,
        categories,
        management_permalink,
        removal_permalink,
        ticket_uuid,
        verification_cost,
        semantic,
        semantic_sensitives,
    } = addon;
    let mut report = Report::default();
    let rows = widget::list(widgets, options, &mut report);
    if rows.is_empty() {
        let message =
            "without rows the v1 add-on appears in no category; v2 does not say what it makes of an empty list";
        report.add("/widgets/widget_list", Kind::Changed { to: "/widgets".to_owned() }, message);
    }
    phone(&mut report);
    if notes.is_some() {
        report.add("/notes", Kind::Lost, "a v2 user add-on has no notes; keep them in the app");
    }
    permalink("/management_permalink", management_permalink.is_some(), &mut report);
    permalink("/removal_permalink", removal_permalink.is_some(), &mut report);
    let categories = categories.clone().unwrap_or_default();
    if categories.is_empty() {
        let message = "no category means all of them in v1, and in v2 only those in which the app is shown";
        report.add("/categories", Kind::Changed { to: "/categories".to_owned() }, message);
    }
    cost(verification_cost.is_some(), &mut report);
    let facts = semantic.iter().flat_map(LegacySemantic::iter);
    let facts = semantic::texts(facts, semantic_sensitives.as_deref(), &mut report);
    let mut value = UserAddon::new(rows).with_categories(categories).with_semantic(facts);
    value.ticket_uuid = *ticket_uuid;
    value.cost = *verification_cost;
    Migration { value, report }
}

pub(super) fn phone(report: &mut Report) {
    let message = "v2 names the user in the path, by an id that `get_user_id_by_phone` answers; the deprecated \
                   variants of the path still take the phone itself";
    report.add("/phone", Kind::MovedToPath { parameter: "divar_user_id" }, message);
}

pub(super) fn permalink(pointer: &str, present: bool, report: &mut Report) {
    if present {
        report.add(pointer, Kind::Lost, "v2 has no place for this link");
    }
}

pub(super) fn cost(present: bool, report: &mut Report) {
    if present {
        report.add("/verification_cost", Kind::Moved { to: "/cost".to_owned() }, "the member is called `cost` in v2");
    }
}
