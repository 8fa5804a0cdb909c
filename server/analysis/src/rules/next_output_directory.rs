//! Output directory that Next.js doesn't write.

use crate::functions::framework;
use crate::manifests::package_json;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_vercel::javascript;
use svc_vercel::project::LinkedProject;
use svc_vercel::project::{PackageJson, normalize};

rule! {
    /// # Output directory that Next.js doesn't write to
    ///
    /// The build fails because `outputDirectory` isn't the folder that Next.js builds into.
    ///
    /// `next build` writes to `.next` unless `distDir` is set in `next.config`, and Vercel reads its result from `outputDirectory`, a path in the
    /// project's Root Directory. Remove `outputDirectory`: Vercel knows the default.
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" }, "scripts": { "build": "next build" } }
    /// ```
    /// ```json bad
    /// { "outputDirectory": "dist" }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" }, "scripts": { "build": "next build" } }
    /// ```
    /// ```json good
    /// { "outputDirectory": ".next" }
    /// ```
    ///
    /// svc-lsp reports this only if the build runs `next build` and `next.config` mentions neither `distDir` nor `output`.
    pub static RULE = {
        code: "next-output-directory",
        vercel: "NEXT_OUTPUT_DIR_MISSING",
        severity: Error,
        check: Check::File(check),
    }
}

/// What in `next.config` may write the result elsewhere.
const ELSEWHERE: [&str; 5] = ["distDir", "output", "Nx", "composePlugins", "..."];
/// What runs `next build` as it is.
const EXECUTORS: [&str; 6] = ["npx ", "pnpm exec ", "pnpm ", "yarn ", "bunx ", "bun "];
const RUNNERS: [&str; 4] = ["npm run ", "pnpm run ", "yarn run ", "bun run "];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let (config, project) = (snapshot.config(), &*snapshot.project);
    let Some((object, member)) = config.as_object().and_then(|it| Some((it, it.member("outputDirectory")?)))
    else {
        return;
    };
    let Some(written) = member.value.as_str() else { return };
    let Some(folder) = normalize(written.trim_start_matches('/')) else { return };
    if folder == ".next"
        || project.exists(&folder)
        || !framework::builds_whole_project(snapshot)
        || framework::of(snapshot).flatten().and_then(|it| it.slug()) != Some("nextjs")
    {
        return;
    }
    let Some(package) = package_json(snapshot, ".") else { return };
    let command = config.get("buildCommand").filter(|node| !node.is_null());
    let is_usual = match command {
        Some(node) => node.as_str().is_some_and(|command| is_next_build(command, &package, 0)),
        None => {
            let scripts = ["vercel-build", "now-build", "build"].into_iter();
            let script = scripts.filter_map(|name| package.script(name)).next();
            let sets_build = |it: &LinkedProject| it.build_command.is_some() || it.output_directory.is_some();
            !project.linked().is_some_and(|linked| sets_build(&linked))
                && script.is_none_or(|script| is_next_build(script, &package, 0))
        }
    };
    let files = ["js", "mjs", "cjs", "ts", "mts"].map(|extension| format!("next.config.{extension}"));
    let writes_elsewhere = || {
        files.iter().filter_map(|file| project.read(file)).any(|text| {
            let code = javascript::without_comments(&text);
            ELSEWHERE.iter().any(|sign| code.contains(sign))
        })
    };
    if !is_usual || writes_elsewhere() {
        return;
    }
    let message = format!(
        "Next.js builds into `.next`, so the build fails: nothing writes `{written}`. Remove `outputDirectory`, or set it to `.next`."
    );
    let removal = edit::remove_member(&snapshot.text, object, member);
    findings.push(
        Finding::new(&RULE, member.value.range, message)
            .fix(Fix::preferred("Remove `outputDirectory`", removal)),
    );
}

/// Whether a command runs `next build` and nothing that could move its result.
fn is_next_build(command: &str, package: &PackageJson, depth: usize) -> bool {
    let command = command.trim();
    let executed = EXECUTORS.into_iter().find_map(|it| command.strip_prefix(it)).unwrap_or(command);
    if let Some(options) = executed.strip_prefix("next build") {
        return options.split_whitespace().all(|option| option.starts_with('-'))
            && !options.contains(['&', '|', ';', '>']);
    }
    let script =
        RUNNERS.into_iter().find_map(|it| command.strip_prefix(it)).and_then(|it| package.script(it));
    depth < 4 && script.is_some_and(|script| is_next_build(script, package, depth + 1))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"//- /package.json
{ "dependencies": { "next": "16" }, "scripts": { "build": "next build --turbopack" } }
//- /vercel.json
{"framework":"nextjs","outputDirectory":"apps/web/.next"}"#,
                r#"//- /package.json
{ "dependencies": { "next": "16" }, "scripts": { "demo": "next build" } }
//- /next.config.ts
// distDir stays as it is
export default { reactStrictMode: true };
//- /vercel.json
{"buildCommand":"pnpm run demo","outputDirectory":"./out"}"#,
                r#"//- /package.json
{ "dependencies": { "next": "16" } }
//- /vercel.json
{"buildCommand":"npx next build","outputDirectory":"public"}"#,
            ],
            &[
                r#"//- /package.json
{ "dependencies": { "next": "16" }, "scripts": { "build": "next build" } }
//- /next.config.js
module.exports = { output: "export" };
//- /vercel.json
{"outputDirectory":"out"}"#,
                r#"//- /package.json
{ "dependencies": { "next": "16" }, "scripts": { "build": "next build && cp -r .next dist" } }
//- /vercel.json
{"outputDirectory":"dist"}"#,
                r#"//- /package.json
{ "dependencies": { "next": "16" } }
//- /vercel.json
{"buildCommand":"turbo run build","outputDirectory":"./.next/"}"#,
                r#"//- /package.json
{ "devDependencies": { "vite": "7" } }
//- /vercel.json
{"outputDirectory":"build"}"#,
            ],
        );
    }
}
