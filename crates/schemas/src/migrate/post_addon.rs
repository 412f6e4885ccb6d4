use super::report::{Kind, Report};
use super::{Migration, Options, semantic, widget};
use crate::PostAddon;
use crate::legacy::LegacyPostAddon;

pub(super) fn migrate(addon: &LegacyPostAddon, options: &Options) -> Migration<PostAddon> {
    let LegacyPostAddon { widgets, notes, semantic, semantic_sensitives, link_in_spec, selector } = addon;
    let mut report = Report::default();
    let mut value = PostAddon::new(widget::list(widgets, options, &mut report));
    value.notes.clone_from(notes);
    value.semantic = match semantic {
        Some(facts) => Some(semantic::values(facts, semantic_sensitives.as_deref(), &mut report)),
        None => {
            // There is nothing to convert, but a list of keys may still be there to be dropped.
            semantic::texts(std::iter::empty(), semantic_sensitives.as_deref(), &mut report);
            None
        }
    };
    if link_in_spec.is_some() {
        report.add("/link_in_spec", Kind::Lost, "v2 has no promotion link; a `selector_row` can hold the address");
    }
    if selector.is_some() {
        report.add("/selector", Kind::Lost, "v2 attaches a post add-on to the one post that the path names");
    }
    Migration { value, report }
}
