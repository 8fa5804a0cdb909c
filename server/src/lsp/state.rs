//! What the server knows: open documents, settings, workspace folders, project trees.
//!
//! Everything here is plain and synchronous. The guard changes it in the order in which messages arrive; a request works
//! on the [`File`] as it was when the request arrived.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::mem;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use svc_analysis::options::{self, Options};
use svc_analysis::typing::Typing;
use svc_analysis::{Settings, Snapshot};
use svc_syntax::value::Memory;
use svc_syntax::{Parse, Source, Text};
use svc_vercel::project::Root;
use svc_vercel::project::open::{Stamp, resolved};
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use super::client_capabilities::ClientCapabilities;
use super::document::{Document, Kind};
use super::file::{About, File, OptionsTarget, Told, WasQuick, Workers};
use super::projects::{ByFolder, Projects};
use super::task::Instant;
use super::watch::Watched;
use super::{uri, watch};
use crate::on_disk::{OnDisk, OptionsFile, config_below};
use crate::project::CONFIG_FILE;

/// Settings of the workspace and of its folders.
#[derive(Debug, Clone, Default)]
pub struct AllSettings {
    /// Those of no folder in particular.
    pub workspace: Arc<Settings>,
    /// Those of a folder, where the client gave any.
    pub folders: Vec<(PathBuf, Arc<Settings>)>,
}

impl AllSettings {
    /// The settings of the innermost folder that holds the path.
    fn of(&self, path: Option<&Path>) -> &Arc<Settings> {
        path.and_then(|path| {
            let holding = self.folders.iter().filter(|(folder, _)| path.starts_with(folder));
            holding.max_by_key(|(folder, _)| folder.components().count())
        })
        .map_or(&self.workspace, |(_, settings)| settings)
    }
}

/// The server's state: open documents, settings, folders and projects.
#[derive(Debug, Default)]
pub struct State {
    /// What the client can do; known from `initialize` on.
    pub client: Arc<ClientCapabilities>,
    /// The workspace's folders.
    pub folders: Vec<Uri>,
    settings: AllSettings,
    documents: HashMap<String, Open>,
    /// Files of the workspace that are not open, as they were read last.
    unopened: HashMap<String, Unopened>,
    projects: Projects,
    revision: u64,
}

/// A version of an open document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedVersion {
    /// Its URI.
    pub uri: Uri,
    /// The client's version.
    pub version: Option<i32>,
    /// The revision of its last edit.
    edited: u64,
}

#[derive(Debug)]
struct Open {
    uri: Uri,
    version: Option<i32>,
    revision: u64,
    /// The revision of the last edit. Changes around the document make later ones.
    edited: u64,
    /// When that was.
    edited_at: Instant,
    /// Whether a task waits for it to rest.
    is_awaited: bool,
    document: Document,
    /// Where it is, if there are symbolic links on the way to its path.
    place: Option<PathBuf>,
    /// The folder of a `vercel.json`: the project's root.
    folder: Option<PathBuf>,
    /// Whether the user was told that the file is too large.
    was_reported_too_large: bool,
    /// What is known of its arrays, whatever its version.
    memory: Arc<Memory>,
    /// See [`File::is_quick`].
    was_quick: Arc<WasQuick>,
    workers: Workers,
    /// See [`File::typing`].
    is_resting: bool,
    /// See [`File::told`].
    told: Arc<Told>,
    /// The revision whose diagnostics were published last.
    published_revision: Option<u64>,
    file: Option<Arc<File>>,
}

impl Open {
    /// Where it is being typed.
    fn typing(&self) -> Option<Typing> {
        self.document.typed.map(|at| Typing { at, is_resting: self.is_resting })
    }
}

#[derive(Debug)]
struct Unopened {
    /// It is read again only if this differs.
    stamp: Stamp,
    folder: PathBuf,
    file: Arc<File>,
}

/// A file with svc-lsp's own options.
enum InForce<'a> {
    /// It is open.
    Open(&'a Open),
    /// It is not.
    OnDisk(&'a OptionsFile),
}

/// What a change of a document means for what was said about it.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// The file of this key has another text.
    Edited(String),
    /// The files with these keys have the same text, and what is said about them may differ.
    Affected(Vec<String>),
    /// The file of this key was rejected; the sentence says why.
    TooLarge(String, String),
    /// Nothing.
    None,
}

impl Change {
    /// Both of them, where neither is about an edit.
    fn and(self, other: Change) -> Change {
        match (self, other) {
            (Change::Affected(mut keys), Change::Affected(more)) => {
                keys.extend(more);
                keys.sort();
                keys.dedup();
                Change::Affected(keys)
            }
            (change, _) => change,
        }
    }
}

impl State {
    /// A document was opened, with its whole text.
    pub fn open(&mut self, uri: &Uri, language: &str, version: Option<i32>, text: &str) -> Change {
        let key = uri::key(uri);
        let kind = Kind::of(&uri::file_name(uri), language);
        let revision = self.next_revision();
        let open = Open {
            uri: uri.clone(),
            version,
            revision,
            edited: revision,
            edited_at: Instant::now(),
            is_awaited: false,
            document: Document::new(text, kind),
            place: uri::to_path(uri).and_then(|path| resolved(&path).filter(|place| *place != path)),
            folder: if kind.is_served() { self.folder_of(uri) } else { None },
            was_reported_too_large: false,
            memory: Arc::default(),
            was_quick: Arc::default(),
            workers: Workers::default(),
            is_resting: false,
            told: Arc::default(),
            published_revision: None,
            file: None,
        };
        self.documents.insert(key.clone(), open);
        self.changed(&key)
    }

    /// A document was edited. The changes apply one after the other, each to the result of the one before.
    ///
    /// If one was not understood (`None`), or applying it panics, the document counts as out of step: its content is unknown
    /// until the next whole text.
    pub fn change(
        &mut self,
        uri: &Uri,
        version: Option<i32>,
        changes: &[Option<TextDocumentContentChangeEvent>],
    ) -> Change {
        let key = uri::key(uri);
        let revision = self.next_revision();
        let encoding = self.client.encoding;
        let Some(open) = self.documents.get_mut(&key) else { return Change::None };
        if let Some(file) = open.file.take() {
            file.snapshot.stop();
        }
        (open.version, open.is_resting) = (version, false);
        (open.revision, open.edited, open.edited_at) = (revision, revision, Instant::now());
        let had_text = open.document.text.is_some();
        for change in changes {
            let Some(change) = change else {
                open.document.invalidate();
                continue;
            };
            let apply = std::panic::AssertUnwindSafe(|| open.document.apply(change, encoding));
            if std::panic::catch_unwind(apply).is_err() {
                open.document.invalidate();
            }
        }
        if had_text && open.document.text.is_none() {
            let name = open.uri.as_str();
            return Change::TooLarge(
                key,
                format!("svc-lsp failed to apply an edit to {name}. Please reopen the file."),
            );
        }
        self.changed(&key)
    }

    /// A document was saved: what is said about it waits no longer.
    pub fn saved(&mut self, uri: &Uri) -> Change {
        let said = self.say_all(&uri::key(uri), |open| open.document.typed = None);
        let around = uri::to_path(uri).map_or(Change::None, |path| self.files_changed(&[path]));
        if around == Change::None { said } else { around.and(said) }
    }

    /// Whether a document is being typed and no task waits yet for it to rest. From now on, one does.
    pub fn is_to_rest(&mut self, uri: &Uri) -> bool {
        let open = self.documents.get_mut(&uri::key(uri));
        let typed = open.filter(|open| open.document.typed.is_some());
        typed.is_some_and(|open| !mem::replace(&mut open.is_awaited, true))
    }

    /// What follows from nothing having been typed into a document for so long.
    ///
    /// # Errors
    ///
    /// How much longer that is.
    pub fn rest(&mut self, uri: &Uri, rest: Duration) -> Result<Change, Duration> {
        let key = uri::key(uri);
        let Some(open) = self.documents.get_mut(&key) else { return Ok(Change::None) };
        let left = rest.saturating_sub(open.edited_at.elapsed());
        if open.document.typed.is_some() && !left.is_zero() {
            return Err(left);
        }
        open.is_awaited = false;
        Ok(self.say_all(&key, |open| open.is_resting = true))
    }

    /// Lets what waits be said. What was held back makes a new revision.
    fn say_all(&mut self, key: &str, settle: impl FnOnce(&mut Open)) -> Change {
        let revision = self.next_revision();
        let Some(open) = self.documents.get_mut(key).filter(|open| open.document.typed.is_some()) else {
            return Change::None;
        };
        settle(open);
        if open.file.take_if(|file| file.holds_back()).is_none() {
            if let Some(file) = &open.file {
                *file.typing.lock().unwrap_or_else(PoisonError::into_inner) = open.typing();
            }
            return Change::None;
        }
        open.revision = revision;
        Change::Affected(vec![key.to_owned()])
    }

    /// A document was closed. Tells the URI by which the client knew it, if something may have been said about it.
    pub fn close(&mut self, uri: &Uri) -> (Option<Uri>, Change) {
        let key = uri::key(uri);
        let Some(open) = self.documents.remove(&key) else { return (None, Change::None) };
        match open.document.kind {
            Kind::Config => (Some(open.uri), Change::None),
            Kind::Options => (Some(open.uri), self.recheck_below(open.folder.as_deref())),
            Kind::Other => (None, self.recheck_around(uri)),
        }
    }

    /// The client rejected a registration that it had announced, so the server polls instead.
    pub fn disable_registration(&mut self, method: &str) {
        let mut client = ClientCapabilities::clone(&self.client);
        match method {
            "workspace/didChangeWatchedFiles" => client.registers_watchers = false,
            "workspace/didChangeConfiguration" => client.registers_configuration = false,
            _ => {}
        }
        self.client = Arc::new(client);
    }

    /// Files changed on disk.
    pub fn files_changed(&mut self, paths: &[PathBuf]) -> Change {
        let paths: Vec<&PathBuf> = paths.iter().filter(|path| !watch::is_ignored(path)).collect();
        let roots = self.projects.forget(&paths);
        self.recheck(|folder| folder.is_some_and(|folder| roots.iter().any(|root| root == folder)))
    }

    /// These projects changed on disk.
    pub fn projects_changed(&mut self, projects: &[(PathBuf, Arc<OnDisk>)]) -> Change {
        let changed = projects.iter().filter(|(folder, disk)| self.projects.replace(folder, disk));
        let folders: Vec<&PathBuf> = changed.map(|(folder, _)| folder).collect();
        self.recheck(|folder| folder.is_some_and(|folder| folders.iter().any(|changed| *changed == folder)))
    }

    /// A number that changes when a project is added, removed or depends on another place; `None` if the client can't watch
    /// single folders.
    pub fn watch_fingerprint(&self) -> Option<usize> {
        let can_watch = self.client.registers_watchers && self.client.watches_folders;
        let each = self
            .projects
            .all()
            .map(|(_, disk)| (Arc::as_ptr(disk) as usize).wrapping_add(disk.dependency_count()));
        can_watch.then(|| each.fold(0, usize::wrapping_add))
    }

    /// What the client is to watch, with the source code of these folders, and the projects that depend on it; `None` if that is what
    /// it was asked for before.
    pub fn to_watch(&self, before: &Watched, sources: Vec<PathBuf>) -> Option<(Watched, ByFolder)> {
        let projects = self.projects.all().filter(|(folder, _)| self.is_watched(folder));
        let projects: Vec<_> = projects.map(|(folder, disk)| (folder.to_owned(), Arc::clone(disk))).collect();
        let mut watched = before.clone();
        for (folder, disk) in &projects {
            watch::add(&mut watched, folder, disk);
        }
        for folder in sources.into_iter().filter(|folder| self.is_watched(folder)) {
            watch::add_sources(&mut watched, folder);
        }
        (self.client.registers_watchers && watched != *before).then_some((watched, projects))
    }

    /// The projects of files that the client doesn't watch.
    pub fn unwatched(&self) -> ByFolder {
        let mut used: HashSet<&Path> =
            self.documents.values().filter_map(|open| open.folder.as_deref()).collect();
        used.extend(self.unopened.values().map(|kept| kept.folder.as_path()));
        let unwatched =
            self.projects.all().filter(|(folder, _)| used.contains(folder) && !self.is_watched(folder));
        unwatched.map(|(folder, disk)| (folder.to_owned(), Arc::clone(disk))).collect()
    }

    /// Every project.
    #[cfg(target_family = "wasm")]
    pub fn projects(&self) -> ByFolder {
        self.projects.all().map(|(folder, disk)| (folder.to_owned(), Arc::clone(disk))).collect()
    }

    /// Whether the client reports what changes in a folder.
    fn is_watched(&self, folder: &Path) -> bool {
        self.client.registers_watchers && self.workspace_of(folder).is_some()
    }

    /// The settings changed.
    pub fn set_settings(&mut self, settings: AllSettings) -> Change {
        self.settings = settings;
        self.recheck(|_| true)
    }

    /// The settings of no folder in particular changed; those of folders are unknown again.
    pub fn set_workspace_settings(&mut self, settings: Settings) -> Change {
        self.set_settings(AllSettings { workspace: Arc::new(settings), folders: Vec::new() })
    }

    /// The current version of an open `vercel.json`; `None` for every other document, and where the text is unknown.
    pub fn file(&mut self, uri: &Uri) -> Option<Arc<File>> {
        self.file_of_key(&uri::key(uri))
    }

    /// See [`State::file`].
    pub fn file_of_key(&mut self, key: &str) -> Option<Arc<File>> {
        let open = self.documents.get(key)?;
        if let Some(file) = &open.file {
            return Some(Arc::clone(file));
        }
        let (text, parse) = (open.document.text.clone()?, open.document.parse.clone()?);
        let (uri, version, revision) = (open.uri.clone(), open.version, open.revision);
        let root = match &open.folder {
            Some(folder) if uri::is_untitled(&uri) => uri::of_folder(folder),
            _ => uri::folder(&uri),
        };
        let (memory, was_quick) = (Arc::clone(&open.memory), Arc::clone(&open.was_quick));
        let workers = open.workers.clone();
        let typing = Mutex::new(open.typing());
        let told = Arc::clone(&open.told);
        let (folder, kind) = (open.folder.clone(), open.document.kind);
        let options = open.document.options().cloned();
        let mut snapshot = self.snapshot(folder.as_deref(), text, parse).with_memory(memory);
        if folder.is_none() || uri::is_untitled(&uri) {
            snapshot = snapshot.without_project();
        }
        let (snapshot, about) = match kind {
            Kind::Options => {
                (snapshot.of_options(), About::Options(self.named_in(folder.as_deref(), options.as_ref())))
            }
            _ => (snapshot, About::Config(self.options_for(folder.as_deref()))),
        };
        let client = Arc::clone(&self.client);
        let findings = OnceLock::new();
        let file = Arc::new(File {
            uri,
            version,
            revision,
            root,
            snapshot,
            about,
            typing,
            told,
            holds_back: AtomicBool::new(false),
            client,
            was_quick,
            workers,
            findings,
        });
        self.documents.get_mut(key)?.file = Some(Arc::clone(&file));
        Some(file)
    }

    /// The `vercel.json` files that options in a folder ignore findings in, as they are open or on disk.
    fn named_in(&mut self, folder: Option<&Path>, options: Option<&Arc<Options>>) -> Vec<(String, Snapshot)> {
        let (Some(folder), Some(options)) = (folder, options) else { return Vec::new() };
        let is_below =
            |file: &&String| Path::new(file).components().all(|part| matches!(part, Component::Normal(_)));
        let files = options.ignored.keys().filter(is_below).take(options::MAX_FILES);
        files.filter_map(|file| Some((file.clone(), self.config_at(&folder.join(file))?))).collect()
    }

    /// A `vercel.json` by its path, as it is open or on disk; `None` if there is none.
    fn config_at(&mut self, path: &Path) -> Option<Snapshot> {
        let is_it = |open: &Open| {
            open.document.kind == Kind::Config && uri::to_path(&open.uri).is_some_and(|it| it == path)
        };
        let key = self.documents.iter().find(|(_, open)| is_it(open)).map(|(key, _)| key.clone());
        if let Some(file) = key.and_then(|key| self.file_of_key(&key)) {
            return Some(file.snapshot.clone());
        }
        let folder = path.parent()?;
        let workspace = self.workspace_of(folder);
        let project = self.projects.get(Some(folder), workspace.as_deref(), std::iter::empty());
        let text = project.read(path.file_name()?.to_str()?)?;
        let settings = self.settings_of(Some(folder));
        Some(Snapshot::new(Source::new(&text), project, settings))
    }

    fn snapshot(&mut self, folder: Option<&Path>, text: Text, parse: Parse) -> Snapshot {
        let others = self.documents.values().filter(|open| open.document.kind == Kind::Other);
        let opened = others.filter_map(|open| Some((uri::to_path(&open.uri)?, &open.document)));
        let workspace = folder.and_then(|folder| self.workspace_of(folder));
        let project = self.projects.get(folder, workspace.as_deref(), opened);
        let settings = self.settings_of(folder);
        Snapshot::new(Source { text, parse }, project, settings)
    }

    /// The settings in force for the `vercel.json` of a folder whose project is known: the client's, and what the nearest file with
    /// options says where they say nothing.
    fn settings_of(&self, folder: Option<&Path>) -> Arc<Settings> {
        let settings = self.settings.of(folder);
        match folder.and_then(|folder| self.options_in_force(folder)) {
            Some((InForce::Open(open), config)) => match open.document.options() {
                Some(options) => Arc::new(options.under(settings, &config)),
                None => Arc::clone(settings),
            },
            Some((InForce::OnDisk(file), _)) => file.under(settings),
            None => Arc::clone(settings),
        }
    }

    /// Where to write options for the `vercel.json` of a folder whose project is known.
    fn options_for(&self, folder: Option<&Path>) -> Option<OptionsTarget> {
        let folder = folder?;
        let target = |above: &Path, config, version, text| {
            let uri = uri::below(&uri::of_folder(above)?, options::FILE)?;
            Some(OptionsTarget { uri, version, text, config })
        };
        match self.options_in_force(folder) {
            Some((InForce::Open(open), config)) => {
                let (uri, text) = (open.uri.clone(), open.document.text.clone());
                Some(OptionsTarget { uri, version: open.version, text: Some(text?), config })
            }
            Some((InForce::OnDisk(file), config)) => {
                target(folder.ancestors().nth(file.levels())?, config, None, Some(Text::new(&file.text)))
            }
            None => target(folder, CONFIG_FILE.to_owned(), None, None),
        }
    }

    /// The file with options that is in force for a folder whose project is known, open or on disk, and the folder's `vercel.json` as it
    /// names it.
    fn options_in_force(&self, folder: &Path) -> Option<(InForce<'_>, String)> {
        let opened = self.documents.values().filter(|open| open.document.kind == Kind::Options);
        let opened = opened.filter_map(|open| Some((config_below(open.folder.as_deref()?, folder)?, open)));
        let opened = opened.map(|(config, open)| (InForce::Open(open), config));
        let on_disk = self.projects.options(folder).map(|file| (InForce::OnDisk(file), file.config.clone()));
        // By depth, since folders on disk are spelled without links. Of the same, the text that is open.
        opened.chain(on_disk).min_by_key(|(_, config)| config.matches('/').count())
    }

    /// The innermost folder of the workspace that holds a folder.
    pub fn workspace_of(&self, folder: &Path) -> Option<PathBuf> {
        let roots = self.folders.iter().filter_map(uri::to_path);
        roots.filter(|root| folder.starts_with(root)).max_by_key(|root| root.components().count())
    }

    /// A `vercel.json` that is not open, if it was read before and nothing that it depends on has changed since.
    #[must_use]
    pub fn unopened(&self, uri: &Uri, stamp: Stamp) -> Option<Arc<File>> {
        let kept = self.unopened.get(&uri::key(uri))?;
        (kept.stamp == stamp).then(|| Arc::clone(&kept.file))
    }

    /// A `vercel.json` that is not open, read from the disk.
    pub fn read(&mut self, uri: Uri, folder: &Path, stamp: Stamp, text: &str) -> Arc<File> {
        let snapshot = self.snapshot(Some(folder), Text::new(text), Parse::new(text));
        let file = Arc::new(File {
            version: None,
            revision: self.next_revision(),
            root: uri::folder(&uri),
            snapshot,
            about: About::Config(self.options_for(Some(folder))),
            typing: Mutex::default(),
            told: Arc::default(),
            holds_back: AtomicBool::new(false),
            client: Arc::clone(&self.client),
            was_quick: Arc::default(),
            workers: Workers::default(),
            findings: OnceLock::new(),
            uri,
        });
        let kept = Unopened { stamp, folder: folder.to_owned(), file: Arc::clone(&file) };
        self.unopened.insert(uri::key(&file.uri), kept);
        file
    }

    /// Forgets the files that are not open, except for those with these keys.
    pub fn keep_unopened(&mut self, keys: &HashSet<String>) {
        self.unopened.retain(|key, _| keys.contains(key));
    }

    /// What a folder of the workspace holds: its `vercel.json` as it is open or on disk, an empty text where it has none. `None`
    /// for a folder outside of the workspace.
    pub fn folder(&mut self, uri: &Uri) -> Option<Snapshot> {
        let folder = uri::to_path(uri).filter(|folder| self.is_in_workspace(folder))?;
        self.projects.forget_if_changed(&folder);
        self.config_at(&folder.join(CONFIG_FILE)).or_else(|| {
            let workspace = self.workspace_of(&folder);
            let project = self.projects.get(Some(&folder), workspace.as_deref(), std::iter::empty());
            Some(Snapshot::new(Source::new(""), project, self.settings_of(Some(&folder))))
        })
    }

    /// Whether a folder is one of the workspace's or lies in one: by its path, and where the links on the way to it lead.
    fn is_in_workspace(&self, folder: &Path) -> bool {
        let is_plain = folder.components().all(|part| part != Component::ParentDir);
        let is_in = |root: PathBuf| {
            folder.starts_with(&root) && Root::new(&root).is_ok_and(|root| root.locate(folder).is_ok())
        };
        is_plain && self.folders.iter().filter_map(uri::to_path).any(is_in)
    }

    /// Every open `vercel.json` whose text is known.
    pub fn files(&mut self) -> Vec<Arc<File>> {
        let mut keys: Vec<String> = self.keys().collect();
        keys.sort();
        keys.iter().filter_map(|key| self.file_of_key(key)).collect()
    }

    /// The keys of the open documents, in no order.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.documents.keys().cloned()
    }

    /// The URI and version of an open document.
    #[must_use]
    pub fn identity(&self, key: &str) -> Option<(Uri, Option<i32>)> {
        self.documents.get(key).map(|open| (open.uri.clone(), open.version))
    }

    /// The paths of the open documents that are no `vercel.json` and no options.
    #[must_use]
    pub fn opened_paths(&self) -> Vec<PathBuf> {
        self.opened_uris().iter().filter_map(uri::to_path).collect()
    }

    /// Their URIs.
    #[must_use]
    pub fn opened_uris(&self) -> Vec<Uri> {
        let others = self.documents.values().filter(|open| open.document.kind == Kind::Other);
        others.map(|open| open.uri.clone()).collect()
    }

    /// The text of such a document, for positions in it.
    #[must_use]
    pub fn opened_document(&self, path: &Path) -> Option<Text> {
        self.opened_at(path)?.document.text.clone()
    }

    /// The text of such a document in one piece.
    #[must_use]
    pub fn opened_text(&self, path: &Path) -> Option<Arc<str>> {
        self.opened_at(path)?.document.whole()
    }

    /// Where such a document is, if there are symbolic links on the way to its path.
    #[must_use]
    pub fn opened_place(&self, path: &Path) -> Option<PathBuf> {
        self.opened_at(path)?.place.clone()
    }

    /// The path of such a document that is at a place, if it is open by a path with symbolic links: the first, if it is by several.
    #[must_use]
    pub fn opened_by_link(&self, place: &Path) -> Option<PathBuf> {
        let others = self.documents.values().filter(|open| open.document.kind == Kind::Other);
        others
            .filter(|open| open.place.as_deref() == Some(place))
            .filter_map(|open| uri::to_path(&open.uri))
            .min()
    }

    /// All such documents, by their paths.
    #[must_use]
    pub fn opened_versions(&self) -> BTreeMap<PathBuf, OpenedVersion> {
        let others = self.documents.values().filter(|open| open.document.kind == Kind::Other);
        let version = |open: &Open| {
            let version = OpenedVersion { uri: open.uri.clone(), version: open.version, edited: open.edited };
            Some((uri::to_path(&open.uri)?, version))
        };
        others.filter_map(version).collect()
    }

    fn opened_at(&self, path: &Path) -> Option<&Open> {
        let is_it = |open: &&Open| {
            open.document.kind == Kind::Other && uri::to_path(&open.uri).is_some_and(|it| it == path)
        };
        self.documents.values().find(is_it)
    }

    /// Whether an open document is still at this revision and its diagnostics haven't been published yet. Remembers that they are now.
    pub fn mark_published(&mut self, key: &str, revision: u64) -> bool {
        let open = self.documents.get_mut(key).filter(|open| open.revision == revision);
        open.is_some_and(|open| open.published_revision.replace(revision) != Some(revision))
    }

    /// The revision of the last edit of an open document.
    #[must_use]
    pub fn edited(&self, key: &str) -> Option<u64> {
        self.documents.get(key).map(|open| open.edited)
    }

    /// The revision of an open document.
    #[must_use]
    pub fn revision(&self, key: &str) -> Option<u64> {
        self.documents.get(key).map(|open| open.revision)
    }

    /// The folder that a file is in, or will be in: one that was never saved is taken to belong to the first root.
    fn folder_of(&self, uri: &Uri) -> Option<PathBuf> {
        match uri::to_path(uri).or_else(|| uri::to_future_path(uri)) {
            Some(path) => path.parent().map(Path::to_path_buf),
            None if uri::is_untitled(uri) => self.folders.iter().find_map(uri::to_path),
            None => None,
        }
    }

    fn next_revision(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }

    /// What follows from the new text of a document.
    fn changed(&mut self, key: &str) -> Change {
        match self.documents.get_mut(key) {
            Some(open) if open.document.is_too_large() && !open.was_reported_too_large => {
                open.was_reported_too_large = true;
                let name = open.uri.as_str();
                Change::TooLarge(
                    key.to_owned(),
                    format!("{name} is larger than 16 MiB, so svc-lsp doesn't check it."),
                )
            }
            Some(open) if open.document.kind == Kind::Config => {
                self.renew_options();
                Change::Edited(key.to_owned())
            }
            Some(open) if open.document.kind == Kind::Options => {
                let folder = open.folder.clone();
                self.recheck_below(folder.as_deref())
            }
            Some(Open { uri, .. }) => {
                let uri = uri.clone();
                self.recheck_around(&uri)
            }
            None => Change::None,
        }
    }

    /// What follows for the projects around a file: while it is open, its text there is what detection reads.
    fn recheck_around(&mut self, uri: &Uri) -> Change {
        let Some(path) = uri::to_path(uri) else { return Change::None };
        self.recheck(|folder| folder.is_some_and(|folder| path.starts_with(folder)))
    }

    /// What follows for the files that a file with options in a folder is about.
    fn recheck_below(&mut self, folder: Option<&Path>) -> Change {
        let Some(options) = folder else { return Change::None };
        self.recheck(|folder| folder.is_some_and(|folder| folder.starts_with(options)))
    }

    /// Gives the open options a new revision: what they ignore may have come or gone.
    fn renew_options(&mut self) {
        let mut revision = self.revision;
        for open in self.documents.values_mut().filter(|open| open.document.kind == Kind::Options) {
            revision += 1;
            (open.revision, open.file) = (revision, None);
        }
        self.revision = revision;
    }

    /// Gives the files in the chosen folders a new revision.
    fn recheck(&mut self, chosen: impl Fn(Option<&Path>) -> bool) -> Change {
        self.unopened.retain(|_, kept| !chosen(Some(&kept.folder)));
        let mut revision = self.revision;
        let mut keys = Vec::new();
        for (key, open) in &mut self.documents {
            // What options ignore may have come or gone.
            let is_affected = open.document.kind == Kind::Options
                || open.document.kind == Kind::Config && chosen(open.folder.as_deref());
            if is_affected {
                revision += 1;
                // Its text is the same: the client need not ask again, and gets the answers that it waits for.
                (open.revision, open.file, open.was_quick) = (revision, None, Arc::default());
                keys.push(key.clone());
            }
        }
        self.revision = revision;
        if keys.is_empty() { Change::None } else { Change::Affected(keys) }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_is_closed_counts_for_the_projects_around_it() {
        let uri = |path: &str| format!("file:///srv/{path}").parse::<Uri>().unwrap();
        let mut state = State::default();
        let config = uri("shop/vercel.json");
        state.open(&config, "json", Some(1), "{}");
        for (path, change) in [
            ("shop/package.json", Change::Affected(vec![uri::key(&config)])),
            ("shop/web/index.ts", Change::Affected(vec![uri::key(&config)])),
            ("notes/package.json", Change::None),
        ] {
            state.open(&uri(path), "json", Some(1), "{}");
            assert_eq!(state.close(&uri(path)), (None, change), "{path}");
        }
        assert_eq!(state.close(&uri("never/opened.json")), (None, Change::None));
    }
}
