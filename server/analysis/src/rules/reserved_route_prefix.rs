//! A route prefix inside Vercel's own paths.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # A route prefix inside Vercel's own paths
    ///
    /// Vercel calls the functions of services under `/_svc`. No service may answer that path or one below it.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/_svc/web" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/svc/web" } } }
    /// ```
    pub static RULE = {
        code: "reserved-route-prefix",
        vercel: "RESERVED_ROUTE_PREFIX",
        severity: Error,
        check: Check::Problem,
    }
}

/// The finding of a reserved prefix.
pub(super) fn finding(case: &Case<'_>, range: TextRange, prefix: &str) -> Finding {
    let message = format!(
        "`{prefix}` lies in `/_svc`, where Vercel keeps the internal paths of services. Choose another prefix."
    );
    case.finding(&RULE, range, message)
}
