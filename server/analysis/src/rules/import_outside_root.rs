//! Import from outside the service root.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use crate::services::Entrypoint;
use svc_config::ServicesModel;
use svc_syntax::value::Query;
use svc_vercel::javascript;
use svc_vercel::posix_path;
use svc_vercel::project::{Entry, EntryKind, Folder};
use svc_vercel::runtime::Runtime;

rule! {
    /// # Import from outside the service root
    ///
    /// The import fails when the service is built or run.
    ///
    /// Vercel deploys only the files in a service's `root`. Set `root` to a parent folder that also contains the shared code, or
    /// move that code into a workspace package.
    ///
    /// ```files
    /// //- /shared/database.ts
    /// //- /api/package.json
    /// { "dependencies": { "hono": "4" } }
    /// //- /api/src/index.ts
    /// import { Hono } from "hono";
    /// import { connect } from "../../shared/database";
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "src/index.ts" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /shared/models.py
    /// //- /api/requirements.txt
    /// fastapi
    /// //- /api/main.py
    /// from fastapi import FastAPI
    /// from shared.models import User
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/package.json
    /// { "dependencies": { "hono": "4", "@acme/database": "workspace:*" } }
    /// //- /api/src/index.ts
    /// import { Hono } from "hono";
    /// import { connect } from "@acme/database";
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "entrypoint": "src/index.ts" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    pub static RULE = {
        code: "import-outside-root",
        severity: Warning,
        check: Check::Service(ServicesModel::V2, check),
    }
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static RELATIVE_IMPORT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\b(?:from|import|require)\s*\(?\s*["'](\.\.?/[^"']+)["']"#).unwrap());

/// The relative paths that a module without comments imports.
fn relative_imports(code: &str) -> impl Iterator<Item = &str> {
    RELATIVE_IMPORT.captures_iter(code).filter_map(|import| Some(import.get(1)?.as_str()))
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static PYTHON_IMPORT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^(?:from|import)[ \t]+([A-Za-z_]\w*)(?:\.\w+)*\b").unwrap());

/// One service's entrypoint, in JavaScript, TypeScript or Python.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    let (Some(Entrypoint::File(path)), Some(node), Some(folder)) =
        (service.entrypoint(), service.field("entrypoint"), service.folder())
    else {
        return;
    };
    let outside = service.remembered::<Outside>(|| import_outside(&folder, path));
    if let Some(import) = outside {
        let message = format!(
            "`{}` imports `{import}` from outside `{}`, the service's root. That code isn't deployed with the service.",
            folder.resolve(path),
            folder.path()
        );
        findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
    }
}

/// What an entrypoint imports from outside its service.
struct Outside;

impl Query for Outside {
    type Answer = Option<String>;
}

/// The first import of a service's entrypoint that is outside its folder.
fn import_outside(folder: &Folder<'_>, path: &str) -> Option<String> {
    if folder.path() == "." {
        return None;
    }
    let is_script = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"].iter().any(|end| path.ends_with(end));
    let text = folder.read(path).filter(|_| is_script || path.ends_with(".py"))?;
    if is_script {
        // Most don't name a folder above: only those that do are read closely.
        let code = if text.contains("../") { javascript::without_comments(&text) } else { return None };
        let is_outside =
            |import: &&str| posix_path::join(posix_path::dirname(path), import).starts_with("../");
        relative_imports(&code).find(is_outside).map(str::to_owned)
    } else {
        let mut modules =
            PYTHON_IMPORT.captures_iter(&text).filter_map(|import| Some(import.get(1)?.as_str()));
        modules.find(|module| is_beside(folder, path, module)).map(str::to_owned)
    }
}

/// Whether a Python module is a folder or file beside the service and nothing of the service itself: no file of it, and no
/// package that its manifests name.
fn is_beside(folder: &Folder<'_>, entrypoint: &str, module: &str) -> bool {
    let own = [".", posix_path::dirname(entrypoint), "src", "lib"];
    let is_own = own.iter().any(|dir| {
        let at = posix_path::join(dir, module);
        folder.exists(&at) || folder.is_file(&format!("{at}.py"))
    });
    let package = module.replace('_', "-");
    let is_named =
        Runtime::Python.manifests().iter().filter_map(|manifest| folder.read(manifest)).any(|text| {
            let text = text.to_lowercase().replace('_', "-");
            text.contains(&package.to_lowercase())
        });
    let project = Folder::root(folder.project());
    let is_package = |at: &str| {
        let has_source = |entry: &Entry| entry.kind == EntryKind::File && entry.name.ends_with(".py");
        project.is_file(&format!("{at}.py")) || project.list(at).iter().any(has_source)
    };
    let mut above = posix_path::dirname(folder.path());
    loop {
        let at = posix_path::join(above, module);
        // The service's own folder, by its name.
        if folder.path() == at || folder.path().starts_with(&format!("{at}/")) {
            return false;
        }
        if is_package(&at) {
            return !is_own && !is_named;
        }
        if matches!(above, "." | "/") {
            return false;
        }
        above = posix_path::dirname(above);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use svc_vercel::project::MemoryFs;

    #[test]
    fn imports_are_found() {
        let first =
            |text: &str| relative_imports(&javascript::without_comments(text)).next().map(str::to_owned);
        for (text, path) in [
            ("import x from '../x'", Some("../x")),
            ("import \"../x\";", Some("../x")),
            ("export * from \"./y\"", Some("./y")),
            ("const x = require( '../x' )", Some("../x")),
            ("await import('../x')", Some("../x")),
            ("import {\n  a,\n} from '../x'", Some("../x")),
            ("await import(/* a part of its own */ '../x')", Some("../x")),
            ("// import x from '../x'", None),
            ("/*\nimport x from '../x'\n*/", None),
            ("import x from 'x'", None),
        ] {
            assert_eq!(first(text).as_deref(), path, "{text}");
        }
    }

    #[test]
    fn python_modules_beside_the_service() {
        let beside = |files: &[(&str, &str)]| {
            let fs = MemoryFs::new(files.iter().copied());
            is_beside(&Folder::root(&fs).folder("apps/api"), "app/main.py", "shared")
        };
        let api = ("apps/api/requirements.txt", "fastapi\n");
        assert!(beside(&[api, ("shared/db.py", "")]));
        assert!(beside(&[api, ("apps/shared.py", "")]));
        assert!(!beside(&[api]));
        assert!(!beside(&[api, ("shared/readme.md", "")]));
        assert!(!beside(&[
            ("apps/api/requirements.txt", "shared @ file:../../shared\n"),
            ("shared/db.py", "")
        ]));
        assert!(!beside(&[api, ("shared/db.py", ""), ("apps/api/app/shared/db.py", "")]));
    }
}
