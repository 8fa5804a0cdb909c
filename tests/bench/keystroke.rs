//! What a keystroke costs inside the process, counted in instructions rather than in time:
//!
//! ```text
//! cargo build --profile profiling --example keystroke
//! valgrind --tool=callgrind --toggle-collect='*keystroke::keystroke*' target/profiling/examples/keystroke 5000 destination 20
//! ```
//!
//! The arguments: how many redirects, where it is typed (`destination`, `source` or `setting`), how many keystrokes.

use std::sync::Arc;
use std::time::Instant;

use svc_analysis::elements::Memory;
use svc_analysis::{MemoryFs, ProjectFs, Settings, Snapshot, check::check};
use svc_syntax::{Edit, Parse, Text, TextRange, TextSize};

#[path = "document.rs"]
mod document;

struct Typist {
    text: Text,
    parse: Parse,
    memory: Arc<Memory>,
    project: Arc<dyn ProjectFs>,
    settings: Arc<Settings>,
    at: TextSize,
}

impl Typist {
    /// Types a letter; how much there is to be said about the file then.
    #[inline(never)]
    fn keystroke(&mut self) -> usize {
        let range = self.text.replace(TextRange::empty(self.at), "x");
        self.parse = self.parse.reparse(&Edit { range, insert: "x".to_owned() }, &self.text);
        self.look()
    }

    fn look(&self) -> usize {
        let (project, settings) = (Arc::clone(&self.project), Arc::clone(&self.settings));
        let snapshot = Snapshot::new(self.text.clone(), self.parse.clone(), project, settings);
        check(&snapshot.remembering(Arc::clone(&self.memory))).len()
    }
}

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
    let at = TextSize::try_from(place.unwrap_or_default() + 3).unwrap_or_default();
    let mut typist = Typist {
        parse: Parse::new(&text),
        text: Text::new(&text),
        memory: Arc::default(),
        project: Arc::new(MemoryFs::default()),
        settings: Arc::default(),
        at,
    };
    let start = Instant::now();
    let findings = typist.look();
    println!("{} bytes, {findings} findings after {:.1?}", text.len(), start.elapsed());
    typist.keystroke();
    let start = Instant::now();
    let said: usize = (0..rounds).map(|_| typist.keystroke()).sum();
    println!("{:.1?} a keystroke, {} findings", start.elapsed() / rounds, said / rounds as usize);
}
