//! Route prefix with trailing slash.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Reading;
use crate::services::v1;
use crate::snapshot::Snapshot;
use svc_syntax::edit;

rule! {
    /// # Route prefix with trailing slash
    ///
    /// Requests such as `/api` and `/api/users` never reach the service.
    ///
    /// Vercel uses the prefix as written: with a trailing slash, only `/api/` and `/api//users` match. Remove the slash.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "fastapi", "routePrefix": "/api/" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "framework": "fastapi", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "route-prefix-trailing-slash",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for service in v1::services(snapshot, Reading::Diagnostics) {
        let Some(node) = service.prefix().and_then(|_| service.routing()?.prefix) else { continue };
        let Some(written) = node.as_str().filter(|it| it.ends_with('/') && *it != "/") else { continue };
        let path = format!("/{}", written.trim_matches('/'));
        let message = format!(
            "Because of its trailing slash, `{written}` doesn't match `{}`, so requests to that path never reach `{}`. Use `{path}`.",
            if path == "/" { "/users".to_owned() } else { format!("{path}/users") },
            service.name
        );
        let edit = edit::replace_with_string(node, &path);
        findings.push(
            Finding::new(&RULE, node.range, message)
                .service(&*service.name)
                .fix(Fix::preferred(format!("Change to `{path}`"), edit)),
        );
    }
}
