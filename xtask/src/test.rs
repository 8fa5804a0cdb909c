//! `cargo xtask test`: every test, after installing what they need.

use std::path::Path;

use crate::run::{Outcome, cargo, command, root, run};
use crate::tools;

/// What to run.
#[derive(clap::Args)]
pub struct Options {
    /// Only what needs nothing but Rust: unit, property, protocol and golden tests
    #[arg(long)]
    rust_only: bool,
}

/// Runs everything; stops at the first failure.
pub fn test(options: &Options) -> Outcome {
    run(cargo(&["test", "--workspace", "--all-targets"]))?;
    run(cargo(&["test", "--workspace", "--doc"]))?;
    if options.rust_only {
        return Ok(());
    }
    editors()
}

fn editors() -> Outcome {
    run(cargo(&["build", "--package", "svc-lsp"]))?;
    for neovim in tools::neovims()? {
        neovim_session(&neovim)?;
    }
    Ok(())
}

/// A person's session in a real Neovim: tests/editors/neovim/session.lua asserts in the editor itself.
fn neovim_session(neovim: &Path) -> Outcome {
    let mut session =
        command(neovim, &["--clean", "--headless", "-c", "luafile tests/editors/neovim/session.lua"]);
    session
        .env("SVC_LSP", root().join("target/debug").join(format!("svc-lsp{}", std::env::consts::EXE_SUFFIX)));
    run(session)
}
