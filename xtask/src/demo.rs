//! `cargo xtask demo`: the main job, on the sample projects.

use crate::run::{Outcome, cargo, command, root, run};

/// Builds the checker, shows its findings in a project with mistakes, then services, routing and variables of a sound one.
pub fn demo() -> Outcome {
    run(cargo(&["build", "--release", "--quiet", "--package", "svc-lsp"]))?;
    let binary = root().join("target/release").join(format!("svc-lsp{}", std::env::consts::EXE_SUFFIX));
    // The project has mistakes on purpose: `check` ends with 1.
    let _ = run(command(&binary, &["check", "examples/broken"]));
    run(command(&binary, &["check", "examples/shop"]))?;
    run(command(&binary, &["inspect", "examples/shop"]))
}
