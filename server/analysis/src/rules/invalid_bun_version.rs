//! Invalid Bun version.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::invalid_node_version::{Runs, engines_of_built};
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_syntax::edit;
use svc_vercel::version_range::VersionRange;

rule! {
    /// # Invalid Bun version
    ///
    /// The build fails because Vercel has no such version of Bun.
    ///
    /// `bunVersion` must allow version 1 of Bun, as `1.x` does. It has no effect if nothing is built with Node.js or Bun, or if the
    /// nearest `package.json` sets `engines.bun`.
    ///
    /// ```files
    /// //- /api/users.ts
    /// ```
    /// ```json bad
    /// { "bunVersion": "2.x" }
    /// ```
    ///
    /// ```files
    /// //- /api/users.ts
    /// ```
    /// ```json good
    /// { "bunVersion": "1.x" }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "engines": { "bun": ">=2" } }
    /// //- /api/users.ts
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "invalid-bun-version",
        vercel: "BUILD_UTILS_BUN_VERSION_INVALID",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut is_used = false;
    for engines in engines_of_built(snapshot).iter().filter(|it| it.runs(snapshot) == Runs::Bun) {
        let Some(versions) = &engines.bun else {
            is_used = true;
            continue;
        };
        if is_refused(versions.range()) {
            let message = format!(
                "Vercel has no Bun `{versions}`, so the build fails. Set `engines.bun` in `{}` to `1.x`.",
                engines.file
            );
            findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
        }
    }
    let Some(node) = snapshot.config().get("bunVersion").filter(|_| is_used) else { return };
    let Some(version) = node.as_str().filter(|version| is_refused(VersionRange::parse(version))) else {
        return;
    };
    let message = format!("Vercel has no Bun `{version}`, so the build fails. Use `1.x`.");
    let edit = edit::replace_with_string(node, "1.x");
    findings.push(Finding::new(&RULE, node.range, message).fix(Fix::preferred("Change to `1.x`", edit)));
}

/// Whether a range has no version 1; `None` stands for an invalid one (`@vercel/build-utils`, `getSupportedBunVersion`).
fn is_refused(range: Option<VersionRange>) -> bool {
    let (Some(range), Some(supported)) = (range, VersionRange::parse("1.x")) else { return true };
    !supported.intersects(&range)
}
