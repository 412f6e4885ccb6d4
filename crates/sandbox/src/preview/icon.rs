//! Glyphs of our own for families of icons.

use kenar_schemas::IconName;
use maud::{Markup, html};

/// An icon in a row.
pub(super) fn icon(name: &IconName) -> Markup {
    html! { span.w-icon role="img" aria-label=(name) title=(name) { (glyph(name)) } }
}

/// The bare glyph: of the first family that one word of the name belongs to, or the letters of the name.
pub(super) fn glyph(name: &IconName) -> Markup {
    match path(name.as_str()) {
        Some(path) => html! { svg.w-glyph viewBox="0 0 24 24" aria-hidden="true" { path d=(path); } },
        None => html! { span.w-letters aria-hidden="true" { (letters(name.as_str())) } },
    }
}

fn path(name: &str) -> Option<&'static str> {
    // A brand is a proper name, although it may hold a word such as `STAR`.
    if name.starts_with(BRAND) {
        return None;
    }
    let word_of = |(words, _): &&(&[&str], &str)| name.split('_').any(|word| words.contains(&word));
    FAMILIES.iter().find(word_of).map(|(_, path)| *path)
}

const BRAND: &str = "BRAND_";

fn letters(name: &str) -> String {
    match name.strip_prefix(BRAND) {
        Some(brand) => brand.chars().take(2).collect(),
        None => name.split('_').filter_map(|word| word.chars().next()).take(2).collect(),
    }
}

/// Words of icon names, and the outline that stands for them on a grid of 24 by 24. The first family wins.
const FAMILIES: &[(&[&str], &str)] = &[
    (
        &["CAR", "CARS", "TAXI", "VEHICLES", "DEALERSHIP", "RIDE", "BUS", "TRANSPORT", "TRANSPORTATION"],
        "M4 16v-3.5l2-5.5h12l2 5.5V16M4 16h16M4 12.5h16M7 16v2M17 16v2M7.5 14.2h1M15.5 14.2h1",
    ),
    (
        &["CHECK", "CHECKED", "VERIFIED", "INSPECTED", "INSPECTION", "SHIELD", "CONDITION", "BADGE", "POLICE"],
        "M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6zM8.8 12l2.3 2.3 4.2-4.4",
    ),
    (
        &["MONEY", "PAYMENT", "WALLET", "TOMAN", "COIN", "BANK", "CASH", "CREDIT", "EARNEST", "SALE", "INSTALLMENT"],
        "M3 7h18v10H3zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M6 9.5v0M18 14.5v0",
    ),
    (
        &[
            "HOME",
            "HOUSE",
            "REAL",
            "ESTATE",
            "VILLA",
            "BUILDING",
            "APARTMENT",
            "RESIDENTIAL",
            "OFFICE",
            "OFFICES",
            "STORE",
            "SHOP",
        ],
        "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-5.5h4V20",
    ),
    (
        &["PERSON", "PERSONAL", "MAN", "WOMAN", "USER", "COMMUNITY", "ACCOUNT", "ASSIGNMENT", "BABY"],
        "M12 4a3.6 3.6 0 1 0 0 7.2A3.6 3.6 0 0 0 12 4M4.8 20c.6-4 3.4-6 7.2-6s6.6 2 7.2 6",
    ),
    (
        &["HISTORY", "CLOCK", "TIMER", "WATCH", "WATCHES", "TIME", "HISTORICAL"],
        "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.3l3 1.8",
    ),
    (&["EVENT", "EVENTS", "CALENDAR"], "M5 6h14v14H5zM5 10.5h14M8.5 4v4M15.5 4v4"),
    (&["ADD", "PLUS"], "M12 5v14M5 12h14"),
    (
        &["PLACE", "MAP", "MARKER", "PIN", "POI", "DISTANCE"],
        "M12 21c-4-4.5-6.5-7.8-6.5-11a6.5 6.5 0 0 1 13 0c0 3.2-2.5 6.5-6.5 11M12 7.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6",
    ),
    (
        &["CALL", "PHONE", "TELEPHONE", "CONTACT"],
        "M6 4h3l1.5 4.5-2 1.5c1 2.5 3 4.5 5.5 5.5l1.5-2L20 15v3c0 1.2-.8 2-2 2C10.5 20 4 13.5 4 6c0-1.2.8-2 2-2z",
    ),
    (&["MOBILE", "SMARTPHONE", "TABLET"], "M7.5 3h9v18h-9zM11 18.2h2"),
    (&["CHAT", "CHATBOT", "SMS", "EMAIL", "SEND", "SUPPORT", "MEGAPHONE"], "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5"),
    (
        &["STAR", "SPARKLES", "SPARKLE", "HEART", "GIFT"],
        "M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17l-5.3 3 1.1-6L3.4 9.8l6-.8z",
    ),
    (&["IMAGE", "PHOTO", "CAMERA", "VIDEO", "VIDEOCAM"], "M4 6h16v13H4zM4 16l4.5-4 3.5 3 3-2.5 5 4M15.5 9v.1"),
    (
        &["ARTICLE", "NOTE", "FILE", "REPORT", "SCRIPT", "DEED", "TERMS", "DOCUMENTS", "INFO", "BINDER"],
        "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 15.5h6",
    ),
    (
        &["TOOLBOX", "SETTINGS", "HYDRAULICS", "ENGINE", "TUNE", "BUILD", "CRAFTSMEN", "PARTS", "SERVICES"],
        "M5 7h9M18 7h1M5 12h2M11 12h8M5 17h7M16 17h3M16 5v4M9 10v4M14 15v4",
    ),
    (&["HELP", "WARNING", "FAKE"], "M12 4l9 16H3zM12 10v4.5M12 17v.2"),
    (&["LINK", "LAUNCH", "SHARE", "EXIT"], "M13 5h6v6M19 5l-8.5 8.5M10 7H5v12h12v-5"),
    (&["LOCK", "PASSKEY"], "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2"),
    (&["MAGNIFIER", "INSPECT", "RESEARCH", "VISIBILITY"], "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5"),
    (&["CHART", "TRENDING", "SPEEDOMETER", "ODOMETER"], "M4 19.5h16M7 16v-4M12 16V6M17 16v-7"),
];
