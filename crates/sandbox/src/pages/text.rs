//! What the pages say, in both languages. A text that one language lacks does not compile. What one part of the console
//! says alone stands beside it.

use std::fmt::Display;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    /// Right to left, and what is shown unless somebody asks for something else.
    #[default]
    Persian,
    /// Left to right.
    English,
}

impl Language {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Persian, Self::English];

    /// The language of this tag: `fa` or `en`.
    pub(crate) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The tag, for `lang`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Persian => "fa",
            Self::English => "en",
        }
    }

    /// The name of the language in itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Persian => "فارسی",
            Self::English => "English",
        }
    }

    /// For `dir`.
    pub(crate) fn direction(self) -> &'static str {
        match self {
            Self::Persian => "rtl",
            Self::English => "ltr",
        }
    }

    /// The texts.
    pub(crate) fn texts(self) -> &'static Texts {
        Texts::of(self)
    }

    /// A number with the digits and separators of the language.
    pub(crate) fn number(self, number: impl Display) -> String {
        let plain = number.to_string();
        let separator = match self {
            Self::Persian => '٬',
            Self::English => ',',
        };
        let mut written = String::with_capacity(plain.len() * 2);
        for (index, character) in plain.char_indices() {
            let left = plain.len() - index;
            if index > 0 && left.is_multiple_of(3) && plain[..index].ends_with(|last: char| last.is_ascii_digit()) {
                written.push(separator);
            }
            written.push(match (self, character.to_digit(10)) {
                (Self::Persian, Some(digit)) => char::from_u32('۰' as u32 + digit).unwrap_or(character),
                _ => character,
            });
        }
        written
    }
}

/// Texts in both languages, under names.
macro_rules! texts {
    ($(#[$doc:meta])* $visibility:vis struct $group:ident; $($name:ident: $persian:literal, $english:literal;)*) => {
        $(#[$doc])*
        $visibility struct $group {
            $($visibility $name: &'static str,)*
        }

        impl $group {
            $visibility fn of(language: $crate::pages::text::Language) -> &'static Self {
                static PERSIAN: $group = $group { $($name: $persian,)* };
                static ENGLISH: $group = $group { $($name: $english,)* };
                match language {
                    $crate::pages::text::Language::Persian => &PERSIAN,
                    $crate::pages::text::Language::English => &ENGLISH,
                }
            }
        }
    };
}

pub(super) use texts;

texts! {
    /// What more than one page says, and the pages that were there first.
    pub(crate) struct Texts;

    // The frame.
    product: "کنار", "Kenar";
    sandbox: "سندباکس", "sandbox";
    skip: "پرش به محتوا", "Skip to content";
    navigation: "بخش‌ها", "Sections";
    nav_overview: "نمای کلی", "Overview";
    nav_requests: "درخواست‌ها", "Requests";
    nav_calls: "فراخوانی‌ها", "Calls";
    nav_apps: "برنامه‌ها", "Apps";
    nav_people: "کاربران و آگهی‌ها", "People & posts";
    nav_semantics: "داده‌های معنایی", "Semantic data";
    nav_tickets: "پرداخت", "Payment";
    nav_images: "تصویرها", "Images";
    nav_clock: "ساعت", "Clock";
    nav_faults: "خطاها", "Faults";
    nav_playground: "زمین بازی", "Playground";
    nav_reference: "مرجع", "Reference";
    language: "زبان", "Language";
    theme: "پوسته", "Theme";
    theme_auto: "خودکار", "Auto";
    theme_light: "روشن", "Light";
    theme_dark: "تیره", "Dark";
    local_only: "این صفحه از همین دستگاه می‌آید و به جای دیگری وصل نمی‌شود.",
        "This page comes from this machine and connects to nothing else.";
    and_more: "نشان داده نشده:", "Not shown:";
    none_yet: "هنوز چیزی نیست.", "Nothing here yet.";
    not_found: "چنین صفحه‌ای نیست", "There is no such page";
    back_to_overview: "بازگشت به نمای کلی", "Back to the overview";

    // The overview.
    overview_title: "نمای کلی", "Overview";
    overview_lead: "هر چه در این سندباکس هست، همان‌طور که برنامه‌ها و کاربران ساخته‌اند.",
        "Everything in this sandbox, as apps and people made it.";
    apps: "برنامه‌ها", "Apps";
    app: "برنامه", "App";
    users: "کاربران", "Users";
    user: "کاربر", "User";
    posts: "آگهی‌ها", "Posts";
    post: "آگهی", "Post";
    businesses: "کسب‌وکارها", "Businesses";
    addons: "افزونه‌ها", "Add-ons";
    semantics: "داده‌های معنایی", "Semantic data";
    tickets: "بلیت‌های پرداخت", "Payment tickets";
    invoices: "صورت‌حساب‌ها", "Invoices";
    development: "در حال توسعه", "development";
    production: "در حال کار", "production";
    service_type: "نوع خدمت", "Service type";
    rows_granted: "ردیف‌های مجاز", "Rows granted";
    all: "همه", "all";
    keys: "کلیدها", "Keys";
    key: "کلید", "Key";
    revoked: "باطل‌شده", "revoked";
    keys_hint: "خود کلیدها هیچ‌جا نشان داده نمی‌شوند؛ هنگام شروع در پایانه چاپ شده‌اند.",
        "The keys themselves are shown nowhere; they were printed in the terminal at the start.";
    phone: "شماره", "Phone";
    ids_by_app: "شناسه نزد هر برنامه", "Id within each app";
    owner: "صاحب", "Owner";
    category: "دسته", "Category";
    categories: "دسته‌ها", "Categories";
    all_categories: "همهٔ دسته‌های برنامه", "every category of the app";
    created: "ساخته شد", "Created";
    modified: "آخرین تغییر", "Last changed";
    expires: "پایان", "Ends";
    no_addons: "هنوز افزونه‌ای روی این آگهی نیست.", "There is no add-on on this post yet.";
    subject: "دربارهٔ", "About";
    ticket: "بلیت", "Ticket";
    max_amount: "سقف (ریال)", "At most (rials)";
    amount: "مبلغ (ریال)", "Amount (rials)";
    state: "وضعیت", "State";
    kind: "نوع", "Kind";
    ticket_fresh: "آماده", "fresh";
    ticket_consumed: "مصرف‌شده", "consumed";
    ticket_voided: "باطل", "voided";
    issued: "زمان", "Issued";

    // Lists and forms.
    at: "زمان", "Time";
    remove: "حذف", "Remove";
    done: "انجام شد.", "Done.";
    live: "زنده", "live";
    live_hint: "هر دو ثانیه تازه می‌شود.", "Renewed every two seconds.";
    form_incomplete: "فرم کامل نیست یا بیش از اندازه بلند است.", "The form is incomplete or too long.";
    form_incomplete_hint: "صفحه را تازه کنید و فرم را دوباره پر کنید.", "Reload the page and fill in the form again.";
    form_interrupted: "این کار به پایان نرسید.", "The change did not come to its end.";
    form_interrupted_hint: "خروجی سندباکس در پایانه را ببینید.", "Look at what the sandbox says in the terminal.";
    form_field_hint: "مقدار همین خانه را درست کنید و دوباره بفرستید؛ بقیهٔ فرم مانده است.",
        "Mend the value of this field and send again; the rest of the form is kept.";
    form_app_hint: "یکی از برنامه‌های پیکربندی را انتخاب کنید.", "Choose one of the configured apps.";
    form_user_hint: "کاربر را در «کاربران و آگهی‌ها» بسازید، یا شمارهٔ دیگری بنویسید.",
        "Add the person under “People & posts”, or write another number.";
    form_taken_hint: "توکن دیگری انتخاب کنید.", "Choose another token.";
    form_not_configured_hint: "نشانی را در پیکربندی برنامه، بخش webhooks، بنویسید و سندباکس را دوباره راه بیندازید.",
        "Write the address into the configuration of the app, under webhooks, and start the sandbox again.";
    form_forgotten_hint: "فهرست را تازه کنید؛ قدیمی‌ترها فراموش می‌شوند.",
        "Reload the list; the oldest entries are forgotten.";
    form_storage_hint: "پروندهٔ داده نوشته نشد: جای خالی دیسک و دسترسی را بررسی کنید و سندباکس را دوباره راه بیندازید.",
        "The data file was not written: check the space and the permissions of the disk, and start the sandbox again.";

    // Facts.
    fact_plain: "خوانا", "plain";
    fact_hashed: "درهم‌شده", "hashed";
    fact_extracted: "برداشته از ردیف", "extracted";
    fact_hashed_hint: "فقط چکیده‌ای از آن مانده است.", "Only a hash of it is kept.";

    // Posts and their add-ons.
    post_title: "آگهی", "Post";
    user_title: "افزونه‌های کاربر", "Add-ons of the person";
    viewed_as: "نگاه از دید", "Seen by";
    side_supply: "صاحب آگهی", "the owner";
    side_demand: "بیننده", "a viewer";
    show_extracted: "نشان‌دادن برداشت‌های دیوار", "Show what Divar extracts";
    hide_extracted: "پنهان‌کردن برداشت‌های دیوار", "Hide what Divar extracts";
    extracted_title: "آنچه دیوار برمی‌دارد", "What Divar extracts";
    from_user_addon: "از افزونهٔ کاربر", "From a user add-on";
    put_on_post: "مستقیم روی این آگهی", "Put on this post";
    legacy_note: "نسخهٔ ۱: این‌ها ردیف‌هایی‌اند که نسخهٔ ۲ از آن می‌ساخت.",
        "Version 1: these are the rows that version 2 would make of it.";
    legacy_unreadable: "ردیف‌های این افزونه خوانده نشدند.", "The rows of this add-on cannot be read.";
    raw: "JSON خام", "Raw JSON";
    notes: "یادداشت برنامه", "Note of the app";
    unknown_post: "آگهی‌ای با این توکن نیست.", "There is no post with this token.";
    unknown_post_hint: "توکن را بررسی کنید، یا آگهی را در «کاربران و آگهی‌ها» یا با رابط کنترل بسازید. روی آگهی ناشناس افزونه پذیرفته می‌شود ولی جایی نمی‌نشیند.",
        "Check the token, or add the post under “People & posts” or by the control API. An add-on for an unknown post is accepted and attached to nothing.";
    unknown_user: "کاربری با این شماره نیست.", "There is no user with this phone number.";
    unknown_user_hint: "شماره را بررسی کنید، یا کاربر را در «کاربران و آگهی‌ها» یا با رابط کنترل بسازید.",
        "Check the number, or add the user under “People & posts” or by the control API.";
    path_unset: "در این ردیف پر نشده", "not set in this row";
    path_unknown: "از میدان‌های این ردیف نیست", "not a field of this row";
    tap_owner_only: "فقط صاحب آگهی می‌تواند این را باز کند.", "Only the owner of the post can open this.";
    tap_needs_post: "این دکمه از سرور برنامه می‌پرسد و فقط روی یک آگهی کار می‌کند.",
        "This asks the app's server and works only on a post.";
    tap_needs_sandbox: "این در سندباکس کار می‌کند؛ این صفحه تنها یک پرونده است.",
        "This works in a sandbox; this page is only a file.";

    // What a tap came to.
    click_opened: "برنامه این نشانی را داد:", "The app answered with this address:";
    click_open: "بازکردن در برگهٔ تازه", "Open in a new tab";
    click_message: "پیام برنامه:", "Message of the app:";
    click_action: "برنامه این کار را داد:", "The app answered with this action:";
    click_again: "برنامه دوباره پرسیدن از خودش را خواست؛ سندباکس آن را دنبال نمی‌کند.",
        "The app asks to be asked again; the sandbox does not follow that.";
    click_failed: "نشد.", "That failed.";
    what_to_do: "چه کنیم:", "What to do:";
    click_bad_form: "این کلیک کامل نیست.", "This click is incomplete.";
    click_bad_form_hint: "صفحه را تازه کنید و دوباره بزنید.", "Reload the page and click again.";
    click_gone: "این ردیف دیگر نیست یا کاری از برنامه نمی‌خواهد.",
        "This row is no longer there, or asks nothing of the app.";
    click_configure: "نشانی سرور برنامه را در پیکربندی بنویسید.", "Write the address of the app's server into the configuration.";
    click_look: "پاسخ برنامه را در فهرست فراخوانی‌ها ببینید و آن را درست کنید.",
        "Look at the app's answer in the log of calls, and mend it.";

    // The playground.
    playground_title: "زمین بازی", "Playground";
    playground_lead: "بدنهٔ درخواست را بچسبانید و هم‌زمان ببینید: چه کشیده می‌شود، چه ایرادی دارد و دیوار چه برمی‌دارد.",
        "Paste the body of a request and see at once what is drawn, what is wrong and what Divar takes.";
    payload: "بدنه", "Payload";
    payload_kind: "نوع", "Kind";
    kind_detected: "تشخیص خودکار", "Detect";
    detected_as: "نوع تشخیص‌داده‌شده:", "Detected as";
    chosen_as: "نوع انتخاب‌شده:", "Taken as";
    check: "بررسی", "Check";
    samples: "نمونه‌ها", "Samples";
    drawn: "نمایش در دیوار", "As Divar draws it";
    nothing_to_draw: "این بدنه ردیفی ندارد.", "This payload has no rows.";
    undrawable: "این ردیف را نمی‌شود کشید:", "This row cannot be drawn:";
    valid: "بدون ایراد", "Valid";
    valid_hint: "همهٔ قاعده‌ها رعایت شده‌اند.", "Every rule is kept.";
    violations: "ایرادها", "Violations";
    violations_more: "و ایرادهای دیگر", "and more violations";
    place: "جا", "Place";
    rule: "قاعده", "Rule";
    limit: "حد", "Limit";
    found: "یافته", "Found";
    whole_document: "کل سند", "whole document";
    cut_off: "بقیه نشان داده نمی‌شود.", "The rest is not shown.";
    kept_plain: "خوانا می‌ماند", "kept readable";
    kept_hashed: "درهم می‌شود", "kept as a hash";
    kept_masked: "پوشانده‌شده؛ درهم می‌شود", "masked; kept as a hash";
    must_mask: "باید پیش از فرستادن پوشانده شود", "must be masked before it is sent";
    lints: "احتمالاً اشتباه", "Probably a mistake";
    extracted_values: "برداشت از ردیف‌ها", "Extracted from rows";
    value: "مقدار", "Value";
    row: "ردیف", "Row";
    path: "مسیر", "Path";
    migrated: "در نسخهٔ ۲", "In version 2";
    migration_report: "گزارش مهاجرت", "Migration report";
    migration_harmless: "بی‌دردسر", "Harmless";
    migration_blocked: "تا ایرادها رفع نشوند، به نسخهٔ ۲ برده نمی‌شود.", "It is not migrated before its violations are gone.";
    too_large: "این بدنه بزرگ‌تر از ۱ مبی‌بایت است. سندباکس هم چنین درخواستی را نمی‌پذیرد.",
        "This payload is larger than 1 MiB. The sandbox would refuse such a request, too.";
    too_large_title: "بیش از اندازه بزرگ", "Too large";
    empty: "بدنه‌ای بنویسید یا یکی از نمونه‌ها را بردارید.", "Write a payload or take one of the samples.";
    kind_user_addon: "افزونهٔ کاربر", "User add-on";
    kind_post_addon: "افزونهٔ آگهی", "Post add-on";
    kind_business_addon: "افزونهٔ کسب‌وکار", "Business add-on";
    kind_widget: "یک ردیف", "One widget";
    kind_widgets: "فهرست ردیف‌ها", "List of widgets";
    kind_user_semantic: "دادهٔ معنایی کاربر", "Semantic data of a user";
    kind_post_semantic: "دادهٔ معنایی آگهی", "Semantic data of a post";
    kind_semantic: "دادهٔ معنایی", "Semantic data";
    kind_legacy_user_addon: "افزونهٔ کاربر، نسخهٔ ۱", "User add-on, version 1";
    kind_legacy_post_addon: "افزونهٔ آگهی، نسخهٔ ۱", "Post add-on, version 1";
    kind_legacy_verification: "تأیید کاربر، نسخهٔ ۱", "User verification, version 1";
    sample_all_rows: "هر ده ردیف", "All ten rows";
    sample_broken: "ردیف بیش از اندازه بلند", "A row that is too long";
    sample_scores: "دو امتیاز در یک ردیف", "Two scores in one row";

    // The reference.
    reference_title: "مرجع", "Reference";
    reference_platform: "رابط سکو", "Platform API";
    reference_control: "رابط کنترل سندباکس", "Control API of the sandbox";
    reference_hint: "«امتحان» همین سندباکس را صدا می‌زند. کلید و راز برنامه هنگام شروع در پایانه چاپ شده‌اند؛ توکن را از صفحهٔ رضایت یا رابط کنترل بگیرید.",
        "“Test request” calls this sandbox. The app's key and secret were printed in the terminal at the start; take a token from the consent page or the control API.";
    reference_script: "این صفحه به جاوااسکریپت نیاز دارد.", "This page needs JavaScript.";

    // The consent page.
    consent_title: "اجازه به برنامه", "Consent";
    consent_asks: "این برنامه این دسترسی‌ها را می‌خواهد:", "This app asks for:";
    consent_development: "این برنامه در حال آزمایش است.", "This app is under test.";
    consent_as: "به نام", "as";
    consent_approve: "موافقم", "Approve";
    consent_refuse: "نه", "Refuse";
    consent_gone: "این درخواست وجود ندارد یا مهلت آن گذشته است.",
        "This request does not exist, was decided before, or has expired.";
    consent_gone_hint: "از برنامه دوباره شروع کنید.", "Start again from the app.";
    consent_nobody: "کاربری با این شماره وجود ندارد.", "There is no user with this phone number.";
    consent_nobody_hint: "به صفحهٔ پیش برگردید و یکی از کاربران را انتخاب کنید.", "Go back and choose one of the users.";
}
