//! Invalid Next.js entrypoint.

use svc_config::ServicesModel;

use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Built, Services};
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
        check: Check::EachService(ServicesModel::V1, check), Check::EachService(ServicesModel::V2, check), Check::File(check_builds)
    }
}

fn check(_: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    let built = services.built_by("@vercel/next");
    findings.extend(built.into_iter().filter_map(finding));
}

/// The sources of `builds`.
fn check_builds(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for (node, src) in framework::builds_with(snapshot, "@vercel/next").filter(|(_, src)| !is_source(src)) {
        let message =
            format!("A Next.js app can't be built from `{src}`, so the build fails. Use its `package.json`.");
        findings.push(Finding::new(&RULE, node.range, message));
    }
}

/// What `@vercel/next` builds from.
pub(super) fn is_source(src: &str) -> bool {
    src.ends_with("package.json") || src.ends_with("next.config.js")
}

fn finding(Built { service, src, .. }: Built<'_, '_>) -> Option<Finding> {
    let entrypoint = service.field("entrypoint")?;
    let src = src.filter(|src| !is_source(src))?;
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
    Some(finding)
}
