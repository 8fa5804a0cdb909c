//! An entry of a service's `env` whose name is no variable's.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # An entry of `env` whose name is no variable's
    ///
    /// A variable's name has letters, digits and `_`, and doesn't start with a digit.
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

/// The finding of a name that no variable can have.
pub(super) fn finding(case: &Case<'_>, range: TextRange, variable: &str) -> Finding {
    let message = format!(
        "`{variable}` can't be a variable's name: use letters, digits and `_`, and no digit at the start."
    );
    case.finding(&RULE, range, message)
}
