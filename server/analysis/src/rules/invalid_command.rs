//! A command for something that is no container.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Service;
use svc_syntax::edit;

rule! {
    /// # A command for something that is no container
    ///
    /// `command` replaces the command of a container image. Other runtimes start their `entrypoint`; their build is changed with
    /// `buildCommand`.
    ///
    /// ```files
    /// //- /main.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "runtime": "python", "entrypoint": "main.py", "command": "python main.py", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "runtime": "python", "entrypoint": "main.py", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-command",
        vercel: "INVALID_COMMAND",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// One service's command.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.is_container() || service.field("command").is_none() {
        return;
    }
    let Some((object, member)) = service.object().zip(service.member("command")) else { return };
    let message = format!(
        "`{}` is no container: only one with `\"runtime\": \"container\"` has a `command`.",
        service.name
    );
    let edit = edit::remove_member(&service.snapshot.text, object, member);
    findings.push(
        Finding::new(&RULE, member.key_range, message)
            .service(&*service.name)
            .fix(Fix::offered("Remove `command`", edit)),
    );
}
