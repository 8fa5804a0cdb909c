//! A service's `env` that is no object.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # A service's `env` that is no object
    ///
    /// Vercel's resolver reads `env` of a service as an object from variable names to references to other services. (Its
    /// configuration schema refuses `env` altogether: every service's URL is there as a variable without it.)
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

/// The finding of an `env` that is not an object.
pub(super) fn finding(case: &Case<'_>, range: TextRange, found: &str) -> Finding {
    case.finding(&RULE, range, format!("`env` must be an object, not {found}."))
}
