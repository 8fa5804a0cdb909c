//! Invalid `mount`.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Invalid `mount`
    ///
    /// Vercel rejects a service with an invalid `mount`.
    ///
    /// `mount` is a path, or an object with `path`, `subdomain` or both, each a string.
    ///
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "nextjs", "mount": { "prefix": "/api" } } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "api": { "framework": "nextjs", "mount": { "path": "/api" } } } }
    /// ```
    pub static RULE = {
        code: "invalid-mount",
        vercel: "INVALID_MOUNT",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a `mount` that is neither a path nor an object.
pub(super) fn no_mount(case: &Case<'_>, range: TextRange, found: &str) -> Finding {
    let message = format!(
        "`mount` must be a path such as `/api`, or an object with `path` or `subdomain`, not {found}."
    );
    case.finding(&RULE, range, message)
}

/// The finding for a field that is not a string.
pub(super) fn invalid_field(case: &Case<'_>, range: TextRange, key: &str, found: &str) -> Finding {
    case.finding(&RULE, range, format!("`mount.{key}` must be a string, not {found}."))
}

/// The finding for a field that Vercel doesn't know.
pub(super) fn unknown_field(case: &Case<'_>, range: TextRange, key: &str) -> Finding {
    case.finding(&RULE, range, format!("`mount` accepts only `path` and `subdomain`, not `{key}`."))
}

/// The finding for an empty object.
pub(super) fn empty(case: &Case<'_>, range: TextRange) -> Finding {
    case.finding(&RULE, range, "`mount` must have `path`, `subdomain` or both.")
}
