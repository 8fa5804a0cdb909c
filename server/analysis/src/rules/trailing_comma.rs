//! Trailing comma.

use svc_syntax::edit::repair::repair;
use svc_syntax::{SyntaxError, SyntaxErrorKind};

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;

rule! {
    /// # Trailing comma
    ///
    /// Vercel can't parse a `vercel.json` with a trailing comma and rejects the deployment.
    ///
    /// JSON has commas only between entries. Remove the comma before the closing bracket.
    ///
    /// ```json bad
    /// { "cleanUrls": true, }
    /// ```
    ///
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "trailing-comma",
        vercel: "INVALID_VERCEL_JSON",
        severity: Error,
        check: Check::Syntax(finding),
    }
}

fn finding(snapshot: &Snapshot, error: &SyntaxError) -> Option<Finding> {
    if error.kind != SyntaxErrorKind::TrailingComma {
        return None;
    }
    let mut finding = Finding::new(&RULE, error.range, error.message());
    let repair = repair(&snapshot.text, error);
    finding.fixes.extend(repair.map(|it| Fix::preferred("Remove the comma", it.edit)));
    Some(finding)
}
