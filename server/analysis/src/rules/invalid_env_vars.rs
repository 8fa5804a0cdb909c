//! A service's `env` that is no object.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;
use svc_syntax::value::Json;

rule! {
    /// # A service's `env` that is no object
    ///
    /// Vercel's resolver reads `env` of a service as an object from variable names to references to other services. (Its
    /// configuration schema refuses `env` altogether: every service's URL is there as a variable without it.)
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/", "env": ["API_URL"] } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-env-vars",
        vercel: "INVALID_ENV_VARS",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// One service's `env`.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let Some(env) = service.field("env").filter(|it| !matches!(it.json, Json::Object(_))) else { return };
    let message = format!("`env` must be an object, not {}.", env.kind());
    findings.push(Finding::new(&RULE, env.range, message).service(&*service.name));
}
