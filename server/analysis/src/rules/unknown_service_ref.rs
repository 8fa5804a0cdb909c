//! Unknown service in `env`.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Unknown service in `env`
    ///
    /// Vercel rejects an `env` entry that refers to a service that doesn't exist.
    ///
    /// Set `service` to the name of another service in the same file.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/",
    ///   "env": { "API_URL": { "type": "service-ref", "service": "api" } } } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "unknown-service-ref",
        vercel: "UNKNOWN_SERVICE_REF",
        severity: Error,
        check: Check::Problem,
    }
}

/// The finding for a reference to a service that doesn't exist.
pub(super) fn finding(case: &Case<'_>, range: TextRange, variable: &str, target: &str) -> Finding {
    let message = format!(
        "`{variable}` refers to `{target}`, but no service has that name, so Vercel rejects the deployment."
    );
    case.finding(&RULE, range, message)
}
