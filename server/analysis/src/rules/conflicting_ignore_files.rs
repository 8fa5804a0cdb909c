//! Two ignore files.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;

rule! {
    /// # Two ignore files
    ///
    /// Vercel rejects a project with both a `.vercelignore` and a `.nowignore`.
    ///
    /// `.nowignore` is the old name of `.vercelignore`. Move its lines into `.vercelignore` and delete `.nowignore`. An empty
    /// file doesn't count.
    ///
    /// ```files
    /// //- /.vercelignore
    /// docs
    /// //- /.nowignore
    /// docs
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /.vercelignore
    /// docs
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "conflicting-ignore-files",
        vercel: "CONFLICTING_IGNORE_FILES",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let has_text = |file: &str| snapshot.project.read(file).is_some_and(|text| !text.is_empty());
    if has_text(".vercelignore") && has_text(".nowignore") {
        let message =
            "The project has both `.nowignore` and `.vercelignore`, so the build fails. Delete `.nowignore`.";
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
    }
}
