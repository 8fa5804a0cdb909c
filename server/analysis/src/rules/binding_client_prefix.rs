//! Binding variable with a client-side prefix.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_vercel::frameworks;

rule! {
    /// # Binding variable with a client-side prefix
    ///
    /// Browser code reads this variable as `undefined`.
    ///
    /// Binding variables exist only at run time, in the service's functions. A framework inlines variables with its client prefix
    /// (`NEXT_PUBLIC_`, `VITE_`) into browser code at build time, when the binding doesn't exist yet. Browsers also can't reach
    /// the internal address that a binding holds.
    ///
    /// Use a name without the prefix in server code. In the browser, request a path that a rewrite sends to the service.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": {
    ///     "web": { "root": "web", "framework": "nextjs", "bindings": [{ "service": "api", "format": "url", "env": "NEXT_PUBLIC_API_URL" }] },
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
    ///     "web": { "root": "web", "framework": "nextjs", "bindings": [{ "service": "api", "format": "url", "env": "API_URL" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "binding-client-prefix",
        severity: Warning,
        check: Check::Service(ServicesModel::V2, check),
    }
}

/// One service's bindings.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    if service.bindings().next().is_none() {
        return;
    }
    let Some(framework) = service.framework_slug().and_then(frameworks::find) else { return };
    let Some(prefix) = framework.env_prefix.as_deref() else { return };
    for binding in service.bindings() {
        let (Some(variable), Some(node)) = (binding.variable(), binding.env) else { continue };
        let Some(rest) = variable.strip_prefix(prefix) else { continue };
        let message = format!(
            "{} inlines `{prefix}` variables at build time, but bindings exist only at run time. In the browser, `{variable}` is undefined.",
            framework.name
        );
        let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
        if !rest.is_empty() && !rest.starts_with(|first: char| first.is_ascii_digit()) {
            let edit = edit::replace_with_string(node, rest);
            finding = finding.fix(Fix::offered(format!("Rename to `{rest}`"), edit));
        }
        findings.push(finding);
    }
}
