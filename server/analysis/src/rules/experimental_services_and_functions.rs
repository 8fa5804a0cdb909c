//! `experimentalServices` with `functions`.

use crate::rules::Check;
use crate::rules::conflicts::{exclusive, truthy};
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;

rule! {
    /// # `experimentalServices` with `functions`
    ///
    /// Vercel rejects a file that has both `experimentalServices` and top-level `functions`.
    ///
    /// Set `memory`, `maxDuration`, `includeFiles` and `excludeFiles` on each service instead. They apply to all its functions.
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```files
    /// //- /api/package.json
    /// {}
    /// //- /api/hello.ts
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "entrypoint": "api/hello.ts", "routePrefix": "/" } }, "functions": { "api/*.ts": { "maxDuration": 30 } } }
    /// ```
    ///
    /// ```files
    /// //- /api/package.json
    /// {}
    /// //- /api/hello.ts
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "api/hello.ts", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "experimental-services-and-functions",
        vercel: "EXPERIMENTAL_SERVICES_AND_FUNCTIONS",
        severity: Error,
        check: Check::File(check),
    }
}

/// The two keys at the top of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if let (Some(offender), Some(other)) =
        (truthy(snapshot, "functions"), truthy(snapshot, "experimentalServices"))
    {
        findings.push(exclusive(&RULE, snapshot, offender, other));
    }
}
