//! Missing service in `env` entry.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Missing service in `env` entry
    ///
    /// Vercel rejects an `env` entry that doesn't name a service.
    ///
    /// Set `service` to the name of the service whose URL the variable should hold, or remove `env`: every service's URL is available
    /// without it.
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

/// The finding for a reference without a service.
pub(super) fn finding(case: &Case<'_>, range: TextRange, variable: &str) -> Finding {
    let message = format!("`{variable}` is missing `service`, the name of the service whose URL it holds.");
    case.finding(&RULE, range, message)
}
