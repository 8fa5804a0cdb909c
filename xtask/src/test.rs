//! `cargo xtask test`: every test, after installing what they need.

use std::path::Path;

use crate::editors::Editor;
use crate::fuzz;
use crate::run::{Outcome, cargo, command, release_binary, run};
use crate::tools;

/// What to run.
#[derive(clap::Args)]
pub struct Options {
    /// Only what needs nothing but Rust: unit, property, protocol and golden tests
    #[arg(long)]
    rust_only: bool,
    /// Only this editor's session
    #[arg(long)]
    editor: Option<Editor>,
    /// How many fresh projects are compared with Vercel's own code
    #[arg(long, default_value_t = 5000)]
    fresh: u32,
}

/// Runs everything; stops at the first failure.
pub fn test(options: &Options) -> Outcome {
    if let Some(editor) = options.editor {
        return editor.session(&release_binary()?);
    }
    run(cargo(&["test", "--workspace", "--all-targets"]))?;
    if options.rust_only {
        return Ok(());
    }
    dependencies()?;
    system_calls()?;
    largest_file()?;
    fuzz::fuzz(&fuzz::Options::in_test())?;
    against_vercel(options.fresh)?;
    let server = release_binary()?;
    through_pytest_lsp(&server)?;
    Editor::always().try_for_each(|editor| editor.session(&server))
}

/// Every feature once, through a client that is not ours, as each of the editors that it knows.
fn through_pytest_lsp(server: &Path) -> Outcome {
    let mut pytest = command(tools::pytest_lsp()?, &["-m", "pytest", "--quiet", "tests/pytest-lsp"]);
    pytest.env("SVC_LSP", server).env("PYTHONDONTWRITEBYTECODE", "1");
    run(pytest)
}

/// Holds the dependencies to `deny.toml`. (Advisories are another job's: their database is fetched from GitHub.)
fn dependencies() -> Outcome {
    let checks = ["check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
    run(command(tools::cargo_deny()?, &checks))
}

/// Opens a file as large as one may be, in the server that the fuzz targets are built with: an optimised one.
fn largest_file() -> Outcome {
    let e2e = ["test", "--profile", "fuzz", "--package", "svc-lsp", "--test", "e2e"];
    run(cargo(&[&e2e[..], &["sixteen_mebibytes", "--", "--ignored"]].concat()))
}

/// Watches what the server asks the kernel for: no file outside the project, no socket, no process.
#[cfg(target_os = "linux")]
fn system_calls() -> Outcome {
    tools::system("strace", &["strace"])?;
    run(cargo(&["test", "--package", "svc-lsp", "--test", "e2e", "the_kernel_", "--", "--ignored"]))
}

#[cfg(not(target_os = "linux"))]
fn system_calls() -> Outcome {
    Ok(())
}

/// Compares fresh random projects and files with the answers of Vercel's own code, and our schema with its own.
fn against_vercel(fresh: u32) -> Outcome {
    tools::npm_ci("tests/conformance")?;
    run(command("node", &["tests/conformance/cover.mjs"]))?;
    // A tree to infer from, or a migration, costs both sides more than once.
    // A case of `route` has four requests.
    for (mode, count) in [("any", fresh), ("route", fresh), ("detect", fresh / 4), ("migrate", fresh / 4)] {
        let count = count.max(1).to_string();
        run(command("node", &["tests/conformance/live.mjs", "--mode", mode, "--count", &count]))?;
    }
    let fresh = fresh.to_string();
    tools::npm_ci("tests/schema")?;
    run(command("node", &["tests/schema/limits.mjs"]))?;
    run(command("node", &["tests/schema/agree.mjs", "--count", &fresh]))
}
