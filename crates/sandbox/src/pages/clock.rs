//! What time it is in the sandbox, and what is due.

use std::sync::Arc;
use std::time::Duration;

use maud::{Markup, html};

use super::act::{Command, Problem, Refused, actions, command, parsed};
use super::addon::moment;
use super::board::{self, Board};
use super::form::Form;
use super::frame::Section;
use super::sheet::Sheet;
use super::table;
use super::text::{Language, texts};
use super::visit::Visit;
use crate::clock::three_months_after;
use crate::shared::Shared;
use crate::{Control, DeliveryState, Timestamp, TokenKind};

/// Where the clock is.
pub(super) const PATH: &str = "/_sandbox/ui/clock";

const AMOUNT: &str = "amount";
const UNIT: &str = "unit";
const MOMENT: &str = "moment";

actions! {
    /// Puts it forward.
    Advance = "advance",
    /// Puts it forward by three months of the calendar, after which add-ons of people end.
    ThreeMonths = "three-months",
    /// Puts it to a moment.
    Set = "set",
    /// Lets it stand still.
    Freeze = "freeze",
    /// Lets it run.
    Resume = "resume",
}

/// In what the clock is put forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minutes,
    Hours,
    Days,
}

impl Unit {
    const ALL: [Self; 3] = [Self::Minutes, Self::Hours, Self::Days];

    fn as_str(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    fn seconds(self) -> u64 {
        match self {
            Self::Minutes => 60,
            Self::Hours => 60 * 60,
            Self::Days => 24 * 60 * 60,
        }
    }

    fn name(self, own: &ClockTexts) -> &'static str {
        match self {
            Self::Minutes => own.minutes,
            Self::Hours => own.hours,
            Self::Days => own.days,
        }
    }
}

/// The clock and what moves it.
pub(super) struct ClockBoard;

impl Board for ClockBoard {
    type Asked = Asked;

    const SECTION: Section = Section::Clock;

    const LIVE: bool = true;

    fn lead(language: Language) -> &'static str {
        ClockTexts::of(language).lead
    }

    fn content(shared: &Arc<Shared>, visit: &Visit, refused: Option<&Refused>) -> Markup {
        let own = ClockTexts::of(visit.language);
        let sheet = |asked| Sheet::new(visit, asked, refused);
        html! {
            (board::renewed::<Self>(shared, visit))
            (agenda(shared, visit))
            section {
                h2 { (own.move_title) }
                div.toolbar {
                    @for (amount, unit) in [(1, Unit::Minutes), (1, Unit::Hours), (1, Unit::Days), (30, Unit::Days)] {
                        @let (number, name) = (visit.language.number(amount), unit.name(own));
                        (sheet(Asked::Advance).button(
                            &format!("+ {number} {name}"),
                            &[(AMOUNT, &amount.to_string()), (UNIT, unit.as_str())],
                        ))
                    }
                    (sheet(Asked::ThreeMonths).button(&format!("+ {}", own.three_months), &[]))
                    @if shared.clock.is_frozen() { (sheet(Asked::Resume).button(own.resume, &[])) }
                    @else { (sheet(Asked::Freeze).button(own.freeze, &[])) }
                }
                div.pair-of-forms {
                    (advance_form(&sheet(Asked::Advance), own))
                    (set_form(&sheet(Asked::Set), shared, own))
                }
            }
        }
    }

    fn live(shared: &Arc<Shared>, visit: &Visit) -> Markup {
        face(shared, visit)
    }

    fn read(asked: Asked, form: &Form, visit: &Visit, _: &Shared) -> Result<Command, Problem> {
        let (text, own) = (visit.texts(), ClockTexts::of(visit.language));
        let turn = |turn: fn(&crate::Clock)| {
            command(move |control| {
                turn(control.clock());
                Ok(())
            })
        };
        match asked {
            Asked::Advance => {
                let amount: u32 = parsed(form, AMOUNT, own.amount, text)?;
                let unit = form.field(UNIT).unwrap_or_default();
                let unit = Unit::ALL.into_iter().find(|own| own.as_str() == unit).unwrap_or(Unit::Minutes);
                let by = Duration::from_secs(u64::from(amount) * unit.seconds());
                command(move |control| {
                    control.clock().advance(by);
                    Ok(())
                })
            }
            Asked::ThreeMonths => turn(|clock| clock.set(three_months_after(clock.now()))),
            Asked::Set => {
                let moment: Timestamp = parsed(form, MOMENT, own.moment, text)?;
                command(move |control| {
                    control.clock().set(moment);
                    Ok(())
                })
            }
            Asked::Freeze => turn(crate::Clock::freeze),
            Asked::Resume => turn(crate::Clock::resume),
        }
    }
}

fn advance_form(sheet: &Sheet<'_>, own: &ClockTexts) -> Markup {
    let units = Unit::ALL.map(|unit| (unit.as_str().to_owned(), unit.name(own).to_owned()));
    let fields = html! {
        (sheet.number(AMOUNT, own.amount, "10", 0))
        (sheet.choice(UNIT, own.unit, &units, Unit::Minutes.as_str()))
    };
    sheet.card(own.advance_title, &fields, own.advance)
}

fn set_form(sheet: &Sheet<'_>, shared: &Shared, own: &ClockTexts) -> Markup {
    let now = shared.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    sheet.card(own.set_title, &sheet.line(MOMENT, own.moment, &now), own.set)
}

/// The time.
fn face(shared: &Shared, visit: &Visit) -> Markup {
    let own = ClockTexts::of(visit.language);
    html! {
        div.card.clock {
            time.clock-face dir="ltr" { (shared.clock.now().strftime("%Y-%m-%d %H:%M:%S").to_string()) }
            span.tag { "UTC" }
            @if shared.clock.is_frozen() { span.tag.tag-warn { (own.frozen) } }
            @else { span.tag.tag-good { (own.running) } }
        }
    }
}

/// What comes next. It is not renewed: a sandbox may hold so much that looking through it takes its time.
fn agenda(shared: &Arc<Shared>, visit: &Visit) -> Markup {
    let (text, own) = (visit.texts(), ClockTexts::of(visit.language));
    let now = shared.clock.now();
    let due = due(shared, own);
    let rows: Vec<Markup> = due
        .iter()
        .take(table::MOST)
        .map(|due| {
            html! {
                tr {
                    td { (due.what) }
                    td { bdi dir="ltr" { (due.app) } }
                    td { bdi dir="ltr" { (due.about) } }
                    td { (moment(due.at)) }
                    td { (distance(now, due.at, visit.language)) }
                }
            }
        })
        .collect();
    html! {
        section {
            h2 { (own.due_title) }
            (table::bare(own.due_title, &[own.what, text.app, text.subject, text.at, own.distance], &rows, due.len(), visit))
        }
    }
}

/// Something that happens when its time has come.
struct Due {
    at: Timestamp,
    what: &'static str,
    app: String,
    about: String,
}

/// What happens next, the soonest first.
fn due(shared: &Arc<Shared>, own: &ClockTexts) -> Vec<Due> {
    let control = Control::new(shared.clone());
    let snapshot = control.snapshot();
    let tokens = snapshot.tokens.into_iter().filter(|token| !token.revoked).map(|token| Due {
        at: token.expires_at,
        what: match token.kind {
            TokenKind::Access => own.access_token_ends,
            TokenKind::Refresh => own.refresh_token_ends,
        },
        app: token.app,
        about: token.user.to_string(),
    });
    let addons = snapshot.user_addons.into_iter().map(|addon| Due {
        at: addon.expires_at,
        what: own.addon_ends,
        app: addon.app,
        about: addon.user.to_string(),
    });
    let pending = control.deliveries().into_iter().filter(|delivery| delivery.state == DeliveryState::Pending);
    let calls = pending.filter_map(|delivery| {
        let about = delivery.event.map(|event| event.as_str().to_owned()).unwrap_or_default();
        Some(Due { at: delivery.due?, what: own.call_due, app: delivery.app, about })
    });
    let mut due: Vec<Due> = tokens.chain(addons).chain(calls).collect();
    due.sort_by_key(|due| due.at);
    due
}

/// How far it is to a moment, in the largest unit that fits.
fn distance(now: Timestamp, then: Timestamp, language: Language) -> String {
    let own = ClockTexts::of(language);
    let seconds = then.as_second().saturating_sub(now.as_second());
    let (number, unit) = match seconds {
        ..=0 => return own.now.to_owned(),
        1..120 => (seconds, own.seconds),
        120..7_200 => (rounded(seconds, 60), own.minutes),
        7_200..172_800 => (rounded(seconds, 3_600), own.hours),
        _ => (rounded(seconds, 86_400), own.days),
    };
    format!("{} {unit}", language.number(number))
}

fn rounded(seconds: i64, unit: i64) -> i64 {
    seconds.saturating_add(unit / 2) / unit
}

texts! {
    /// The texts of the clock.
    struct ClockTexts;

    lead: "همهٔ مهلت‌ها و تأخیرها از این ساعت پیروی می‌کنند: آن را جلو ببرید و ببینید توکن‌ها و افزونه‌ها چه می‌شوند.",
        "Everything that expires or lags follows this clock: put it forward and see what becomes of tokens and add-ons.";
    frozen: "ایستاده", "frozen";
    running: "روان", "running";
    move_title: "جابه‌جایی", "Move it";
    minutes: "دقیقه", "min";
    hours: "ساعت", "h";
    days: "روز", "days";
    seconds: "ثانیه", "s";
    three_months: "سه ماه", "three months";
    freeze: "نگه‌داشتن", "Freeze";
    resume: "راه‌انداختن", "Let it run";
    advance_title: "جلوبردن", "Put it forward";
    advance: "جلو ببر", "Put forward";
    amount: "چقدر", "How much";
    unit: "واحد", "Unit";
    set_title: "گذاشتن روی یک لحظه", "Set it";
    set: "بگذار", "Set";
    moment: "لحظه (RFC 3339)", "Moment (RFC 3339)";
    due_title: "در پیش", "What is due";
    what: "چه", "What";
    distance: "مانده", "Left";
    now: "اکنون", "now";
    access_token_ends: "پایان توکن دسترسی", "an access token ends";
    refresh_token_ends: "پایان توکن تازه‌سازی", "a refresh token ends";
    addon_ends: "پایان افزونهٔ کاربر", "a user add-on ends";
    call_due: "فرستادن دوبارهٔ رویداد", "an event is sent";
}
