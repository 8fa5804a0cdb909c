//! Git's index: the paths that it tracks.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::PathBuf;

use svc_vercel::project::open::{OpenError, Root};

/// Its path in a repository.
pub const INDEX: &str = ".git/index";
/// The largest index that is read, in bytes: some 600,000 files.
const MAX_INDEX_BYTES: u64 = 64 * 1024 * 1024;
/// The longest path in an index that is taken for one.
const MAX_PATH_BYTES: usize = 4096;

/// Reads the index of a repository.
///
/// # Errors
///
/// It isn't there, or can't be read.
pub fn read(root: &Root) -> Result<Vec<u8>, OpenError> {
    Ok(root.read(&root.path().join(INDEX), MAX_INDEX_BYTES)?.bytes)
}

/// The tracked files with a name, and all folders around them; none if the index can't be read.
pub fn files_named(root: &Root, name: &str) -> HashSet<PathBuf> {
    let index = read(root).unwrap_or_default();
    let find = |id_bytes| {
        let mut files = Vec::new();
        for_each_path(&index, id_bytes, |path| {
            let file_name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
            if file_name == name.as_bytes()
                && let Ok(path) = std::str::from_utf8(path)
            {
                files.push(root.path().join(path));
            }
            ControlFlow::Continue(())
        })?;
        Some(files)
    };
    let files: Vec<PathBuf> = ID_BYTES.into_iter().find_map(find).unwrap_or_default();
    let with_folders = files.iter().flat_map(|file| file.ancestors());
    with_folders.filter(|path| path.starts_with(root.path())).map(PathBuf::from).collect()
}

/// How long ids are: the index doesn't say which hash the repository uses.
const ID_BYTES: [usize; 2] = [20, 32];

/// Whether an index has the path or one below it; `None` if it can't be read.
pub fn tracks(index: &[u8], path: &str) -> Option<bool> {
    ID_BYTES.into_iter().find_map(|id_bytes| {
        let mut is_tracked = false;
        for_each_path(index, id_bytes, |tracked| {
            // A folder that is not checked out has a slash at its end.
            let is_it = match tracked.strip_prefix(path.as_bytes()) {
                Some(rest) => rest.is_empty() || rest.starts_with(b"/"),
                None => tracked.ends_with(b"/") && path.as_bytes().starts_with(tracked),
            };
            is_tracked |= is_it;
            if is_it { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Some(is_tracked)
    })
}

/// Shows every path of an index to `visit`, as <https://git-scm.com/docs/index-format> describes its versions 2 to 4. `None` if it is not
/// an index whose ids have this length, or one that has part of its entries elsewhere.
fn for_each_path(
    index: &[u8],
    id_bytes: usize,
    mut visit: impl FnMut(&[u8]) -> ControlFlow<()>,
) -> Option<()> {
    let mut rest = Bytes(index);
    let (signature, version, count) = (rest.take(4)?, rest.number()?, rest.number()?);
    if signature != b"DIRC" || !(2..=4).contains(&version) {
        return None;
    }
    let mut path = Vec::new();
    for _ in 0..count {
        let start = rest.0.len();
        // Times, device, inode, mode, owner and size.
        rest.take(40 + id_bytes)?;
        let flags = u16::from_be_bytes(rest.take(2)?.try_into().ok()?);
        if version >= 3 && flags & 0x4000 != 0 {
            rest.take(2)?;
        }
        let kept = if version == 4 { path.len().checked_sub(rest.varint()?)? } else { 0 };
        path.truncate(kept);
        path.extend_from_slice(rest.until_nul()?);
        if path.is_empty() || path.len() > MAX_PATH_BYTES {
            return None;
        }
        if version < 4 {
            // The NUL that ended the path is the first byte of the padding.
            let taken = start - rest.0.len();
            rest.take(taken.next_multiple_of(8) - taken)?;
        }
        if visit(&path).is_break() {
            return Some(());
        }
    }
    // Extensions, then a checksum of everything.
    while rest.0.len() > id_bytes {
        let (name, length) = (rest.take(4)?, rest.number()?);
        // The other entries are in a file that many indexes share.
        if name == b"link" {
            return None;
        }
        rest.take(usize::try_from(length).ok()?)?;
    }
    (rest.0.len() == id_bytes).then_some(())
}

/// Bytes that are taken from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn until_nul(&mut self) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let taken = self.take(end)?;
        self.take(1)?;
        Some(taken)
    }

    /// A number of bytes to drop, as packs have offsets: seven bits a byte, each but the last with its high bit set.
    fn varint(&mut self) -> Option<usize> {
        let mut value = 0usize;
        loop {
            let byte = *self.take(1)?.first()?;
            value = value.checked_mul(128)?.checked_add(usize::from(byte & 0x7F))?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
            value = value.checked_add(1)?;
        }
    }
}
