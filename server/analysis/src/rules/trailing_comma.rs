//! A comma after the last entry.

use svc_syntax::{SyntaxError, SyntaxErrorKind};

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;

rule! {
    /// # A comma after the last entry
    ///
    /// JSON has commas between entries only. Vercel refuses a `vercel.json` with one before a closing bracket.
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

fn finding(_snapshot: &Snapshot, error: &SyntaxError) -> Option<Finding> {
    (error.kind == SyntaxErrorKind::TrailingComma).then(|| {
        Finding::new(&RULE, error.range, error.message())
            .fix(Fix::preferred("Remove the comma", (error.range, "")))
    })
}
