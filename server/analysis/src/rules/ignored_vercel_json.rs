//! Nested `vercel.json` ignored.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{Entrypoint, Service, Services};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::value::Query;
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
    /// { "dependencies": { "next": "16" } }
    /// //- /apps/web/vercel.json
    /// {}
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "ignored-vercel-json",
        severity: Warning,
        check: Check::EachService(ServicesModel::V1, check), Check::EachService(ServicesModel::V2, check),
    }
}

fn check(_: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for service in services {
        let Some((key, file)) = service.remembered::<Nested>(|| nested(service)) else { continue };
        let Some(node) = service.field(key) else { continue };
        let message = format!(
            "`{file}` is ignored: with services, Vercel reads only the vercel.json at the project root."
        );
        findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
    }
}

/// The file in a service's folder.
struct Nested;

impl Query for Nested {
    type Answer = Option<(&'static str, String)>;
}

/// The first file in the folders of a service, with the key that names the folder.
fn nested(service: &Service<'_>) -> Option<(&'static str, String)> {
    let root = service.folder()?;
    let of_entrypoint = match service.entrypoint() {
        Some(Entrypoint::Directory(path)) => Some(path.as_str()),
        Some(Entrypoint::File(path)) => Some(posix_path::dirname(path)),
        _ => None,
    };
    let folders = [("root", Some(".")), ("entrypoint", of_entrypoint)];
    folders.into_iter().find_map(|(key, folder)| {
        service.field(key)?;
        let file = root.folder(folder?).resolve("vercel.json");
        (file != "vercel.json" && service.project().is_file(&file)).then_some((key, file))
    })
}
