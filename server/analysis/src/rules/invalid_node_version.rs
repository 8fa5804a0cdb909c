//! Unsupported Node.js version.

use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use crate::by_folder::{FolderQuery, of_folder};
use crate::functions::{framework, node};
use crate::manifests::package_json;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Built, Reading};
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_syntax::value::{Node, Query};
use svc_vercel::project::{Folder, PackageJson};
use svc_vercel::version_range::VersionRange;

rule! {
    /// # Unsupported Node.js version
    ///
    /// The build fails because `engines.node` in `package.json` asks for a version of Node.js that Vercel doesn't have.
    ///
    /// Vercel builds with Node.js 22 and 24. Node.js 20 and older are discontinued; for these, Vercel's error code is
    /// `BUILD_UTILS_NODE_VERSION_DISCONTINUED`. Vercel uses the `package.json` closest to the file that it builds. Set `engines.node` to
    /// `24.x`, or to a range that includes a supported version.
    ///
    /// ```files
    /// //- /package.json
    /// { "engines": { "node": "18.x" } }
    /// //- /api/users.js
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "engines": { "node": ">=18" } }
    /// //- /api/users.js
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "invalid-node-version",
        vercel: "BUILD_UTILS_NODE_VERSION_INVALID",
        severity: Error,
        check: Check::File(check),
    }
}

/// The versions that Vercel builds with or has discontinued, the newest first (`@vercel/build-utils`, `NODE_VERSIONS`).
const VERSIONS: [&str; 9] = ["24.x", "22.x", "20.x", "18.x", "16.x", "14.x", "12.x", "10.x", "8.10.x"];
/// How many of them are still there.
const SUPPORTED: usize = 2;

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for engines in engines_of_built(snapshot).iter().filter(|it| it.runs(snapshot) == Runs::Node) {
        let Some(versions) = &engines.node else { continue };
        let Some(refused) = refused(versions.range()) else { continue };
        let Engines { file, .. } = &**engines;
        let message = format!(
            "Vercel {} `{versions}`, so the build fails. Set `engines.node` in `{file}` to `24.x`.",
            refused.in_words()
        );
        findings.push(
            Finding::new(&RULE, opening(snapshot.config()), message).vercel_code(refused.vercel_code()),
        );
    }
}

/// What the nearest `package.json` asks for.
pub(super) struct Engines {
    pub(super) file: String,
    pub(super) node: Option<Versions>,
    pub(super) bun: Option<Versions>,
}

/// The versions of an engine.
pub(super) enum Versions {
    Range(String),
    /// What isn't a text is no range, as it is written.
    Other(String),
}

impl Versions {
    fn of(package: &PackageJson, engine: &str) -> Option<Versions> {
        let versions = package.engine(engine)?;
        let text = versions.as_str().map(str::to_owned).map(Versions::Range);
        Some(text.unwrap_or_else(|| Versions::Other(versions.to_string())))
    }

    pub(super) fn range(&self) -> Option<VersionRange> {
        match self {
            Versions::Range(text) => VersionRange::parse(text),
            Versions::Other(_) => None,
        }
    }
}

impl Display for Versions {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let (Versions::Range(text) | Versions::Other(text)) = self;
        formatter.write_str(text)
    }
}

/// What runs the code of a folder.
#[derive(Debug, PartialEq)]
pub(super) enum Runs {
    Node,
    Bun,
}

impl Engines {
    /// What runs the code (`getNodeVersion`).
    pub(super) fn runs(&self, snapshot: &Snapshot) -> Runs {
        let has_bun_version = snapshot.config().get("bunVersion").is_some_and(Node::is_truthy);
        match (&self.node, &self.bun) {
            (Some(_), Some(_)) if has_bun_version => Runs::Bun,
            (Some(_), _) => Runs::Node,
            (None, Some(_)) => Runs::Bun,
            (None, None) if has_bun_version => Runs::Bun,
            (None, None) => Runs::Node,
        }
    }
}

/// What is asked for in the folders that are built with Node.js for certain, once for each `package.json`.
pub(super) fn engines_of_built(snapshot: &Snapshot) -> &[Arc<Engines>] {
    snapshot.facts().of::<EnginesOfBuilt>().get_or_init(|| {
        let engines = |folder: &str| of_folder::<Engines>(snapshot, folder);
        let of_service = |built: Built<'_, '_>| {
            let folder = || node::folder_of_service(snapshot, &built);
            built.service.remembered::<EnginesOfService>(|| folder().map(engines)).clone()
        };
        let of_project = node::folders_of_project(snapshot);
        let mut all: Vec<Arc<Engines>> = of_project.iter().map(|folder| engines(folder)).collect();
        if !framework::builds_whole_project(snapshot) {
            all.extend(services::all(snapshot, Reading::Diagnostics).built().filter_map(of_service));
        }
        all.sort_by(|a, b| a.file.cmp(&b.file));
        all.dedup_by(|a, b| a.file == b.file);
        all
    })
}

/// Of a service, if it is built with Node.js for certain.
struct EnginesOfService;

impl Query for EnginesOfService {
    type Answer = Option<Arc<Engines>>;
}

/// See [`engines_of_built`].
struct EnginesOfBuilt;

impl Query for EnginesOfBuilt {
    type Answer = Vec<Arc<Engines>>;
}

impl FolderQuery for Engines {
    type Answer = Arc<Engines>;

    fn find(snapshot: &Snapshot, folder: &str) -> Arc<Engines> {
        Arc::new(engines(snapshot, folder))
    }
}

/// The engines of the `package.json` of a folder, or of the nearest one above (`getNodeVersion`).
fn engines(snapshot: &Snapshot, folder: &str) -> Engines {
    let root = Folder::root(&*snapshot.project);
    let found = node::folders_with_package(snapshot, folder);
    let path = found.first().map_or(".", String::as_str);
    let package = package_json(snapshot, path);
    let versions = |engine| Versions::of(package.as_deref()?, engine);
    Engines {
        file: root.folder(path).resolve(PackageJson::FILE),
        node: versions("node"),
        bun: versions("bun"),
    }
}

/// Why Vercel refuses a range of versions of Node.js.
#[derive(Debug, PartialEq)]
pub(super) enum Refused {
    Discontinued,
    Unknown,
}

impl Refused {
    fn in_words(&self) -> &'static str {
        match self {
            Refused::Discontinued => "has discontinued Node.js",
            Refused::Unknown => "has no Node.js",
        }
    }

    pub(super) fn vercel_code(&self) -> &'static str {
        match self {
            Refused::Discontinued => "BUILD_UTILS_NODE_VERSION_DISCONTINUED",
            Refused::Unknown => "BUILD_UTILS_NODE_VERSION_INVALID",
        }
    }
}

/// Why Vercel refuses a range; `None` stands for an invalid one (`getSupportedNodeVersion`).
pub(super) fn refused(range: Option<VersionRange>) -> Option<Refused> {
    let selected = range.and_then(|range| {
        VERSIONS.iter().position(|it| VersionRange::parse(it).is_some_and(|it| it.intersects(&range)))
    });
    match selected {
        None => Some(Refused::Unknown),
        Some(index) => (index >= SUPPORTED).then_some(Refused::Discontinued),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each answer is that of `vercel build`.
    #[test]
    fn which_versions_are_refused() {
        for range in [
            "24.x",
            "22",
            "v22",
            "^22",
            "~22.1",
            "=22",
            "22.x.x",
            "22.*",
            " 22 ",
            "*",
            "x",
            ">=18",
            "18 || 22",
            ">=20 <23",
            "18 - 22",
            "^18 || ^22.1",
            "<=22",
        ] {
            assert_eq!(refused(VersionRange::parse(range)), None, "{range}");
        }
        for range in ["20.x", "20", "18", "16 || 18", ">=18 <21", "<=21", "8.10.0", "^18.17"] {
            assert_eq!(refused(VersionRange::parse(range)), Some(Refused::Discontinued), "{range}");
        }
        for range in ["21.x", "23", "99", "abc", "lts", "latest", "lts/*", ">=25", "8.11", ">22 <24"] {
            assert_eq!(refused(VersionRange::parse(range)), Some(Refused::Unknown), "{range}");
        }
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn files_of_builds() {
        let is_reported = |src: &str| {
            let files = "//- /package.json\n{ \"engines\": { \"node\": 22 } }\n//- /api/users.js\n";
            let config = format!("{{ \"builds\": [{{ \"use\": \"@vercel/node\", \"src\": \"{src}\" }}] }}");
            let snapshot = crate::testing::snapshot(&format!("//- /vercel.json\n{config}\n{files}"));
            crate::check::check(&snapshot).iter().any(|finding| finding.rule == &RULE)
        };
        assert!(is_reported("api/*.js") && is_reported("api/users.js"));
        assert!(!is_reported("api/*.ts"));
    }
}
