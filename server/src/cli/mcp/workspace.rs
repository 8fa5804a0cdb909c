//! The project that an agent asks about.

use std::path::{Component, Path, PathBuf};

use svc_vercel::project::open::{self, Root};

use super::super::Failure;
use crate::project::folder_of;

/// The project that an agent asks about. Paths are relative to its folder, which is the working directory.
#[derive(Debug)]
pub struct Workspace {
    /// Its repository, or its folder if that is in none. Nothing outside is opened.
    root: Root,
}

impl Workspace {
    /// Makes a folder the working directory.
    ///
    /// # Errors
    ///
    /// No such folder.
    pub fn enter(folder: &Path) -> Result<Workspace, Failure> {
        let cannot = |error: std::io::Error| {
            Failure::Message(format!("{} can't be read: {}.", folder.display(), open::OpenError::from(error)))
        };
        let root = Root::of_project(folder, None).map_err(cannot)?;
        std::env::set_current_dir(folder).map_err(cannot)?;
        Ok(Workspace { root })
    }

    /// A path in the project.
    ///
    /// # Errors
    ///
    /// It is outside, or a link leads there; or nothing is there, unless something `may_be_missing`.
    pub fn path(&self, path: &str, may_be_missing: bool) -> Result<PathBuf, Failure> {
        let path = Path::new(path);
        let mut place = path;
        let goes_up = path.components().any(|part| part == Component::ParentDir);
        // What isn't there is inside if what it would be in is.
        while may_be_missing && !goes_up && !open::is_taken(place) && place != Path::new(".") {
            place = folder_of(place);
        }
        match self.root.locate(place) {
            Ok(_) => Ok(path.to_owned()),
            Err(open::OpenError::Outside(root)) => Err(Failure::Message(format!(
                "`{}` is outside the project `{}`, and svc-lsp opens nothing there.",
                path.display(),
                root.display()
            ))),
            Err(refusal) => Err(Failure::Message(format!("`{}` can't be read: {refusal}.", path.display()))),
        }
    }
}
