//! A release build of the page is split after it is linked (scripts/after-build/split.mjs), which takes the linker's relocations.
//! They go with the page's program alone: the other modules are not split.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
