//! How the command is linked.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found.split(',').any(|one| one == value));
    let dynamic = !is("CARGO_CFG_TARGET_FEATURE", "crt-static");
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && dynamic {
        // What unwinds the stack comes into the command instead of from `libgcc_s.so`, which the standard library asks for.
        // To find and load that at every start takes 0.1 ms, as long as a check of a hundred documents. It is part of every
        // installation of GCC that has `libgcc_s.so` to link with. A linker that looks only behind a library for what needs
        // it may still take `libgcc_s.so`, and all is as without this line.
        println!("cargo::rustc-link-lib=gcc_eh");
    }
}
