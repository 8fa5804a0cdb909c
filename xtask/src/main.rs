//! `cargo xtask <job>`: the project's own jobs.

fn main() {}
