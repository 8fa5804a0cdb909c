//! Service URL without a binding.

use svc_config::ServicesModel;
use svc_sources::Origin;

use crate::rules::Check;
use crate::rules::finding::SourceFinding;
use crate::rules::kinds::read::{Case, places_of};
use crate::services::{Configured, Reading, Service, configured, env, v2};

rule! {
    /// # Service URL without a binding
    ///
    /// This variable isn't set unless the project's settings define it.
    ///
    /// `experimentalServices` set the URL of every service for all others: `API_URL` for `api`. With `services`, code only gets the
    /// URLs that a binding of its service asks for. Add a binding with this name.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/app/page.tsx
    /// const users = await fetch(`${process.env.API_URL}/users`);
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": {
    ///     "web": { "root": "web", "framework": "nextjs" },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [
    ///     { "source": "/api(/.*)?", "destination": { "service": "api" } },
    ///     { "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/app/page.tsx
    /// const users = await fetch(`${process.env.API_URL}/users`);
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": {
    ///     "web": { "root": "web", "framework": "nextjs",
    ///       "bindings": [{ "type": "service", "service": "api", "format": "url", "env": "API_URL" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [
    ///     { "source": "/api(/.*)?", "destination": { "service": "api" } },
    ///     { "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// svc-lsp reports reads in JavaScript, TypeScript and Python, in services that can have bindings, of the URLs of services that run
    /// on the server, if the code is certain to fail: it starts a URL with the value, requests it or reads a property of it,
    /// unconditionally, and the service does nothing else with the value in any file. Nothing is reported if the code may set variables
    /// without their names, such as with `Object.assign(process.env, …)`. `FRONTEND_URL` and the like are for links and allowed
    /// origins, which need a domain, and aren't reported either.
    ///
    /// Nor is anything reported if a file mentions the variable that may set it, in the folder of the `vercel.json` or of the service:
    ///
    /// - environment files, and examples of them: `.env*`, `env.*`, `*.env`, and what `vercel pull` writes to `.vercel`;
    /// - `Dockerfile*`, `docker-compose*.yml` and `compose*.yml`, also with `.yaml`;
    /// - `*.config.*`, `package.json`, `turbo.json`, `nx.json`, `app.json`, `wrangler.toml` and `Procfile`;
    /// - `.github/workflows/*`.
    pub static RULE = {
        code: "unbound-service-url",
        severity: Information,
        check: Check::Read(check),
    }
}

fn check(case: &Case<'_>) -> Option<SourceFinding> {
    let read = case.site.read;
    let name = &*read.name;
    let is_judged = read.origin == Origin::Process && read.is_needed && name.ends_with("_URL");
    // A file that wasn't looked at may set it.
    if !is_judged || case.reads.is_partial() || configured(case.snapshot.config()) != Configured::V2 {
        return None;
    }
    let services = v2::services(case.snapshot, Reading::Resolver);
    let target = services.iter().find(|it| env::url_variable(&it.name) == name)?;
    let readers = case.reads.services_of(case.site.file);
    let readers = readers.iter().map(|reader| services.iter().find(|it| it.name == *reader));
    let readers: Vec<&Service<'_>> = readers.collect::<Option<_>>()?;
    let reader = *readers.first()?;
    let can_bind = |reader: &&Service<'_>| {
        reader.name != target.name && v2::without_bindings(case.snapshot, reader).is_none()
    };
    if !readers.iter().all(can_bind)
        || case.reads.provider(case.site).is_some()
        || !runs_on_server(case, target)
        || !case.is_needed()
        || is_set_elsewhere(case, name)
    {
        return None;
    }
    let (from, to) = (&reader.name, &target.name);
    let bound = reader.bindings().find(|binding| binding.target() == Some(&*target.name));
    let bound = bound.as_ref().and_then(v2::Binding::variable).filter(|_| readers.len() == 1);
    let message = match bound {
        Some(bound) => format!(
            "`vercel.json` doesn't set `{name}`: the binding of `{from}` to `{to}` sets `{bound}`. Use that name, or define `{name}` in the project's settings."
        ),
        None => format!(
            "`vercel.json` doesn't set `{name}`: `{from}` has no binding to `{to}`. Add one with this name, or define it in the project's settings."
        ),
    };
    let finding = case.finding(&RULE, reader.name_range, message);
    Some(match bound {
        Some(bound) => finding.fix(format!("Change to `{bound}`"), read.renamed(bound)?),
        None => finding,
    })
}

/// Whether a service is one that others request from the server: the URL of a frontend is for links and allowed origins, which need its
/// domain.
fn runs_on_server(case: &Case<'_>, target: &Service<'_>) -> bool {
    const OF_FRONTENDS: [&str; 9] =
        ["admin", "app", "client", "dashboard", "frontend", "site", "ui", "web", "www"];
    let has_name_of_frontend = OF_FRONTENDS.contains(&&*target.name);
    let framework = case.reads.framework(&target.name);
    let is_frontend = framework.is_some_and(|it| it.env_prefix.is_some());
    let is_resolved = v2::resolution(case.snapshot).service(&target.name).is_some_and(|it| !it.is_static());
    target.model == ServicesModel::V2 && is_resolved && !is_frontend && !has_name_of_frontend
}

/// Whether something else in the project sets the variable, or says that the user has to.
fn is_set_elsewhere(case: &Case<'_>, name: &str) -> bool {
    let config = case.snapshot.config();
    let build = config.get("build");
    let mut written = [config.get("env"), build.and_then(|it| it.get("env"))].into_iter().flatten();
    if written.any(|env| env.as_object().is_some_and(|it| it.has(name)) || env.as_object().is_none()) {
        return true;
    }
    let is_config = |file: &str| {
        file.contains(".config.")
            || file.contains("ockerfile")
            || (file.starts_with("docker-compose") || file.starts_with("compose"))
                && (file.ends_with(".yml") || file.ends_with(".yaml"))
            || matches!(
                file,
                "package.json" | "turbo.json" | "nx.json" | "Procfile" | "wrangler.toml" | "app.json"
            )
    };
    case.is_in_env_files()
        || case.any_file(is_config, |text| mentions(text, name))
        || case.find_file(".github/workflows", |_| true, |text| mentions(text, name)).is_some()
}

/// Whether a text has a name otherwise than by reading it.
fn mentions(text: &str, name: &str) -> bool {
    let is_written = |after: &str| {
        let after = after.trim_start();
        let assigned = ["||=", "??=", "="].iter().find_map(|operator| after.strip_prefix(operator));
        assigned.is_some_and(|rest| !rest.starts_with('='))
    };
    places_of(name, text).any(|at| {
        let (before, after) = (text.get(..at), text.get(at + name.len()..));
        !before.is_some_and(|it| it.ends_with("process.env.")) || after.is_some_and(is_written)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use svc_sources::Index;

    use crate::reads::Reads;
    use crate::rules::kinds::read::findings;
    use crate::rules::tests::{assert_source, in_source};
    use crate::testing::Fixture;

    use super::RULE;

    fn project(web: &str, more: &str) -> String {
        format!(
            r#"
//- /vercel.json
{{ "services": {{
  "web": {{ "root": "web", "framework": "nextjs" {web} }},
  "site": {{ "root": "site", "framework": "vite" }},
  "jobs": {{ "root": "jobs", "entrypoint": "main.go" }},
  "app": {{ "root": "app", "entrypoint": "main.py" }},
  "api": {{ "root": "api", "entrypoint": "main.py" }} }} {more} }}
//- /web/package.json
{{ "dependencies": {{ "next": "16" }} }}
//- /site/package.json
{{ "devDependencies": {{ "vite": "7" }} }}
//- /site/index.html
//- /jobs/go.mod
module jobs
//- /jobs/main.go
package main
//- /api/main.py
app = FastAPI()
//- /app/main.py
app = FastAPI()
"#
        )
    }

    #[test]
    fn reads_that_nothing_sets() {
        let reported = [
            "//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/a.ts\nconst { API_URL } = process.env; fetch(`${API_URL}/x`)",
            "//- /web/a.ts\nnew URL('/x', process.env.API_URL ?? 'http://localhost:8000')",
            "//- /web/a.ts\nfetch(process.env.JOBS_URL)",
            "//- /web/a.ts\nfetch((process.env ?? {}).API_URL)",
            "//- /web/a.ts\nfetch(process['env']['API_URL'])",
            "//- /web/.env.example\nNEXT_PUBLIC_API_URL=\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/next.config.ts\nf(process.env.API_URL ?? 'x')\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/a.test.ts\nprocess.env[x] = ''\n//- /jobs/a.ts\nprocess.env[x] = ''\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/a.test.ts\nf(process.env.API_URL)\n//- /jobs/a.ts\nprocess.env.API_URL = ''\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /api/other.py\nimport os\nrequests.get(os.getenv('JOBS_URL', 'http://jobs:8080'))",
            "//- /api/other.py\nimport os\nos.environ[name]; Settings(**os.environ)\n//- /api/a.py\nimport os\nos.environ['JOBS_URL']",
        ];
        let silent = [
            "//- /web/a.ts\nfetch(process.env.OTHER_URL); fetch(process.env.NEXT_PUBLIC_API_URL)",
            "//- /web/a.ts\n'use client'; fetch(process.env.API_URL)",
            "//- /web/a.ts\nfetch(import.meta.env.API_URL)",
            "//- /web/a.ts\nfetch(process.env.API_URL ?? 'https://api.example.com')",
            "//- /web/a.ts\nfetch(process.env.INTERNAL_URL ?? process.env.API_URL)",
            "//- /web/a.ts\nif (process.env.API_URL && x) {}; fetch(process.env.API_URL)",
            "//- /web/a.ts\nconst url = process.env.API_URL; fetch(`${url}/x`); f(url ?? '/api')",
            "//- /web/a.ts\nf(process.env.API_URL)",
            "//- /web/a.ts\nconst { API_URL } = process.env; if (!API_URL) f(); fetch(API_URL)",
            "//- /web/a.ts\ntry { new URL(process.env.API_URL) } catch { f() }",
            "//- /web/a.ts\nfunction f(process) { fetch(process.env.API_URL) }",
            "//- /web/a.ts\ntype A = typeof process.env.API_URL",
            "//- /api/a.py\nimport os\nurl = os.getenv('JOBS_URL')\nif not url: pass\nrequests.get(url)",
            "//- /api/a.py\nimport os\ntry:\n  url = os.environ['JOBS_URL']\nexcept KeyError:\n  pass",
            "//- /api/a.py\nclass S(BaseSettings):\n  jobs_url: str",
            // Another file asks for it, or sets it.
            "//- /web/env.ts\nexport const hasApi = !!process.env.API_URL\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /shared/env.ts\nparse({ API_URL: process.env.API_URL })\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/a.ts\nprocess.env.API_URL ??= '/api'; fetch(process.env.API_URL)",
            "//- /web/start.ts\nprocess.env.API_URL ||= '/api'\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /api/env.py\nimport os\nos.environ.setdefault('JOBS_URL', '/')\n//- /api/a.py\nimport os\nos.environ['JOBS_URL']",
            "//- /web/a.ts\nimport { API_URL } from '$env/static/private'; fetch(API_URL)",
            "//- /web/start.ts\nprocess.env.API_URL = '/api'\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/tests/a.ts\nfetch(process.env.API_URL)",
            "//- /web/playwright.config.ts\nfetch(process.env.API_URL)",
            "//- /shared/a.ts\nfetch(process.env.API_URL)",
            // Its own URL, a site's, and services without bindings.
            "//- /api/a.py\nimport os\nos.environ['API_URL']",
            "//- /api/a.py\nimport os\nos.environ['WEB_URL']; os.environ['SITE_URL']",
            "//- /site/a.ts\nfetch(process.env.API_URL)",
            "//- /jobs/a.py\nimport os\nos.environ['API_URL']",
            "//- /web/a.py\nimport os\nos.environ['API_URL']",
            // Go code may well handle what isn't set.
            "//- /web/a.go\nos.Getenv(\"API_URL\")",
            "//- /.env\nAPI_URL=1\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/.env.example\nAPI_URL=\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/example.env\nAPI_URL=\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/a.ts\nfetch(process.env.APP_URL)",
            "//- /web/next.config.ts\nprocess.env.API_URL ||= '/api'\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /.vercel/.env.production.local\nAPI_URL=\"https://x\"\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /docker-compose.yml\nservices: { web: { environment: [API_URL=http://api] } }\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /.github/workflows/x.yml\nenv: { API_URL: x }\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/codegen.ts\nfetch(process.env.API_URL)",
            // The code sets variables that it doesn't name.
            "//- /web/instrumentation.ts\nObject.assign(process.env, await secrets())\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /shared/env.ts\nfor (const [k, v] of list) process.env[k] = v\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /web/next.config.ts\nimport { config } from 'dotenv'; config({ path: '../x' })\n//- /web/a.ts\nfetch(process.env.API_URL)",
            "//- /api/env.py\nimport os\nos.environ |= load()\n//- /api/a.py\nimport os\nos.environ['JOBS_URL']",
            "//- /api/env.py\nimport os\nfor k, v in load().items(): os.environ.setdefault(k, v)\n//- /api/a.py\nimport os\nos.environ['JOBS_URL']",
            "//- /api/env.py\nimport os\ndef env(): return os.environ\n//- /api/a.py\nimport os\nos.environ['JOBS_URL']",
        ];
        assert_source(&RULE, &project("", ""), &reported, &silent);
        let read = ["//- /web/a.ts\nfetch(process.env.API_URL)"];
        for (web, more) in [
            ("", r#", "env": { "API_URL": "https://example.com" }"#),
            ("", r#", "build": { "env": { "API_URL": "https://example.com" } }"#),
            (
                r#", "bindings": [{ "type": "service", "service": "api", "format": "url", "env": "API_URL" }]"#,
                "",
            ),
        ] {
            assert_source(&RULE, &project(web, more), &[], &read);
        }
    }

    #[test]
    fn files_that_were_not_looked_at_may_set_anything() {
        let fixture = Fixture::new(&format!("{}//- /web/a.ts\nfetch(process.env.API_URL)", project("", "")));
        let found = |index: Index| {
            let snapshot = fixture.snapshot.clone().with_reads(Arc::new(index));
            findings(&snapshot, &Reads::of(&snapshot).unwrap(), None).len()
        };
        let mut index = fixture.snapshot.reads().unwrap().clone();
        assert_eq!(found(index.clone()), 1);
        index.is_partial = true;
        assert_eq!(found(index), 0);
    }

    #[test]
    fn the_name_of_the_binding_is_offered() {
        let bound =
            r#", "bindings": [{ "type": "service", "service": "api", "format": "url", "env": "BACKEND" }]"#;
        let found = in_source(&format!("{}//- /web/a.ts\nfetch(process.env.API_URL)", project(bound, "")));
        assert_eq!(found.len(), 1);
        assert!(found[0].finding.message.contains("the binding of `web` to `api` sets `BACKEND`"));
        assert_eq!(found[0].finding.fixes[0].edits[0].insert, "BACKEND");
        let none = in_source(&format!("{}//- /web/a.ts\nfetch(process.env.API_URL)", project("", "")));
        assert_eq!(none[0].finding.fixes, []);
        assert_eq!(none[0].finding.service.as_deref(), Some("web"));
        let twice = "//- /web/a.ts\nfetch(process.env.API_URL ?? 'http://localhost:8000'); fetch(process.env.API_URL)";
        let each = in_source(&format!("{}{twice}", project("", "")));
        assert_eq!(each.iter().map(|it| it.start.bytes).collect::<Vec<_>>(), [18, 73]);
    }
}
