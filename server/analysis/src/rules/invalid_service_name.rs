//! A service's name that Vercel refuses.

use std::sync::LazyLock;
use svc_config::ServicesModel;

use regex::Regex;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;

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
        check: Check::Service,
    }
}

#[expect(clippy::unwrap_used, reason = "constant patterns")]
static V1: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\A[a-zA-Z]([a-zA-Z0-9_-]*[a-zA-Z0-9])?\z").unwrap());
#[expect(clippy::unwrap_used, reason = "constant patterns")]
static V2: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\A[a-z]([a-z_-]*[a-z])?\z").unwrap());

/// Whether Vercel takes this name for a service of the model.
#[must_use]
pub fn is_valid(model: ServicesModel, name: &str) -> bool {
    match model {
        ServicesModel::V1 => V1.is_match(name),
        ServicesModel::V2 => V2.is_match(name) && name.len() <= 64,
    }
}

/// One service's name.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if is_valid(service.model, &service.name) {
        return;
    }
    let shape = match service.model {
        ServicesModel::V1 => {
            "start with a letter, end with a letter or digit, and use only letters, digits, `-` and `_`"
        }
        ServicesModel::V2 => {
            "start and end with a lower-case letter, and use only lower-case letters, `-` and `_`"
        }
    };
    let message = format!("`{}` can't be a service's name: it must {shape}.", service.name);
    findings.push(Finding::new(&RULE, service.name_range, message).service(&*service.name));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["a", "A", "web", "my-api", "my_api2", "aB-_9"] {
            assert!(is_valid(ServicesModel::V1, name), "{name}");
        }
        for name in ["", "1a", "-a", "a-", "a_", "_a", "a b", "a.b", "ä", "a\n", "__proto__"] {
            assert!(!is_valid(ServicesModel::V1, name), "{name:?}");
        }
        for name in ["a", "web", "my-api", "my_api"] {
            assert!(is_valid(ServicesModel::V2, name), "{name}");
        }
        for name in ["", "Web", "api2", "a-", "-a"] {
            assert!(!is_valid(ServicesModel::V2, name), "{name:?}");
        }
    }
}
