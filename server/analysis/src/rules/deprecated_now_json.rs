//! A `now.json` beside the `vercel.json`.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;

rule! {
    /// # A `now.json` beside the `vercel.json`
    ///
    /// `now.json` is the former name of the file. Vercel deploys nothing while one is there: rename it, or delete it where there is a
    /// `vercel.json` already.
    ///
    /// ```files
    /// //- /now.json
    /// {}
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "deprecated-now-json",
        vercel: "DEPRECATED_NOW_JSON",
        severity: Error,
        check: Check::File(check),
    }
}

/// The folder of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if snapshot.project.is_file("now.json") {
        let message =
            "A `now.json` stands beside this file, and Vercel deploys nothing while it is there. Delete it.";
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
    }
}
