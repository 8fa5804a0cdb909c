//! What is remembered from one version of a file to the next changes nothing: after each edit, everything that is said about the
//! file, and all that it means, equals what is found out from scratch.

use std::sync::Arc;

use svc_analysis::check::check;
use svc_analysis::{Settings, Snapshot};
use svc_syntax::value::Memory;
use svc_syntax::{Edit, Parse, RUN_LENGTH, Source, Text};
use svc_syntax::{TextRange, TextSize};
use svc_vercel::project::{MemoryFs, ProjectFs};

use crate::{code_lens, hover, inlay_hints, semantic_tokens, symbols};

#[path = "../../../syntax/tests/generate/mod.rs"]
#[allow(dead_code, reason = "its documents are for the parser's tests")]
pub(super) mod generate;

use generate::{FRAGMENTS, Random};

/// Edits of each file. Most of them are taken back, so that the file stays one that there is something to say about.
const EDITS: usize = 5;

/// States of a project, of which files say which framework a service has, what runs and what it answers.
const PROJECTS: [&[(&str, &str)]; 3] = [
    &[],
    &[
        ("api/requirements.txt", "fastapi"),
        ("api/main.py", "from shared import x\nfrom fastapi import FastAPI"),
        ("shared/__init__.py", ""),
        ("web/package.json", r#"{ "dependencies": { "next": "16" } }"#),
        ("web/next.config.js", "module.exports = { basePath: '/docs' }"),
    ],
    &[
        ("api/package.json", r#"{ "dependencies": { "hono": "4" } }"#),
        ("api/index.ts", "app.get('/users', list)"),
        ("web/package.json", r#"{ "dependencies": { "vite": "7" } }"#),
        ("web/vercel.json", "{}"),
        ("main.py", ""),
    ],
];

/// Any moment.
const NOW: i64 = 1_795_737_600;

struct Typist {
    text: Text,
    parse: Parse,
    memory: Arc<Memory>,
    project: Arc<dyn ProjectFs>,
}

fn project(state: usize) -> Arc<dyn ProjectFs> {
    Arc::new(MemoryFs::new(PROJECTS[state].iter().copied()))
}

/// What the user is shown of a file, in words.
fn shown(snapshot: &Snapshot, cursor: TextSize) -> Vec<String> {
    struct Symbols(Vec<String>);
    impl symbols::Visitor for Symbols {
        fn begin(&mut self, symbol: &symbols::Symbol<'_>) {
            self.0.push(format!("{symbol:?}"));
        }

        fn end(&mut self) {}
    }
    let mut all = Symbols(Vec::new());
    symbols::visit(snapshot, &mut all);
    let whole = semantic_tokens::whole(snapshot);
    let mut shown = all.0;
    shown.push(format!("{:?}", hover::hover(snapshot, cursor, NOW)));
    shown.push(format!("{:?}", inlay_hints::inlay_hints(snapshot, whole, NOW)));
    shown.push(format!("{:?}", code_lens::code_lenses(snapshot)));
    shown.push(format!("{:?}", semantic_tokens::semantic_tokens(snapshot, whole)));
    shown
}

impl Typist {
    /// One who types into a text, parsed in runs of `run_length` elements.
    fn new(text: &str, run_length: usize) -> Typist {
        let parse = Parse::with_run_length(text, run_length);
        Typist { text: Text::new(text), parse, memory: Arc::default(), project: project(0) }
    }

    /// Replaces some bytes and compares; what was replaced.
    #[track_caller]
    fn replace(&mut self, start: usize, end: usize, insert: &str, what: &str) -> String {
        let before = self.text.to_string();
        let range = TextRange::new(TextSize::try_from(start).unwrap(), TextSize::try_from(end).unwrap());
        let edit = Edit { range: self.text.replace(range, insert), insert: insert.to_owned() };
        self.parse = self.parse.reparse(&edit, &self.text);
        self.compare(start, &format!("{what}: {start}..{end} replaced by {insert:?} in\n{before}"));
        before[start..end].to_owned()
    }

    #[track_caller]
    fn compare(&self, cursor: usize, what: &str) {
        let cursor = TextSize::try_from(cursor).unwrap();
        let snapshot = |text: Text, parse: Parse| {
            Snapshot::new(Source { text, parse }, Arc::clone(&self.project), Arc::new(Settings::default()))
        };
        let known = snapshot(self.text.clone(), self.parse.clone()).with_memory(Arc::clone(&self.memory));
        let text = self.text.to_string();
        let fresh = snapshot(Text::new(&text), Parse::new(&text));
        assert_eq!(check(&known), check(&fresh), "{what}");
        assert_eq!(known.config(), fresh.config(), "{what}");
        assert_eq!(shown(&known, cursor), shown(&fresh, cursor), "{what}");
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
    typist.compare(0, name);
    let mut random = Random::new(seed as u64 + 1);
    for _ in 0..edits {
        let text = typist.text.to_string();
        let (start, end, insert) = edit(&mut random, &text);
        let gone = typist.replace(start, end, &insert, name);
        if random.below(3) == 0 {
            typist.project = project(random.below(PROJECTS.len()));
            typist.compare(start, name);
        }
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
    for seed in 0..25 {
        type_into("blocks", BLOCKS, seed, 12);
    }
}

/// Services of the earlier model, some of which have a mistake.
const SERVICES: &str = r#"{
  "experimentalServices": {
    "web": { "root": "web", "framework": "nextjs", "routePrefix": "/docs" },
    "vite": { "entrypoint": "web", "routePrefix": "/vite" },
    "api": { "entrypoint": "api/main.py", "routePrefix": "/api", "memory": 1024 },
    "again": { "entrypoint": "api/main.py", "routePrefix": "/api", "memory": 1024 },
    "hono": { "root": "api", "entrypoint": "index.ts", "routePrefix": "/hono", "env": { "API_URL": { "type": "service-ref", "service": "api" } } },
    "job": { "type": "job", "trigger": "schedule", "schedule": "0 5 * * *", "entrypoint": "main.py" }
  },
  "redirects": [{ "source": "/:lang/old", "destination": "/:lang/new" }, { "source": "/en/old", "destination": "/x" }]
}
"#;

#[test]
fn services_and_their_files() {
    for seed in 0..25 {
        type_into("services", SERVICES, seed, 12);
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
