//! Variable lost in the migration to `services`.

use crate::reads::DroppedRead;
use crate::rules::Check;
use crate::rules::finding::SourceFinding;
use crate::rules::kinds::read;

rule! {
    /// # Variable lost in the migration
    ///
    /// This variable works today, but isn't set anymore once the project is migrated to `services`.
    ///
    /// Vercel generates the URLs of `experimentalServices` for the code and the build of every service. With `services`, only bindings
    /// provide them, at run time, and static sites and native Go and Rust services have no bindings. [The migration](../migration.md) adds the bindings
    /// that it can. Before you migrate, define what is lost in the project's settings, or change the code.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/next.config.ts
    /// const rewrites = async () => [{ source: "/users", destination: `${process.env.API_URL}/users` }];
    /// export default { rewrites };
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
    /// //- /web/app/page.tsx
    /// const users = await fetch(`${process.env.API_URL}/users`);
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": {
    ///   "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
    ///   "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }
    /// ```
    ///
    /// svc-lsp reports the first read of each variable in a file, whatever the code does without it. `svc-lsp migrate` reports the same
    /// in its notes. What is lost:
    ///
    /// - in every service: its own URL, and variables with the prefix of another service's framework, such as `NEXT_PUBLIC_API_URL` in Python;
    /// - in native Go and Rust services: all of them;
    /// - in the build, which runs `next.config.*`, `vite.config.*` and the like: those without the framework's prefix.
    ///
    /// Nothing is reported if the file can't be migrated, if `env` of the file, an environment file or the code itself sets the variable,
    /// also with `process.env.X ??= …` or `os.environ.setdefault("X", …)`, in code that several services or none of them have, and in
    /// tests, scripts and configurations of other tools. `build.env` sets it in the build, and variables with the prefix of the service's
    /// own framework. What the build writes into the code, such as `env!("X")` in Rust, isn't judged.
    pub static RULE = {
        code: "variable-lost-in-migration",
        severity: Hint,
        check: Check::DroppedRead,
    }
}

/// The finding for a read whose variable the migration drops.
#[must_use]
pub fn finding(dropped: &DroppedRead<'_>) -> SourceFinding {
    let DroppedRead { site, service, place, loss, remedy, .. } = dropped;
    let message = format!("After the migration to `services`, `{}` {loss}. {remedy}", site.read.name);
    let found = read::finding(*site, &RULE, *place, message);
    SourceFinding { finding: found.finding.service(service), ..found }
}

#[cfg(test)]
mod tests {
    use crate::migrate::plan;
    use crate::rules::tests::{assert_source, in_source};
    use crate::testing::snapshot;

    use super::RULE;

    const PROJECT: &str = r#"
//- /vercel.json
{ "experimentalServices": {
  "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
  "site": { "entrypoint": "site", "framework": "vite", "routePrefix": "/site" },
  "jobs": { "entrypoint": "jobs/main.go", "routePrefix": "/jobs" },
  "nightly": { "type": "cron", "entrypoint": "nightly/run.py", "schedule": "0 0 * * *" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /site/package.json
{ "devDependencies": { "vite": "7" } }
//- /site/index.html
//- /jobs/go.mod
module jobs
//- /jobs/main.go
package main
//- /nightly/pyproject.toml
//- /nightly/run.py
def run(): pass
//- /api/pyproject.toml
//- /api/main.py
app = FastAPI()
"#;

    const LOST: [&str; 9] = [
        "//- /site/vite.config.ts\nproxy(process.env.API_URL)",
        "//- /site/vite.config.ts\nproxy(process.env.API_URL ?? 'http://localhost:8000'); process.env.API_URL",
        "//- /site/vite.config.ts\nconst { API_URL } = process.env",
        "//- /web/next.config.ts\nrewrite(process.env.API_URL)",
        "//- /web/app/page.tsx\nprocess.env.VITE_API_URL",
        "//- /api/a.py\nimport os\nos.getenv('NEXT_PUBLIC_WEB_URL')",
        "//- /api/a.py\nclass S(BaseSettings):\n  next_public_web_url: str",
        "//- /jobs/a.go\npackage main\nvar a = os.Getenv(\"NEXT_PUBLIC_WEB_URL\")",
        "//- /api/a.test.py\n//- /api/tests/a.py\nimport os\nos.environ['API_URL'] = ''\n//- /api/b.py\nimport os\nos.environ['VITE_WEB_URL']",
    ];
    /// What the conversion of a service notes anyway.
    const LOST_AS_EVER: [&str; 4] = [
        "//- /site/vite.config.ts\nprocess.env.SITE_URL",
        "//- /web/a.ts\nprocess.env.WEB_URL",
        "//- /api/a.py\nimport os\nos.environ['API_URL']",
        "//- /jobs/a.go\npackage main\nvar a = os.Getenv(\"API_URL\")",
    ];
    const KEPT: [&str; 27] = [
        "//- /web/a.ts\nprocess.env.API_URL; process.env.NEXT_PUBLIC_API_URL; process.env.OTHER_URL",
        "//- /web/next.config.ts\nprocess.env.NEXT_PUBLIC_API_URL",
        "//- /site/a.ts\nimport.meta.env.VITE_API_URL",
        "//- /api/a.py\nimport os\nos.environ['WEB_URL']",
        // It was never there.
        "//- /site/a.ts\nimport.meta.env.API_URL; process.env.API_URL",
        "//- /web/a.tsx\n'use client'; fetch(process.env.WEB_URL)",
        "//- /web/a.py\nimport os\nos.environ['VITE_API_URL']",
        // Not the code of one service that is migrated.
        "//- /shared/a.ts\nprocess.env.VITE_API_URL",
        "//- /nightly/a.py\nimport os\nos.environ['NEXT_PUBLIC_WEB_URL']",
        "//- /web/vercel.json\n{}\n//- /web/next.config.ts/vercel.json\n{}\n//- /other/vercel.json\n{}\n//- /other/next.config.ts\nprocess.env.API_URL",
        // Tests, scripts and other tools.
        "//- /web/a.test.ts\nprocess.env.VITE_API_URL",
        "//- /web/scripts/a.ts\nprocess.env.VITE_API_URL",
        "//- /site/playwright.config.ts\nprocess.env.API_URL",
        // Something else sets it.
        "//- /.env\nAPI_URL=1\n//- /site/vite.config.ts\nprocess.env.API_URL",
        "//- /site/.env.local\nAPI_URL=1\n//- /site/vite.config.ts\nprocess.env.API_URL",
        "//- /.vercel/.env.production.local\nAPI_URL=1\n//- /site/vite.config.ts\nprocess.env.API_URL",
        "//- /web/next.config.ts\nprocess.env.API_URL = '/api'\n//- /web/a.ts\nprocess.env.API_URL",
        "//- /api/a.py\nimport os\nos.environ['VITE_WEB_URL'] = ''\n//- /api/b.py\nimport os\nos.environ['VITE_WEB_URL']",
        "//- /web/a.ts\nprocess.env.VITE_API_URL ??= '/api'; fetch(process.env.VITE_API_URL)",
        "//- /web/a.ts\nprocess.env['VITE_API_URL'] ||= '/api'\n//- /web/b.ts\nfetch(process.env.VITE_API_URL)",
        "//- /api/a.py\nimport os\nos.environ.setdefault('VITE_WEB_URL', '/')\nos.environ['VITE_WEB_URL']",
        // The value of the build is a question of what the build gets.
        "//- /web/a.ts\nimport { VITE_API_URL } from '$env/static/private'",
        "//- /web/a.ts\nimport { VITE_API_URL } from 'astro:env/client'",
        "//- /jobs/a.rs\nconst A: &str = env!(\"NEXT_PUBLIC_WEB_URL\");",
        // Comments and types.
        "//- /site/vite.config.ts\n// process.env.API_URL",
        "//- /site/vite.config.ts\ntype A = typeof process.env.API_URL",
        "//- /site/vite.config.ts\nprocess.env.API_URL = '/api'",
    ];

    /// The places of what `migrate` notes, and of what the rule finds.
    fn noted_and_found(files: &str) -> (Vec<String>, Vec<String>) {
        let source = format!("{PROJECT}{files}\n");
        let plan = plan(&snapshot(&source));
        assert_eq!(plan.errors, []);
        let notes = plan.warnings.iter().filter(|it| it.code == "READ_VARIABLE_DROPPED");
        let found = in_source(&source);
        let found = found.iter().filter(|it| it.finding.rule.code == RULE.code);
        let places = found.map(|it| format!("but `{}` reads it on line {}.", it.file, it.start.line + 1));
        (notes.map(|it| it.message.clone()).collect(), places.collect())
    }

    #[test]
    fn a_variable_that_is_lost_is_reported_once_for_each_file() {
        assert_source(&RULE, PROJECT, &LOST, &KEPT);
        assert_source(&RULE, PROJECT, &LOST_AS_EVER, &[]);
        let two = "//- /api/a.py\nimport os\nos.environ['VITE_WEB_URL']; os.environ['VITE_WEB_URL']\n//- /api/b.py\nimport os\nos.environ['VITE_WEB_URL']";
        let found = in_source(&format!("{PROJECT}{two}"));
        let places: Vec<_> =
            found.iter().map(|it| (&*it.file, it.start.line, it.finding.service.as_deref())).collect();
        assert_eq!(places, [("api/a.py", 1, Some("api")), ("api/b.py", 1, Some("api"))]);
    }

    #[test]
    fn the_migration_notes_what_the_rule_reports() {
        for files in LOST {
            let (noted, found) = noted_and_found(files);
            assert_eq!((noted.len(), found.len()), (1, 1), "{files}");
            assert!(noted[0].contains(&found[0]), "{noted:?} {found:?}");
        }
        for files in LOST_AS_EVER.iter().chain(&KEPT) {
            assert_eq!(noted_and_found(files).0, [""; 0], "{files}");
        }
    }

    #[test]
    fn messages_say_what_to_do() {
        let message = |files: &str| in_source(&format!("{PROJECT}{files}"))[0].finding.message.clone();
        assert_eq!(
            [LOST[0], LOST[3], LOST[5], LOST[7], LOST_AS_EVER[0], LOST_AS_EVER[1]].map(message),
            [
                "After the migration to `services`, `API_URL` isn't set anymore. Define it in the project's settings, or request a path that a rewrite sends to `api`.",
                "After the migration to `services`, `API_URL` isn't set in builds anymore. Define it in the project's settings: the binding sets it only at run time.",
                "After the migration to `services`, `NEXT_PUBLIC_WEB_URL` isn't set anymore. Define it in the project's settings, or read `WEB_URL`, which a binding sets.",
                "After the migration to `services`, `NEXT_PUBLIC_WEB_URL` isn't set anymore. Define it in the project's settings.",
                "After the migration to `services`, `SITE_URL` isn't set anymore. Define it in the project's settings.",
                "After the migration to `services`, `WEB_URL` isn't set anymore. Define it in the project's settings, or take it from the request.",
            ]
        );
    }

    #[test]
    fn nothing_is_lost_where_nothing_is_migrated() {
        let read = [LOST[0]];
        let with = |more: &str| {
            PROJECT.replace(
                "\"routePrefix\": \"/api\" } } }",
                &format!("\"routePrefix\": \"/api\" }} }}{more} }}"),
            )
        };
        assert_source(&RULE, &with(r#", "cleanUrls": true"#), &read, &[]);
        for more in [
            r#", "env": { "API_URL": "https://example.com" }"#,
            r#", "build": { "env": { "API_URL": "https://example.com" } }"#,
            // Vercel rejects the file, or what comes out of it.
            r#", "services": {}"#,
            r#", "rewrites": [{ "source": "/(" }]"#,
            r#", "rewrites": 1"#,
        ] {
            assert_source(&RULE, &with(more), &[], &read);
        }
        assert_source(&RULE, &PROJECT.replace("api/main.py\", ", "api/missing.py\", "), &[], &read);
    }
}
