//! Duplicate route prefix.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Duplicate route prefix
    ///
    /// Vercel rejects the deployment: two services can't answer the same path.
    ///
    /// Prefixes that differ only in a leading slash or one trailing slash count as the same. Give each web service its own prefix.
    ///
    /// ```json bad
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/" },
    ///   "admin": { "framework": "vite", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/" },
    ///   "admin": { "framework": "vite", "routePrefix": "/admin" } } }
    /// ```
    pub static RULE = {
        code: "duplicate-route-prefix",
        vercel: "DUPLICATE_ROUTE_PREFIX",
        severity: Error,
        check: Check::Problem,
    }
}

/// The finding for a service whose normalized prefix an earlier one has: that one's name, and where it has the prefix.
pub(super) fn finding(
    case: &Case<'_>,
    range: TextRange,
    prefix: &str,
    (first, first_range): (&str, TextRange),
) -> Finding {
    let message = format!(
        "`{first}` already uses the route prefix `{prefix}`. Choose another one for `{}`.",
        case.service.name
    );
    case.finding(&RULE, range, message).related(first_range, format!("`{first}` uses it here."))
}
