//! No Next.js version.

use svc_config::ServicesModel;

use crate::functions::framework::{self, Chosen};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::next_incorrect_src::is_source;
use crate::rules::service_manifest_missing::names_next;
use crate::services::{Built, Services};
use crate::snapshot::Snapshot;
use svc_vercel::posix_path;
use svc_vercel::project::{Folder, PackageJson};

rule! {
    /// # No Next.js version
    ///
    /// The build fails because `framework` is `nextjs`, and `package.json` doesn't name `next`.
    ///
    /// Add `next` to `dependencies` in `package.json`, or correct `framework`.
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "vite": "7" } }
    /// ```
    /// ```json bad
    /// { "framework": "nextjs" }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "framework": "nextjs" }
    /// ```
    pub static RULE = {
        code: "next-no-version",
        vercel: "NEXT_NO_VERSION",
        severity: Error,
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    for (node, src) in
        framework::builds_with(snapshot, "@vercel/next").filter(|(_, src)| src.ends_with("package.json"))
    {
        if !names_next(&root.folder(posix_path::dirname(src))) {
            let message =
                format!("`{src}` doesn't name `next`, so the build fails. Add it to `dependencies`.");
            findings.push(Finding::new(&RULE, node.range, message));
        }
    }
    let of_next = |it: &Chosen| it.framework().is_some_and(|it| it.builder() == "@vercel/next");
    let Some(chosen) = framework::built_with(snapshot).filter(of_next) else { return };
    if !framework::is_static(snapshot) && !names_next(&root) {
        let remedy = if chosen.is_written() { ", or correct `framework`" } else { "" };
        let is_there = root.exists(PackageJson::FILE);
        let misnamed = (!is_there).then(|| root.failing_build([PackageJson::FILE])).flatten();
        let message = misnamed.unwrap_or_else(|| {
            format!("`next` isn't in `package.json`, so the build fails. Add it to `dependencies`{remedy}.")
        });
        findings.push(Finding::new(&RULE, chosen.place, chosen.explain(message)));
    }
}

/// The services of `experimentalServices`. One of `services` is reported together with its manifest.
fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    for built in services.built_by("@vercel/next") {
        let Built { service, src, .. } = built;
        let folder = root.folder(built.source_folder());
        // Another source is refused before, and above a folder that isn't known to be the root there may be packages.
        let is_known = framework::is_outermost(&*snapshot.project) || PackageJson::of(&folder).is_some();
        if !is_known || !src.is_none_or(is_source) || names_next(&folder) {
            continue;
        }
        let file = folder.resolve(PackageJson::FILE);
        let message = format!("`next` isn't in `{file}`, so the build fails. Add it to `dependencies`.");
        let node = ["framework", "entrypoint", "root"].into_iter().find_map(|key| service.field(key));
        let place = node.map_or(service.name_range, |node| node.range);
        findings.push(Finding::new(&RULE, place, message).service(&*service.name));
    }
}
