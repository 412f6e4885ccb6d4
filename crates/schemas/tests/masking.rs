//! Masking: the published hashes, what else gives them, and what is refused.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use kenar_schemas::Semantic;
use kenar_schemas::masking::{MaskError, MaskedKey, is_masked, mask, mask_old_deed};

const VIN: &str = "e0c01d18d946a4145892bba6a6f31d1c0bc16de04f3df3d3ccd3adfe63e838bf";

#[test]
fn masking_gives_the_published_hashes() {
    let vectors = [
        ("IRJC95R23KJ039206", VIN),
        ("IRJC95r23kj039206", VIN),
        ("IRJC95r۲۳kj039206", VIN),
        (" irjc95R23kj039206 ", VIN),
        ("\t\u{a0}\u{2003}IRJC95R23KJ039206\r\n", VIN),
        ("AB1234CD", "1ddef55efb0a43d4d76e91ca7831d52a8f6f968872f5be0372a2c3b732ae5ce0"),
        ("123456ABC", "d2d503a0c826225a5432d4a12e67167d353853eca11ba8bc6ae55a96329081a0"),
        ("123456", "8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92"),
        // The published script lets Arabic digits through; here they equal the ASCII ones.
        ("IRJC95R٢٣KJ039206", VIN),
        ("irjc۹٥r٢۳kj۰۳۹٢۰٦", VIN),
    ];
    for (raw, hash) in vectors {
        assert_eq!(mask(raw).unwrap().as_str(), hash, "{raw:?}");
        assert_eq!(mask(raw).unwrap().to_string(), hash);
        for key in [MaskedKey::Vin, MaskedKey::ChassisNumber, MaskedKey::EngineNumber, MaskedKey::RealEstateId] {
            assert_eq!(key.mask(raw).unwrap().as_str(), hash);
        }
    }
    for digit in 0..10 {
        let of = |zero: char| char::from_u32(zero as u32 + digit).unwrap().to_string();
        assert_eq!(mask(&of('۰')), mask(&of('0')));
        assert_eq!(mask(&of('٠')), mask(&of('0')));
    }
}

#[test]
fn nothing_inside_a_value_is_changed() {
    let different = ["AB 1234 CD", "AB  1234 CD", "AB1234CD", "AB-1234-CD", "0AB1234CD", "AB1234CD0", "AB\t1234 CD"];
    let hashes: BTreeSet<String> = different.iter().map(|raw| mask(raw).unwrap().to_string()).collect();
    assert_eq!(hashes.len(), different.len());
    assert!(hashes.iter().all(|hash| is_masked(hash)));
}

#[test]
fn an_old_deed_is_book_and_page() {
    let hash = "af3424e8571a95cca7f2fda7faceaef0c2857149a97a308fab45304d5970f52e";
    for (book, page) in [("1234", "56"), ("۱۲۳۴", "۵۶"), ("١٢٣٤", "٥٦"), (" 1234 ", " 56 "), ("\t۱2٣4", "5۶\n")]
    {
        assert_eq!(mask_old_deed(book, page).unwrap().as_str(), hash);
        assert_eq!(MaskedKey::OldRealEstateId.mask(&format!("{book}|{page}")).unwrap().as_str(), hash);
    }
    assert_ne!(mask_old_deed("56", "1234"), mask_old_deed("1234", "56"));
    assert_eq!(mask_old_deed("1|2", "3"), Err(MaskError::NotBookAndPage));
    assert_eq!(mask_old_deed("1", "2|3"), Err(MaskError::NotBookAndPage));
    assert_eq!(mask_old_deed("", "3"), Err(MaskError::Empty));
    assert_eq!(mask_old_deed("1", " "), Err(MaskError::Empty));
    for (raw, error) in [
        ("1234", MaskError::NotBookAndPage),
        ("1|2|3", MaskError::NotBookAndPage),
        ("", MaskError::NotBookAndPage),
        ("|56", MaskError::Empty),
        ("1234| ", MaskError::Empty),
    ] {
        assert_eq!(MaskedKey::OldRealEstateId.mask(raw), Err(error), "{raw:?}");
    }
}

#[test]
fn what_would_get_another_hash_elsewhere_is_refused() {
    for raw in ["", " ", "\n\t\u{a0}"] {
        assert_eq!(mask(raw), Err(MaskError::Empty), "{raw:?}");
    }
    for (raw, position, character) in [
        ("12ب345", 3, 'ب'),
        ("  12ب345", 3, 'ب'),
        ("AB\u{200c}12", 3, '\u{200c}'),
        ("\u{feff}AB12", 1, '\u{feff}'),
        ("ÀB12", 1, 'À'),
        ("AB１２", 3, '１'),
        ("AB१", 3, '१'),
        ("straße", 5, 'ß'),
        ("AB12\u{200b}", 5, '\u{200b}'),
    ] {
        assert_eq!(mask(raw), Err(MaskError::NotAscii { position, character }), "{raw:?}");
    }
    let error = mask("12ب345").unwrap_err().to_string();
    assert_eq!(error, "character 3 (U+0628) is not ASCII; write the value as on the card or deed");
}

#[test]
fn errors_and_masked_values_do_not_hold_the_raw_value() {
    for raw in ["IRJC95R23KJ03920ب", "IRJC95R23KJ039206\u{200c}", "1234567890"] {
        let deed = MaskedKey::OldRealEstateId.mask(raw);
        let told = format!("{:?} {:?} {}", mask(raw), deed, deed.clone().unwrap_err());
        for part in ["IRJC", "KJ0392", "34567"] {
            assert!(!told.contains(part), "{told}");
        }
    }
    let semantic = Semantic::new().with_masked(MaskedKey::Vin, mask("IRJC95R23KJ039206").unwrap());
    assert_eq!(format!("{semantic:?} {}", serde_json::to_string(&semantic).unwrap()).matches("IRJC").count(), 0);
    assert_eq!(semantic.get("VIN"), Some(VIN));
}

#[test]
fn the_form_of_a_masked_value_is_64_lower_case_hex_digits() {
    assert!(is_masked(VIN));
    assert!(is_masked(&"0".repeat(64)));
    for value in ["", &VIN[1..], &VIN.to_uppercase(), &format!("{VIN}0"), &"۰".repeat(32), &"g".repeat(64)] {
        assert!(!is_masked(value), "{value}");
    }
}
