//! `experimentalServices` with `builds`.

use crate::rules::Check;
use crate::rules::conflicts::{exclusive, truthy};
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;

rule! {
    /// # `experimentalServices` with `builds`
    ///
    /// Vercel rejects a file that has both `experimentalServices` and `builds`.
    ///
    /// Vercel chooses a builder for each service, and the builders in `builds` would conflict with that choice. Remove one of the two.
    ///
    /// ```files
    /// //- /api/package.json
    /// {}
    /// //- /api/index.js
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "entrypoint": "api/index.js", "routePrefix": "/" } }, "builds": [{ "src": "api/*.ts", "use": "@vercel/node" }] }
    /// ```
    ///
    /// ```files
    /// //- /api/package.json
    /// {}
    /// //- /api/index.js
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "api/index.js", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "experimental-services-and-builds",
        vercel: "EXPERIMENTAL_SERVICES_AND_BUILDS",
        severity: Error,
        check: Check::File(check),
    }
}

/// The two keys at the top of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if let (Some(offender), Some(other)) =
        (truthy(snapshot, "builds"), truthy(snapshot, "experimentalServices"))
    {
        findings.push(exclusive(&RULE, snapshot, offender, other));
    }
}
