//! The schema violations in a file: keys, types, values, lengths, counts.

use svc_config::model::validate::{Mistake, opening, validate_version};

use crate::snapshot::Snapshot;

/// The mistakes of the whole file. A file whose value is `null` has none: the CLI goes on as if there were no file.
#[must_use]
pub fn mistakes(snapshot: &Snapshot) -> Vec<Mistake> {
    let root = snapshot.config();
    if root.is_null() {
        return Vec::new();
    }
    validate_version(snapshot.model().root(), root, opening(root), snapshot.in_project())
}
