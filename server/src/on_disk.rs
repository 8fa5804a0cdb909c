//! A project on disk as Vercel sees it.

use std::path::Path;
use std::sync::Arc;

use svc_vercel::project::open::Root;
use svc_vercel::project::{DiskFs, EntryKind, LinkedProject, MAX_FILE_BYTES, MemoryFs, ProjectFs};

use crate::deployed::{DeployedFs, Surroundings};
use crate::display;
use crate::git::Repository;

/// The manifests of which one in a folder above may make the folder part of a workspace.
const WORKSPACES: [&str; 2] = ["package.json", "pnpm-workspace.yaml"];

/// A project on disk.
#[derive(Debug)]
pub struct OnDisk {
    /// Its tree, as it is deployed.
    pub tree: Arc<dyn ProjectFs>,
}

impl OnDisk {
    /// The project of a folder; empty if there is no such folder. What lies above the folder is looked for up to the project's root: the
    /// nearest folder above with `.git`, else the workspace's folder.
    #[must_use]
    pub fn new(folder: &Path, workspace: Option<&Path>) -> OnDisk {
        let disk = match DiskFs::new(folder) {
            Ok(disk) => disk,
            Err(error) => {
                let folder = folder.display().to_string();
                tracing::warn!("{} can't be read as a folder: {error}.", display::line(&folder));
                return OnDisk { tree: Arc::new(MemoryFs::default()) };
            }
        };
        let folder = disk.root().to_owned();
        let root = Root::of_project(&folder, workspace).ok().map(Arc::new);
        let above = Above { root: root.as_deref(), folder: &folder };
        let around = Surroundings {
            linked: linked(&disk, above).map(Arc::new),
            repository: root.as_ref().and_then(|root| Repository::at(root, &folder)).map(Arc::new),
        };
        OnDisk { tree: DeployedFs::of(Arc::new(disk), around) }
    }
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
