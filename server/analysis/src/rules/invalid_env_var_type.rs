//! An entry of a service's `env` of a type that Vercel doesn't know.

use crate::rules::Check;
use crate::rules::finding::Finding;
use svc_syntax::value::{Member, Node};

rule! {
    /// # An entry of `env` of an unknown type
    ///
    /// The one type of an entry of a service's `env` is `service-ref`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/",
    ///   "env": { "API_URL": { "type": "plain", "service": "web" } } } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-env-var-type",
        vercel: "INVALID_ENV_VAR_TYPE",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// One entry, which is an object.
pub(super) fn finding(entry: &Member) -> Option<Finding> {
    let node = entry.value.get("type");
    if node.is_some_and(Node::is_missing) || node.and_then(Node::as_str) == Some("service-ref") {
        return None;
    }
    let message = format!("`{}` must have the `type` `service-ref`, the only one there is.", entry.key);
    Some(Finding::new(&RULE, node.map_or(entry.key_range, |it| it.range), message))
}
