//! `command` ignored.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;
use svc_syntax::edit;

rule! {
    /// # `command` ignored
    ///
    /// Vercel ignores `command`, and the service starts the way its runtime starts it.
    ///
    /// `command` replaces the default command of a container image. For other services, use `buildCommand` to change the build and
    /// `devCommand` to change what `vercel dev` runs.
    ///
    /// ```files
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py", "command": "uvicorn main:app" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/main.py
    /// app = FastAPI()
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
    let message = format!("`command` is ignored because `{}` isn't a container.", service.name);
    let edit = edit::remove_member(case.text, object, member);
    findings.push(
        Finding::new(&RULE, member.key_range, message)
            .service(&*service.name)
            .fix(Fix::preferred("Remove `command`", edit)),
    );
}
