//! Nested `vercel.json` ignored.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Entrypoint, Reading};
use crate::snapshot::Snapshot;
use svc_vercel::posix_path;

rule! {
    /// # Nested `vercel.json` ignored
    ///
    /// Nothing in this nested `vercel.json` has any effect.
    ///
    /// With services, Vercel reads only the `vercel.json` at the project root. Move the headers, redirects, rewrites and functions
    /// into the service in that file, and `crons` to its top level.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// //- /apps/web/vercel.json
    /// {}
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "ignored-vercel-json",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for service in services::all(snapshot, Reading::Diagnostics) {
        let Some(root) = service.folder() else { continue };
        let of_entrypoint = match service.entrypoint() {
            Some(Entrypoint::Directory(path)) => Some(path.as_str()),
            Some(Entrypoint::File(path)) => Some(posix_path::dirname(path)),
            _ => None,
        };
        let folders = [
            ("root", Some(root.path().to_owned())),
            ("entrypoint", of_entrypoint.map(|it| root.resolve(it))),
        ];
        for (key, folder) in folders {
            let (Some(node), Some(folder)) = (service.field(key), folder) else { continue };
            let file = posix_path::join(&folder, "vercel.json");
            if file == "vercel.json" || !snapshot.project.is_file(&file) {
                continue;
            }
            let message = format!(
                "`{file}` is ignored: with services, Vercel reads only the vercel.json at the project root."
            );
            findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
            break;
        }
    }
}
