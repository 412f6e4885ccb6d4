//! In which line of a table a row begins.

use std::io::Read;

use csv::ByteRecord;

/// The line in which a row begins. The reader knows where the row before has ended, and where it is now: with the line end
/// passed, unless it has two characters.
pub(crate) fn first_line(row: &ByteRecord, now: u64, crlf: bool) -> u64 {
    let before = row.position().map_or(1, csv::Position::line);
    let within = row.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
    before.max(now.saturating_sub(within + u64::from(!crlf)))
}

/// Whether the lines of a table end in two characters, told by a reader that has read the header and nothing else: it has passed
/// a line end of one character, and stands within one of two.
pub(crate) fn is_crlf<R: Read>(reader: &csv::Reader<R>, header: &ByteRecord) -> bool {
    let within = header.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
    reader.position().line() == within + 1
}
