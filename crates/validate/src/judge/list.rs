use kenar_schemas::Violation;

use super::{Mode, Trail};
use crate::read::{Reader, Step};

/// A list of so many items.
#[inline(always)]
pub(crate) fn list<'a, M: Mode<'a>>(
    reader: &mut Reader<'a>,
    mode: &mut M,
    min: usize,
    max: usize,
    item: impl Fn(&mut Reader<'a>, &mut M) -> Step,
) -> Step {
    if reader.peek()? != b'[' {
        return mode.wrong_type(reader, "array");
    }
    let list = reader.at();
    reader.begin()?;
    let mut mark = mode.mark();
    let mut count = mode.known(reader, list);
    let mut ahead = count > 0;
    while std::mem::take(&mut ahead) || reader.another(b']', count == 0)? {
        let begun = reader.at();
        mode.item(count);
        if let Err(stop) = item(reader, mode) {
            mode.stopped(Trail { list, count, item: begun });
            return Err(stop);
        }
        mode.leave();
        count += 1;
    }
    if count < min {
        mode.broken_at(&mut mark, |pointer| Violation::too_few(pointer, min, count))?;
    }
    if count > max {
        mode.broken_at(&mut mark, |pointer| Violation::too_many(pointer, max, count))?;
    }
    Ok(())
}
