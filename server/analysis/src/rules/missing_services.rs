//! Framework preset Services without services.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Configured};
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_syntax::value::Node;
use svc_vercel::project::Preset;

rule! {
    /// # Framework preset Services without services
    ///
    /// The build fails because the project's framework preset is Services, but no services are declared.
    ///
    /// Declare `services`, or choose another framework preset in the project's settings.
    ///
    /// ```json bad
    /// { "framework": "services" }
    /// ```
    ///
    /// ```files
    /// //- /web/index.html
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// Without `framework`, the preset of the linked project counts, which Vercel's command line saves in `.vercel/project.json`:
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": "services" } }
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "missing-services",
        vercel: "MISSING_SERVICES",
        severity: Error,
        check: Check::File(check),
    }
}

const SERVICES: &str = "services";

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let has_builds = config.get("builds").and_then(Node::as_array).is_some_and(|builds| !builds.is_empty());
    if has_builds || !matches!(services::configured(config), Configured::None) {
        return;
    }
    let (range, source) = match config.get("framework") {
        Some(written) if written.as_str() == Some(SERVICES) => (written.range, String::new()),
        Some(_) => return,
        None => match snapshot.project.linked() {
            Some(linked) if linked.preset == Preset::Framework(SERVICES.to_owned()) => {
                (opening(config), format!(" (`{}`)", linked.file))
            }
            _ => return,
        },
    };
    let message = format!(
        "The framework preset is Services{source}, but no services are declared, so the build fails. Add `services`."
    );
    findings.push(Finding::new(&RULE, range, message));
}
