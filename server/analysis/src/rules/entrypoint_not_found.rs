//! Entrypoint not found.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use crate::services::Services;
use svc_syntax::TextRange;
use svc_vercel::detect;
use svc_vercel::posix_path;
use svc_vercel::project::{Folder, Missing};
use svc_vercel::runtime::{ModuleAttribute, Runtime};

rule! {
    /// # Entrypoint not found
    ///
    /// Vercel rejects the deployment because the service's entrypoint doesn't exist.
    ///
    /// `entrypoint` is a file or folder, relative to the service's `root`. For `module:attribute`, the module's file must exist.
    /// Correct the path, or add the file. Case matters, and a file that `.vercelignore` excludes doesn't exist in the
    /// deployment.
    ///
    /// ```files
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "root": "api", "entrypoint": "api/main.py", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "root": "api", "entrypoint": "main.py", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "entrypoint-not-found",
        vercel: "ENTRYPOINT_NOT_FOUND",
        severity: Error,
        check: Check::Problem,
    }
}

/// What follows.
pub(super) const REJECTS: &str = "Vercel rejects the deployment";

/// The finding for an entrypoint that doesn't exist.
pub(super) fn finding(case: &Case<'_>, services: &Services<'_>, range: TextRange) -> Finding {
    let service = case.service;
    let entrypoint = service.text("entrypoint").unwrap_or_default();
    let folder = service.folder().unwrap_or_else(|| Folder::root(service.project()));
    let place = match folder.path() {
        "." => "the project".to_owned(),
        root => format!("the service's root `{root}`"),
    };
    let module = ModuleAttribute::parse(entrypoint);
    let written = module.as_ref().map_or(entrypoint, |module| &module.file);
    let missing = folder.missing(written);
    let is_output = OUTPUT_FOLDERS.iter().any(|output| posix_path::normalize(entrypoint).starts_with(output));
    let message = missing.sentences(written, "file", REJECTS).unwrap_or_else(|| {
        let what = match &module {
            Some(module) => format!("`{}`, the file of the module `{entrypoint}`,", module.file),
            None => format!("`{entrypoint}`"),
        };
        let remedy = if is_output {
            "It checks this before the build, so name a source file."
        } else {
            "Correct the path, or add the file."
        };
        format!("{what} doesn't exist in {place}, so {REJECTS}. {remedy}")
    });
    let mut finding = case.finding(&RULE, range, message);
    let (meant, preferred) = match below_root(&folder, entrypoint) {
        Some(meant) => (vec![meant], true),
        None => match nearest(&folder, entrypoint)
            .filter(|meant| !is_of_other(services, &folder, written, meant))
        {
            Some(meant) => (vec![meant], matches!(missing, Missing::DifferentCase(_))),
            None => {
                let file = module.map_or_else(|| entrypoint.to_owned(), |module| module.file);
                let mut detected = detected(&folder, &file, service.runtime(Some(&file)));
                detected.retain(|meant| !is_of_other(services, &folder, &file, meant));
                detected.sort_by_key(|meant| services.have_entrypoint(&folder.resolve(meant)));
                (detected, false)
            }
        },
    };
    for meant in meant {
        let edit = replacement(range, &meant);
        finding = finding.fix(Fix { title: format!("Change to `{meant}`"), edits: vec![edit], preferred });
    }
    finding
}

/// Whether an entrypoint is another service's, and not in the folder of the service or of the `missing` file.
fn is_of_other(services: &Services<'_>, folder: &Folder<'_>, missing: &str, entrypoint: &str) -> bool {
    let file = ModuleAttribute::parse(entrypoint).map_or_else(|| entrypoint.to_owned(), |module| module.file);
    let is_own = folder.path() != "." || posix_path::dirname(&file) == posix_path::dirname(missing);
    !is_own && services.have_entrypoint(&folder.resolve(&file))
}

/// The entrypoints that are there: in the folder that the missing one names, else in the service's own.
fn detected(folder: &Folder<'_>, missing: &str, runtime: Option<Runtime>) -> Vec<String> {
    let named = posix_path::dirname(missing);
    let beside = detect::entrypoints_in(&folder.folder(named), runtime);
    if beside.is_empty() {
        return detect::entrypoints_in(folder, runtime);
    }
    beside.iter().map(|entrypoint| posix_path::join(named, entrypoint)).collect()
}

/// Where builds usually put their result.
const OUTPUT_FOLDERS: [&str; 4] = ["dist/", "build/", "out/", ".output/"];

/// The entrypoint without the service's root, where someone wrote it from the project's root.
fn below_root(folder: &Folder<'_>, entrypoint: &str) -> Option<String> {
    let normal = posix_path::normalize(entrypoint);
    let below = normal.strip_prefix(folder.path())?.strip_prefix('/')?;
    folder.is_file(below).then(|| below.to_owned())
}

/// The entrypoint that a mistyped one was meant to be.
fn nearest(folder: &Folder<'_>, entrypoint: &str) -> Option<String> {
    let Some(module) = ModuleAttribute::parse(entrypoint) else { return folder.nearest(entrypoint) };
    let file = folder.nearest(&module.file)?;
    let meant = format!("{}:{}", file.strip_suffix(".py")?.replace('/', "."), module.attribute);
    ModuleAttribute::parse(&meant).is_some_and(|it| it.file == file).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::snapshot;
    use svc_vercel::project::MemoryFs;

    #[test]
    fn the_entrypoint_of_another_service_is_not_meant() {
        let titles = |entrypoint: &str, files: &str| -> Vec<String> {
            let config = format!(
                r#"//- /vercel.json
{{ "experimentalServices": {{ "web": {{ "entrypoint": "api/main.py", "routePrefix": "/" }}, "b": {{ "entrypoint": "{entrypoint}", "routePrefix": "/b" }} }} }}
//- /api/main.py
app = 1
{files}"#
            );
            let findings = crate::check::check(&snapshot(&config));
            let found = findings.iter().filter(|finding| finding.rule.code == RULE.code);
            found.flat_map(|finding| &finding.fixes).map(|fix| fix.title.clone()).collect()
        };
        assert!(titles("apo/main.py", "").is_empty());
        assert_eq!(titles("api/mian.py", ""), ["Change to `api/main.py`"]);
        assert_eq!(titles("b/main.py", "//- /b/app.py\n"), ["Change to `b/app.py`"]);
        assert_eq!(
            titles("api/b.py", "//- /api/app.py\n"),
            ["Change to `api/app.py`", "Change to `api/main.py`"]
        );
    }

    #[test]
    fn what_was_meant() {
        let fs = MemoryFs::new([("api/app/main.py", ""), ("api/index.ts", "")]);
        let folder = Folder::root(&fs).folder("api");
        assert_eq!(below_root(&folder, "./api/index.ts").as_deref(), Some("index.ts"));
        assert_eq!(below_root(&folder, "apiindex.ts"), None);
        assert_eq!(nearest(&folder, "indx.ts").as_deref(), Some("index.ts"));
        assert_eq!(nearest(&folder, "app.mian:app").as_deref(), Some("app.main:app"));
        assert_eq!(nearest(&folder, "nothing.py"), None);
        assert_eq!(detected(&folder, "server.js", Some(Runtime::Node)), ["index.ts"]);
        assert_eq!(detected(&Folder::root(&fs), "api/server.js", Some(Runtime::Node)), ["api/index.ts"]);
        assert_eq!(detected(&folder, "lib/server.js", Some(Runtime::Node)), ["index.ts"]);
    }
}
