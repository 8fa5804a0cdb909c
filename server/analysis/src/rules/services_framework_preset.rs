//! `services` without the Services framework preset.

use crate::rules::Check;
use crate::rules::conflicts::services_v2;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_vercel::frameworks;
use svc_vercel::project::Preset;

rule! {
    /// # `services` without the Services framework preset
    ///
    /// Vercel ignores `services` because the project's framework preset isn't Services.
    ///
    /// Choose the Services framework preset in the project's settings. Vercel CLI saves the settings in `.vercel/project.json`; if that file
    /// is out of date, run `vercel pull`.
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": "nextjs" } }
    /// //- /web/index.html
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": "services" } }
    /// //- /web/index.html
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// The preset doesn't matter for `experimentalServices`, and `vercel build` builds the services in any case.
    pub static RULE = {
        code: "services-framework-preset",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some((declared, services)) = services_v2(snapshot) else { return };
    if services.members().is_empty() || snapshot.config().get("framework").is_some() {
        return;
    }
    let Some(linked) = snapshot.project.linked() else { return };
    let name = match &linked.preset {
        Preset::Unset => return,
        Preset::Other => "Other",
        Preset::Framework(slug) if slug == "services" => return,
        Preset::Framework(slug) => {
            frameworks::find(slug).map_or(slug.as_str(), |framework| framework.in_words())
        }
    };
    let message = format!(
        "`{}` needs the framework preset Services, but the preset is {name} (`{}`). Change it in the project's settings.",
        declared.key, linked.file
    );
    findings.push(Finding::new(&RULE, declared.key_range, message));
}
