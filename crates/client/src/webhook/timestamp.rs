//! Times of events. By hand, because a library of calendars (`jiff`, `time`) would be the largest dependency of a
//! module that is always compiled, and one form of text is all that is read.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const PER_SECOND: u64 = 1_000_000;
const PER_DAY: u64 = 86_400 * PER_SECOND;
/// The end of the year 9999, the last that RFC 3339 can write.
const END: u64 = 253_402_300_800 * PER_SECOND;

/// A moment from 1970 to the end of the year 9999, exact to the microsecond. Events write it as microseconds since 1970
/// or in RFC 3339, and both can be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

/// A text that is not a [`Timestamp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected microseconds since 1970 or a time in RFC 3339, from 1970 to 9999")]
pub struct InvalidTimestamp;

impl Timestamp {
    /// A moment, in microseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// When it is after the year 9999.
    pub const fn from_microseconds(microseconds: u64) -> Result<Self, InvalidTimestamp> {
        if microseconds < END { Ok(Self(microseconds)) } else { Err(InvalidTimestamp) }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_microseconds(self) -> u64 {
        self.0
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        UNIX_EPOCH + Duration::from_micros(timestamp.0)
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let microseconds = if text.len() > 4 && text.as_bytes()[4] == b'-' {
            rfc_3339(text.as_bytes())
        } else {
            number(text.as_bytes())
        };
        Self::from_microseconds(microseconds.ok_or(InvalidTimestamp)?)
    }
}

impl fmt::Display for Timestamp {
    /// In RFC 3339, UTC, with microseconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.0 / PER_DAY, self.0 % PER_DAY);
        let mut year = 1970 + days / 366;
        while days_before(year + 1) <= days {
            year += 1;
        }
        let (mut month, mut day) = (1, days - days_before(year));
        while day >= days_in(year, month) {
            day -= days_in(year, month);
            month += 1;
        }
        let (seconds, micros) = (rest / PER_SECOND, rest % PER_SECOND);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z", day + 1)
    }
}

/// `2025-07-16T10:41:42.648410Z`, with any number of decimals and `Z` or an offset; microseconds since 1970.
fn rfc_3339(text: &[u8]) -> Option<u64> {
    let (date_time, rest) = text.split_at_checked(19)?;
    // RFC 3339 lets writers put a space between date and time, and some do.
    let separators: [(usize, &[u8]); 5] = [(4, b"-"), (7, b"-"), (10, b"Tt "), (13, b":"), (16, b":")];
    if !separators.iter().all(|(at, allowed)| allowed.contains(&date_time[*at])) {
        return None;
    }
    let part = |from: usize, to: usize| number(date_time.get(from..to)?);
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let on_calendar = year >= 1970 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    // A leap second is the end of the second before it.
    if !on_calendar || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (micros, zone) = fraction(rest)?;
    let days = days_before(year) + (1..month).map(|month| days_in(year, month)).sum::<u64>() + day - 1;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second.min(59);
    let seconds = match zone {
        b"Z" | b"z" => seconds,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = hours * 3600 + minutes * 60;
            if *sign == b'+' { seconds.checked_sub(offset)? } else { seconds + offset }
        }
        _ => return None,
    };
    Some(seconds * PER_SECOND + micros)
}

/// The microseconds of `.648410Z`, and what follows them. Finer digits are cut off.
fn fraction(text: &[u8]) -> Option<(u64, &[u8])> {
    let Some(digits) = text.strip_prefix(b".") else { return Some((0, text)) };
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = digits.split_at(length);
    if digits.is_empty() {
        return None;
    }
    let micros = (0..6).fold(0, |micros, at| micros * 10 + u64::from(digits.get(at).unwrap_or(&b'0') - b'0'));
    Some((micros, rest))
}

fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| {
        if !digit.is_ascii_digit() {
            return None;
        }
        number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
    })
}

/// The days from 1970 to the first of January.
fn days_before(year: u64) -> u64 {
    let leap_years = |year: u64| year / 4 - year / 100 + year / 400;
    365 * (year - 1970) + leap_years(year - 1) - leap_years(1969)
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
