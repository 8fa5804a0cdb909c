//! An entry of a service's `env` that names no service.

use crate::rules::Check;
use crate::rules::finding::Finding;
use svc_syntax::value::{Member, Node};

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
        check: Check::Service,
    }
}

/// One entry, which is an object of the right type.
pub(super) fn finding(entry: &Member) -> Option<Finding> {
    let node = entry.value.get("service");
    if node.is_some_and(|it| it.is_missing() || it.as_str().is_some_and(|name| !name.is_empty())) {
        return None;
    }
    let message = format!(
        "`{}` must name a service: `service` is the name of one, a string that is not empty.",
        entry.key
    );
    Some(Finding::new(&RULE, node.map_or(entry.key_range, |it: &Node| it.range), message))
}
