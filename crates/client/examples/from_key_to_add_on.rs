//! Run with: cargo run -p kenar-client --example from_key_to_add_on
//!
//! From an API key to an add-on on the posts of a user: consent, token, user id, add-on. It runs offline, against a
//! sandbox in the same process; comments say what is different on the platform.

#![allow(clippy::print_stdout, reason = "a program that people run in a terminal")]

use std::error::Error;

use kenar_client::Client;
use kenar_client::oauth::{App, Scope};
use kenar_client::schemas::widgets::{ScoreRow, TitleRow};
use kenar_client::schemas::{Payload, UserAddon, Widget};
use kenar_sandbox::{Config, ExposeSecret, Sandbox};
use reqwest::Url;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // The user of the sandbox agrees to everything at once; on the platform a person sees a page and decides.
    let sandbox = Sandbox::start(Config::default().with_auto_approve("09991234567".parse()?)).await?;

    // On the platform: `Client::from_env()?` and `App::from_env()?`, with the values of the developer panel in the
    // environment.
    let panel = sandbox.default_app();
    let client = Client::builder().api_key(panel.api_key.clone()).sandbox(sandbox.url()).build()?;
    let app = App::new(&panel.slug, panel.client_secret.expose_secret(), &panel.redirect_uri)?;

    // Send the browser of the user to the URL, and keep the state for it: in a cookie, for example.
    let asked = client.oauth().authorize(&app, [Scope::UserAddonCreate, Scope::UserId])?;
    println!("the user goes to   {}{}?…", asked.url.origin().ascii_serialization(), asked.url.path());

    // The browser comes back to the redirect URI. That the user refused is an error of its own.
    let code = asked.state.check(&browse(asked.url).await?)?;

    // The code is good for one trade.
    let tokens = client.oauth().exchange(&app, code).await?;
    println!("the token is for   {} ({} s)", tokens.scope, tokens.expires_in.as_secs());

    // Who agreed? The id stays the same for this user and app: store it.
    let as_user = client.as_user(&tokens.access_token)?;
    let user_id = as_user.get_user().await?.into_inner().user_id.ok_or("the scope USER_ID gives the id")?;
    println!("the user is        {user_id}");

    let addon =
        UserAddon::new([Widget::from(TitleRow::new("گزارش کارشناسی")), Widget::from(ScoreRow::percentage("بدنه", 80))])
            .with_categories(["light"]);
    addon.validate()?; // the same limits as on the platform, without a call
    let receipt = as_user.upsert_user_addon(&user_id.parse()?, &addon).await?;
    println!("the add-on is      {} (keep it: it is needed for deletion)", receipt.id);

    // Accepted is not shown yet, neither here nor on the platform. Only a sandbox can be asked to wait.
    sandbox.control().settle().await;
    let posts = sandbox.control().snapshot().posts;
    for post in &posts {
        println!("post {}      {} add-on(s)", post.token, post.addons.len());
    }
    if posts.iter().any(|post| post.addons.len() != 1) {
        return Err("every post of the user carries the add-on".into());
    }
    sandbox.shutdown().await;
    Ok(())
}

/// What the browser of the user does: it opens the page and is sent back to the app.
async fn browse(consent: Url) -> Result<String, Box<dyn Error>> {
    let browser = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
    let answer = browser.get(consent).send().await?;
    let location = answer.headers().get("location").ok_or("the consent page leads back to the app")?;
    Ok(location.to_str()?.to_owned())
}

#[test]
fn it_runs() -> Result<(), Box<dyn Error>> {
    main()
}
