//! A reference to a service that has no URL.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # A reference to a service that has no URL
    ///
    /// An entry of `env` holds another service's URL. Jobs, crons and workers have none.
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/", "env": { "API_URL": { "type": "service-ref", "service": "clean" } } },
    ///   "clean": { "type": "cron", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-service-ref-type",
        vercel: "INVALID_SERVICE_REF_TYPE",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding of a reference to a background service: its name, and where it is declared.
pub(super) fn finding(
    case: &Case<'_>,
    range: TextRange,
    variable: &str,
    (target, declared): (&str, TextRange),
) -> Finding {
    let message = format!(
        "`{variable}` refers to `{target}`, which runs in the background and has no URL. Refer to a web service."
    );
    case.finding(&RULE, range, message).related(declared, format!("`{target}` is declared here."))
}
