use std::env;
use std::io::{self, IsTerminal as _};

use super::{Finding, Report};

/// Whether Persian comes out right: the encoding of the locale, and a terminal that joins letters and knows directions.
pub(super) fn check(report: &mut Report) {
    if !io::stdout().is_terminal() {
        report.add(Finding::ok("terminal", "the output goes to no terminal; texts are written in UTF-8"));
        return;
    }
    report.add(match locale() {
        _ if cfg!(windows) => Finding::ok("locale", "not looked at on Windows"),
        Some((_, value)) if is_utf8(&value) => Finding::ok("locale", value),
        Some((name, value)) => Finding::warn(
            "locale",
            format!("{name}={value} is not UTF-8; Persian letters become question marks"),
            "set it to a UTF-8 locale, such as `export LC_ALL=C.UTF-8`",
        ),
        None => {
            Finding::warn("locale", "none is set; Persian letters may become question marks", "export LC_ALL=C.UTF-8")
        }
    });
    report.add(match env::var("TERM").unwrap_or_default().as_str() {
        "linux" => Finding::warn(
            "terminal",
            "the console of Linux has no Persian letters",
            "use a terminal window, or write to a file and open that",
        ),
        "dumb" => {
            Finding::warn("terminal", "TERM=dumb", "no colours are shown; directions depend on what shows the output")
        }
        "" if !cfg!(windows) => Finding::warn("terminal", "TERM is not set", "set it to what the terminal is"),
        term => Finding::ok("terminal", format!("{term}; letters should be joined here: سلام، نیم‌فاصله")),
    });
}

/// The variable that decides, and its value.
fn locale() -> Option<(&'static str, String)> {
    let set = |name| env::var(name).ok().filter(|value: &String| !value.is_empty()).map(|value| (name, value));
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set)
}

fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}
