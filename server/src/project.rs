//! Where the projects are on disk, and what ignore files leave out of the search for them.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use svc_sources::Language;
use svc_vercel::project::open::{Kind, OpenError, Root};
use svc_vercel::project::{EntryKind, MAX_FILE_BYTES};

use crate::git_index;

/// The name of the files that are looked for.
pub const CONFIG_FILE: &str = "vercel.json";

/// The wildcards of an ignore file whose patterns are matched. For each letter of a path, matching may look at every one.
const MAX_WILDCARDS: usize = 4_000;
/// The most threads that search: more only wait for the disk.
const MAX_THREADS: usize = 12;

/// What a search found.
#[derive(Debug, Default)]
pub struct Found {
    /// The files, in no order.
    pub files: Vec<ProjectFile>,
    /// Sentences about what could not be read. The search went on without it.
    pub problems: Vec<String>,
    /// Whether there was more than the search looks at.
    pub is_partial: bool,
}

/// A file that was found.
#[derive(Debug, Clone)]
pub struct ProjectFile {
    /// Its path, as the one who asked spells the folder.
    pub path: PathBuf,
    /// The root of its project: nothing outside is opened.
    pub root: Arc<Root>,
}

/// How far a search goes.
#[derive(Debug, Clone, Copy)]
pub enum Extent {
    /// To the end, on all processors.
    Everything,
    /// To so many files and folders, on one.
    Entries(usize),
    /// To so many files and folders, on all.
    EntriesOnAll(usize),
}

/// What a search looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The `vercel.json` files.
    Configs,
    /// Source code that someone wrote, and the `vercel.json` files among it.
    Sources,
}

/// Folders that hold what was installed.
const INSTALLED: [&str; 5] = ["__pycache__", "bower_components", "site-packages", "vendor", "venv"];
/// Folders that hold what was built, and the file beside them that says so.
const BUILT: [(&str, &str); 5] = [
    ("build", "package.json"),
    ("coverage", "package.json"),
    ("dist", "package.json"),
    ("out", "package.json"),
    ("target", "Cargo.toml"),
];

impl Wanted {
    fn is_wanted(self, name: &OsStr) -> bool {
        match self {
            Wanted::Configs => name == CONFIG_FILE,
            Wanted::Sources => name == CONFIG_FILE || name.to_str().and_then(Language::of_path).is_some(),
        }
    }

    /// Whether a folder is searched, beside which there are these names.
    fn is_entered(self, name: &OsStr, has: impl Fn(&str) -> bool) -> bool {
        if name == "node_modules" || name == ".git" {
            return false;
        }
        let Some(name) = name.to_str().filter(|_| self == Wanted::Sources) else {
            return self == Wanted::Configs;
        };
        let is_built = BUILT.iter().any(|(folder, sign)| name == *folder && has(sign));
        !name.starts_with('.') && !INSTALLED.contains(&name) && !is_built
    }
}

/// The `vercel.json` files in and below a folder, except for what `.gitignore` names unless Git tracks it, and what `.ignore` names. These
/// are looked for up to the project's root: the nearest folder above with `.git`, else the workspace's folder, else the folder.
///
/// A link that leads out of the project is not followed.
pub fn config_files(folder: &Path, workspace: Option<&Path>, extent: Extent) -> Found {
    search(folder, workspace, extent, Wanted::Configs)
}

/// The source files and the `vercel.json` files in and below a folder, except for what was installed or built, and what ignore files name.
pub fn source_files(folder: &Path, workspace: Option<&Path>, extent: Extent) -> Found {
    search(folder, workspace, extent, Wanted::Sources)
}

/// Whether [`source_files`] would find a file, by its path from the folder.
#[must_use]
pub fn is_source_file(folder: &Path, workspace: Option<&Path>, below: &Path) -> bool {
    let start = Root::new(folder).and_then(|start| Ok((start, Root::of_project(folder, workspace)?)));
    let Ok((start, root)) = start else { return false };
    let mut ignores = ignores_above(&root, start.path(), &mut Vec::new());
    let mut place = start.path().to_owned();
    let mut names = below.iter().peekable();
    while let Some(name) = names.next() {
        ignores = Ignores::of(&root, &place, ignores, &mut Vec::new());
        let is_folder = names.peek().is_some();
        let has = |sign: &str| root.kind(&place.join(sign)).is_some();
        let is_wanted =
            if is_folder { Wanted::Sources.is_entered(name, has) } else { Wanted::Sources.is_wanted(name) };
        place.push(name);
        let is_ignored = ignores.as_ref().map(|it| it.look(&place, is_folder));
        if !is_wanted || matches!(is_ignored, Some(Ignored::ByGit | Ignored::LeftOut)) {
            return false;
        }
    }
    true
}

fn search(folder: &Path, workspace: Option<&Path>, extent: Extent, wanted: Wanted) -> Found {
    let start = Root::new(folder).and_then(|start| Ok((start, Root::of_project(folder, workspace)?)));
    let (start, root) = match start {
        Ok((start, root)) => (start.path().to_owned(), Arc::new(root)),
        Err(error) => {
            let problem = format!("{} can't be searched: {}.", folder.display(), OpenError::from(error));
            return Found { problems: vec![problem], ..Found::default() };
        }
    };
    let mut found = Found::default();
    let ignores = ignores_above(&root, &start, &mut found.problems);
    let (bound, threads) = match extent {
        Extent::Everything => (usize::MAX, threads()),
        Extent::Entries(bound) => (bound, 1),
        Extent::EntriesOnAll(bound) => (bound, threads()),
    };
    let first = Folder { place: start.clone(), root, ignores, tracked: Arc::default(), is_ignored: false };
    let search = Search {
        folders: Mutex::new(Queue { waiting: vec![first], busy: 0, left: bound }),
        more: Condvar::new(),
        wanted,
    };
    let work = || {
        let mut found = Found::default();
        search.work(&mut found);
        found
    };
    let all = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = vec![work()];
        for other in others {
            match other.join() {
                Ok(found) => all.push(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    found.is_partial = search.lock().left == 0;
    for part in all {
        found.files.extend(part.files);
        found.problems.extend(part.problems);
    }
    if start.as_os_str() != folder.as_os_str() {
        for file in &mut found.files {
            if let Ok(below) = file.path.strip_prefix(&start) {
                file.path = folder.join(below);
            }
        }
    }
    found
}

/// How many threads search.
#[must_use]
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS)
}

/// A folder that is to be looked at.
#[derive(Debug)]
struct Folder {
    /// Its path, without links.
    place: PathBuf,
    root: Arc<Root>,
    ignores: Option<Arc<Ignores>>,
    tracked: Arc<Tracked>,
    /// Whether Git ignores it: only what it tracks anyway counts.
    is_ignored: bool,
}

/// The files of a repository that Git tracks, ignored or not, and the folders around them. They are read when they are asked for.
#[derive(Debug, Default)]
struct Tracked(OnceLock<HashSet<PathBuf>>);

impl Tracked {
    fn has(&self, root: &Root, path: &Path) -> bool {
        self.0.get_or_init(|| git_index::files_named(root, CONFIG_FILE)).contains(path)
    }
}

/// A search that threads share.
#[derive(Debug)]
struct Search {
    folders: Mutex<Queue>,
    /// Tells those who wait that there is another folder, or never will be.
    more: Condvar,
    wanted: Wanted,
}

#[derive(Debug)]
struct Queue {
    waiting: Vec<Folder>,
    /// Threads that look at a folder now, and may find others in it.
    busy: usize,
    /// Entries that may still be looked at.
    left: usize,
}

impl Search {
    fn work(&self, found: &mut Found) {
        while let Some((folder, left)) = self.next() {
            let done = BusyGuard(self);
            let below = scan_folder(folder, left, self.wanted, found);
            done.with(below);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next folder, and how many entries may be looked at; `None` at the end.
    fn next(&self) -> Option<(Folder, usize)> {
        let mut queue = self.lock();
        loop {
            if queue.left == 0 {
                return None;
            }
            if let Some(folder) = queue.waiting.pop() {
                queue.busy += 1;
                return Some((folder, queue.left));
            }
            if queue.busy == 0 {
                return None;
            }
            queue = self.more.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Counts a thread as no longer busy when it is dropped, even by a panic: the others would wait for ever.
struct BusyGuard<'a>(&'a Search);

impl BusyGuard<'_> {
    fn with(self, below: FolderContents) {
        let mut queue = self.0.lock();
        queue.left = queue.left.saturating_sub(below.entries);
        queue.waiting.extend(below.folders);
    }
}

impl Drop for BusyGuard<'_> {
    fn drop(&mut self) {
        self.0.lock().busy -= 1;
        self.0.more.notify_all();
    }
}

/// What there is in a folder.
#[derive(Default)]
struct FolderContents {
    folders: Vec<Folder>,
    entries: usize,
}

fn scan_folder(folder: Folder, left: usize, wanted: Wanted, found: &mut Found) -> FolderContents {
    let Folder { place, mut root, mut ignores, mut tracked, mut is_ignored } = folder;
    let entries: Vec<(OsString, Kind)> = match root.list(&place) {
        Ok(entries) => entries.take(left).collect(),
        Err(refusal) => {
            found.problems.push(format!("{} was not searched: {refusal}.", place.display()));
            return FolderContents::default();
        }
    };
    let has = |name: &str| entries.iter().any(|(entry, _)| entry == name);
    // A repository in a repository is a project of its own: no ignore file above counts.
    if has(".git") && place != root.path() {
        match Root::new(&place) {
            Ok(own) => {
                (root, ignores, tracked, is_ignored) = (Arc::new(own), None, Arc::default(), false);
            }
            Err(_) => return FolderContents::default(),
        }
    }
    if has(IGNORE) || has(GITIGNORE) {
        ignores = Ignores::of(&root, &place, ignores, &mut found.problems);
    }
    // Whether git ignores it; `None` if it is left out.
    let ignored = |path: &Path, is_folder| match ignores.as_ref().map(|it| it.look(path, is_folder)) {
        Some(Ignored::LeftOut) => None,
        Some(Ignored::ByGit) => tracked.has(&root, path).then_some(true),
        _ if is_ignored => tracked.has(&root, path).then_some(true),
        _ => Some(false),
    };
    let mut below = FolderContents { folders: Vec::new(), entries: entries.len() };
    for (name, kind) in &entries {
        match kind {
            Kind::Directory if wanted.is_entered(name, has) => {
                let place = place.join(name);
                if let Some(is_ignored) = ignored(&place, true) {
                    let (root, ignores, tracked) = (Arc::clone(&root), ignores.clone(), Arc::clone(&tracked));
                    below.folders.push(Folder { place, root, ignores, tracked, is_ignored });
                }
            }
            // A link to source code leads to what is found by itself.
            Kind::Link if wanted == Wanted::Sources => {}
            Kind::File | Kind::Link if wanted.is_wanted(name) => {
                let path = place.join(name);
                let is_file = || *kind == Kind::File || root.kind(&path) == Some(EntryKind::File);
                if ignored(&path, false).is_some() && is_file() {
                    found.files.push(ProjectFile { path, root: Arc::clone(&root) });
                }
            }
            _ => {}
        }
    }
    below
}

const IGNORE: &str = ".ignore";
const GITIGNORE: &str = ".gitignore";

/// What ignore files say about a path.
enum Ignored {
    Not,
    /// A `.gitignore` names it, which counts only if Git doesn't track it.
    ByGit,
    /// An `.ignore` names it.
    LeftOut,
}

/// What the ignore files of a folder and of those above it leave out.
#[derive(Debug)]
struct Ignores {
    ignore: Gitignore,
    gitignore: Gitignore,
    above: Option<Arc<Ignores>>,
}

/// What the ignore files from the root down to a folder leave out, without the folder's own.
fn ignores_above(root: &Root, folder: &Path, problems: &mut Vec<String>) -> Option<Arc<Ignores>> {
    let mut above: Vec<&Path> =
        folder.ancestors().skip(1).take_while(|above| above.starts_with(root.path())).collect();
    above.reverse();
    above.into_iter().fold(None, |ignores, above| Ignores::of(root, above, ignores, problems))
}

impl Ignores {
    /// What the ignore files of a folder add to those above. A file that can't be read leaves out nothing, and is a problem.
    fn of(
        root: &Root,
        folder: &Path,
        above: Option<Arc<Ignores>>,
        problems: &mut Vec<String>,
    ) -> Option<Arc<Ignores>> {
        let mut read = |name| {
            matcher(root, folder, name).unwrap_or_else(|problem| {
                problems.push(problem);
                Gitignore::empty()
            })
        };
        let (ignore, gitignore) = (read(IGNORE), read(GITIGNORE));
        if ignore.is_empty() && gitignore.is_empty() {
            return above;
        }
        Some(Arc::new(Ignores { ignore, gitignore, above }))
    }

    /// What becomes of a path. The nearest `.ignore` that names it decides, then the nearest `.gitignore`.
    fn look(&self, path: &Path, is_folder: bool) -> Ignored {
        match self.decide(path, is_folder, |it| &it.ignore) {
            Some(true) => Ignored::LeftOut,
            Some(false) => Ignored::Not,
            None if self.decide(path, is_folder, |it| &it.gitignore) == Some(true) => Ignored::ByGit,
            None => Ignored::Not,
        }
    }

    fn decide(&self, path: &Path, is_folder: bool, file: fn(&Ignores) -> &Gitignore) -> Option<bool> {
        let chain = std::iter::successors(Some(self), |it| it.above.as_deref());
        chain.map(|it| file(it).matched(path, is_folder)).find_map(|matched| match matched {
            Match::None => None,
            Match::Ignore(_) => Some(true),
            Match::Whitelist(_) => Some(false),
        })
    }
}

/// What one ignore file leaves out: nothing if it isn't there.
fn matcher(root: &Root, folder: &Path, name: &str) -> Result<Gitignore, String> {
    let file = folder.join(name);
    let problem = |reason: &dyn std::fmt::Display| {
        format!("{} can't be read: {reason}. It is ignored.", file.display())
    };
    let contents = match root.read(&file, MAX_FILE_BYTES) {
        Err(refusal) if refusal.is_not_found() => return Ok(Gitignore::empty()),
        contents => contents.map_err(|refusal| problem(&refusal))?,
    };
    ignore_file(folder, &contents.bytes).ok_or_else(|| problem(&"its patterns are too complex"))
}

/// What an ignore file in a folder leaves out, by its bytes; `None` if its patterns are too complex.
#[must_use]
pub fn ignore_file(folder: &Path, bytes: &[u8]) -> Option<Gitignore> {
    let text = String::from_utf8_lossy(bytes);
    matcher_of(GitignoreBuilder::new(folder), text.trim_start_matches('\u{FEFF}').lines())
}

/// What the lines of an ignore file leave out; `None` if they are too complex.
#[must_use]
pub fn matcher_of<'a>(
    mut builder: GitignoreBuilder,
    lines: impl Iterator<Item = &'a str>,
) -> Option<Gitignore> {
    let mut wildcards = 0;
    for line in lines {
        wildcards += line.matches(['*', '?', '[']).count();
        if wildcards > MAX_WILDCARDS {
            return None;
        }
        // A line that isn't a pattern counts for nothing, as for git.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok()
}

/// The name of a file's folder; `.` where the path has none.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A folder in which every file says its path's name, so that all ignore files are `name` by line.
    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    fn search(dir: &Path, below: &str, extent: Extent) -> (Vec<String>, Vec<String>) {
        let found = config_files(&dir.join(below), None, extent);
        let name = |file: &ProjectFile| {
            let folder = file.path.parent().unwrap().strip_prefix(dir).unwrap();
            folder.to_str().unwrap().to_owned()
        };
        let mut names: Vec<String> = found.files.iter().map(name).collect();
        names.sort();
        (names, found.problems)
    }

    #[test]
    fn ignore_files_count_as_for_git() {
        let dir = tree(&[
            (".git/HEAD", ""),
            (".gitignore", "\u{FEFF}dist/\n/build\n*.tmp\n!keep.tmp\n[broken\n"),
            (".ignore", "!again\n"),
            ("vercel.json", ""),
            ("dist/vercel.json", ""),
            ("build/vercel.json", ""),
            ("apps/build/vercel.json", ""),
            ("apps/dist/vercel.json", ""),
            ("apps/.gitignore", "again\nown\n"),
            ("apps/again/vercel.json", ""),
            ("apps/own/vercel.json", ""),
            ("own/vercel.json", ""),
            ("x.tmp/vercel.json", ""),
            ("keep.tmp/vercel.json", ""),
            ("node_modules/x/vercel.json", ""),
            ("module/.git", "gitdir: elsewhere"),
            ("module/dist/vercel.json", ""),
            ("hidden/.x/vercel.json", ""),
        ]);
        for extent in [Extent::Everything, Extent::Entries(1000)] {
            let (found, problems) = search(dir.path(), "", extent);
            let expected = ["", "apps/again", "apps/build", "hidden/.x", "keep.tmp", "module/dist", "own"];
            assert_eq!((found, problems), (expected.map(String::from).to_vec(), vec![]), "{extent:?}");
        }
        assert_eq!(search(dir.path(), "apps", Extent::Everything).0, ["apps/again", "apps/build"]);
    }

    #[test]
    fn what_git_tracks_is_found_though_it_is_ignored() {
        let dir = tree(&[
            (".gitignore", "dist/\nown/vercel.json\n"),
            (".ignore", "/left\n"),
            ("dist/vercel.json", ""),
            ("dist/a/vercel.json", ""),
            ("dist/b/vercel.json", ""),
            ("own/vercel.json", ""),
            ("left/vercel.json", ""),
            ("apps/dist/vercel.json", ""),
        ]);
        let git = |arguments: &[&str]| {
            let mut git = std::process::Command::new("git");
            assert!(git.current_dir(dir.path()).args(arguments).status().unwrap().success());
        };
        git(&["init", "--quiet"]);
        for extent in [Extent::Everything, Extent::Entries(1000)] {
            assert_eq!(search(dir.path(), "", extent).0, Vec::<String>::new(), "{extent:?}");
        }
        git(&["add", "--force", "dist/a/vercel.json", "own/vercel.json", "left/vercel.json"]);
        for extent in [Extent::Everything, Extent::Entries(1000)] {
            assert_eq!(search(dir.path(), "", extent).0, ["dist/a", "own"], "{extent:?}");
        }
    }

    #[test]
    fn nothing_above_the_project_counts() {
        let dir = tree(&[(".gitignore", "*"), ("project/apps/vercel.json", "")]);
        let (found, problems) = search(dir.path(), "project", Extent::Everything);
        assert_eq!((found, problems), (vec!["project/apps".to_owned()], vec![]));
        let workspace = dir.path().join("project");
        fs::write(workspace.join(".gitignore"), "apps").unwrap();
        let below = |workspace| config_files(&dir.path().join("project/apps"), workspace, Extent::Everything);
        assert_eq!(below(None).files.len(), 1);
        fs::write(workspace.join(".gitignore"), "vercel.json").unwrap();
        assert_eq!(below(None).files.len(), 1);
        assert_eq!(below(Some(&workspace)).files.len(), 0, "the workspace's folder is the root");
    }

    #[test]
    fn an_unreadable_ignore_file_is_reported_once_and_its_folder_is_searched() {
        let dir = tree(&[("a/vercel.json", ""), ("b/c/vercel.json", ""), ("secret", "b\n")]);
        let pipe = dir.path().join("a/.gitignore");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        std::os::unix::fs::symlink("../secret", dir.path().join("b/.ignore")).unwrap();
        fs::File::create(dir.path().join("b/.gitignore")).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
        for extent in [Extent::Everything, Extent::Entries(1000)] {
            let (found, mut problems) = search(dir.path(), "a", extent);
            problems.extend(search(dir.path(), "b", extent).1);
            assert_eq!(found, ["a"]);
            let prefix = dir.path().canonicalize().unwrap();
            let said = problems.join("\n").replace(prefix.to_str().unwrap(), "");
            assert_eq!(
                said,
                "/a/.gitignore can't be read: it is a pipe, not a regular file. It is ignored.\n\
                 /b/.ignore can't be read: it is a link to a file outside the project `/b`; replace it with a copy. It is ignored.\n\
                 /b/.gitignore can't be read: it is larger than 1 MiB. It is ignored."
            );
        }
    }

    #[test]
    fn an_ignore_file_that_takes_too_long_to_match_counts_for_nothing() {
        let file = |pattern: &str, count| ignore_file(Path::new("/"), pattern.repeat(count).as_bytes());
        assert!(file("*,", MAX_WILDCARDS + 1).is_none());
        assert!(file("build/*.log\n", 1000).is_some_and(|it| it.num_ignores() == 1000));
    }

    #[test]
    fn a_search_ends_at_its_bound() {
        let dir = tree(&[("a/vercel.json", ""), ("b/vercel.json", ""), ("c/vercel.json", "")]);
        assert_eq!(search(dir.path(), "", Extent::Entries(4)).0.len(), 1);
        assert_eq!(search(dir.path(), "", Extent::Entries(0)).0.len(), 0);
    }
}
