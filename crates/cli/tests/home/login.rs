//! A login, and an HTTP client in the place of the browser.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Output, Stdio};

use kenar_client::reqwest::{self, Url};

/// A process that does not outlive its test.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, most of the time.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A login that has said which address to open.
pub(crate) struct Login {
    process: Running,
    pub(crate) address: Url,
    stdin: ChildStdin,
    said: BufReader<std::process::ChildStderr>,
}

impl Login {
    pub(crate) fn start(command: &mut Command) -> Self {
        Self::begin(command)
            .unwrap_or_else(|output| panic!("it has ended:\n{}", String::from_utf8_lossy(&output.stderr)))
    }

    /// What it said instead, if it has ended without an address.
    pub(crate) fn begin(command: &mut Command) -> Result<Self, Output> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (stdin, mut said) = (child.stdin.take().unwrap(), BufReader::new(child.stderr.take().unwrap()));
        let mut process = Running(child);
        let mut all = String::new();
        let address = loop {
            let mut line = String::new();
            if said.read_line(&mut line).unwrap() == 0 {
                let (status, stdout) = (process.0.wait().unwrap(), Vec::new());
                return Err(Output { status, stdout, stderr: all.into_bytes() });
            }
            if let Some(address) = line.trim().strip_prefix("http") {
                break Url::parse(&format!("http{address}")).unwrap();
            }
            all.push_str(&line);
        };
        Ok(Self { process, address, stdin, said })
    }

    /// What is pasted.
    pub(crate) fn paste(mut self, text: &str) -> Output {
        writeln!(self.stdin, "{text}").unwrap();
        self.end()
    }

    pub(crate) fn end(mut self) -> Output {
        drop(self.stdin);
        let mut stderr = Vec::new();
        std::io::Read::read_to_end(&mut self.said, &mut stderr).unwrap();
        let mut stdout = Vec::new();
        std::io::Read::read_to_end(self.process.0.stdout.as_mut().unwrap(), &mut stdout).unwrap();
        Output { status: self.process.0.wait().unwrap(), stdout, stderr }
    }
}

pub(crate) fn browser() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// Where the consent page sends a browser.
pub(crate) async fn consented(address: &Url) -> String {
    let answer = browser().get(address.clone()).send().await.unwrap();
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// Opens a consent page, agrees in the name of a user, and goes where that leads; the last page.
pub(crate) async fn agree(address: &Url, user: &str) -> String {
    let browser = browser();
    let asked = browser.get(address.clone()).send().await.unwrap();
    let consent = address.join(asked.headers()["location"].to_str().unwrap()).unwrap();
    let page = browser.get(consent).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let html = page.text().await.unwrap();
    let attribute = |before: &str| html.split_once(before).unwrap().1.split_once('"').unwrap().0.to_owned();
    let mut fields = Url::parse("http://form.invalid").unwrap();
    fields
        .query_pairs_mut()
        .append_pair("request", &attribute("name=\"request\" value=\""))
        .append_pair("user", user)
        .append_pair("decision", "approve");
    let answer = browser
        .post(address.join(&attribute("<form method=\"post\" action=\"")).unwrap())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(fields.query().unwrap().to_owned())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 303);
    let back = answer.headers()["location"].to_str().unwrap();
    let last = browser.get(back).send().await.unwrap();
    assert_eq!(last.status(), 200);
    last.text().await.unwrap()
}
