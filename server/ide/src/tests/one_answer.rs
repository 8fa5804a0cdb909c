//! Who answers a request is one answer: `route`, `inspect`, hovers, lenses, links, definitions and rules agree, in random projects.

use std::fmt::Write;
use std::sync::Arc;

use svc_analysis::check::check;
use svc_analysis::inspect;
use svc_analysis::request::{Outcome, Request, Router};
use svc_analysis::services::{v1, v2};
use svc_analysis::{Finding, Snapshot};
use svc_syntax::{TextRange, TextSize};
use svc_vercel::project::MemoryFs;

use super::memory::generate::Random;
use crate::links::LinkTarget;
use crate::{code_lens, definition, hover, links};

/// How many projects are asked about.
const PROJECTS: u64 = 300;

const FILES: [(&str, &str); 11] = [
    ("web/package.json", r#"{ "dependencies": { "next": "16" } }"#),
    ("web/app/page.tsx", ""),
    ("web/app/docs/page.tsx", ""),
    ("web/app/api/users/route.ts", ""),
    ("api/requirements.txt", "fastapi"),
    ("api/main.py", "app = 1"),
    ("node/package.json", r#"{ "dependencies": { "express": "4" } }"#),
    ("node/index.js", "require('express')"),
    ("api/users.ts", ""),
    ("api/index.ts", ""),
    ("public/docs/index.html", ""),
];

const PATHS: [&str; 12] = [
    "/",
    "/api",
    "/api/",
    "/api/users",
    "/API/users",
    "/docs",
    "/docs/a",
    "/a/b",
    "/svc/api/x",
    "/users?id=1",
    "/api/index",
    "/old/1",
];

const PREFIXES: [&str; 6] = ["/", "/api", "/svc/api", "/docs", "/a", "/a/b"];

const SOURCES: [&str; 9] =
    ["/(.*)", "/api/(.*)", "/api/:path*", "/docs", "/docs/:x", "/:path*", "/old/:id", "/users", "/svc/(.*)"];

const CONDITIONS: [&str; 4] = ["", "", "", r#", "has": [{ "type": "header", "key": "x-plan" }]"#];

const SERVICES: [&str; 3] = ["web", "api", "node"];

/// Rules of a file; `services` are those that a rewrite may lead to.
fn rules(random: &mut Random, services: &[&str], out: &mut String) {
    if random.below(3) == 0 {
        let source = random.pick(&SOURCES);
        let condition = random.pick(&CONDITIONS);
        let _ =
            write!(out, r#", "redirects": [{{ "source": "{source}", "destination": "/new"{condition} }}]"#);
    }
    if random.below(3) == 0 {
        out.push_str(r#", "headers": [{ "source": "/(.*)", "headers": [{ "key": "x-a", "value": "1" }] }]"#);
    }
    if random.below(4) == 0 {
        out.push_str(random.pick(&[r#", "cleanUrls": true"#, r#", "trailingSlash": false"#]));
    }
    let rewrites: Vec<String> = (0..random.below(4))
        .map(|_| {
            let (source, condition) = (random.pick(&SOURCES), random.pick(&CONDITIONS));
            let destination = if services.is_empty() || random.below(4) == 0 {
                format!("\"{}\"", random.pick(&["/api/users", "/docs", "/nothing", "/svc/api/x"]))
            } else {
                let path = random.pick(&["", "", r#", "path": "/docs""#]);
                format!(r#"{{ "service": "{}"{path} }}"#, random.pick(services))
            };
            format!(r#"{{ "source": "{source}", "destination": {destination}{condition} }}"#)
        })
        .collect();
    if !rewrites.is_empty() {
        let _ = write!(out, r#", "rewrites": [{}]"#, rewrites.join(", "));
    }
}

/// A file with a cron at `path`.
fn file(random: &mut Random, path: &str) -> String {
    let mut text = format!(r#"{{ "crons": [{{ "path": "{path}", "schedule": "0 5 * * *" }}]"#);
    let count = 1 + random.below(SERVICES.len());
    let start = random.below(SERVICES.len());
    let names: Vec<&str> = SERVICES.iter().cycle().skip(start).take(count).copied().collect();
    match random.below(3) {
        0 => {
            let from = random.below(PREFIXES.len());
            let declared = names.iter().zip(PREFIXES.iter().cycle().skip(from)).map(|(name, prefix)| {
                let entrypoint = match *name {
                    "web" => r#""entrypoint": "web", "framework": "nextjs""#,
                    "api" => r#""entrypoint": "api/main.py""#,
                    _ => r#""entrypoint": "node/index.js""#,
                };
                format!(r#""{name}": {{ {entrypoint}, "routePrefix": "{prefix}" }}"#)
            });
            let declared: Vec<String> = declared.collect();
            let _ = write!(text, r#", "experimentalServices": {{ {} }}"#, declared.join(", "));
            rules(random, &[], &mut text);
        }
        1 => {
            let declared = names.iter().map(|name| {
                let mut service = match *name {
                    "web" => r#""root": "web", "framework": "nextjs""#.to_owned(),
                    "api" => r#""root": "api", "entrypoint": "main.py""#.to_owned(),
                    _ => r#""root": "node", "entrypoint": "index.js""#.to_owned(),
                };
                if random.below(3) == 0 {
                    rules(random, &[], &mut service);
                }
                format!(r#""{name}": {{ {service} }}"#)
            });
            let declared: Vec<String> = declared.collect();
            let _ = write!(text, r#", "services": {{ {} }}"#, declared.join(", "));
            rules(random, &names, &mut text);
        }
        _ => {
            text.push_str(r#", "framework": null"#);
            rules(random, &[], &mut text);
        }
    }
    text.push_str(" }");
    text
}

/// Where a text stands in the file, without its quotes.
fn place(text: &str, quoted: &str) -> TextSize {
    TextSize::try_from(text.find(quoted).unwrap() + 1).unwrap()
}

fn folder(snapshot: &Snapshot, service: &str) -> String {
    let v1 = v1::resolution(snapshot).services.iter().find(|it| it.name == service);
    v1.map(|it| it.workspace.clone())
        .or_else(|| Some(v2::resolution(snapshot).service(service)?.root.clone()))
        .unwrap()
}

/// Asks every surface about one request; a sentence for each that differs from the router.
fn contradictions(text: &str, path: &str) -> Vec<String> {
    let files = FILES.into_iter().chain([("vercel.json", text)]);
    let snapshot = Snapshot::of(text, Arc::new(MemoryFs::new(files)));
    let Ok(router) = Router::new(&snapshot) else { return Vec::new() };
    let request = Request::get(path).unwrap();
    let answer = router.answer(&request);
    let owner = match &answer.outcome {
        Outcome::Service { name, declared: true } => Some(name.as_str()),
        _ => None,
    };
    let file = match &answer.outcome {
        Outcome::Path { file: Some(file), .. } => Some(file.as_str()),
        _ => None,
    };
    let mut wrong = Vec::new();
    let mut hold = |holds: bool, what: &str, said: &dyn std::fmt::Debug| {
        if !holds {
            wrong.push(format!("{what}: {said:?}"));
        }
    };

    let routed = inspect::answer(&snapshot, &request).unwrap();
    let is_same = routed.outcome == answer.outcome && routed.received == answer.received;
    hold(is_same, "route", &routed.outcome);

    let inspected = serde_json::to_value(inspect::inspect(&snapshot)).unwrap();
    let has_owner = |owner: &str| {
        inspected["services"].as_array().unwrap().iter().any(|service| service["name"] == owner)
    };
    hold(owner.is_none_or(has_owner), "inspect", &inspected["services"]);
    // Without any of these, prefixes ignore case.
    let has_rules = ["redirects", "rewrites", "headers", "cleanUrls", "trailingSlash"]
        .iter()
        .any(|key| snapshot.config().get(key).is_some());
    if !has_rules && snapshot.config().get("experimentalServices").is_some() {
        let asked = request.path.to_lowercase();
        let takes = |prefix: &str| {
            prefix == "/"
                || asked.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let row = inspected["routing"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| takes(row["prefix"].as_str().unwrap()));
        hold(row.and_then(|row| row["service"].as_str()) == owner, "the routing table", &row);
    }

    let at = place(text, &format!("\"{path}\""));
    let is_own = |other: &str| {
        owner.is_none_or(|owner| other.starts_with(&format!("{}/", folder(&snapshot, owner))))
            && file.is_none_or(|file| file == other)
    };
    let definitions = definition::definitions(&snapshot, at).map(|(_, found)| found).unwrap_or_default();
    let declared = definitions.iter().find(|it| it.file.is_none()).map(|it| &text[it.selection]);
    hold(declared == owner, "definition", &definitions);
    hold(
        definitions.iter().filter_map(|it| it.file.as_deref()).all(is_own),
        "definition of the file",
        &definitions,
    );

    let links = links::links(&snapshot);
    let link = links.iter().find(|link| link.range.contains(at)).map(|link| &link.target);
    let is_right = match link {
        Some(LinkTarget::File(other)) => is_own(other),
        Some(LinkTarget::Url(_)) => false,
        None => file.is_none(),
    };
    hold(is_right, "link", &link);

    let hovered = hover::hover(&snapshot, at, super::NOW).map(|hover| hover.markdown).unwrap_or_default();
    let names = |service: &&str| hovered.contains(&format!("service **`{service}`**"));
    let named: Vec<&str> = SERVICES.iter().copied().filter(names).collect();
    hold(named == owner.into_iter().collect::<Vec<_>>(), "hover", &hovered);

    let findings = check(&snapshot);
    let of = |code: &str| findings.iter().find(|finding: &&Finding| finding.rule.code == code);
    let not_found = of("cron-path-not-found").map(|finding| &finding.message);
    let is_redirect = matches!(answer.outcome, Outcome::Redirect { .. });
    let is_right = not_found.is_none_or(|message| {
        owner.is_none() && file.is_none() && is_redirect == message.contains("redirect")
    });
    hold(is_right, "cron-path-not-found", &not_found);
    let unreachable =
        findings.iter().find(|it| it.rule.code == "unreachable-service" && it.service.as_deref() == owner);
    hold(owner.is_none() || unreachable.is_none(), "unreachable-service", &unreachable);

    let lenses = code_lens::code_lenses(&snapshot);
    let denies = |title: &str| title.starts_with("private") || title.starts_with("unreachable");
    let lens = lenses.iter().find(|lens| {
        owner.is_some_and(|owner| text[lens.range] == format!("\"{owner}\"")) && denies(&lens.title)
    });
    hold(lens.is_none(), "lens", &lens);

    for step in answer.steps.iter().filter_map(|step| step.rule.place.as_ref()) {
        let contains = |range: TextRange| range.contains_range(step.range);
        let never_runs = |code| code == "shadowed-rule" || code == "redundant-rule";
        let shadowed = findings.iter().find(|it| never_runs(it.rule.code) && contains(it.range));
        hold(shadowed.is_none(), "shadowed-rule", &shadowed);
        let Some(source) = step.source_range else { continue };
        let shown = hover::hover(&snapshot, source.start() + TextSize::from(1), super::NOW);
        let shown = shown.map(|hover| hover.markdown).unwrap_or_default();
        hold(!shown.contains(&format!("`{path}` doesn't get here")), "hover of a rule", &shown);
    }
    wrong
}

#[test]
fn every_surface_gives_the_same_answer() {
    let mut answered = [0; 3];
    for seed in 0..PROJECTS {
        let mut random = Random::new(seed + 1);
        let path = random.pick(&PATHS);
        let text = file(&mut random, path);
        let wrong = contradictions(&text, path);
        assert!(wrong.is_empty(), "{seed}: {path}\n{text}\n{}", wrong.join("\n"));
        let kind = ["experimentalServices", "services", "framework"];
        answered[kind.iter().position(|key| text.contains(&format!(", \"{key}\": "))).unwrap()] += 1;
    }
    assert!(answered.iter().all(|count| *count > PROJECTS / 6), "{answered:?}");
}
