use jsonc_parser::ast::{ObjectProp, Value};
use kenar_validate::Schema;

use super::source::{Source, name_of, name_range};
use super::{Edit, Options, Refused, Repair};

/// One look at a text: what is to be repaired in it.
pub(super) struct Round<'a> {
    pub(super) schema: Schema,
    pub(super) source: &'a Source<'a>,
    pub(super) options: Options,
    pub(super) edits: Vec<Edit>,
    pub(super) left: Vec<Refused>,
    /// Objects with the names that members of theirs get in this round.
    claimed: Vec<(String, String)>,
}

impl<'a> Round<'a> {
    pub(super) fn new(schema: Schema, source: &'a Source<'a>, options: Options) -> Self {
        Self { schema, source, options, edits: Vec::new(), left: Vec::new(), claimed: Vec::new() }
    }

    /// Gives a member another name, unless the object has that one already.
    pub(super) fn rename(&mut self, object: &str, member: &str, to: &str) {
        let members = self.source.members(object);
        let of_that_name: Vec<&ObjectProp<'_>> = members.iter().filter(|other| name_of(other) == member).collect();
        let [only] = of_that_name.as_slice() else {
            if !of_that_name.is_empty() {
                self.refuse(object, member, format!("this means {to:?}, but is written twice; keep one"));
            }
            return;
        };
        if members.iter().any(|other| name_of(other) == to) {
            self.refuse(object, member, format!("this means {to:?}, which is there already; keep one"));
            return;
        }
        let claim = (object.to_owned(), to.to_owned());
        // The other one is found, and refused, in the next round.
        if self.claimed.contains(&claim) {
            return;
        }
        self.claimed.push(claim);
        let repair = Repair { pointer: object.to_owned(), message: format!("{member:?} is {to:?} now") };
        self.edits.push(Edit { range: name_range(only), with: quoted(to), repair });
    }

    /// Puts another text into the place of a value.
    pub(super) fn replace(&mut self, value: &Value<'_>, with: &str, pointer: &str, message: &str) {
        let repair = Repair { pointer: pointer.to_owned(), message: message.to_owned() };
        self.edits.push(Edit { range: super::source::range_of(value), with: quoted(with), repair });
    }

    /// Tells that a member is left as it is.
    pub(super) fn refuse(&mut self, object: &str, member: &str, reason: impl Into<String>) {
        let refused = Refused { object: object.to_owned(), member: member.to_owned(), reason: reason.into() };
        if !self.left.contains(&refused) {
            self.left.push(refused);
        }
    }

    /// The pointer of the semantic data of this payload.
    pub(super) fn semantic(&self) -> &'static str {
        if self.schema == Schema::Semantic { "" } else { "/semantic" }
    }
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
