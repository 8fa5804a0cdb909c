//! `proxy` with `builds`.

use crate::rules::Check;
use crate::rules::conflicts::{exclusive, truthy};
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;

rule! {
    /// # `proxy` with `builds`
    ///
    /// Vercel rejects a file that has both `proxy` and `builds`.
    ///
    /// `builds` names every builder, so there would be none for the entrypoint of `proxy`. Remove one of the two.
    ///
    /// ```json bad
    /// { "proxy": { "entrypoint": "proxy.ts" }, "builds": [{ "src": "api/*.ts", "use": "@vercel/node" }] }
    /// ```
    ///
    /// ```files
    /// //- /proxy.ts
    /// ```
    /// ```json good
    /// { "proxy": { "entrypoint": "proxy.ts" } }
    /// ```
    pub static RULE = {
        code: "proxy-and-builds",
        vercel: "PROXY_AND_BUILDS",
        severity: Error,
        check: Check::File(check),
    }
}

/// The two keys at the top of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if let (Some(offender), Some(other)) = (truthy(snapshot, "builds"), truthy(snapshot, "proxy")) {
        findings.push(exclusive(&RULE, snapshot, offender, other));
    }
}
