use std::io::{self, IsTerminal as _, Read as _};

use anyhow::{Context as _, bail};
use kenar_client::Secret;

/// The longest secret that is taken, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Reads a secret: from a terminal without showing it, else from stdin.
pub(crate) fn read(title: &str) -> anyhow::Result<Secret> {
    let text = if io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{title}: ")).context("the terminal cannot be read")?
    } else {
        let mut text = String::new();
        let read = io::stdin().lock().take(LONGEST + 1).read_to_string(&mut text);
        if read.with_context(|| format!("the {title} cannot be read from stdin"))? as u64 > LONGEST {
            bail!("what is on stdin is longer than any {title}");
        }
        text
    };
    let secret = text.trim();
    if secret.is_empty() {
        bail!("there is no {title} on stdin; type it, or pipe it in: `kenar auth key set < key.txt`");
    }
    if secret.contains(char::is_whitespace) {
        bail!("the {title} has spaces or line breaks inside; copy it alone");
    }
    Ok(Secret::new(secret))
}
