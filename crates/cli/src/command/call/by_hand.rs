//! The operations that have no generated call: a page for a browser, a picture, and the token endpoint, whose body is secret.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use kenar_client::oauth::{Scope, State, TokenRequest};
use kenar_client::operations::{AUTHORIZE, CREATE_TOKEN, UPLOAD_IMAGE};
use kenar_schemas::Payload;
use serde_json::{Map, Value as Json, json};

use super::request::{Content, Request, Value};
use super::{Call, Failure, answer, body};
use crate::exit::Exit;
use crate::generated::call::{Authorize, CreateToken, UploadImage};
use crate::profile::SecretName;

/// Prints the address that a browser is to be sent to, and the state to hold its answer against.
pub(crate) async fn authorize(arguments: Authorize, call: &Call) -> Result<Exit, Failure> {
    let profile = &call.profile;
    let missing = |flag: &str| anyhow!("--{flag} is missing, and profile {} does not know it either", profile.name);
    let client_id = arguments.client_id.map_or_else(|| profile.client_id(), |id| Ok(Some(id)))?;
    let redirect_uri = arguments.redirect_uri.map_or_else(|| profile.redirect_uri(), |uri| Ok(Some(uri)))?;
    let (client_id, redirect_uri) =
        (client_id.ok_or_else(|| missing("client-id"))?, redirect_uri.ok_or_else(|| missing("redirect-uri"))?);
    let texts = arguments
        .scope
        .map_or_else(|| profile.settings.scopes.clone(), |text| text.split(' ').map(str::to_owned).collect());
    let scopes = texts.iter().filter(|text| !text.is_empty()).map(|text| text.parse::<Scope>());
    let scopes = scopes.collect::<Result<Vec<_>, _>>().map_err(anyhow::Error::from)?;
    if scopes.is_empty() {
        return Err(missing("scope").into());
    }
    let state = match arguments.state {
        Some(state) if state.chars().count() < 8 => return Err(anyhow!("--state needs 8 characters or more").into()),
        Some(state) => state,
        None => State::random().map_err(anyhow::Error::from)?.expose().to_owned(),
    };
    let url = profile.oauth_client()?.oauth().authorize_url(&client_id, &redirect_uri, &scopes, &state);
    if call.how.dry_run {
        answer::write(&format!("{} {url}", AUTHORIZE.method))?;
    } else if call.how.curl {
        answer::write(&format!("curl --include '{}'", url.as_str().replace('\'', "%27")))?;
    } else {
        answer::print(&json!({ "url": url.as_str(), "state": state }), call.how.output)?;
    }
    Ok(Exit::Fine)
}

/// Uploads a picture.
pub(crate) async fn upload_image(arguments: UploadImage, call: &Call) -> Result<Exit, Failure> {
    let file = arguments
        .body
        .file
        .ok_or_else(|| anyhow!("there is no picture; name a file with --body, `--body -` for stdin"))?;
    let from_stdin = file == Path::new("-");
    if from_stdin && call.how.curl {
        return Err(anyhow!("a curl command needs the name of a file; its stdin is for the secrets").into());
    }
    let bytes = if from_stdin { Some(body::read(&file)?) } else { None };
    let length = match &bytes {
        Some(bytes) => bytes.len() as u64,
        None => std::fs::metadata(&file).with_context(|| format!("{} cannot be read", file.display()))?.len(),
    };
    if length == 0 {
        return Err(anyhow!("the picture is empty").into());
    }
    let mut request = Request::without_key(&UPLOAD_IMAGE, &call.profile.servers.images);
    request.secret("X-API-Key", "", "KENAR_API_KEY");
    request.headers.push(("Content-Type", Value::Text("image/jpeg".to_owned())));
    request.content = Content::File { path: file.display().to_string(), length };
    if call.only_shows() {
        return call.show(&request);
    }
    let client = call.profile.client()?;
    let result = match bytes {
        Some(bytes) => client.images().upload(bytes).await,
        None => client.images().upload_file(&file).await,
    };
    call.answer(&request, result)
}

/// The members that are secret.
const SECRET: [(&str, &str); 3] =
    [("code", "KENAR_CODE"), ("client_secret", "KENAR_CLIENT_SECRET"), ("refresh_token", "KENAR_REFRESH_TOKEN")];

/// Asks for tokens. What the profile knows of the app need not be repeated; no error repeats what is in the body.
pub(crate) async fn create_token(arguments: CreateToken, call: &Call) -> Result<Exit, Failure> {
    let profile = &call.profile;
    let mut members = match &arguments.body.file {
        Some(file) => object(&body::read(file)?)?,
        None => Map::new(),
    };
    let given = [
        ("grant_type", arguments.grant_type),
        ("client_id", arguments.client_id),
        ("redirect_uri", arguments.redirect_uri),
    ];
    for (name, value) in given {
        if let Some(value) = value {
            members.insert(name.to_owned(), value.into());
        }
    }
    let known = [("client_id", profile.client_id()?), ("redirect_uri", profile.redirect_uri()?)];
    for (name, value) in known {
        if let (false, Some(value)) = (members.contains_key(name), value) {
            members.insert(name.to_owned(), value.into());
        }
    }
    if !members.contains_key("client_secret")
        && let Some((secret, _)) = profile.find(SecretName::ClientSecret)?
    {
        members.insert("client_secret".to_owned(), secret.expose().into());
    }
    let text = Json::Object(members.clone()).to_string();
    let grant = TokenRequest::check(text.as_bytes()).map_err(|violations| {
        let places = violations.iter().map(|violation| {
            let pointer = if violation.pointer.is_empty() { "/" } else { violation.pointer.as_str() };
            // The rest of a violation quotes what it found.
            let what = match violation.rule {
                kenar_schemas::Rule::Required => format!("{} is missing", violation.limit),
                rule => format!("breaks the rule {}", rule.as_str()),
            };
            format!("  {pointer}: {what}")
        });
        let places = places.collect::<Vec<_>>().join("\n");
        Failure::Secret(format!(
            "error: the body breaks the contract; nothing was sent\n{places}\nnext: mend the body; secret members come from \
             --body or the profile, never from flags"
        ))
    })?;
    let mut request = Request::without_key(&CREATE_TOKEN, &profile.servers.oauth);
    request.headers.push(("Content-Type", Value::Text("application/x-www-form-urlencoded".to_owned())));
    request.content = Content::Form(form(&members));
    if call.only_shows() {
        return call.show(&request);
    }
    let tokens = profile.oauth_client()?.oauth().create_token(&grant).await;
    match tokens {
        Ok(tokens) => {
            answer::print(&tokens, call.how.output)?;
            Ok(Exit::Fine)
        }
        Err(error) => Err(Failure::Token(error)),
    }
}

fn object(bytes: &[u8]) -> anyhow::Result<Map<String, Json>> {
    // The error of the format may quote what it did not expect.
    serde_json::from_slice(bytes)
        .map_err(|error| anyhow!("the body is not a JSON object (line {}, column {})", error.line(), error.column()))
}

/// The members in the order of the document.
fn form(members: &Map<String, Json>) -> Vec<(&'static str, Value)> {
    let names = ["grant_type", "code", "refresh_token", "client_id", "client_secret", "redirect_uri"];
    let present = names.into_iter().filter_map(|name| Some((name, members.get(name)?.as_str()?)));
    present
        .map(|(name, text)| match SECRET.iter().find(|(secret, _)| *secret == name) {
            Some((_, variable)) => (name, Value::Secret { before: "", variable: (*variable).to_owned() }),
            None => (name, Value::Text(text.to_owned())),
        })
        .collect()
}
