use super::report::{Kind, Report};
use super::user_addon::{cost, permalink, phone};
use super::{Migration, semantic};
use crate::UserSemantic;
use crate::legacy::LegacyUserVerification;

pub(super) fn migrate(verification: &LegacyUserVerification) -> Migration<UserSemantic> {
    let LegacyUserVerification {
        semantic,
        semantic_sensitives,
        phone: user,
        notes,
        ticket_uuid,
        verification_cost,
        management_permalink,
    } = verification;
    let mut report = Report::default();
    let facts = semantic::texts(semantic.iter(), semantic_sensitives.as_deref(), &mut report);
    if user.is_some() {
        phone(&mut report);
    }
    if notes.is_some() {
        report.add("/notes", Kind::Lost, "v2 semantic data has no notes; keep them in the app");
    }
    permalink("/management_permalink", management_permalink.is_some(), &mut report);
    cost(verification_cost.is_some(), &mut report);
    let mut value = UserSemantic::new(facts);
    value.ticket_uuid = *ticket_uuid;
    value.cost = *verification_cost;
    Migration { value, report }
}
