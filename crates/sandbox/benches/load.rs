//! The sandbox under load, beside a bare axum handler that does nothing but parse the same JSON.
//!
//! Run with: `cargo bench -p kenar-sandbox --bench load`
//!
//! Method: each server is a process of its own with two worker threads; one more thread of this process holds 64
//! connections open, each of which sends its next request when it has read the answer to the last. The request is the
//! POST of a user add-on of about 1 KB that is valid and replaces the same add-on each time. Servers take turns for five
//! rounds of four seconds, in turning order; a number is the median over the rounds, a ratio the median of the ratios of
//! each round. CPU is user and system time of the server's process by `/proc`. Answers other than 200 end the run.
//!
//! What is compared: `value` parses the body into a `serde_json::Value` and answers an id; `bytes` only reads the body;
//! `sandbox` is the whole thing: key and token, the contract of request and answer, the state, the log. `lax` is the
//! sandbox without holding its own answers against the contract.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark stops when its input is wrong"
)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use kenar_sandbox::{Config, ExposeSecret, Sandbox};
use kenar_schemas::Phone;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const CONNECTIONS: usize = 64;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(4);
const SERVERS: &[&str] = &["bytes", "value", "lax", "sandbox"];
const MILLION: usize = 1_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--serve") {
        Some(at) => serve(&arguments[at + 1]),
        // `cargo test --benches` only wants to know that it still compiles.
        None if arguments.iter().any(|argument| argument == "--test") => {}
        None => compare(),
    }
}

/// The request body: two rows with a path, categories, facts.
fn body() -> Vec<u8> {
    let text = "این خودرو در تاریخ یادشده به دست کارشناس مستقل بررسی شد و نتیجهٔ آن در ادامه آمده است. بدنه بدون رنگ است، \
        موتور و گیربکس سالم گزارش شده‌اند و کارکرد با آنچه در آگهی آمده یکی است. گزارش کامل با عکس در سایت ماست.";
    json!({
        "widgets": [
            { "title_row": { "text": "گزارش کارشناسی", "has_divider": true } },
            { "description_row": { "text": text, "has_divider": false, "expandable": true } },
            { "score_row": { "title": "وضعیت فنی", "percentage_score": 80, "score_color": "SUCCESS_PRIMARY",
                "has_divider": true, "icon_name": "HISTORY", "action": { "open_direct_link": "https://example.com/a" } } },
            { "group_info_row": { "items": [{ "title": "سال ساخت", "value": "۱۴۰۱" },
                { "title": "کارکرد", "value": "۴۵ هزار کیلومتر" }, { "title": "رنگ", "value": "سفید" }] } },
        ],
        "categories": ["light"],
        "semantic": { "status": "SUCCEEDED" },
    })
    .to_string()
    .into_bytes()
}

/// A server as a process of its own: prints its address and the path and headers to send.
fn serve(which: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (address, path, headers, sandbox) = match which {
            "bytes" | "value" => {
                let value = which == "value";
                let handler = move |body: Bytes| async move {
                    if value {
                        let parsed: Value = serde_json::from_slice(&body).unwrap();
                        assert!(parsed.is_object());
                    }
                    ([("content-type", "application/json")], r#"{"id":"6ca5ba03-f3a1-4761-9c60-8760f442a352"}"#)
                };
                let router = Router::new().route("/v2/open-platform/addons/users/{id}", post(handler));
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = listener.local_addr().unwrap().to_string();
                tokio::spawn(async move { axum::serve(listener, router).await });
                (address, "/v2/open-platform/addons/users/abc".to_owned(), String::new(), None)
            }
            _ => {
                let config = Config::default().with_strict_responses(which == "sandbox");
                let sandbox = Sandbox::start(config).await.unwrap();
                let phone: Phone = "09991234567".parse().unwrap();
                let app = sandbox.default_app();
                let token = sandbox.control().issue_token(&phone, ["USER_ADDON_CREATE"]).unwrap();
                let id = sandbox.control().user_id(&app.slug, &phone).unwrap();
                let id = id.as_str().replace('/', "%2F").replace('+', "%2B").replace('=', "%3D");
                let (key, token) = (app.api_key.expose_secret(), token.expose());
                (
                    sandbox.url().trim_start_matches("http://").to_owned(),
                    format!("/v2/open-platform/addons/users/{id}"),
                    format!("x-api-key: {key}\r\nauthorization: Bearer {token}\r\n"),
                    Some(sandbox),
                )
            }
        };
        println!("{}", json!({ "address": address, "path": path, "headers": headers }));
        std::io::stdout().flush().unwrap();
        // The parent closes the pipe when it is done.
        tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await.unwrap().unwrap();
        drop(sandbox);
    });
}

struct Server {
    name: &'static str,
    process: Child,
    address: String,
    request: Vec<u8>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn start(name: &'static str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--serve", name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let text = |key: &str| ready[key].as_str().unwrap().to_owned();
        let body = body();
        let mut request = format!(
            "POST {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n{}content-length: {}\r\n\r\n",
            text("path"),
            text("address"),
            text("headers"),
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(&body);
        Self { name, process, address: text("address"), request }
    }

    /// User and system time so far, in microseconds.
    fn cpu_micros(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |index: usize| fields.get(index).and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN);
        // A hundred ticks a second on every Linux that this runs on.
        (ticks(11) + ticks(12)) * 10_000.0
    }

    /// Resident memory in MiB.
    fn resident(&self) -> f64 {
        let statm = std::fs::read_to_string(format!("/proc/{}/statm", self.process.id())).unwrap_or_default();
        let pages = statm.split_whitespace().nth(1).and_then(|text| text.parse::<f64>().ok());
        pages.unwrap_or(f64::NAN) * 4096.0 / 1024.0 / 1024.0
    }

    /// Loads the server until `enough` says so.
    fn load(&self, enough: impl Fn(usize, Duration) -> bool + Copy + Send + 'static) -> Load {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (before, started) = (self.cpu_micros(), Instant::now());
        let mut micros: Vec<u32> = runtime.block_on(async {
            let mut connections = tokio::task::JoinSet::new();
            for _ in 0..CONNECTIONS {
                let (address, request) = (self.address.clone(), self.request.clone());
                connections.spawn(async move {
                    let mut stream = TcpStream::connect(address).await.unwrap();
                    stream.set_nodelay(true).unwrap();
                    let mut micros = Vec::new();
                    let mut buffer = vec![0; 4096];
                    while !enough(micros.len(), started.elapsed()) {
                        let sent = Instant::now();
                        stream.write_all(&request).await.unwrap();
                        read_answer(&mut stream, &mut buffer).await;
                        micros.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
                    }
                    micros
                });
            }
            connections.join_all().await.into_iter().flatten().collect()
        });
        let (elapsed, cpu) = (started.elapsed(), self.cpu_micros() - before);
        micros.sort_unstable();
        let count = micros.len();
        Load {
            per_second: count as f64 / elapsed.as_secs_f64(),
            p50: f64::from(micros[count / 2]),
            p99: f64::from(micros[count * 99 / 100]),
            cpu: cpu / count as f64,
        }
    }
}

async fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) {
    let mut length = 0;
    loop {
        let count = stream.read(&mut buffer[length..]).await.unwrap();
        assert!(count > 0, "the server closed the connection");
        length += count;
        let text = &buffer[..length];
        let Some(head) = text.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        assert!(text.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(text));
        let lower = String::from_utf8_lossy(&text[..head]).to_ascii_lowercase();
        let (_, rest) = lower.split_once("content-length: ").unwrap();
        let body: usize = rest.split("\r\n").next().unwrap().trim().parse().unwrap();
        if length >= head + 4 + body {
            return;
        }
    }
}

#[derive(Clone, Copy)]
struct Load {
    per_second: f64,
    p50: f64,
    p99: f64,
    cpu: f64,
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn compare() {
    println!(
        "{}",
        include_str!("load.rs")
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .fold(String::new(), |text, line| text + line.trim_start_matches("//!").trim_start() + "\n")
    );
    println!("request body: {} bytes; {CONNECTIONS} connections; {ROUNDS} rounds of {ROUND:?}\n", body().len());
    let servers: Vec<Server> = SERVERS.iter().map(|name| Server::start(name)).collect();
    for server in &servers {
        server.load(|count, _| count >= 200);
    }
    let mut rounds: Vec<Vec<Load>> = Vec::new();
    for round in 0..ROUNDS {
        let mut loads = vec![None; servers.len()];
        for turn in 0..servers.len() {
            let index = (round + turn) % servers.len();
            loads[index] = Some(servers[index].load(|_, elapsed| elapsed >= ROUND));
        }
        rounds.push(loads.into_iter().flatten().collect());
    }
    let base = SERVERS.iter().position(|name| *name == "value").unwrap();
    println!(
        "{:<10} {:>11} {:>9} {:>9} {:>11} {:>9} {:>9} {:>9}",
        "server", "requests/s", "p50 us", "p99 us", "CPU us/req", "RSS MiB", "x value", "p99 x"
    );
    for (index, server) in servers.iter().enumerate() {
        let of = |pick: fn(&Load) -> f64| median(rounds.iter().map(|loads| pick(&loads[index])));
        let ratio =
            |pick: fn(&Load) -> f64| median(rounds.iter().map(|loads| pick(&loads[index]) / pick(&loads[base])));
        println!(
            "{:<10} {:>11.0} {:>9.0} {:>9.0} {:>11.1} {:>9.1} {:>9.2} {:>9.2}",
            server.name,
            of(|load| load.per_second),
            of(|load| load.p50),
            of(|load| load.p99),
            of(|load| load.cpu),
            server.resident(),
            ratio(|load| load.per_second),
            ratio(|load| load.p99),
        );
    }
    drop(servers);
    memory();
    start_up();
}

/// A million requests that replace the same add-on.
fn memory() {
    let server = Server::start("sandbox");
    server.load(|count, _| count >= 1_000);
    let before = server.resident();
    server.load(|count, _| count >= MILLION / CONNECTIONS);
    println!(
        "\nresident memory of the sandbox: {before:.1} MiB, a million requests later {:.1} MiB",
        server.resident()
    );
}

/// From the start of the command to the line that says that it is ready.
fn start_up() {
    let command = env!("CARGO_BIN_EXE_kenar-sandbox");
    let mut millis = Vec::new();
    for _ in 0..15 {
        let started = Instant::now();
        let mut process =
            Command::new(command).args(["--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
        millis.push(started.elapsed().as_secs_f64() * 1000.0);
        process.kill().unwrap();
        process.wait().unwrap();
    }
    let size = std::fs::metadata(command).map_or(0, |file| file.len());
    println!(
        "ready after {:.1} ms (median of {}); the command has {:.1} MB",
        median(millis.iter().copied()),
        millis.len(),
        size as f64 / 1e6
    );
}
