//! Failing command.

use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use crate::snapshot::Snapshot;
use svc_config::{ServicesModel, Severity};
use svc_syntax::value::Node;
use svc_vercel::posix_path;
use svc_vercel::project::{EntryKind, Folder, PackageJson, ProjectFs, normalize};

rule! {
    /// # Failing command
    ///
    /// The build fails because the command runs a script that `package.json` doesn't have, or needs a file or folder that doesn't exist.
    ///
    /// `installCommand`, `buildCommand` and `ignoreCommand` run in the Root Directory of the project, which is the folder of
    /// `vercel.json`, or in the `root` of their service. Correct the script's name in the command, or write paths relative to that folder.
    ///
    /// ```files
    /// //- /package.json
    /// { "scripts": { "build": "vite build" } }
    /// ```
    /// ```json bad
    /// { "buildCommand": "npm run build:web" }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "scripts": { "build": "vite build" } }
    /// ```
    /// ```json good
    /// { "buildCommand": "npm run build" }
    /// ```
    ///
    /// If the Root Directory is `apps/web`, this command looks for `apps/web/apps/web`:
    ///
    /// ```files
    /// //- /package.json
    /// { "scripts": { "build": "vite build" } }
    /// ```
    /// ```json bad
    /// { "buildCommand": "cd apps/web && npm run build" }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "scripts": { "build": "vite build" } }
    /// ```
    /// ```json good
    /// { "buildCommand": "cd apps/web && npm run build" }
    /// ```
    ///
    /// svc-lsp follows `cd`, `npm run`, `pnpm run` and scripts such as `bash build.sh` at the start of a command, up to the first step that it
    /// doesn't know. It only warns about missing files and folders, because the install command can create them. In the build log, the error is
    /// `BUILD_UTILS_SPAWN_1`.
    pub static RULE = {
        code: "failing-command",
        severity: Error,
        or: [Warning],
        check: Check::File(check), Check::Service(ServicesModel::V2, check_service),
    }
}

/// The commands that a deployment runs.
const COMMANDS: [&str; 3] = ["installCommand", "buildCommand", "ignoreCommand"];
/// Folders and files that installing or building may create.
const GENERATED: [&str; 12] = [
    "node_modules",
    "dist",
    "build",
    "out",
    "output",
    "public",
    "lib",
    "bin",
    "target",
    "generated",
    "vendor",
    "tmp",
];
/// Scripts that package managers have without `package.json`.
const BUILT_IN: [&str; 5] = ["start", "restart", "stop", "test", "env"];
/// What runs a file.
const INTERPRETERS: [&str; 6] = ["bash", "sh", "zsh", "node", "python", "python3"];
const SCRIPTS: [&str; 7] = ["sh", "js", "mjs", "cjs", "ts", "mts", "py"];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if framework::builds_whole_project(snapshot) {
        let root = Folder::root(&*snapshot.project);
        let commands = COMMANDS.into_iter().filter_map(|key| Some((key, snapshot.config().get(key)?)));
        findings.extend(commands.filter_map(|(key, node)| finding(key, node, &root)));
    }
}

fn check_service(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let Some(folder) = case.service.folder() else { return };
    let commands = COMMANDS.into_iter().filter_map(|key| Some((key, case.service.field(key)?)));
    let found = commands.filter_map(|(key, node)| finding(key, node, &folder));
    findings.extend(found.map(|finding| finding.service(&*case.service.name)));
}

fn finding(key: &str, node: &Node, folder: &Folder<'_>) -> Option<Finding> {
    let (message, is_certain) = problem(node.as_str()?, folder)?;
    // A deployment is built all the same if `ignoreCommand` fails with code 1.
    let is_certain = is_certain && key != "ignoreCommand";
    let severity = if is_certain { Severity::Error } else { Severity::Warning };
    Some(Finding::new(&RULE, node.range, message).severity(severity))
}

/// Why a command fails, and whether nothing that runs before it can help; `None` where that isn't known.
fn problem(command: &str, start: &Folder<'_>) -> Option<(String, bool)> {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || " ./_-@:=,+&".contains(char);
    if !command.chars().all(is_plain) {
        return None;
    }
    let project = start.project();
    let mut folder = start.path().to_owned();
    for step in command.split("&&") {
        let words = step.split_whitespace().skip_while(|word| word.contains('='));
        let words: Vec<&str> = words.collect();
        if step.contains('&') {
            return None;
        }
        match *words.as_slice() {
            ["cd", path] if !path.starts_with(['/', '-']) => {
                let written = format!("{folder}/{path}");
                let Some(inside) = normalize(&written) else {
                    return outside(project, path);
                };
                if project.kind(&inside) != Some(EntryKind::Directory) {
                    return missing(project, &folder, path, &inside, "folder");
                }
                folder = inside.into_owned();
            }
            ["npm" | "pnpm", "run" | "run-script", name, ref rest @ ..] => {
                // Options may choose another package.
                let own = rest.iter().take_while(|word| **word != "--");
                if own.into_iter().any(|word| word.starts_with('-')) || name.starts_with('-') {
                    return None;
                }
                let package = PackageJson::of(&Folder::at(project, &folder))?;
                let file = posix_path::join(&folder, PackageJson::FILE);
                return (package.script(name).is_none() && !BUILT_IN.contains(&name)).then(|| {
                    let message = format!("This command fails: `{file}` has no script `{name}`. Add the script, or correct the command.");
                    (message, true)
                });
            }
            ["npm" | "pnpm" | "yarn" | "bun", "install" | "ci" | "i", ..] | ["yarn"] => {}
            [interpreter, file, ..] if INTERPRETERS.contains(&interpreter) => {
                return missing_script(project, &folder, file);
            }
            [file, ..] if file.starts_with("./") => return missing_script(project, &folder, file),
            _ => return None,
        }
    }
    None
}

/// The problem with a path above the project's folder, where that is known to be above the repository.
fn outside(project: &dyn ProjectFs, path: &str) -> Option<(String, bool)> {
    let everything = project.including_excluded().unwrap_or(project);
    everything.exists(".git").then(|| {
        let message = format!(
            "`{path}` is outside the repository. If this file is meant for an app in a subfolder, move it there and set the Root Directory."
        );
        (message, false)
    })
}

fn missing_script(project: &dyn ProjectFs, folder: &str, file: &str) -> Option<(String, bool)> {
    let (_, extension) = file.rsplit_once('.')?;
    if file.starts_with(['/', '-']) || !SCRIPTS.contains(&extension) {
        return None;
    }
    let written = format!("{folder}/{file}");
    let inside = normalize(&written)?;
    if project.exists(&inside) { None } else { missing(project, folder, file, &inside, "file") }
}

/// The problem with a path at which nothing is, and nothing that a build creates.
fn missing(
    project: &dyn ProjectFs,
    folder: &str,
    written: &str,
    inside: &str,
    what: &str,
) -> Option<(String, bool)> {
    // Of a file that is alone, the project isn't known.
    if project.list(".").len() < 2 {
        return None;
    }
    let mut names = inside.split('/');
    let is_generated = names.any(|name| name.starts_with('.') || GENERATED.contains(&name));
    if is_generated || project.exists(".gitmodules") || project.ignored_by_git(inside).is_some() {
        return None;
    }
    let place = if folder == "." { "the folder of `vercel.json`".to_owned() } else { format!("`{folder}`") };
    let message = match Folder::root(project).missing(inside).sentences(inside, what, "this command fails") {
        Some(sentences) => sentences,
        None => {
            format!("This command fails: `{written}` doesn't exist in {place}, where it runs.")
        }
    };
    Some((message, false))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::assert_reports;

    #[test]
    fn missing_scripts() {
        assert_reports(
            &RULE,
            &[
                r#"//- /package.json
{ "scripts": { "build": "tsc" } }
//- /vercel.json
{"buildCommand":"pnpm run build:packages"}"#,
                r#"//- /web/package.json
{ "name": "web" }
//- /vercel.json
{"installCommand":"cd ./web && npm ci && npm run postbuild -- --force"}"#,
                r#"//- /api/package.json
{ "dependencies": { "express": "5" }, "scripts": { "dev": "tsx" } }
//- /api/index.js
import express from "express"
//- /vercel.json
{"services":{"api":{"root":"api","framework":"express","buildCommand":"NODE_ENV=production npm run build"}},"rewrites":[{"source":"/(.*)","destination":{"service":"api"}}]}"#,
            ],
            &[
                // Options may choose another package, and a package manager starts what isn't a script.
                r#"//- /package.json
{ "scripts": { "build": "tsc" } }
//- /vercel.json
{"buildCommand":"npm run build:web --workspace web","installCommand":"yarn run husky","ignoreCommand":"npm run start"}"#,
                r#"//- /package.json
{ "scripts": { "build": "tsc" } }
//- /vercel.json
{"buildCommand":"npm run web || npm run build","installCommand":"npm run build && npm run x"}"#,
            ],
        );
    }

    #[test]
    fn missing_files_and_folders() {
        assert_reports(
            &RULE,
            &[
                r#"//- /package.json
{}
//- /vercel.json
{"buildCommand":"cd apps/client && next build"}"#,
                r#"//- /package.json
{}
//- /vercel.json
{"ignoreCommand":"bash scripts/vercel-ignore-build.sh embed"}"#,
                r#"//- /.git/HEAD
//- /package.json
{}
//- /vercel.json
{"installCommand":"cd ../.. && pnpm install"}"#,
            ],
            &[
                r#"//- /apps/client/package.json
{ "scripts": { "build": "next build" } }
//- /vercel.json
{"installCommand":"cd ../.. && pnpm install","buildCommand":"cd apps/client && npm run build","ignoreCommand":"node ./dist/ignore.js"}"#,
                r#"{"buildCommand":"cd apps/client && next build"}"#,
                r#"//- /.gitmodules
//- /vercel.json
{"buildCommand":"cd theme && npm run build","ignoreCommand":"bash $SCRIPTS/ignore.sh","installCommand":"cd server; npm i"}"#,
            ],
        );
    }
}
