//! An entry of a service's `env` whose name is no variable's.

use crate::rules::finding::Finding;
use crate::rules::{Check, invalid_env_var, invalid_env_var_ref, invalid_env_var_type};
use crate::services::Service;
use svc_syntax::value::{Node, Object};

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
        check: Check::Service,
    }
}

/// Whether Vercel takes this for a variable's name.
#[must_use]
pub fn is_valid(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// The entries of one service's `env`, each to its first error, as Vercel goes through them.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    for entry in service.field("env").and_then(Node::as_object).into_iter().flat_map(Object::entries) {
        if entry.value.is_missing() {
            continue;
        }
        let finding = if is_valid(&entry.key) {
            invalid_env_var::finding(entry)
                .or_else(|| invalid_env_var_type::finding(entry))
                .or_else(|| invalid_env_var_ref::finding(entry))
        } else {
            let message = format!(
                "`{}` can't be a variable's name: use letters, digits and `_`, and no digit at the start.",
                entry.key
            );
            Some(Finding::new(&RULE, entry.key_range, message))
        };
        findings.extend(finding.map(|it| it.service(&*service.name)));
    }
}
