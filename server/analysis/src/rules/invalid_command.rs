//! A command for something that is no container.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

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
        check: Check::Problem,
    }
}

/// The finding of a command of something else than a container.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` is no container: only one with `\"runtime\": \"container\"` has a `command`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    finding.fixes.extend(case.removal("command").map(|edit| Fix::offered("Remove `command`", edit)));
    finding
}
