//! What is reported about `svc-lsp.jsonc` itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use svc_syntax::value::{Node, Object};
use svc_syntax::{KeyPath, PathSegment};

use super::{Ignored, Options};
use crate::check::{check_counting, level};
use crate::rules::finding::Finding;
use crate::rules::{self, Check};
use crate::snapshot::Snapshot;

/// How many of the ignored files are looked at.
pub const MAX_FILES: usize = 100;

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

/// The findings of the options, sorted by range, then code. `vercel_json` tells the file at a path from the options' folder, with the
/// editor's settings; `None` if there is none.
#[must_use]
pub fn findings(snapshot: &Snapshot, vercel_json: impl Fn(&str) -> Option<Snapshot>) -> Vec<Finding> {
    let (options, problem) = match Options::read(&snapshot.text.to_string()) {
        Ok(options) => (Some(options), None),
        Err(problem) => (None, Some(problem)),
    };
    let files = options.iter().flat_map(|options| options.ignored.keys()).take(MAX_FILES);
    let unused = files.map(|file| {
        let unused = vercel_json(file).map_or(Unused::NoFile, |mut found| {
            let options = options.as_ref().into_iter();
            options.for_each(|options| found.settings = Arc::new(found.settings.over(options, file)));
            let (_, used) = check_counting(&found);
            let ignored = found.settings.ignored.iter().zip(used);
            Unused::Places(
                ignored.filter(|(_, count)| *count == 0).map(|(ignored, _)| ignored.clone()).collect(),
            )
        });
        (file.clone(), unused)
    });
    let unused = unused.collect();
    let case = Case { snapshot, options, problem, unused };
    let mut findings = Vec::new();
    for check in rules::ALL.iter().flat_map(|rule| rule.checks) {
        if let Check::Options(check) = check {
            check(&case, &mut findings);
        }
    }
    findings.retain_mut(|finding| match level(&snapshot.settings, finding) {
        Some(severity) => {
            finding.severity = severity;
            true
        }
        None => false,
    });
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule.code));
    findings
}
