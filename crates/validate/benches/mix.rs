//! temp
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, dead_code)]
#[path = "mix/mod.rs"]
mod mix;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    s.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}
use kenar_validate::{Schema, explain, is_valid};
fn main() {
    if std::env::args().any(|a| a == "--test") {
        return;
    }
    let mut text = String::new();
    let mut expect = Vec::new();
    for line in mix::lines(std::env::var("LINES").map_or(200_000, |l| l.parse().unwrap()), 1) {
        expect.push(line.broken);
        text.push_str(&line.text);
        text.push('\n');
    }
    println!("{} bytes, {} kinds", text.len(), mix::KINDS.len());
    let bytes = text.as_bytes();
    let mut bad = 0;
    for (l, e) in text.lines().zip(&expect) {
        if is_valid(Schema::UserAddon, l.as_bytes()) != e.is_none() {
            bad += 1;
            if bad < 10 {
                println!("{e:?} {l}");
                println!("{:?}", explain(Schema::UserAddon, l.as_bytes()));
            }
        }
    }
    println!("{bad} wrong");
    if let Ok(k) = std::env::var("SKIP") {
        let mut n = 0;
        for _ in 0..k.parse::<usize>().unwrap() {
            for l in text.lines() {
                n += serde_json::from_slice::<serde::de::IgnoredAny>(l.as_bytes()).is_ok() as usize;
            }
        }
        println!("{n}");
        return;
    }
    if let Ok(k) = std::env::var("LOOP") {
        let t = cpu();
        let mut n = 0;
        let k: usize = k.parse().unwrap();
        for _ in 0..k {
            let mut at = 0;
            for end in memchr::memchr_iter(b'\n', bytes) {
                n += is_valid(Schema::UserAddon, &bytes[at..end]) as usize;
                at = end + 1;
            }
        }
        println!("{n} {:.0} MB/s", text.len() as f64 * k as f64 / 1e6 / (cpu() - t));
        return;
    }
    let mb = text.len() as f64 / 1e6;
    let mut t = [0.0; 4];
    let mut n = 0;
    for _ in 0..4 {
        let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        for block in lines.chunks(10_000) {
            let c = cpu();
            for l in block {
                n += is_valid(Schema::UserAddon, l) as usize;
            }
            t[0] += cpu() - c;
            let c = cpu();
            for l in block {
                if !is_valid(Schema::UserAddon, l) {
                    n += explain(Schema::UserAddon, l).unwrap_err().as_slice().len();
                }
            }
            t[1] += cpu() - c;
            let c = cpu();
            for l in block {
                n += serde_json::from_slice::<serde::de::IgnoredAny>(l).is_ok() as usize;
            }
            t[2] += cpu() - c;
            let c = cpu();
            for l in block {
                n += serde_json::from_slice::<kenar_schemas::UserAddon>(l).is_ok() as usize;
            }
            t[3] += cpu() - c;
        }
    }
    println!(
        "verdict {:.0}, diagnostics {:.0} ({:.2}), skip {:.0} ({:.2}), typed {:.0} x{:.2} {n}",
        mb * 4.0 / t[0],
        mb * 4.0 / t[1],
        t[0] / t[1],
        mb * 4.0 / t[2],
        t[2] / t[0],
        mb * 4.0 / t[3],
        t[3] / t[0]
    );
    let mut slow: std::collections::BTreeMap<&str, (usize, f64)> = Default::default();
    for (l, e) in text.lines().zip(&expect) {
        if let Some(e) = e {
            let t = cpu();
            let _ = explain(Schema::UserAddon, l.as_bytes());
            let s = slow.entry(e).or_default();
            s.0 += 1;
            s.1 += (cpu() - t);
        }
    }
    let mut slow: Vec<_> = slow.into_iter().collect();
    slow.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
    for (k, (n, s)) in slow.iter().take(30) {
        println!("{k} {n} {:.2} us", s * 1e6 / *n as f64);
    }
    println!("total {:.1} ms", slow.iter().map(|x| x.1.1).sum::<f64>() * 1e3);
}
