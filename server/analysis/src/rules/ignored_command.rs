//! A command that nothing runs.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;
use svc_syntax::edit;

rule! {
    /// # A command that nothing runs
    ///
    /// `command` is what a container runs instead of its image's own command. Other services are started by their runtime;
    /// what is built is set by `buildCommand`, what `vercel dev` runs by `devCommand`.
    ///
    /// ```files
    /// //- /api/main.py
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py", "command": "uvicorn main:app" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/main.py
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "entrypoint": "main:app" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    pub static RULE = {
        code: "ignored-command",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::Service(ServicesModel::V2, check),
    }
}

/// One service's command.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    let (Some(object), Some(member)) = (service.object(), service.member("command")) else { return };
    if service.is_container() || member.value.is_missing() {
        return;
    }
    let message =
        format!("Only a container has a `command`; `{}` is none, and this has no effect.", service.name);
    let edit = edit::remove_member(case.text, object, member);
    findings.push(
        Finding::new(&RULE, member.key_range, message)
            .service(&*service.name)
            .fix(Fix::preferred("Remove `command`", edit)),
    );
}
