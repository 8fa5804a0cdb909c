//! An entry of a service's `env` of a type that Vercel doesn't know.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # An entry of `env` of an unknown type
    ///
    /// The one type of an entry of a service's `env` is `service-ref`.
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

/// The finding of an entry of another type.
pub(super) fn finding(case: &Case<'_>, range: TextRange, variable: &str) -> Finding {
    let message = format!("`{variable}` must have the `type` `service-ref`, the only one there is.");
    case.finding(&RULE, range, message)
}
