//! A subdomain on a service that answers no requests.

use crate::edit;
use crate::finding::{Finding, Fix};
use crate::rules::Check;
use crate::services::Service;

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
        check: Check::Pass,
    }
}

/// One background service's subdomain.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if !service.is_in_background() || service.routing().and_then(|it| it.subdomain?.as_str()).is_none() {
        return;
    }
    let holder = service.field("mount").unwrap_or(service.value).as_object();
    let Some((object, member)) = holder.and_then(|object| Some((object, object.member("subdomain")?))) else { return };
    let message = format!(
        "`{}` runs in the background and answers no requests: only a web service has a `subdomain`. Remove it, or make the `type` `web`.",
        service.name
    );
    let finding = Finding::new(&RULE, member.key_range, message).service(&*service.name);
    // Without its subdomain a `mount` may be empty, which is the next error: that one goes as a whole.
    let fix = match service.object().zip(service.member("mount")) {
        Some((fields, mount)) => (fields, mount),
        None => (object, member),
    };
    let edit = edit::remove_member(&service.snapshot.text, fix.0, fix.1);
    findings.push(finding.fix(Fix::preferred(format!("Remove `{}`", fix.1.key), edit.range, edit.insert)));
}
