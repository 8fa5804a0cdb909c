//! Services framework preset without services.

use crate::rules::finding::Finding;
use crate::rules::{Check, conflicting_config_files, other_root_directory};
use crate::services::{self, Configured};
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_syntax::value::Node;
use svc_vercel::posix_path;
use svc_vercel::project::Preset;

rule! {
    /// # Services framework preset without services
    ///
    /// The build fails because the project's framework preset is Services, but no services are declared.
    ///
    /// `framework` and `services` can't be used together: replace `framework` with `services`, or remove it. If the preset comes
    /// from the project's settings, declare `services`, or choose another preset.
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
    /// Without `framework`, the preset of the linked project applies. Vercel CLI saves it in `.vercel/project.json`:
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

/// Reports it, also where Vercel doesn't read this file but finds no other.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let range = match (other_root_directory::elsewhere(snapshot), config.get("framework")) {
        (Some(folder), _) => {
            let has_file = |name: &&str| snapshot.project.is_file(&posix_path::join(&folder, name));
            if conflicting_config_files::NAMES.iter().any(has_file) {
                return;
            }
            None
        }
        (None, _) if has_builds(config) || !matches!(services::configured(config), Configured::None) => {
            return;
        }
        (None, Some(written)) if written.as_str() != Some(SERVICES) => return,
        (None, Some(written)) => Some(written.range),
        (None, None) => None,
    };
    let message = match (range, snapshot.project.linked()) {
        (Some(_), _) => {
            "`framework` is `services`, but the file declares no services. Replace the key `framework` with `services`, or remove it."
                .to_owned()
        }
        (None, Some(linked)) if linked.preset == Preset::Framework(SERVICES.to_owned()) => format!(
            "The framework preset is Services (`{}`), but no services are declared, so the build fails. Add `services`.",
            linked.file
        ),
        (None, _) => return,
    };
    findings.push(Finding::new(&RULE, range.unwrap_or_else(|| opening(config)), message));
}

fn has_builds(config: &Node) -> bool {
    config.get("builds").and_then(Node::as_array).is_some_and(|builds| !builds.is_empty())
}
