//! Schedules that run a file of the project, and the functions that Vercel builds for them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::snapshot::Snapshot;
use svc_syntax::value::{Member, Node, Query};
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::project::Folder;
use svc_vercel::runtime::Runtime;

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static FILE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[A-Za-z0-9_@+.-]+/)*[A-Za-z0-9_@+.-]+\.(py|[cm]?[jt]s)$").unwrap());

/// How many schedules a file has at most. Vercel rejects a file with more.
pub const MAX_SCHEDULES: usize = 100;

/// The entrypoints of the file's schedules.
pub fn entrypoints(snapshot: &Snapshot) -> impl Iterator<Item = (&Node, &str)> {
    let schedules = snapshot.config().get("schedules").and_then(Node::as_array).unwrap_or_default();
    let nodes = schedules.iter().filter_map(|schedule| schedule.get("entrypoint"));
    nodes.filter_map(|node| Some((node, node.as_str().filter(|text| !text.is_empty())?)))
}

/// The runtime of a schedule's entrypoint (`@vercel/fs-detectors`, `parseScheduleEntrypoint`); `None` for anything but a file's path.
#[must_use]
pub fn runtime(entrypoint: &str) -> Option<Runtime> {
    let is_declaration = [".d.ts", ".d.cts", ".d.mts"].iter().any(|end| entrypoint.ends_with(end));
    if is_declaration || entrypoint.split('/').any(|segment| matches!(segment, "." | "..")) {
        return None;
    }
    match FILE.captures(entrypoint)?.get(1)?.as_str() {
        "py" => Some(Runtime::Python),
        _ => Some(Runtime::Node),
    }
}

/// A Python file of the project that schedules run.
#[derive(Debug)]
pub struct Scheduled<'a> {
    /// The `entrypoint` of the first schedule that runs it.
    pub node: &'a Node,
    /// Its path.
    pub file: &'a str,
    /// The key of `functions` that applies to it.
    pub key: Option<&'a Member>,
    /// The settings of that key, but for its triggers. Files with the same settings share a function.
    settings: Value,
}

/// The key of `functions` that applies to each Python file that schedules run; `None` where matching takes too much work.
struct Keys;

impl Query for Keys {
    type Answer = Option<BTreeMap<String, Option<String>>>;
}

fn keys(snapshot: &Snapshot) -> <Keys as Query>::Answer {
    let root = Folder::root(&*snapshot.project);
    let files = entrypoints(snapshot).take(MAX_SCHEDULES).map(|(_, file)| file);
    let files: BTreeSet<&str> =
        files.filter(|file| runtime(file) == Some(Runtime::Python) && root.is_file(file)).collect();
    if files.is_empty() {
        return Some(BTreeMap::new());
    }
    let mut steps = Steps::default();
    let functions = snapshot.config().get("functions").and_then(Node::as_object);
    let members = functions.iter().flat_map(|functions| functions.entries());
    let globs: Vec<(&str, Glob)> =
        members.map(|member| (member.key.as_str(), Glob::new(&member.key, &mut steps))).collect();
    let mut key_of = |file: &str| {
        for (key, glob) in &globs {
            if *key == file || glob.matches(file, &mut steps)? {
                return Some(Some((*key).to_owned()));
            }
        }
        Some(None)
    };
    files.into_iter().map(|file| Some((file.to_owned(), key_of(file)?))).collect()
}

/// The Python files that schedules run, each once; none where `functions` takes too much work to match.
#[must_use]
pub fn files(snapshot: &Snapshot) -> Vec<Scheduled<'_>> {
    let Some(keys) = snapshot.facts().of::<Keys>().get_or_init(|| keys(snapshot)) else { return Vec::new() };
    let functions = snapshot.config().get("functions").and_then(Node::as_object);
    let mut seen = HashSet::new();
    let mut files = Vec::new();
    for (node, file) in entrypoints(snapshot).take(MAX_SCHEDULES) {
        let Some(key) = keys.get(file).filter(|_| seen.insert(file)) else { continue };
        let key = key.as_ref().and_then(|key| functions?.member(key));
        let mut settings = key.map(|key| key.value.to_value()).unwrap_or_default();
        settings.as_object_mut().map(|settings| settings.remove(TRIGGERS));
        files.push(Scheduled { node, file, key, settings });
    }
    files.sort_by_key(|scheduled| scheduled.node.range.start());
    files
}

/// What a function is triggered by.
pub const TRIGGERS: &str = "experimentalTriggers";

impl Scheduled<'_> {
    /// Whether it is built into the same function as another file.
    #[must_use]
    pub fn shares_function(&self, other: &Scheduled<'_>) -> bool {
        self.settings() == other.settings()
    }

    /// What tells its function from others: nothing where no key says anything.
    fn settings(&self) -> Option<&Value> {
        Some(&self.settings).filter(|settings| settings.as_object().is_some_and(|it| !it.is_empty()))
    }
}

/// A function that runs the files of schedules.
#[derive(Debug)]
pub struct Function<'f, 'a> {
    /// The first of its files.
    pub first: &'f Scheduled<'a>,
    /// The keys of `functions` that apply to its files, each once.
    patterns: Vec<&'a str>,
}

/// The functions that files are built into.
#[must_use]
pub fn functions<'f, 'a>(files: &'f [Scheduled<'a>]) -> Vec<Function<'f, 'a>> {
    let mut functions: Vec<Function<'f, 'a>> = Vec::new();
    for file in files {
        let shared = functions.iter().position(|it| it.first.shares_function(file));
        let index = shared.unwrap_or_else(|| {
            functions.push(Function { first: file, patterns: Vec::new() });
            functions.len() - 1
        });
        let pattern = file.settings().and(file.key).map(|key| key.key.as_str());
        if let Some(function) = functions.get_mut(index)
            && let Some(pattern) = pattern
            && !function.patterns.contains(&pattern)
        {
            function.patterns.push(pattern);
        }
    }
    functions
}

impl Function<'_, '_> {
    /// How many patterns a name has, and how long it is at most before Vercel cuts it and adds a hash of the patterns.
    const MAX_PATTERNS: usize = 3;
    const LONGEST: usize = 64;

    /// The name that Vercel makes of its patterns, for comparison: without case, and whole where Vercel would cut it
    /// (`getSharedScheduleFunctionSegments`, CLI 64.0.2).
    #[must_use]
    pub fn name(&self) -> String {
        self.output().to_lowercase()
    }

    /// The name as it is published in `_vercel/schedules`.
    #[must_use]
    pub fn output(&self) -> String {
        let all: Vec<Vec<String>> = self.patterns.iter().map(|pattern| segments(pattern)).collect();
        let Some((first, others)) = all.split_first() else { return "default".to_owned() };
        let folders = first.len().saturating_sub(1);
        let is_shared = |index: &usize| {
            others.iter().all(|it| it.len() > index + 1 && it.get(*index) == first.get(*index))
        };
        let shared = (0..folders).take_while(is_shared).count();
        let rests: Vec<String> =
            all.iter().map(|it| it.get(shared..).unwrap_or_default().join("_")).collect();
        let mut name =
            rests.iter().take(Function::MAX_PATTERNS).map(String::as_str).collect::<Vec<_>>().join("+");
        if rests.len() > Function::MAX_PATTERNS {
            name.push_str(&format!("+{}-more", rests.len() - Function::MAX_PATTERNS));
        }
        if name.len() > Function::LONGEST {
            name = self.patterns.join("\0");
        }
        let folders = first.iter().take(shared).cloned();
        folders.chain([name]).collect::<Vec<_>>().join("/")
    }
}

/// The segments of a pattern as parts of a function's name (`getPatternSegments`).
fn segments(pattern: &str) -> Vec<String> {
    let plain = |segment: &str| -> String {
        let marks = |it: char| if it.len_utf16() == 1 { "_" } else { "__" };
        let keep = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-');
        segment.chars().map(|it| if keep(&it) { it.to_string() } else { marks(it).to_owned() }).collect()
    };
    let pattern = pattern.strip_suffix(".py").unwrap_or(pattern);
    let segments = pattern.split('/').filter(|segment| !matches!(*segment, "" | "."));
    let segments: Vec<String> =
        segments.map(|segment| if segment == ".." { "_".to_owned() } else { plain(segment) }).collect();
    if segments.is_empty() { vec!["_".to_owned()] } else { segments }
}
