//! The project trees that analysis reads.

use std::path::Path;
use std::sync::Arc;

use svc_analysis::project::DiskFs;
use svc_analysis::{MemoryFs, ProjectFs};

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
