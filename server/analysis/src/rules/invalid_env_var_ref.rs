//! An entry of a service's `env` that names no service.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # An entry of `env` that names no service
    ///
    /// A reference needs `service`, the name of the service whose URL the variable holds.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/",
    ///   "env": { "API_URL": { "type": "service-ref" } } } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-env-var-ref",
        vercel: "INVALID_ENV_VAR_REF",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding of a reference without a service.
pub(super) fn finding(case: &Case<'_>, range: TextRange, variable: &str) -> Finding {
    let message = format!(
        "`{variable}` must name a service: `service` is the name of one, a string that is not empty."
    );
    case.finding(&RULE, range, message)
}
