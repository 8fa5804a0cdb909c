//! Invalid Next.js entrypoint.

use svc_config::ServicesModel;

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Service, Services, v1, v2};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_vercel::posix_path;

rule! {
    /// # Invalid Next.js entrypoint
    ///
    /// The build fails with "has to be package.json or next.config.js".
    ///
    /// Next.js is built from its folder, not from a source file. Set `entrypoint` to the folder of the Next.js app, or remove
    /// it and set `root`.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/server.js
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "entrypoint": "web/server.js", "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/server.js
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "next-incorrect-src",
        vercel: "NEXT_INCORRECT_SRC",
        severity: Error,
        check: Check::Services(ServicesModel::V1, in_v1), Check::Services(ServicesModel::V2, in_v2)
    }
}

const BUILDER: &str = "@vercel/next";

fn in_v1(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for resolved in v1::resolution(snapshot).services.iter().filter(|it| it.builder.name() == BUILDER) {
        let Some(service) = services.named(&resolved.name) else { continue };
        check(service, resolved.builder.src.as_deref(), findings);
    }
}

fn in_v2(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for resolved in v2::resolution(snapshot).services.iter().filter(|it| it.builder.name() == BUILDER) {
        let Some(service) = services.named(&resolved.name) else { continue };
        check(service, resolved.builder.src.as_deref(), findings);
    }
}

fn check(service: &Service<'_>, src: Option<&str>, findings: &mut Vec<Finding>) {
    let Some(entrypoint) = service.field("entrypoint") else { return };
    let Some(src) = src.filter(|src| !src.ends_with("package.json") && !src.ends_with("next.config.js"))
    else {
        return;
    };
    let message = format!(
        "A Next.js app can't be built from `{}`, so the build fails. Set `entrypoint` to the app's folder.",
        posix_path::basename(src)
    );
    let mut finding = Finding::new(&RULE, entrypoint.range, message).service(&*service.name);
    let folder =
        entrypoint.as_str().map(posix_path::dirname).filter(|folder| !folder.is_empty() && *folder != ".");
    if let Some(folder) = folder.filter(|_| service.model == ServicesModel::V1)
        && service.folder().is_some_and(|root| root.is_file(&format!("{folder}/package.json")))
    {
        let edit = edit::replace_with_string(entrypoint, folder);
        finding = finding.fix(Fix::preferred(format!("Change to `{folder}`"), edit));
    }
    findings.push(finding);
}
