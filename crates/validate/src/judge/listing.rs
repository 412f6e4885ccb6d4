use kenar_schemas::Violation;

use super::{Component, Mode, Trail, Verdict};
use crate::read::{Number, Reader, Step, Stop, Text};

/// Keeps every violation, with its place.
#[derive(Debug)]
pub(crate) struct Listing<'a> {
    pub(crate) violations: Vec<Violation>,
    path: Vec<Part<'a>>,
    /// What the verdict has seen already.
    trail: Trail,
    /// Nobody wants to know of more violations than so many.
    most: usize,
}

#[derive(Debug)]
enum Part<'a> {
    Key(Text<'a>),
    Index(usize),
}

impl Listing<'_> {
    pub(crate) fn new(trail: Trail, most: usize) -> Self {
        Self { violations: Vec::new(), path: Vec::with_capacity(8), trail, most }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.violations.len() >= self.most
    }

    fn go_on(&self) -> Step {
        if self.is_full() { Err(Stop) } else { Ok(()) }
    }

    /// The JSON Pointer of the value that is being read.
    fn pointer(&self) -> String {
        let mut pointer = String::with_capacity(64);
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

    fn component(
        &mut self,
        reader: &mut Reader<'a>,
        component: &'static Component,
        read: impl FnOnce(&mut Reader<'a>, &mut Self) -> Step,
        accept: impl FnOnce(&mut Reader<'a>, &mut Verdict) -> Step,
    ) -> Step {
        let (begun, place, found) = (reader.clone(), self.path.len(), self.violations.len());
        // Of several items most are as they should be, and the verdict on them is quicker.
        if matches!(self.path.last(), Some(Part::Index(_))) && reader.at() != self.trail.item {
            if accept(reader, &mut Verdict::default()).is_ok() {
                return Ok(());
            }
            *reader = begun.clone();
        }
        if read(reader, self).is_ok() {
            return Ok(());
        }
        self.go_on()?;
        // What was found up to there the checker finds again.
        self.path.truncate(place);
        self.violations.truncate(found);
        *reader = begun;
        reader.peek()?;
        let start = reader.at();
        reader.skip()?;
        let left = self.most - found;
        if let Err(violations) = component.checker().check_some(reader.since(start), left) {
            let own = self.pointer();
            self.violations.extend(violations.into_iter().map(|mut violation| {
                violation.pointer.insert_str(0, &own);
                violation
            }));
        }
        self.go_on()
    }

    fn known(&self, reader: &mut Reader<'a>, list: usize) -> usize {
        if list != self.trail.list || self.trail.count == 0 {
            return 0;
        }
        reader.go_to(self.trail.item);
        self.trail.count
    }

    fn stopped(&mut self, _: Trail) {}

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
        self.go_on()
    }

    fn broken_at(&mut self, mark: &mut usize, violation: impl FnOnce(String) -> Violation) -> Step {
        self.violations.insert(*mark, violation(self.pointer()));
        *mark += 1;
        self.go_on()
    }
}
