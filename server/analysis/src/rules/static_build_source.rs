//! Invalid source for a static build.

use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_vercel::posix_path;
use svc_vercel::project::PackageJson;

rule! {
    /// # Invalid source for a static build
    ///
    /// The build fails because `@vercel/static-build` has nothing to run.
    ///
    /// Its `src` must be a shell script, or a `package.json` with a `vercel-build` or `build` script. Change `src`, or add the
    /// script.
    ///
    /// ```files
    /// //- /package.json
    /// { "scripts": { "start": "node server.js" } }
    /// ```
    /// ```json bad
    /// { "builds": [{ "use": "@vercel/static-build", "src": "package.json" }] }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "scripts": { "build": "eleventy" } }
    /// ```
    /// ```json good
    /// { "builds": [{ "use": "@vercel/static-build", "src": "package.json" }] }
    /// ```
    pub static RULE = {
        code: "static-build-source",
        vercel: "BUILD_FAILED",
        severity: Error,
        check: Check::File(check),
    }
}

/// `@vercel/static-build`, `build`.
fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for (node, src) in framework::builds_with(snapshot, "@vercel/static-build") {
        let message = if posix_path::basename(src) == "package.json" {
            if has_script(snapshot, src) {
                continue;
            }
            format!("`{src}` has no `vercel-build` or `build` script, so the build fails. Add one.")
        } else if src.ends_with(".sh") {
            continue;
        } else {
            format!(
                "`{src}` is neither a `package.json` nor a shell script, so the build fails. Change `src`."
            )
        };
        findings.push(Finding::new(&RULE, node.range, message));
    }
}

/// Whether a `package.json` has a script that builds; also where it can't be read.
fn has_script(snapshot: &Snapshot, src: &str) -> bool {
    let package = snapshot.project.read(src).and_then(|text| PackageJson::parse(&text));
    package.is_none_or(|package| package.has_build_script())
}
