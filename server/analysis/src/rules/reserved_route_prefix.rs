//! Reserved route prefix.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Reserved route prefix
    ///
    /// Vercel rejects a route prefix that starts with `/_svc`.
    ///
    /// Vercel uses this path internally to call the functions of services. Choose another prefix.
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

/// The finding for a reserved prefix.
pub(super) fn finding(case: &Case<'_>, range: TextRange, prefix: &str) -> Finding {
    let message =
        format!("`{prefix}` is reserved: Vercel uses `/_svc` for its internal paths. Choose another prefix.");
    case.finding(&RULE, range, message)
}
