//! Missing output directory.

use crate::functions::framework;
use crate::manifests::package_json;
use crate::request::Files;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{Configured, configured};
use crate::snapshot::Snapshot;
use svc_syntax::TextRange;
use svc_syntax::value::Node;

rule! {
    /// # Missing output directory
    ///
    /// The build fails with `No Output Directory named "public" found`, although the project has functions to deploy.
    ///
    /// In a project without a framework preset, Vercel runs the build and then serves the folder `public`. The folder
    /// must exist even if the project has only functions (`STATIC_BUILD_NO_OUT_DIR` in `@vercel/static-build`, Vercel CLI 64.0.2). Commit a `public` folder with a file in it, or set `outputDirectory`. If the functions don't need the build,
    /// set `buildCommand` to `""`.
    ///
    /// ```files
    /// //- /package.json
    /// { "scripts": { "build": "tsc" } }
    /// //- /api/hello.ts
    /// ```
    /// ```json bad
    /// { "buildCommand": "npm run build" }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "scripts": { "build": "tsc" } }
    /// //- /api/hello.ts
    /// //- /public/robots.txt
    /// ```
    /// ```json good
    /// { "buildCommand": "npm run build" }
    /// ```
    ///
    /// svc-lsp reports only build commands that it knows don't write to `public`, such as `tsc`, `eslint` and `prisma generate`.
    pub static RULE = {
        code: "missing-output-directory",
        severity: Information,
        check: Check::File(check),
    }
}

/// Commands that produce no output to serve, unless their arguments or configuration name `public`.
const TOOLS: [&str; 18] = [
    ":",
    "biome",
    "drizzle-kit",
    "echo",
    "eslint",
    "exit",
    "jest",
    "nest",
    "prettier",
    "prisma",
    "rimraf",
    "rm",
    "swc",
    "true",
    "tsc",
    "tsc-alias",
    "tsup",
    "vitest",
];
/// Commands that only install packages.
const INSTALLERS: [&str; 6] =
    ["npm install", "npm ci", "yarn install", "pnpm install", "bun install", "pip install"];
/// What runs a script of `package.json`, and what runs a package's command.
const RUNNERS: [&str; 8] =
    ["npm run", "yarn run", "pnpm run", "bun run", "npm run-script", "yarn", "pnpm", "bun"];
const EXECUTORS: [&str; 6] = ["npx", "bunx", "pnpm exec", "yarn exec", "npm exec", "pnpm dlx"];
/// The files that configure these commands.
const CONFIGURATIONS: [&str; 6] =
    ["tsconfig.json", "tsconfig.build.json", "tsup.config.ts", "tsup.config.js", ".swcrc", "nest-cli.json"];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let (config, project) = (snapshot.config(), &*snapshot.project);
    let is_set = |key| config.get(key).is_some_and(|node| !node.is_null());
    if configured(config) != Configured::None
        || ["builds", "outputDirectory", "framework"].into_iter().any(is_set)
        || project.exists("public")
        || !project.exists("api")
        || config.as_object().is_none()
    {
        return;
    }
    let package = package_json(snapshot, ".");
    let script = |name: &str| package.as_ref()?.script(name);
    let written = config.get("buildCommand").filter(|node| !node.is_null());
    let command = match written {
        Some(node) => node.as_str(),
        None => script("build").map(|build| script("vercel-build").or(script("now-build")).unwrap_or(build)),
    };
    let Some(command) = command.filter(|command| produces_no_output(command, &script, 0)) else { return };
    let writes = |file: &&str| project.read(file).is_some_and(|text| text.contains("public"));
    let has_preset = framework::of(snapshot) != Some(None)
        || project
            .linked()
            .is_some_and(|linked| linked.build_command.is_some() || linked.output_directory.is_some());
    if has_preset
        || CONFIGURATIONS.iter().any(writes)
        || Files::of(snapshot, Configured::None).api_functions().is_empty()
    {
        return;
    }
    let message = format!(
        "`{command}` produces nothing to serve, and the build fails without a `public` folder. Add one, or set `outputDirectory`."
    );
    let start = TextRange::at(config.range.start(), 1.into());
    findings.push(Finding::new(&RULE, written.map_or(start, |node: &Node| node.range), message));
}

/// Whether a command, with the scripts that it runs, is known to write nothing to `public`.
fn produces_no_output<'a>(command: &'a str, script: &impl Fn(&str) -> Option<&'a str>, depth: usize) -> bool {
    let steps = command.split("&&").flat_map(|part| part.split(';')).map(str::trim);
    let mut steps = steps.filter(|step| !step.is_empty()).peekable();
    steps.peek().is_some()
        && depth < 4
        && !command.contains(['|', '>', '$', '`'])
        && steps.all(|step| {
            let after = |start: &str| Some(step.strip_prefix(start)?.strip_prefix(' ')?.trim());
            let executed = EXECUTORS.into_iter().find_map(after).unwrap_or(step);
            let tool = executed.split_whitespace().next().unwrap_or_default();
            if TOOLS.contains(&tool) || INSTALLERS.iter().any(|installer| step.starts_with(installer)) {
                return !step.contains("public");
            }
            let run = RUNNERS.into_iter().find_map(after).and_then(script);
            run.is_some_and(|run| produces_no_output(run, script, depth + 1))
        })
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    /// What is marked in a project with these scripts.
    fn marked(config: &str, scripts: &str, files: &str) -> Option<String> {
        let package = format!("//- /package.json\n{{ \"scripts\": {{ {scripts} }} }}\n");
        let snapshot = snapshot(&format!("//- /vercel.json\n{config}\n{package}{files}"));
        let findings = crate::check::check(&snapshot);
        let finding = findings.into_iter().find(|it| it.rule == &RULE)?;
        Some(snapshot.text.slice(finding.range).into_owned())
    }

    const FUNCTION: &str = "//- /api/index.ts\n";

    #[test]
    fn builds_that_put_out_nothing() {
        let found = |config, scripts| marked(config, scripts, FUNCTION);
        assert_eq!(found(r#"{ "buildCommand": "tsc" }"#, "").as_deref(), Some(r#""tsc""#));
        let scripts = r#""build": "npm run check && npx tsc -p .", "check": "eslint .""#;
        assert_eq!(found(r#"{ "cleanUrls": true }"#, scripts).as_deref(), Some("{"));
        let scripts = r#""build": "vite build", "vercel-build": "prisma generate""#;
        assert_eq!(found("{}", scripts).as_deref(), Some("{"));
        let scripts = r#""compile": "yarn tsc; echo done", "tsc": "tsc""#;
        assert_eq!(
            found(r#"{ "buildCommand": "pnpm compile" }"#, scripts).as_deref(),
            Some("\"pnpm compile\"")
        );
    }

    #[test]
    fn builds_that_may_put_something_out() {
        let build = r#""build": "tsc""#;
        for (config, scripts, files) in [
            (r#"{ "outputDirectory": "dist" }"#, build, FUNCTION),
            (r#"{ "buildCommand": "" }"#, build, FUNCTION),
            (r#"{ "framework": "express" }"#, build, FUNCTION),
            ("{}", r#""build": "node build.js""#, FUNCTION),
            ("{}", r#""build": "tsc --outDir public""#, FUNCTION),
            ("{}", r#""start": "tsc""#, FUNCTION),
            ("{}", build, "//- /api/index.ts\n//- /public/a.txt\n"),
            (
                "{}",
                build,
                "//- /api/index.ts\n//- /tsconfig.json\n{ \"compilerOptions\": { \"outDir\": \"public\" } }\n",
            ),
            ("{}", build, "//- /src/index.ts\n"),
        ] {
            assert_eq!(marked(config, scripts, files), None, "{config} {scripts} {files}");
        }
    }
}
