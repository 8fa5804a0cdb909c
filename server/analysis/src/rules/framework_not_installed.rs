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
    /// Without a `build` script, Vercel runs the framework's own command, such as `vite build`. Add the framework to `dependencies` or
    /// `devDependencies` in `package.json`, or correct the framework preset.
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
    /// svc-lsp reports this only if `package.json` names no package at all, and only in the linked folder: elsewhere a
    /// `package.json` above it may install the framework.
    pub static RULE = {
        code: "framework-not-installed",
        vercel: "BUILD_UTILS_SPAWN_127",
        severity: Error,
        check: Check::File(check),
    }
}

/// Commands that come with the build image, or are downloaded.
const PROVIDED: [&str; 6] = ["hugo", "zola", "jekyll", "bundle", "npx", "yarn"];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if !framework::is_linked_root(snapshot) || framework::is_static(snapshot) {
        return;
    }
    let Some(chosen) = framework::built_with(snapshot) else { return };
    let Some(command) = chosen.framework().and_then(command) else { return };
    let program = command.split(' ').next().unwrap_or_default();
    let is_built_otherwise = framework::build_command(snapshot).is_some()
        || framework::install_command(snapshot).is_some()
        || PROVIDED.contains(&program);
    let root = Folder::root(&*snapshot.project);
    let package = PackageJson::of(&root);
    let may_install = match &package {
        // The builder of Remix looks for its package before it runs a script.
        Some(package) => package.installs_any() || package.has_build_script() && !is_of_remix(&chosen.slug),
        None => root.exists(PackageJson::FILE),
    };
    if is_built_otherwise || may_install {
        return;
    }
    let message = format!(
        "`package.json` doesn't name any package, so `{command}` fails. Add the framework to `dependencies`."
    );
    let finding = Finding::new(&RULE, chosen.place, chosen.explain(message));
    findings.push(if is_of_remix(&chosen.slug) { finding.vercel_code("BUILD_FAILED") } else { finding });
}

/// The command of a framework whose builder runs it; those of others read `package.json` before.
fn command(framework: &'static Framework) -> Option<&'static str> {
    let is_run =
        matches!(framework.builder(), "@vercel/static-build" | "@vercel/hydrogen" | "@vercel/remix-builder");
    framework.settings.build_command.value.as_deref().filter(|_| is_run)
}

/// Whether the builder looks for the framework's package before it runs the command.
fn is_of_remix(slug: &str) -> bool {
    matches!(slug, "remix" | "react-router")
}
