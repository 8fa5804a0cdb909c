//! `env` of a service, which Vercel's schema refuses.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;
use svc_syntax::edit;

rule! {
    /// # `env` of a service
    ///
    /// Vercel's resolver knows `env` of a service of `experimentalServices` (references to other services), but its configuration
    /// schema refuses the key. Nothing is lost without it: the URL of every web service is in a variable of its own, `API_URL` for
    /// `api`. Other variables are set in the project's settings.
    ///
    /// ```json bad
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/", "env": { "API_URL": { "type": "service-ref", "service": "api" } } },
    ///   "api": { "framework": "fastapi", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/" },
    ///   "api": { "framework": "fastapi", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "service-env",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        owns_form: true,
        check: Check::Service(ServicesModel::V1, check),
    }
}

/// One service's `env`.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    let Some((object, member)) = service.object().zip(service.member("env")) else { return };
    let message = "Vercel refuses `env` in a service: the URLs of services are there as variables without it. Remove it.";
    let edit = edit::remove_member(case.text, object, member);
    findings.push(
        Finding::new(&RULE, member.key_range, message)
            .service(&*service.name)
            .fix(Fix::preferred("Remove `env`", edit)),
    );
}
