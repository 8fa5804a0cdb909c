//! `command` without a container.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # `command` without a container
    ///
    /// Vercel rejects `command` on a service that isn't a container.
    ///
    /// `command` replaces the default command of a container image. Other runtimes start their `entrypoint`. To change the build, use
    /// `buildCommand`.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "runtime": "python", "entrypoint": "main.py", "command": "python main.py", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "runtime": "python", "entrypoint": "main.py", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-command",
        vercel: "INVALID_COMMAND",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a command of something else than a container.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`command` requires `\"runtime\": \"container\"`, but `{}` doesn't set that. Remove `command`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    finding.fixes.extend(case.removal("command").map(|edit| Fix::offered("Remove `command`", edit)));
    finding
}
