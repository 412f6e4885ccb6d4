//! Which operation a method and a path mean.

use matchit::Router;
use percent_encoding::percent_decode_str;

use super::ContractError;
use super::request::PathParameters;

/// Where a request leads.
#[derive(Debug)]
pub(crate) enum Route {
    /// To the operation of this index, with the values of the path parameters.
    Operation(usize, PathParameters),
    /// To a path that exists, but not with this method. The allowed methods, as in the `Allow` header.
    OtherMethod(String),
    /// Nowhere.
    Unknown,
}

/// The paths of the document. A literal segment wins over a template at the same place.
#[derive(Default)]
pub(super) struct Table(Router<Vec<(&'static str, usize)>>);

impl Table {
    pub(super) fn add(&mut self, path: &str, methods: Vec<(&'static str, usize)>) -> Result<(), ContractError> {
        let fault = |error: matchit::InsertError| ContractError::new("/paths", format!("{path}: {error}"));
        self.0.insert(path, methods).map_err(fault)
    }

    pub(super) fn route(&self, method: &str, path: &str) -> Route {
        let Ok(found) = self.0.at(path) else { return Route::Unknown };
        // Decoded after splitting: an identifier may hold an encoded slash.
        let decode = |text| percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned());
        let parameters = found.params.iter().map(|(name, value)| Some((name.to_owned(), decode(value)?)));
        let Some(parameters) = parameters.collect::<Option<Vec<_>>>() else { return Route::Unknown };
        match found.value.iter().find(|(own, _)| *own == method) {
            Some((_, index)) => Route::Operation(*index, PathParameters(parameters)),
            None => Route::OtherMethod(found.value.iter().map(|(own, _)| *own).collect::<Vec<_>>().join(", ")),
        }
    }
}
