//! What a keystroke costs inside the process, counted in instructions rather than in time:
//!
//! ```text
//! cargo bench --profile profiling --package svc-bench --bench keystroke --no-run
//! valgrind --tool=callgrind --toggle-collect='*Typist*keystroke*' target/profiling/deps/keystroke-* 5000 destination 20
//! ```
//!
//! The arguments: how many redirects, where it is typed (`destination`, `source` or `setting`), how many keystrokes.

use std::time::Instant;

mod document;
mod typist;

use typist::Typist;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let redirects = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1_000);
    let place = arguments.next().unwrap_or_else(|| "destination".to_owned());
    let rounds: u32 = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(20);
    let text = document::text(redirects);
    let entry = format!("/{:04}/", redirects / 2);
    let place = match place.as_str() {
        "destination" => text.rfind(&entry),
        "source" => text.find(&entry),
        _ => text.find("npm run"),
    };
    let mut typist = Typist::new(&text, place.unwrap_or_default() + 3);
    let start = Instant::now();
    let findings = typist.look();
    println!("{} bytes, {findings} findings after {:.1?}", text.len(), start.elapsed());
    typist.keystroke();
    let start = Instant::now();
    let said: usize = (0..rounds).map(|_| typist.keystroke()).sum();
    println!("{:.1?} a keystroke, {} findings", start.elapsed() / rounds, said / rounds as usize);
}
