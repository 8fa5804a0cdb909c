//! Route prefix without leading slash.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::edit;

rule! {
    /// # Route prefix without leading slash
    ///
    /// Vercel adds the missing slash, so this works, but the file doesn't show the actual path.
    ///
    /// Write `/api` instead of `api`.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "fastapi", "routePrefix": "api" } } }
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
        code: "route-prefix-leading-slash",
        severity: Hint,
        check: Check::EachService(ServicesModel::V1, check),
    }
}

fn check(_: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for service in services {
        let Some(node) = service.prefix().filter(|it| it.configured).and_then(|_| service.routing()?.prefix)
        else {
            continue;
        };
        let Some(written) = node.as_str().filter(|it| !it.starts_with('/')) else { continue };
        let meant = format!("/{written}");
        let message = format!("Vercel reads `{written}` as `{meant}`. Add the leading slash.");
        let edit = edit::replace_with_string(node, &meant);
        findings.push(
            Finding::new(&RULE, node.range, message)
                .service(&*service.name)
                .fix(Fix::preferred(format!("Change to `{meant}`"), edit)),
        );
    }
}
