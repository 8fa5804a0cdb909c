//! Two ignore files.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;

rule! {
    /// # Two ignore files
    ///
    /// The build fails because the project has both `.vercelignore` and `.nowignore`.
    ///
    /// `.nowignore` is the old name. Move its lines to `.vercelignore` and delete it.
    ///
    /// ```files
    /// //- /.nowignore
    /// drafts
    /// //- /.vercelignore
    /// notes
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /.vercelignore
    /// notes
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

/// `getUserIgnore` of the CLI: an empty file doesn't count.
fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let is_filled = |name| snapshot.project.read(name).is_some_and(|text| !text.is_empty());
    if is_filled(".nowignore") && is_filled(".vercelignore") {
        let message =
            "The project has both `.nowignore` and `.vercelignore`, so the build fails. Delete `.nowignore`.";
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
    }
}
