//! A reference to a service that has no URL.

use std::collections::HashMap;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;
use crate::services::v1::Reference;

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
        check: Check::Service,
    }
}

/// The references of all services.
pub fn check(services: &[Service<'_>], findings: &mut Vec<Finding>) {
    let background: HashMap<&str, &Service<'_>> =
        services.iter().filter(|it| it.is_in_background()).map(|it| (&*it.name, it)).collect();
    for service in services {
        for reference in service.references() {
            let target = background.get(reference.target);
            findings.extend(target.map(|target| finding(service, &reference, target)));
        }
    }
}

/// The finding of one reference.
pub(crate) fn finding(service: &Service<'_>, reference: &Reference<'_>, target: &Service<'_>) -> Finding {
    let message = format!(
        "`{}` refers to `{}`, which runs in the background and has no URL. Refer to a web service.",
        reference.variable, reference.target
    );
    Finding::new(&RULE, reference.range, message)
        .service(&*service.name)
        .related(target.name_range, format!("`{}` is declared here.", target.name))
}
