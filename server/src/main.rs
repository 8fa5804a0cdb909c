//! `svc-lsp`: the language server for `vercel.json`, and the same checks on the command line.

mod cli;
mod lsp;
mod project;
mod rule_page;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
