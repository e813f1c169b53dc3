//! How the program is linked.

use std::env;

/// Functions that came out the same are kept once, which no code here minds: none tells functions apart by their addresses.
/// Where the linker is the one that comes with the compiler, which knows how; and in a release, where size counts.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release") && is("TARGET", "x86_64-unknown-linux-gnu") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    }
}
