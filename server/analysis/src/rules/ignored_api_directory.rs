//! A root-level `api/` beside services, which Vercel doesn't build.

use crate::finding::Finding;
use crate::project::EntryKind;
use crate::rules::Check;
use crate::services::runtime::Runtime;
use crate::services::{Reading, v1};
use crate::snapshot::Snapshot;

rule! {
    /// # A root-level `api/` beside services
    ///
    /// Where services are declared, Vercel doesn't make functions of the files in `api/` at the root of the project. To deploy them,
    /// make the folder a service, or move the files into one.
    ///
    /// ```files
    /// //- /api/hello.ts
    /// export default () => new Response()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /api/hello.ts
    /// export default () => new Response()
    /// ```
    /// ```json good
    /// { "experimentalServices": {
    ///   "web": { "framework": "nextjs", "routePrefix": "/" },
    ///   "api": { "entrypoint": "api/hello.ts", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "ignored-api-directory",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(member) = snapshot.config().as_object().and_then(|config| config.member(v1::KEY)) else { return };
    let services = v1::services(snapshot, Reading::Person);
    let is_code = |name: &str| Runtime::of_file(name).is_some_and(|_| !name.ends_with(".d.ts") && !name.starts_with(['.', '_']));
    let mut files = snapshot.project.list("api").into_iter().filter(|it| it.kind == EntryKind::File && is_code(&it.name));
    let Some(file) = files.next().filter(|_| !services.is_empty()) else { return };
    // A service covers the folder if its root or entrypoint lies there, or can't be told to lie elsewhere.
    let covered = services.iter().any(|service| {
        let Some(folder) = service.folder() else { return true };
        let path = folder.resolve(service.text("entrypoint").unwrap_or("."));
        let path = path.split(['/', '.', ':']).next();
        path == Some("api")
    });
    if !covered {
        let message = format!("Vercel doesn't build `api/{}`: where services are declared, `api/` at the root is no folder of functions.", file.name);
        findings.push(Finding::new(&RULE, member.key_range, message));
    }
}
