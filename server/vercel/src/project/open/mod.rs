//! The one place that opens files and folders, and that asks what is at a path.
//!
//! A repository comes from anyone. What is opened is a regular file or a folder inside the root. In a browser there is no disk: the same
//! questions are answered from what the editor gave.

#[cfg(any(test, target_family = "wasm"))]
pub mod given;
#[cfg(not(target_family = "wasm"))]
mod system;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

#[cfg(target_family = "wasm")]
pub use given::{Root, is_link, is_taken, resolved, stamp_at, stands_at};
#[cfg(not(target_family = "wasm"))]
pub use system::*;

/// What is at a path, a link not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Directory,
    /// A symbolic link.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// When a file was written last, and its length in bytes.
pub type Stamp = (Option<SystemTime>, u64);

/// A file that was read.
#[derive(Debug)]
pub struct Contents {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its stamp, as the open file has it.
    pub stamp: Stamp,
}

/// Why something isn't opened. Reads as the end of a sentence: "`x` can't be read: {refusal}."
#[derive(Debug)]
pub enum OpenError {
    /// It lies outside this root, or a link leads there.
    Outside(PathBuf),
    /// It is this, and not a file.
    NotAFile(&'static str),
    /// It is larger than this number of bytes.
    TooLarge(u64),
    /// It was replaced between the look at its path and its opening.
    Replaced,
    /// The system denies access.
    Io(io::Error),
}

impl OpenError {
    /// Whether there simply is nothing at the path.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, OpenError::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::Outside(root) => {
                write!(
                    formatter,
                    "it is a link to a file outside the project `{}`; replace it with a copy",
                    root.display()
                )
            }
            OpenError::NotAFile(what) => write!(formatter, "it is {what}, not a regular file"),
            OpenError::TooLarge(most) if most % (1024 * 1024) == 0 => {
                write!(formatter, "it is larger than {} MiB", most / (1024 * 1024))
            }
            OpenError::TooLarge(most) => write!(formatter, "it is larger than {most} bytes"),
            OpenError::Replaced => {
                formatter.write_str("it was replaced while it was being opened; try again")
            }
            OpenError::Io(error) => match error.kind() {
                io::ErrorKind::NotFound => formatter.write_str("there is no such file or folder"),
                io::ErrorKind::PermissionDenied => formatter.write_str("permission denied"),
                _ => error.fmt(formatter),
            },
        }
    }
}

impl std::error::Error for OpenError {}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> OpenError {
        OpenError::Io(error)
    }
}
