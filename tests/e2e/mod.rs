//! The binary, driven from outside: the server over its pipes, the command line by its arguments.

mod actions;
mod agreement;
mod capabilities;
mod cli;
mod client;
mod decorations;
mod deployed;
mod diagnostics;
mod diff;
mod edits;
mod extremes;
mod features;
mod fixes;
mod generate;
mod hostile;
mod lenient;
mod lifecycle;
mod options;
mod quiet;
#[path = "../../server/syntax/tests/generate/mod.rs"]
#[expect(dead_code, reason = "the property tests of the syntax use the rest of it")]
pub mod random;
mod report_formats;
mod reports;
mod request_tests;
mod reviewed;
mod robustness;
mod safe;
mod soak;
mod sources;
mod torture;
mod typist;
mod untrusted_text;
mod watching;
mod workspace;
mod workspace_files;
mod writes;
