//! Every completion at every place, taken as it comes: the file stays JSON, gets no error that wasn't there, and stays formatted.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use svc_analysis::check::check;
use svc_analysis::testing::apply;
use svc_analysis::{Finding, Snapshot};
use svc_config::Severity;
use svc_syntax::edit::slot::{Slot, SlotKind};
use svc_syntax::layout::formatting::{self, Options};
use svc_syntax::{PathSegment, TextEdit, TextSize};
use svc_vercel::project::{MemoryFs, ProjectFs};

use crate::completion::{Completion, complete, plain_text};

/// How many files are looked at at once.
const THREADS: usize = 4;

/// A file in its project.
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) project: Arc<dyn ProjectFs>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files below a folder, by their paths from it.
fn files_below(folder: &Path, stem: &str, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{stem}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            files_below(&path, &format!("{name}/"), found);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            found.push((name, text));
        }
    }
}

/// A project in which the services of a file exist: a Python or Node.js application in each folder.
fn project_of(text: &str) -> Arc<dyn ProjectFs> {
    let snapshot = Snapshot::of(text, Arc::new(MemoryFs::new([("a", "")])));
    let mut files = vec![
        (
            "package.json".to_owned(),
            r#"{ "scripts": { "build": "tsc" }, "dependencies": { "vite": "7" } }"#.to_owned(),
        ),
        ("api/cron.ts".to_owned(), String::new()),
        ("public/index.html".to_owned(), String::new()),
    ];
    for key in ["services", "experimentalServices", "experimentalServicesV2"] {
        let Some(services) = snapshot.config().get(key).and_then(|it| it.as_object()) else { continue };
        for member in services.members() {
            let field = |key: &str| member.value.get(key).and_then(|it| it.as_str()).map(str::to_owned);
            let root = field("root").unwrap_or_default();
            let stem = if root.is_empty() || root == "." {
                String::new()
            } else {
                format!("{}/", root.trim_matches('/'))
            };
            if let Some(entrypoint) = field("entrypoint").filter(|it| !it.contains(':')) {
                let file = if entrypoint.contains('.') {
                    entrypoint
                } else {
                    format!("{}/package.json", entrypoint.trim_matches('/'))
                };
                let text = if file.ends_with("package.json") {
                    r#"{ "dependencies": { "next": "16" } }"#
                } else {
                    "app = 1"
                };
                files.push((format!("{stem}{file}"), text.to_owned()));
            } else {
                files.push((
                    format!("{stem}package.json"),
                    r#"{ "dependencies": { "next": "16" }, "scripts": { "build": "next build" } }"#
                        .to_owned(),
                ));
            }
        }
    }
    Arc::new(MemoryFs::new(files))
}

/// The examples, real files, and files with every key.
pub(super) fn files(longest: usize) -> Vec<File> {
    let mut all = Vec::new();
    for example in ["shop", "broken"] {
        let mut found = Vec::new();
        files_below(&root().join("examples").join(example), "", &mut found);
        let text = found.iter().find(|(name, _)| name == "vercel.json").unwrap().1.clone();
        all.push(File { name: example.to_owned(), text, project: Arc::new(MemoryFs::new(found)) });
    }
    for folder in ["services", "plain"] {
        let mut found = Vec::new();
        files_below(&root().join("tests/corpus").join(folder), &format!("{folder}/"), &mut found);
        found.sort();
        // Spread over the whole list; long files repeat themselves.
        let short: Vec<_> =
            found.into_iter().filter(|(_, text)| (60..longest).contains(&text.len())).collect();
        let step = short.len() / 15;
        for (name, text) in short.into_iter().step_by(step.max(1)).take(15) {
            let project = project_of(&text);
            all.push(File { name, text, project });
        }
    }
    for (index, text) in GENERATED.iter().enumerate() {
        let snapshot = Snapshot::of(text, Arc::new(MemoryFs::default()));
        let text = apply(text, &formatting::format(&snapshot, &options(text)));
        let project = project_of(&text);
        all.push(File { name: format!("generated {index}"), text, project });
    }
    all
}

const GENERATED: &[&str] = &[
    "{}\n",
    "{\n}\n",
    "",
    r#"{
  "rewrites": [
    { "source": "/blog/:slug", "destination": "/posts/:slug" },
    { "source": "/shop/:path*", "destination": "https://shop.example.com/:path*" }
  ],
  "redirects": [
    {
      "source": "/old/:path*",
      "has": [{ "type": "header", "key": "x-version", "value": "1" }],
      "destination": "/new/:path*",
      "permanent": true
    }
  ],
  "headers": [
    {
      "source": "/assets/(.*)",
      "headers": [{ "key": "Cache-Control", "value": "public, max-age=60" }]
    }
  ],
  "crons": [{ "path": "/api/cron", "schedule": "0 5 * * *" }]
}
"#,
    r#"{
  "experimentalServices": {
    "web": { "root": "web", "framework": "nextjs", "routePrefix": "/" },
    "api": { "entrypoint": "api/main.py", "mount": { "path": "/api" } },
    "job": {
      "type": "job",
      "trigger": "queue",
      "topics": [{ "topic": "orders" }],
      "entrypoint": "jobs/orders.py"
    },
    "cron": {
      "type": "cron",
      "schedule": "0 5 * * *",
      "entrypoint": "jobs/daily.py"
    }
  }
}
"#,
    r#"{
  "services": {
    "web": {
      "root": "web",
      "bindings": [{ "service": "api", "format": "url", "env": "API_URL" }]
    },
    "api": { "root": "api", "entrypoint": "main.py" }
  },
  "rewrites": [
    { "source": "/api(/.*)?", "destination": { "service": "api" } },
    { "source": "/(.*)", "destination": { "service": "web" } }
  ]
}
"#,
    r#"{
  "routes": [
    { "src": "/a/(.*)", "dest": "/b/$1" },
    { "handle": "filesystem" },
    {
      "src": "/c",
      "headers": { "X-A": "b" },
      "transforms": [
        {
          "type": "request.headers",
          "op": "set",
          "target": { "key": "x" },
          "args": "1"
        }
      ]
    }
  ]
}
"#,
    r#"{
  "functions": { "api/cron.ts": { "maxDuration": 10, "includeFiles": "public/**" } },
  "regions": ["iad1"],
  "images": { "sizes": [640], "formats": ["image/webp"] },
  "git": { "deploymentEnabled": { "dev": false } }
}
"#,
];

/// What happens when items are taken.
#[derive(Default)]
struct Taken {
    items: usize,
    /// What is wrong, with one example each.
    wrong: BTreeMap<String, (usize, String)>,
}

impl Taken {
    fn wrong(&mut self, what: String, example: impl FnOnce() -> String) {
        self.wrong.entry(what).or_insert_with(|| (0, example())).0 += 1;
    }
}

/// How many errors there are of each rule, and how many findings that a part of the file has no effect.
fn counts(findings: &[Finding]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    let is_wrong = |it: &&Finding| it.severity == Severity::Error || it.rule.code.starts_with("ignored-");
    for finding in findings.iter().filter(is_wrong) {
        *counts.entry(finding.rule.code).or_default() += 1;
    }
    counts
}

fn more<'a>(after: &BTreeMap<&'a str, usize>, before: &BTreeMap<&str, usize>) -> BTreeSet<&'a str> {
    after
        .iter()
        .filter(|(code, count)| before.get(*code).is_none_or(|it| it < *count))
        .map(|(code, _)| *code)
        .collect()
}

/// A path without its indexes and names.
fn place(snapshot: &Snapshot, offset: TextSize) -> String {
    let path = svc_syntax::edit::slot::path_at(snapshot, offset);
    let words: Vec<&str> = path
        .iter()
        .map(|segment| match segment {
            PathSegment::Key(key) => key.as_str(),
            PathSegment::Index(_) => "#",
        })
        .collect();
    words.join("/")
}

/// Takes an item in its plain form: what a client makes of the snippet and its defaults, where it indents the lines like the first.
fn take(text: &str, item: &Completion) -> String {
    let mut edits = item.additional.clone();
    edits.push(TextEdit::new(item.range, &*item.plain));
    apply(text, &edits)
}

fn options(text: &str) -> Options {
    Options { indent: svc_syntax::edit::indent_unit(&svc_syntax::Text::new(text)), ..Options::default() }
}

fn is_formatted(snapshot: &Snapshot) -> bool {
    snapshot.parse.errors().is_empty()
        && formatting::format(snapshot, &options(&snapshot.text.to_string())).is_empty()
}

fn take_all(file: &File, taken: &mut Taken) {
    let snapshot = Snapshot::of(&file.text, Arc::clone(&file.project));
    let before = check(&snapshot);
    let syntax = snapshot.parse.errors().len();
    let formatted = is_formatted(&snapshot);
    let mut seen = HashSet::new();
    let mut last = None;
    for offset in (0..=file.text.len()).filter(|at| file.text.is_char_boundary(*at)) {
        let offset = TextSize::try_from(offset).unwrap();
        // Within one key, nothing changes.
        let slot = Slot::at(&snapshot, offset).map(|slot| (slot.replace, slot.kind));
        if slot == last && matches!(slot, Some((range, SlotKind::Key { .. })) if !range.is_empty()) {
            continue;
        }
        last = slot;
        for item in complete(&snapshot, offset) {
            let text = take(&file.text, &item);
            if text == file.text || !seen.insert(text.clone()) {
                continue;
            }
            taken.items += 1;
            if let Some(snippet) = &item.snippet {
                let line_break = svc_syntax::edit::line_break_at(&snapshot.text, item.range.start());
                assert_eq!(plain_text(snippet).replace('\n', &line_break), item.plain, "{}", item.label);
            }
            let after = Snapshot::of(&text, Arc::clone(&file.project));
            let at = || format!("{} at {}: {:?}\n{text}", file.name, usize::from(offset), item.label);
            let where_ = format!("{} {:?}", place(&snapshot, offset), item.label);
            if after.parse.errors().len() > syntax {
                taken.wrong(format!("syntax: {where_}"), at);
                continue;
            }
            if formatted && !is_formatted(&after) {
                taken.wrong(format!("format: {where_}"), || {
                    let edits = formatting::format(&after, &options(&text));
                    format!("{}\n--- formatted\n{}", at(), apply(&text, &edits))
                });
            }
            let findings = check(&after);
            // What is wrong before, or no JSON, may be wrong in another way: something isn't there yet.
            let was_wrong = syntax > 0
                || before.iter().any(|it| {
                    it.severity == Severity::Error
                        && it.range.intersect(item.range).is_some_and(|it| !it.is_empty())
                });
            for code in more(&counts(&findings), &counts(&before)) {
                if was_wrong && (code.starts_with("missing-") || code.ends_with("-not-found")) {
                    continue;
                }
                let message = || findings.iter().find(|it| it.rule.code == code).map(|it| it.message.clone());
                taken.wrong(format!("{code}: {where_}"), || format!("{:?} {}", message(), at()));
            }
        }
    }
}

#[test]
fn what_is_taken_as_it_comes_is_right() {
    let files = files(300);
    assert!(files.len() >= 40, "{}", files.len());
    let all: Vec<Taken> = std::thread::scope(|scope| {
        let take = |part: usize| {
            let mut taken = Taken::default();
            files.iter().skip(part).step_by(THREADS).for_each(|file| take_all(file, &mut taken));
            taken
        };
        let parts: Vec<_> = (0..THREADS).map(|part| scope.spawn(move || take(part))).collect();
        parts.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let items: usize = all.iter().map(|taken| taken.items).sum();
    assert!(items > 5000, "{items}");
    let wrong = all.iter().flat_map(|taken| &taken.wrong);
    let shown: Vec<String> =
        wrong.map(|(what, (count, example))| format!("{what} ({count} times)\n{example}\n")).collect();
    assert!(shown.is_empty(), "{} of {items}:\n{}", shown.len(), shown.concat());
}
