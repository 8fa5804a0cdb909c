//! `svc-lsp`: the language server for `vercel.json`, and the same checks on the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    svc_lsp::run()
}
