//! A project: what answers a request to it, what Vercel makes of it, and the file that writes that down.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use ignore::gitignore::Gitignore;
use svc_analysis::generate::generate;
use svc_analysis::request::Request;
use svc_analysis::{Snapshot, inspect};
use svc_config::ServicesModel;
use svc_lsp::project::ignore_file;
use svc_syntax::Parse;
use svc_syntax::TextRange;
use svc_vercel::project::{MemoryFs, ProjectFs};

use crate::timing::timed;

/// The file of an input that is the request.
pub const REQUEST: &str = "?";

/// The project of an input that brings none.
pub static PROJECT: LazyLock<Arc<dyn ProjectFs>> = LazyLock::new(|| {
    Arc::new(MemoryFs::new([
        ("apps/web/package.json", "{ \"dependencies\": { \"next\": \"15\" }, \"main\": \"server.js\" }"),
        ("web/package.json", "{ \"dependencies\": { \"vite\": \"6\", \"hono\": \"4\" } }"),
        ("web/src/index.ts", "import { Hono } from 'hono'"),
        ("api/requirements.txt", "fastapi"),
        ("api/main.py", "app = FastAPI()"),
        ("api/[id].ts", ""),
        ("worker/Dockerfile", "FROM scratch"),
        ("go/go.mod", "module x"),
        ("go/main.go", "package main"),
        ("package.json", "{ \"workspaces\": [\"apps/*\"] }"),
        ("middleware.ts", ""),
    ]))
});

/// An input as a project.
pub struct Project {
    /// The `vercel.json`.
    pub text: String,
    /// The file in its project.
    pub snapshot: Snapshot,
    /// Method and URL, then headers, one a line.
    request: String,
}

impl Project {
    /// Reads a project: `//- /path` and a line break start a file; what stands before the first is the `vercel.json`.
    pub fn read(data: &[u8]) -> Project {
        let source = String::from_utf8_lossy(data);
        let mut pieces = source.split("//- /");
        let text = pieces.next().unwrap_or_default().to_owned();
        let mut files: Vec<(&str, &str)> = pieces.filter_map(|piece| piece.split_once('\n')).collect();
        let request = files.iter().position(|(path, _)| *path == REQUEST).map(|at| files.remove(at).1);
        let project: Arc<dyn ProjectFs> =
            if files.is_empty() { Arc::clone(&PROJECT) } else { Arc::new(MemoryFs::new(files)) };
        let snapshot = Snapshot::of(&text, project);
        let request = request.unwrap_or("GET https://example.com/api/users/7?page=2").to_owned();
        Project { text, snapshot, request }
    }
}

/// Panics unless the range is one of the text.
#[track_caller]
pub fn check_range(text: &str, range: TextRange) {
    assert!(text.get(std::ops::Range::<usize>::from(range)).is_some(), "{range:?} is no range of the text");
}

/// A request is answered, the same each time, by rules that have their places.
pub fn route(data: &[u8]) {
    let Project { text, snapshot, request } = Project::read(data);
    let mut lines = request.lines();
    let (method, url) = lines.next().and_then(|line| line.split_once(' ')).unwrap_or(("GET", "/"));
    let Ok(mut request) = Request::get(url) else { return };
    request.method = method.to_uppercase();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request.set_header(name, value);
    }
    let answer = timed("route", || inspect::answer(&snapshot, &request));
    let again = Snapshot::of(&text, Arc::clone(&snapshot.project));
    assert_eq!(answer, inspect::answer(&again, &request));
    if let Ok(answer) = answer {
        let report = answer.report(&|range| {
            check_range(&text, range);
            usize::from(range.start())
        });
        let told = serde_json::to_value(&report).expect("it is JSON");
        assert_eq!(told["steps"].as_array().map(Vec::len), Some(answer.steps.len()));
    }
}

/// What Vercel makes of the project can be told as JSON.
pub fn inspect(data: &[u8]) {
    let Project { snapshot, .. } = Project::read(data);
    let inspection = timed("inspect", || inspect::inspect(&snapshot));
    let told = serde_json::to_value(&inspection).expect("it is JSON");
    assert_eq!(told["errors"].as_array().map(Vec::len), Some(inspection.errors.len()));
}

/// The file that writes down what Vercel infers is accepted, and its services are those that were found.
pub fn generate_config(data: &[u8]) {
    let Project { text, snapshot, .. } = Project::read(data);
    for model in [ServicesModel::V1, ServicesModel::V2] {
        let generated = timed("generate", || generate(&snapshot, model));
        assert_eq!(generated.text.is_some(), generated.errors.is_empty(), "{generated:?}");
        generated.errors.iter().filter_map(|error| error.range).for_each(|range| check_range(&text, range));
        let Some(made) = generated.text else { continue };
        let errors = Parse::new(&made).errors().to_vec();
        assert!(errors.is_empty(), "{errors:?} in {made}");
        let made = Snapshot::of(&made, Arc::clone(&snapshot.project));
        let again = generate(&made, model);
        assert!(again.text.is_none() && !again.errors.is_empty(), "a configured file is generated again");
    }
}

/// An ignore file, then a line `//-`, then paths: what is left out doesn't depend on how lines end or on a byte order mark.
pub fn ignores(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (patterns, paths) = text.split_once("\n//-\n").unwrap_or((&text, "a/vercel.json"));
    let folder = Path::new("/project");
    let read = |text: &str| timed("read", || ignore_file(folder, text.as_bytes()));
    let Some(ignores) = read(patterns) else { return };
    let marked = read(&format!("\u{FEFF}{patterns}")).expect("the same patterns");
    let with_returns =
        (!patterns.contains('\r')).then(|| read(&patterns.replace('\n', "\r\n")).expect("the same patterns"));
    for path in paths.lines().take(MAX_PATHS).filter(|path| !path.starts_with('/')) {
        let path = folder.join(path);
        for is_folder in [false, true] {
            let leaves_out = |ignores: &Gitignore| {
                let matched = timed("match", || ignores.matched(&path, is_folder).map(|_| ()));
                (matched.is_ignore(), matched.is_whitelist())
            };
            let expected = leaves_out(&ignores);
            assert!(!ignores.is_empty() || expected == (false, false), "no pattern matches {path:?}");
            if !patterns.starts_with('\u{FEFF}') {
                assert_eq!(leaves_out(&marked), expected, "{path:?} with a byte order mark");
            }
            if let Some(other) = &with_returns {
                assert_eq!(leaves_out(other), expected, "{path:?} where lines end with CRLF");
            }
        }
    }
}

/// Paths that are asked about.
const MAX_PATHS: usize = 20;
