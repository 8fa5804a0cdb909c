//! Server variable in browser code.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use svc_sources::{Language, Origin};

use crate::reads::Site;
use crate::rules::Check;
use crate::rules::finding::SourceFinding;
use crate::rules::kinds::read::{Case, places_of};
use svc_vercel::frameworks::Framework;
use svc_vercel::javascript;

rule! {
    /// # Server variable in browser code
    ///
    /// Browsers get `undefined` from this variable.
    ///
    /// A framework puts variables with its client prefix (`NEXT_PUBLIC_`, `VITE_`) into browser code when it builds. Other variables
    /// exist on the server only. Vercel generates the URLs of `experimentalServices` with the prefix, too: use that name. With
    /// `services`, read the variable in server code, or request a path that a rewrite sends to the service.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/app/users.tsx
    /// "use client";
    /// const users = fetch(`${process.env.API_URL}/users`);
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": {
    ///   "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
    ///   "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/app/users.tsx
    /// "use client";
    /// const users = fetch(`${process.env.NEXT_PUBLIC_API_URL}/users`);
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": {
    ///   "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
    ///   "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }
    /// ```
    ///
    /// svc-lsp reports variables that `vercel.json` provides: in modules of Next.js that start with `"use client"`, and in
    /// `import.meta.env` of Vite, if the module is certain to fail: it starts a URL with the value, requests it or reads a property of
    /// it, unconditionally, and does nothing else with the value. Nothing is reported
    ///
    /// - if the module may ask where it runs, such as by `typeof window`, `NODE_ENV` or `import.meta.env.SSR`;
    /// - if it has what Next.js calls in builds and on the server: `generateMetadata`, `generateStaticParams`, `getServerSideProps`, `getStaticPaths` or
    ///   `getStaticProps`;
    /// - if it is for the server by its name (`pages/api`, `route.ts`, `entry-server.ts`), or has a function with `"use server"`;
    /// - if an environment file sets the variable, or the configuration of the framework may put it into browser code.
    pub static RULE = {
        code: "server-variable-in-browser",
        severity: Warning,
        check: Check::Read(check),
    }
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static EXPOSES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^.\w])env\b|envPrefix|[dD]efine|nvironment|mergeConfig|transform-inline|dotenv")
        .unwrap()
});

/// What a configuration imports.
#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static IMPORTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'`]([^"'`]+)["'`]"#).unwrap());

/// How the names of modules start that expose no variables. Anything else may be the configuration itself.
const HARMLESS: [&str; 9] =
    ["node:", "next", "@next/", "vite", "@vitejs/", "@tailwindcss/", "path", "url", "fs"];

/// A build with another configuration than the usual one.
#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static OTHER_CONFIG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\bvite\b[^"]*\s(?:--config|-c|--mode|-m)\b"#).unwrap());

/// The framework that keeps the variable of a read out of the browser code that it is in, and how the names start that it lets in.
/// `None` if it may be there.
#[must_use]
pub fn hides(case: &Case<'_>) -> Option<(&'static Framework, &'static str)> {
    let read = case.site.read;
    let framework = case.framework()?;
    let prefix = framework.env_prefix.as_deref().filter(|it| !it.is_empty())?;
    let is_hidden = is_in_browser(framework, case.site)
        && !read.name.starts_with(prefix)
        && exposing(case, framework, &read.name).is_none();
    is_hidden.then_some((framework, prefix))
}

/// The configurations that put a variable into code, each by the folder of the code and whether that says that it runs in browsers.
#[derive(Debug, Default)]
pub struct Inlining<'a>(HashMap<(Option<&'a str>, bool), Option<String>>);

impl<'a> Inlining<'a> {
    /// The configuration of the framework that may put the variable of a read into the code it is in, by its path: such code has it by
    /// that name, whatever sets it. `None` for variables with the framework's prefix, which it puts there by itself. All reads that are
    /// asked for are of the same variable.
    #[must_use]
    pub fn of(&mut self, case: &Case<'a>) -> Option<String> {
        let Site { file, read } = case.site;
        let framework = case.framework()?;
        let prefix = framework.env_prefix.as_deref().filter(|it| !it.is_empty())?;
        let is_config = file.contains(".config.");
        if read.name.starts_with(prefix) || is_config || !Language::of_path(file)?.is_javascript() {
            return None;
        }
        let is_in_browser = is_in_browser(framework, case.site);
        let has_it = |text: &str| inlines(&javascript::without_comments(text), &read.name);
        let config = self.0.entry((case.reads.folder_of(file), is_in_browser));
        let config = config.or_insert_with(|| match is_in_browser {
            true => exposing(case, framework, &read.name),
            false => case.find_file("", |file| file.starts_with(config_of(framework)), has_it),
        });
        config.clone()
    }
}

/// Whether a configuration puts a variable into all code: `env: { X: … }` of Next.js, or `"process.env.X": …` as a definition.
fn inlines(code: &str, name: &str) -> bool {
    let is_of_env = |before: &str| {
        let mut parts = before.rsplit('{');
        let is_inside = parts.next().is_some_and(|inside| !inside.contains('}'));
        let key = parts.next().and_then(|key| key.trim_end().strip_suffix(':'));
        is_inside && key.is_some_and(|key| key.trim_end().ends_with("env"))
    };
    places_of(name, code).any(|at| {
        let (before, after) = (code.get(..at).unwrap_or_default(), code.get(at + name.len()..));
        let is_key =
            after.is_some_and(|it| it.trim_start_matches(['"', '\'', '`', ']', ' ']).starts_with(':'));
        is_key && (before.ends_with("process.env.") || is_of_env(before))
    })
}

/// Whether code runs in browsers, as far as it says so.
fn is_in_browser(framework: &Framework, Site { file, read }: Site<'_>) -> bool {
    let is_in_browser = matches!(
        (framework.slug(), read.origin),
        (Some("nextjs"), Origin::BrowserModule) | (Some("vite"), Origin::ImportMeta)
    );
    is_in_browser && !runs_on_server(file)
}

fn check(case: &Case<'_>) -> Option<SourceFinding> {
    let read = case.site.read;
    if !read.is_needed || !matches!(read.origin, Origin::BrowserModule | Origin::ImportMeta) {
        return None;
    }
    let name = &*read.name;
    let variable = case.reads.provider(case.site)?;
    if case.is_in_env_files() {
        return None;
    }
    let (framework, prefix) = hides(case)?;
    let why = match read.origin {
        Origin::ImportMeta => "is undefined in `import.meta.env`",
        _ => "is undefined in the browser",
    };
    let is_public = |other: &&_| {
        let other: &crate::reads::UrlVariable = other;
        other.target == variable.target && other.name.starts_with(prefix) && other.owner == variable.owner
    };
    let public = case.reads.variables().iter().find(is_public);
    let what = match public {
        Some(public) => format!("Use `{}`, which holds the path of `{}`.", public.name, variable.target),
        None => format!(
            "Read it in server code, or request a path that a rewrite sends to `{}`.",
            variable.target
        ),
    };
    let message = format!(
        "`{name}` {why}: {} only exposes variables that start with `{prefix}`. {what}",
        framework.name
    );
    let finding = case.finding(&RULE, variable.range, message);
    Some(match public {
        Some(public) => finding.fix(format!("Change to `{}`", public.name), read.renamed(&public.name)?),
        None => finding,
    })
}

/// Whether a file by its name is for the server, whatever it says: a route of Next.js, or the module that a server of Vite starts from.
fn runs_on_server(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let is_route = format!("/{file}").contains("/pages/api/") || stem == "route";
    is_route || matches!(stem, "entry-server" | "entry_server") || name.starts_with("entry.server.")
}

/// How the name of a framework's configuration starts.
fn config_of(framework: &Framework) -> &'static str {
    if framework.slug() == Some("vite") { "vite.config." } else { "next.config." }
}

/// The configuration that may put a variable into browser code that the framework keeps out of it, by its path.
fn exposing(case: &Case<'_>, framework: &Framework, name: &str) -> Option<String> {
    let is_config = |file: &str| {
        ["babel.config.", ".babelrc", config_of(framework)].iter().any(|config| file.starts_with(config))
    };
    let leads_elsewhere = |code: &str| {
        let mut modules = IMPORTS.captures_iter(code).filter_map(|import| import.get(1));
        modules.any(|module| !HARMLESS.iter().any(|start| module.as_str().starts_with(start)))
    };
    let exposes = |text: &str| {
        let code = javascript::without_comments(text);
        EXPOSES.is_match(&code) || leads_elsewhere(&code) || places_of(name, &code).next().is_some()
    };
    let config = case.find_file("", is_config, exposes);
    config.or_else(|| case.find_file("", |file| file == "package.json", |text| OTHER_CONFIG.is_match(text)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_source;

    use super::RULE;

    const NEXT_V1: &str = r#"
//- /vercel.json
{ "experimentalServices": {
  "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /api/main.py
app = FastAPI()
"#;
    const NEXT_V2: &str = r#"
//- /vercel.json
{ "services": {
  "web": { "root": "web", "framework": "nextjs", "bindings": [{ "type": "service", "service": "api", "format": "url", "env": "BACKEND" }] },
  "api": { "root": "api", "entrypoint": "main.py" } } }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /api/main.py
app = FastAPI()
"#;
    const VITE_V1: &str = r#"
//- /vercel.json
{ "experimentalServices": {
  "site": { "entrypoint": "site", "framework": "vite", "routePrefix": "/" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }
//- /site/package.json
{ "devDependencies": { "vite": "7" } }
//- /api/main.py
app = FastAPI()
"#;

    #[test]
    fn modules_for_browsers() {
        let reported = [
            "//- /web/a.tsx\n\"use client\";\nfetch(process.env.API_URL!)",
            "//- /web/a.tsx\n'use client'\nconst { API_URL } = process.env; fetch(`${API_URL}/x`)",
            "//- /web/a.tsx\n'use client'\nconst a = process.env.API_URL || 'http://localhost:8000'; fetch(`${a}/x`)",
            "//- /web/next.config.ts\nexport default { output: 'standalone', x: process.env.X }\n//- /web/a.tsx\n'use client'; fetch(process.env.API_URL)",
        ];
        let silent = [
            "//- /web/a.tsx\nfetch(process.env.API_URL)",
            "//- /web/a.tsx\n'use client'; fetch(process.env.NEXT_PUBLIC_API_URL)",
            "//- /web/a.tsx\n'use client'; fetch(process.env.OTHER_URL)",
            "//- /web/a.tsx\n'use client'; typeof window; fetch(process.env.API_URL)",
            "//- /web/a.tsx\n'use client'; fetch(process.env.API_URL ?? process.env.NEXT_PUBLIC_API_URL)",
            "//- /web/a.tsx\n'use client'; fetch(process.env.API_URL ?? '')",
            "//- /web/a.tsx\n'use client'; export const getServerSideProps = async () => ({ props: await fetch(process.env.API_URL) })",
            "//- /web/a.tsx\n'use client'; const { API_URL } = process.env; fetch(API_URL || '/api')",
            "//- /web/a.tsx\n'use client'; const url = process.env.API_URL; if (url) f(url); fetch(`${url}/x`)",
            "//- /web/a.test.tsx\n'use client'; fetch(process.env.API_URL)",
            "//- /web/pages/api/a.ts\n'use client'; fetch(process.env.API_URL)",
            "//- /web/app/a/route.ts\n'use client'; fetch(process.env.API_URL)",
            "//- /web/a.tsx\n'use client'; async function f() { 'use server'; await fetch(process.env.API_URL) }",
            "//- /ui/a.tsx\n'use client'; fetch(process.env.API_URL)",
            "//- /api/a.tsx\n'use client'; fetch(process.env.API_URL)",
            "//- /.env\nAPI_URL=1\n//- /web/a.tsx\n'use client'; fetch(process.env.API_URL)",
            "//- /web/.env.local\nAPI_URL=1\n//- /web/a.tsx\n'use client'; fetch(process.env.API_URL)",
            "//- /web/next.config.js\nmodule.exports = { env: { API_URL: '/api' } }\n//- /web/a.tsx\n'use client'; fetch(process.env.API_URL)",
            "//- /web/next.config.mjs\nimport shared from '@acme/config'; export default { ...shared }\n//- /web/a.tsx\n'use client'; fetch(process.env.API_URL)",
            "//- /web/next.config.mjs\nimport wrap from './wrap.mjs'; export default wrap({})\n//- /web/a.tsx\n'use client'; fetch(process.env.API_URL)",
            "//- /web/next.config.js\nconst env = f(); module.exports = { env }\n//- /web/a.tsx\n'use client'; fetch(process.env.API_URL)",
            "//- /web/.babelrc\n{ \"plugins\": [\"transform-inline-environment-variables\"] }\n//- /web/a.tsx\n'use client'; fetch(process.env.API_URL)",
        ];
        assert_source(&RULE, NEXT_V1, &reported, &silent);
        let reported = ["//- /web/a.tsx\n'use client'; fetch(process.env.BACKEND)"];
        assert_source(
            &RULE,
            NEXT_V2,
            &reported,
            &["//- /web/a.tsx\n'use client'; fetch(process.env.API_URL)"],
        );
    }

    #[test]
    fn what_vite_exposes() {
        let reported = [
            "//- /site/src/a.ts\nfetch(import.meta.env.API_URL)",
            "//- /site/src/a.vue\n<script>fetch(import.meta.env.API_URL)</script>",
            "//- /site/vite.config.ts\nexport default { server: { proxy: {} } }\n//- /site/src/a.ts\nfetch(import.meta.env.API_URL)",
        ];
        let silent = [
            "//- /site/src/a.ts\nfetch(import.meta.env.VITE_API_URL); fetch(import.meta.env.MODE); fetch(import.meta.env.SSR)",
            "//- /site/src/a.ts\nfetch(process.env.API_URL)",
            "//- /site/src/entry-server.tsx\nfetch(import.meta.env.API_URL)",
            "//- /site/src/entry.server.ts\nfetch(import.meta.env.API_URL)",
            "//- /site/src/a.ts\nfetch(import.meta.env.API_URL ?? '/api')",
            "//- /site/vite.config.ts\nexport default { envPrefix: ['VITE_', 'API_'] }\n//- /site/src/a.ts\nfetch(import.meta.env.API_URL)",
            "//- /site/vite.config.ts\nimport base from '../base'; export default base\n//- /site/src/a.ts\nfetch(import.meta.env.API_URL)",
            "//- /site/package.json\n{ \"scripts\": { \"build\": \"vite build --config build/v.ts\" }, \"devDependencies\": { \"vite\": \"7\" } }\n//- /site/src/a.ts\nfetch(import.meta.env.API_URL)",
            "//- /site/vite.config.ts\nexport default { define: { 'import.meta.env.API_URL': '1' } }\n//- /site/src/a.ts\nfetch(import.meta.env.API_URL)",
        ];
        assert_source(&RULE, VITE_V1, &reported, &silent);
    }

    #[test]
    fn the_public_variable_is_offered() {
        let found = crate::rules::tests::in_source(&format!(
            "{NEXT_V1}//- /web/a.tsx\n'use client'; const {{ API_URL }} = process.env; fetch(`${{API_URL}}/x`)"
        ));
        let fix = &found[0].finding.fixes[0];
        assert_eq!(fix.title, "Change to `NEXT_PUBLIC_API_URL`");
        assert_eq!(fix.edits[0].insert, "NEXT_PUBLIC_API_URL: API_URL");
        assert_eq!((&*found[0].file, found[0].start.line), ("web/a.tsx", 0));
    }
}
