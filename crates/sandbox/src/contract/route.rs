//! Which operation a method and a path mean.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// Where a request leads.
#[derive(Debug)]
pub(crate) enum Route {
    /// To the operation of this index, with the values of the path parameters.
    Operation(usize, BTreeMap<String, String>),
    /// To a path that exists, but not with this method. The allowed methods, as in the `Allow` header.
    OtherMethod(String),
    /// Nowhere.
    Unknown,
}

#[derive(Debug)]
enum Segment {
    Literal(String),
    Parameter(String),
}

struct Item {
    segments: Vec<Segment>,
    methods: Vec<(&'static str, usize)>,
}

/// The paths of the document. A literal segment wins over a template at the same place.
#[derive(Default)]
pub(super) struct Table {
    items: Vec<Item>,
}

impl Table {
    pub(super) fn add(&mut self, path: &str, methods: Vec<(&'static str, usize)>) {
        let segments = path.split('/').skip(1).map(|segment| {
            match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => Segment::Parameter(name.to_owned()),
                None => Segment::Literal(segment.to_owned()),
            }
        });
        self.items.push(Item { segments: segments.collect(), methods });
        self.items.sort_by_key(|item| {
            item.segments.iter().map(|segment| matches!(segment, Segment::Parameter(_))).collect::<Vec<_>>()
        });
    }

    pub(super) fn route(&self, method: &str, path: &str) -> Route {
        // Decoded after splitting: an identifier may hold an encoded slash.
        let segments: Option<Vec<String>> = path
            .split('/')
            .skip(1)
            .map(|segment| percent_decode_str(segment).decode_utf8().ok().map(|text| text.into_owned()))
            .collect();
        let Some(segments) = segments else { return Route::Unknown };
        let Some((item, parameters)) =
            self.items.iter().find_map(|item| item.matches(&segments).map(|parameters| (item, parameters)))
        else {
            return Route::Unknown;
        };
        match item.methods.iter().find(|(own, _)| *own == method) {
            Some((_, index)) => Route::Operation(*index, parameters),
            None => Route::OtherMethod(item.methods.iter().map(|(own, _)| *own).collect::<Vec<_>>().join(", ")),
        }
    }
}

impl Item {
    fn matches(&self, segments: &[String]) -> Option<BTreeMap<String, String>> {
        if segments.len() != self.segments.len() {
            return None;
        }
        let mut parameters = BTreeMap::new();
        for (own, found) in self.segments.iter().zip(segments) {
            match own {
                Segment::Literal(text) if text == found => {}
                Segment::Parameter(name) if !found.is_empty() => {
                    parameters.insert(name.clone(), found.clone());
                }
                _ => return None,
            }
        }
        Some(parameters)
    }
}
