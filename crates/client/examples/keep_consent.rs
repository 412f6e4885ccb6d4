//! Run with: cargo run -p kenar-client --example keep_consent
//!
//! A person consents once, and the app acts for them until they change their mind: the consent page, a store of consents, a
//! token that is always fresh, a restart, and the end. It runs offline, against a sandbox in the same process; comments say
//! what is different on the platform.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use kenar_client::Client;
use kenar_client::oauth::{App, Client as OAuth, ConsentError, ConsentEvent, Consents, FileStore, Scope, State};
use kenar_sandbox::{Clock, Config, ExposeSecret, Sandbox};
use reqwest::Url;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // On the platform a person sees a page and decides.
    let sandbox = Sandbox::start(Config::default().with_auto_approve("09991234567".parse()?)).await?;
    let panel = sandbox.default_app();
    let client = Client::builder().api_key(panel.api_key.clone()).sandbox(sandbox.url()).build()?;

    // From the developer panel. Keep the secret out of the source.
    let app = App::new(panel.slug.clone(), panel.client_secret.expose_secret(), panel.redirect_uri.clone())?;
    // A service has a folder of its own, such as `/var/lib/sample-app/consents`, and the machine's clock.
    let folder = Folder::new();
    let clock = sandbox.control().clock();
    let consents = open(client.oauth(), &app, &folder, clock)?;

    // 1. The app sends the browser away, and keeps the state for it: in a cookie, for example.
    let state = State::with_payload("/posts/gZd7omnS")?;
    let scopes = [Scope::UserId, Scope::UserPhone, Scope::OfflineAccess, Scope::NotificationAccessRevocation];
    let asked = client.oauth().authorize_with(&app, scopes, state)?;
    let cookie = asked.state.expose().to_owned();
    println!("the person goes to   {}{}?…", asked.url.origin().ascii_serialization(), asked.url.path());

    // 2. The browser comes back to the redirect URI. The person may have refused; that is an error of its own.
    let request = browse(asked.url).await?;
    let state: State = cookie.parse()?;
    let code = state.check(&request)?;
    let tokens = client.oauth().exchange(&app, code).await?;
    println!("and wants to see     {}", state.payload().unwrap_or_default());

    // 3. Who was it? The id is the key under which the consent is kept.
    let user = client.as_user(&tokens.access_token)?.get_user().await?.into_inner();
    let id = user.user_id.ok_or("the scope USER_ID gives the id")?;
    let consent = consents.keep(&id, tokens).await?;
    let first = consent.access_token().await?;

    // 4. Weeks later. Nobody has to think of tokens.
    for _ in 0..3 {
        clock.advance(Duration::from_secs(7 * 24 * 60 * 60));
        let token = consent.access_token().await?;
        let phone = client.as_user(&token)?.get_user().await?.into_inner().phone_number;
        println!("a week later         {}", phone.as_deref().unwrap_or("?"));
        assert_ne!(token, first);
    }

    // 5. The process is started anew. What a crash interrupted is repeated first.
    drop((consent, consents));
    let consents = open(client.oauth(), &app, &folder, clock)?;
    let interrupted = consents.resume().await?;
    let consent = consents.of(&id).await?;
    let token = consent.access_token().await?;
    client.as_user(&token)?.get_user().await?;
    println!("after a restart      it still works ({} interrupted)", interrupted.len());

    // 6. The person takes the consent back. The platform calls a webhook (USER_ACCESS_REVOCATION); whoever missed it finds
    // out when the API refuses the token.
    sandbox.control().revoke_access(&panel.slug, &"09991234567".parse()?)?;
    match consent.refused(&token).await {
        Err(ConsentError::Revoked) => println!("in the end           the person has withdrawn consent"),
        other => return Err(format!("the consent should be over, not {other:?}").into()),
    }
    consents.revoked(&id).await?;
    sandbox.shutdown().await;
    Ok(())
}

/// The consents of the app. Event subscriptions end with the old token, so an app that has some makes them anew.
fn open(oauth: &OAuth, app: &App, folder: &Folder, clock: &Clock) -> Result<Consents, Box<dyn Error>> {
    let clock = clock.clone();
    let consents = Consents::new(oauth.clone(), app.clone(), FileStore::open(&folder.0)?);
    Ok(consents.with_clock(move || clock.now().into()).on_event(|event| match event {
        ConsentEvent::Refreshed { .. } => println!("                     (tokens were refreshed)"),
        ConsentEvent::NotRefreshed { error, .. } => println!("                     (not refreshed: {error})"),
        other => println!("                     ({other:?})"),
    }))
}

/// What the browser of the person does: it opens the page and is sent back to the app.
async fn browse(consent: Url) -> Result<String, Box<dyn Error>> {
    let browser = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
    let answer = browser.get(consent).send().await?;
    let location = answer.headers().get("location").ok_or("the consent page leads back to the app")?;
    Ok(location.to_str()?.to_owned())
}

/// A folder that goes when the example ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("keep-consent-{}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn it_runs() -> Result<(), Box<dyn Error>> {
    main()
}
