//! The projects around the files, one a folder, kept until something in them changes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use svc_vercel::project::{MAX_FILE_BYTES, OverlayFs};
use svc_vercel::project::{MemoryFs, ProjectFs, Root};

use super::document::Document;
use crate::on_disk::{OnDisk, OptionsFile};
use crate::project::CONFIG_FILE;

/// Projects, each with its folder.
pub type ByFolder = Vec<(PathBuf, Arc<OnDisk>)>;

/// The projects around the open files, one per folder.
#[derive(Debug, Default)]
pub struct Projects {
    trees: HashMap<PathBuf, Tree>,
}

#[derive(Debug)]
struct Tree {
    disk: Arc<OnDisk>,
    /// The folder without symbolic links: watchers may report either path.
    real: Option<PathBuf>,
    /// The tree with the texts that were open when it was last asked for.
    overlay: Option<Overlay>,
}

/// A tree with open texts over it. It stays the same one as long as nothing of it changes, and so does what is remembered of it.
#[derive(Debug)]
struct Overlay {
    opened: Vec<(String, Arc<str>)>,
    tree: Arc<dyn ProjectFs>,
}

impl Projects {
    /// The tree of a folder, with the texts that are open in the editor in place of those on disk.
    ///
    /// A file that is on no disk (`untitled:`) has an empty tree. `workspace` is the folder of the workspace that it is in.
    pub fn get<'a>(
        &mut self,
        folder: Option<&Path>,
        workspace: Option<&Path>,
        opened: impl Iterator<Item = (PathBuf, &'a Document)>,
    ) -> Arc<dyn ProjectFs> {
        let Some(folder) = folder else { return Arc::new(MemoryFs::default()) };
        let tree = self.trees.entry(folder.to_owned()).or_insert_with(|| Tree {
            disk: Arc::new(OnDisk::tracking_dependencies(folder, workspace)),
            real: Root::new(folder).ok().map(|root| root.path().to_owned()),
            overlay: None,
        });
        let mut opened: Vec<(String, Arc<str>)> = opened
            .filter_map(|(path, document)| Some((relative(folder, &path)?, document)))
            .filter(|(path, _)| tree.disk.tree.is_file(path))
            .filter_map(|(path, document)| Some((path, document.whole()?)))
            .filter(|(_, text)| text.len() as u64 <= MAX_FILE_BYTES)
            .collect();
        if opened.is_empty() {
            return Arc::clone(&tree.disk.tree);
        }
        // They come in any order.
        opened.sort_unstable();
        let known = tree.overlay.take().filter(|known| known.opened == opened);
        let overlay = known.unwrap_or_else(|| Overlay {
            tree: Arc::new(OverlayFs::new(Arc::clone(&tree.disk.tree), opened.iter().cloned())),
            opened,
        });
        Arc::clone(&tree.overlay.insert(overlay).tree)
    }

    /// The options that are in force for a folder, as they are on disk.
    pub fn options(&self, folder: &Path) -> Option<&OptionsFile> {
        self.trees.get(folder)?.disk.options.as_ref()
    }

    /// Forgets the trees that hold one of the paths, and tells their folders. A tree's own `vercel.json` does not count:
    /// where it matters it is open.
    pub fn forget(&mut self, paths: &[&PathBuf]) -> Vec<PathBuf> {
        let own = |folder: &Path, path: &Path| {
            path.strip_prefix(folder).is_ok_and(|name| name == Path::new(CONFIG_FILE))
        };
        let holds = |folder: &Path| paths.iter().any(|path| path.starts_with(folder) && !own(folder, path));
        let is_around = |tree: &Tree| tree.disk.seen_around().iter().any(|file| paths.contains(&file));
        self.trees
            .extract_if(|folder, tree| {
                holds(folder) || tree.real.as_deref().is_some_and(holds) || is_around(tree)
            })
            .map(|(folder, _)| folder)
            .collect()
    }

    /// Forgets the tree of a folder, if it is still this one; whether it was.
    pub fn replace(&mut self, folder: &Path, disk: &Arc<OnDisk>) -> bool {
        let is_it = self.trees.get(folder).is_some_and(|tree| Arc::ptr_eq(&tree.disk, disk));
        is_it && self.trees.remove(folder).is_some()
    }

    /// Forgets the tree of a folder if something of it has changed. For a folder that may not be watched.
    pub fn forget_if_changed(&mut self, folder: &Path) {
        if self.trees.get(folder).is_some_and(|tree| tree.disk.has_changed()) {
            self.trees.remove(folder);
        }
    }

    /// The projects and their folders.
    pub fn all(&self) -> impl Iterator<Item = (&Path, &Arc<OnDisk>)> {
        self.trees.iter().map(|(folder, tree)| (folder.as_path(), &tree.disk))
    }
}

/// A path below the folder, with `/` between names.
fn relative(folder: &Path, path: &Path) -> Option<String> {
    let names: Option<Vec<&str>> = path.strip_prefix(folder).ok()?.iter().map(|name| name.to_str()).collect();
    Some(names?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::document::Kind;

    #[test]
    fn what_is_open_goes_before_what_is_on_disk() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("package.json"), "on disk").unwrap();
        let (open, unsaved) = (Document::new("open", Kind::Other), Document::new("unsaved", Kind::Other));
        let opened = [(dir.path().join("package.json"), &open), (dir.path().join("new.txt"), &unsaved)];
        let tree = Projects::default().get(Some(dir.path()), None, opened.into_iter());
        assert_eq!(tree.read("package.json").as_deref(), Some("open"));
        assert_eq!(tree.read("new.txt"), None, "what was never saved is not deployed");
    }

    #[test]
    fn a_tree_stays_the_same_until_an_open_text_changes() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.txt"] {
            std::fs::write(dir.path().join(name), "on disk").unwrap();
        }
        let mut projects = Projects::default();
        let mut tree = |texts: [(&str, &str); 2]| {
            let documents =
                texts.map(|(name, text)| (dir.path().join(name), Document::new(text, Kind::Other)));
            let opened = documents.iter().map(|(path, document)| (path.clone(), document));
            projects.get(Some(dir.path()), None, opened)
        };
        let first = tree([("a.txt", "a"), ("b.txt", "b")]);
        assert!(Arc::ptr_eq(&first, &tree([("b.txt", "b"), ("a.txt", "a")])));
        let second = tree([("a.txt", "a"), ("b.txt", "c")]);
        assert!(!Arc::ptr_eq(&first, &second));
        assert_eq!(second.read("b.txt").as_deref(), Some("c"));
    }

    #[test]
    fn a_change_below_a_folder_forgets_its_tree() {
        let mut projects = Projects::default();
        for folder in ["/srv/one", "/srv/two", "/srv/two/nested"] {
            projects.get(Some(Path::new(folder)), None, std::iter::empty());
        }
        assert_eq!(projects.forget(&[&PathBuf::from("/srv/other/x")]), Vec::<PathBuf>::new());
        let mut forgotten = projects.forget(&[&PathBuf::from("/srv/two/nested/x")]);
        forgotten.sort();
        assert_eq!(forgotten, [PathBuf::from("/srv/two"), PathBuf::from("/srv/two/nested")]);
        assert_eq!(projects.forget(&[&PathBuf::from("/srv/two/nested/x")]), Vec::<PathBuf>::new());
        for folder in ["/srv/two", "/srv/two/nested"] {
            projects.get(Some(Path::new(folder)), None, std::iter::empty());
        }
        let forgotten = projects.forget(&[&PathBuf::from("/srv/two/nested/vercel.json")]);
        assert_eq!(forgotten, [PathBuf::from("/srv/two")]);
    }

    #[cfg(unix)]
    #[test]
    fn a_change_is_known_by_either_path_of_a_symlinked_folder() {
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().canonicalize().unwrap().join("real");
        let link = dir.path().join("link");
        std::fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut projects = Projects::default();
        projects.get(Some(&link), None, std::iter::empty());
        assert_eq!(projects.forget(&[&real.join("package.json")]), std::slice::from_ref(&link));
        projects.get(Some(&link), None, std::iter::empty());
        assert_eq!(projects.forget(&[&link.join("package.json")]), [link]);
    }
}
