//! Empty `experimentalServices`.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::rejections;
use crate::services::{self, Configured, v1, v2};
use crate::snapshot::Snapshot;
use serde_json::{Map, Value, json};
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::infer::{self, Detected, InferenceSource};
use svc_vercel::project::Folder;

rule! {
    /// # Empty `experimentalServices`
    ///
    /// The build fails because `experimentalServices` is empty and Vercel finds no services in the project.
    ///
    /// With an empty object, Vercel looks for services by itself: for a frontend in the project root, `frontend` or `apps/web`, and for
    /// backends in `backend` and the subfolders of `services/`. If there is a frontend but no backend, Vercel's code is `NO_BACKEND_SERVICES`. Declare a
    /// service, or remove the key.
    ///
    /// ```json bad
    /// { "experimentalServices": {} }
    /// ```
    ///
    /// ```files
    /// //- /api/index.js
    /// //- /api/package.json
    /// { "dependencies": { "express": "4" } }
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "api/index.js", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "no-services-configured",
        vercel: "NO_SERVICES_CONFIGURED",
        severity: Error,
        check: Check::File(check),
    }
}

const NO_SERVICES: &str = "NO_SERVICES_CONFIGURED";
/// The codes that Vercel gives where it finds no services.
const CODES: [&str; 7] = [
    NO_SERVICES,
    "NO_BACKEND_SERVICES",
    "MULTIPLE_FRAMEWORKS_ROOT",
    "MULTIPLE_FRAMEWORKS_SERVICE",
    "MULTIPLE_FRONTENDS",
    "SERVICE_NAME_CONFLICT",
    "DUPLICATE_SERVICE",
];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let Some(object) = config.as_object() else { return };
    let Some(member) =
        object.member(v1::KEY).filter(|it| it.value.as_object().is_some_and(|it| it.members().is_empty()))
    else {
        return;
    };
    // The preset Services is the mistake of `missing-services`.
    let is_services = crate::functions::framework::chosen(snapshot).is_some_and(|it| it.slug == "services");
    if is_services || services::configured(config) != Configured::None || config.get("builds").is_some() {
        return;
    }
    let Some(code) = code(snapshot) else { return };
    let message = "`experimentalServices` is empty, and Vercel finds no service in the project that it can build, so the build fails. Declare one, or remove the key.";
    let mut finding = Finding::new(&RULE, member.key_range, message).vercel_code(code);
    if config.get("experimentalServiceGroups").is_none_or(Node::is_null) {
        let edit = edit::remove_member(&snapshot.text, object, member);
        finding = finding.fix(Fix::preferred("Remove `experimentalServices`", edit));
    }
    findings.push(finding);
}

/// Why Vercel finds no services; `None` where it finds some (`detectServices`).
fn code(snapshot: &Snapshot) -> Option<&'static str> {
    let (_, detected) = infer::detect(&Folder::root(&*snapshot.project));
    match detected {
        Some((_, Detected { errors, .. })) if !errors.is_empty() => {
            let code = errors.first().map(|note| note.code.as_str());
            CODES.into_iter().find(|known| Some(*known) == code)
        }
        Some((InferenceSource::Layout, detected)) => {
            let entries = detected.services.entries();
            let services: Map<String, Value> =
                entries.iter().map(|(name, service)| ((*name).to_owned(), service.v2())).collect();
            let is_root = |it: &infer::InferredService| it.mount_path == "/" && it.framework.is_some();
            let has_root = entries.iter().filter(|(_, service)| is_root(service)).count() == 1;
            let inferred = Snapshot::of(&json!({ v2::KEY: services }).to_string(), snapshot.project.clone());
            match rejections(&inferred, ServicesModel::V2).first() {
                Some(first) => first.vercel_code,
                None => {
                    let services = v2::resolution(&inferred).services.len();
                    (!has_root || services < 2).then_some(NO_SERVICES)
                }
            }
        }
        // Of what Railway's files, Render's or a Procfile say, Vercel makes services only where they are written down, but it resolves them.
        Some((_, detected)) => {
            let entries = detected.services.entries();
            let services: Map<String, Value> =
                entries.iter().map(|(name, service)| ((*name).to_owned(), service.v1())).collect();
            let inferred = Snapshot::of(&json!({ v1::KEY: services }).to_string(), snapshot.project.clone());
            let rejections = rejections(&inferred, ServicesModel::V1);
            rejections.first().map_or(Some(NO_SERVICES), |first| first.vercel_code)
        }
        None => Some(NO_SERVICES),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    /// Each answer is that of `vercel build`.
    #[test]
    fn what_a_procfile_says_is_resolved() {
        let code = |files: &str| {
            let config =
                "//- /vercel.json\n{ \"experimentalServices\": {} }\n//- /Procfile\nweb: node index.js\n";
            code(&snapshot(&format!("{config}{files}")))
        };
        let package = "//- /package.json\n{ \"dependencies\": { \"express\": \"4\" } }\n";
        assert_eq!(code(package), Some("ENTRYPOINT_NOT_FOUND"));
        let index = "//- /index.js\nrequire(\"express\")();\n";
        assert_eq!(code(&format!("{package}{index}")), Some(NO_SERVICES));
    }
}
