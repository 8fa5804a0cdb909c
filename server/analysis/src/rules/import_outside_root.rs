//! An entrypoint that imports from outside its service.

use std::sync::LazyLock;

use regex::Regex;

use crate::finding::Finding;
use crate::posix_path;
use crate::rules::Check;
use crate::services::{Entrypoint, Service};

rule! {
    /// # An entrypoint that imports from outside its service
    ///
    /// A service ships the files below its `root`. What lies in a folder beside it is not there when it is built or runs: move
    /// `root` up and the entrypoint with it, or make the shared code a package of a workspace.
    ///
    /// ```files
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
    /// //- /api/package.json
    /// { "dependencies": { "hono": "4" } }
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
        check: Check::Pass,
    }
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static RELATIVE_IMPORT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\b(?:from|import|require)\s*\(?\s*["'](\.\.?/[^"']+)["']"#).unwrap());

/// The relative paths that a module imports, comments of whole lines left out.
fn relative_imports(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter(|line| !["//", "*", "/*"].iter().any(|comment| line.trim_start().starts_with(comment)));
    lines.flat_map(|line| RELATIVE_IMPORT.captures_iter(line)).filter_map(|import| Some(import.get(1)?.as_str()))
}

/// One service's entrypoint, where it is JavaScript or TypeScript.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let (Some(Entrypoint::File(path)), Some(node), Some(folder)) =
        (service.entrypoint(), service.field("entrypoint"), service.folder())
    else {
        return;
    };
    let is_script = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"].iter().any(|end| path.ends_with(end));
    if !is_script || folder.path() == "." {
        return;
    }
    let Some(text) = folder.read(path) else { return };
    let outside = relative_imports(&text)
        .find(|import| posix_path::join(posix_path::dirname(path), import).starts_with("../"));
    if let Some(import) = outside {
        let message = format!(
            "`{}` imports `{}`, which lies outside `{}`, the service's root, and is not deployed with it.",
            folder.resolve(path),
            import,
            folder.path()
        );
        findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_found() {
        let first = |text: &str| relative_imports(text).next().map(str::to_owned);
        for (text, path) in [
            ("import x from '../x'", Some("../x")),
            ("import \"../x\";", Some("../x")),
            ("export * from \"./y\"", Some("./y")),
            ("const x = require( '../x' )", Some("../x")),
            ("await import('../x')", Some("../x")),
            ("import {\n  a,\n} from '../x'", Some("../x")),
            ("// import x from '../x'", None),
            ("import x from 'x'", None),
        ] {
            assert_eq!(first(text).as_deref(), path, "{text}");
        }
    }
}
