//! Uploaded pictures: temporary until a widget uses one.

use std::collections::BTreeMap;

use kenar_schemas::{ImageId, Row, Widget};
use serde_json::Value;

use super::addons::Rows;
use super::random::Generator;

pub(crate) struct Image {
    pub(crate) bytes: usize,
    /// The name under which it stays, once a widget has used it.
    pub(crate) permanent: Option<String>,
}

#[derive(Default)]
pub(crate) struct Images(BTreeMap<String, Image>);

impl Images {
    /// Takes a picture; the answer is its temporary name.
    pub(crate) fn add(&mut self, bytes: usize, ids: &mut Generator) -> String {
        let name = format!("{}.jpg", ids.uuid());
        self.0.insert(name.clone(), Image { bytes, permanent: None });
        name
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Image)> {
        self.0.iter()
    }

    /// Makes the pictures of these rows permanent and puts their permanent names into the rows. Names that were not
    /// given out here (`logo`, permanent ones) stay.
    pub(crate) fn keep(&mut self, rows: &mut Rows, ids: &mut Generator) {
        match rows {
            Rows::V2(widgets) => {
                for name in widgets.iter_mut().flat_map(pictures) {
                    if let Some(permanent) = self.permanent(name.as_str(), ids) {
                        *name = ImageId::new(permanent);
                    }
                }
            }
            Rows::V1(widgets) => {
                for name in widgets.iter_mut().flat_map(legacy_pictures) {
                    if let Some(permanent) = name.as_str().and_then(|name| self.permanent(name, ids)) {
                        *name = Value::from(permanent);
                    }
                }
            }
        }
    }

    fn permanent(&mut self, name: &str, ids: &mut Generator) -> Option<String> {
        let image = self.0.get_mut(name)?;
        Some(image.permanent.get_or_insert_with(|| format!("{}.jpg", ids.uuid())).clone())
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
