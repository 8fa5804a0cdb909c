//! Which files of the project answer a request: functions in `api`, the route files of Next.js, static files.

use std::sync::Arc;

use crate::by_folder::{FolderQuery, of_folder};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::value::Object;
use svc_vercel::posix_path;
use svc_vercel::project::{EntryKind, Folder, ProjectFs};
use svc_vercel::runtime::Runtime;

/// A file and the path at which it answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestFile {
    /// The path of the request, with a leading slash; `[name]` and `[...name]` stand for any segments.
    pub path: String,
    /// The file, from the project root.
    pub file: String,
}

/// How many files are looked at in a project.
const FILES: usize = 2000;
/// How deep below a folder of functions files are looked for.
const DEPTH: usize = 8;

/// The files of a project that answer requests, looked up once.
#[derive(Debug)]
pub struct RequestFiles<'a> {
    project: &'a dyn ProjectFs,
    bases: Vec<String>,
    functions: Vec<RequestFile>,
}

impl<'a> RequestFiles<'a> {
    /// Those of the project and of its services' folders.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot) -> RequestFiles<'a> {
        let project = &*snapshot.project;
        let bases = bases(snapshot);
        let mut functions = Vec::new();
        for base in &bases {
            let room = FILES - functions.len();
            functions.extend(of_folder::<Functions>(snapshot, base).iter().take(room).cloned());
        }
        functions.sort();
        functions.dedup();
        RequestFiles { project, bases, functions }
    }

    /// The functions and pages, by their paths.
    #[must_use]
    pub fn functions(&self) -> &[RequestFile] {
        &self.functions
    }

    /// The files that answer the request of a path: functions, then static files.
    #[must_use]
    pub fn answering(&self, path: &str) -> Vec<String> {
        let path = path.split(['?', '#']).next().unwrap_or(path);
        if !path.starts_with('/') || path.starts_with("//") {
            return Vec::new();
        }
        let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        let mut files: Vec<String> =
            self.functions.iter().filter(|it| is_answer(&it.path, path)).map(|it| it.file.clone()).collect();
        let name = path.trim_start_matches('/');
        if name.contains(['*', ':', '(']) {
            return files;
        }
        for base in &self.bases {
            let folder = Folder::root(self.project).folder(base);
            for top in ["public", "static", ""] {
                for end in ["", ".html", "/index.html"] {
                    let file = posix_path::normalize(format!("{top}/{name}{end}").trim_start_matches('/'));
                    let file = folder.resolve(&file);
                    if self.project.is_file(&file) && !files.contains(&file) {
                        files.push(file);
                    }
                }
            }
        }
        files
    }
}

/// The functions and pages below a folder, in no order.
struct Functions;

impl FolderQuery for Functions {
    type Answer = Arc<[RequestFile]>;

    fn find(snapshot: &Snapshot, folder: &str) -> Arc<[RequestFile]> {
        let mut functions = Vec::new();
        collect_functions(&Folder::root(&*snapshot.project).folder(folder), &mut functions);
        functions.into()
    }
}

/// The functions and pages below a folder, by their paths.
#[must_use]
pub fn functions_in(folder: &Folder<'_>) -> Vec<RequestFile> {
    let mut functions = Vec::new();
    collect_functions(folder, &mut functions);
    functions.sort();
    functions
}

/// The folders that answer requests: the project root and the roots of services.
fn bases(snapshot: &Snapshot) -> Vec<String> {
    let mut bases = vec![".".to_owned()];
    let config = snapshot.config().as_object();
    for section in config.into_iter().flat_map(Object::members) {
        let services = ServicesModel::of_key(&section.key).and_then(|_| section.value.as_object());
        for service in services.into_iter().flat_map(Object::members) {
            for key in ["root", "entrypoint"] {
                let base = service
                    .value
                    .get(key)
                    .and_then(svc_syntax::value::Node::as_str)
                    .map(posix_path::normalize);
                let base = base.map(|base| base.trim_end_matches('/').to_owned());
                if let Some(base) = base
                    .filter(|base| !bases.contains(base) && !base.starts_with("..") && !base.starts_with('/'))
                {
                    bases.push(base);
                }
            }
        }
    }
    bases
}

/// Collects the functions below a folder.
fn collect_functions(base: &Folder<'_>, found: &mut Vec<RequestFile>) {
    for (top, app) in
        [("api", false), ("pages/api", false), ("src/pages/api", false), ("app", true), ("src/app", true)]
    {
        let mut left = vec![(top.to_owned(), 0)];
        while let Some((folder, depth)) = left.pop() {
            for entry in base.list(&folder) {
                let below = format!("{folder}/{}", entry.name);
                match entry.kind {
                    EntryKind::Directory
                        if depth < DEPTH
                            && !entry.name.starts_with(['.', '_'])
                            && entry.name != "node_modules" =>
                    {
                        left.push((below, depth + 1));
                    }
                    EntryKind::File if found.len() < FILES => {
                        let path = request_path(&below, app);
                        found.extend(path.map(|path| RequestFile { path, file: base.resolve(&below) }));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The path at which a file answers; none where it answers nothing.
fn request_path(file: &str, app: bool) -> Option<String> {
    let (stem, extension) = file.rsplit_once('.')?;
    let is_source = Runtime::of_file(file).is_some() || matches!(extension, "tsx" | "jsx");
    if !is_source || posix_path::basename(file).starts_with(['_', '.']) || file.ends_with(".d.ts") {
        return None;
    }
    let stem = stem.strip_prefix("src/").unwrap_or(stem);
    let path = if app {
        let folder = posix_path::dirname(stem).strip_prefix("app")?;
        if !matches!(posix_path::basename(stem), "route" | "page") {
            return None;
        }
        // Groups and slots are not part of the path.
        let segments = folder.split('/').filter(|it| !it.is_empty() && !it.starts_with(['(', '@']));
        segments.map(|segment| format!("/{segment}")).collect()
    } else {
        let stem = stem.strip_prefix("pages/").unwrap_or(stem);
        format!("/{}", stem.strip_suffix("/index").unwrap_or(stem))
    };
    Some(if path.is_empty() { "/".to_owned() } else { path })
}

/// Whether a file's path, whose segments may be `[name]`, answers a request.
fn is_answer(pattern: &str, path: &str) -> bool {
    let mut wanted = path.split('/').skip(1);
    for segment in pattern.split('/').skip(1) {
        if segment.starts_with("[[...") {
            return true;
        }
        let Some(actual) = wanted.next() else { return false };
        if segment.starts_with("[...") {
            return true;
        }
        if segment != actual && !(segment.starts_with('[') && segment.ends_with(']') && !actual.is_empty()) {
            return false;
        }
    }
    wanted.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::snapshot;

    #[test]
    fn requests_find_their_files() {
        let snapshot = snapshot(
            "//- /vercel.json\n{ \"services\": { \"web\": { \"root\": \"web\" } } }\n//- /api/cron.ts\n//- /api/users/[id].py\n//- /api/_lib.ts\n\
             //- /api/index.go\n//- /web/app/(shop)/cart/route.ts\n//- /web/app/docs/[...slug]/page.tsx\n//- /web/public/robots.txt\n//- /index.html\n",
        );
        let files = |path: &str| RequestFiles::of(&snapshot).answering(path).join(" ");
        assert_eq!(files("/api/cron"), "api/cron.ts");
        assert_eq!(files("/api/cron/?x=1"), "api/cron.ts");
        assert_eq!(files("/api/users/3"), "api/users/[id].py");
        assert_eq!(files("/api"), "api/index.go");
        assert_eq!(files("/api/_lib"), "");
        assert_eq!(files("/cart"), "web/app/(shop)/cart/route.ts");
        assert_eq!(files("/docs/a/b"), "web/app/docs/[...slug]/page.tsx");
        assert_eq!(files("/robots.txt"), "web/public/robots.txt");
        assert_eq!(files("/index.html"), "index.html");
        assert_eq!(files("/"), "index.html");
        assert_eq!(files("/../x"), "");
        assert_eq!(files("https://example.com/api/cron"), "");
    }
}
