//! Variables that source code reads and that a service no longer gets once it is migrated.

use serde_json::{Map, Value};

use super::{Note, Plan, Web};
use crate::reads::{Reads, Site, UrlVariable};
use crate::services::env::url_variable;
use svc_syntax::value::{Node, Object};

/// What is to be known about the variables that a service's code reads and that `service`, what it becomes, doesn't get.
pub(super) fn variables(
    consumer: &Web<'_>,
    service: &Map<String, Value>,
    reads: &Reads<'_>,
    plan: &Plan,
    config: &Object,
) -> Vec<Note> {
    let name = &consumer.resolved.name;
    let prefix = reads.framework(name).and_then(|it| it.env_prefix.as_deref()).filter(|it| !it.is_empty());
    let has = |env: Option<&Node>, variable: &str| {
        env.and_then(Node::as_object).is_some_and(|env| env.has(variable))
    };
    let is_bound = |variable: &str| {
        let bindings = service.get("bindings").and_then(Value::as_array);
        bindings
            .is_some_and(|all| all.iter().any(|it| it.get("env").and_then(Value::as_str) == Some(variable)))
    };
    let is_in_build = |variable: &str| {
        let added = plan.patch.build.as_ref().is_some_and(|build| build.env.contains_key(variable));
        added || has(config.get("build").and_then(|build| build.get("env")), variable)
    };
    let is_set = |variable: &str| {
        is_bound(variable)
            || has(config.get("env"), variable)
            // Only what the build writes into the code is there when it runs.
            || prefix.is_some_and(|prefix| variable.starts_with(prefix)) && is_in_build(variable)
    };
    // What its conversion reports already.
    let is_native = matches!(consumer.resolved.runtime.as_deref(), Some("go" | "rust"));
    let is_reported = |variable: &UrlVariable| is_native || variable.name == url_variable(name);
    let dropped = reads.variables().iter().filter(|it| !is_set(&it.name) && !is_reported(it));
    let read = dropped.filter_map(|variable| {
        let mut sites = reads.of_variable(variable).into_iter();
        let is_own = |file: &str| reads.services_of(file) == [name.as_str()] && reads.runs(name, file);
        let is_set = reads.env_file(&variable.name).is_some();
        let site = sites.find(|site| is_own(site.file) && !is_set)?;
        Some((variable, site))
    });
    let note = |(variable, site): (&UrlVariable, Site<'_>)| {
        let instead = match variable.target == *name {
            true => "take it from the request".to_owned(),
            false => format!("request a path that a rewrite sends to `{}`", variable.target),
        };
        let message = format!(
            "`{name}`: `{}` isn't set anymore, but `{}` reads it in line {}. Define it in the project's settings, or {instead}.",
            variable.name,
            site.file,
            site.read.start.line + 1,
        );
        Note::new("READ_VARIABLE_DROPPED", message, Some(consumer.place)).of(name)
    };
    read.map(note).collect()
}

#[cfg(test)]
mod tests {
    use crate::migrate::plan;
    use crate::testing::snapshot;

    fn dropped(files: &str) -> Vec<String> {
        let project = format!(
            r#"
//- /vercel.json
{{ "experimentalServices": {{
  "web": {{ "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" }},
  "site": {{ "entrypoint": "site", "framework": "vite", "routePrefix": "/site" }},
  "api": {{ "entrypoint": "api/main.py", "routePrefix": "/api" }} }} }}
//- /web/package.json
{{ "dependencies": {{ "next": "16" }} }}
//- /site/package.json
{{ "devDependencies": {{ "vite": "7" }} }}
//- /site/index.html
//- /api/main.py
app = FastAPI()
{files}
"#
        );
        let plan = plan(&snapshot(&project));
        assert_eq!(plan.errors, []);
        let notes = plan.warnings.into_iter().filter(|it| it.code == "READ_VARIABLE_DROPPED");
        notes.map(|it| it.message).collect()
    }

    #[test]
    fn a_variable_that_is_read_and_dropped_is_named() {
        let found = dropped("//- /site/vite.config.ts\n\nproxy(process.env.API_URL); process.env.API_URL");
        assert_eq!(
            found,
            [
                "`site`: `API_URL` isn't set anymore, but `site/vite.config.ts` reads it in line 2. Define it in the project's settings, or request a path that a rewrite sends to `api`."
            ]
        );
        let found = dropped("//- /api/a.py\nimport os\nos.environ['NEXT_PUBLIC_WEB_URL']");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("`api`: `NEXT_PUBLIC_WEB_URL` isn't set anymore"), "{found:?}");
        let found =
            dropped("//- /site/vite.config.ts\nproxy(process.env.API_URL ?? 'http://localhost:8000')");
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn what_stays_or_was_never_set_is_not_named() {
        for files in [
            "//- /web/a.ts\nprocess.env.API_URL; process.env.NEXT_PUBLIC_API_URL; process.env.OTHER_URL",
            "//- /site/a.ts\nimport.meta.env.VITE_API_URL",
            "//- /api/a.py\nimport os\nos.environ['WEB_URL']",
            "//- /shared/a.ts\nprocess.env.NEXT_PUBLIC_API_URL",
            "//- /.env\nAPI_URL=1\n//- /site/vite.config.ts\nprocess.env.API_URL",
            "//- /site/vite.config.ts\nprocess.env.API_URL = '/api'",
        ] {
            assert_eq!(dropped(files), [""; 0], "{files}");
        }
    }
}
