//! The project tree on disk, fenced in at the project root.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::open::{self, Kind, Root, Stamp};
use super::{Entry, EntryKind, Link, MAX_FILE_BYTES, ProjectFs, normalize};

/// How many entries of one folder [`ProjectFs::list`] tells; the others stay unlisted, in no particular order.
pub const MAX_ENTRIES: usize = 10_000;

/// The longest path that is looked up, in bytes. Linux, where Vercel builds, opens none that is longer.
const MAX_PATH_BYTES: usize = 4096;

/// How many names of a folder are remembered. To read more takes longer than to look for a few dozen files.
const MAX_NAMES: usize = 1_000;

/// How many places are remembered.
const MAX_SEEN: usize = 8192;

/// How many bytes the cache holds, about, before it starts over.
const MAX_CACHED_BYTES: usize = 64 * 1024 * 1024;

/// The project tree on disk.
///
/// Nothing outside the root is read, nor its existence revealed: not by `..`, not by an absolute path, not by a symbolic link that
/// leads out. Only regular files are opened, so that a pipe or a device never blocks. Answers are remembered until
/// [`DiskFs::invalidate`]; safe to share between threads.
#[derive(Debug)]
pub struct DiskFs {
    root: Root,
    cache: RwLock<Cache>,
    seen: Option<Mutex<Dependencies>>,
}

/// The places that answers depend on, each as it was before it was looked at; `None` where nothing was.
#[derive(Debug, Clone, Default)]
pub struct Dependencies {
    /// Folders in which something was looked for.
    pub folders: BTreeMap<PathBuf, Option<Stamp>>,
    /// Files whose text was read.
    pub files: BTreeMap<PathBuf, Option<Stamp>>,
    /// Whether there are more.
    pub is_partial: bool,
}

/// What is asked of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Kind,
    Text,
    List,
}

#[derive(Debug, Default)]
struct Cache {
    answers: HashMap<String, Answer>,
    /// The names in folders that are reached through no link; `None` where they aren't known.
    names: HashMap<String, Option<Arc<Names>>>,
    /// Bytes of all these, about.
    bytes: usize,
    /// Counts invalidations: what was looked up before one is not stored after it.
    generation: u64,
}

/// What stands in a folder.
type Names = HashMap<Box<str>, Kind>;

/// What was asked about a path, as far as it was asked.
#[derive(Debug, Clone, Default)]
struct Answer {
    kind: Option<Option<EntryKind>>,
    text: Option<Option<Arc<str>>>,
    list: Option<Vec<Entry>>,
}

impl DiskFs {
    /// The tree below `root`.
    ///
    /// # Errors
    ///
    /// If `root` can't be resolved or is no folder.
    pub fn new(root: &Path) -> io::Result<DiskFs> {
        Ok(DiskFs { root: Root::new(root)?, cache: RwLock::default(), seen: None })
    }

    /// The same, remembering what its answers depend on.
    #[must_use]
    pub fn tracking_dependencies(self) -> DiskFs {
        DiskFs { seen: Some(Mutex::default()), ..self }
    }

    /// What the answers so far depend on; nothing if it doesn't remember.
    #[must_use]
    pub fn seen(&self) -> Dependencies {
        let Some(seen) = &self.seen else { return Dependencies::default() };
        seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many places they are.
    #[must_use]
    pub fn dependency_count(&self) -> usize {
        let Some(seen) = &self.seen else { return 0 };
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.folders.len() + seen.files.len()
    }

    /// Remembers that something is about to be looked for at a place.
    fn see(&self, place: &Path, asked: Asked) {
        let Some(seen) = &self.seen else { return };
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Dependencies { folders, files, is_partial } = &mut *seen;
        let mut is_there = |places: &mut BTreeMap<PathBuf, Option<Stamp>>, place: &Path| {
            if let Some(stamp) = places.get(place) {
                return stamp.is_some();
            }
            let stamp = open::stamp_at(place);
            if places.len() < MAX_SEEN {
                places.insert(place.to_owned(), stamp);
            } else {
                *is_partial = true;
            }
            stamp.is_some()
        };
        match asked {
            Asked::Kind => {}
            Asked::Text => _ = is_there(files, place),
            Asked::List => _ = is_there(folders, place),
        }
        // What comes into a folder that isn't there comes with the folder.
        for folder in place.ancestors().skip(1).take_while(|folder| folder.starts_with(self.root())) {
            if is_there(folders, folder) {
                break;
            }
        }
    }

    /// The root, with its symbolic links resolved.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Forgets what depends on `path`, which was created, changed or deleted: itself, what lies below, the folders above.
    pub fn invalidate(&self, path: &str) {
        let Some(path) = normalize(path) else { return };
        let mut cache = self.cache.write().unwrap_or_else(PoisonError::into_inner);
        cache.generation += 1;
        let is_kept = |known: &str| !(is_within(known, &path) || is_within(&path, known));
        cache.answers.retain(|known, _| is_kept(known));
        cache.names.retain(|known, _| is_kept(known));
        cache.count_bytes();
    }

    /// Forgets everything.
    pub fn invalidate_all(&self) {
        let mut cache = self.cache.write().unwrap_or_else(PoisonError::into_inner);
        *cache = Cache { generation: cache.generation + 1, ..Cache::default() };
    }

    /// Answers from the cache, or asks the disk and remembers. `known` and `slot` pick the part of the answer that the question fills.
    fn ask<T: Clone>(
        &self,
        path: &str,
        known: fn(&Answer) -> &Option<T>,
        slot: fn(&mut Answer) -> &mut Option<T>,
        ask: fn(&Root, &Path) -> T,
        none: T,
        asked: Asked,
    ) -> T {
        let Some(path) = normalize(path).filter(|path| path.len() <= MAX_PATH_BYTES) else { return none };
        let generation = {
            let cache = self.cache.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = cache.answers.get(&*path).and_then(|answer| known(answer).clone()) {
                return known;
            }
            cache.generation
        };
        match self.inner(&path) {
            Some(inner) => self.see(&self.root().join(inner), asked),
            None if path == "." => self.see(self.root(), asked),
            None => {}
        }
        let (answer, direct) = match self.is_there(&path, generation) {
            Some(true) => (ask(&self.root, &self.root().join(&*path)), true),
            Some(false) => (none, true),
            None => match self.locate(&path) {
                Some(place) => {
                    let direct = place == self.root().join(&*path) || path == ".";
                    if !direct {
                        self.see(&place, asked);
                    }
                    (ask(&self.root, &place), direct)
                }
                // Nothing there, or a link that leads nowhere: the latter has no path of its own that could be invalidated.
                None => (none, !self.has_link(&path)),
            },
        };
        // What is reached through a link changes without an event for this path: it is asked anew each time.
        if direct {
            let mut cache = self.cache.write().unwrap_or_else(PoisonError::into_inner);
            if cache.generation == generation {
                cache.store(path.into_owned(), |known| *slot(known) = Some(answer.clone()));
            }
        }
        answer
    }

    /// Whether a file or folder is at a normal path and is reached through no link, as the names in the folders on the way tell: dozens of
    /// files are looked for in a folder, nearly all in vain. `None` where the names don't tell.
    fn is_there(&self, path: &str, generation: u64) -> Option<bool> {
        // A disk may take one spelling of an accented letter for another. In a browser, what is asked for has to be told one by one.
        if path == "." || !path.is_ascii() || cfg!(target_family = "wasm") {
            return None;
        }
        self.inner(path)?;
        let (mut folder, mut start) = (".", 0);
        for end in path.match_indices('/').map(|(at, _)| at).chain([path.len()]) {
            match self.names(folder, generation)?.get(path.get(start..end)?) {
                None => return Some(false),
                Some(Kind::Link | Kind::Other) => return None,
                Some(Kind::File) => return Some(end == path.len()),
                Some(Kind::Directory) => {}
            }
            (folder, start) = (path.get(..end)?, end + 1);
        }
        Some(true)
    }

    /// The names in a folder that is there and is reached through no link; `None` where it has too many, or can't be read.
    fn names(&self, folder: &str, generation: u64) -> Option<Arc<Names>> {
        if let Some(known) = self.cache.read().unwrap_or_else(PoisonError::into_inner).names.get(folder) {
            return known.clone();
        }
        let place = if folder == "." { self.root().to_owned() } else { self.root().join(folder) };
        self.see(&place, Asked::List);
        let names = names(&self.root, &place).map(Arc::new);
        let mut cache = self.cache.write().unwrap_or_else(PoisonError::into_inner);
        if cache.generation == generation {
            cache.names.insert(folder.to_owned(), names.clone());
            cache.bytes += folder.len() + bytes_of(names.as_deref());
            cache.keep_within_limit();
        }
        names
    }

    /// Where a normal path lies on disk, all links resolved; `None` if nothing is there or it lies outside the root.
    fn locate(&self, path: &str) -> Option<PathBuf> {
        if path == "." {
            return Some(self.root().to_owned());
        }
        let place = self.root.locate(&self.root().join(self.inner(path)?)).ok()?;
        let found = place.strip_prefix(self.root()).ok()?;
        // Vercel builds on a disk where case counts, whatever this one does.
        (!differs_in_case(found, path) || self.has_link(path)).then_some(place)
    }

    /// The path as one of this system, if each of its segments is a plain name here (on Windows, `C:` and `..\x` are not).
    fn inner<'a>(&self, path: &'a str) -> Option<&'a Path> {
        let path = Path::new(path);
        path.components().all(|component| matches!(component, Component::Normal(_))).then_some(path)
    }

    /// Whether a symbolic link stands on the way to a path.
    fn has_link(&self, path: &str) -> bool {
        self.links(path).next().is_some()
    }

    /// The symbolic links on the way to a path, the path itself first.
    fn links<'a>(&self, path: &'a str) -> impl Iterator<Item = &'a str> {
        let on_the_way = self.inner(path).into_iter().flat_map(Path::ancestors).filter_map(Path::to_str);
        on_the_way.filter(|part| open::is_link(&self.root().join(part)))
    }
}

impl ProjectFs for DiskFs {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.ask(path, |answer| &answer.kind, |answer| &mut answer.kind, kind, None, Asked::Kind)
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.ask(path, |answer| &answer.text, |answer| &mut answer.text, read, None, Asked::Text)
    }

    fn link(&self, path: &str) -> Option<Link> {
        let path = normalize(path).filter(|path| path.len() <= MAX_PATH_BYTES)?;
        let mut links = self.links(&path).peekable();
        links.peek()?;
        if links.any(|link| self.locate(link).is_none()) {
            return Some(Link::Elsewhere);
        }
        let place = self.locate(&path)?;
        let names = place.strip_prefix(self.root()).ok()?.iter().map(|name| name.to_str());
        let path = names.collect::<Option<Vec<_>>>()?.join("/");
        Some(Link::Inside(if path.is_empty() { ".".to_owned() } else { path }))
    }

    fn list(&self, path: &str) -> Vec<Entry> {
        self.ask(path, |answer| &answer.list, |answer| &mut answer.list, list, Vec::new(), Asked::List)
    }
}

impl Cache {
    fn store(&mut self, path: String, fill: impl FnOnce(&mut Answer)) {
        let path_bytes = path.len();
        let mut is_new = false;
        let answer = self.answers.entry(path).or_insert_with(|| {
            is_new = true;
            Answer::default()
        });
        let before = if is_new { 0 } else { answer.bytes(path_bytes) };
        fill(answer);
        self.bytes = self.bytes - before + answer.bytes(path_bytes);
        self.keep_within_limit();
    }

    /// Starts over where it holds too much.
    fn keep_within_limit(&mut self) {
        if self.bytes > MAX_CACHED_BYTES {
            self.answers.clear();
            self.names.clear();
            self.bytes = 0;
        }
    }

    fn count_bytes(&mut self) {
        let answers = self.answers.iter().map(|(path, answer)| answer.bytes(path.len()));
        let names = self.names.iter().map(|(folder, names)| folder.len() + bytes_of(names.as_deref()));
        self.bytes = answers.chain(names).sum();
    }
}

impl Answer {
    /// What it takes in memory, about, with its path.
    fn bytes(&self, path: usize) -> usize {
        let text = self.text.as_ref().and_then(Option::as_ref).map_or(0, |text| text.len());
        let list = self.list.as_ref().map_or(0, |list| list.len() * size_of::<Entry>());
        path + text + list + size_of::<Answer>()
    }
}

/// What a folder's names take in memory, about.
fn bytes_of(names: Option<&Names>) -> usize {
    names.into_iter().flatten().map(|(name, _)| name.len() + size_of::<(Box<str>, Kind)>()).sum()
}

/// Whether two paths differ, and only in upper and lower case: the disk took one for the other.
fn differs_in_case(found: &Path, asked: &str) -> bool {
    found != Path::new(asked)
        && found.to_str().is_some_and(|found| found.replace('\\', "/").to_lowercase() == asked.to_lowercase())
}

/// Whether a normal path is a folder or is below it.
fn is_within(path: &str, folder: &str) -> bool {
    folder == "." || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Pipes, sockets and devices are ignored.
fn kind(_: &Root, place: &Path) -> Option<EntryKind> {
    match open::stands_at(place)? {
        Kind::File => Some(EntryKind::File),
        Kind::Directory => Some(EntryKind::Directory),
        Kind::Link | Kind::Other => None,
    }
}

fn read(root: &Root, place: &Path) -> Option<Arc<str>> {
    let contents = root.read(place, MAX_FILE_BYTES).ok()?;
    Some(String::from_utf8_lossy(&contents.bytes).into())
}

/// The names in a folder; `None` where there are too many, or it can't be read.
fn names(root: &Root, place: &Path) -> Option<Names> {
    let mut names = Names::new();
    for (count, (name, kind)) in root.list(place).ok()?.enumerate() {
        if count == MAX_NAMES {
            return None;
        }
        // No path in `vercel.json` has a name that isn't valid UTF-8.
        if let Ok(name) = name.into_string() {
            names.insert(name.into(), kind);
        }
    }
    Some(names)
}

/// As Vercel's detectors list a folder, symbolic links are left out, so that no walk over the tree can run in circles.
fn list(root: &Root, place: &Path) -> Vec<Entry> {
    let Ok(entries) = root.list(place) else { return Vec::new() };
    let mut entries: Vec<Entry> = entries
        .filter_map(|(name, kind)| {
            let kind = match kind {
                Kind::File => EntryKind::File,
                Kind::Directory => EntryKind::Directory,
                Kind::Link | Kind::Other => return None,
            };
            Some(Entry { name: name.into_string().ok()?, kind })
        })
        .take(MAX_ENTRIES)
        .collect();
    entries.sort();
    entries
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use crate::project::Folder;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    /// A project in a temporary folder, with a secret beside it.
    fn project() -> (tempfile::TempDir, DiskFs) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("project");
        fs::create_dir_all(root.join("apps/web")).unwrap();
        fs::write(root.join("apps/web/package.json"), "{}").unwrap();
        fs::write(dir.path().join("secret"), "secret").unwrap();
        let fs = DiskFs::new(&root).unwrap();
        (dir, fs)
    }

    #[test]
    fn tells_what_is_there() {
        let (_dir, fs) = project();
        assert_eq!(fs.kind("."), Some(EntryKind::Directory));
        assert_eq!(fs.kind("apps/web"), Some(EntryKind::Directory));
        assert_eq!(fs.kind("./apps//web/../web/package.json"), Some(EntryKind::File));
        assert_eq!(fs.read("apps/web/package.json").as_deref(), Some("{}"));
        assert_eq!(fs.list("apps"), [Entry { name: "web".into(), kind: EntryKind::Directory }]);
        assert_eq!(
            (fs.kind("apps/nope"), fs.read("apps/web"), fs.list("apps/web/package.json")),
            (None, None, vec![])
        );
        assert_eq!(fs.kind("apps/web/package.json/x"), None);
    }

    #[test]
    fn root_must_be_a_folder() {
        let (dir, _fs) = project();
        assert!(DiskFs::new(&dir.path().join("secret")).is_err());
        assert!(DiskFs::new(&dir.path().join("nope")).is_err());
    }

    #[test]
    fn nothing_outside_is_reached() {
        let (dir, fs) = project();
        let absolute = dir.path().join("secret");
        let paths = [
            "../secret",
            "apps/../../secret",
            "../../../../../../etc/passwd",
            "/etc/passwd",
            "..",
            "apps/\0",
            "\\\\host\\share\\x",
        ];
        for path in paths.into_iter().chain([absolute.to_str().unwrap()]) {
            assert_eq!((fs.kind(path), fs.read(path), fs.list(path)), (None, None, vec![]), "{path}");
        }
    }

    #[test]
    fn links_are_followed_inside_only() {
        let (dir, fs) = project();
        let root = fs.root().to_owned();
        symlink(dir.path(), root.join("out")).unwrap();
        symlink("../secret", root.join("secret")).unwrap();
        symlink("apps/web", root.join("in")).unwrap();
        symlink("loop-b", root.join("loop-a")).unwrap();
        symlink("loop-a", root.join("loop-b")).unwrap();
        symlink(".", root.join("self")).unwrap();
        symlink("nowhere", root.join("dangling")).unwrap();
        symlink(dir.path(), root.join("apps/web/out")).unwrap();
        for path in ["out", "out/secret", "secret", "loop-a", "loop-b", "dangling"] {
            assert_eq!((fs.kind(path), fs.read(path)), (None, None), "{path}");
        }
        assert_eq!(fs.read("in/package.json").as_deref(), Some("{}"));
        assert_eq!(fs.kind("self/self/self/apps"), Some(EntryKind::Directory));
        let names: Vec<_> = fs.list(".").into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["apps"], "links are not listed");
        let inside = |path: &str| Some(Link::Inside(path.to_owned()));
        assert_eq!(
            (fs.link("in"), fs.link("./in/package.json")),
            (inside("apps/web"), inside("apps/web/package.json"))
        );
        assert_eq!((fs.link("self"), fs.link("apps/web"), fs.link("nope")), (inside("."), None, None));
        assert_eq!((fs.link("in/nope"), fs.link("self/nope/in")), (None, None), "the link is fine");
        for path in ["out", "out/secret", "out/nope", "secret", "loop-a", "dangling", "in/out"] {
            assert_eq!(fs.link(path), Some(Link::Elsewhere), "{path}");
        }
        let missing = Folder::root(&fs).missing("out/web").sentences("out/web", "folder", "the build fails");
        assert_eq!(
            missing.as_deref(),
            Some(
                "`out/web` goes through a symbolic link that is broken or points outside the project, so the build fails. Use another folder."
            )
        );
    }

    #[test]
    fn links_are_not_remembered() {
        let (dir, fs) = project();
        symlink("apps/web", fs.root().join("in")).unwrap();
        symlink("later", fs.root().join("dangling")).unwrap();
        assert_eq!(fs.read("in/package.json").as_deref(), Some("{}"));
        assert_eq!(fs.kind("dangling"), None);
        fs::write(fs.root().join("apps/web/package.json"), "[]").unwrap();
        fs::write(fs.root().join("later"), "").unwrap();
        assert_eq!(fs.read("in/package.json").as_deref(), Some("[]"));
        assert_eq!(fs.kind("dangling"), Some(EntryKind::File));
        drop(dir);
    }

    #[test]
    fn case_counts() {
        for (found, asked, expected) in [
            ("api/main.py", "api/Main.py", true),
            ("api/main.py", "API/main.py", true),
            ("api/main.py", "api/main.py", false),
            ("elsewhere/main.py", "api/Main.py", false),
            ("größe", "GRÖßE", true),
        ] {
            assert_eq!(differs_in_case(Path::new(found), asked), expected, "{asked}");
        }
        // A link whose target differs in case is there.
        let (_dir, fs) = project();
        symlink("apps", fs.root().join("Apps")).unwrap();
        assert_eq!(fs.kind("Apps/web/package.json"), Some(EntryKind::File));
        assert_eq!(fs.kind("apps/Web/package.json"), None);
    }

    #[test]
    fn pipes_and_devices_are_not_opened() {
        let (_dir, fs) = project();
        let pipe = fs.root().join("Dockerfile");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        symlink("/dev/zero", fs.root().join("zero")).unwrap();
        assert_eq!((fs.kind("Dockerfile"), fs.read("Dockerfile")), (None, None));
        assert_eq!((fs.kind("zero"), fs.read("zero")), (None, None));
    }

    #[test]
    fn large_and_unreadable_files_have_no_text() {
        let (_dir, fs) = project();
        let at_limit = vec![b'a'; usize::try_from(MAX_FILE_BYTES).unwrap()];
        fs::write(fs.root().join("fits"), &at_limit).unwrap();
        fs::write(fs.root().join("large"), [&at_limit[..], b"a"].concat()).unwrap();
        fs::write(fs.root().join("latin-1"), b"caf\xe9").unwrap();
        fs::write(fs.root().join("locked"), "x").unwrap();
        fs::set_permissions(fs.root().join("locked"), fs::Permissions::from_mode(0o000)).unwrap();
        assert_eq!(fs.read("fits").map(|text| text.len()), Some(at_limit.len()));
        assert_eq!((fs.kind("large"), fs.read("large")), (Some(EntryKind::File), None));
        assert_eq!(fs.read("latin-1").as_deref(), Some("caf\u{FFFD}"));
        assert_eq!(fs.kind("locked"), Some(EntryKind::File));
        // The superuser reads it all the same.
        let may_read = fs::read(fs.root().join("locked")).is_ok();
        assert_eq!(fs.read("locked").is_some(), may_read);
    }

    #[test]
    fn huge_folder_is_bounded() {
        let (_dir, fs) = project();
        let huge = fs.root().join("huge");
        fs::create_dir(&huge).unwrap();
        for name in 0..2 * MAX_ENTRIES {
            fs::File::create(huge.join(name.to_string())).unwrap();
        }
        assert_eq!(fs.list("huge").len(), MAX_ENTRIES);
        assert_eq!(fs.kind("huge/19999"), Some(EntryKind::File));
    }

    #[test]
    fn answers_last_until_invalidated() {
        let (_dir, fs) = project();
        assert_eq!(fs.kind("api/main.py"), None);
        assert_eq!(fs.kind("api"), None);
        assert_eq!(fs.list(".").len(), 1);
        assert_eq!(fs.read("apps/web/package.json").as_deref(), Some("{}"));

        fs::create_dir(fs.root().join("api")).unwrap();
        fs::write(fs.root().join("api/main.py"), "").unwrap();
        fs::write(fs.root().join("apps/web/package.json"), "[]").unwrap();
        assert_eq!(fs.kind("api/main.py"), None, "remembered");

        fs.invalidate("api/main.py");
        assert_eq!(fs.kind("api/main.py"), Some(EntryKind::File));
        assert_eq!(fs.kind("api"), Some(EntryKind::Directory));
        assert_eq!(fs.list(".").len(), 2);
        assert_eq!(fs.read("apps/web/package.json").as_deref(), Some("{}"), "another path stays remembered");

        fs::remove_dir_all(fs.root().join("apps")).unwrap();
        fs.invalidate("apps");
        assert_eq!((fs.kind("apps"), fs.read("apps/web/package.json")), (None, None));

        fs::remove_dir_all(fs.root().join("api")).unwrap();
        fs.invalidate_all();
        assert_eq!((fs.kind("api"), fs.list(".").len()), (None, 0));
    }

    #[test]
    fn what_answers_depend_on_is_remembered() {
        let (_dir, fs) = project();
        let fs = fs.tracking_dependencies();
        symlink("apps", fs.root().join("link")).unwrap();
        assert_eq!(fs.kind("apps/web/index.ts"), None);
        assert!(fs.read("apps/web/package.json").is_some());
        assert_eq!(fs.list("apps").len(), 1);
        assert_eq!(fs.kind("api/src/main.py"), None);
        assert_eq!(fs.kind("link/other.ts"), None);
        assert_eq!(fs.kind("../outside/x"), None);
        let seen = fs.seen();
        let shown = |places: &BTreeMap<PathBuf, Option<Stamp>>| -> Vec<_> {
            let path = |place: &PathBuf| place.strip_prefix(fs.root()).unwrap().to_str().unwrap().to_owned();
            places.iter().map(|(place, stamp)| (path(place), stamp.is_some())).collect()
        };
        let folders = [
            ("", true),
            ("api", false),
            ("api/src", false),
            ("apps", true),
            ("apps/web", true),
            ("link", true),
        ];
        assert_eq!(shown(&seen.folders), folders.map(|(path, is_there)| (path.to_owned(), is_there)));
        assert_eq!(shown(&seen.files), [("apps/web/package.json".to_owned(), true)]);
        assert!(!seen.is_partial);
        assert_eq!(DiskFs::new(fs.root()).unwrap().seen().folders.len(), 0);
    }

    #[test]
    fn shared_between_threads() {
        let (_dir, fs) = project();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for round in 0..200 {
                        assert_eq!(fs.read("apps/web/package.json").as_deref(), Some("{}"));
                        if round % 20 == 0 {
                            fs.invalidate("apps/web/package.json");
                        }
                    }
                });
            }
        });
    }
}
