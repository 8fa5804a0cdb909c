//! Code lenses: which requests a service answers, where code reads its variables, and actions on the services.

use svc_config::ServicesModel;
use svc_syntax::TextRange;

use svc_analysis::reads::{Reads, Site};
use svc_analysis::request::{Router, Rule};
use svc_analysis::services::names::{self, Role};
use svc_analysis::services::{v1, v2};
use svc_analysis::snapshot::Snapshot;

use crate::code_place::CodePlace;

/// A line above a part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLens {
    /// What it is about: a key.
    pub range: TextRange,
    /// What it says.
    pub title: String,
    /// What a click does.
    pub action: LensAction,
}

/// What a click on a lens does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LensAction {
    /// Shows the routing table, of one service or all.
    ShowRouting {
        /// The service.
        service: Option<String>,
    },
    /// Shows where the service is named.
    ShowReferences,
    /// Shows where source code reads a variable.
    ShowReads(Vec<CodePlace>),
    /// Rewrites `experimentalServices` as `services`.
    MigrateServices,
    /// Runs `vercel dev -L` in a terminal.
    RunDev,
}

/// The lenses of the file, in the order of the text.
#[must_use]
pub fn code_lenses(snapshot: &Snapshot) -> Vec<CodeLens> {
    let mut lenses = Vec::new();
    let Some(config) = snapshot.config().as_object() else { return lenses };
    for section in config.members() {
        let Some(model) = ServicesModel::of_key(&section.key) else { continue };
        let mut add = |title: &str, action| {
            lenses.push(CodeLens { range: section.key_range, title: title.to_owned(), action });
        };
        if section.value.as_object().is_none_or(|services| services.members().is_empty()) {
            continue;
        }
        add("Run vercel dev -L", LensAction::RunDev);
        add("Show routing", LensAction::ShowRouting { service: None });
        if model == ServicesModel::V1 || section.key == v2::ALIAS {
            add("Migrate to services", LensAction::MigrateServices);
        }
    }
    if lenses.is_empty() {
        return lenses;
    }
    let reads = Reads::of(snapshot);
    for variable in reads.iter().flat_map(|reads| reads.variables().iter().filter(|it| it.owner.is_some())) {
        lenses.extend(reads.as_ref().and_then(|it| read_lens(variable.range, &it.of_variable(variable), it)));
    }
    let names = names::occurrences(snapshot.config());
    let router = Router::new(snapshot).ok();
    let leading = router.as_ref().map(Router::rules_by_service);
    for name in names.iter().filter(|name| name.role == Role::Declaration) {
        let requests = leading.as_ref().and_then(|leading| {
            let leading = leading.get(name.name.as_str()).map_or(&[][..], Vec::as_slice);
            match name.model {
                ServicesModel::V1 => v1_requests(snapshot, leading, &name.name),
                ServicesModel::V2 => {
                    v2::resolution(snapshot).service(&name.name).map(|_| v2_requests(leading))
                }
            }
        });
        if let Some(title) = requests {
            let action = LensAction::ShowRouting { service: Some(name.name.clone()) };
            lenses.push(CodeLens { range: name.range, title, action });
        }
        lenses.extend(reads.as_ref().and_then(|it| read_lens(name.range, &it.of_service(&name.name), it)));
        let others = names
            .iter()
            .filter(|it| it.role != Role::Declaration && it.name == name.name && it.model == name.model);
        let title = match others.count() {
            0 => continue,
            1 => "1 reference".to_owned(),
            count => format!("{count} references"),
        };
        lenses.push(CodeLens { range: name.range, title, action: LensAction::ShowReferences });
    }
    lenses.sort_by_key(|lens| lens.range.start());
    lenses
}

/// How often code reads a variable; nothing if it doesn't.
fn read_lens(range: TextRange, sites: &[Site<'_>], reads: &Reads<'_>) -> Option<CodeLens> {
    let title = match sites.len() {
        0 => return None,
        1 => "1 read".to_owned(),
        count => format!("{count} reads"),
    };
    let places = sites.iter().map(|site| CodePlace::of(site, reads)).collect();
    Some(CodeLens { range, title, action: LensAction::ShowReads(places) })
}

/// The requests that a v1 service answers; nothing for jobs, and for services that Vercel rejects.
fn v1_requests(snapshot: &Snapshot, leading: &[(&Rule, bool)], name: &str) -> Option<String> {
    v1::declared(snapshot)?;
    let services = &v1::resolution(snapshot).services;
    let service = services.iter().find(|service| service.name == name)?;
    let prefix = service.web_prefix()?;
    let paths = match prefix {
        "/" if services.iter().any(|it| it.web_prefix().is_some_and(|prefix| prefix != "/")) => {
            "all other paths".to_owned()
        }
        "/" => "all paths".to_owned(),
        prefix => format!("{prefix} and below"),
    };
    let subdomain =
        service.subdomain.as_deref().map(|subdomain| format!(", {subdomain}.…")).unwrap_or_default();
    let is_reached = leading.is_empty() || leading.iter().any(|(_, is_reached)| *is_reached);
    Some(if is_reached {
        format!("answers {paths}{subdomain}")
    } else {
        format!("unreachable: other rules match {paths}")
    })
}

/// The sources of the rules that target a v2 service, except those that no request reaches.
fn v2_requests(leading: &[(&Rule, bool)]) -> String {
    let source = |rule: &Rule| rule.acting.place.as_ref()?.source.clone();
    let reached: Vec<String> =
        leading.iter().filter(|(_, is_reached)| *is_reached).filter_map(|(rule, _)| source(rule)).collect();
    match reached.as_slice() {
        [] if leading.is_empty() => "private: no rewrite to this service".to_owned(),
        [] => "unreachable: rules above match first".to_owned(),
        [one] => format!("answers {one}"),
        [first, second] => format!("answers {first}, {second}"),
        [first, second, rest @ ..] => format!("answers {first}, {second} and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use svc_analysis::testing::Fixture;

    fn check(source: &str, expect: &Expect) {
        let fixture = Fixture::new(source);
        let shown: Vec<String> = code_lenses(&fixture.snapshot)
            .into_iter()
            .map(|lens| format!("{} | {} | {:?}\n", &fixture.text[lens.range], lens.title, lens.action))
            .collect();
        expect.assert_eq(&shown.concat());
    }

    #[test]
    fn services_show_their_requests() {
        check(
            r#"
//- /vercel.json
{ "experimentalServices": {
  "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api", "subdomain": "api" },
  "job": { "type": "worker", "entrypoint": "api/main.py" }
}, "experimentalServiceGroups": { "g": ["api"] } }
//- /web/package.json
//- /api/main.py
"#,
            &expect![[r#"
                "experimentalServices" | Run vercel dev -L | RunDev
                "experimentalServices" | Show routing | ShowRouting { service: None }
                "experimentalServices" | Migrate to services | MigrateServices
                "web" | answers all other paths | ShowRouting { service: Some("web") }
                "api" | answers /api and below, api.… | ShowRouting { service: Some("api") }
                "api" | 1 reference | ShowReferences
            "#]],
        );
        check(
            r#"
//- /vercel.json
{ "services": { "web": { "root": "web", "framework": "nextjs" }, "api": { "root": "web", "framework": "nextjs" } },
  "rewrites": [{ "source": "/a", "destination": { "service": "web" } }, { "source": "/b", "destination": { "service": "web" } },
    { "source": "/c", "destination": { "service": "web" } }] }
//- /web/package.json
"#,
            &expect![[r#"
                "services" | Run vercel dev -L | RunDev
                "services" | Show routing | ShowRouting { service: None }
                "web" | answers /a, /b and 1 more | ShowRouting { service: Some("web") }
                "web" | 3 references | ShowReferences
                "api" | private: no rewrite to this service | ShowRouting { service: Some("api") }
            "#]],
        );
        check(
            r#"{ "experimentalServicesV2": { "web": { "root": "nowhere" } } }"#,
            &expect![[r#"
                "experimentalServicesV2" | Run vercel dev -L | RunDev
                "experimentalServicesV2" | Show routing | ShowRouting { service: None }
                "experimentalServicesV2" | Migrate to services | MigrateServices
            "#]],
        );
        check(
            r#"
//- /vercel.json
{ "services": { "web": { "root": "web", "framework": "nextjs" }, "api": { "root": "web", "framework": "nextjs" } },
  "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }, { "source": "/api/(.*)", "destination": { "service": "api" } }] }
//- /web/package.json
"#,
            &expect![[r#"
                "services" | Run vercel dev -L | RunDev
                "services" | Show routing | ShowRouting { service: None }
                "web" | answers /(.*) | ShowRouting { service: Some("web") }
                "web" | 1 reference | ShowReferences
                "api" | unreachable: rules above match first | ShowRouting { service: Some("api") }
                "api" | 1 reference | ShowReferences
            "#]],
        );
        check(
            r#"
//- /vercel.json
{ "services": { "web": { "root": "web", "framework": "nextjs", "bindings": [{ "service": "api", "format": "url", "env": "API" }, { "service": "api", "format": "url", "env": "UNREAD" }] },
  "api": { "root": "api", "framework": "express" } } }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /web/page.tsx
process.env.API; process.env.API
//- /api/package.json
{ "dependencies": { "express": "4" } }
"#,
            &expect![[r#"
                "services" | Run vercel dev -L | RunDev
                "services" | Show routing | ShowRouting { service: None }
                "web" | private: no rewrite to this service | ShowRouting { service: Some("web") }
                "API" | 2 reads | ShowReads([CodePlace { file: "web/page.tsx", start: Position { line: 0, bytes: 12, utf16: 12, characters: 12 }, length: 3 }, CodePlace { file: "web/page.tsx", start: Position { line: 0, bytes: 29, utf16: 29, characters: 29 }, length: 3 }])
                "api" | private: no rewrite to this service | ShowRouting { service: Some("api") }
                "api" | 2 reads | ShowReads([CodePlace { file: "web/page.tsx", start: Position { line: 0, bytes: 12, utf16: 12, characters: 12 }, length: 3 }, CodePlace { file: "web/page.tsx", start: Position { line: 0, bytes: 29, utf16: 29, characters: 29 }, length: 3 }])
                "api" | 2 references | ShowReferences
            "#]],
        );
        check(r#"{ "services": {} }"#, &expect![[""]]);
        check("", &expect![[""]]);
    }
}
