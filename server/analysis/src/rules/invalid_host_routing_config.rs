//! A subdomain on a service that answers no requests.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Service;
use svc_syntax::edit;
use svc_syntax::value::Node;

rule! {
    /// # A subdomain on a service that answers no requests
    ///
    /// Jobs, crons and workers run on their trigger. Only a web service has a `subdomain`.
    ///
    /// ```files
    /// //- /worker.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "mails": { "type": "worker", "entrypoint": "worker.py", "subdomain": "mails" } } }
    /// ```
    ///
    /// ```files
    /// //- /worker.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "mails": { "type": "worker", "entrypoint": "worker.py" } } }
    /// ```
    pub static RULE = {
        code: "invalid-host-routing-config",
        vercel: "INVALID_HOST_ROUTING_CONFIG",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// One background service's subdomain.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if !service.is_in_background() || service.routing().and_then(|it| it.subdomain?.as_str()).is_none() {
        return;
    }
    // A `mount` with a path is refused for that already, as a whole.
    if service.member("mount").is_some()
        && service.routing().and_then(|it| it.prefix).is_some_and(Node::is_truthy)
    {
        return;
    }
    let member = service.member("mount").or_else(|| service.member("subdomain"));
    let Some((object, member)) = service.object().zip(member) else { return };
    let message = format!(
        "`{}` runs in the background and answers no requests: only a web service has a `subdomain`. Remove it, or make the `type` `web`.",
        service.name
    );
    let edit = edit::remove_member(&service.snapshot.text, object, member);
    findings.push(
        Finding::new(&RULE, member.key_range, message)
            .service(&*service.name)
            .fix(Fix::preferred(format!("Remove `{}`", member.key), edit)),
    );
}
