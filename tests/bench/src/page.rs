//! The page that shows the tables.

use std::process::Command;

use crate::{Outcome, projects};

const PAGE: &str = "docs/performance.md";

/// A part of the page between two marks, which hold the first and the last line of it.
pub struct Part {
    begin: &'static str,
    end: &'static str,
}

/// What a clock measured.
pub const MEASURED: Part = Part {
    begin: "<!-- The tables are written by `cargo xtask bench`. -->\n",
    end: "<!-- End of the tables. -->\n",
};

/// What a clock measured about source code.
pub const SOURCES: Part = Part {
    begin: "<!-- The table is written by `cargo xtask bench --sources`. -->\n",
    end: "<!-- End of the table. -->\n",
};

/// What callgrind counted.
pub const INSTRUCTIONS: Part = Part {
    begin: "<!-- The counts are written by `cargo xtask bench --instructions`. -->\n",
    end: "<!-- End of the counts. -->\n",
};

/// Puts the tables, and where they were made, into the page.
pub fn write(part: &Part, tables: &str, profile: &str) -> Outcome {
    let path = projects::root().join(PAGE);
    let page = std::fs::read_to_string(&path).map_err(|error| format!("{PAGE} can't be read: {error}"))?;
    let around =
        page.split_once(part.begin).and_then(|(head, rest)| Some((head, rest.split_once(part.end)?.1)));
    let (head, tail) = around.ok_or(format!("{PAGE} has no place for the tables"))?;
    let page = format!("{head}{}\n{tables}\n{}\n{}{tail}", part.begin, machine(profile), part.end);
    std::fs::write(&path, page).map_err(|error| format!("{PAGE} can't be written: {error}"))
}

/// What the numbers depend on.
fn machine(profile: &str) -> String {
    let node = Command::new("node").arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "Measured on {processors} processors ({}), svc-lsp built with the profile `{profile}`, the others on Node.js {}.\n",
        std::env::consts::ARCH,
        String::from_utf8_lossy(&node).trim()
    )
}
