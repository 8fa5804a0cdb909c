//! Duplicate binding variable.

use std::collections::HashMap;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;

rule! {
    /// # Duplicate binding variable
    ///
    /// The service receives only one of the two addresses.
    ///
    /// Each binding sets the environment variable named by `env`. If two bindings of a service use the same name, one overwrites the
    /// other. Rename one of them.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// //- /mail/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": {
    ///     "web": { "root": "web", "bindings": [
    ///       { "service": "api", "format": "url", "env": "API_URL" }, { "service": "mail", "format": "url", "env": "API_URL" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" },
    ///     "mail": { "root": "mail", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// //- /mail/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": {
    ///     "web": { "root": "web", "bindings": [
    ///       { "service": "api", "format": "url", "env": "API_URL" }, { "service": "mail", "format": "url", "env": "MAIL_URL" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" },
    ///     "mail": { "root": "mail", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "duplicate-binding-env",
        severity: Warning,
        check: Check::Service(ServicesModel::V2, check),
    }
}

/// One service's bindings.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    let mut seen = HashMap::new();
    for binding in service.bindings() {
        let (Some(variable), Some(node)) = (binding.variable(), binding.env) else { continue };
        let Some(first) = seen.insert(variable, node.range) else { continue };
        let message = format!(
            "`{}` has another binding that sets `{variable}`, so one of the URLs is lost. Rename one of the variables.",
            service.name
        );
        findings.push(
            Finding::new(&RULE, node.range, message)
                .service(&*service.name)
                .related(first, "The other binding is here."),
        );
    }
}
