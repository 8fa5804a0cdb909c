//! What an editor shows at a read in source code: who provides the variable.

use svc_syntax::TextRange;

use svc_analysis::reads::{Reads, UrlVariable};
use svc_analysis::services::env::{self, Availability};
use svc_analysis::services::v1;
use svc_analysis::snapshot::Snapshot;

use crate::code_place::CodePlace;
use crate::markdown::code;

/// The variable that a file reads by a name, if it is certain which one that is.
fn provided<'r>(reads: &'r Reads<'_>, file: &str, name: &str) -> Option<&'r UrlVariable> {
    let mut all = reads.variables().iter().filter(|it| it.name == name && reads.gets(file, it));
    let first = all.next()?;
    // Code outside of all services may be part of any, and the same name may mean another service in each.
    all.all(|it| it.target == first.target).then_some(first)
}

/// The hover text for a read of a variable in a file, whose path is from the project root.
#[must_use]
pub fn hover(snapshot: &Snapshot, file: &str, name: &str) -> Option<String> {
    let reads = Reads::of(snapshot)?;
    let variable = provided(&reads, file, name)?;
    let (name, target) = (code(name), code(&variable.target));
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
    if let Some(file) = reads.env_file(&variable.name) {
        let when = if variable.owner.is_some() { " in `vercel dev`" } else { "" };
        parts.push(format!("It is set in {}, which takes precedence{when}.", code(file)));
    }
    Some(parts.join("\n\n"))
}

/// Where `vercel.json` provides the variable that a file reads: the `env` of the binding, or the name of the service.
#[must_use]
pub fn definition(snapshot: &Snapshot, file: &str, name: &str) -> Option<TextRange> {
    let reads = Reads::of(snapshot)?;
    provided(&reads, file, name).map(|variable| snapshot.without_quotes(variable.range))
}

/// Where else source code reads the variable that a file reads.
#[must_use]
pub fn references(snapshot: &Snapshot, file: &str, name: &str) -> Vec<CodePlace> {
    let Some(reads) = Reads::of(snapshot) else { return Vec::new() };
    let sites = provided(&reads, file, name).map(|variable| reads.of_variable(variable));
    sites.unwrap_or_default().iter().map(CodePlace::of).collect()
}

/// The variables that `vercel.json` provides to the code of a file, each with the service whose URL it holds.
#[must_use]
pub fn variables(snapshot: &Snapshot, file: &str) -> Vec<(String, String)> {
    let Some(reads) = Reads::of(snapshot) else { return Vec::new() };
    let all = reads.variables().iter().filter(|it| provided(&reads, file, &it.name).is_some());
    let mut found: Vec<_> = all.map(|it| (it.name.clone(), it.target.clone())).collect();
    found.sort();
    found.dedup_by(|one, other| one.0 == other.0);
    found
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use svc_analysis::testing::Fixture;

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
        .assert_eq(&hover(snapshot, "web/page.tsx", "API").unwrap());
        assert_eq!(&fixture.text[definition(snapshot, "web/page.tsx", "API").unwrap()], "API");
        assert_eq!(references(snapshot, "web/page.tsx", "API").len(), 2);
        let named =
            |file: &str| variables(snapshot, file).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(named("web/page.tsx"), ["API", "BOTH"]);
        assert_eq!(named("api/index.ts"), ["BOTH"]);
        assert_eq!(named("lib/index.ts"), ["API"]);
        for (file, name) in [("api/index.ts", "API"), ("web/page.tsx", "OTHER"), ("lib/a.ts", "BOTH")] {
            assert_eq!(
                (hover(snapshot, file, name), definition(snapshot, file, name)),
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
        let shown = |name: &str| hover(&fixture.snapshot, "lib/x.go", name).unwrap();
        expect![[r"
            **`API_URL`** — `https://your-deploy.vercel.app/api`, the URL of `api`

            Vercel generates it for the server code of every service."]]
        .assert_eq(&shown("API_URL"));
        expect![[r"
            **`NEXT_PUBLIC_API_URL`** — `/api`, the URL of `api`

            Vercel generates it for the client code of `web`."]]
        .assert_eq(&shown("NEXT_PUBLIC_API_URL"));
        assert_eq!(&fixture.text[definition(&fixture.snapshot, "lib/x.go", "API_URL").unwrap()], "api");
    }
}
