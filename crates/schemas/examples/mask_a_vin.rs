//! Run with: cargo run -p kenar-schemas --example mask_a_vin [VIN]
//!
//! Masks a vehicle identification number and an old deed, as they must be before they leave the app.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::env;
use std::error::Error;

use kenar_schemas::masking::{MaskedKey, mask, mask_old_deed};
use kenar_schemas::semantics::{OwnershipResult, lint};
use kenar_schemas::{Payload, PostSemantic, Semantic};

fn main() -> Result<(), Box<dyn Error>> {
    let vin = env::args().nth(1).unwrap_or_else(|| "IRJC95r۲۳kj039206".to_owned());

    // Case, the script of the digits and outer spaces make no difference.
    let masked = MaskedKey::Vin.mask(&vin)?;
    println!("VIN                {masked}");
    println!("respelt            {}", mask(&format!("  {}\n", vin.to_lowercase()))?);
    println!("old_real_estate_id {}", mask_old_deed("۱۲۳۴", " ۵۶ ")?);

    // What another app would hash to something else is refused. The error does not repeat the value.
    for (wrong, key) in [("IRJC95R23KJ03920ب", MaskedKey::Vin), ("1234", MaskedKey::OldRealEstateId)] {
        if let Err(error) = key.mask(wrong) {
            println!("refused            {error}");
        }
    }

    let forgotten = Semantic::new().with("VIN", vin.as_str());
    for lint in lint(&forgotten) {
        println!("forgotten          {}: {}", lint.key, lint.message);
    }

    let semantic =
        Semantic::new().with_ownership_result(OwnershipResult::OwnershipConfirmed).with_masked(MaskedKey::Vin, masked);
    let body = PostSemantic::new(semantic);
    body.validate()?;
    println!("\n{}", serde_json::to_string_pretty(&body)?);
    Ok(())
}
