//! Invalid `env` entry.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Invalid `env` entry
    ///
    /// Vercel rejects a service whose `env` has an entry that isn't an object.
    ///
    /// An entry of `env` refers to another service: `{ "type": "service-ref", "service": "api" }`. Set plain values in the project's
    /// settings.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/", "env": { "API_URL": "/api" } } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-env-var",
        vercel: "INVALID_ENV_VAR",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for an entry that is not an object.
pub(super) fn finding(case: &Case<'_>, range: TextRange, variable: &str, found: &str) -> Finding {
    let message = format!(
        "`{variable}` must be an object such as `{{ \"type\": \"service-ref\", \"service\": \"api\" }}`, not {found}."
    );
    case.finding(&RULE, range, message)
}
