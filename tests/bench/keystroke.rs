//! What a keystroke costs inside the process, counted in instructions rather than in time. `cargo xtask bench --instructions`
//! counts all families, sizes and places; this counts one:
//!
//! ```text
//! cargo bench --profile profiling --package svc-bench --bench keystroke --no-run
//! valgrind --tool=callgrind --toggle-collect='*Typist*keystroke*' target/profiling/deps/keystroke-* patterned 5000 source 5
//! ```
//!
//! The arguments: the family of documents (`literal`, `patterned`, `v1` or `v2`), how many entries, where it is typed
//! (`source`, `destination`, `setting`, `routePrefix` or `insert`), how many keystrokes. The first keystroke is counted
//! with the others.

use std::process::ExitCode;
use std::time::Instant;

use svc_bench::documents::{FAMILIES, Place};

mod typist;

use typist::Typist;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    match arguments.as_slice() {
        [family, size, place, keystrokes] => type_into(family, size, place, keystrokes),
        _ => None,
    }
    .map_or_else(usage, |()| ExitCode::SUCCESS)
}

fn usage() -> ExitCode {
    eprintln!("keystroke FAMILY ENTRIES PLACE KEYSTROKES, such as: keystroke patterned 5000 source 5");
    ExitCode::FAILURE
}

/// Types into a document and prints what it costs. `None` if the arguments name none.
fn type_into(family: &str, size: &str, place: &str, keystrokes: &str) -> Option<()> {
    let family = FAMILIES.into_iter().find(|it| it.name == family)?;
    let place = Place::ALL.into_iter().find(|it| it.name() == place)?;
    let keystrokes: u32 = keystrokes.parse().ok().filter(|it| *it > 0)?;
    let document = (family.document)(size.parse().ok()?);
    let mut typist = Typist::new(&document, document.typing(place)?);
    let start = Instant::now();
    let findings = typist.look();
    println!("{document}: {findings} findings after {:.1?}", start.elapsed());
    let start = Instant::now();
    let last = (0..keystrokes).map(|_| typist.keystroke()).last()?;
    println!("{:.1?} a keystroke, {last} findings after the last", start.elapsed() / keystrokes);
    Some(())
}
