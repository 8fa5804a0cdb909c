//! Invalid service configuration.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use svc_config::ServicesModel;
use svc_syntax::TextRange;
use svc_syntax::edit;
use svc_vercel::detect;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Invalid service configuration
    ///
    /// Vercel rejects a service that isn't an object.
    ///
    /// Replace the value with an object that contains the service's settings.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": "apps/web" } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// With `services`, set the folder as `root`:
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": "apps/web" }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// {
    ///   "services": { "web": { "root": "apps/web" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }]
    /// }
    /// ```
    pub static RULE = {
        code: "invalid-service-config",
        vercel: "INVALID_SERVICE_CONFIG",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for a service that is not an object.
pub(super) fn not_an_object(case: &Case<'_>, range: TextRange) -> Finding {
    let service = case.service;
    let message = format!(
        "`{}` must be an object with the service's settings, not {}.",
        service.name,
        service.value.kind()
    );
    let finding = case.finding(&RULE, range, message);
    let root = service.value.as_str().filter(|it| !it.is_empty() && service.model == ServicesModel::V2);
    let Some(root) = root else { return finding };
    let object = format!("{{ \"root\": {} }}", edit::quoted(root));
    finding.fix(Fix::offered(format!("Change to `{object}`"), (range, object)))
}

/// The finding for a container of `services` whose entrypoint is no Dockerfile's name.
pub(super) fn invalid_dockerfile(case: &Case<'_>, range: TextRange) -> Finding {
    let entrypoint = case.service.text("entrypoint").unwrap_or_default();
    let message = format!(
        "`{entrypoint}` isn't a Dockerfile or Containerfile, and a container service is always built from one. To use an image from a registry, add a Dockerfile that starts with `FROM <image>`."
    );
    let mut finding = case.finding(&RULE, range, message);
    let folder = case.service.folder();
    let dockerfiles = folder.map(|folder| detect::entrypoints_in(&folder, Some(Runtime::Container)));
    for dockerfile in dockerfiles.into_iter().flatten() {
        let edit = replacement(range, &dockerfile);
        finding = finding.fix(Fix::offered(format!("Change to `{dockerfile}`"), edit));
    }
    finding
}

/// The finding for `bindings` on which Vercel's resolver throws.
pub(super) fn unreadable_bindings(case: &Case<'_>, range: TextRange, found: &str) -> Finding {
    case.finding(&RULE, range, format!("`bindings` can't be {found}."))
}

/// The finding for a field on which Vercel's resolver throws. It has no code for that; this is the nearest one.
pub(super) fn unreadable(case: &Case<'_>, range: TextRange, key: &str) -> Finding {
    case.finding(&RULE, range, format!("`{key}` has a value that Vercel can't read."))
}
