//! temp
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, dead_code)]
#[path = "mix/mod.rs"]
mod mix;
fn cpu() -> f64 { let s = std::fs::read_to_string("/proc/self/stat").unwrap(); let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect(); f[11].parse::<f64>().unwrap() / 100.0 }
use kenar_validate::{Schema, is_valid, explain};
fn main() {
    if std::env::args().any(|a| a == "--test") { return; }
    let mut text = String::new();
    let mut expect = Vec::new();
    for line in mix::lines(200_000, 1) { expect.push(line.broken); text.push_str(&line.text); text.push('\n'); }
    println!("{} bytes, {} kinds", text.len(), mix::KINDS.len());
    let bytes = text.as_bytes();
    let mut bad = 0;
    for (l, e) in text.lines().zip(&expect) { if is_valid(Schema::UserAddon, l.as_bytes()) != e.is_none() { bad += 1; if bad < 10 { println!("{e:?} {l}"); println!("{:?}", explain(Schema::UserAddon, l.as_bytes())); } } }
    println!("{bad} wrong");
    let mb = text.len() as f64 / 1e6;
    for _ in 0..3 {
        let t = cpu();
        let mut n = 0; let mut at = 0;
        for end in memchr::memchr_iter(b'\n', bytes) { n += is_valid(Schema::UserAddon, &bytes[at..end]) as usize; at = end + 1; }
        let v = mb / (cpu() - t);
        let t = cpu();
        let mut k = 0; let mut at = 0;
        for end in memchr::memchr_iter(b'\n', bytes) { let l = &bytes[at..end]; if !is_valid(Schema::UserAddon, l) { k += explain(Schema::UserAddon, l).unwrap_err().as_slice().len(); } at = end + 1; }
        let d = mb / (cpu() - t);
        let t = cpu();
        let mut m = 0;
        for l in bytes.split(|b| *b == b'\n') { m += serde_json::from_slice::<serde::de::IgnoredAny>(l).is_ok() as usize; }
        let i = mb / (cpu() - t);
        let t = cpu();
        for l in bytes.split(|b| *b == b'\n') { m += serde_json::from_slice::<kenar_schemas::UserAddon>(l).is_ok() as usize; }
        let ty = mb / (cpu() - t);
        println!("{n} valid: verdict {v:.0} MB/s, diagnostics {d:.0} ({:.2}) {k}, skip {i:.0}, typed {ty:.0} x{:.2} {m}", d/v, v/ty);
    }
    let mut slow: std::collections::BTreeMap<&str, (usize, f64)> = Default::default();
    for (l, e) in text.lines().zip(&expect) { if let Some(e) = e { let t = cpu(); let _ = explain(Schema::UserAddon, l.as_bytes()); let s = slow.entry(e).or_default(); s.0 += 1; s.1 += (cpu() - t); } }
    let mut slow: Vec<_> = slow.into_iter().collect(); slow.sort_by(|a,b| b.1.1.total_cmp(&a.1.1));
    for (k,(n,s)) in slow.iter().take(30) { println!("{k} {n} {:.2} us", s*1e6 / *n as f64); }
    println!("total {:.1} ms", slow.iter().map(|x| x.1.1).sum::<f64>()*1e3);
}
