//! Uploaded pictures: temporary until a widget uses one.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use kenar_schemas::{ImageId, Row, Widget};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::addons::{Content, Rows};
use super::random::Generator;
use super::table::Table;
use super::text;
use crate::clock::after;

/// How often at most it is found out which permanent pictures nobody uses any more.
const BETWEEN_LOOKS: Duration = Duration::from_secs(60);

/// The name under which every app has its logo.
const LOGO: &str = "logo";

/// How much of a name a notice repeats, in characters.
const LONGEST_NAME: usize = 80;

#[derive(Serialize, Deserialize)]
pub(crate) struct Image {
    #[serde(with = "text")]
    pub(crate) bytes: Bytes,
    /// The name under which it stays, once a widget has used it.
    pub(crate) permanent: Option<String>,
    pub(crate) uploaded_at: Timestamp,
}

pub(crate) struct Images {
    /// By temporary name.
    pub(super) table: Table<String, Image>,
    by_permanent: HashMap<String, String>,
    lifetime: Duration,
    /// No temporary picture is over before.
    next_removal: Timestamp,
    /// When to find out next which permanent ones are not used any more.
    next_look: Timestamp,
}

impl Images {
    pub(super) fn new(lifetime: Duration) -> Self {
        Self {
            table: Table::new("images"),
            by_permanent: HashMap::new(),
            lifetime,
            next_removal: Timestamp::MAX,
            next_look: Timestamp::MIN,
        }
    }

    pub(super) fn index(&mut self) {
        let permanent = |(name, image): (&String, &Image)| Some((image.permanent.clone()?, name.clone()));
        self.by_permanent = self.table.iter().filter_map(permanent).collect();
        self.next_removal = self.first_removal();
        self.next_look = Timestamp::MIN;
    }

    fn first_removal(&self) -> Timestamp {
        let temporary = self.table.iter().filter(|(_, image)| image.permanent.is_none());
        temporary.map(|(_, image)| after(image.uploaded_at, self.lifetime)).min().unwrap_or(Timestamp::MAX)
    }

    /// Takes a picture; the answer is its temporary name.
    pub(crate) fn add(&mut self, bytes: Bytes, ids: &mut Generator, now: Timestamp) -> String {
        let name = format!("{}.jpg", ids.uuid());
        self.next_removal = self.next_removal.min(after(now, self.lifetime));
        self.table.insert(name.clone(), Image { bytes, permanent: None, uploaded_at: now });
        name
    }

    /// A picture by its temporary or its permanent name.
    pub(crate) fn get(&self, name: &str) -> Option<&Image> {
        self.table.get(name).or_else(|| self.table.get(self.by_permanent.get(name)?))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Image)> {
        self.table.iter()
    }

    /// Makes the pictures of these rows permanent and puts their permanent names into the rows. Other names stay; the
    /// answer is those that are no picture at all.
    pub(crate) fn keep(&mut self, rows: &mut Rows, ids: &mut Generator) -> Vec<String> {
        let mut unknown = Vec::new();
        rename(rows, &mut |name| {
            let permanent = self.permanent(name, ids);
            let known = permanent.is_some() || name.is_empty() || name == LOGO || self.by_permanent.contains_key(name);
            if !known {
                unknown.push(name.chars().take(LONGEST_NAME).collect());
            }
            permanent
        });
        unknown
    }

    /// Puts the addresses of pictures in the place of their names, as lists of v1 have them.
    pub(crate) fn link(&self, widget: &mut Value, base_url: &str) {
        for name in legacy_pictures(widget) {
            if let Some(known) = name.as_str().filter(|name| self.get(name).is_some()) {
                *name = Value::from(format!("{base_url}/_sandbox/images/{known}"));
            }
        }
    }

    fn permanent(&mut self, name: &str, ids: &mut Generator) -> Option<String> {
        if let Some(permanent) = &self.table.get(name)?.permanent {
            return Some(permanent.clone());
        }
        let image = self.table.get_mut(&name.to_owned())?;
        let permanent = image.permanent.insert(format!("{}.jpg", ids.uuid())).clone();
        self.by_permanent.insert(permanent.clone(), name.to_owned());
        Some(permanent)
    }

    /// Removes temporary pictures that nobody used in time, and permanent ones of at least that age that nobody uses
    /// any more: whoever replaces an add-on again and again leaves them behind.
    pub(super) fn sweep<'c, C: Iterator<Item = &'c Content>>(&mut self, contents: impl FnOnce() -> C, now: Timestamp) {
        let lifetime = self.lifetime;
        let old = |image: &Image| now >= after(image.uploaded_at, lifetime);
        if now >= self.next_removal {
            self.table.retain(|_, image| image.permanent.is_some() || !old(image));
            self.next_removal = self.first_removal();
        }
        if now >= self.next_look {
            self.next_look = after(now, lifetime.max(BETWEEN_LOOKS));
            let kept = &mut self.by_permanent;
            if kept.is_empty() {
                return;
            }
            let mut used = HashSet::new();
            for content in contents() {
                rename(&mut content.rows.clone(), &mut |name| {
                    used.insert(name.to_owned());
                    None
                });
            }
            self.table.retain(|_, image| {
                let Some(permanent) = image.permanent.as_ref().filter(|_| old(image)) else { return true };
                let stays = used.contains(permanent);
                if !stays {
                    kept.remove(permanent);
                }
                stays
            });
        }
    }

    /// The clock went back: what was planned for later may be due.
    pub(super) fn look_again(&mut self) {
        self.next_look = Timestamp::MIN;
    }
}

/// Shows the name of every picture in the rows, and puts another one there where one is given.
fn rename(rows: &mut Rows, new: &mut dyn FnMut(&str) -> Option<String>) {
    match rows {
        Rows::V2(widgets) => {
            for name in widgets.iter_mut().flat_map(pictures) {
                if let Some(new) = new(name.as_str()) {
                    *name = ImageId::new(new);
                }
            }
        }
        Rows::V1(widgets) => {
            for name in widgets.iter_mut().flat_map(legacy_pictures) {
                if let Some(new) = name.as_str().and_then(&mut *new) {
                    *name = Value::from(new);
                }
            }
        }
    }
}

fn pictures(widget: &mut Widget) -> Vec<&mut ImageId> {
    match &mut widget.row {
        Row::EventRow(row) => row.image_id.iter_mut().collect(),
        Row::SelectorRow(row) => row.image_id.iter_mut().collect(),
        Row::ImageCarouselRow(row) => row.items.iter_mut().map(|item| &mut item.image_id).collect(),
        _ => Vec::new(),
    }
}

fn legacy_pictures(widget: &mut Value) -> Vec<&mut Value> {
    let Some(data) = widget.get_mut("data").and_then(Value::as_object_mut) else { return Vec::new() };
    let mut pictures = Vec::new();
    for (key, value) in data {
        match key.as_str() {
            "image_url" => pictures.push(value),
            "items" => {
                let items = value.as_array_mut().into_iter().flatten();
                pictures.extend(items.filter_map(|item| item.get_mut("image_url")));
            }
            _ => {}
        }
    }
    pictures
}
