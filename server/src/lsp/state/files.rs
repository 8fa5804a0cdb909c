//! The `vercel.json` files and options as requests see them: a version of the text in its project, under its settings.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};

use svc_analysis::options::{self, Options};
use svc_analysis::{Settings, Snapshot};
use svc_syntax::{Parse, Source, Text};
use svc_vercel::project::open::Stamp;
use tower_lsp::ls_types::Uri;

use super::super::document::Kind;
use super::super::file::{About, File, OptionsTarget, Workers};
use super::super::uri;
use super::State;
use super::documents::Open;
use crate::on_disk::{OptionsFile, config_below};
use crate::project::CONFIG_FILE;

/// A file that is not open, as it was read last.
#[derive(Debug)]
pub(super) struct Unopened {
    /// It is read again only if this differs.
    pub(super) stamp: Stamp,
    pub(super) folder: PathBuf,
    pub(super) file: Arc<File>,
}

/// A file with svc-lsp's own options.
enum InForce<'a> {
    /// It is open.
    Open(&'a Open),
    /// It is not.
    OnDisk(&'a OptionsFile),
}

impl State {
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

    /// Every open `vercel.json` whose text is known.
    pub fn files(&mut self) -> Vec<Arc<File>> {
        let mut keys: Vec<String> = self.keys().collect();
        keys.sort();
        keys.iter().filter_map(|key| self.file_of_key(key)).collect()
    }
}
