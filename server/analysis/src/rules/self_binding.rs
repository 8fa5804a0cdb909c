//! Service bound to itself.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;

rule! {
    /// # Service bound to itself
    ///
    /// The service calls itself through the network instead of calling its own code.
    ///
    /// A binding gives a service the internal address of another service. Remove it, and call the code directly.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web", "bindings": [{ "service": "web", "format": "url", "env": "WEB_URL" }] } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "self-binding",
        severity: Warning,
        check: Check::Service(ServicesModel::V2, check),
    }
}

/// One service's bindings.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    for binding in service.bindings().filter(|it| it.target() == Some(&*service.name)) {
        let message = format!(
            "`{}` is bound to itself. Bindings are for other services. Remove this binding.",
            service.name
        );
        findings.push(Finding::new(&RULE, binding.target_range(), message).service(&*service.name));
    }
}
