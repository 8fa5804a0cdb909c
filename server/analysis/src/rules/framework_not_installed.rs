//! Framework that isn't installed.

use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_vercel::frameworks::Framework;
use svc_vercel::project::{Folder, PackageJson};

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
    /// `package.json` above it may install it.
    pub static RULE = {
        code: "framework-not-installed",
        vercel: "BUILD_UTILS_SPAWN_127",
        severity: Error,
        check: Check::File(check),
    }
}

/// Commands that come with the build image, or are downloaded.
const PROVIDED: [&str; 6] = ["hugo", "zola", "jekyll", "bundle", "npx", "yarn"];
/// What Vercel runs for RedwoodJS. Yarn is there, and fails without the package.
const REDWOOD: &str = "yarn rw deploy vercel";

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if !framework::is_linked_root(snapshot) || framework::is_static(snapshot) {
        return;
    }
    let Some(chosen) = framework::built_with(snapshot) else { return };
    let Some(framework) = chosen.framework() else { return };
    let root = Folder::root(&*snapshot.project);
    let missing = if framework.builder() == "@vercel/remix-builder" {
        package_of_remix(snapshot, &root, &chosen.slug)
    } else {
        program(snapshot, &root, framework)
    };
    if let Some((message, code)) = missing {
        findings.push(Finding::new(&RULE, chosen.place, chosen.explain(message)).vercel_code(code));
    }
}

/// Whether an install may bring a package or a program.
fn may_install(snapshot: &Snapshot, root: &Folder<'_>, wanted: &str) -> bool {
    let package = PackageJson::of(root);
    framework::install_command(snapshot).is_some()
        || package.map_or_else(|| root.exists(PackageJson::FILE), |package| package.may_bring(wanted))
}

/// The program that a framework is built with, if it isn't there: the message, and Vercel's code.
fn program(
    snapshot: &Snapshot,
    root: &Folder<'_>,
    framework: &'static Framework,
) -> Option<(String, &'static str)> {
    let command = framework.settings.build_command.value.as_deref()?;
    let program = command.split(' ').next().unwrap_or_default();
    // The builders of others read `package.json` before.
    let scripts: &[&str] = match framework.builder() {
        "@vercel/static-build" if framework.slug.as_deref() == Some("storybook") => &[],
        "@vercel/static-build" => &["vercel-build", "now-build", "build"],
        "@vercel/hydrogen" | "@vercel/redwood" => &["vercel-build", "build"],
        _ => return None,
    };
    let is_provided = PROVIDED.contains(&program) && command != REDWOOD;
    let has_script =
        || PackageJson::of(root).is_some_and(|package| scripts.iter().any(|it| package.script(it).is_some()));
    if is_provided
        || framework::build_command(snapshot).is_some()
        || has_script()
        || may_install(snapshot, root, program)
    {
        return None;
    }
    let message = format!(
        "`package.json` doesn't name {}, so `{command}` fails. Add the framework to `dependencies`.",
        framework.name
    );
    let code = if command == REDWOOD { "BUILD_UTILS_SPAWN_1" } else { "BUILD_UTILS_SPAWN_127" };
    Some((message, code))
}

/// The package that `@vercel/remix-builder` looks for, if it isn't there: the message, and Vercel's code. With Vite it is another builder.
fn package_of_remix(
    snapshot: &Snapshot,
    root: &Folder<'_>,
    slug: &str,
) -> Option<(String, &'static str)> {
    let is_of_vite = is_of_vite(root);
    let package = if is_of_vite && slug == "react-router" { "react-router" } else { "@remix-run/dev" };
    // Without Vite, `package.json` must be there before anything is installed.
    let is_needed_first = !is_of_vite && !root.exists(PackageJson::FILE);
    if !is_needed_first && may_install(snapshot, root, package) {
        return None;
    }
    let message = format!("`package.json` doesn't name `{package}`, so the build fails. Add it to `dependencies`.");
    Some((message, if is_of_vite { "MODULE_NOT_FOUND" } else { "BUILD_FAILED" }))
}

/// Whether Vercel builds the project with Vite (`isVite`).
fn is_of_vite(root: &Folder<'_>) -> bool {
    let config = |name: &str, extensions: &[&str]| {
        extensions.iter().map(|extension| format!("{name}.{extension}")).find(|file| root.exists(file))
    };
    let Some(vite) = config("vite.config", &["js", "ts", "mjs", "mts"]) else { return false };
    let names_vite = || {
        let package = PackageJson::of(root);
        package.as_ref().and_then(|package| package.script("build")).is_some_and(|it| it.contains("vite:build"))
    };
    config("remix.config", &["js", "cjs", "mjs"]).is_none()
        || names_vite()
        || root
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
        let depends = |name: &str| format!("{{ \"dependencies\": {{ \"react\": \"19\", \"{name}\": \"1\" }} }}");
        let not_found = Some("BUILD_UTILS_SPAWN_127");
        for (framework, package, expected) in [
            ("vite", depends("react-dom"), not_found),
            ("vite", depends("vite"), None),
            ("vite", depends("some-preset"), None),
            ("vite", scripts("build"), None),
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
