//! An entry of a service's `env` that is no object.

use crate::rules::Check;
use crate::rules::finding::Finding;
use svc_syntax::value::{Json, Member};

rule! {
    /// # An entry of `env` that is no object
    ///
    /// An entry of a service's `env` refers to another service: `{ "type": "service-ref", "service": "api" }`. Plain values are
    /// set in the project's settings.
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
        check: Check::Service,
    }
}

/// One entry.
pub(super) fn finding(entry: &Member) -> Option<Finding> {
    (!matches!(entry.value.json, Json::Object(_))).then(|| {
        let message = format!(
            "`{}` must be an object such as `{{ \"type\": \"service-ref\", \"service\": \"api\" }}`, not {}.",
            entry.key,
            entry.value.kind()
        );
        Finding::new(&RULE, entry.value.range, message)
    })
}
