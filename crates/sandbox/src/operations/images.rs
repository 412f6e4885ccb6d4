//! Tag `images`.

use serde_json::json;

use super::{Call, Registration, Reply};
use crate::errors::Refusal;
use crate::state::State;

pub(super) const HANDLERS: &[Registration] = &[Registration::new("upload_image", upload_image)];

fn upload_image(call: &Call<'_>, state: &mut State) -> Result<Reply, Refusal> {
    let name = state.images.add(call.body.clone(), &mut state.ids, call.now);
    Ok(Reply::Json(json!({ "image_name": name })))
}
