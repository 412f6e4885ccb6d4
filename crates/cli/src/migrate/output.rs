use std::io::{self, Write};

use serde_json::Value;

use crate::input::Framing;

/// Where v2 bodies are written, laid out as the v1 bodies were.
pub(crate) struct Output<'a> {
    writer: &'a mut dyn Write,
    framing: Framing,
    written: u64,
}

impl<'a> Output<'a> {
    pub(crate) fn new(writer: &'a mut dyn Write, framing: Framing) -> Self {
        Self { writer, framing, written: 0 }
    }

    /// Writes one body.
    pub(crate) fn body(&mut self, body: &Value) -> io::Result<()> {
        match (self.framing, self.written) {
            (Framing::Array, 0) => self.writer.write_all(b"[\n")?,
            (Framing::Array, _) => self.writer.write_all(b",\n")?,
            _ => {}
        }
        self.written += 1;
        match self.framing {
            Framing::Single => serde_json::to_writer_pretty(&mut self.writer, body)?,
            _ => serde_json::to_writer(&mut self.writer, body)?,
        }
        if self.framing == Framing::Array { Ok(()) } else { self.writer.write_all(b"\n") }
    }

    /// Ends the layout.
    pub(crate) fn finish(self) -> io::Result<()> {
        match (self.framing, self.written) {
            (Framing::Array, 0) => self.writer.write_all(b"[]\n")?,
            (Framing::Array, _) => self.writer.write_all(b"\n]\n")?,
            _ => {}
        }
        self.writer.flush()
    }
}
