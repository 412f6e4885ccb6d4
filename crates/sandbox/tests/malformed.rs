//! Ten thousand requests that nobody should send. Each is answered with a 4xx; none brings the sandbox down, makes it
//! hang or keeps it from serving the next one.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use common::{World, config, send, title, user_addon};
use kenar_sandbox::ExposeSecret;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// How long a request may take to arrive in these tests.
const PATIENCE: Duration = Duration::from_millis(400);

/// How long anything may take at all before it counts as a hang.
const HANG: Duration = Duration::from_secs(60);

/// What is sent, in pieces, with a pause before each but the first; and whether the sender says that it is done.
struct Attempt {
    kind: &'static str,
    pieces: Vec<Vec<u8>>,
    pause: Duration,
    ends: bool,
}

impl Attempt {
    fn at_once(kind: &'static str, bytes: Vec<u8>) -> Self {
        Self { kind, pieces: vec![bytes], pause: Duration::ZERO, ends: false }
    }

    fn ended(self) -> Self {
        Self { ends: true, ..self }
    }
}

struct Target {
    address: String,
    path: String,
    credentials: String,
}

impl Target {
    fn head(&self, method: &str, path: &str, headers: &str) -> String {
        let Self { address, credentials, .. } = self;
        format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n{credentials}{headers}\r\n")
    }

    fn post(&self, kind: &'static str, body: &[u8]) -> Attempt {
        let headers = format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
        let mut bytes = self.head("POST", &self.path, &headers).into_bytes();
        bytes.extend_from_slice(body);
        Attempt::at_once(kind, bytes)
    }

    /// The status of the answer, or what happened instead.
    async fn attempt(&self, attempt: &Attempt) -> Result<u16, String> {
        let exchange = async {
            let stream = TcpStream::connect(&self.address).await.map_err(|error| format!("connect: {error}"))?;
            let (mut read, mut write) = stream.into_split();
            let sending = async move {
                for (index, piece) in attempt.pieces.iter().enumerate() {
                    if index > 0 {
                        tokio::time::sleep(attempt.pause).await;
                    }
                    // The sandbox may have answered and closed before all of it was sent.
                    if write.write_all(piece).await.is_err() {
                        break;
                    }
                }
                if attempt.ends {
                    let _ = write.shutdown().await;
                }
                write
            };
            let reading = async {
                let mut answer = Vec::new();
                let mut buffer = [0; 4096];
                while !answer.windows(2).any(|pair| pair == b"\r\n") {
                    match read.read(&mut buffer).await {
                        Ok(0) => return Err(format!("no answer, only {:?}", String::from_utf8_lossy(&answer))),
                        Ok(count) => answer.extend_from_slice(&buffer[..count]),
                        Err(error) => return Err(format!("read: {error}")),
                    }
                }
                let line = String::from_utf8_lossy(&answer).into_owned();
                let status = line.strip_prefix("HTTP/1.1 ").or(line.strip_prefix("HTTP/1.0 "));
                let status = status.and_then(|rest| rest.get(..3)?.parse().ok());
                status.ok_or_else(|| format!("no status in {line:?}"))
            };
            tokio::pin!(sending);
            tokio::select! {
                status = reading => status,
                _ = async { let _open = (&mut sending).await; std::future::pending::<()>().await } => unreachable!(),
            }
        };
        tokio::time::timeout(HANG, exchange).await.map_err(|_| "a hang".to_owned())?
    }
}

fn random_bytes(random: &mut fastrand::Rng, most: usize) -> Vec<u8> {
    (0..random.usize(1..most)).map(|_| random.u8(..)).collect()
}

/// A valid body as a text, from which the broken ones are made.
fn valid() -> String {
    json!({
        "widgets": [
            title("گزارش\u{200C}ها 🚗"),
            { "score_row": { "title": "فنی", "percentage_score": 80, "score_color": "SUCCESS_PRIMARY" } },
            { "group_info_row": { "items": [{ "title": "سال", "value": "۱۴۰۰" }, { "title": "رنگ", "value": "سفید" }] } },
        ],
        "categories": ["light"],
        "semantic": { "status": "SUCCEEDED", "case": "۱۲" },
        "cost": 12_000,
    })
    .to_string()
}

/// The same with a value of a wrong type somewhere. Semantic values and categories are texts, so a number is always
/// wrong there, and so is a text for a number.
fn of_a_wrong_type(random: &mut fastrand::Rng) -> Vec<u8> {
    let mut body: Value = serde_json::from_str(&valid()).unwrap();
    let pointers = [
        "/widgets",
        "/widgets/0",
        "/widgets/0/title_row",
        "/widgets/0/title_row/text",
        "/widgets/1/score_row/title",
        "/widgets/1/score_row/percentage_score",
        "/widgets/1/score_row/score_color",
        "/widgets/2/group_info_row/items",
        "/widgets/2/group_info_row/items/1",
        "/widgets/2/group_info_row/items/0/value",
        "/categories",
        "/categories/0",
        "/semantic",
        "/semantic/status",
        "/semantic/case",
        "/cost",
    ];
    let wrong = [json!(null), json!(true), json!(1.5), json!({ "a": [] }), json!([[1]]), json!({})];
    let pointer = pointers[random.usize(..pointers.len())];
    let mut value = wrong[random.usize(..wrong.len())].clone();
    // An object without members is semantic data.
    if pointer == "/semantic" && value.is_object() {
        value = json!("text");
    }
    *body.pointer_mut(pointer).unwrap() = value;
    body.to_string().into_bytes()
}

fn truncated(random: &mut fastrand::Rng) -> Vec<u8> {
    let valid = valid().into_bytes();
    valid[..random.usize(1..valid.len())].to_vec()
}

fn deep(random: &mut fastrand::Rng) -> Vec<u8> {
    let depth = random.usize(200..100_000);
    match random.u8(..4) {
        0 => "[".repeat(depth).into_bytes(),
        1 => r#"{"a":"#.repeat(depth).into_bytes(),
        2 => format!("{}{}", "[".repeat(depth), "]".repeat(depth)).into_bytes(),
        _ => {
            let data = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
            format!(
                r#"{{"widgets":[{{"button_bar":{{"title":"a","action":{{"open_server_link":{{"data":{data}}}}}}}}}],"categories":[],"semantic":{{}}}}"#
            )
            .into_bytes()
        }
    }
}

/// Heads that are wrong in one way or another.
fn wrong_head(target: &Target, random: &mut fastrand::Rng) -> Attempt {
    let path = &target.path;
    let text = match random.u8(..14) {
        0 => target.head("POST", path, "content-length: minus one\r\n"),
        1 => target.head("POST", path, "content-length: 5\r\ncontent-length: 6\r\n"),
        2 => format!(
            "{}zz\r\n\r\n",
            target.head("POST", path, "content-type: application/json\r\ntransfer-encoding: chunked\r\n")
        ),
        3 => target.head("POST", path, &format!("x-long: {}\r\n", "a".repeat(500_000))),
        4 => target.head("POST", &format!("/{}", "a".repeat(70_000)), ""),
        5 => target.head("GET", "/v2/open-platform/addons/users/%ff%fe", ""),
        6 => target.head("GET", "/v1/open-platform/users/../../etc/passwd", ""),
        7 => target.head("BREW", path, ""),
        8 => target.head("POST", path, "content-type: \u{1}\r\n"),
        9 => format!("POST {path} HTTP/9.9\r\nhost: a\r\n\r\n"),
        10 => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        11 => target.head("POST", path, "authorization: Bearer \u{8}\r\n"),
        12 => {
            let mut many = String::new();
            for number in 0..500 {
                let _ = write!(many, "x-{number}: a\r\n");
            }
            target.head("POST", path, &many)
        }
        _ => format!("POST {path}\r\n\r\n"),
    };
    Attempt::at_once("head", text.into_bytes())
}

fn slow(target: &Target, random: &mut fastrand::Rng) -> Attempt {
    let whole = target.post("slow", valid().as_bytes());
    let bytes = &whole.pieces[0];
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let at = if random.bool() { random.usize(1..head) } else { random.usize(head + 4..bytes.len()) };
    Attempt { kind: "slow", pieces: vec![bytes[..at].to_vec(), bytes[at..].to_vec()], pause: PATIENCE * 5, ends: false }
}

fn attempt(target: &Target, number: usize, random: &mut fastrand::Rng) -> Attempt {
    match number {
        // Few are enough of what takes time or room.
        0..4 => target.post("100 MB", &vec![b' '; 100_000_000]),
        4..64 => slow(target, random),
        64..400 => target.post("deep", &deep(random)),
        _ => match random.u8(..6) {
            0 => Attempt::at_once("noise", random_bytes(random, 2_000)).ended(),
            1 => target.post("noise as a body", &random_bytes(random, 2_000)),
            2 => target.post("truncated", &truncated(random)),
            3 => wrong_head(target, random),
            4 => {
                // The body is shorter than promised, and nothing more comes.
                let mut attempt = target.post("cut off", valid().as_bytes());
                let piece = &mut attempt.pieces[0];
                piece.truncate(piece.len() - random.usize(1..200));
                attempt.ended()
            }
            _ => target.post("wrong type", &of_a_wrong_type(random)),
        },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_malformed_requests_are_refused_one_by_one() {
    let world = World::with(config().with_request_timeout(PATIENCE)).await;
    let token = world.token(&["USER_ADDON_CREATE"]);
    let key = world.sandbox.default_app().api_key.expose_secret().to_owned();
    let target = Arc::new(Target {
        address: world.sandbox.url().trim_start_matches("http://").to_owned(),
        path: world.user_addon_path(),
        credentials: format!("x-api-key: {key}\r\nauthorization: Bearer {token}\r\n"),
    });
    let at_once = Arc::new(Semaphore::new(64));
    let mut random = fastrand::Rng::with_seed(20_260_101);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..10_000 {
        let permit = at_once.clone().acquire_owned().await.unwrap();
        let (target, mut random) = (target.clone(), random.fork());
        tasks.spawn(async move {
            let attempt = attempt(&target, number, &mut random);
            let outcome = target.attempt(&attempt).await;
            drop(permit);
            (number, attempt.kind, outcome)
        });
    }
    let mut seen: BTreeMap<(&str, u16), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    while let Some(done) = tasks.join_next().await {
        let (number, kind, outcome) = done.unwrap();
        match outcome {
            Ok(status) if (400..500).contains(&status) => *seen.entry((kind, status)).or_default() += 1,
            other => wrong.push(format!("{number} ({kind}): {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of 10,000, such as {:#?}", wrong.len(), &wrong[..wrong.len().min(10)]);
    // Each kind was met for its own reason.
    for expected in [("100 MB", 413), ("slow", 408), ("deep", 400), ("truncated", 400), ("head", 431), ("head", 405)] {
        assert!(seen.contains_key(&expected), "{expected:?} is not in {seen:#?}");
    }

    assert!(world.settled().await.user_addons.is_empty(), "none of it had an effect");
    world.put_user_addon(&user_addon("درست")).await.ok();
    let errors = world.sandbox.control().requests(0).into_iter().filter(|request| request.status >= 500).count();
    assert_eq!(errors, 0);
    send(world.keyed("GET", "/nothing")).await.refused(404, 5);
}
