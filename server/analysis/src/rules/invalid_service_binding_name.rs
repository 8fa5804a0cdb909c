//! Invalid service name in binding.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use crate::services::{Services, is_valid_name, why_invalid_name};
use svc_config::ServicesModel;
use svc_syntax::TextRange;
use svc_vercel::spelling;

rule! {
    /// # Invalid service name in binding
    ///
    /// Vercel rejects a binding whose `service` isn't a valid service name.
    ///
    /// Service names can contain only lowercase letters, `-` and `_`, and must start and end with a letter. Correct the name.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": {
    ///     "web": { "root": "web", "bindings": [{ "service": "Api", "format": "url", "env": "API_URL" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": {
    ///     "web": { "root": "web", "bindings": [{ "service": "api", "format": "url", "env": "API_URL" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "invalid-service-binding-name",
        vercel: "INVALID_SERVICE_BINDING_NAME",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a binding to such a name; `found` is the kind of the value.
pub(super) fn finding(
    case: &Case<'_>,
    services: &Services<'_>,
    range: TextRange,
    target: Option<&str>,
    found: Option<&str>,
) -> Finding {
    let message = match target {
        Some(name) => why_invalid_name(ServicesModel::V2, name),
        None => format!("`service` must be the name of a service, not {}.", found.unwrap_or("nothing")),
    };
    with_nearest(case, services, case.finding(&RULE, range, message), target)
}

/// The finding about a binding's target, with the declared service that was meant, if one is near.
pub(super) fn with_nearest(
    case: &Case<'_>,
    services: &Services<'_>,
    finding: Finding,
    target: Option<&str>,
) -> Finding {
    let Some(name) = target else { return finding };
    let others = services
        .iter()
        .map(|other| &*other.name)
        .filter(|other| *other != case.service.name && is_valid_name(ServicesModel::V2, other));
    let Some(nearest) = spelling::nearest(name, others) else { return finding };
    let edit = replacement(finding.range, nearest);
    finding.fix(Fix::preferred(format!("Change to `{nearest}`"), edit))
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::Fixture;

    #[test]
    fn a_name_that_is_declared_and_invalid_is_reported_once() {
        let fixture = Fixture::new(
            r#"{ "services": { "Api": { "root": "a" }, "web": { "root": "b", "bindings": [{ "type": "service", "service": "Api", "env": "API" }] } } }"#,
        );
        let findings = check(&fixture.snapshot);
        let codes = findings.iter().map(|finding| finding.rule.code);
        assert_eq!(codes.filter(|code| code.starts_with("invalid-service")).count(), 1, "{findings:?}");
        assert!(findings.iter().flat_map(|finding| &finding.fixes).all(|fix| fix.title != "Change to `Api`"));
    }
}
