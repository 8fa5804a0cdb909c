//! Framework that isn't installed.

use svc_config::ServicesModel;

use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{Built, Service, Services};
use crate::snapshot::Snapshot;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::posix_path;
use svc_vercel::project::{Folder, PackageJson, ProjectFs};

rule! {
    /// # Framework that isn't installed
    ///
    /// The build fails because nothing installs the framework that the project is built with.
    ///
    /// Without a `build` script, Vercel runs the framework's own command, such as `vite build`. For Storybook it does so in any case, and for Remix
    /// and React Router it looks for their package before. Add the framework to `dependencies` or `devDependencies` in `package.json`, or correct
    /// the framework preset.
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": null, "rootDirectory": null } }
    /// //- /index.html
    /// ```
    /// ```json bad
    /// { "framework": "vite" }
    /// ```
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": null, "rootDirectory": null } }
    /// //- /package.json
    /// { "devDependencies": { "vite": "7" } }
    /// //- /index.html
    /// ```
    /// ```json good
    /// { "framework": "vite" }
    /// ```
    ///
    /// svc-lsp reports this only if `package.json` names no package that may bring the framework along, and only in the linked folder: elsewhere a
    /// `package.json` above it may install it, or the project's settings may. Those of services don't: they are also checked where the folder
    /// has a `.git` folder.
    ///
    /// Source: `getCommand` in `@vercel/static-build` and `ensureResolvable` in `@vercel/remix-builder`, Vercel CLI 64.0.2.
    pub static RULE = {
        code: "framework-not-installed",
        vercel: "BUILD_UTILS_SPAWN_127",
        severity: Error,
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services), Check::EachService(ServicesModel::V2, check_services),
    }
}

/// Commands that come with the build image, or are downloaded.
const PROVIDED: [&str; 6] = ["hugo", "zola", "jekyll", "bundle", "npx", "yarn"];
/// What Vercel runs for RedwoodJS. Yarn is there, and fails without the package.
const REDWOOD: &str = "yarn rw deploy vercel";

/// What Vercel installs and runs to build a frontend.
struct Frontend<'a> {
    framework: &'static Framework,
    folder: Folder<'a>,
    /// The folder that Vercel builds in. If a service of `experimentalServices` names a file, it is the project's.
    work_folder: Folder<'a>,
    has_install_command: bool,
    has_build_command: bool,
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if !framework::is_linked(&*snapshot.project) || framework::is_static(snapshot) {
        return;
    }
    let Some(chosen) = framework::built_with(snapshot) else { return };
    let Some(framework) = chosen.framework() else { return };
    let frontend = Frontend {
        framework,
        folder: Folder::root(&*snapshot.project),
        work_folder: Folder::root(&*snapshot.project),
        has_install_command: framework::install_command(snapshot).is_some(),
        has_build_command: framework::build_command(snapshot).is_some(),
    };
    if let Some((message, code)) = frontend.missing() {
        findings.push(Finding::new(&RULE, chosen.place, chosen.explain(message)).vercel_code(code));
    }
}

const BUILDERS: [&str; 4] =
    ["@vercel/static-build", "@vercel/hydrogen", "@vercel/redwood", "@vercel/remix-builder"];

fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    let built = BUILDERS.iter().flat_map(|builder| services.built_by(builder));
    for built in built {
        let Built { service, .. } = built;
        let folder = built.source_folder();
        let Some((message, code)) = of_service(&*snapshot.project, service, folder) else { continue };
        let node = ["framework", "entrypoint", "root"].into_iter().find_map(|key| service.field(key));
        let place = node.map_or(service.name_range, |node| node.range);
        findings.push(Finding::new(&RULE, place, message).vercel_code(code).service(&*service.name));
    }
}

/// What the build of a service's folder lacks: the message, and Vercel's code.
pub(super) fn of_service(
    project: &dyn ProjectFs,
    service: &Service<'_>,
    folder: &str,
) -> Option<(String, &'static str)> {
    let framework = frameworks::find(service.framework_slug()?)?;
    let has = |key| service.field(key).is_some_and(|node| !node.is_null());
    let is_built_in_root = service.model == ServicesModel::V1
        && service.field("root").is_none()
        && service.text("entrypoint").is_some_and(|entrypoint| project.is_file(entrypoint));
    let frontend = Frontend {
        framework,
        folder: Folder::at(project, folder),
        work_folder: if is_built_in_root { Folder::root(project) } else { Folder::at(project, folder) },
        has_install_command: has("installCommand"),
        has_build_command: has("buildCommand"),
    };
    if framework::is_outermost(project) { frontend.missing() } else { None }
}

impl Frontend<'_> {
    /// What the build lacks: the message, and Vercel's code.
    fn missing(&self) -> Option<(String, &'static str)> {
        if self.framework.builder() == "@vercel/remix-builder" {
            self.package_of_remix()
        } else {
            self.program()
        }
    }

    /// The `package.json` of the folder and of those above it; `None` for one that isn't JSON.
    fn packages(&self) -> Vec<Option<PackageJson>> {
        let root = Folder::root(self.folder.project());
        let mut path = self.folder.path();
        let mut packages = Vec::new();
        loop {
            let folder = root.folder(path);
            if folder.exists(PackageJson::FILE) {
                packages.push(PackageJson::of(&folder));
            }
            if matches!(path, "" | "." | "/") {
                return packages;
            }
            path = posix_path::dirname(path);
        }
    }

    /// That the folder's `package.json` is there under a name that isn't Vercel's, or isn't deployed.
    fn misnamed_package(&self) -> Option<String> {
        let is_there = self.folder.exists(PackageJson::FILE);
        (!is_there).then(|| self.folder.failing_build([PackageJson::FILE])).flatten()
    }

    /// Whether an install may bring a package or a program.
    fn may_install(&self, wanted: &str) -> bool {
        let may_bring =
            |package: &Option<PackageJson>| package.as_ref().is_none_or(|it| it.may_bring(wanted));
        self.has_install_command || self.packages().iter().any(may_bring)
    }

    /// The program that the framework is built with.
    fn program(&self) -> Option<(String, &'static str)> {
        let framework = self.framework;
        let command = framework.settings.build_command.value.as_deref()?;
        let program = command.split(' ').next().unwrap_or_default();
        // The builders of others read `package.json` before.
        let scripts: &[&str] = match framework.builder() {
            "@vercel/static-build" if framework.slug.as_deref() == Some("storybook") => &[],
            // It runs `vercel-build` only where there is one of these, too (`getCommand`).
            "@vercel/static-build" => &["now-build", "build"],
            "@vercel/hydrogen" | "@vercel/redwood" => &["vercel-build", "build"],
            _ => return None,
        };
        let package = PackageJson::of(match framework.builder() {
            "@vercel/redwood" => &self.work_folder,
            _ => &self.folder,
        });
        let has_script = package.is_some_and(|package| scripts.iter().any(|it| package.script(it).is_some()));
        let is_provided = PROVIDED.contains(&program) && command != REDWOOD;
        if is_provided || self.has_build_command || has_script || self.may_install(program) {
            return None;
        }
        let message = self.misnamed_package().unwrap_or_else(|| {
            format!(
                "{} isn't installed, so `{command}` fails. Add it to `dependencies` in `{}`.",
                framework.name,
                self.folder.resolve(PackageJson::FILE)
            )
        });
        Some((message, if command == REDWOOD { "BUILD_UTILS_SPAWN_1" } else { "BUILD_UTILS_SPAWN_127" }))
    }

    /// The package that `@vercel/remix-builder` looks for. With Vite it is another builder.
    fn package_of_remix(&self) -> Option<(String, &'static str)> {
        let is_of_vite = is_of_vite(&self.work_folder);
        let is_of_router = self.framework.slug.as_deref() == Some("react-router");
        let package = if is_of_vite && is_of_router { "react-router" } else { "@remix-run/dev" };
        // Without Vite, `package.json` must be there before anything is installed.
        let is_needed_first = !is_of_vite && self.packages().is_empty();
        if !is_needed_first && self.may_install(package) {
            return None;
        }
        let file = self.folder.resolve(PackageJson::FILE);
        let message = self.misnamed_package().unwrap_or_else(|| {
            format!("`{package}` isn't installed, so the build fails. Add it to `dependencies` in `{file}`.")
        });
        Some((message, if is_of_vite { "MODULE_NOT_FOUND" } else { "BUILD_FAILED" }))
    }
}

/// Whether Vercel builds the project with Vite (`isVite`).
fn is_of_vite(folder: &Folder<'_>) -> bool {
    let config = |name: &str, extensions: &[&str]| {
        extensions.iter().map(|extension| format!("{name}.{extension}")).find(|file| folder.exists(file))
    };
    let Some(vite) = config("vite.config", &["js", "ts", "mjs", "mts"]) else { return false };
    let names_vite = || {
        let package = PackageJson::of(folder);
        package
            .as_ref()
            .and_then(|package| package.script("build"))
            .is_some_and(|it| it.contains("vite:build"))
    };
    config("remix.config", &["js", "cjs", "mjs"]).is_none()
        || names_vite()
        || folder
            .read(&vite)
            .is_some_and(|text| text.contains("'@remix-run/dev'") || text.contains("\"@remix-run/dev\""))
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    fn code(framework: &str, files: &[(&str, &str)], rest: &str) -> Option<&'static str> {
        let project = r#"{ "projectId": "p", "orgId": "o", "settings": { "framework": null } }"#;
        let file = |(path, text): &(&str, &str)| format!("//- /{path}\n{text}\n");
        let files: String = files.iter().map(file).collect();
        let snapshot = snapshot(&format!(
            "//- /vercel.json\n{{ \"framework\": \"{framework}\"{rest} }}\n//- /.vercel/project.json\n{project}\n//- /index.html\n{files}"
        ));
        let findings = crate::check::check(&snapshot);
        findings.into_iter().find(|it| it.rule == &RULE).and_then(|it| it.vercel_code)
    }

    const EMPTY: (&str, &str) = ("package.json", "{}");

    /// Each answer is that of `vercel build`.
    #[test]
    fn what_is_not_installed() {
        let scripts = |script: &str| format!("{{ \"scripts\": {{ \"{script}\": \"true\" }} }}");
        let depends =
            |name: &str| format!("{{ \"dependencies\": {{ \"react\": \"19\", \"{name}\": \"1\" }} }}");
        let not_found = Some("BUILD_UTILS_SPAWN_127");
        for (framework, package, expected) in [
            ("vite", depends("react-dom"), not_found),
            ("vite", depends("vite"), None),
            ("vite", depends("next"), not_found),
            ("remix", depends("next"), Some("BUILD_FAILED")),
            ("vite", depends("some-preset"), None),
            ("vite", scripts("build"), None),
            ("vite", scripts("now-build"), None),
            ("vite", scripts("vercel-build"), not_found),
            ("storybook", scripts("build"), not_found),
            ("storybook", depends("storybook"), None),
            ("hydrogen", scripts("now-build"), not_found),
            ("hydrogen", scripts("build"), None),
            ("redwoodjs", scripts("test"), Some("BUILD_UTILS_SPAWN_1")),
            ("redwoodjs", depends("@redwoodjs/core"), None),
            ("redwoodjs", scripts("build"), None),
            ("remix", scripts("build"), Some("BUILD_FAILED")),
            ("remix", depends("@remix-run/react"), Some("BUILD_FAILED")),
            ("remix", depends("@remix-run/dev"), None),
            ("react-router", depends("vite"), Some("BUILD_FAILED")),
        ] {
            assert_eq!(code(framework, &[("package.json", &package)], ""), expected, "{framework} {package}");
        }
        for framework in ["vite", "storybook", "redwoodjs"] {
            assert!(code(framework, &[], "").is_some(), "{framework}");
            assert_eq!(code(framework, &[EMPTY], ", \"buildCommand\": \"true\""), None, "{framework}");
        }
        assert_eq!(code("remix", &[EMPTY], ", \"buildCommand\": \"true\""), Some("BUILD_FAILED"));
        assert_eq!(code("remix", &[], ", \"installCommand\": \"true\""), Some("BUILD_FAILED"));
        assert_eq!(code("remix", &[EMPTY], ", \"installCommand\": \"true\""), None);
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn services() {
        let linked = "//- /.vercel/project.json\n{ \"projectId\": \"p\", \"orgId\": \"o\", \"settings\": { \"framework\": null } }\n";
        let repository = "//- /.git/HEAD\n";
        let codes_in = |around: &str, config: &str, files: &str| {
            let text = format!("//- /vercel.json\n{config}\n{around}//- /site/index.html\n{files}");
            let errors = crate::check::check(&snapshot(&text)).into_iter();
            let errors = errors.filter(|it| it.severity == svc_config::Severity::Error);
            errors.map(|it| it.vercel_code.unwrap_or(it.rule.code)).collect::<Vec<_>>()
        };
        let codes = |config: &str, files: &str| codes_in(linked, config, files);
        let v1 = |slug: &str| {
            format!(
                "{{ \"experimentalServices\": {{ \"site\": {{ \"entrypoint\": \"site\", \"framework\": \"{slug}\", \"routePrefix\": \"/\" }} }} }}"
            )
        };
        let v2 = |slug: &str| {
            format!(
                "{{ \"services\": {{ \"site\": {{ \"root\": \"site\", \"framework\": \"{slug}\" }} }}, \"rewrites\": [{{ \"source\": \"/(.*)\", \"destination\": {{ \"service\": \"site\" }} }}] }}"
            )
        };
        let empty = "//- /site/package.json\n{}\n";
        for config in [v1, v2] {
            for files in ["", empty] {
                assert_eq!(codes(&config("vite"), files), ["BUILD_UTILS_SPAWN_127"], "{files}");
                assert_eq!(codes(&config("remix"), files), ["BUILD_FAILED"], "{files}");
                assert_eq!(codes(&config("redwoodjs"), files), ["BUILD_UTILS_SPAWN_1"], "{files}");
                assert_eq!(codes(&config("nextjs"), files), ["NEXT_NO_VERSION"], "{files}");
            }
            assert_eq!(codes_in(repository, &config("vite"), empty), ["BUILD_UTILS_SPAWN_127"]);
            assert_eq!(codes_in("", &config("vite"), empty), [""; 0]);
            // It may be installed above.
            let above = "//- /package.json\n{ \"devDependencies\": { \"vite\": \"7\", \"next\": \"16\" } }\n";
            for slug in ["vite", "nextjs"] {
                assert_eq!(codes(&config(slug), above), [""; 0]);
            }
        }
        // The builder reads the `package.json` that it is given.
        let of_file = v1("vite").replace("\"site\", \"framework\"", "\"site/package.json\", \"framework\"");
        assert_eq!(
            codes(&of_file, "//- /site/package.json\n{ \"scripts\": { \"build\": \"true\" } }\n"),
            [""; 0]
        );
        assert_eq!(codes(&of_file, empty), ["BUILD_UTILS_SPAWN_127"]);
        // Where a file is named, that of React Router looks for Vite in the project, and that of Redwood reads its scripts.
        let vite = format!("{empty}//- /site/vite.config.ts\nexport default {{}};\n");
        let file =
            |slug: &str| v1(slug).replace("\"site\", \"framework\"", "\"site/package.json\", \"framework\"");
        assert_eq!(codes(&file("react-router"), &vite), ["BUILD_FAILED"]);
        for config in [v1, v2] {
            assert_eq!(codes(&config("react-router"), &vite), ["MODULE_NOT_FOUND"]);
        }
        let script = |folder: &str| {
            format!("//- {folder}/package.json\n{{ \"scripts\": {{ \"build\": \"true\" }} }}\n")
        };
        let root_script = format!("{empty}{}", script(""));
        assert_eq!(codes(&file("redwoodjs"), &root_script), [""; 0]);
        assert_eq!(codes(&file("redwoodjs"), &script("/site")), ["BUILD_UTILS_SPAWN_1"]);
        for config in [v1, v2] {
            assert_eq!(codes(&config("redwoodjs"), &root_script), ["BUILD_UTILS_SPAWN_1"]);
            assert_eq!(codes(&config("redwoodjs"), &script("/site")), [""; 0]);
        }
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn remix_with_vite() {
        let vite = ("vite.config.ts", "export default {}");
        let remix = ("remix.config.js", "");
        for framework in ["remix", "react-router"] {
            assert_eq!(code(framework, &[EMPTY, vite], ""), Some("MODULE_NOT_FOUND"), "{framework}");
            assert_eq!(code(framework, &[EMPTY, vite, remix], ""), Some("BUILD_FAILED"), "{framework}");
        }
        let package = ("package.json", "{ \"dependencies\": { \"react-router\": \"7\" } }");
        assert_eq!(code("react-router", &[package, vite], ""), None);
        assert_eq!(code("react-router", &[package], ""), Some("BUILD_FAILED"));
    }
}
