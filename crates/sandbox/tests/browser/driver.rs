//! A browser without a window, and the program by which it is told what to do.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Set to `required` where a browser that is missing is a failure.
const REQUIRED: &str = "KENAR_BROWSER";
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];
const DRIVER: &str = "chromedriver";

/// Nothing but this machine can be reached, and nothing is done that a page did not ask for.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

/// How long a driver may take to close its browser.
const PATIENCE: Duration = Duration::from_secs(10);

/// `chromedriver`, which takes its browser with it.
struct Driver {
    process: Child,
    port: u16,
    profile: PathBuf,
}

impl Driver {
    fn start(program: &Path, profile: PathBuf) -> Self {
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        let port = loop {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "chromedriver ended without naming its port");
            let port = line.trim().trim_end_matches('.').rsplit_once("successfully on port ");
            if let Some((_, port)) = port {
                break port.parse().unwrap();
            }
        };
        Self { process, port, profile }
    }
}

impl Drop for Driver {
    /// A driver that is killed leaves its browser behind; one that is asked to end closes it before it answers.
    fn drop(&mut self) {
        if let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) {
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let asked = stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            let _ = asked.and_then(|()| stream.read(&mut [0; 1024]));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// A browser with one page.
pub(crate) struct Browser {
    pub(crate) client: Client,
    name: &'static str,
    http: reqwest::Client,
    session: String,
    driver: Driver,
}

/// How long a page may take to come to what is waited for.
const UNTIL: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(25);

impl Browser {
    /// A new browser, or nothing, said aloud, on a machine that has none.
    pub(crate) async fn open(name: &'static str) -> Option<Self> {
        let (Some(browser), Some(driver)) = (find(BROWSERS), find(&[DRIVER])) else {
            assert!(
                env::var(REQUIRED) != Ok("required".to_owned()),
                "{REQUIRED}=required, but one of {BROWSERS:?} and {DRIVER} are not in PATH"
            );
            say(&format!("SKIPPED: {name}: one of {BROWSERS:?} and {DRIVER} are not in PATH\n"));
            return None;
        };
        let profile = scratch(&format!("profiles/{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&profile);
        fs::create_dir_all(&profile).unwrap();
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", profile.display()));
        let driver = Driver::start(&driver, profile);
        let capabilities = json!({
            "goog:chromeOptions": { "args": flags, "binary": browser },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "timeouts": { "script": 20_000 },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!() };
        let url = format!("http://127.0.0.1:{}", driver.port);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&url).await.unwrap();
        let session = format!("{url}/session/{}", client.session_id().await.unwrap().unwrap());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Some(Self { client, name, http, session, driver })
    }

    pub(crate) async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    pub(crate) async fn find(&self, css: &str) -> Element {
        self.client.find(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    /// Waits for an element, also on a page that is still to come.
    pub(crate) async fn wait_for(&self, css: &str) -> Element {
        let found = self.client.wait().for_element(Locator::Css(css)).await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    pub(crate) async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// What the body of a function without parameters returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until an expression about the page is true. While one page gives way to the next there is none to ask, so
    /// this asks again and again, from outside.
    pub(crate) async fn until(&self, expression: &str) {
        let script = format!("return Boolean({expression});");
        let deadline = tokio::time::Instant::now() + UNTIL;
        loop {
            let seen = self.client.execute(&script, Vec::new()).await;
            if matches!(seen, Ok(Value::Bool(true))) {
                return;
            }
            if tokio::time::Instant::now() >= deadline {
                self.screenshot("failed").await;
                panic!("{}: {expression}: {seen:?}", self.name);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Sizes the page, which may be narrower than any window.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Keeps a picture of the whole page for people to look at.
    pub(crate) async fn screenshot(&self, what: &str) {
        static SAID: Once = Once::new();
        let folder = scratch("screenshots");
        fs::create_dir_all(&folder).unwrap();
        SAID.call_once(|| say(&format!("screenshots: {}\n", folder.display())));
        let shot = self.devtools("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await;
        let picture = STANDARD.decode(shot["data"].as_str().unwrap()).unwrap();
        fs::write(folder.join(format!("{}-{what}.png", self.name)), picture).unwrap();
    }

    /// Asserts that the pages complained of nothing and asked nobody but this machine, and ends the browser.
    pub(crate) async fn close(self) {
        self.close_despite(&[]).await;
    }

    /// The same, with complaints that belong to the test.
    pub(crate) async fn close_despite(self, expected: &[&str]) {
        let mut complaints = String::new();
        for entry in self.log("browser").await {
            let text = entry["message"].as_str().unwrap();
            let is_expected = expected.iter().any(|part| text.contains(part));
            if !is_expected && (entry["level"] == "SEVERE" || entry["level"] == "WARNING") {
                writeln!(complaints, "{entry}").unwrap();
            }
        }
        let mut asked = 0;
        for entry in self.log("performance").await {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            if event["message"]["method"] != "Network.requestWillBeSent" {
                continue;
            }
            asked += 1;
            let url = event["message"]["params"]["request"]["url"].as_str().unwrap();
            // A new browser shows a page of its own.
            if !["http://127.0.0.1:", "data:", "blob:", "chrome://"].iter().any(|own| url.starts_with(own)) {
                writeln!(complaints, "asked for {url}").unwrap();
            }
        }
        let Self { client, name, driver, .. } = self;
        client.close().await.unwrap();
        drop(driver);
        assert!(complaints.is_empty(), "{name}:\n{complaints}");
        assert!(asked > 0, "{name}: the log of requests is empty");
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        let log = self.command("se/log", &json!({ "type": kind })).await;
        log.as_array().unwrap().clone()
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.command("goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).await
    }

    /// A command that only this kind of browser knows.
    async fn command(&self, path: &str, body: &Value) -> Value {
        let answer = self.http.post(format!("{}/{path}", self.session)).json(body).send().await.unwrap();
        let mut answer: Value = answer.json().await.unwrap();
        assert!(answer["value"].get("error").is_none(), "{path}: {answer}");
        answer["value"].take()
    }
}

/// The first of these programs that is there.
fn find(programs: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    let mut paths = programs.iter().flat_map(|program| folders.iter().map(move |folder| folder.join(program)));
    paths.find(|path| path.is_file())
}

/// A place for what tests leave behind.
fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Speaks past the capture of the test harness.
fn say(text: &str) {
    // Without stderr there is nobody to tell.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
