use super::{Reader, Step, Stop};

impl Reader<'_> {
    /// Reads any value.
    pub(crate) fn skip(&mut self) -> Step {
        match self.peek()? {
            b'"' => self.string().map(|_| ()),
            b'{' => {
                self.begin()?;
                let mut first = true;
                while self.key(first)?.is_some() {
                    self.skip()?;
                    first = false;
                }
                Ok(())
            }
            b'[' => {
                self.begin()?;
                let mut first = true;
                while self.another(b']', first)? {
                    self.skip()?;
                    first = false;
                }
                Ok(())
            }
            b't' | b'f' => self.boolean().map(|_| ()),
            b'n' => self.literal(b"null"),
            b'-' | b'0'..=b'9' => self.number().map(|_| ()),
            _ => Err(Stop),
        }
    }
}
