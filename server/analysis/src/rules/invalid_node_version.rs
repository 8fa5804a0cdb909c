//! Unsupported Node.js version.

use crate::functions::{self, framework};
use crate::manifests::package_json;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Reading};
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_syntax::value::Node;
use svc_vercel::posix_path;
use svc_vercel::project::{Folder, PackageJson};

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

/// The versions that Vercel builds with, and those that it has discontinued (`@vercel/build-utils`, `NODE_VERSIONS`; 8 is only 8.10).
const SUPPORTED: [u64; 2] = [24, 22];
const DISCONTINUED: [u64; 6] = [20, 18, 16, 14, 12, 10];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let has_bun = snapshot.config().get("bunVersion").is_some();
    let mut engines: Vec<Engines> =
        built_folders(snapshot).iter().filter_map(|it| engines(snapshot, it)).collect();
    engines.dedup_by(|a, b| a.file == b.file);
    for Engines { file, node, bun } in engines {
        let Some(version) = node.filter(|_| !(bun && has_bun)) else { continue };
        let Some(refused) = refused(&version) else { continue };
        let (what, code) = match refused {
            Refused::Discontinued => ("has discontinued Node.js", "BUILD_UTILS_NODE_VERSION_DISCONTINUED"),
            Refused::Unknown => ("has no Node.js", "BUILD_UTILS_NODE_VERSION_INVALID"),
        };
        let message = format!(
            "Vercel {what} `{version}`, so the build fails. Set `engines.node` in `{file}` to `24.x`."
        );
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message).vercel_code(code));
    }
}

/// What the nearest `package.json` asks for.
pub(super) struct Engines {
    file: String,
    pub(super) node: Option<String>,
    bun: bool,
}

impl Engines {
    /// Whether it names what to run at all.
    pub(super) fn names_version(&self) -> bool {
        self.node.is_some() || self.bun
    }
}

/// The engines of the `package.json` of a folder, or of the nearest one above (`@vercel/build-utils`, `getNodeVersion`).
pub(super) fn engines(snapshot: &Snapshot, folder: &str) -> Option<Engines> {
    let root = Folder::root(&*snapshot.project);
    let mut path = folder;
    loop {
        let folder = root.folder(path);
        if folder.is_file(PackageJson::FILE) {
            let package = package_json(snapshot, path)?;
            return Some(Engines {
                file: folder.resolve(PackageJson::FILE),
                node: package.engine("node").map(str::to_owned),
                bun: package.engine("bun").is_some(),
            });
        }
        if matches!(path, "" | "." | "/") {
            return None;
        }
        path = posix_path::dirname(path);
    }
}

/// The folders that are built with Node.js for certain.
pub(super) fn built_folders(snapshot: &Snapshot) -> Vec<String> {
    if !framework::builds_whole_project(snapshot) {
        let services = services::all(snapshot, Reading::Person);
        let builders = ["@vercel/backends", "@vercel/next"];
        let built = builders.iter().flat_map(|builder| services.built_by(snapshot, builder));
        return built.map(|it| it.folder.to_owned()).collect();
    }
    let functions = functions::of_project(snapshot).iter();
    let of_node = functions.filter(|file| functions::builder(file) == Some("@vercel/node"));
    let mut folders: Vec<String> = of_node.map(|file| posix_path::dirname(file).to_owned()).collect();
    let commands =
        ["buildCommand", "outputDirectory"].map(|key| snapshot.config().get(key).and_then(Node::as_str));
    let is_static = commands.contains(&Some(""));
    let Some(framework) = framework::of(snapshot) else { return folders };
    let builds = framework::written(snapshot).is_some()
        || commands[0].is_some()
        || package_json(snapshot, ".").is_some_and(|package| package.has_build_script());
    if builds && !is_static && framework.is_none_or(|it| !OTHERS.contains(&it.builder())) {
        folders.push(".".to_owned());
    }
    folders
}

/// The builders of frameworks that run on something else than Node.js.
const OTHERS: [&str; 5] =
    ["@vercel/python", "@vercel/go", "@vercel/rust", "@vercel/ruby", "@vercel/container"];

#[derive(Debug, PartialEq)]
enum Refused {
    Discontinued,
    Unknown,
}

/// Why Vercel rejects a range of versions. Only words and alternatives of single versions are certain.
fn refused(range: &str) -> Option<Refused> {
    let range = range.trim();
    if range.len() > 1 && range.chars().all(|it| it.is_ascii_alphabetic()) {
        return Some(Refused::Unknown);
    }
    let majors: Vec<u64> = range.split("||").map(major).collect::<Option<_>>()?;
    let is_any = |versions: &[u64]| majors.iter().any(|major| versions.contains(major));
    match (is_any(&SUPPORTED), is_any(&DISCONTINUED)) {
        (true, _) => None,
        (false, true) => Some(Refused::Discontinued),
        (false, false) => (!is_any(&[8])).then_some(Refused::Unknown),
    }
}

/// The major number of one version, such as `22.x` or `^22.1.0`.
pub(super) fn major(version: &str) -> Option<u64> {
    let version = version.trim().trim_start_matches(['^', '~', 'v', '=']);
    let mut parts = version.split('.');
    let major = parts.next()?.parse().ok()?;
    let is_part = |part: &str| matches!(part, "x" | "X" | "*") || part.parse::<u64>().is_ok();
    (version.split('.').count() <= 3 && parts.all(is_part)).then_some(major)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each answer is that of `vercel build`.
    #[test]
    fn which_versions_are_refused() {
        for range in [
            "24.x", "22", "v22", "^22", "~22.1", "=22", "22.x.x", "22.*", " 22 ", "*", "x", ">=18",
            "18 || 22",
        ] {
            assert_eq!(refused(range), None, "{range}");
        }
        for range in ["20.x", "20", "18", "16 || 18"] {
            assert_eq!(refused(range), Some(Refused::Discontinued), "{range}");
        }
        for range in ["21.x", "23", "99", "abc", "lts", "latest"] {
            assert_eq!(refused(range), Some(Refused::Unknown), "{range}");
        }
    }
}
