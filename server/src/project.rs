//! The projects on disk: where they are, and the trees that analysis reads.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use svc_analysis::project::DiskFs;
use svc_analysis::{MemoryFs, ProjectFs};

/// The name of the files that are looked for.
pub const CONFIG_FILE: &str = "vercel.json";

/// The `vercel.json` files in and below a folder, except for what `.gitignore` and its kin name. No more than `bound` files
/// and folders are looked at.
pub fn config_files(folder: &Path, bound: usize) -> impl Iterator<Item = PathBuf> {
    let skipped = |name: &std::ffi::OsStr| name == "node_modules" || name == ".git";
    WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(move |entry| entry.depth() == 0 || !skipped(entry.file_name()))
        .build()
        .take(bound)
        .filter_map(|entry| entry.inspect_err(|error| tracing::warn!("{error}")).ok())
        .filter(|entry| entry.file_name() == CONFIG_FILE && entry.path().is_file())
        .map(ignore::DirEntry::into_path)
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
