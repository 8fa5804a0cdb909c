//! Rust in a browser: WebAssembly, and the JavaScript that calls it.

use std::fs;

use crate::dist::{missing_library, module_notices};
use crate::run::{Outcome, cargo, root, run};

const TARGET: &str = "wasm32-unknown-unknown";

/// Why nothing can be compiled for a browser here, as a sentence.
pub fn missing() -> Option<String> {
    missing_library(TARGET)
}

/// Compiles a package with a profile, and writes its module, JavaScript and third-party notices to a folder below `target`.
pub fn build(package: &str, profile: &str, to: &str) -> Outcome {
    let to = root().join("target").join(to);
    fs::create_dir_all(&to).map_err(|error| format!("can't create {}: {error}", to.display()))?;
    run(cargo(&["build", "--package", package, "--profile", profile, "--target", TARGET]))?;
    let module = format!("{}.wasm", package.replace('-', "_"));
    let module = root().join("target").join(TARGET).join(profile).join(module);
    let mut bindgen =
        cargo(&["run", "--quiet", "--locked", "--manifest-path", "playground/bindgen/Cargo.toml"]);
    bindgen.args(["--target-dir", "target/bindgen", "--"]).arg(module).arg(&to);
    run(bindgen)?;
    module_notices(package, TARGET, &to)
}
