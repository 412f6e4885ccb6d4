//! What the tests share: a server that writes down what it receives, and the secrets that must not be seen anywhere else.
#![allow(dead_code, reason = "each test file uses another part of it")]

pub(crate) mod folder;
pub(crate) mod town;
pub(crate) mod world;

use std::error::Error;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use kenar_client::{Client, Secret};
use kenar_sandbox::{Config, Sandbox};
use kenar_schemas::Phone;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub(crate) const KEY: &str = "kenar-key-4f1d09";
pub(crate) const TOKEN: &str = "ory_at_51b77e";
pub(crate) const CLIENT_SECRET: &str = "kenar-secret-9ab3c2";
pub(crate) const PHONE: &str = "09991234567";

/// One request as it came over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// Method and target, as in `GET /v1/open-platform/users`.
    pub(crate) call: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// The values of a header, whatever its case. Two headers of one name would both be here.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let same = self.headers.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
        same.map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn parse(head: &str, body: Vec<u8>) -> Self {
        let mut lines = head.lines();
        let call = lines.next().unwrap().strip_suffix(" HTTP/1.1").unwrap().to_owned();
        let pair = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { call, headers: lines.filter_map(pair).collect(), body }
    }
}

/// A server that gives every request the same bytes for an answer.
pub(crate) struct Server {
    url: String,
    received: Arc<Mutex<Vec<Received>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (received, answer) = (Arc::<Mutex<Vec<Received>>>::default(), answer.into());
        let task = tokio::spawn({
            let received = received.clone();
            async move {
                loop {
                    let (mut stream, _) = listener.accept().await.unwrap();
                    let request = read(&mut stream).await;
                    received.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                    stream.write_all(&answer).await.unwrap();
                    stream.shutdown().await.unwrap();
                }
            }
        });
        Self { url, received, task }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.url)
    }

    /// Every request so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The last request.
    pub(crate) fn last(&self) -> Received {
        self.received().pop().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(stream: &mut TcpStream) -> Received {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the request ends within its headers");
    };
    let body = bytes.split_off(end + 4);
    let mut received = Received::parse(std::str::from_utf8(&bytes).unwrap(), body);
    let length = received.header("content-length").first().map_or(0, |length| length.parse().unwrap());
    while received.body.len() < length {
        assert_ne!(stream.read_buf(&mut received.body).await.unwrap(), 0, "the request ends within its body");
    }
    received
}

/// An answer with this status line, content type and body.
pub(crate) fn answer(status: &str, content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

pub(crate) fn json(status: &str, body: &str) -> String {
    answer(status, "application/json", body)
}

/// An answer that ends before its body does.
pub(crate) fn cut_off(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: 500\r\nconnection: close\r\n\r\n{body}"
    )
}

/// The URL of a port that nobody listens on.
pub(crate) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// A client that sends every call once, so that a test sees what became of it.
pub(crate) fn client(url: &str) -> Client {
    Client::builder().api_key(KEY).sandbox(url).without_retry().build().unwrap()
}

/// Connections without a proxy, and without the client that is tested.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub(crate) fn token() -> Secret {
    Secret::new(TOKEN)
}

pub(crate) fn phone() -> Phone {
    PHONE.parse().unwrap()
}

/// A sandbox and a client with the key of its app.
pub(crate) async fn sandbox(config: Config) -> (Sandbox, Client) {
    let sandbox = Sandbox::start(config).await.unwrap();
    let key = sandbox.default_app().api_key.clone();
    let client = Client::builder().api_key(key).sandbox(sandbox.url()).build().unwrap();
    (sandbox, client)
}

/// Everything that an error shows when it is printed in one way or another, with its causes.
pub(crate) fn printed(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut cause = Some(error);
    while let Some(error) = cause {
        text += &format!("{error}\n{error:#}\n{error:?}\n{error:#?}\n");
        cause = error.source();
    }
    text
}

/// Everything that a value shows when it is printed for debugging.
pub(crate) fn debugged(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// Asserts that none of the secrets is in a text, neither as text nor as a list of bytes.
pub(crate) fn assert_without(text: &str, secrets: &[&str]) {
    for secret in secrets {
        let bytes = format!("{:?}", secret.as_bytes());
        assert!(!text.contains(secret), "{secret} is in: {text}");
        assert!(!text.contains(bytes.trim_matches(['[', ']'])), "the bytes of {secret} are in: {text}");
    }
}
