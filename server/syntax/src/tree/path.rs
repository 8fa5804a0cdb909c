//! Where a value stands: the keys and indexes that lead to it from the root.

use std::fmt;
use std::ops::Deref;

/// One step of a [`KeyPath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathSegment {
    /// Into the member of an object with this key, decoded.
    Key(String),
    /// Into the element of an array, counted from 0.
    Index(usize),
}

impl PathSegment {
    /// The index, if it leads into an element.
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        if let PathSegment::Index(index) = self { Some(*index) } else { None }
    }
}

impl From<&str> for PathSegment {
    fn from(key: &str) -> PathSegment {
        PathSegment::Key(key.to_owned())
    }
}

impl From<String> for PathSegment {
    fn from(key: String) -> PathSegment {
        PathSegment::Key(key)
    }
}

impl From<usize> for PathSegment {
    fn from(index: usize) -> PathSegment {
        PathSegment::Index(index)
    }
}

/// The keys and indexes that lead from the root to a value, outermost first. Prints as a JSON Pointer (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath(pub Vec<PathSegment>);

impl Deref for KeyPath {
    type Target = [PathSegment];

    fn deref(&self) -> &[PathSegment] {
        &self.0
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|segment| match segment {
            PathSegment::Key(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1")),
            PathSegment::Index(index) => write!(f, "/{index}"),
        })
    }
}

/// The decoded segments of a JSON Pointer; nothing if it is not one.
pub(crate) fn pointer_segments(pointer: &str) -> Option<impl Iterator<Item = String> + '_> {
    let segments = match pointer.strip_prefix('/') {
        Some(rest) => Some(rest.split('/')),
        None if pointer.is_empty() => None,
        None => return None,
    };
    Some(segments.into_iter().flatten().map(|segment| segment.replace("~1", "/").replace("~0", "~")))
}
