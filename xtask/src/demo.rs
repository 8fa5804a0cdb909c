//! `cargo xtask demo`: the main job, on the sample projects.

use crate::run::{Outcome, command, release_binary, run};

/// Builds the checker, shows its findings in a project with mistakes, then services, routing and variables of a sound one.
pub fn demo() -> Outcome {
    let binary = release_binary()?;
    // The project has mistakes on purpose: `check` ends with 1.
    let _ = run(command(&binary, &["check", "examples/broken"]));
    run(command(&binary, &["check", "examples/shop"]))?;
    run(command(&binary, &["inspect", "examples/shop"]))
}
