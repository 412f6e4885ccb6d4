//! `kill -9`, a hundred times under load: whatever was acknowledged is there afterwards.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use common::encode;
use reqwest::{Client, Response};
use serde_json::{Value, json};

const KILLS: usize = 100;
const WORKERS: usize = 8;

/// The command, running on the data file.
struct Process {
    child: Child,
    url: String,
    api_key: String,
}

impl Process {
    fn start(file: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kenar-sandbox"))
            .args(["--json", "--port", "0", "--data", file.to_str().unwrap()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).expect("the command did not start");
        let text = |key: &str| ready[key].as_str().unwrap().to_owned();
        Self { child, url: text("url"), api_key: text("api_key") }
    }

    /// SIGKILL: nothing in the process hears of it.
    fn kill(self) {
        drop(self);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The highest number of each kind that was answered with a success, and the highest that was sent.
#[derive(Default)]
struct Progress {
    sent: AtomicU64,
    user_addon: AtomicU64,
    post_addon: AtomicU64,
    semantic: AtomicU64,
    images: std::sync::Mutex<Vec<String>>,
    spent: std::sync::Mutex<Vec<String>>,
}

struct Worker {
    phone: String,
    post: String,
    user_id: String,
    token: String,
    progress: Progress,
}

impl Worker {
    async fn new(process: &Process, http: &Client, index: usize) -> Self {
        let (phone, post) = (format!("0912000000{index}"), format!("killpost{index}"));
        let control = |path: &str, body: Value| {
            let request = http.post(format!("{}/_sandbox/{path}", process.url)).json(&body);
            async move { json_of(request.send().await.unwrap()).await }
        };
        control("users", json!({ "phone": phone })).await;
        control("posts", json!({ "owner": phone, "token": post, "category": "light" })).await;
        let token = control("tokens", json!({ "phone": phone, "scopes": ["*"] })).await;
        let text = |key: &str| token[key].as_str().unwrap().to_owned();
        Self { phone, post, user_id: text("user_id"), token: text("access_token"), progress: Progress::default() }
    }

    /// Works until the process is gone.
    async fn work(&self, process: &str, api_key: &str, http: &Client) {
        while self.step(process, api_key, http).await.is_some() {}
    }

    async fn step(&self, url: &str, api_key: &str, http: &Client) -> Option<()> {
        let number = self.progress.sent.fetch_add(1, Ordering::SeqCst) + 1;
        let call = |method, path: String| {
            http.request(method, format!("{url}{path}")).header("x-api-key", api_key).bearer_auth(&self.token)
        };
        let post = |path: String, body: Value| call(reqwest::Method::POST, path).json(&body).send();
        let widgets = json!([{ "title_row": { "text": number.to_string() } }]);

        let path = format!("/v2/open-platform/addons/users/{}", encode(&self.user_id));
        let mut body = json!({ "widgets": widgets, "categories": [], "semantic": {} });
        let ticket = if number.is_multiple_of(4) {
            let ticket = json!({ "user": self.phone, "service_type": "REPORT_VERIFICATION", "max_amount": 1000 });
            let issued = http.post(format!("{url}/_sandbox/tickets")).json(&ticket).send().await.ok()?;
            let uuid = read(issued).await?["uuid"].as_str().unwrap().to_owned();
            body["ticket_uuid"] = json!(uuid);
            body["cost"] = json!(1000);
            Some(uuid)
        } else {
            None
        };
        read(post(path, body).await.ok()?).await?;
        self.progress.user_addon.store(number, Ordering::SeqCst);
        self.progress.spent.lock().unwrap().extend(ticket);

        let path = format!("/v2/open-platform/addons/post/{}", self.post);
        read(post(path, json!({ "widgets": widgets })).await.ok()?).await?;
        self.progress.post_addon.store(number, Ordering::SeqCst);

        let path = format!("/v1/open-platform/semantic/users/{}", encode(&self.user_id));
        read(post(path, json!({ "semantic": { "number": number.to_string() } })).await.ok()?).await?;
        self.progress.semantic.store(number, Ordering::SeqCst);

        let upload = call(reqwest::Method::PUT, "/v2/image-service/open-platform/image.jpg".to_owned());
        let upload = upload.header("content-type", "image/jpeg").body(vec![0xFF, 0xD8, 0xFF, 0xD9]);
        let image = read(upload.send().await.ok()?).await?;
        self.progress.images.lock().unwrap().push(image["image_name"].as_str().unwrap().to_owned());
        Some(())
    }

    /// Whether what is kept is what was acknowledged, or what was on its way when the process was killed.
    async fn verify(&self, process: &Process, http: &Client, state: &Value) {
        let sent = self.progress.sent.load(Ordering::SeqCst);
        let title = |addon: &Value| addon["widgets"][0]["title_row"]["text"].as_str().unwrap().parse::<u64>().unwrap();
        let between = |what: &str, acknowledged: u64, kept: u64| {
            assert!(
                (acknowledged..=sent).contains(&kept),
                "{what} of {}: {acknowledged} <= {kept} <= {sent}",
                self.phone
            );
        };
        let acknowledged = self.progress.user_addon.load(Ordering::SeqCst);
        let own = list(state, "user_addons").find(|addon| addon["user"] == self.phone.as_str());
        if acknowledged > 0 {
            between("the user add-on", acknowledged, title(own.expect("the user add-on is lost")));
        }
        let acknowledged = self.progress.post_addon.load(Ordering::SeqCst);
        let post = list(state, "posts").find(|post| post["token"] == self.post.as_str()).expect("the post is lost");
        if acknowledged > 0 {
            let own = list(post, "addons").find(|addon| addon["from_user_addon"].is_null());
            between("the post add-on", acknowledged, title(own.expect("the post add-on is lost")));
        }
        let acknowledged = self.progress.semantic.load(Ordering::SeqCst);
        if acknowledged > 0 {
            let mut stated = false;
            for number in acknowledged..=sent {
                let query = json!({ "user": self.phone, "key": "number", "value": number.to_string() });
                let request = http.post(format!("{}/_sandbox/semantics/query", process.url)).json(&query);
                stated |= json_of(request.send().await.unwrap()).await["stated"] == true;
            }
            assert!(stated, "the semantic data of {} is not one of {acknowledged} to {sent}", self.phone);
        }
        let known: Vec<&str> = list(state, "images").map(|image| image["name"].as_str().unwrap()).collect();
        for image in self.progress.images.lock().unwrap().iter() {
            assert!(known.contains(&image.as_str()), "the picture {image} is lost");
        }
        let mut invoices: BTreeMap<&str, usize> = BTreeMap::new();
        for invoice in list(state, "invoices") {
            *invoices.entry(invoice["ticket_uuid"].as_str().unwrap()).or_default() += 1;
        }
        for ticket in self.progress.spent.lock().unwrap().iter() {
            assert_eq!(invoices.get(ticket.as_str()), Some(&1), "the ticket {ticket} was spent");
        }
        for ticket in list(state, "tickets").filter(|ticket| ticket["user"] == self.phone.as_str()) {
            let uuid = ticket["uuid"].as_str().unwrap();
            let expected = usize::from(ticket["state"] != "fresh");
            assert_eq!(
                invoices.get(uuid).copied().unwrap_or_default(),
                expected,
                "ticket and invoice are one: {ticket}"
            );
        }
    }
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no {key} in {value}")).iter()
}

/// The body of a success; `None` when the connection broke. A refusal is a mistake of this test or of the sandbox.
async fn read(response: Response) -> Option<Value> {
    let status = response.status();
    let body = response.bytes().await.ok()?;
    assert!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&body));
    // Some answers say nothing but that it was done.
    Some(if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() })
}

async fn json_of(response: Response) -> Value {
    read(response).await.expect("the connection broke")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_acknowledged_is_lost_in_a_hundred_kills() {
    let folder = std::env::temp_dir().join(format!("kenar-kill-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("sandbox.db");
    let http = Client::new();
    let mut random = fastrand::Rng::with_seed(9);

    let mut process = Process::start(&file);
    let mut workers = Vec::new();
    for index in 0..WORKERS {
        workers.push(Arc::new(Worker::new(&process, &http, index).await));
    }
    let mut acknowledged = 0;
    for _ in 0..KILLS {
        let mut tasks = tokio::task::JoinSet::new();
        for worker in &workers {
            let (worker, http) = (worker.clone(), http.clone());
            let (url, api_key) = (process.url.clone(), process.api_key.clone());
            tasks.spawn(async move { worker.work(&url, &api_key, &http).await });
        }
        // Any moment will do, the moment of the very first requests as well.
        tokio::time::sleep(Duration::from_millis(random.u64(1..60))).await;
        let key = process.api_key.clone();
        process.kill();
        tasks.join_all().await;

        process = Process::start(&file);
        assert_eq!(process.api_key, key, "the app has the key that it had");
        json_of(http.post(format!("{}/_sandbox/settle", process.url)).send().await.unwrap()).await;
        let state = json_of(http.get(format!("{}/_sandbox/state", process.url)).send().await.unwrap()).await;
        for worker in &workers {
            worker.verify(&process, &http, &state).await;
        }
        acknowledged = workers.iter().map(|worker| worker.progress.semantic.load(Ordering::SeqCst)).sum::<u64>();
    }
    assert!(acknowledged > KILLS as u64, "only {acknowledged} were under way");
    process.kill();
    std::fs::remove_dir_all(&folder).unwrap();
}
