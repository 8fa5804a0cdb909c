//! Invalid `package.json`.

use std::collections::BTreeSet;

use crate::by_folder::{FolderQuery, of_folder};
use crate::functions::node;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_config::model::validate::opening;
use svc_vercel::mistake::Mistake;
use svc_vercel::project::{Folder, PackageJson};

rule! {
    /// # Invalid `package.json`
    ///
    /// The build fails because a `package.json` isn't valid JSON.
    ///
    /// Comments and trailing commas aren't allowed. Vercel reads the project's `package.json` before it builds anything. A builder also reads the
    /// one that is nearest to what it builds, and the outermost one in the folders above it (`BUILD_FAILED`).
    ///
    /// ```files
    /// //- /package.json
    /// { "private": true, }
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "private": true }
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "express": "4" }, }
    /// //- /web/index.js
    /// require('express')().listen(3000);
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web", "framework": "express" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// Source: `findPackageJson` and `scanParentDirs` in `@vercel/build-utils`, Vercel CLI 64.0.2.
    pub static RULE = {
        code: "invalid-package-json",
        vercel: "CANT_PARSE_JSON_FILE",
        severity: Error,
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services), Check::EachService(ServicesModel::V2, check_services),
    }
}

/// Why a folder's `package.json` isn't JSON.
struct OfPackage;

impl FolderQuery for OfPackage {
    type Answer = Option<Mistake>;

    fn find(snapshot: &Snapshot, folder: &str) -> Option<Mistake> {
        let text = Folder::root(&*snapshot.project).folder(folder).read(PackageJson::FILE)?;
        Mistake::of_json(&text)
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut folders = packages(snapshot, node::folders_of_project(snapshot));
    folders.insert(ROOT.to_owned());
    report(snapshot, folders, findings);
}

fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    let mut folders = packages(snapshot, node::folders_that_look_for_package(snapshot, services));
    folders.remove(ROOT);
    report(snapshot, folders, findings);
}

/// The folders whose `package.json` is read by builders that start from these folders.
fn packages(snapshot: &Snapshot, starts: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for start in starts {
        let all = node::folders_with_package(snapshot, &start);
        folders.extend(all.first().into_iter().chain(all.last()).cloned());
    }
    folders
}

fn report(snapshot: &Snapshot, folders: BTreeSet<String>, findings: &mut Vec<Finding>) {
    for folder in folders {
        let Some(mistake) = of_folder::<OfPackage>(snapshot, &folder) else { continue };
        let file = Folder::root(&*snapshot.project).folder(&folder).resolve(PackageJson::FILE);
        let message = mistake.sentences(&file, "JSON", "the build fails");
        let finding = Finding::new(&RULE, opening(snapshot.config()), message);
        findings.push(if folder == ROOT { finding } else { finding.vercel_code("BUILD_FAILED") });
    }
}

const ROOT: &str = ".";

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    /// Each answer is that of `vercel build`.
    #[test]
    fn files_that_builders_read() {
        let reported = |config: &str, package: &str, files: &str| {
            let text =
                format!("//- /vercel.json\n{config}\n//- /{package}\n{{ \"private\": true, }}\n{files}");
            let found = crate::check::check(&snapshot(&text)).into_iter();
            found.filter(|it| it.rule == &RULE).count()
        };
        let service = |service: &str| {
            format!(
                "{{ \"services\": {{ \"web\": {service} }}, \"rewrites\": [{{ \"source\": \"/(.*)\", \"destination\": {{ \"service\": \"web\" }} }}] }}"
            )
        };
        let express = service(r#"{ "root": "web", "framework": "express" }"#);
        let deeper = service(r#"{ "root": "web", "entrypoint": "src/index.js" }"#);
        let vite = service(r#"{ "root": "apps/web", "framework": "vite" }"#);
        let fastapi = service(r#"{ "root": "web", "framework": "fastapi" }"#);
        let site = service(r#"{ "root": "web" }"#);
        let job = r#"{ "experimentalServices": { "job": { "type": "cron", "schedule": "0 5 * * *", "entrypoint": "web/index.js" } } }"#;
        let build = |builder: &str, src: &str| {
            format!("{{ \"builds\": [{{ \"use\": \"@vercel/{builder}\", \"src\": \"{src}\" }}] }}")
        };
        let (index, main) = ("//- /web/index.js\n", "//- /web/main.py\napp = 1\n");
        let inner = "//- /apps/web/package.json\n{ \"scripts\": { \"build\": \"true\" } }\n";
        for (config, package, files, expected) in [
            (&*express, "web/package.json", index, 1),
            (&*express, "package.json", index, 1),
            (&*express, "package.json", "//- /web/package.json\n{}\n//- /web/index.js\n", 1),
            (&*express, "other/package.json", index, 0),
            (&*deeper, "web/src/package.json", "//- /web/package.json\n{}\n//- /web/src/index.js\n", 1),
            (&*vite, "apps/web/package.json", "", 1),
            (&*vite, "apps/package.json", inner, 1),
            (&*fastapi, "web/package.json", main, 1),
            (&*site, "web/package.json", "//- /web/index.html\n", 0),
            (job, "web/package.json", index, 1),
            ("{}", "api/package.json", "//- /api/users.js\n", 1),
            ("{}", "api/package.json", "//- /api/users.py\napp = 1\n", 0),
            (&*build("node", "web/index.js"), "web/package.json", index, 1),
            (&*build("static-build", "web/package.json"), "web/package.json", "", 1),
            (&*build("static", "web/**"), "web/package.json", "", 0),
        ] {
            assert_eq!(reported(config, package, files), expected, "{config} {package}");
        }
    }
}
