//! Invalid service name.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use crate::services;
use svc_syntax::TextRange;

rule! {
    /// # Invalid service name
    ///
    /// Vercel rejects a service with this name.
    ///
    /// The name becomes part of environment variables and internal paths. In `services` it can contain only lowercase letters, `-`
    /// and `_`, and must start and end with a letter. In `experimentalServices` it can contain only letters, digits, `-` and `_`, and
    /// must start with a letter and end with a letter or digit.
    ///
    /// ```json bad
    /// { "experimentalServices": { "my api": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "my-api": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-service-name",
        vercel: "INVALID_SERVICE_NAME",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a service with such a name.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = services::why_invalid_name(case.service.model, &case.service.name);
    case.finding(&RULE, range, message)
}
