//! `functions` with `builds`.

use crate::rules::Check;
use crate::rules::conflicts::{exclusive, truthy};
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;

rule! {
    /// # `functions` with `builds`
    ///
    /// Vercel rejects a file that has both `functions` and `builds`, even if `builds` is empty.
    ///
    /// `builds` names every builder and turns off function detection, so `functions` has nothing to configure. Keep `functions`, and
    /// delete `builds` if Vercel detects your framework.
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/*.ts": { "maxDuration": 30 } }, "builds": [{ "src": "api/*.ts", "use": "@vercel/node" }] }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "functions": { "api/*.ts": { "maxDuration": 30 } } }
    /// ```
    pub static RULE = {
        code: "functions-and-builds",
        vercel: "FUNCTIONS_AND_BUILDS",
        severity: Error,
        check: Check::File(check),
    }
}

/// The two keys at the top of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if let (Some(offender), Some(other)) = (truthy(snapshot, "builds"), truthy(snapshot, "functions")) {
        findings.push(exclusive(&RULE, snapshot, offender, other));
    }
}
