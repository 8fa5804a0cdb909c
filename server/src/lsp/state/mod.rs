//! What the server knows: open documents, settings, workspace folders, project trees.
//!
//! Everything here is plain and synchronous. The guard changes it in the order in which messages arrive; a request works
//! on the [`File`] as it was when the request arrived.

mod documents;
mod files;

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use svc_analysis::Settings;
use svc_vercel::project::Root;
use tower_lsp::ls_types::Uri;

use self::documents::Open;
use self::files::Unopened;
use super::client_capabilities::ClientCapabilities;
use super::document::Kind;
use super::projects::{ByFolder, Projects};
use super::watch::Watched;
use super::{uri, watch};
use crate::on_disk::OnDisk;

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
    /// Files of the workspace that were read.
    unopened: HashMap<String, Unopened>,
    projects: Projects,
    revision: u64,
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

    /// The innermost folder of the workspace that holds a folder.
    pub fn workspace_of(&self, folder: &Path) -> Option<PathBuf> {
        let roots = self.folders.iter().filter_map(uri::to_path);
        roots.filter(|root| folder.starts_with(root)).max_by_key(|root| root.components().count())
    }

    /// Whether a folder is one of the workspace's or lies in one: by its path, and where the links on the way to it lead.
    fn is_in_workspace(&self, folder: &Path) -> bool {
        let is_plain = folder.components().all(|part| part != Component::ParentDir);
        let is_in = |root: PathBuf| {
            folder.starts_with(&root) && Root::new(&root).is_ok_and(|root| root.locate(folder).is_ok())
        };
        is_plain && self.folders.iter().filter_map(uri::to_path).any(is_in)
    }

    fn next_revision(&mut self) -> u64 {
        self.revision += 1;
        self.revision
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
