//! Python handler not found.

use svc_config::ServicesModel;

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::replacement;
use crate::services::{Built, Services};
use crate::snapshot::Snapshot;
use svc_syntax::value::Query;
use svc_vercel::project::Folder;
use svc_vercel::python::Module;
use svc_vercel::runtime::ModuleAttribute;
use svc_vercel::spelling;

rule! {
    /// # Python handler not found
    ///
    /// The build fails because the module that `entrypoint` names doesn't define the attribute named after the colon, such as
    /// `server` in `main:server`.
    ///
    /// Vercel looks for a function, an assignment or a `from … import …` at the top level of the module. Classes, plain `import` statements and
    /// anything inside `if` or `try` don't count. Correct the name, or define it at the top level.
    ///
    /// ```files
    /// //- /api/requirements.txt
    /// fastapi
    /// //- /api/main.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "main:server" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/requirements.txt
    /// fastapi
    /// //- /api/main.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "entrypoint": "main:app" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// svc-lsp doesn't check services with a build or install command, because the command may write the module.
    pub static RULE = {
        code: "python-handler-not-found",
        vercel: "PYTHON_HANDLER_NOT_FOUND",
        severity: Error,
        check: Check::EachService(ServicesModel::V1, check), Check::EachService(ServicesModel::V2, check)
    }
}

/// The module that lacks the attribute of a service's entrypoint.
struct MissingAttribute;

impl Query for MissingAttribute {
    type Answer = Option<(ModuleAttribute, Module)>;
}

fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for built in services.built_by("@vercel/python") {
        let service = built.service;
        let missing_attribute = service.remembered::<MissingAttribute>(|| missing_attribute(snapshot, built));
        let (Some((entrypoint, module)), Some(node)) = (missing_attribute, service.field("entrypoint"))
        else {
            continue;
        };
        let ModuleAttribute { file, attribute } = entrypoint;
        let message = format!(
            "`{file}` doesn't define `{attribute}` at its top level, so the build fails. Define it, or specify another attribute in `entrypoint`."
        );
        let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
        let names = || module.names().iter().map(String::as_str);
        let usual = || names().find(|name| matches!(*name, "app" | "application"));
        if let Some(meant) = spelling::nearest(attribute, names()).or_else(usual)
            && let Some((path, _)) = service.text("entrypoint").and_then(|it| it.split_once(':'))
        {
            let meant = format!("{path}:{meant}");
            let edit = replacement(node.range, &meant);
            finding = finding.fix(Fix::offered(format!("Change to `{meant}`"), edit));
        }
        findings.push(finding);
    }
}

/// `@vercel/python`, `build`: `containsTopLevelCallable`. With a `manage.py`, Django's settings name the module.
fn missing_attribute(
    snapshot: &Snapshot,
    Built { service, folder, src, .. }: Built<'_, '_>,
) -> Option<(ModuleAttribute, Module)> {
    let entrypoint = ModuleAttribute::parse(service.text("entrypoint")?)?;
    let root = Folder::root(&*snapshot.project);
    let is_written = ["buildCommand", "installCommand"].iter().any(|key| service.field(key).is_some());
    let is_django = service.framework_slug() == Some("django") && root.folder(folder).is_file("manage.py");
    if is_written || is_django {
        return None;
    }
    let module = Module::read(&root.read(src?)?)?;
    (!module.defines(&entrypoint.attribute)).then_some((entrypoint, module))
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    fn found(service: &str, files: &str) -> Vec<String> {
        let config = format!(r#"{{ "services": {{ "api": {service} }} }}"#);
        let snapshot = snapshot(&format!("//- /vercel.json\n{config}\n{files}"));
        let findings = crate::check::check(&snapshot);
        findings.into_iter().filter(|it| it.rule == &RULE).map(|it| it.message).collect()
    }

    #[test]
    fn what_a_module_lacks() {
        let main = |text: &str| format!("//- /api/requirements.txt\nfastapi\n//- /api/app/main.py\n{text}\n");
        let service = r#"{ "root": "api", "entrypoint": "app.main:app" }"#;
        assert!(found(service, &main("app = 1")).is_empty());
        let [message] = &found(service, &main("class app: pass"))[..] else { panic!("one finding") };
        assert!(message.starts_with("`app/main.py` doesn't define `app`"), "{message}");
        // What can't be read for certain may define anything.
        assert!(found(service, &main("app = (")).is_empty());
        let built = r#"{ "root": "api", "entrypoint": "app.main:app", "buildCommand": "make" }"#;
        assert!(found(built, &main("")).is_empty());
        let django = r#"{ "root": "api", "entrypoint": "app.main:app", "framework": "django" }"#;
        assert_eq!(found(django, &main("")).len(), 1);
        assert!(found(django, &format!("{}//- /api/manage.py\n", main(""))).is_empty());
    }
}
