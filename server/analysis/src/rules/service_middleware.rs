//! Middleware in a service.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use crate::services::{Entrypoint, Service, Services};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::value::Query;
use svc_vercel::project::Folder;
use svc_vercel::runtime::is_frontend;

rule! {
    /// # Middleware in a service
    ///
    /// The middleware never runs, or the deployment fails.
    ///
    /// Services don't support routing middleware such as `middleware.ts` or `proxy.ts`. To run middleware for the whole project,
    /// set the top-level key `proxy`.
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
        check: Check::Service(ServicesModel::V2, check), Check::Services(ServicesModel::V1, check_v1),
    }
}

/// A frontend's folder: in a backend, a file may be called so for its own reasons.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let folder = case.service.folder();
    report(case.service, folder.map(|folder| ("root", files(case.service, &folder))).as_ref(), findings);
}

/// With `experimentalServices`, the deployment fails if there is another service; of one that is alone, this isn't known.
fn check_v1(_: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    if services.len() < 2 {
        return;
    }
    for service in services {
        report(service, service.remembered::<Middleware>(|| in_v1(service)).as_ref(), findings);
    }
}

/// Reports files of a service at the field that names their folder.
fn report(service: &Service<'_>, found: Option<&InFolder>, findings: &mut Vec<Finding>) {
    let Some((key, files)) = found.filter(|(_, files)| !files.is_empty()) else { return };
    let Some(node) = service.field(key) else { return };
    for file in files {
        let message = format!(
            "`{file}` either never runs or makes the deployment fail: services don't support middleware. Use the top-level key `proxy` for the whole project."
        );
        findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
    }
}

/// Files, and the field of a service that names their folder.
type InFolder = (&'static str, Vec<String>);

/// The files of a service of `experimentalServices`.
struct Middleware;

impl Query for Middleware {
    type Answer = Option<InFolder>;
}

fn in_v1(service: &Service<'_>) -> Option<InFolder> {
    let folder = service.folder()?;
    Some(match service.entrypoint() {
        Some(Entrypoint::Directory(path)) => ("entrypoint", files(service, &folder.folder(path))),
        Some(_) => return None,
        None => ("root", files(service, &folder)),
    })
}

/// The files in a service's folder that its framework takes for middleware.
fn files(service: &Service<'_>, folder: &Folder<'_>) -> Vec<String> {
    let names: &[&str] = match service.framework_slug() {
        Some("nextjs") => &["middleware", "proxy", "src/middleware", "src/proxy"],
        Some(slug) if is_frontend(slug) => &["middleware"],
        _ => return Vec::new(),
    };
    let files = names
        .iter()
        .flat_map(|name| ["ts", "js", "mts", "mjs"].map(|extension| format!("{name}.{extension}")));
    files.filter(|file| folder.is_file(file)).map(|file| folder.resolve(&file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::assert_reports;
    use crate::services::{Reading, v2};
    use crate::testing::snapshot;

    #[test]
    fn only_frontends_are_asked() {
        let count = |package: &str, files: &str| {
            let source = format!(
                "//- /vercel.json\n{{ \"services\": {{ \"a\": {{ \"root\": \"a\" }} }} }}\n//- /a/package.json\n{{ \"dependencies\": {{ \"{package}\": \"1\" }} }}\n{files}"
            );
            let mut findings = Vec::new();
            let snapshot = snapshot(&source);
            let services = v2::services(&snapshot, Reading::Diagnostics);
            for service in &services {
                check(&Case { text: &snapshot.text, service }, &mut findings);
            }
            findings.len()
        };
        assert_eq!(count("next", "//- /a/src/proxy.ts\n"), 1);
        assert_eq!(count("vite", "//- /a/middleware.ts\n"), 1);
        assert_eq!(count("vite", "//- /a/src/middleware.ts\n"), 0);
        assert_eq!(
            count("express", "//- /a/src/middleware.ts\n//- /a/index.ts\nimport e from 'express'\n"),
            0
        );
    }

    #[test]
    fn services_of_the_old_model() {
        assert_reports(
            &RULE,
            &[
                r#"//- /package.json
{ "dependencies": { "next": "15" } }
//- /middleware.ts
//- /api/main.py
//- /vercel.json
{"experimentalServices":{"web":{"entrypoint":".","framework":"nextjs","routePrefix":"/"},"api":{"entrypoint":"api/main.py","routePrefix":"/api"}}}"#,
                r#"//- /web/package.json
{ "dependencies": { "next": "15" } }
//- /web/src/middleware.js
//- /api/main.py
//- /vercel.json
{"experimentalServices":{"web":{"root":"web","framework":"nextjs","routePrefix":"/"},"api":{"entrypoint":"api/main.py","routePrefix":"/api"}}}"#,
                r#"//- /apps/shop/package.json
{ "devDependencies": { "vite": "7" } }
//- /apps/shop/middleware.mts
//- /api/main.py
//- /vercel.json
{"experimentalServices":{"shop":{"entrypoint":"apps/shop","routePrefix":"/"},"api":{"entrypoint":"api/main.py","routePrefix":"/api"}}}"#,
            ],
            &[
                r#"//- /package.json
{ "dependencies": { "next": "15" } }
//- /middleware.ts
//- /vercel.json
{"experimentalServices":{"web":{"entrypoint":".","framework":"nextjs","routePrefix":"/"}}}"#,
                r#"//- /web/package.json
{ "dependencies": { "next": "15" } }
//- /api/package.json
{ "dependencies": { "express": "5" } }
//- /api/index.ts
import express from "express"
//- /api/middleware.ts
//- /vercel.json
{"experimentalServices":{"web":{"entrypoint":"web","framework":"nextjs","routePrefix":"/"},"api":{"entrypoint":"api","framework":"express","routePrefix":"/api"}}}"#,
            ],
        );
    }
}
