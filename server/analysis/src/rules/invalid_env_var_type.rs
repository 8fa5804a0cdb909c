//! Invalid `env` entry type.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Invalid `env` entry type
    ///
    /// Vercel rejects an entry of `env` with an unknown `type`.
    ///
    /// The only type is `service-ref`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/",
    ///   "env": { "API_URL": { "type": "plain", "service": "web" } } } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-env-var-type",
        vercel: "INVALID_ENV_VAR_TYPE",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for an entry of another type.
pub(super) fn finding(case: &Case<'_>, range: TextRange, variable: &str) -> Finding {
    let message = format!("The `type` of `{variable}` must be `service-ref`.");
    case.finding(&RULE, range, message)
}
