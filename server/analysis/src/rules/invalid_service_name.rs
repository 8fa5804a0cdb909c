//! A service's name that Vercel refuses.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;
use svc_syntax::TextRange;

rule! {
    /// # A service's name that Vercel refuses
    ///
    /// The name of a service becomes part of its variables and internal paths. Under `experimentalServices` it starts with a
    /// letter, ends with a letter or digit, and has only letters, digits, `-` and `_` between. Under `services` it has only
    /// lower-case letters, `-` and `_`, and starts and ends with a letter.
    ///
    /// ```json bad
    /// { "experimentalServices": { "my api": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "my-api": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-service-name",
        vercel: "INVALID_SERVICE_NAME",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding of a service with such a name.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let shape = match case.service.model {
        ServicesModel::V1 => {
            "start with a letter, end with a letter or digit, and use only letters, digits, `-` and `_`"
        }
        ServicesModel::V2 => {
            "start and end with a lower-case letter, and use only lower-case letters, `-` and `_`"
        }
    };
    let message = format!("`{}` can't be a service's name: it must {shape}.", case.service.name);
    case.finding(&RULE, range, message)
}
