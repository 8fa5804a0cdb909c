//! A project on disk as Vercel sees it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use svc_analysis::Settings;
use svc_analysis::options::{self, Options};
use svc_vercel::project::open::{self, Root, Stamp};
use svc_vercel::project::{DiskFs, EntryKind, LinkedProject, MAX_FILE_BYTES, MemoryFs, ProjectFs};

use crate::deployed::{DeployedFs, ProjectContext};
use crate::display;
use crate::git::Repository;
use crate::project::CONFIG_FILE;

/// The manifests of which one in a folder above may make the folder part of a workspace.
const WORKSPACES: [&str; 2] = ["package.json", "pnpm-workspace.yaml"];

/// A project on disk.
#[derive(Debug)]
pub struct OnDisk {
    /// Its tree, as it is deployed.
    pub tree: Arc<dyn ProjectFs>,
    disk: Option<Arc<DiskFs>>,
    repository: Option<Arc<Repository>>,
    /// The nearest file with svc-lsp's own options.
    pub options: Option<OptionsFile>,
    /// What was looked for in its folder for svc-lsp alone and above it, as it was before.
    above: Vec<(PathBuf, Option<Stamp>)>,
}

/// The `svc-lsp.jsonc` in force for a project.
#[derive(Debug, Clone)]
pub struct OptionsFile {
    /// Its folder.
    #[cfg_attr(target_family = "wasm", expect(dead_code, reason = "for the command line"))]
    pub folder: PathBuf,
    /// The project's `vercel.json` as the options name it: its path from their folder.
    pub config: String,
    /// Its text; empty if it can't be read.
    pub text: String,
    /// What it says, or a sentence on why it can't be read.
    pub options: Result<Arc<Options>, String>,
}

impl OptionsFile {
    /// The nearest one for a folder of a project.
    #[must_use]
    pub fn nearest(folder: &Path, root: &Root) -> Option<OptionsFile> {
        let holds = |folder: &&Path| open::is_taken(&folder.join(options::FILE));
        let above = folder.ancestors().take_while(|above| above.starts_with(root.path())).find(holds)?;
        let text =
            root.read(&above.join(options::FILE), MAX_FILE_BYTES).map_err(|refusal| refusal.to_string());
        let text = text.map(|contents| String::from_utf8_lossy(&contents.bytes).into_owned());
        let options = text.as_deref().map_err(Clone::clone).and_then(Options::read).map(Arc::new);
        let config = config_below(above, folder)?;
        Some(OptionsFile { folder: above.to_owned(), config, text: text.unwrap_or_default(), options })
    }

    /// How many folders above the project's it lies.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.config.matches('/').count()
    }

    /// These settings, and what the options say where they say nothing.
    #[must_use]
    pub fn under(&self, settings: &Arc<Settings>) -> Arc<Settings> {
        match &self.options {
            Ok(options) => Arc::new(options.under(settings, &self.config)),
            Err(_) => Arc::clone(settings),
        }
    }
}

/// The path of a folder's `vercel.json` from a folder above; `None` if that isn't one.
#[must_use]
pub fn config_below(above: &Path, folder: &Path) -> Option<String> {
    let below = folder.strip_prefix(above).ok()?.join(CONFIG_FILE);
    Some(below.iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("/"))
}

impl OnDisk {
    /// The project of a folder; empty if there is no such folder. What lies above the folder is looked for up to the project's root: the
    /// nearest folder above with `.git`, else the workspace's folder.
    #[must_use]
    pub fn new(folder: &Path, workspace: Option<&Path>) -> OnDisk {
        match DiskFs::new(folder) {
            Ok(disk) => OnDisk::of(disk, workspace),
            Err(error) => {
                let shown = folder.display().to_string();
                tracing::debug!("{} can't be read as a folder: {error}.", display::line(&shown));
                let above = vec![(folder.to_owned(), open::stamp_at(folder))];
                OnDisk {
                    tree: Arc::new(MemoryFs::default()),
                    disk: None,
                    repository: None,
                    options: None,
                    above,
                }
            }
        }
    }

    /// The same, tracking what its answers depend on.
    #[must_use]
    pub fn tracking_dependencies(folder: &Path, workspace: Option<&Path>) -> OnDisk {
        match DiskFs::new(folder) {
            Ok(disk) => OnDisk::of(disk.tracking_dependencies(), workspace),
            Err(_) => OnDisk::new(folder, workspace),
        }
    }

    fn of(disk: DiskFs, workspace: Option<&Path>) -> OnDisk {
        let folder = disk.root().to_owned();
        let root = Root::of_project(&folder, workspace).ok().map(Arc::new);
        let above = Above { root: root.as_deref(), folder: &folder };
        let looked_for = above.folders().flat_map(|(folder, _)| {
            WORKSPACES.iter().chain([&LinkedProject::FILE, &options::FILE]).map(|file| folder.join(file))
        });
        let looked_for = looked_for.chain([folder.join(options::FILE)]);
        let seen = looked_for.map(|file| (file.clone(), open::stamp_at(&file))).collect();
        let linked = linked(&disk, above).map(Arc::new);
        let options = root.as_deref().and_then(|root| OptionsFile::nearest(&folder, root));
        let repository = root.as_ref().map(|root| Arc::new(Repository::at(root, &folder)));
        let disk = Arc::new(disk);
        let around = ProjectContext { linked, repository: repository.clone() };
        OnDisk {
            tree: DeployedFs::of(disk.clone(), around),
            disk: Some(disk),
            repository,
            options,
            above: seen,
        }
    }

    /// The folders, from the project's, in which something was looked for; `None` if there are too many.
    #[must_use]
    pub fn seen_folders(&self) -> Option<Vec<PathBuf>> {
        let Some(disk) = &self.disk else { return Some(Vec::new()) };
        let seen = disk.seen();
        let there = seen.folders.iter().filter(|(_, stamp)| stamp.is_some());
        let below = there.filter_map(|(folder, _)| Some(folder.strip_prefix(disk.root()).ok()?.to_owned()));
        (!seen.is_partial).then(|| below.collect())
    }

    /// How many places its answers depend on.
    #[must_use]
    pub fn dependency_count(&self) -> usize {
        let around =
            self.above.len() + self.repository.as_ref().map_or(0, |repository| repository.dependency_count());
        around + self.disk.as_ref().map_or(0, |disk| disk.dependency_count())
    }

    /// The files outside of its folder that its answers depend on.
    #[must_use]
    pub fn seen_around(&self) -> Vec<PathBuf> {
        self.around().into_iter().map(|(file, _)| file).collect()
    }

    /// Whether anything that its answers depend on has changed.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        let differs = |place: &Path, before: &Option<Stamp>| {
            // They come and go with every installation, and are never deployed.
            let counts = !place.iter().any(|name| name == "node_modules");
            counts && open::stamp_at(place) != *before
        };
        let seen = self.disk.as_ref().map(|disk| disk.seen()).unwrap_or_default();
        seen.folders.iter().chain(&seen.files).any(|(place, before)| differs(place, before))
            || self.around().iter().any(|(place, before)| differs(place, before))
    }

    fn around(&self) -> Vec<(PathBuf, Option<Stamp>)> {
        let of_git = self.repository.as_ref().map(|repository| repository.seen()).unwrap_or_default();
        [&*self.above, &of_git].concat()
    }
}

/// Whether what comes and goes at a path means nothing for any file: in `node_modules`, and in `.git` but for what says what git tracks
/// and ignores.
#[must_use]
pub fn is_ignored(path: &Path) -> bool {
    path.iter().any(|name| name == "node_modules")
        || (path.iter().any(|name| name == ".git")
            && ![".git/index", ".git/info/exclude"].iter().any(|file| path.ends_with(file)))
}

/// The folders around a project's up to its root.
#[derive(Clone, Copy)]
struct Above<'a> {
    root: Option<&'a Root>,
    folder: &'a Path,
}

impl<'a> Above<'a> {
    /// The folders, the nearest first.
    fn folders(self) -> impl Iterator<Item = (&'a Path, &'a Root)> {
        let above = self.folder.ancestors().skip(1);
        above.map_while(move |above| Some((above, self.root.filter(|root| above.starts_with(root.path()))?)))
    }

    /// Whether one of them may be a workspace's.
    fn has_workspace(self) -> bool {
        self.folders().any(|(above, root)| {
            WORKSPACES.iter().any(|file| root.kind(&above.join(file)) == Some(EntryKind::File))
        })
    }
}

/// The Vercel project that a folder is linked to, or that a folder above is linked to and has it as its Root Directory.
fn linked(disk: &DiskFs, above: Above<'_>) -> Option<LinkedProject> {
    if let Some(mut own) = disk.linked().map(Arc::unwrap_or_clone) {
        // Linked with `vercel link --repo`, the Root Directory is this folder, from the repository's. In a workspace, one that
        // doesn't exist is ignored (`resolvePerDirectoryLinkRoot`, CLI 64.0.2).
        own.root_directory
            .take_if(|root| !disk.exists(root) && (above.folder.ends_with(&*root) || above.has_workspace()));
        return Some(own);
    }
    above.folders().zip(1..).find_map(|((folder, root), steps)| {
        let contents = root.read(&folder.join(LinkedProject::FILE), MAX_FILE_BYTES).ok()?;
        let mut linked = LinkedProject::read(&String::from_utf8_lossy(&contents.bytes))?;
        let root_directory = linked.root_directory.take()?;
        linked.file.insert_str(0, &"../".repeat(steps));
        (folder.join(root_directory) == above.folder).then_some(linked)
    })
}
