//! A subdomain that is no DNS label.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # A subdomain that is no DNS label
    ///
    /// `subdomain` is one label: 1 to 63 letters, digits and hyphens, no hyphen at either end, no dot. Write `api`, not
    /// `api.example.com`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "nextjs", "subdomain": "api.example.com" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "api": { "framework": "nextjs", "subdomain": "api" } } }
    /// ```
    pub static RULE = {
        code: "invalid-subdomain",
        vercel: "INVALID_SUBDOMAIN",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding of a subdomain that is not a label.
pub(super) fn finding(case: &Case<'_>, range: TextRange, subdomain: &str) -> Finding {
    let message = format!(
        "`{subdomain}` can't be a subdomain: it must be one label such as `api`, 1 to 63 letters, digits and hyphens, with no hyphen at either end."
    );
    case.finding(&RULE, range, message)
}
