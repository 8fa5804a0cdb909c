//! `env` in a service.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_syntax::value::Node;

rule! {
    /// # `env` in a service
    ///
    /// Vercel rejects a service that sets `env`.
    ///
    /// The URL of every web service is available as a variable without it, such as `API_URL` for `api`. Remove `env`, and set other
    /// variables in the project's settings.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/", "env": { "API_URL": { "type": "service-ref", "service": "api" } } },
    ///   "api": { "framework": "fastapi", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
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

/// Whether something would be lost with a value.
fn has_members(value: &Node) -> bool {
    value.as_object().is_some_and(|object| !object.members().is_empty())
}

/// One service's `env`.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    let Some((object, member)) = service.object().zip(service.member("env")) else { return };
    let message =
        "A service can't have `env`. Remove it; the URLs of services are available as variables without it.";
    let edit = edit::remove_member(case.text, object, member);
    findings.push(
        Finding::new(&RULE, member.key_range, message)
            .service(&*service.name)
            .fix(Fix { preferred: !has_members(&member.value), ..Fix::offered("Remove `env`", edit) }),
    );
}
