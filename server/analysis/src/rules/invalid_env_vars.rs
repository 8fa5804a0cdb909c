//! Invalid `env`.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Invalid `env`
    ///
    /// Vercel rejects a service whose `env` isn't an object.
    ///
    /// Vercel's resolver reads `env` as a map from variable names to other services. Vercel's schema, however, doesn't allow `env` at
    /// all, because every service's URL is available without it. Remove `env`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/", "env": ["API_URL"] } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-env-vars",
        vercel: "INVALID_ENV_VARS",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for an `env` that is not an object.
pub(super) fn finding(case: &Case<'_>, range: TextRange, found: &str) -> Finding {
    case.finding(&RULE, range, format!("`env` must be an object, not {found}."))
}
