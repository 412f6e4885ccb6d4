//! Semantic data by what is kept of it, and mistakes that nobody was told of.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;

use super::addon::moment;
use super::facts::shown;
use super::frame::{Page, Section};
use super::post::{Side, path as post_path, user_path};
use super::snapshot;
use super::table::{MOST, rest, table};
use super::text::texts;
use super::visit::Visit;
use crate::shared::Shared;
use crate::{FactView, NoticeKind, NoticeView, Snapshot};

/// Where semantic data is.
pub(super) const PATH: &str = "/_sandbox/ui/semantics";

/// Whom or what facts are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    User(String),
    Post(String),
    Business(String),
}

/// How an app stated a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Bare,
    Addon,
}

/// A fact of an app: where it comes from, its key and what is kept.
type Fact<'a> = (Origin, &'a str, &'a FactView);

pub(super) async fn show(State(shared): State<Arc<Shared>>, visit: Visit) -> Response {
    let (text, own) = (visit.texts(), SemanticTexts::of(visit.language));
    let snapshot = snapshot(&shared);
    let records = gathered(&snapshot);
    let content = html! {
        div.heading { h1 { (text.nav_semantics) } }
        p.lead { (own.lead) }
        (notices(&snapshot.notices, &visit))
        section {
            h2 { (text.semantics) }
            @if records.is_empty() { div.card { p.empty { (text.none_yet) } } }
            @for ((app, subject), facts) in records.iter().take(MOST) { (record(app, subject, facts, &visit)) }
            (rest(records.len(), &visit))
        }
    };
    Page::new(&visit, Section::Semantics, text.nav_semantics).render(&content)
}

/// What each app stated about each subject, bare or with an add-on.
fn gathered<'s>(snapshot: &'s Snapshot) -> BTreeMap<(&'s str, Subject), Vec<Fact<'s>>> {
    let mut records: BTreeMap<(&'s str, Subject), Vec<Fact<'s>>> = BTreeMap::new();
    let mut add = |app, subject, origin, facts: &'s BTreeMap<String, FactView>| {
        if !facts.is_empty() {
            let own = facts.iter().map(|(key, fact)| (origin, key.as_str(), fact));
            records.entry((app, subject)).or_default().extend(own);
        }
    };
    for record in &snapshot.semantics {
        let user = record.user.as_ref().map(|user| Subject::User(user.to_string()));
        let post = record.post.as_ref().map(|post| Subject::Post(post.to_string()));
        for subject in user.into_iter().chain(post) {
            add(&record.app, subject, Origin::Bare, &record.semantic);
        }
    }
    for addon in &snapshot.user_addons {
        add(&addon.app, Subject::User(addon.user.to_string()), Origin::Addon, &addon.content.semantic);
    }
    for post in &snapshot.posts {
        // Those that came with a user add-on are about the person.
        for addon in post.addons.iter().filter(|addon| addon.from_user_addon.is_none()) {
            add(&addon.app, Subject::Post(post.token.to_string()), Origin::Addon, &addon.content.semantic);
        }
    }
    for business in &snapshot.businesses {
        for addon in &business.addons {
            add(&addon.app, Subject::Business(business.token.to_string()), Origin::Addon, &addon.content.semantic);
        }
    }
    records
}

fn record(app: &str, subject: &Subject, facts: &[Fact<'_>], visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), SemanticTexts::of(visit.language));
    let of = |kept: fn(&FactView) -> bool| facts.iter().filter(|(_, _, fact)| kept(fact)).collect::<Vec<_>>();
    let columns = [
        ("kept-plain", text.fact_plain, own.plain_hint, of(|fact| matches!(fact, FactView::Plain { .. }))),
        ("kept-hashed", text.fact_hashed, own.hashed_hint, of(|fact| matches!(fact, FactView::Hashed))),
        (
            "kept-extracted",
            text.fact_extracted,
            own.extracted_hint,
            of(|fact| matches!(fact, FactView::Extracted { .. })),
        ),
    ];
    html! {
        article.card.record {
            h3 { bdi dir="ltr" { (app) } " · " (about(subject, visit)) }
            div.kept {
                @for (class, name, hint, facts) in &columns {
                    div.kept-column.(class) {
                        h4 { (name) " " span.tag { (visit.language.number(facts.len())) } }
                        p.hint { (hint) }
                        @if facts.is_empty() { p.empty { "—" } }
                        dl { @for (origin, key, fact) in facts { (row(*origin, key, fact, visit)) } }
                    }
                }
            }
        }
    }
}

fn about(subject: &Subject, visit: &Visit) -> Markup {
    let text = visit.texts();
    let link = |name: &str, address: String, title: &str| {
        html! { (name) " " a href=(address) { code dir="ltr" { (title) } } }
    };
    match subject {
        Subject::User(phone) => link(text.user, user_path(phone), phone),
        Subject::Post(token) => match token.parse() {
            Ok(address) => link(text.post, post_path(&address, Side::Demand), token),
            Err(_) => html! { (text.post) " " code dir="ltr" { (token) } },
        },
        Subject::Business(token) => html! { (text.businesses) " " code dir="ltr" { (token) } },
    }
}

fn row(origin: Origin, key: &str, fact: &FactView, visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), SemanticTexts::of(visit.language));
    let value = |value: &Value| html! { bdi { (shown(value)) } };
    html! {
        div {
            dt {
                code { bdi { (key) } } " "
                @if origin == Origin::Addon { span.tag { (own.with_addon) } }
            }
            dd {
                @match fact {
                    FactView::Plain { value: plain } => (value(plain)),
                    FactView::Extracted { value: extracted } => (value(extracted)),
                    FactView::Hashed => span title=(text.fact_hashed_hint) { "••••••" },
                }
            }
        }
    }
}

fn notices(notices: &[NoticeView], visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), SemanticTexts::of(visit.language));
    let row = |notice: &NoticeView| {
        let (name, hint) = explained(notice.kind, own);
        html! {
            tr {
                td { strong { (name) } p.hint { (hint) } bdi.entry-reason dir="ltr" lang="en" { (notice.message) } }
                td { bdi dir="ltr" { (notice.app) } }
                td { code dir="ltr" { (notice.about) } }
                td { (visit.language.number(notice.count)) }
                td { (moment(notice.at)) }
            }
        }
    };
    let rows: Vec<Markup> = notices.iter().rev().take(MOST).map(row).collect();
    let heads = [own.mistake, text.app, text.subject, own.count, text.at];
    table("notices", own.notices, &heads, &rows, notices.len(), visit)
}

/// What a notice is called, why it matters and what to do.
fn explained(kind: NoticeKind, own: &SemanticTexts) -> (&'static str, &'static str) {
    match kind {
        NoticeKind::UnmaskedValue => (own.unmasked, own.unmasked_hint),
        NoticeKind::MisspeltKey => (own.misspelt, own.misspelt_hint),
        NoticeKind::UnknownPost => (own.unknown_post, own.unknown_post_hint),
        NoticeKind::EmptyPath => (own.empty_path, own.empty_path_hint),
        NoticeKind::UnknownImage => (own.unknown_image, own.unknown_image_hint),
        NoticeKind::NoCost => (own.no_cost, own.no_cost_hint),
    }
}

texts! {
    /// The texts of semantic data and of silent mistakes.
    struct SemanticTexts;

    lead: "آنچه برنامه‌ها دربارهٔ کاربران و آگهی‌ها گفته‌اند: کدام خوانا مانده، کدام فقط چکیده است و کدام را دیوار از ردیف‌ها برداشته.",
        "What apps stated about people and posts: what is kept readable, what only as a hash, and what Divar took from rows.";
    plain_hint: "کلید ازپیش‌تعریف‌شده؛ همان‌طور که آمده می‌ماند.", "Predefined keys; kept as they came.";
    hashed_hint: "هر کلید دیگر؛ فقط چکیده‌ای بازگشت‌ناپذیر می‌ماند.", "Every other key; nothing but an irreversible hash is kept.";
    extracted_hint: "با semantic_paths از ردیف‌ها؛ خوانا می‌ماند.", "Taken from rows by semantic_paths; kept readable.";
    with_addon: "با افزونه", "with an add-on";
    notices: "اشتباه‌های پذیرفته‌شده", "Mistakes that were accepted";
    mistake: "چه شد و چه کنیم", "What happened, and what to do";
    count: "بار", "Times";
    unmasked: "مقدار حساس بدون پوشش", "A sensitive value came unmasked";
    unmasked_hint: "دیوار می‌پذیرد و کسی خبردار نمی‌شود، ولی مقدار خام از برنامه بیرون رفته است. پیش از فرستادن آن را بپوشانید (SHA-256).",
        "Divar accepts it and tells nobody, but the raw value has left your app. Mask it before you send it (SHA-256).";
    misspelt: "کلیدی شبیه یک کلید ازپیش‌تعریف‌شده", "A key that looks like a predefined one";
    misspelt_hint: "چون نامش دقیق نیست درهم می‌شود و کسی نمی‌تواند بخواندش. املای کلید را درست کنید.",
        "Its name is not exact, so it is hashed and nobody can read it. Correct the spelling of the key.";
    unknown_post: "افزونه برای آگهی ناشناس", "An add-on for a post that does not exist";
    unknown_post_hint: "پاسخ موفق است ولی افزونه جایی ننشسته. توکن را بررسی کنید، یا آگهی را در «کاربران و آگهی‌ها» بسازید.",
        "The answer is a success and nothing is attached. Check the token, or add the post under “People & posts”.";
    empty_path: "مسیری که به مقداری نمی‌رسد", "A path that leads to no value";
    empty_path_hint: "دیوار از این ردیف چیزی برنمی‌دارد. میدان را پر کنید یا مسیر را در semantic_paths درست کنید.",
        "Divar takes nothing from this row. Fill in the field, or mend the path in semantic_paths.";
    unknown_image: "تصویری که بارگذاری نشده است", "A picture that was not uploaded";
    unknown_image_hint: "نخست تصویر را بارگذاری کنید و همان نامی را که پاسخ می‌آید بفرستید؛ نام موقت پس از یک روز از میان می‌رود.",
        "Upload the picture first and send the name from the answer; a temporary name is gone after a day.";
    no_cost: "بلیت بدون هزینه خرج شد", "A ticket was spent without a cost";
    no_cost_hint: "همراه ticket_uuid مقدار cost را هم بفرستید، وگرنه صورت‌حساب صفر ریال می‌شود.",
        "Send cost along with ticket_uuid, or the invoice is over nothing.";
}
