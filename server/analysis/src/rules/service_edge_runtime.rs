//! Edge runtime in a service.

use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::by_folder::FolderQuery;
use crate::rules::Check;
use crate::rules::backend_entrypoint_not_found::server_file;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use crate::services::{Built, Services};
use crate::snapshot::Snapshot;
use svc_config::{ServicesModel, Severity};
use svc_syntax::value::Query;
use svc_vercel::javascript;
use svc_vercel::posix_path;
use svc_vercel::project::walk::walk;
use svc_vercel::project::{Folder, PackageJson};

rule! {
    /// # Edge runtime in a service
    ///
    /// The deployment fails, or the route doesn't run.
    ///
    /// Services don't support the Edge runtime. Remove `export const runtime = "edge"` from the Next.js page or route, and it runs on
    /// Node.js.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/app/og/route.tsx
    /// export const runtime = "edge";
    /// export const GET = () => new Response("Hello");
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/app/og/route.tsx
    /// export const GET = () => new Response("Hello");
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// The build fails if the file that starts a Node.js service sets `config.runtime` to `edge`
    /// (`EDGE_RUNTIME_UNSUPPORTED_IN_SERVICES`):
    ///
    /// ```files
    /// //- /api/package.json
    /// {}
    /// //- /api/index.js
    /// export const config = { runtime: 'edge' };
    /// export default () => new Response("Hello");
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "index.js" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    pub static RULE = {
        code: "service-edge-runtime",
        severity: Warning,
        or: [Error],
        check: Check::Service(ServicesModel::V2, check), Check::EachService(ServicesModel::V1, entrypoints), Check::EachService(ServicesModel::V2, entrypoints)
    }
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static EDGE_ENTRYPOINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?m)^export\s+const\s+config\s*=\s*\{\s*runtime\s*:\s*['"](?:experimental-)?edge['"]\s*,?\s*\}"#,
    )
    .unwrap()
});

/// The file that starts a Node.js service, if it uses the Edge runtime.
struct EdgeEntrypoint;

impl Query for EdgeEntrypoint {
    type Answer = Option<String>;
}

/// The files that start Node.js services (`@vercel/backends`, `build`).
fn entrypoints(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for built in services.built_by("@vercel/backends") {
        let service = built.service;
        let src = service.remembered::<EdgeEntrypoint>(|| edge_entrypoint(snapshot, built));
        let Some(src) = src else { continue };
        let node = ["entrypoint", "root", "framework"].into_iter().find_map(|key| service.field(key));
        let place = node.map_or(service.name_range, |node| node.range);
        let message = format!(
            "`{src}` uses the Edge runtime, which services don't support, so the build fails. Remove `runtime` there."
        );
        let finding = Finding::new(&RULE, place, message).service(&*service.name);
        findings.push(finding.severity(Severity::Error).vercel_code("EDGE_RUNTIME_UNSUPPORTED_IN_SERVICES"));
    }
}

fn edge_entrypoint(snapshot: &Snapshot, Built { folder, src, .. }: Built<'_, '_>) -> Option<String> {
    let root = Folder::root(&*snapshot.project);
    let folder = root.folder(folder);
    let given = src.filter(|src| posix_path::basename(src) != PackageJson::FILE && root.is_file(src));
    let detected = || server_file(&folder).map(|file| folder.resolve(&file));
    let src = given.map(str::to_owned).or_else(detected)?;
    let text = snapshot.project.read(&src).filter(|text| text.contains("edge"))?;
    EDGE_ENTRYPOINT.is_match(&javascript::without_comments(&text)).then_some(src)
}

/// Files that are read of one service; in a larger one nothing is said about the rest.
const MAX_FILES: usize = 400;

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static EDGE: LazyLock<Regex> = LazyLock::new(|| {
    let value = r#"['"](?:experimental-)?edge['"]"#;
    let written = format!(
        r"(?m)^\s*export\s+const\s+(?:runtime\s*(?::[^=\n]*)?=\s*{value}|config\s*(?::[^=\n]*)?=\s*\{{[^}}]*\bruntime\s*:\s*{value})"
    );
    Regex::new(&written).unwrap()
});

/// The files of a folder's routes that use the Edge runtime.
struct EdgeRoutes;

impl FolderQuery for EdgeRoutes {
    type Answer = Arc<[String]>;

    fn find(snapshot: &Snapshot, folder: &str) -> Arc<[String]> {
        let folder = Folder::at(&*snapshot.project, folder);
        let mut left = MAX_FILES;
        let mut found: Vec<String> = Vec::new();
        for routes in ["app", "pages", "src/app", "src/pages"] {
            let _walked = walk(folder.project(), &folder.resolve(routes), |file| {
                let name = posix_path::basename(file);
                if ![".ts", ".tsx", ".js", ".jsx"].iter().any(|end| name.ends_with(end)) {
                    return ControlFlow::Continue(());
                }
                left -= 1;
                // Most files don't name it: only those that do are read closely.
                let text = folder.project().read(file).filter(|text| text.contains("edge"));
                if text.is_some_and(|text| EDGE.is_match(&javascript::without_comments(&text))) {
                    found.push(file.to_owned());
                }
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            if left == 0 {
                break;
            }
        }
        found.into()
    }
}

/// One service's routes, where Next.js has them.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    let (Some("nextjs"), Some(node), Some(folder)) =
        (service.framework_slug(), service.field("root"), service.folder())
    else {
        return;
    };
    let found = service.of_folder::<EdgeRoutes>(folder.path());
    let Some(first) = found.first() else { return };
    let more = if found.len() > 1 { format!(" (and {} more)", found.len() - 1) } else { String::new() };
    let message = format!(
        "`{first}`{more} uses the Edge runtime, which services don't support. The deployment fails or the route doesn't run."
    );
    findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_for_it() {
        for (text, asks) in [
            ("export const runtime = 'edge'", true),
            ("export const runtime: string = \"experimental-edge\";", true),
            ("export const config = { runtime: 'edge' };", true),
            ("export const config = {\n  api: 1,\n  runtime: 'edge',\n}", true),
            ("export const runtime = 'nodejs' // not edge", false),
            ("// export const runtime = 'edge'", false),
            ("const runtime = 'edge'", false),
            ("const text = `export const runtime = 'edge'`", false),
        ] {
            assert_eq!(EDGE.is_match(&javascript::without_comments(text)), asks, "{text}");
        }
    }
}
