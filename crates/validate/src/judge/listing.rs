use kenar_schemas::Violation;

use super::Mode;
use crate::read::{Number, Reader, Step, Stop, Text};

/// Keeps every violation, with its place.
#[derive(Debug, Default)]
pub(crate) struct Listing<'a> {
    pub(crate) violations: Vec<Violation>,
    path: Vec<Part<'a>>,
}

#[derive(Debug)]
enum Part<'a> {
    Key(Text<'a>),
    Index(usize),
}

impl Listing<'_> {
    /// The JSON Pointer of the value that is being read.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for part in &self.path {
            pointer.push('/');
            match part {
                Part::Key(key) => {
                    let key = key.decoded();
                    if key.contains(['~', '/']) {
                        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    } else {
                        pointer.push_str(&key);
                    }
                }
                Part::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }
}

impl<'a> Mode<'a> for Listing<'a> {
    type Mark = usize;

    fn mark(&self) -> usize {
        self.violations.len()
    }

    fn enter(&mut self, key: Text<'a>) {
        self.path.push(Part::Key(key));
    }

    fn item(&mut self, index: usize) {
        self.path.push(Part::Index(index));
    }

    fn leave(&mut self) {
        self.path.pop();
    }

    fn wrong_type(&mut self, reader: &mut Reader<'a>, expected: &'static str) -> Step {
        let found = match reader.peek()? {
            b'{' => "object",
            b'[' => "array",
            b'"' => "string",
            b't' | b'f' => "boolean",
            b'n' => "null",
            b'-' | b'0'..=b'9' => match reader.clone().number()? {
                Number::Integer(_) => "integer",
                Number::Fraction(_) => "number",
            },
            _ => return Err(Stop),
        };
        reader.skip()?;
        self.broken(|pointer| Violation::wrong_type(pointer, expected, found))
    }

    fn broken(&mut self, violation: impl FnOnce(String) -> Violation) -> Step {
        self.violations.push(violation(self.pointer()));
        Ok(())
    }

    fn broken_at(&mut self, mark: &mut usize, violation: impl FnOnce(String) -> Violation) -> Step {
        self.violations.insert(*mark, violation(self.pointer()));
        *mark += 1;
        Ok(())
    }
}
