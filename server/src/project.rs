//! The projects on disk: where they are, and the trees that analysis reads.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use ignore::{DirEntry, WalkBuilder, WalkState};
use svc_vercel::project::{DiskFs, MAX_FILE_BYTES};
use svc_vercel::project::{MemoryFs, ProjectFs};

/// The name of the files that are looked for.
pub const CONFIG_FILE: &str = "vercel.json";

/// The `vercel.json` files in and below a folder, except for what `.gitignore` and its kin name. No more than `bound` files
/// and folders are looked at.
///
/// A link that leads out of the folder is not followed. A folder whose `.gitignore` can't be read safely is left out.
pub fn config_files(folder: &Path, bound: usize) -> impl Iterator<Item = PathBuf> {
    let root = canonical(folder);
    walk(folder, &root).build().take(bound).filter_map(move |entry| config_file(entry, &root))
}

/// All `vercel.json` files in and below a folder, in no order, looked for on all processors.
#[must_use]
pub fn all_config_files(folder: &Path) -> Vec<PathBuf> {
    let root = canonical(folder);
    let (found, files) = mpsc::channel();
    walk(folder, &root).build_parallel().run(|| {
        let (found, root) = (found.clone(), Arc::clone(&root));
        Box::new(move |entry| {
            config_file(entry, &root).map_or(WalkState::Continue, |file| match found.send(file) {
                Ok(()) => WalkState::Continue,
                Err(_) => WalkState::Quit,
            })
        })
    });
    drop(found);
    files.into_iter().collect()
}

fn canonical(folder: &Path) -> Arc<PathBuf> {
    Arc::new(folder.canonicalize().unwrap_or_default())
}

fn walk(folder: &Path, root: &Arc<PathBuf>) -> WalkBuilder {
    let skipped = |name: &OsStr| name == "node_modules" || name == ".git";
    let root = Arc::clone(root);
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false).require_git(false).git_global(false).git_exclude(false).filter_entry(move |entry| {
        let is_folder = || entry.file_type().is_some_and(|kind| kind.is_dir());
        (entry.depth() == 0 || !skipped(entry.file_name()))
            && (!is_folder() || has_safe_ignores(entry.path(), &root))
    });
    walk
}

fn config_file(entry: Result<DirEntry, ignore::Error>, root: &Path) -> Option<PathBuf> {
    let entry = entry.inspect_err(|error| tracing::warn!("{error}")).ok()?;
    let is_one = entry.file_name() == CONFIG_FILE && is_file_within(entry.path(), root);
    is_one.then(|| entry.into_path())
}

/// Whether the walk may open the files that tell what to leave out: a pipe would hold it up, a link may lead out.
fn has_safe_ignores(folder: &Path, root: &Path) -> bool {
    [".gitignore", ".ignore"].iter().map(|name| folder.join(name)).all(|file| {
        let is_safe = match file.symlink_metadata() {
            Err(_) => true,
            Ok(found) if found.is_symlink() && !file.exists() => true,
            Ok(_) => {
                let is_small = || file.metadata().is_ok_and(|found| found.len() <= MAX_FILE_BYTES);
                is_file_within(&file, root) && is_small()
            }
        };
        if !is_safe {
            tracing::warn!("{} is no plain file of the project: its folder is left out.", file.display());
        }
        is_safe
    })
}

/// Whether a path leads to a plain file below the root, which is canonical.
fn is_file_within(path: &Path, root: &Path) -> bool {
    path.canonicalize().is_ok_and(|target| target.starts_with(root) && target.is_file())
}

/// The tree of a folder on disk; empty if there is no such folder.
#[must_use]
pub fn on_disk(folder: &Path) -> Arc<dyn ProjectFs> {
    match DiskFs::new(folder) {
        Ok(disk) => Arc::new(disk),
        Err(error) => {
            tracing::warn!("{} can't be read as a folder: {error}.", folder.display());
            Arc::new(MemoryFs::default())
        }
    }
}
