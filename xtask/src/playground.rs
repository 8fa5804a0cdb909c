//! `cargo xtask playground`: the analysis in a page, compiled to WebAssembly.

use std::path::PathBuf;

use crate::run::{Outcome, command, root, run};
use crate::site;
use crate::steps::Steps;
use crate::tools::{self, Packages};
use crate::wasm;

/// The page's folder.
pub const FOLDER: &str = "playground";

/// Builds the page and serves it on loopback.
pub fn playground() -> Outcome {
    let steps = match wasm::missing() {
        Some(reason) => return Err(reason),
        None => Steps::default().step("build the playground", "several minutes", build),
    };
    steps.run()?;
    site::serve(&folder())
}

/// Builds the page into `target/playground-site`.
pub fn build() -> Outcome {
    wasm::build("svc-playground", "playground", "playground-engine")?;
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

/// The folder of the page.
pub fn folder() -> PathBuf {
    root().join("target/playground-site")
}
