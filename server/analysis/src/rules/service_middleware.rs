//! Middleware in a service's folder.

use crate::finding::Finding;
use crate::rules::Check;
use crate::services::Service;

rule! {
    /// # Middleware in a service's folder
    ///
    /// Services have no routing middleware: a `middleware.ts` or `proxy.ts` of a service makes its deployment fail, or never
    /// runs. The key `proxy` at the top level of the `vercel.json` names one for the whole project.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "15" } }
    /// //- /web/middleware.ts
    /// export function middleware() {}
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "15" } }
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "service-middleware",
        severity: Warning,
        check: Check::Pass,
    }
}

/// One service's folder.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let (Some(node), Some(folder)) = (service.field("root"), service.folder()) else { return };
    if service.is_container() {
        return;
    }
    let files = ["middleware", "proxy", "src/middleware", "src/proxy"]
        .iter()
        .flat_map(|name| ["ts", "js", "mts", "mjs"].map(|extension| format!("{name}.{extension}")))
        .filter(|file| folder.is_file(file))
        // A server of one's own may be called so.
        .filter(|file| service.filled("entrypoint").is_none_or(|entrypoint| !entrypoint.ends_with(file.as_str())));
    for file in files {
        let message = format!(
            "`{}` has no effect, or makes the deployment fail: services have no middleware. A middleware for the whole \
             project is named by `proxy` at the top level.",
            folder.resolve(&file)
        );
        findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
    }
}
