//! The language server for `vercel.json`, and the same checks on the command line.

mod cli;
pub mod lsp;
mod project;
mod rule_page;

pub use cli::run;
