//! Run with: cargo run -p kenar-client --example payment_ticket
//!
//! A service that Divar pays for: validate the ticket, do the work, consume the ticket with the add-on. It runs offline,
//! against a sandbox in the same process; on the platform the client is `Client::from_env()?`, and Divar opens the app
//! with `ticket_uuid` in the link.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::error::Error as StdError;

use kenar_client::error::TicketProblem;
use kenar_client::schemas::widgets::TitleRow;
use kenar_client::schemas::{PaymentTicketValidation, Phone, UserAddon};
use kenar_client::{Client, Error};
use kenar_sandbox::{Config, Sandbox, ServiceType, TicketSpec, TicketState};

/// What the app charges, in rials.
const PRICE: i32 = 124_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let sandbox = Sandbox::start(Config::default()).await?;
    let phone: Phone = "09991234567".parse()?;
    let app = sandbox.default_app();
    let token = sandbox.control().issue_token(&phone, ["USER_ADDON_CREATE"])?;
    let user_id = sandbox.control().user_id(&app.slug, &phone)?;
    let client = Client::builder().api_key(app.api_key.clone()).sandbox(sandbox.url()).build()?;

    // Divar's part: it promises to pay for one verification of this user.
    let ticket = TicketSpec::new(phone, ServiceType::ReportVerification, 200_000);
    let ticket = sandbox.control().issue_ticket(ticket)?;

    // Too much is refused. The six refusals of tickets are typed.
    let dear = PaymentTicketValidation::for_user(ticket, user_id.clone(), 200_001);
    match client.app().validate_payment_ticket(&dear).await {
        Err(Error::Ticket(refusal)) if refusal.problem == TicketProblem::CostTooHigh => {
            println!("refused     {refusal}")
        }
        Err(error) => return Err(error.into()),
        Ok(_) => return Err("the ticket does not pay that much".into()),
    }

    // Validation promises nothing for later: it neither consumes nor locks the ticket.
    let validation = PaymentTicketValidation::for_user(ticket, user_id.clone(), PRICE);
    client.app().validate_payment_ticket(&validation).await?;
    println!("valid       no payment page for this user: Divar pays");

    // … the work is done here …

    let addon = UserAddon::new([TitleRow::new("هویت فروشنده تأیید شد").into()]).with_ticket(ticket, PRICE);
    let receipt = client.as_user(&token)?.upsert_user_addon(&user_id, &addon).await?;
    println!("stored      add-on {}", receipt.id);
    let snapshot = sandbox.control().snapshot();
    for invoice in &snapshot.invoices {
        println!("invoiced    {} rials", invoice.amount);
    }
    if snapshot.tickets.iter().any(|ticket| ticket.state != TicketState::Consumed) {
        return Err("the add-on consumes the ticket".into());
    }

    // Spent is spent. Leave the ticket out of later updates of the add-on.
    match client.app().validate_payment_ticket(&validation).await {
        Err(Error::Ticket(refusal)) if refusal.problem == TicketProblem::NotFound => {
            println!("spent       it cannot be validated again")
        }
        Err(error) => return Err(error.into()),
        Ok(_) => return Err("the ticket is spent".into()),
    }
    sandbox.shutdown().await;
    Ok(())
}

#[test]
fn it_runs() -> Result<(), Box<dyn StdError>> {
    main()
}
