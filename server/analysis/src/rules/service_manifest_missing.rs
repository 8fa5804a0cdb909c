//! Missing `package.json` in service root.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::framework_not_installed;
use crate::rules::kinds::service::Case;
use svc_config::{ServicesModel, Severity};
use svc_vercel::frameworks;
use svc_vercel::posix_path;
use svc_vercel::project::{Folder, PackageJson};

rule! {
    /// # Missing `package.json` in service root
    ///
    /// The build fails because the framework can't be installed.
    ///
    /// Vercel installs and builds a service in its `root`. A framework that is an npm package needs a `package.json` in that folder;
    /// one in a parent folder isn't used.
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/app/page.tsx
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web", "framework": "nextjs" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/app/page.tsx
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web", "framework": "nextjs" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// Next.js must be named in the `package.json` of the service or of a folder above. Otherwise the build fails: Vercel finds no version
    /// of it.
    pub static RULE = {
        code: "service-manifest-missing",
        severity: Warning,
        or: [Error],
        check: Check::Service(ServicesModel::V2, check),
    }
}

/// One service's written framework.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    let (Some(slug), Some(node), Some(folder)) =
        (service.filled("framework"), service.field("framework"), service.folder())
    else {
        return;
    };
    let Some(framework) = frameworks::find(slug) else { return };
    let comes_as_package = framework.detectors.as_ref().is_some_and(|detectors| {
        detectors.every.iter().any(|it| it.match_package.is_some())
            || detectors.some.iter().any(|some| some.iter().all(|it| it.match_package.is_some()))
    });
    if !comes_as_package || service.is_container() {
        return;
    }
    // Next.js is looked for in the folders above, too; where none names it, its builder finds no version.
    let is_refused = slug == "nextjs" && !names_next(&folder);
    let has_manifest = folder.is_file("package.json");
    if framework_not_installed::of_service(folder.project(), service, folder.path()).is_some() {
        return;
    }
    let message = match (has_manifest, is_refused) {
        (true, false) => return,
        (true, true) => format!(
            "Vercel finds no Next.js version for `{}`, so the build fails. Add `next` to `dependencies` in `{}`.",
            service.name,
            folder.resolve("package.json")
        ),
        (false, _) => {
            let effect = if is_refused { ", so the build fails" } else { "" };
            let file = folder.resolve(PackageJson::FILE);
            match Folder::root(folder.project()).missing(&file).clause(&file) {
                Some(clause) if is_refused => format!("{clause}{effect}."),
                Some(clause) => format!("{clause}, so {} can't be installed.", framework.in_words()),
                None => format!(
                    "{} needs a `package.json`, but the service's root (`{}`) doesn't have one{effect}. Add it.",
                    framework.in_words(),
                    folder.path()
                ),
            }
        }
    };
    let finding = Finding::new(&RULE, node.range, message).service(&*service.name);
    findings.push(if is_refused {
        finding.severity(Severity::Error).vercel_code("NEXT_NO_VERSION")
    } else {
        finding
    });
}

/// Whether the `package.json` of a folder or of one above names `next`; also where one can't be read.
pub(super) fn names_next(folder: &Folder<'_>) -> bool {
    let root = Folder::root(folder.project());
    let mut path = folder.path();
    loop {
        let folder = root.folder(path);
        let may_name = |text: &str| text.contains("\"next\"") || PackageJson::parse(text).is_none();
        if folder.is_file(PackageJson::FILE)
            && folder.read(PackageJson::FILE).is_none_or(|text| may_name(&text))
        {
            return true;
        }
        if matches!(path, "" | "." | "/") {
            return false;
        }
        path = posix_path::dirname(path);
    }
}
