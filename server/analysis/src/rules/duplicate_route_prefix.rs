//! A route prefix that two services have.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # A route prefix that two services have
    ///
    /// Each path is answered by one service: no two web services have the same prefix. A missing leading slash and one trailing
    /// slash make no difference.
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

/// The finding of a service whose normalised prefix an earlier one has: that one's name, and where it has the prefix.
pub(super) fn finding(
    case: &Case<'_>,
    range: TextRange,
    prefix: &str,
    (first, first_range): (&str, TextRange),
) -> Finding {
    let message =
        format!("`{first}` already answers `{prefix}`. Give `{}` another prefix.", case.service.name);
    case.finding(&RULE, range, message).related(first_range, format!("`{first}` has the prefix here."))
}
