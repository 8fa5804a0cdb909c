//! What is remembered from one version of a file to the next changes nothing: after each edit, everything that is said about the
//! file, and all that it means, equals what is found out from scratch.

use std::sync::Arc;

use svc_analysis::check::check;
use svc_analysis::{Settings, Snapshot};
use svc_syntax::value::Memory;
use svc_syntax::{Edit, Parse, RUN_LENGTH, Source, Text};
use svc_syntax::{TextRange, TextSize};
use svc_vercel::project::MemoryFs;

#[path = "../../../syntax/tests/generate/mod.rs"]
#[allow(dead_code, reason = "its documents are for the parser's tests")]
mod generate;

use generate::{FRAGMENTS, Random};

/// Edits of each file. Most of them are taken back, so that the file stays one that there is something to say about.
const EDITS: usize = 5;

struct Typist {
    text: Text,
    parse: Parse,
    memory: Arc<Memory>,
}

impl Typist {
    /// One who types into a text, parsed in runs of `run_length` elements.
    fn new(text: &str, run_length: usize) -> Typist {
        let parse = Parse::with_run_length(text, run_length);
        Typist { text: Text::new(text), parse, memory: Arc::default() }
    }

    /// Replaces some bytes and compares; what was replaced.
    #[track_caller]
    fn replace(&mut self, start: usize, end: usize, insert: &str, what: &str) -> String {
        let before = self.text.to_string();
        let range = TextRange::new(TextSize::try_from(start).unwrap(), TextSize::try_from(end).unwrap());
        let edit = Edit { range: self.text.replace(range, insert), insert: insert.to_owned() };
        self.parse = self.parse.reparse(&edit, &self.text);
        self.compare(&format!("{what}: {start}..{end} replaced by {insert:?} in\n{before}"));
        before[start..end].to_owned()
    }

    #[track_caller]
    fn compare(&self, what: &str) {
        let (project, settings) = (Arc::new(MemoryFs::default()), Arc::new(Settings::default()));
        let snapshot =
            Snapshot::new(Source { text: self.text.clone(), parse: self.parse.clone() }, project, settings);
        let snapshot = snapshot.remembering(Arc::clone(&self.memory));
        let fresh = Snapshot::of(&self.text.to_string(), Arc::new(MemoryFs::default()));
        assert_eq!(check(&snapshot), check(&fresh), "{what}");
        assert_eq!(snapshot.config(), fresh.config(), "{what}");
    }
}

/// A place where something is typed, what goes there and what comes.
fn edit(random: &mut Random, text: &str) -> (usize, usize, String) {
    let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line_start = |index: usize| lines[..index].iter().map(|line| line.len()).sum::<usize>();
    let at = boundary(random.below(text.len() + 1));
    match random.below(6) {
        // A letter in a word or string.
        0 | 1 => (at, at, random.pick(&["x", "/", ":", "*", "(", "0", "a/b"]).to_owned()),
        2 => (at, boundary(at + 1 + random.below(3)).max(at), String::new()),
        3 => (at, at, random.pick(FRAGMENTS).to_owned()),
        // Some lines again at another place, or gone.
        4 => {
            let from = random.below(lines.len());
            let to = (from + 1 + random.below(4)).min(lines.len());
            let place = line_start(random.below(lines.len() + 1));
            (place, place, lines[from..to].concat())
        }
        _ => {
            let from = random.below(lines.len());
            (line_start(from), line_start((from + 1 + random.below(4)).min(lines.len())), String::new())
        }
    }
}

/// Types in short runs, which short arrays have some of, as well as in those of the product.
fn type_into(name: &str, text: &str, seed: usize, edits: usize) {
    type_into_runs(2, name, text, seed, edits);
    type_into_runs(RUN_LENGTH, name, text, seed, edits);
}

fn type_into_runs(run_length: usize, name: &str, text: &str, seed: usize, edits: usize) {
    let mut typist = Typist::new(text, run_length);
    typist.compare(name);
    let mut random = Random::new(seed as u64 + 1);
    for _ in 0..edits {
        let text = typist.text.to_string();
        let (start, end, insert) = edit(&mut random, &text);
        let gone = typist.replace(start, end, &insert, name);
        if random.below(4) > 0 {
            typist.replace(start, start + insert.len(), &gone, name);
        }
    }
}

#[test]
fn real_files() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let folders = ["plain", "services"].map(|folder| std::fs::read_dir(corpus.join(folder)).unwrap());
    let mut files: Vec<_> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 100, "the corpus is there");
    for (seed, file) in files.iter().enumerate() {
        let text = std::fs::read_to_string(file).unwrap();
        type_into(&file.display().to_string(), &text, seed, EDITS);
    }
}

/// Entries of all kinds that overlap, repeat each other and have mistakes.
const BLOCKS: &str = r#"{
  "routes": [
    { "src": "/a/(.*)", "dest": "/b/$1" },
    { "handle": "filesystem" },
    { "src": "/a/x", "dest": "/c" },
    { "handle": "miss" },
    { "src": "/d", "dest": "/e", "check": true },
    { "handle": "filesystem" }
  ],
  "redirects": [
    { "source": "/blog/:path*", "destination": "https://blog.example.com/:path*" },
    { "source": "/blog/:id", "destination": "/posts/:id", "destination": "/posts" },
    { "source": "/old/:id(\\d+", "destination": "/new/:it" },
    { "source": "/old", "destinaton": "/new", "statusCode": "301" },
    { "source": "/old", "destination": "/new" },
    { "source": "/old", "destination": "/newer" }
  ],
  "rewrites": [
    { "source": "/api/(.*)", "destination": { "service": "api" } },
    { "source": "/(.*)", "destination": { "service": "wbe", "path": "/$1" } }
  ],
  "headers": [{ "source": "/x", "headers": [{ "key": "a", "value": "b" }, { "key": "a", "value": 1 }] }],
  "crons": [{ "path": "/api/x", "schedule": "0 5 * *" }, { "path": "/api/x", "schedule": "61 5 * * *" }],
  "services": {
    "api": { "root": "api", "rewrites": [{ "source": "/a", "destination": "/b" }, { "source": "/a", "destination": "/c" }] },
    "web": { "root": "web", "bindings": [{ "type": "service", "service": "api", "env": "API" }] }
  }
}
"#;

#[test]
fn blocks_of_entries() {
    for seed in 0..60 {
        type_into("blocks", BLOCKS, seed, 12);
    }
}

#[test]
fn an_element_moves_from_block_to_block() {
    for run_length in [2, RUN_LENGTH] {
        moves_from_block_to_block(Typist::new(BLOCKS, run_length));
    }
}

fn moves_from_block_to_block(mut typist: Typist) {
    let blocks = ["redirects", "rewrites", "headers", "routes"];
    let mut now = "redirects";
    for next in blocks.iter().cycle().skip(1).take(8) {
        let text = typist.text.to_string();
        let start = text.find(&format!("\"{now}\": [\n    {{ \"source\": \"/blog")).unwrap() + 1;
        typist.replace(start, start + now.len(), next, "renamed");
        now = next;
    }
}
