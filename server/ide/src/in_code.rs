//! What an editor shows in source code: who provides a variable that it reads, and what answers a path that it requests.

use std::sync::Arc;

use svc_syntax::TextRange;

use svc_analysis::inspect;
use svc_analysis::reads::{Reads, Site, UrlVariable};
use svc_analysis::request::{Answer, Effect, Outcome, Request, RuleRef};
use svc_analysis::rules::kinds::read::Case;
use svc_analysis::rules::missing_base_path::keeps_links;
use svc_analysis::rules::server_variable_in_browser::hides;
use svc_analysis::services::env::{self, Availability};
use svc_analysis::services::v1;
use svc_analysis::snapshot::Snapshot;
use svc_sources::{Origin, Read, Sender};
use svc_vercel::project::Folder;

use crate::code_place::CodePlace;
use crate::definition::declaration;
use crate::hover::requests::rule_name;
use crate::markdown::code;

/// The variable that a file reads, if it is certain which one that is.
fn provided<'r>(reads: &'r Reads<'_>, file: &Arc<str>, read: &Read) -> Option<&'r UrlVariable> {
    let mut all = reads.variables().iter().filter(|it| reads.is_of(Site { file, read }, it));
    let first = all.next()?;
    // Code outside of all services may be part of any, and the same name may mean another service in each.
    all.all(|it| it.target == first.target).then_some(first)
}

/// The hover text for a read of a variable in a file, whose path is from the project root.
#[must_use]
pub fn hover(snapshot: &Snapshot, file: &Arc<str>, read: &Read) -> Option<String> {
    let reads = Reads::of(snapshot)?;
    let variable = provided(&reads, file, read)?;
    let (name, target) = (code(&read.name), code(&variable.target));
    let mut parts = match &variable.owner {
        Some(owner) => vec![
            format!("**{name}** — internal URL of {target}"),
            format!(
                "A binding of {} provides it at run time, but not in its build, middleware or client code.",
                code(owner)
            ),
        ],
        None => {
            let services = &v1::resolution(snapshot).services;
            let all = env::variables(services, snapshot.settings.deployment_host());
            // Of a name that is set twice, the last value counts.
            let generated = all.iter().rev().find(|it| it.name == variable.name)?;
            let available = match &generated.availability {
                Availability::Server => {
                    "Vercel generates it for the server code of every service.".to_owned()
                }
                Availability::Client { services, .. } => {
                    let services: Vec<String> = services.iter().map(|name| code(name)).collect();
                    format!("Vercel generates it for the client code of {}.", services.join(", "))
                }
            };
            vec![format!("**{name}** — {}, the URL of {target}", code(&generated.value)), available]
        }
    };
    let case = Case { snapshot, reads: &reads, site: Site { file, read } };
    if let Some((framework, prefix)) = hides(&case) {
        let place = if read.origin == Origin::ImportMeta { "`import.meta.env`" } else { "the browser" };
        parts.push(format!(
            "Here it is undefined: {} only exposes variables to {place} that start with {}.",
            framework.name,
            code(prefix)
        ));
    }
    if let Some(file) = reads.env_file(&variable.name) {
        let when = if variable.owner.is_some() { " in `vercel dev`" } else { "" };
        parts.push(format!("It is set in {}, which takes precedence{when}.", code(file)));
    } else if let Some((framework, file)) = own_env_file(&case) {
        parts.push(format!(
            "{} also sets it. {framework} uses that value when Vercel doesn't set the variable.",
            code(&file)
        ));
    }
    Some(parts.join("\n\n"))
}

/// The `.env` file in the folder of a service that its framework takes a variable from if it isn't set, with the name of the framework:
/// Next.js for `process.env`, and Vite for those with its prefix in `import.meta.env`.
///
/// Sources: `processEnv` of `@next/env` 16.4.6; `loadEnv` of Vite 8.3.8.
fn own_env_file(case: &Case<'_>) -> Option<(&'static str, String)> {
    let Site { file, read } = case.site;
    let framework = case.framework()?;
    let folder = case.reads.folder_of(file).filter(|folder| *folder != ".")?;
    let is_read = match framework.slug()? {
        "nextjs" => matches!(read.origin, Origin::Process | Origin::BrowserModule),
        "vite" => read.origin == Origin::ImportMeta,
        _ => false,
    };
    if !is_read
        || !case.reads.services_of(file).iter().all(|it| case.reads.runs(it, file))
        || hides(case).is_some()
    {
        return None;
    }
    let mut names = env::names_in_env_files_of(&*case.snapshot.project, folder);
    names.remove(&*read.name).map(|file| (framework.name.as_str(), file))
}

/// Where `vercel.json` provides the variable that a file reads: the `env` of the binding, or the name of the service.
#[must_use]
pub fn definition(snapshot: &Snapshot, file: &Arc<str>, read: &Read) -> Option<TextRange> {
    let reads = Reads::of(snapshot)?;
    provided(&reads, file, read).map(|variable| snapshot.without_quotes(variable.range))
}

/// Where else source code reads or sets the variable that a file reads.
#[must_use]
pub fn references(snapshot: &Snapshot, file: &Arc<str>, read: &Read) -> Vec<CodePlace> {
    let Some(reads) = Reads::of(snapshot) else { return Vec::new() };
    let sites = provided(&reads, file, read).map(|variable| reads.uses_of_variable(variable));
    sites.unwrap_or_default().iter().map(|site| CodePlace::of(site, &reads)).collect()
}

/// The variables that `vercel.json` provides for the code of a file, each with the service whose URL it holds; without those that
/// aren't there where the code reads them from.
#[must_use]
pub fn variables(snapshot: &Snapshot, file: &Arc<str>, origin: Origin) -> Vec<(String, String)> {
    let Some(reads) = Reads::of(snapshot) else { return Vec::new() };
    let is_there = |name: &str| {
        let read = Read::of(name, origin);
        hides(&Case { snapshot, reads: &reads, site: Site { file, read: &read } }).is_none()
    };
    let is_known = |name: &str| provided(&reads, file, &Read::of(name, origin)).is_some();
    let all = reads.variables().iter().filter(|it| reads.suits(file, it) && is_known(&it.name));
    let mut found: Vec<_> = all.map(|it| (it.name.clone(), it.target.clone())).collect();
    found.sort();
    found.dedup_by(|one, other| one.0 == other.0);
    found.retain(|(name, _)| is_there(name));
    found
}

/// The hover text for a path that the code of a file requests: what answers when it is deployed.
#[must_use]
pub fn hover_of_request(snapshot: &Snapshot, file: &str, request: &svc_sources::Request) -> Option<String> {
    let answer = answer(snapshot, file, request)?;
    let method = request.method.as_deref().map_or_else(String::new, |method| format!("{method} "));
    let title = format!("**{}**", code(&format!("{method}{}", request.url)));
    let mut parts = match (&answer.outcome, &answer.received) {
        (Outcome::Service { name, declared: true }, Some(received)) => {
            let query = received.query.to_string();
            let query = if query.is_empty() { query } else { format!("?{query}") };
            vec![format!(
                "{title} → {}, which sees {}",
                code(name),
                code(&format!("{}{query}", received.path))
            )]
        }
        _ => vec![title, answer.error().unwrap_or_else(|| format!("{}.", answer.summary()))],
    };
    if let Some(rule) = rule(&answer).filter(|rule| rule.place.is_some()) {
        parts.push(format!("Matched by {}.", rule_name(rule, snapshot)));
    }
    if request.sender == Sender::Axios {
        parts.push("If the app sets `axios.defaults.baseURL`, the request goes there instead.".to_owned());
    }
    parts.extend(answer.notes);
    Some(parts.join("\n\n"))
}

/// Where `vercel.json` has the rule that takes a request, else the service that answers.
#[must_use]
pub fn definition_of_request(
    snapshot: &Snapshot,
    file: &str,
    request: &svc_sources::Request,
) -> Option<TextRange> {
    let answer = answer(snapshot, file, request)?;
    match rule(&answer).and_then(|rule| rule.place.as_ref()) {
        Some(place) => Some(snapshot.without_quotes(place.source_range.unwrap_or(place.range))),
        None => Some(declaration(snapshot, answer.service.as_deref()?)?.selection),
    }
}

/// What becomes of a request; `None` if that can't be told.
fn answer(snapshot: &Snapshot, file: &str, request: &svc_sources::Request) -> Option<Answer> {
    const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    if request.sender == Sender::NextLink && !keeps_links(&app_of(snapshot, file)?) {
        return None;
    }
    // Which host a page is on, code doesn't say, and another one has other answers.
    if v1::resolution(snapshot).services.iter().any(|service| service.subdomain.is_some()) {
        return None;
    }
    let answer = |method: &str| {
        let mut described = Request::get(&request.url).ok()?;
        method.clone_into(&mut described.method);
        inspect::answer(snapshot, &described).ok()
    };
    let Some(method) = request.method.as_deref() else {
        // The same must become of all.
        let mut answers = METHODS.iter().map(|method| answer(method));
        let first = answers.next()??;
        let is_same = |other: Option<Answer>| {
            other.is_some_and(|it| {
                (it.outcome, it.received, it.steps)
                    == (first.outcome.clone(), first.received.clone(), first.steps.clone())
            })
        };
        return answers.all(is_same).then_some(first);
    };
    answer(method)
}

/// The rule that sent a request to a service, else the one that decided what becomes of it.
fn rule(answer: &Answer) -> Option<&RuleRef> {
    let handed_over = answer.steps.iter().find(|step| step.effect == Effect::HandedOver);
    handed_over.map(|step| &step.rule).or_else(|| answer.deciding_rule())
}

/// The innermost folder around a file that has a `package.json`.
fn app_of<'s>(snapshot: &'s Snapshot, file: &str) -> Option<Folder<'s>> {
    let root = Folder::root(&*snapshot.project);
    let above = file.rmatch_indices('/').filter_map(|(at, _)| file.get(..at)).chain(["."]);
    above.map(|folder| root.folder(folder)).find(|folder| folder.is_file("package.json"))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use svc_sources::Language;

    use super::*;
    use svc_analysis::testing::Fixture;

    /// A frontend of each framework that has public variables, and a backend.
    const FRONTENDS: &str = r#"
//- /vercel.json
{ "experimentalServices": {
  "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
  "site": { "entrypoint": "site", "framework": "vite", "routePrefix": "/site" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
} }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /site/package.json
{ "devDependencies": { "vite": "7" } }
//- /site/index.html
//- /api/main.py
"#;

    /// The hover of a read of a variable.
    fn hovered(snapshot: &Snapshot, file: &str, name: &str, origin: Origin) -> Option<String> {
        hover(snapshot, &file.into(), &Read::of(name, origin))
    }

    #[test]
    fn browser_code_has_public_variables_only() {
        let fixture = Fixture::new(FRONTENDS);
        let snapshot = &fixture.snapshot;
        let named = |file: &str, origin| {
            let all = variables(snapshot, &file.into(), origin);
            all.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(
            named("web/a.tsx", Origin::BrowserModule),
            ["NEXT_PUBLIC_API_URL", "NEXT_PUBLIC_SITE_URL", "NEXT_PUBLIC_WEB_URL"]
        );
        assert_eq!(named("web/a.tsx", Origin::Process).len(), 6);
        assert_eq!(named("site/a.ts", Origin::ImportMeta), ["VITE_API_URL", "VITE_SITE_URL", "VITE_WEB_URL"]);
        // A configuration of the build.
        assert_eq!(named("site/vite.config.ts", Origin::Process).len(), 6);
        let shown = |file, name, origin| hovered(snapshot, file, name, origin).unwrap();
        expect![[r"
            **`API_URL`** — `https://your-deploy.vercel.app/api`, the URL of `api`

            Vercel generates it for the server code of every service.

            Here it is undefined: Next.js only exposes variables to the browser that start with `NEXT_PUBLIC_`."]]
        .assert_eq(&shown("web/a.tsx", "API_URL", Origin::BrowserModule));
        let last =
            "Here it is undefined: Vite only exposes variables to `import.meta.env` that start with `VITE_`.";
        assert!(shown("site/a.ts", "API_URL", Origin::ImportMeta).ends_with(last));
        assert!(!shown("web/a.tsx", "API_URL", Origin::Process).contains("undefined"));
        assert!(!shown("web/a.tsx", "NEXT_PUBLIC_API_URL", Origin::BrowserModule).contains("undefined"));
        // The configuration may expose more.
        let config = "//- /web/next.config.js\nmodule.exports = { env: { API_URL: '/api' } }\n";
        let fixture = Fixture::new(&format!("{FRONTENDS}{config}"));
        assert_eq!(variables(&fixture.snapshot, &"web/a.tsx".into(), Origin::BrowserModule).len(), 6);
    }

    #[test]
    fn a_framework_reads_the_env_files_of_its_folder() {
        let files = r#"
//- /web/.env.local
API_URL=http://localhost:8000
//- /web/.env.example
WEB_URL=
//- /site/.env
API_URL=1
VITE_API_URL=/api
//- /api/pyproject.toml
//- /api/.env
WEB_URL=1
"#;
        let project = format!("{FRONTENDS}{files}");
        let fixture = Fixture::new(&project);
        let last = |file, name, origin| {
            let hover = hovered(&fixture.snapshot, file, name, origin).unwrap();
            hover.rsplit("\n\n").next().unwrap().to_owned()
        };
        assert_eq!(
            last("web/a.ts", "API_URL", Origin::Process),
            "`web/.env.local` also sets it. Next.js uses that value when Vercel doesn't set the variable."
        );
        assert_eq!(
            last("site/a.ts", "VITE_API_URL", Origin::ImportMeta),
            "`site/.env` also sets it. Vite uses that value when Vercel doesn't set the variable."
        );
        for (file, name, origin) in [
            ("web/a.ts", "WEB_URL", Origin::Process),
            ("web/a.tsx", "API_URL", Origin::BrowserModule),
            ("site/vite.config.ts", "VITE_API_URL", Origin::Process),
            ("site/a.ts", "API_URL", Origin::ImportMeta),
            ("api/a.py", "WEB_URL", Origin::Process),
            ("lib/a.ts", "API_URL", Origin::Process),
        ] {
            assert!(!last(file, name, origin).contains("also sets it"), "{file} {name}");
        }
        let fixture = Fixture::new(&format!("{project}//- /.env\nAPI_URL=1\n"));
        let hover = hovered(&fixture.snapshot, "web/a.ts", "API_URL", Origin::Process).unwrap();
        assert!(hover.ends_with("It is set in `.env`, which takes precedence."), "{hover}");
    }

    #[test]
    fn a_binding_provides_the_variable_to_its_service() {
        let fixture = Fixture::new(
            r#"
//- /vercel.json
{ "services": {
  "web": { "root": "web", "framework": "nextjs", "bindings": [{ "service": "api", "format": "url", "env": "API" }, { "service": "api", "format": "url", "env": "BOTH" }] },
  "api": { "root": "api", "framework": "express", "bindings": [{ "service": "web", "format": "url", "env": "BOTH" }] }
} }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /web/page.tsx
process.env.API; process.env.API
//- /api/package.json
{ "dependencies": { "express": "4" } }
//- /.env.local
API=1
"#,
        );
        let snapshot = &fixture.snapshot;
        expect![[r"
            **`API`** — internal URL of `api`

            A binding of `web` provides it at run time, but not in its build, middleware or client code.

            It is set in `.env.local`, which takes precedence in `vercel dev`."]]
        .assert_eq(&hovered(snapshot, "web/page.tsx", "API", Origin::Process).unwrap());
        let read = |name: &str| Read::of(name, Origin::Process);
        let found = definition(snapshot, &"web/page.tsx".into(), &read("API"));
        assert_eq!(&fixture.text[found.unwrap()], "API");
        assert_eq!(references(snapshot, &"web/page.tsx".into(), &read("API")).len(), 2);
        // The build doesn't have it.
        assert_eq!(hovered(snapshot, "web/page.tsx", "API", Origin::Build), None);
        assert_eq!(variables(snapshot, &"web/page.tsx".into(), Origin::Build), []);
        let named = |file: &str| {
            let all = variables(snapshot, &file.into(), Origin::Process);
            all.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(named("web/page.tsx"), ["API", "BOTH"]);
        assert_eq!(named("api/index.ts"), ["BOTH"]);
        assert_eq!(named("lib/index.ts"), ["API"]);
        for (file, name) in [("api/index.ts", "API"), ("web/page.tsx", "OTHER"), ("lib/a.ts", "BOTH")] {
            assert_eq!(
                (
                    hovered(snapshot, file, name, Origin::Process),
                    definition(snapshot, &file.into(), &read(name))
                ),
                (None, None),
                "{file}"
            );
        }
    }

    #[test]
    fn a_v1_service_provides_its_url() {
        let fixture = Fixture::new(
            r#"
//- /vercel.json
{ "experimentalServices": {
  "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
} }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /api/main.py
"#,
        );
        let shown = |name: &str| hovered(&fixture.snapshot, "lib/x.go", name, Origin::Process).unwrap();
        expect![[r"
            **`API_URL`** — `https://your-deploy.vercel.app/api`, the URL of `api`

            Vercel generates it for the server code of every service."]]
        .assert_eq(&shown("API_URL"));
        expect![[r"
            **`NEXT_PUBLIC_API_URL`** — `/api`, the URL of `api`

            Vercel generates it for the client code of `web`."]]
        .assert_eq(&shown("NEXT_PUBLIC_API_URL"));
        let read = Read::of("API_URL", Origin::Process);
        let found = definition(&fixture.snapshot, &"lib/x.go".into(), &read);
        assert_eq!(&fixture.text[found.unwrap()], "api");
        let offered = |file: &str| variables(&fixture.snapshot, &file.into(), Origin::Process).len();
        assert_eq!([offered("web/a.ts"), offered("lib/x.go"), offered("api/main.py")], [4, 2, 2]);
    }

    const APP: &str = r#"
//- /vercel.json
{
  "services": {
    "web": { "root": "web", "framework": "nextjs" },
    "api": { "root": "api", "framework": "express", "rewrites": [{ "source": "/svc/api/(.*)", "destination": "/$1" }] }
  },
  "redirects": [{ "source": "/old", "destination": "/new", "statusCode": 301 }],
  "rewrites": [
    { "source": "/svc/api/(.*)", "destination": { "service": "api" } },
    { "source": "/(.*)", "destination": { "service": "web" } }
  ],
  "headers": [{ "source": "/(.*)", "headers": [{ "key": "x-a", "value": "b" }] }]
}
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /api/package.json
{ "dependencies": { "express": "4" } }
"#;

    /// The hover of the request in a text of a file, with what its definition is.
    fn requested(source: &str, file: &str, text: &str) -> String {
        let fixture = Fixture::new(source);
        let find = |offset: usize| svc_sources::request(Language::of_path(file).unwrap(), text, offset);
        let request = (0..text.len()).find_map(find).unwrap();
        let snapshot = &fixture.snapshot;
        let definition = definition_of_request(snapshot, file, &request);
        let definition = definition.map(|range| fixture.text[range].to_owned());
        format!(
            "{}\n=> {}",
            hover_of_request(snapshot, file, &request).unwrap_or_default(),
            definition.unwrap_or_default()
        )
    }

    #[test]
    fn a_path_in_code_leads_to_the_rule_that_takes_it() {
        let shown = |text: &str| requested(APP, "web/page.tsx", text);
        expect![[r#"
            **`GET /svc/api/users?page=2`** → `api`, which sees `/users?page=2`

            Matched by the rewrite `/svc/api/(.*)` (line 8).
            => /svc/api/(.*)"#]]
        .assert_eq(&shown("fetch('/svc/api/users?page=2')"));
        expect![[r#"
            **`GET /svc/api/🙂?q=é#top`** → `api`, which sees `/%F0%9F%99%82?q=%C3%A9`

            Matched by the rewrite `/svc/api/(.*)` (line 8).
            => /svc/api/(.*)"#]]
        .assert_eq(&shown("fetch('/svc/api/🙂?q=é#top')"));
        expect![[r#"
            **`/svc/api/users`** → `api`, which sees `/users`

            Matched by the rewrite `/svc/api/(.*)` (line 8).
            => /svc/api/(.*)"#]]
        .assert_eq(&shown("fetch('/svc/api/users', options)"));
        expect![[r#"
            **`GET /old`**

            Redirected to /new (301).

            Matched by the redirect `/old` (line 6).
            => /old"#]]
        .assert_eq(&shown("<a href=\"/old\">"));
        expect![[r#"
            **`POST /svc/api/users`** → `api`, which sees `/users`

            Matched by the rewrite `/svc/api/(.*)` (line 8).

            If the app sets `axios.defaults.baseURL`, the request goes there instead.
            => /svc/api/(.*)"#]]
        .assert_eq(&shown("import axios from 'axios'; axios.post('/svc/api/users', {})"));
        expect![[r#"
            **`GET /about`** → `web`, which sees `/about`

            Matched by the rewrite `/(.*)` (line 9).
            => /(.*)"#]]
        .assert_eq(&shown("import Link from 'next/link'; <Link href=\"/about\">"));
    }

    #[test]
    fn a_link_below_a_base_path_is_not_answered() {
        let link = "import Link from 'next/link'; <Link href=\"/about\">";
        for config in ["module.exports = { basePath: '/docs' }", "module.exports = { i18n: { locales: [] } }"]
        {
            let source = format!("{APP}//- /web/next.config.js\n{config}\n");
            assert_eq!(requested(&source, "web/app/page.tsx", link), "\n=> ");
        }
        let source = format!("{APP}//- /web/next.config.js\nmodule.exports = {{ reactStrictMode: true }}\n");
        assert!(requested(&source, "web/app/page.tsx", link).contains("which sees `/about`"));
    }

    #[test]
    fn a_path_below_a_prefix_leads_to_its_service() {
        let v1 = r#"
//- /vercel.json
{ "experimentalServices": {
  "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
} }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /api/main.py
"#;
        expect![[r#"
            **`GET /api/users`** → `api`, which sees `/users`
            => api"#]]
        .assert_eq(&requested(v1, "web/page.vue", "<a href=\"/api/users\">"));
        let with_host =
            v1.replace(r#""routePrefix": "/api""#, r#""routePrefix": "/api", "subdomain": "api""#);
        assert_eq!(requested(&with_host, "web/page.vue", "<a href=\"/api/users\">"), "\n=> ");
    }
}
