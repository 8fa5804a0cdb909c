//! A comment, which JSON doesn't have.

use svc_syntax::edit::repair::repair;
use svc_syntax::{SyntaxError, SyntaxErrorKind};

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;

rule! {
    /// # A comment
    ///
    /// JSON has no comments, and Vercel refuses a `vercel.json` with one. Nor does it take a key such as `_comment` in most places.
    /// Say it in the documentation of the project, or write the configuration as `vercel.ts`.
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
    finding.fixes.extend(repair.map(|it| Fix::preferred("Remove the comment", it.edit)));
    Some(finding)
}
