//! A binding to a name that no service can have.

use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, invalid_service_name};
use crate::services::Service;
use crate::services::v2::Binding;
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_syntax::value::{Json, Node};
use svc_vercel::spelling;

rule! {
    /// # A binding to a name that no service can have
    ///
    /// `service` in an entry of `bindings` is the name of another service. Names start and end with a lower-case letter and
    /// have only lower-case letters, `-` and `_` between.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
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
        check: Check::Service,
    }
}

/// The bindings of all services, for a person: a value that is no text is spoken of elsewhere.
pub fn check(services: &[Service<'_>], findings: &mut Vec<Finding>) {
    for service in services {
        let named = service.bindings().filter(|it| it.target().is_some_and(|name| !name.is_empty()));
        findings.extend(named.filter(is_invalid).map(|binding| finding(services, service, &binding)));
    }
}

/// Whether no service can have the name that a binding asks for.
pub(crate) fn is_invalid(binding: &Binding<'_>) -> bool {
    !binding
        .service
        .and_then(as_javascript_text)
        .is_some_and(|name| invalid_service_name::is_valid(ServicesModel::V2, name))
}

/// What Vercel's regular expression gets to see: JavaScript makes its only element of an array.
fn as_javascript_text(node: &Node) -> Option<&str> {
    match &node.json {
        Json::String(text) => Some(text),
        Json::Array(elements) if elements.len() == 1 => elements.first().and_then(as_javascript_text),
        _ => None,
    }
}

/// The finding of one binding.
pub(crate) fn finding(services: &[Service<'_>], service: &Service<'_>, binding: &Binding<'_>) -> Finding {
    let shown = match (binding.target(), binding.service) {
        (Some(name), _) => format!("`{name}`"),
        (None, value) => value.map_or("nothing", Node::kind).to_owned(),
    };
    let message = format!(
        "`{}` binds to {shown}, which can't be a service's name: names are lower-case letters with `-` and `_` between them.",
        service.name
    );
    with_nearest(Finding::new(&RULE, binding.target_range(), message), services, service, binding)
}

/// The finding with the declared service that was meant, if one is near.
pub(super) fn with_nearest(
    finding: Finding,
    services: &[Service<'_>],
    service: &Service<'_>,
    binding: &Binding<'_>,
) -> Finding {
    let finding = finding.service(&*service.name);
    let (Some(name), Some(node)) = (binding.target(), binding.service) else { return finding };
    let others = services.iter().filter(|other| other.name != service.name).map(|other| &*other.name);
    let Some(nearest) = spelling::nearest(name, others) else { return finding };
    finding.fix(Fix::preferred(format!("Change to `{nearest}`"), edit::replace_with_string(node, nearest)))
}
