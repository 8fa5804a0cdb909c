//! A route prefix on a service that answers no requests.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Service;
use svc_syntax::edit;

rule! {
    /// # A route prefix on a service that answers no requests
    ///
    /// Jobs, crons and workers run on their trigger. Only a web service has a `routePrefix` or `mount`.
    ///
    /// ```files
    /// //- /jobs/clean.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "clean": { "type": "cron", "schedule": "0 0 * * *", "entrypoint": "jobs/clean.py", "routePrefix": "/clean" } } }
    /// ```
    ///
    /// ```files
    /// //- /jobs/clean.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "clean": { "type": "cron", "schedule": "0 0 * * *", "entrypoint": "jobs/clean.py" } } }
    /// ```
    pub static RULE = {
        code: "invalid-route-prefix",
        vercel: "INVALID_ROUTE_PREFIX",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// One background service's prefix.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if !service.is_in_background()
        || service.routing().and_then(|it| it.prefix).is_none_or(|it| !it.is_truthy())
    {
        return;
    }
    let Some((object, member)) =
        service.object().zip(service.member("mount").or_else(|| service.member("routePrefix")))
    else {
        return;
    };
    let message = format!(
        "`{}` runs in the background and answers no paths: only a web service has `{}`. Remove it, or make the `type` `web`.",
        service.name, member.key
    );
    let edit = edit::remove_member(&service.snapshot.text, object, member);
    findings.push(
        Finding::new(&RULE, member.key_range, message)
            .service(&*service.name)
            .fix(Fix::preferred(format!("Remove `{}`", member.key), edit)),
    );
}
