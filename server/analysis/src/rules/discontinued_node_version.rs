//! Discontinued Node.js version.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::invalid_node_version::{Engines, Refused, Runs, engines_of_built, refused};
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_vercel::version_range::VersionRange;

rule! {
    /// # Discontinued Node.js version
    ///
    /// The build fails because Vercel no longer builds with the Node.js version of the project's settings.
    ///
    /// Choose a newer version in the project's settings, or name one in `engines` of `package.json`. Vercel CLI saves the
    /// settings in `.vercel/project.json`; if they are out of date there, run `vercel pull`.
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": null, "nodeVersion": "18.x" } }
    /// //- /api/report.js
    /// ```
    /// ```json bad
    /// { "functions": { "api/report.js": { "maxDuration": 60 } } }
    /// ```
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": null, "nodeVersion": "24.x" } }
    /// //- /api/report.js
    /// ```
    /// ```json good
    /// { "functions": { "api/report.js": { "maxDuration": 60 } } }
    /// ```
    ///
    /// Vercel discontinued Node.js 18 on 1 September 2025 and Node.js 20 on 1 October 2026. svc-lsp reports the version only if a
    /// builder in the project runs Node.js.
    pub static RULE = {
        code: "discontinued-node-version",
        vercel: "BUILD_UTILS_NODE_VERSION_DISCONTINUED",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(linked) = snapshot.project.linked() else { return };
    let Some(version) = &linked.node_version else { return };
    let Some(refused) = refused(VersionRange::parse(version)) else { return };
    // Where `engines` says what to run, the settings don't count.
    let counts = |it: &Engines| it.node.is_none() && it.runs(snapshot) == Runs::Node;
    if !engines_of_built(snapshot).iter().any(|it| counts(it)) {
        return;
    }
    let message = format!(
        "Vercel {} Node.js {version} (`{}`), so the build fails. Choose 24.x in the project's settings.",
        if refused == Refused::Discontinued { "discontinued" } else { "doesn't have" },
        linked.file
    );
    findings
        .push(Finding::new(&RULE, opening(snapshot.config()), message).vercel_code(refused.vercel_code()));
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    /// Each is what `vercel build` says.
    #[test]
    fn workers_run_it_too() {
        let linked = |version: &str, files: &str| {
            format!(
                "//- /.vercel/project.json\n{{ \"settings\": {{ \"framework\": null, \"nodeVersion\": \"{version}\" }} }}\n//- /web/index.js\n{files}//- /vercel.json\n{{ \"experimentalServices\": {{ \"web\": {{ \"entrypoint\": \"web/index.js\", \"type\": \"worker\", \"topics\": [\"mails\"] }} }} }}"
            )
        };
        let express = "//- /web/package.json\n{ \"dependencies\": { \"express\": \"5\" } }\n";
        assert_reports(
            &super::RULE,
            &[&linked("20.x", ""), &linked("20.x", express)],
            &[&linked("24.x", express)],
        );
    }
}
