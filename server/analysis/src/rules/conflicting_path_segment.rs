//! Repeated parameter in a function's path.

use std::collections::HashSet;

use crate::functions;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_vercel::posix_path;

rule! {
    /// # Repeated parameter in a function's path
    ///
    /// The build fails because the path of a function in `api` has the same parameter twice.
    ///
    /// A segment in brackets, such as `[id]`, is a parameter of the request. Rename one of the files or folders.
    ///
    /// ```files
    /// //- /api/[id]/[id].js
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /api/[user]/[id].js
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "conflicting-path-segment",
        vercel: "conflicting_path_segment",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for file in functions::of_project(snapshot) {
        let mut seen = HashSet::new();
        let Some(repeated) = file.split('/').filter_map(parameter).find(|name| !seen.insert(*name)) else {
            continue;
        };
        let message =
            format!("`{file}` has the parameter `[{repeated}]` twice, so the build fails. Rename one.");
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
    }
}

/// The parameter that a segment is (`@vercel/fs-detectors`, `getSegmentName`).
pub(super) fn parameter(segment: &str) -> Option<&str> {
    posix_path::stem(segment).strip_prefix('[')?.strip_suffix(']')
}
