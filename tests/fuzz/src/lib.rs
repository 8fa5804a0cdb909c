//! Fuzz targets: functions of any bytes that panic where a promise does not hold.
//!
//! Two drivers run them: `svc-fuzz`, the runner of this crate, mutates the seeds on a stable toolchain; the crate in
//! `libfuzzer/` gives the same targets and the same mutations to `cargo fuzz`, which is led by coverage.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a target fails by panicking"
)]

pub mod analysis;
mod edited;
#[path = "../../../server/syntax/tests/generate/mod.rs"]
#[allow(dead_code, missing_docs, reason = "the property tests of the syntax use the rest of it")]
mod generate;
pub mod mutate;
pub mod patterns;
pub mod project;
pub mod protocol;
pub mod seeds;
pub mod shown;
pub mod syntax;
pub mod timing;

pub use generate::Random;

/// A function to be fuzzed.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// What it is called on the command line and in folders.
    pub name: &'static str,
    /// Panics if a promise does not hold.
    pub run: fn(&[u8]),
    /// What its seeds are.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target { name: "parse", run: syntax::parse, seeds: seeds::files },
    Target { name: "reparse", run: syntax::reparse, seeds: seeds::files },
    Target { name: "analyse", run: analysis::analyse, seeds: seeds::projects },
    Target { name: "recheck", run: analysis::recheck, seeds: seeds::files },
    Target { name: "features", run: analysis::features, seeds: seeds::projects },
    Target { name: "route", run: project::route, seeds: seeds::requests },
    Target { name: "inspect", run: project::inspect, seeds: seeds::projects },
    Target { name: "generate", run: project::generate_config, seeds: seeds::trees },
    Target { name: "path_to_regexp", run: patterns::path_to_regexp, seeds: seeds::patterns },
    Target { name: "cron", run: patterns::cron, seeds: seeds::schedules },
    Target { name: "decode", run: protocol::decode, seeds: seeds::messages },
    Target { name: "frames", run: protocol::frames, seeds: seeds::frames },
    Target { name: "session", run: protocol::session, seeds: seeds::sessions },
    Target { name: "ignores", run: project::ignores, seeds: seeds::ignores },
    Target { name: "shown", run: shown::shown, seeds: seeds::shown },
];

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
