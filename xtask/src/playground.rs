//! `cargo xtask playground`: the analysis in a page, compiled to WebAssembly.

use std::fs;
use std::path::PathBuf;

use crate::dist::missing_library;
use crate::run::{Outcome, cargo, command, root, run};
use crate::site;
use crate::steps::Steps;
use crate::tools::{self, Packages};

/// The page's folder.
const FOLDER: &str = "playground";
const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the page and serves it on loopback.
pub fn playground() -> Outcome {
    let steps = match missing() {
        Some(reason) => return Err(reason),
        None => Steps::default().step("build the playground", "several minutes", build),
    };
    steps.run()?;
    site::serve(&folder())
}

/// Why it can't be built here, as a sentence.
pub fn missing() -> Option<String> {
    missing_library(TARGET)
}

/// Builds the page into `target/playground-site`.
pub fn build() -> Outcome {
    let engine = folder().join("engine");
    fs::create_dir_all(&engine).map_err(|error| format!("can't create {}: {error}", engine.display()))?;
    run(cargo(&["build", "--package", "svc-playground", "--profile", "playground", "--target", TARGET]))?;
    let module = root().join("target").join(TARGET).join("playground/svc_playground.wasm");
    let mut bindgen =
        cargo(&["run", "--quiet", "--locked", "--manifest-path", "playground/bindgen/Cargo.toml"]);
    bindgen.args(["--target-dir", "target/bindgen", "--"]).arg(module).arg(engine);
    run(bindgen)?;
    tools::npm_ci(FOLDER, Packages::All)?;
    let mut types = command("npx", &["tsc", "--noEmit"]);
    types.current_dir(root().join(FOLDER));
    run(types)?;
    run(command("node", &["playground/build.mjs"]))
}

/// Tries the page that was built as a user does.
pub fn session() -> Outcome {
    tools::system("chromium", &["chromium", "fonts-dejavu-core"])?;
    tools::npm_ci("tests/editors/playground", Packages::Needed)?;
    run(command("node", &["tests/editors/playground/session.mjs"]))
}

fn folder() -> PathBuf {
    root().join("target/playground-site")
}
