//! Invalid environment variable name.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Invalid environment variable name
    ///
    /// Vercel rejects an environment variable with this name.
    ///
    /// A name can contain only letters, digits and `_`, and can't start with a digit. Rename the variable.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/",
    ///   "env": { "API-URL": { "type": "service-ref", "service": "web" } } } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-env-var-name",
        vercel: "INVALID_ENV_VAR_NAME",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a name that no variable can have.
pub(super) fn finding(case: &Case<'_>, range: TextRange, variable: &str) -> Finding {
    let message = format!(
        "`{variable}` isn't a valid variable name. Use letters, digits and `_`, and don't start with a digit."
    );
    case.finding(&RULE, range, message)
}
