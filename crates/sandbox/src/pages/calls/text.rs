//! What the log of calls says.

use super::super::text::texts;

texts! {
    /// The texts of the log of calls.
    pub(super) struct CallTexts;

    lead: "هر چه دیوار از سرور برنامه‌ها پرسیده یا به آن‌ها خبر داده است، تازه‌ترین در بالا.",
        "Everything that Divar asked of the servers of apps or told them, latest first.";
    none: "هنوز فراخوانی‌ای نبوده است. روی ردیفی که از برنامه می‌پرسد بزنید، یا از پایین همین صفحه رویدادی بفرستید.",
        "No call yet. Click a row that asks the app, or send an event from below.";
    number: "شمارهٔ فراخوانی", "Number of the call";
    pending: "در راه", "pending";
    delivered: "رسید", "delivered";
    failed: "نشد", "failed";
    given_up: "رها شد", "given up";
    session: "بازکردن پیوند سرور (open_server_link)", "Open a server link (open_server_link)";
    dynamic_action: "پرسیدن کار بعدی (get_dynamic_action)", "Ask for the next action (get_dynamic_action)";
    event: "رویداد", "Event";
    attempts: "تلاش‌ها:", "Attempts:";
    due: "نوبت بعد:", "next:";
    not_yet: "هنوز فرستاده نشده است.", "Not sent yet.";
    body: "بدنه", "Body";
    again: "دوباره بفرست", "Send again";
    not_again: "فراخوانی یک کلیک دوباره فرستاده نمی‌شود، چون کسی منتظر پاسخش نیست؛ دوباره روی ردیف بزنید.",
        "The call of a click is not sent again, because nobody waits for its answer: click the row again.";
    status: "پاسخ", "Status";
    took: "مدت", "Took";
    outcome: "نتیجه", "Outcome";
    send_title: "فرستادن رویداد", "Send an event";
    event_kind: "رویداد", "Event";
    take_sample: "نمونه بیاور", "Take a sample";
    event_title: "رویداد", "Event";
    event_hint: "بدنه را مانند نمونه بنویسید: type و همان یک عضوی که به آن می‌خورد. «نمونه بیاور» از نو شروع می‌کند.",
        "Write the body like the sample: type, and the one member that belongs to it. “Take a sample” begins anew.";
    send: "بفرست", "Send";
    withdraw_title: "پس‌گرفتن رضایت", "Withdraw consent";
    withdraw_hint: "همهٔ توکن‌های این کاربر نزد برنامه باطل می‌شوند. اگر برنامه دسترسی‌های NOTIFICATION_ACCESS_REVOCATION و USER_ID را داشته باشد، خبردار می‌شود.",
        "Ends all tokens of the person at the app. The app is told if it holds NOTIFICATION_ACCESS_REVOCATION and USER_ID.";
    withdraw: "پس بگیر", "Withdraw";
}
