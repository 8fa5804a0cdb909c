//! Comment in JSON.

use svc_syntax::edit::repair::repair;
use svc_syntax::{SyntaxError, SyntaxErrorKind};

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;

rule! {
    /// # Comment in JSON
    ///
    /// Vercel can't parse a `vercel.json` with comments and rejects the deployment.
    ///
    /// JSON has no comments, and most objects don't accept a key such as `_comment` either. Move the comment into your documentation,
    /// or configure the project in `vercel.ts`.
    ///
    /// ```json bad
    /// {
    ///   "cleanUrls": true, // no .html
    ///   "trailingSlash": false
    /// }
    /// ```
    ///
    /// ```json good
    /// {
    ///   "cleanUrls": true,
    ///   "trailingSlash": false
    /// }
    /// ```
    pub static RULE = {
        code: "comment-in-json",
        vercel: "INVALID_VERCEL_JSON",
        severity: Error,
        check: Check::Syntax(finding),
    }
}

fn finding(snapshot: &Snapshot, error: &SyntaxError) -> Option<Finding> {
    if !matches!(error.kind, SyntaxErrorKind::LineComment | SyntaxErrorKind::BlockComment) {
        return None;
    }
    let mut finding = Finding::new(&RULE, error.range, error.message());
    let repair = repair(&snapshot.text, error);
    // What someone wrote is not lost without being asked.
    finding.fixes.extend(repair.map(|it| Fix::offered("Remove the comment", it.edit)));
    Some(finding)
}
