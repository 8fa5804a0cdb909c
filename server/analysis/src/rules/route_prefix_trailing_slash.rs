//! Route prefix with trailing slash.

use crate::request::{Outcome, Request, Router};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::{ServicesModel, Severity};
use svc_syntax::edit;

rule! {
    /// # Route prefix with trailing slash
    ///
    /// Under `vercel dev`, requests such as `/api` and `/api/users` don't reach the service.
    ///
    /// `vercel dev` uses the prefix as written: with a trailing slash, only `/api/` and `/api//users` match. The deployment answers them. Remove
    /// the slash.
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
        severity: Information,
        or: [Warning],
        check: Check::EachService(ServicesModel::V1, check),
    }
}

fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    let mut router = None;
    for service in services {
        let Some(node) = service.prefix().and_then(|_| service.routing()?.prefix) else { continue };
        let Some(written) = node.as_str().filter(|it| it.ends_with('/') && *it != "/") else { continue };
        let path = format!("/{}", written.trim_matches('/'));
        let below = if path == "/" { "/users".to_owned() } else { format!("{path}/users") };
        let router = router.get_or_insert_with(|| Router::new(snapshot).ok()).as_ref();
        let outcome = router
            .zip(Request::get(&below).ok())
            .map(|(router, request)| router.answer_alone(&request).outcome);
        let is_answered = matches!(outcome, Some(Outcome::Service { name, .. }) if name == *service.name);
        let (severity, reason) = if is_answered {
            let reason = format!(
                "Under `vercel dev`, `{written}` doesn't match `{below}` because of its trailing slash. The deployment answers."
            );
            (Severity::Information, reason)
        } else {
            let reason = format!(
                "Because of its trailing slash, `{written}` doesn't match `{below}`, so requests to that path never reach `{}`.",
                service.name
            );
            (Severity::Warning, reason)
        };
        let message = format!("{reason} Use `{path}`.");
        let edit = edit::replace_with_string(node, &path);
        findings.push(
            Finding::new(&RULE, node.range, message)
                .severity(severity)
                .service(&*service.name)
                .fix(Fix::preferred(format!("Change to `{path}`"), edit)),
        );
    }
}
