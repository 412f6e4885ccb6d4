use std::ops::Range;

use crate::read::{Reader, Step, Stop};

/// Where in a JSON text the value at a JSON Pointer (RFC 6901) stands, in bytes. Of a key that is written twice the last
/// value counts. `None` when there is no such value before the text stops being JSON.
///
/// ```
/// let text = br#"{"widgets": [{"title_row": {"text": "long"}}]}"#;
/// let place = kenar_validate::locate(text, "/widgets/0/title_row/text").unwrap();
/// assert_eq!(&text[place], br#""long""#);
/// ```
#[must_use]
pub fn locate(text: &[u8], pointer: &str) -> Option<Range<usize>> {
    // What is before the first byte that is not UTF-8 can still be read.
    let text = match std::str::from_utf8(text) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(text.get(..error.valid_up_to())?).ok()?,
    };
    let mut reader = Reader::new(text);
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        step(&mut reader, &part).ok()?;
    }
    reader.space();
    let start = reader.at();
    reader.skip().ok()?;
    Some(start..reader.at())
}

/// Goes to the value of a member or an item.
fn step(reader: &mut Reader<'_>, part: &str) -> Step {
    let mut first = true;
    let mut found = None;
    let bracket = reader.peek()?;
    if bracket == b'{' {
        reader.begin()?;
        // Of an object that breaks off what was found before is still there.
        while let Ok(Some(key)) = reader.key(first) {
            if key.decoded() == part {
                found = Some(reader.clone());
            }
            first = false;
            if reader.skip().is_err() {
                break;
            }
        }
    } else {
        let index: usize = part.parse().map_err(|_| Stop)?;
        if bracket != b'[' {
            return Err(Stop);
        }
        reader.begin()?;
        for number in 0..=index {
            if !reader.another(b']', first)? {
                return Err(Stop);
            }
            first = false;
            if number == index {
                found = Some(reader.clone());
            } else {
                reader.skip()?;
            }
        }
    }
    *reader = found.ok_or(Stop)?;
    Ok(())
}
