//! The binary, driven from outside: the server over its pipes, the command line by its arguments.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "tests fail by panicking"
)]

mod agreement;
mod capabilities;
mod cli;
mod client;
mod decorations;
mod diagnostics;
mod edits;
mod features;
mod generate;
mod lifecycle;
mod robustness;
mod workspace;
mod workspace_files;
mod writes;
