//! Deprecated `now.json`.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;

rule! {
    /// # Deprecated `now.json`
    ///
    /// Vercel rejects the deployment of a project that still has a `now.json`.
    ///
    /// `now.json` is the old name of `vercel.json`. Move what you need into `vercel.json` and delete `now.json`.
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
        let message = "The project also has a `now.json` file (the old name for this file), so Vercel rejects the deployment. Delete `now.json`.";
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
    }
}
