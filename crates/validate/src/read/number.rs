use super::{Reader, Step, Stop};

/// A number as rules see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    /// Written as one, or with a fraction of nothing: `12`, `12.0` and `1.2e1`.
    Integer(f64),
    /// Any other.
    Fraction(f64),
}

/// Up to so many digits a whole number is exact, and finite in any case.
const SHORT: usize = 15;

impl Reader<'_> {
    /// Reads a number.
    #[inline]
    pub(crate) fn number(&mut self) -> Step<Number> {
        let start = self.at;
        let negative = self.bytes().get(self.at) == Some(&b'-');
        self.at += usize::from(negative);
        let first = self.at;
        let mut value = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.bytes().get(self.at) {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        let digits = self.at - first;
        if digits == 0 || digits > 1 && self.bytes()[first] == b'0' {
            return Err(Stop);
        }
        if digits <= SHORT && !matches!(self.bytes().get(self.at), Some(b'.' | b'e' | b'E')) {
            let value = value as f64;
            return Ok(Number::Integer(if negative { -value } else { value }));
        }
        self.long(start)
    }

    #[inline(never)]
    fn long(&mut self, start: usize) -> Step<Number> {
        if self.bytes().get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.bytes().get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.bytes().get(self.at) {
                self.at += 1;
            }
            self.digits()?;
        }
        // The standard library is right to the last bit and `serde_json` is not, which decides whether some numbers are whole.
        let value: f64 = serde_json::from_str(self.since(start)).map_err(|_| Stop)?;
        Ok(if value.fract() == 0.0 { Number::Integer(value) } else { Number::Fraction(value) })
    }

    fn digits(&mut self) -> Step {
        let first = self.at;
        while let Some(b'0'..=b'9') = self.bytes().get(self.at) {
            self.at += 1;
        }
        if self.at > first { Ok(()) } else { Err(Stop) }
    }
}
