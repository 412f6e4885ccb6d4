//! `verdicts SCHEMA`: says of each line of stdin whether it is valid, `1` or `0`, and nothing else. Other programs hold what they
//! know of the contract against it: `printf '{"a":"b"}\n' | cargo run -p kenar-validate --example verdicts -- semantic`

use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};

use kenar_validate::{Schema, check, is_valid};

fn main() -> Result<(), Box<dyn Error>> {
    let schema: Schema = std::env::args().nth(1).ok_or("name a schema")?.parse()?;
    let mut out = std::io::BufWriter::new(stdout().lock());
    let mut lines = stdin().lock();
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let valid = is_valid(schema, text);
        if valid != check(schema, text).is_ok() {
            return Err(format!("the verdict and the list differ: {}", String::from_utf8_lossy(text)).into());
        }
        out.write_all(if valid { b"1\n" } else { b"0\n" })?;
        line.clear();
    }
    out.flush()?;
    Ok(())
}
