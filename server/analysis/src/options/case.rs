//! What rules about `svc-lsp.jsonc` itself look at.

use std::collections::BTreeMap;

use svc_syntax::value::{Node, Object};
use svc_syntax::{KeyPath, PathSegment};

use super::Options;
use crate::settings::Ignored;
use crate::snapshot::Snapshot;

/// The options in their file, and what became of what they ignore.
pub struct Case<'a> {
    /// The file.
    pub snapshot: &'a Snapshot,
    /// What it says; `None` if it can't be parsed.
    pub options: Option<Options>,
    /// Why it can't be parsed.
    pub problem: Option<String>,
    /// Of each file, the findings that it ignores in vain.
    pub unused: BTreeMap<String, Unused>,
}

/// What a file's options ignore in vain.
pub enum Unused {
    /// There is no such file.
    NoFile,
    /// No finding is in these places.
    Places(Vec<Ignored>),
}

impl Case<'_> {
    /// The places that are ignored in a file, each with its path.
    pub fn ignored(&self, file: &str) -> Vec<(KeyPath, Ignored)> {
        let mut found = Vec::new();
        let rules = self.snapshot.config().get("ignore").and_then(|files| files.get(file));
        let members = rules.and_then(Node::as_object).into_iter().flat_map(Object::entries);
        for member in members {
            for (index, node) in member.value.each().enumerate() {
                let path = ["ignore", file, &member.key].map(PathSegment::from);
                let path = path.into_iter().chain([PathSegment::Index(index)]).collect();
                if let Ok(place) = serde_json::from_value(node.to_value()) {
                    found.push((KeyPath(path), Ignored { code: member.key.clone(), place }));
                }
            }
        }
        found
    }
}
