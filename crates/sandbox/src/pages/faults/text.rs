//! What the faults are called.

use super::super::text::texts;

texts! {
    /// The texts of the faults.
    pub(super) struct FaultTexts;

    lead: "شبکه و سرور گاهی خراب می‌شوند. این‌جا خودتان خرابشان کنید و ببینید برنامه چه می‌کند.",
        "Networks and servers fail at times. Make them fail here and see what your app does.";
    in_force: "قاعده‌ها", "Rules";
    number: "شماره", "Number";
    what: "چه", "What";
    whom: "کدام درخواست", "Which requests";
    when: "کِی", "When";
    counts: "شمارش", "Counts";
    every_operation: "همهٔ عملیات", "every operation";
    every_app: "همهٔ برنامه‌ها", "every app";
    skip: "رهاشده:", "spared:";
    every: "یکی از هر:", "one of every:";
    times: "حداکثر:", "at most:";
    matched: "جور:", "matched";
    hit: "زده:", "hit";
    clear: "حذف همه", "Remove all";
    gone_hint: "صفحه را تازه کنید؛ این قاعده دیگر نیست.", "Reload the page; the rule is no longer there.";
    add_title: "قاعدهٔ تازه", "New rule";
    add: "بیفزا", "Add";
    status: "وضعیت (۴۰۰ تا ۵۹۹)", "Status (400 to 599)";
    delay: "تأخیر (میلی‌ثانیه)", "Delay (milliseconds)";
    operation: "عملیات", "Operation";
    skip_long: "چند درخواست اول را رها کن", "Spare the first";
    every_long: "از هر چند تا یکی", "Hit one of every";
    times_long: "پس از چند بار پایان (خالی: بی‌پایان)", "End after so many hits (empty: never)";
    unknown_kind: "یکی از گزینه‌ها نیست.", "is not one of the choices.";
    unknown_operation: "چنین عملیاتی نیست.", "there is no such operation.";
    unknown_app: "چنین برنامه‌ای نیست.", "There is no such app.";
    prefer_title: "برای یک درخواست: سرایند Prefer", "For one request: the header Prefer";
    prefer_hint: "یک درخواست می‌تواند خطای خودش را بخواهد. این بر قاعده‌ها مقدم است و در شمارش آن‌ها نمی‌آید.",
        "A request can ask for a fault of its own. That goes before the rules and is not counted by them.";
    status_kind: "پاسخ با وضعیت", "answer with a status";
    delay_kind: "فقط تأخیر", "nothing but a delay";
    html_kind: "صفحهٔ HTML پروکسی", "HTML page of a proxy";
    reset_kind: "قطع اتصال", "connection reset";
    cut_kind: "بدنهٔ نیمه‌کاره", "body cut off";
    lost_kind: "پاسخ گم‌شده", "response lost";
    status_explained: "درخواست انجام نمی‌شود و پاسخ، خطایی با این وضعیت است.", "The request is not carried out and answered with this status.";
    delay_explained: "درخواست دیرتر انجام می‌شود.", "The request is carried out later.";
    html_explained: "درخواست انجام نمی‌شود و پاسخ، صفحهٔ HTML پروکسی است نه JSON.", "The request is not carried out and answered with an HTML page instead of JSON.";
    reset_explained: "درخواست انجام نمی‌شود و اتصال قطع می‌شود.", "The request is not carried out and the connection is reset.";
    cut_explained: "درخواست انجام می‌شود، ولی پاسخ در میانهٔ بدنه تمام می‌شود.", "The request is carried out, but the answer ends in the middle of its body.";
    lost_explained: "درخواست انجام می‌شود، ولی اتصال پیش از پاسخ قطع می‌شود.", "The request is carried out, but the connection is reset before the answer.";
}
