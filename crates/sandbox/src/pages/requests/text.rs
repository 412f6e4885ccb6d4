//! What the log of requests says.

use super::super::text::texts;

texts! {
    /// The texts of the log of requests.
    pub(super) struct RequestTexts;

    lead: "هر درخواستی که برنامه‌ها از سکو کرده‌اند، تازه‌ترین در بالا. درخواست ردشده را باز کنید تا دلیل و چاره‌اش را ببینید.",
        "Every request of an app to the platform, latest first. Unfold a refused one to see why and what to do.";
    filter: "کدام درخواست‌ها", "Which requests";
    only_refused: "ردشده‌ها", "refused";
    forget: "فراموش‌کردن همه", "Forget all";
    none: "هنوز درخواستی نیامده است. نشانی پایهٔ SDK یا برنامهٔ خود را همین سندباکس بگذارید.",
        "No request yet. Make this sandbox the base URL of your SDK or app.";
    fault: "عمدی:", "on purpose:";
    dropped: "نادیده گرفته شد:", "dropped:";
    code: "کد", "Code";
    message: "پیام", "Message";

    provoked: "این خطا را خود شما خواسته‌اید، با سرایند Prefer یا قاعده‌ای در صفحهٔ «خطاها»؛ برنامه باید آن را تاب بیاورد: کمی صبر و تلاش دوباره.",
        "You asked for this, by the header Prefer or by a rule on the page “Faults”; the app should survive it: wait a little and try again.";
    preference: "سرایند Prefer را به یکی از شکل‌های صفحهٔ «خطاها» بنویسید یا آن را بردارید.",
        "Write the header Prefer in one of the forms on the page “Faults”, or leave it out.";
    key_missing: "کلید API برنامه را در سرایند X-API-Key بفرستید.", "Send the API key of the app in the header X-API-Key.";
    key_unknown: "کلیدی را بفرستید که این سندباکس هنگام شروع چاپ کرده است؛ کلیدی که در پیکربندی نیامده، با هر شروع عوض می‌شود.",
        "Send a key that this sandbox printed at its start; one that the configuration does not give changes with every start.";
    key_revoked: "کلید دیگری از همین برنامه بفرستید؛ این یکی در پیکربندی باطل شده است.",
        "Send another key of the app; this one is revoked in the configuration.";
    token_missing: "توکن کاربر را در همان سرایندی بفرستید که در پیام آمده است.",
        "Send the token of the user in the header that the message names.";
    token_malformed: "سرایند را به شکل Authorization: Bearer و پس از آن توکن بنویسید.",
        "Write the header as Authorization: Bearer and then the token.";
    token_unknown: "کاربر را دوباره به صفحهٔ رضایت بفرستید؛ این توکن از این سندباکس نیست، یا پس از شروع دوباره فراموش شده است.",
        "Send the person to the consent page again; this token is not of this sandbox, or was forgotten at a restart.";
    token_expired: "با توکن تازه‌سازی توکن تازه بگیرید، و اگر نیست (offline_access) کاربر را دوباره به صفحهٔ رضایت بفرستید.",
        "Trade the refresh token for a new one or, without one (offline_access), send the person to the consent page again.";
    token_withdrawn: "توکن را دور بیندازید؛ کاربر رضایتش را پس گرفته است و فقط خودش می‌تواند دوباره اجازه دهد.",
        "Throw the token away: the person has withdrawn consent, and only they can give it again.";
    token_foreign: "توکن و کلید API باید از یک برنامه باشند؛ توکنی را بفرستید که همین برنامه گرفته است.",
        "The token and the API key must be of one app: send a token that this app was issued.";
    client: "client_id همان نشانک برنامه است و client_secret همان رازی که هنگام شروع چاپ شد؛ کلید API به جای آن کار نمی‌کند.",
        "client_id is the slug of the app and client_secret the secret that was printed at the start; an API key does not work in its place.";
    redirect_uri: "یکی از نشانی‌های بازگشت صفحهٔ «برنامه‌ها» را نویسه به نویسه بفرستید، یا این یکی را در پیکربندی بنویسید.",
        "Send one of the redirect URIs on the page “Apps”, character by character, or add this one to the configuration.";
    grant: "هر کد یک بار و تا چند دقیقه کار می‌کند و توکن تازه‌سازی جای خود را به توکن بعدی می‌دهد؛ کاربر را دوباره به صفحهٔ رضایت بفرستید.",
        "A code works once and for some minutes, and a refresh token gives way to its successor: send the person to the consent page again.";
    grant_type: "grant_type یا authorization_code است یا refresh_token.", "grant_type is either authorization_code or refresh_token.";
    permission: "این مجوز را در پیکربندی به کلید بدهید، یا با کلیدی بفرستید که آن را دارد.",
        "Give the key this permission in the configuration, or send a key that has it.";
    scope: "این دسترسی را در صفحهٔ رضایت از کاربر بخواهید و توکن تازه را بفرستید.",
        "Ask the person for this scope on the consent page and send the new token.";
    resource: "شناسهٔ پس از نقطه باید همان منبع این درخواست باشد؛ برای همین آگهی یا کسب‌وکار رضایت بگیرید.",
        "What stands after the dot must be the resource of this request: ask for consent to this very post or business.";
    other_person: "شناسه یا شماره‌ای را بفرستید که از آنِ همان کاربر توکن است.",
        "Name the person to whom the token belongs.";
    other_post: "برای آگهی دیگران از صاحبش دسترسی POST_ADDON_CREATE همان آگهی را بخواهید.",
        "For a post of somebody else ask its owner for POST_ADDON_CREATE with the token of that post.";
    other_business: "توکن صاحب همین کسب‌وکار را بفرستید.", "Send a token of the owner of this business.";
    widgets: "ردیف‌هایی بفرستید که صفحهٔ «برنامه‌ها» مجاز می‌داند، یا در پیکربندی ردیف‌های بیشتری به برنامه بدهید.",
        "Send only rows that the page “Apps” lists as granted, or grant the app more kinds in the configuration.";
    development: "با یک آگهی آزمایشی کار کنید (در «کاربران و آگهی‌ها» بسازید)، یا برنامه را در پیکربندی از حالت توسعه درآورید.",
        "Use a development post (add one under “People & posts”), or make the app a production app in the configuration.";
    denied: "پیام می‌گوید چه چیزی اجازه ندارد؛ همان را درست کنید.", "The message says what is not allowed; mend that.";
    path: "نشانی و نسخه (v1 یا v2) را با «مرجع» بسنجید.", "Compare the path and the version (v1 or v2) with the “Reference”.";
    person: "شناسهٔ کاربر نزد هر برنامه فرق دارد؛ شناسهٔ همین برنامه را از «کاربران و آگهی‌ها» بردارید، یا کاربر را بسازید.",
        "Each app knows a person under another id: take that of this app from “People & posts”, or add the person.";
    addon: "شناسه‌ای را بفرستید که هنگام ساختن افزونه گرفته‌اید؛ هر برنامه فقط افزونه‌های خودش را می‌بیند.",
        "Send the id that you got when the add-on was made; an app sees only its own add-ons.";
    post: "توکن را بررسی کنید، یا آگهی را در «کاربران و آگهی‌ها» بسازید.", "Check the token, or add the post under “People & posts”.";
    business: "توکن را بررسی کنید، یا کسب‌وکار را در «کاربران و آگهی‌ها» بسازید.",
        "Check the token, or add the business under “People & posts”.";
    not_found: "شناسه‌ای را که فرستاده‌اید بررسی کنید.", "Check the id that you sent.";
    method: "روش درخواست را به یکی از آن‌ها که در پیام آمده تغییر دهید.", "Use one of the methods that the message names.";
    slow: "کل بدنه را زودتر بفرستید؛ Content-Length شاید از بدنه بزرگ‌تر است.",
        "Send the whole body sooner; Content-Length may be larger than the body.";
    ticket_unknown: "بلیت فقط یک بار خرج می‌شود؛ در صفحهٔ «پرداخت» بلیت تازه بسازید و شناسهٔ همان را بفرستید.",
        "A ticket is spent once: issue a fresh one on the page “Payment” and send its id.";
    ticket_person: "شماره یا شناسهٔ همان کاربری را بفرستید که بلیت برای اوست.",
        "Send the phone number or the id of the person whom the ticket is for.";
    ticket_service: "نوع خدمت بلیت و برنامه باید یکی باشد؛ صفحه‌های «پرداخت» و «برنامه‌ها» هر دو را نشان می‌دهند.",
        "The ticket and the app must have the same service type; the pages “Payment” and “Apps” show both.";
    ticket_amount: "هزینه را تا سقف بلیت پایین بیاورید، یا بلیتی با سقف بالاتر بسازید.",
        "Ask for no more than the ticket pays, or issue one that pays more.";
    precondition: "پیام می‌گوید پیش از این درخواست چه باید باشد؛ همان را فراهم کنید.",
        "The message says what must be so before; see to that.";
    large: "بدنه را کوچک‌تر کنید؛ اندازهٔ مجاز در پیام آمده است.", "Make the body smaller; the message says how large it may be.";
    media_type: "سرایند Content-Type را همان بگذارید که در پیام آمده است.", "Set the header Content-Type to what the message names.";
    per_minute: "تا دقیقهٔ بعد صبر کنید، یا ساعت را جلو ببرید؛ برنامه باید با فاصله دوباره تلاش کند.",
        "Wait for the next minute, or put the clock forward; the app should try again after a pause.";
    per_day: "سهم امروز تمام شده است: ساعت را یک روز جلو ببرید، یا سقف را در پیکربندی بالا ببرید.",
        "The quota of the day is used up: put the clock forward by a day, or raise the limit in the configuration.";
    storage: "پروندهٔ داده نوشته نشد: جای خالی دیسک و دسترسی را بررسی کنید و سندباکس را دوباره راه بیندازید.",
        "The data file was not written: check the space and the permissions of the disk, and start the sandbox again.";
    broken: "این اشتباه سندباکس است، نه شما: آن را همراه خروجی پایانه گزارش کنید.",
        "This is a mistake of the sandbox and not yours: report it with what the terminal says.";
    violations: "هر جایی را که پایین آمده درست کنید؛ «زمین بازی» همان بدنه را با نشانهٔ خطاها نشان می‌دهد.",
        "Mend every place that is listed below; the “Playground” shows the body with its mistakes marked.";
    other: "درخواست را با «مرجع» بسنجید؛ پیام می‌گوید چه چیزی پذیرفته نشد.",
        "Compare the request with the “Reference”; the message says what was not accepted.";
}
