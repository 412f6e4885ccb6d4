//! Asking whether a payment ticket is good.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use kenar_schemas::{DivarUserId, Payload, PaymentTicketValidation, Phone, Rule};

#[test]
fn a_ticket_needs_one_of_two_users() {
    let ticket = "6ca5ba03-f3a1-4761-9c60-8760f442a352";
    let check = |members: &str| {
        let text = format!(r#"{{"ticket_uuid": "{ticket}", "service_cost": 104000{members}}}"#);
        PaymentTicketValidation::check(text.as_bytes())
    };
    let user = DivarUserId::new("awoDdf1ecd2wac").unwrap();
    let phone = Phone::new("09991234567").unwrap();
    let for_user = PaymentTicketValidation::for_user(ticket.parse().unwrap(), user, 104_000);
    let for_phone = PaymentTicketValidation::for_phone(ticket.parse().unwrap(), phone.clone(), 104_000);
    assert_eq!(check(r#", "user_id": "awoDdf1ecd2wac""#).unwrap(), for_user);
    assert_eq!(check(r#", "phone_number": "09991234567""#).unwrap(), for_phone);
    let mut both = for_user.clone();
    both.phone_number = Some(phone);
    assert_eq!(check(r#", "phone_number": "09991234567", "user_id": "awoDdf1ecd2wac""#).unwrap(), both);
    let mut neither = for_user;
    neither.user_id = None;
    let violations = neither.validate().unwrap_err();
    assert_eq!(violations, check("").unwrap_err());
    let [one] = violations.as_slice() else { panic!("{violations}") };
    assert_eq!((one.pointer.as_str(), one.rule), ("", Rule::AnyOf));
}
