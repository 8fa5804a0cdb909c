//! `package.json`, as far as Vercel reads it.

use serde_json::Value;

use super::Folder;
use crate::javascript;

/// Packages that many projects have, and that depend on no framework.
const BRINGS_NOTHING: [&str; 24] = [
    "@remix-run/node",
    "@remix-run/react",
    "@remix-run/serve",
    "autoprefixer",
    "axios",
    "clsx",
    "eslint",
    "express",
    "fastify",
    "hono",
    "isbot",
    "koa",
    "lodash",
    "next",
    "postcss",
    "prettier",
    "react",
    "react-dom",
    "react-router",
    "react-router-dom",
    "tailwindcss",
    "typescript",
    "vite",
    "zod",
];

/// What a `package.json` says.
#[derive(Debug)]
pub struct PackageJson(Value);

impl PackageJson {
    /// The name of the file.
    pub const FILE: &'static str = "package.json";

    /// That of a folder; `None` if it isn't there, or isn't JSON.
    #[must_use]
    pub fn of(folder: &Folder<'_>) -> Option<PackageJson> {
        PackageJson::parse(&folder.read(PackageJson::FILE)?)
    }

    /// Reads the text of one; `None` if it isn't JSON.
    #[must_use]
    pub fn parse(text: &str) -> Option<PackageJson> {
        serde_json::from_str(text).ok().map(PackageJson)
    }

    /// The file that starts the package, as it is written.
    #[must_use]
    pub fn main(&self) -> Option<&str> {
        self.0.get("main")?.as_str()
    }

    /// The command of a script.
    #[must_use]
    pub fn script(&self, name: &str) -> Option<&str> {
        self.0.get("scripts")?.get(name)?.as_str()
    }

    /// Whether one of the scripts that Vercel runs to build is there (`getScriptName` with `vercel-build`, `now-build` and `build`
    /// in `@vercel/build-utils`, CLI 64.0.2).
    #[must_use]
    pub fn has_build_script(&self) -> bool {
        let scripts = self.0.get("scripts");
        ["vercel-build", "now-build", "build"]
            .iter()
            .any(|name| scripts.is_some_and(|it| it.get(name).is_some()))
    }

    /// Whether an install may bring a package or a program of this name: it is named, or another package is that may depend on it, or there are
    /// other folders that may.
    #[must_use]
    pub fn may_bring(&self, wanted: &str) -> bool {
        let blocks = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
        let is_of_it = |name: &String| {
            name == wanted || !(BRINGS_NOTHING.contains(&name.as_str()) || name.starts_with("@types/"))
        };
        let brings = |block: &Value| block.as_object().is_none_or(|all| all.keys().any(is_of_it));
        let is_empty = |value: &Value| {
            value.as_object().is_some_and(serde_json::Map::is_empty)
                || value.as_array().is_some_and(Vec::is_empty)
        };
        blocks.iter().any(|block| self.0.get(block).is_some_and(brings))
            || self.0.get("workspaces").is_some_and(|value| !is_empty(value))
    }

    /// Whether `dependencies` names a package, with a version that isn't empty.
    #[must_use]
    pub fn depends_on(&self, package: &str) -> bool {
        self.names("dependencies", package)
    }

    /// Whether `devDependencies` names a package, with a version that isn't empty.
    #[must_use]
    pub fn has_dev_dependency(&self, package: &str) -> bool {
        self.names("devDependencies", package)
    }

    /// The versions of a package that it depends on, or is developed with.
    #[must_use]
    pub fn versions_of(&self, package: &str) -> Option<&str> {
        ["dependencies", "devDependencies"].iter().find_map(|block| self.0.get(block)?.get(package)?.as_str())
    }

    /// The versions of an engine, such as `node`, that it asks for; only a text is a range.
    #[must_use]
    pub fn engine(&self, name: &str) -> Option<&Value> {
        self.0.get("engines")?.get(name).filter(|versions| javascript::is_truthy(versions))
    }

    fn names(&self, block: &str, package: &str) -> bool {
        self.0.get(block).and_then(|all| all.get(package)).is_some_and(|version| *version != "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read() {
        let text = r#"{
            "main": " ./index.js ", "scripts": { "now-build": "make", "test": 1 },
            "dependencies": { "next": "16", "vite": "" }, "devDependencies": { "tsup": "8" },
            "engines": { "node": "24.x", "bun": "" }
        }"#;
        let package = PackageJson::parse(text).unwrap();
        assert_eq!(package.main(), Some(" ./index.js "));
        assert_eq!((package.script("now-build"), package.script("test")), (Some("make"), None));
        assert!(
            package.has_build_script() && package.depends_on("next") && package.has_dev_dependency("tsup")
        );
        assert!(
            !package.depends_on("vite") && !package.depends_on("tsup") && !package.has_dev_dependency("next")
        );
        assert_eq!(package.engine("node").and_then(Value::as_str), Some("24.x"));
        assert_eq!(package.engine("bun"), None);
        assert_eq!(["next", "tsup", "bun"].map(|it| package.versions_of(it)), [Some("16"), Some("8"), None]);
        for text in ["[]", "null", r#"{ "scripts": "build" }"#, r#"{ "scripts": { "test": "x" } }"#] {
            let package = PackageJson::parse(text).unwrap();
            assert!(!package.has_build_script() && !package.depends_on("next"), "{text}");
        }
        assert!(PackageJson::parse("{ // no JSON\n }").is_none());
    }
}
