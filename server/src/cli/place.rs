//! Where a file is in its repository, as reports name it.

use std::path::Path;

use svc_vercel::project::open;

use super::check::shown;
use crate::project::{ProjectFile, folder_of};

/// The path from the repository's root, `/` between names, wherever the command runs. Without a repository, the path that is shown.
pub fn in_repository(file: &ProjectFile) -> String {
    let root = file.root.path();
    let from_root = || {
        // The file may be a link: what it is called counts.
        let folder = file.root.locate(folder_of(&file.path)).ok()?;
        Some(folder.strip_prefix(root).ok()?.join(file.path.file_name()?))
    };
    let is_repository = open::is_taken(&root.join(".git"));
    is_repository.then(from_root).flatten().map_or_else(|| shown(&file.path), |path| shown(&path))
}

/// A path as a URI reference: relative to a folder that is named elsewhere, or absolute.
pub fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const ESCAPED: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    let scheme = if is_absolute(path) { "file://" } else { "" };
    format!("{scheme}{}", utf8_percent_encode(path, ESCAPED))
}

/// Whether a path that reports name begins at the root of the file system.
pub fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || Path::new(path).is_absolute()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri("apps/my shop/vercel.json"), "apps/my%20shop/vercel.json");
        assert_eq!(uri("/srv/é/vercel.json"), "file:///srv/%C3%A9/vercel.json");
    }
}
