//! The binary, driven from outside: the server over its pipes, the command line by its arguments.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "tests fail by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "tests make the files that the binary reads")]

mod agreement;
mod capabilities;
mod cli;
mod client;
mod decorations;
mod diagnostics;
mod edits;
mod features;
mod generate;
mod hostile;
mod lenient;
mod lifecycle;
#[path = "../../server/syntax/tests/generate/mod.rs"]
#[expect(dead_code, reason = "the property tests of the syntax use the rest of it")]
mod random;
mod robustness;
mod safe;
mod soak;
mod torture;
mod workspace;
mod workspace_files;
mod writes;
