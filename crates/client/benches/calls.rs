//! What the client costs beside the same call written by hand.
//!
//! Run with: `cargo bench -p kenar-client --bench calls`
//!
//! Method: one server, an axum handler that reads the body and answers an id, is a process of its own with two worker
//! threads; the clients share this process, a runtime with two workers and the loopback. `by hand` is reqwest with the same
//! headers, `.json(&typed)` and the answer read into the same type, with no check and no retry. `client` is
//! `kenar-client` as it comes: payload checked, retries on, spans without a subscriber. `unchecked` is the same without the
//! check. They take turns in many short rounds, in turning order, so that what else the machine does befalls all of them,
//! for 1 task and for 32 tasks on connections that stay open. After a few rounds everything begins anew, server, runtime,
//! clients and connections, because where these happen to lie in memory and on the cores favours one caller for as long as
//! they live. A number is the median over all rounds, a ratio the median of the ratios of each round. The body is a user
//! add-on of about 1 KB.
//! CPU is user and system time of this process by `/proc`, without the server.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when its input is wrong, and measures real time"
)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use kenar_client::{Client, Secret};
use kenar_schemas::widgets::{DescriptionRow, GroupInfoItem, GroupInfoRow, ScoreRow, TitleRow};
use kenar_schemas::{AddonReceipt, DivarUserId, UserAddon};
use tokio::runtime::Runtime;

const BEGINNINGS: usize = 16;
const ROUNDS: usize = 6;
const ROUND: Duration = Duration::from_millis(250);
const TASKS: [usize; 2] = [1, 32];
const CALLERS: [&str; 3] = ["by hand", "client", "unchecked"];
const KEY: &str = "kenar-key-of-the-benchmark";
const TOKEN: &str = "ory_at_of-the-benchmark";
const USER: &str = "awoDdf1ecd2wac";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "--serve") {
        serve();
    } else if !arguments.iter().any(|argument| argument == "--test") {
        // `cargo test --benches` only wants to know that it still compiles.
        compare();
    }
}

fn serve() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let handler = async |body: Bytes| {
            assert!(body.len() > 500);
            ([(CONTENT_TYPE, "application/json")], r#"{"id":"812d56e6-e44d-45e7-8932-f9acbd416999"}"#)
        };
        let app = Router::new().route("/v2/open-platform/addons/users/{id}", post(handler));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}", listener.local_addr().unwrap());
        std::io::stdout().flush().unwrap();
        axum::serve(listener, app).await.unwrap();
    });
}

/// The server process, killed when it is dropped.
struct Server(Child, String);

impl Server {
    fn start() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut child = command.arg("--serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self(child, line.trim().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn addon() -> UserAddon {
    let text = "این خودرو در تاریخ یادشده به دست کارشناس مستقل بررسی شد و نتیجهٔ آن در ادامه آمده است. بدنه بدون رنگ است، \
        موتور و گیربکس سالم گزارش شده‌اند و کارکرد با آنچه در آگهی آمده یکی است. گزارش کامل با عکس در سایت ماست.";
    let items = [("سال ساخت", "۱۴۰۱"), ("کارکرد", "۴۵ هزار کیلومتر"), ("رنگ", "سفید")];
    UserAddon::new([
        TitleRow::new("گزارش کارشناسی").with_divider().into(),
        DescriptionRow::expandable(text).into(),
        ScoreRow::percentage("وضعیت فنی", 80).into(),
        GroupInfoRow::new(items.map(|(title, value)| GroupInfoItem::new(title, value))).into(),
    ])
    .with_categories(["light"])
}

/// A way to make the call.
#[derive(Clone)]
enum Caller {
    ByHand { http: reqwest::Client, url: String },
    Ours(Client),
}

impl Caller {
    async fn call(&self, user: &DivarUserId, token: &Secret, addon: &UserAddon) {
        let receipt = match self {
            Self::ByHand { http, url } => {
                let url = format!("{url}/v2/open-platform/addons/users/{user}");
                let request = http.post(url).header("accept", "application/json").header("x-api-key", KEY);
                let response = request.bearer_auth(token.expose()).json(addon).send().await.unwrap();
                assert!(response.status().is_success());
                response.json::<AddonReceipt>().await.unwrap()
            }
            Self::Ours(client) => {
                client.as_user(token).unwrap().upsert_user_addon(user, addon).await.unwrap().into_inner()
            }
        };
        assert_eq!(receipt.id.to_string().len(), 36);
    }
}

/// Calls a second and microseconds of this process a call.
fn measure(runtime: &Runtime, caller: &Caller, tasks: usize) -> (f64, f64) {
    let input = Arc::new((USER.parse::<DivarUserId>().unwrap(), Secret::new(TOKEN), addon()));
    let begun = (Instant::now(), processor());
    let end = begun.0 + ROUND;
    let calls: usize = runtime.block_on(async {
        let tasks: Vec<_> = (0..tasks)
            .map(|_| {
                let (caller, input) = (caller.clone(), input.clone());
                tokio::spawn(async move {
                    let mut calls = 0;
                    while Instant::now() < end {
                        caller.call(&input.0, &input.1, &input.2).await;
                        calls += 1;
                    }
                    calls
                })
            })
            .collect();
        let mut sum = 0;
        for task in tasks {
            sum += task.await.unwrap();
        }
        sum
    });
    let seconds = begun.0.elapsed().as_secs_f64();
    (calls as f64 / seconds, (processor() - begun.1) * 1e6 / calls as f64)
}

/// User and system time of this process so far, in seconds.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / 100.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn compare() {
    let bytes = serde_json::to_vec(&addon()).unwrap().len();
    println!("{bytes}-byte add-on, {BEGINNINGS} times {ROUNDS} rounds of {} ms, medians", ROUND.as_millis());
    println!("| tasks | caller | calls/s | CPU us/call | x by hand |");
    println!("|--:|---|--:|--:|--:|");
    for tasks in TASKS {
        let mut rounds = [const { Vec::new() }; CALLERS.len()];
        for _ in 0..BEGINNINGS {
            begin(tasks, &mut rounds);
        }
        for (index, name) in CALLERS.iter().enumerate() {
            let rate = median(rounds[index].iter().map(|round| round.0).collect());
            let cpu = median(rounds[index].iter().map(|round| round.1).collect());
            let ratio = median(rounds[index].iter().zip(&rounds[0]).map(|(own, hand)| own.0 / hand.0).collect());
            println!("| {tasks} | {name} | {rate:.0} | {cpu:.1} | {ratio:.3} |");
        }
    }
}

/// A few rounds of each caller, on a server, a runtime and connections of their own.
fn begin(tasks: usize, rounds: &mut [Vec<(f64, f64)>; CALLERS.len()]) {
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let http = || reqwest::Client::builder().no_proxy().build().unwrap();
    let builder = || Client::builder().api_key(KEY).sandbox(&server.1).http(http());
    let callers: [Caller; CALLERS.len()] = [
        Caller::ByHand { http: http(), url: server.1.clone() },
        Caller::Ours(builder().build().unwrap()),
        Caller::Ours(builder().without_validation().build().unwrap()),
    ];
    for caller in &callers {
        // Warm connections.
        let _ = measure(&runtime, caller, tasks);
    }
    for round in 0..ROUNDS {
        for turn in 0..callers.len() {
            let index = (round + turn) % callers.len();
            rounds[index].push(measure(&runtime, &callers[index], tasks));
        }
    }
}
