//! The language server for `vercel.json`, and the same checks on the command line.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests make the files that they read"))]

#[cfg(not(target_family = "wasm"))]
mod cli;
pub mod deployed;
pub mod display;
mod git;
mod git_index;
pub mod lsp;
mod on_disk;
pub mod project;
mod rule_page;
mod sources;

#[cfg(not(target_family = "wasm"))]
pub use cli::run;
