//! How the command is linked.

use std::env;
use std::path::Path;
use std::process::Command;

/// Set to `0` to leave the unwinder in `libgcc_s.so`.
const OPTION: &str = "KENAR_OWN_UNWINDER";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={OPTION}");
    let wanted = env::var(OPTION).map_or(true, |wanted| wanted != "0");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found.split(',').any(|one| one == value));
    let dynamic = !is("CARGO_CFG_TARGET_FEATURE", "crt-static");
    let linux = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    // Nobody has tried another processor.
    let tried = is("CARGO_CFG_TARGET_ARCH", "x86_64");
    if wanted && linux && tried && dynamic && has_unwinder() {
        // What unwinds the stack comes into the command instead of from `libgcc_s.so`, which the standard library asks for.
        // To find and load that at every start takes 0.1 ms, as long as a check of a hundred documents. GCC 12 and newer ask
        // glibc 2.35 for where code lies: who builds for an older system than their own leaves it out. A linker that looks
        // only behind a library for what needs it may still take `libgcc_s.so`, and all is as without this line.
        println!("cargo::rustc-link-lib=gcc_eh");
    }
}

/// Whether the compiler that links has the library: LLVM alone has not.
fn has_unwinder() -> bool {
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let asked = Command::new(linker).arg("-print-file-name=libgcc_eh.a").output();
    asked.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_absolute())
}
