//! Half-typed states × kinds of completions.

use expect_test::{Expect, expect};

use super::*;
use svc_analysis::testing::{Fixture, apply};
use svc_syntax::TextEdit;

const PROJECT: &str = r#"
//- /package.json
{ "scripts": { "build": "turbo build" } }
//- /pnpm-lock.yaml
//- /web/package.json
{ "dependencies": { "next": "15" }, "scripts": { "build": "next build" } }
//- /web/app/page.tsx
//- /backend/requirements.txt
fastapi
//- /backend/main.py
from fastapi import FastAPI
app = FastAPI()
//- /backend/jobs/daily.py
//- /docs/readme.md
"#;

fn fixture(json: &str) -> Fixture {
    Fixture::new(&format!("//- /vercel.json\n{json}{PROJECT}"))
}

fn items(json: &str) -> Vec<Completion> {
    let fixture = fixture(json);
    let items = complete(&fixture.snapshot, fixture.offset());
    let lines = |range: svc_syntax::TextRange| fixture.text[range].contains('\n');
    for item in &items {
        assert!(!lines(item.range), "replaces several lines: {item:?}");
        assert!(item.range.contains_inclusive(fixture.offset()), "does not hold the cursor: {item:?}");
        if item.filter.starts_with('"') && !item.range.is_empty() {
            assert!(fixture.text[item.range].starts_with('"'), "{item:?}");
        }
    }
    items
}

fn labels(json: &str) -> Vec<String> {
    items(json).into_iter().map(|item| item.label).collect()
}

/// The text once the completion `label` is taken by a client without snippets.
fn taken(json: &str, label: &str) -> String {
    let fixture = fixture(json);
    let items = complete(&fixture.snapshot, fixture.offset());
    let item = items.iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| {
        panic!("no {label} among {:?}", items.iter().map(|it| &it.label).collect::<Vec<_>>())
    });
    let mut edits = item.additional.clone();
    edits.push(TextEdit::new(item.range, &*item.plain));
    apply(&fixture.text, &edits)
}

/// Each state of the text `{ … }` of a v1 service, and what it is once `routePrefix` is taken.
#[test]
fn keys_in_every_half_typed_state() {
    let state = |inside: &str| format!(r#"{{ "experimentalServices": {{ "a": {inside} }} }}"#);
    for (before, after) in [
        ("{$0}", r#"{ "routePrefix": "/" }"#),
        ("{ $0 }", r#"{ "routePrefix": "/" }"#),
        (r#"{ "$0" }"#, r#"{ "routePrefix": "/" }"#),
        (r#"{ "ro$0" }"#, r#"{ "routePrefix": "/" }"#),
        (r#"{ ro$0 }"#, r#"{ "routePrefix": "/" }"#),
        (r#"{ "ro$0ot": "x" }"#, r#"{ "routePrefix": "x" }"#),
        (r#"{ ro$0: "x" }"#, r#"{ "routePrefix": "x" }"#),
        ("{ \"root\": \"x\", $0 }", "{ \"root\": \"x\", \"routePrefix\": \"/\" }"),
        ("{ \"root\": \"x\" $0 }", "{ \"root\": \"x\", \"routePrefix\": \"/\" }"),
        ("{\n\"root\": \"x\"\n$0\n}", "{\n\"root\": \"x\",\n\"routePrefix\": \"/\"\n}"),
        ("{\n\"root\": \"x\"\n\"$0\"\n}", "{\n\"root\": \"x\",\n\"routePrefix\": \"/\"\n}"),
        ("{ $0\"root\": \"x\" }", "{ \"routePrefix\": \"x\" }"),
        ("{ $0 \"root\": \"x\" }", "{ \"routePrefix\": \"/\", \"root\": \"x\" }"),
        ("{\n$0\n\"root\": \"x\"\n}", "{\n\"routePrefix\": \"/\",\n\"root\": \"x\"\n}"),
        (
            "{ \"root\": \"x\", $0 \"type\": \"web\" }",
            "{ \"root\": \"x\", \"routePrefix\": \"/\", \"type\": \"web\" }",
        ),
        (
            "{ \"root\": \"x\" $0, \"type\": \"web\" }",
            "{ \"root\": \"x\", \"routePrefix\": \"/\", \"type\": \"web\" }",
        ),
        (
            "{ \"root\": \"x\" $0 \"type\": \"web\" }",
            "{ \"root\": \"x\", \"routePrefix\": \"/\", \"type\": \"web\" }",
        ),
        ("{ \"ro$0\n}", "{ \"routePrefix\": \"/\"\n}"),
        ("{ \"ro$0\n\"type\": \"web\" }", "{ \"routePrefix\": \"/\",\n\"type\": \"web\" }"),
        ("{ /* ä😀 */ \"ro$0\" }", "{ /* ä😀 */ \"routePrefix\": \"/\" }"),
        ("{\r\n\t\"ro$0\"\r\n}", "{\r\n\t\"routePrefix\": \"/\"\r\n}"),
    ] {
        assert_eq!(taken(&state(before), "routePrefix").trim_end(), state(after), "from {before}");
    }
}

/// Each state of a value, and what it is once `nextjs` is taken.
#[test]
fn values_in_every_half_typed_state() {
    let state = |inside: &str| format!("{{ \"experimentalServices\": {{ \"a\": {{ {inside} }} }} }}");
    for (before, after) in [
        (r#""framework":$0"#, r#""framework":"nextjs""#),
        (r#""framework": $0"#, r#""framework": "nextjs""#),
        (r#""framework": "$0""#, r#""framework": "nextjs""#),
        (r#""framework": "ne$0""#, r#""framework": "nextjs""#),
        (r#""framework": "$0vite""#, r#""framework": "nextjs""#),
        (r#""framework": "vite"$0"#, r#""framework": "nextjs""#),
        (r#""framework": $0"vite""#, r#""framework": "nextjs""#),
        (r#""framework": $0 "vite""#, r#""framework": "nextjs""#),
        (r#""framework": nex$0"#, r#""framework": "nextjs""#),
        (r#""framework": "ne$0"#, r#""framework": "nextjs""#),
        ("\"framework\": \"ne$0\n", "\"framework\": \"nextjs\"\n"),
        ("\"framework\": \"ne$0 \"root\": \"x\"", "\"framework\": \"nextjs\", \"root\": \"x\""),
        ("\"framework\": \"ne$0, \"root\": \"x\"", "\"framework\": \"nextjs\", \"root\": \"x\""),
        ("\"framework\": $0\n\"root\": \"x\"", "\"framework\": \"nextjs\",\n\"root\": \"x\""),
        ("\"framework\": $0 \"root\": \"x\"", "\"framework\": \"nextjs\", \"root\": \"x\""),
        ("\"framework\": $0, \"root\": \"x\"", "\"framework\": \"nextjs\", \"root\": \"x\""),
    ] {
        let fixed = taken(&state(before), "nextjs");
        assert_eq!(fixed.trim_end(), state(after), "from {before}");
    }
}

#[test]
fn elements_in_every_half_typed_state() {
    for (before, after) in [
        ("[$0]", r#"["fra1"]"#),
        ("[ $0 ]", r#"[ "fra1" ]"#),
        (r#"["$0"]"#, r#"["fra1"]"#),
        (r#"["iad1", $0]"#, r#"["iad1", "fra1"]"#),
        (r#"["iad1" $0]"#, r#"["iad1", "fra1"]"#),
        (r#"[$0 "iad1"]"#, r#"["fra1", "iad1"]"#),
        (r#"["iad1", "$0" "lhr1"]"#, r#"["iad1", "fra1", "lhr1"]"#),
        ("[fr$0]", r#"["fra1"]"#),
        ("[\"fr$0]", r#"["fra1"]"#),
    ] {
        let whole = |list: &str| format!("{{ \"regions\": {list} }}");
        assert_eq!(taken(&whole(before), "fra1").trim_end(), whole(after), "from {before}");
    }
    assert!(
        !labels(r#"{ "regions": ["iad1", $0] }"#).contains(&"iad1".to_owned()),
        "what stands there is left out"
    );
    assert!(
        labels(r#"{ "regions": ["iad1$0"] }"#).contains(&"iad1".to_owned()),
        "but for the one at the cursor"
    );
}

#[test]
fn nothing_where_nothing_can_stand() {
    for json in [
        "{ // $0\n}",
        "{ /* $0 */ }",
        r#"{ "name" $0 }"#,
        "{}$0",
        "{ } $0",
        r#"{ "git": $0 {} }"#,
        r#"{ "experimentalServices": { "a": { "memory": 1 } } } // $0"#,
    ] {
        assert_eq!(labels(json), Vec::<String>::new(), "{json}");
    }
}

fn check(json: &str, count: usize, expect: &Expect) {
    let shown: Vec<String> = items(json)
        .into_iter()
        .take(count)
        .map(|item| {
            let parts = [
                Some(item.label),
                item.detail,
                item.description,
                item.deprecated.then(|| "DEPRECATED".to_owned()),
            ];
            format!("{}\n", parts.into_iter().flatten().collect::<Vec<_>>().join(" | "))
        })
        .collect();
    expect.assert_eq(&shown.concat());
}

#[test]
fn an_empty_file_becomes_a_configuration_of_what_the_directory_holds() {
    check(
        "$0",
        9,
        &expect![[r#"
            project-services | 2 services
            single-page-app
            cron-job
            { } | an empty configuration
        "#]],
    );
    expect![[r#"
        {
          "$schema": "https://openapi.vercel.sh/vercel.json",
          "services": {
            "web": { "root": "web", "framework": "nextjs" },
            "backend": { "root": "backend", "entrypoint": "main.py" }
          },
          "rewrites": [
            { "source": "/api(/.*)?", "destination": { "service": "backend" } },
            { "source": "/(.*)", "destination": { "service": "web" } }
          ]
        }
    "#]]
    .assert_eq(&taken("$0", "project-services"));
}

#[test]
fn an_empty_file_becomes_the_configuration_that_vercel_infers() {
    let fixture = Fixture::new(
        "//- /vercel.json\n$0\n//- /package.json\n{ \"dependencies\": { \"next\": \"16\" } }\n//- /services/users/go.mod\nmodule users\n//- /services/users/main.go\npackage main\n",
    );
    let items = complete(&fixture.snapshot, fixture.offset());
    let first = items.first().unwrap();
    assert_eq!(first.label, "project-services");
    expect![[r#"
        - `frontend`: Next.js in the project root
        - `users`: Go in `services/users`

        ```json
        {
          "$schema": "https://openapi.vercel.sh/vercel.json",
          "services": {
            "frontend": { "root": ".", "framework": "nextjs" },
            "users": { "root": "services/users", "entrypoint": "main.go" }
          },
          "rewrites": [
            { "source": "/api/users(/.*)?", "destination": { "service": "users" } },
            { "source": "/(.*)", "destination": { "service": "frontend" } }
          ]
        }
        ```"#]]
    .assert_eq(first.documentation.as_deref().unwrap_or_default());
}

#[test]
fn a_service_is_one_completion() {
    check(
        r#"{ "experimentalServices": { $0 } }"#,
        9,
        &expect![[r#"
            backend | FastAPI in backend
            web | Next.js in web
            new-service | a service to fill in
        "#]],
    );
    expect![[r#"
        {
          "experimentalServices": {
            "backend": {
              "entrypoint": "backend/main.py",
              "routePrefix": "/backend"
            }
          }
        }
    "#]]
    .assert_eq(&taken("{\n  \"experimentalServices\": {\n    $0\n  }\n}", "backend"));
    expect![[r#"
        {
          "services": {
            "web": { "root": "web" },
            "backend": {
              "root": "backend",
              "entrypoint": "main.py"
            }
          }
        }
    "#]]
    .assert_eq(&taken(
        "{\n  \"services\": {\n    \"web\": { \"root\": \"web\" },\n    $0\n  }\n}",
        "backend",
    ));
}

#[test]
fn the_required_come_first_and_the_deprecated_last() {
    check(
        r#"{ "crons": [{ $0 }] }"#,
        9,
        &expect![[r#"
        path |  required | string
        schedule |  required | string
    "#]],
    );
    check(
        r#"{ "functions": { "api/x.ts": { $0 } } }"#,
        30,
        &expect![[r#"
            maxDuration | number | string
            memory
            regions | list
            functionFailoverRegions | list
            runtime | string
            includeFiles | string
            excludeFiles | string
            architecture | "x86_64" | "arm64"
            supportsCancellation | boolean
            maxConcurrency | number
            affinity | object
            experimentalTriggers | list
        "#]],
    );
    check(
        r#"{ "experimentalServices": { "a": { "type": "cron", $0 } } }"#,
        3,
        &expect![[r#"
        schedule |  required | string | list
        entrypoint | string
        root | string
    "#]],
    );
    let keys = items("{ $0 }");
    let first_deprecated = keys.iter().position(|item| item.deprecated).unwrap();
    assert!(keys[first_deprecated..].iter().all(|item| item.deprecated));
    assert!(keys[first_deprecated..].iter().any(|item| item.label == "experimentalServicesV2"));
    assert!(!keys.iter().any(|item| item.label == "wildcard"), "private keys are not offered");
}

#[test]
fn values_by_what_they_mean() {
    check(
        r#"{ "experimentalServices": { "a": { "entrypoint": "web", "framework": "$0" } } }"#,
        3,
        &expect![[r#"
            nextjs |  detected in web | Next.js
            fastapi | FastAPI
            vite | Vite
        "#]],
    );
    check(
        r#"{ "services": { "a": { "root": "backend", "framework": "$0" } } }"#,
        2,
        &expect![[r#"
            fastapi |  detected in backend | FastAPI
            vite | Vite
        "#]],
    );
    check(
        r#"{ "services": { "a": { "root": "$0" } } }"#,
        9,
        &expect![[r#"
        backend | FastAPI
        web | Next.js
        docs
    "#]],
    );
    check(
        r#"{ "services": { "a": { "root": "backend", "entrypoint": "$0" } } }"#,
        9,
        &expect![[r#"
        main.py
        main:app | the application in main.py
        jobs/
    "#]],
    );
    check(
        r#"{ "services": { "a": { "root": "backend", "entrypoint": "jobs/$0" } } }"#,
        9,
        &expect![[r#"
            main.py
            main:app | the application in main.py
            jobs/daily.py
        "#]],
    );
    check(
        r#"{ "experimentalServices": { "a": { "type": "$0" } } }"#,
        9,
        &expect![[r#"
        web |  default
        job
        worker
        cron
    "#]],
    );
    check(
        r#"{ "experimentalServices": { "a": { "entrypoint": "$0" } } }"#,
        9,
        &expect![[r#"
        backend/main.py | FastAPI
        web | Next.js
        backend/
        docs/
        web/
    "#]],
    );
    check(
        r#"{ "experimentalServices": { "a": { "entrypoint": "$0" }, "b": { "entrypoint": "backend/main.py" } } }"#,
        9,
        &expect![[r#"
            web | Next.js
            backend/main.py | FastAPI
            backend/
            docs/
            web/
        "#]],
    );
    check(
        r#"{ "experimentalServices": { "a": { "routePrefix": "/" }, "b": { "routePrefix": "$0" } } }"#,
        9,
        &expect![[r#"
            /b
            /api
            /api/b
        "#]],
    );
    check(
        r#"{ "cleanUrls": $0 }"#,
        9,
        &expect![[r#"
        true
        false |  default
    "#]],
    );
    check(
        r#"{ "crons": [{ "path": "/x", "schedule": "$0" }] }"#,
        2,
        &expect![[r#"
            0 0 * * * | At 00:00 every day
            0 5 * * * | At 05:00 every day
        "#]],
    );
    check(
        r#"{ "headers": [{ "source": "/", "headers": [{ "key": "x-frame-options", "value": "$0" }] }] }"#,
        9,
        &expect![[r#"
        DENY
        SAMEORIGIN
    "#]],
    );
    check(
        r#"{ "images": { "formats": ["image/png", "$0"] } }"#,
        9,
        &expect![[r#"
        image/avif
        image/webp
        image/jpeg
    "#]],
    );
    check(
        r#"{ "buildCommand": "$0" }"#,
        9,
        &expect![[r#"
            pnpm run build | turbo build
            null | the framework's default
        "#]],
    );
}

#[test]
fn services_wherever_one_is_named() {
    let services = r#""services": { "web": { "root": "web" }, "back": { "root": "backend", "bindings": [{ "service": "@" }] } }"#;
    let with = |cursor: &str, rest: &str| format!("{{ {}, {rest} }}", services.replace('@', cursor));
    for json in [
        with("$0", "\"name\": \"\""),
        with("", r#""rewrites": [{ "source": "/", "destination": { "service": "$0" } }]"#),
        with("", r#""schedules": [{ "service": "$0" }]"#),
    ] {
        let labels = labels(&json);
        assert_eq!(labels.first().map(String::as_str), Some("web"), "{json}: {labels:?}");
    }
    assert!(
        !labels(&with("$0", "\"name\": \"\"")).contains(&"back".to_owned()),
        "a service does not bind to itself"
    );
    check(
        &with("", r#""rewrites": [ $0 ]"#),
        3,
        &expect![[r#"
            rewrite-to-web | /(.*)
            rewrite-to-back | /back(/.*)?
            { source, destination } | Sends matching requests to another path, another site or a service, without changing the URL in the browser
        "#]],
    );
    check(
        r#"{ "experimentalServices": { "a": {}, "b": {} }, "experimentalServiceGroups": { "g": ["a", "$0"] } }"#,
        9,
        &expect![[r#"
            b
        "#]],
    );
}

/// A path from the root leads to the second of them.
#[test]
fn duplicate_keys_show_the_documentation_at_the_cursor() {
    let fixture = fixture(r#"{ "redirects": [{ "source": "/a", "permanent": true, $0 }], "redirects": 7 }"#);
    let items = complete(&fixture.snapshot, fixture.offset());
    let docs = |label: &str| documentation(items.iter().find(|item| item.label == label)?.docs.as_ref()?);
    assert!(docs("statusCode").unwrap().starts_with("The status of the response"), "{items:?}");
}

#[test]
fn documentation_comes_when_asked_for() {
    let fixture = fixture(r#"{ "experimentalServices": { "a": { $0 } } }"#);
    let items = complete(&fixture.snapshot, fixture.offset());
    let item = items.iter().find(|item| item.label == "routePrefix").unwrap();
    let docs = documentation(item.docs.as_ref().unwrap()).unwrap();
    assert!(docs.contains("longest prefix"), "{docs}");
    assert_eq!(documentation(&Docs::Key { shape: usize::MAX, kinds_of: None, of_options: false }), None);
    assert!(documentation(&Docs::Framework { slug: "nextjs".to_owned() }).is_some());
    assert_eq!(documentation(&Docs::Framework { slug: "nope".to_owned() }), None);
}

#[test]
fn a_binding_is_offered_the_names_that_code_reads() {
    let fixture = Fixture::new(
        r#"
//- /vercel.json
{ "services": { "web": { "root": "web", "framework": "nextjs", "bindings": [
    { "service": "api", "format": "url", "env": "BOUND" }, { "service": "api", "format": "url", "env": "$0" }] },
  "api": { "root": "api", "framework": "express" } } }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /web/page.tsx
process.env.BACKEND; process.env.BOUND; process.env.NEXT_PUBLIC_X; process.env.NODE_ENV; process.env.IN_FILE
//- /api/package.json
{ "dependencies": { "express": "4" } }
//- /api/index.ts
process.env.OTHER
//- /.env
IN_FILE=1
"#,
    );
    let items = complete(&fixture.snapshot, fixture.offset());
    let shown: Vec<_> =
        items.iter().map(|it| (it.label.as_str(), it.description.as_deref().unwrap_or_default())).collect();
    assert_eq!(shown.first(), Some(&("BACKEND", "read in web/page.tsx")));
    for name in ["BOUND", "NEXT_PUBLIC_X", "NODE_ENV", "OTHER"] {
        assert!(!shown.iter().any(|(label, _)| *label == name), "{name}: {shown:?}");
    }
}

/// What is offered first by the meaning of each place, in a project with functions and files.
#[test]
fn every_position_offers_its_values() {
    const PLACES: &[&str] = &[
        r#"{ "env": { $0 } }"#,
        r#"{ "build": { "env": { "$0" } } }"#,
        r#"{ "services": { "api": { "root": "backend", "bindings": [{ "service": "web", "env": "$0" }] }, "web": {} } }"#,
        r#"{ "headers": [{ "source": "/", "headers": [{ "key": "$0" }] }] }"#,
        r#"{ "headers": [{ "source": "/", "headers": [{ "key": "content-type", "value": "$0" }] }] }"#,
        r#"{ "headers": [{ "source": "/", "headers": [{ "key": "cache-control", "value": $0 }] }] }"#,
        r#"{ "routes": [{ "src": "/", "headers": { "$0" } }] }"#,
        r#"{ "routes": [{ "src": "/", "methods": ["GET", "$0"] }] }"#,
        r#"{ "routes": [{ "$0" }] }"#,
        r#"{ "rewrites": [{ "source": "/", "has": [{ "type": "header", "key": "$0" }] }] }"#,
        r#"{ "rewrites": [{ "source": "/", "has": [{ "type": "$0" }] }] }"#,
        r#"{ "rewrites": [{ "source": "$0" }] }"#,
        r#"{ "rewrites": [{ "source": "/:a/:b*", "destination": "$0" }] }"#,
        r#"{ "rewrites": [{ "source": "/:a(\\d+)/(.*\\.(?:js|css))", "destination": "$0" }] }"#,
        r#"{ "redirects": [{ "source": "/a", "statusCode": $0 }] }"#,
        r#"{ "crons": [{ "path": "$0" }] }"#,
        r#"{ "schedules": [{ "timezone": "$0" }] }"#,
        r#"{ "regions": $0 }"#,
        r#"{ "functions": { "$0" } }"#,
        r#"{ "functions": { "api/*.ts": { "includeFiles": "$0" } } }"#,
        r#"{ "functions": { "api/*.ts": { "memory": $0 } } }"#,
        r#"{ "functions": { "api/*.ts": { "runtime": "$0" } } }"#,
        r#"{ "builds": [{ "use": "$0" }] }"#,
        r#"{ "builds": [{ "src": "$0" }] }"#,
        r#"{ "images": { "formats": $0 } }"#,
        r#"{ "images": { "qualities": [$0] } }"#,
        r#"{ "experimentalServices": { "a": { "type": "job", "trigger": "queue", "topics": [{ $0 }] } } }"#,
        r#"{ "experimentalServices": { "a": { "builder": "$0" } } }"#,
        r#"{ "experimentalServices": { "a": { "runtime": "$0" } } }"#,
        r#"{ "experimentalServices": { "a": { "type": "cron", "schedule": $0 } } }"#,
        r#"{ "experimentalServices": { "a": {}, "b": { "env": { "X": { "service": "$0" } } } } }"#,
        r#"{ "git": { "deploymentEnabled": $0 } }"#,
        r#"{ "trailingSlash": $0 }"#,
        r#"{ "$schema": "$0" }"#,
        r#"{ "bunVersion": "$0" }"#,
        r#"{ "installCommand": "$0" }"#,
        r#"{ "ignoreCommand": "$0" }"#,
        r#"{ "experimentalServices": { "a": { "framework": "nextjs", "buildCommand": "$0" } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "nextjs", "preDeployCommand": "$0" } } }"#,
        r#"{ "outputDirectory": "$0" }"#,
    ];
    let mut shown = String::new();
    for place in PLACES {
        let fixture = fixture(&format!(
            "{place}\n//- /api/cron.ts\n//- /api/_lib.ts\n//- /api/users/[id].ts\n//- /.env.local\nSTRIPE_KEY=\n"
        ));
        let items = complete(&fixture.snapshot, fixture.offset());
        let labels: Vec<&str> = items.iter().take(4).map(|item| item.label.as_str()).collect();
        shown += &format!("{place}\n    {} of {}\n", labels.join(" | "), items.len());
    }
    expect![[r#"
        { "env": { $0 } }
            STRIPE_KEY of 1
        { "build": { "env": { "$0" } } }
            STRIPE_KEY of 1
        { "services": { "api": { "root": "backend", "bindings": [{ "service": "web", "env": "$0" }] }, "web": {} } }
            STRIPE_KEY | API_URL | WEB_URL of 3
        { "headers": [{ "source": "/", "headers": [{ "key": "$0" }] }] }
            Cache-Control | Content-Security-Policy | Content-Security-Policy-Report-Only | Strict-Transport-Security of 30
        { "headers": [{ "source": "/", "headers": [{ "key": "content-type", "value": "$0" }] }] }
            application/json; charset=utf-8 | text/html; charset=utf-8 | text/plain; charset=utf-8 | text/css; charset=utf-8 of 14
        { "headers": [{ "source": "/", "headers": [{ "key": "cache-control", "value": $0 }] }] }
            public, max-age=31536000, immutable | public, max-age=0, must-revalidate | s-maxage=60, stale-while-revalidate=300 | no-store of 17
        { "routes": [{ "src": "/", "headers": { "$0" } }] }
            Cache-Control | Content-Security-Policy | Content-Security-Policy-Report-Only | Strict-Transport-Security of 30
        { "routes": [{ "src": "/", "methods": ["GET", "$0"] }] }
            POST | PUT | PATCH | DELETE of 6
        { "routes": [{ "$0" }] }
            handle | src | source | dest of 19
        { "rewrites": [{ "source": "/", "has": [{ "type": "header", "key": "$0" }] }] }
            accept | accept-language | authorization | content-type of 24
        { "rewrites": [{ "source": "/", "has": [{ "type": "$0" }] }] }
            host | header | cookie | query of 4
        { "rewrites": [{ "source": "$0" }] }
            /blog/:slug | /blog/:path* | /:path* | /(.*) of 8
        { "rewrites": [{ "source": "/:a/:b*", "destination": "$0" }] }
            /new/:a/:b* | /:a | /:b* | /api/cron of 5
        { "rewrites": [{ "source": "/:a(\\d+)/(.*\\.(?:js|css))", "destination": "$0" }] }
            /new/:a/$2 | /:a | /$2 | /api/cron of 5
        { "redirects": [{ "source": "/a", "statusCode": $0 }] }
            301 | 302 | 303 | 307 of 5
        { "crons": [{ "path": "$0" }] }
            /api/cron | /api/daily of 2
        { "schedules": [{ "timezone": "$0" }] }
            UTC | America/New_York | America/Chicago | America/Denver of 31
        { "regions": $0 }
            [ ] of 1
        { "functions": { "$0" } }
            api/**/* | api/cron.ts | api/users/[id].ts | api/**/*.ts of 4
        { "functions": { "api/*.ts": { "includeFiles": "$0" } } }
            api/** | backend/** | docs/** | web/** of 8
        { "functions": { "api/*.ts": { "memory": $0 } } }
            1024 | 2048 of 2
        { "functions": { "api/*.ts": { "runtime": "$0" } } }
            vercel-php@0.7.4 of 1
        { "builds": [{ "use": "$0" }] }
            @vercel/backends | @vercel/container | @vercel/elysia | @vercel/express of 20
        { "builds": [{ "src": "$0" }] }
            api/**/*.ts | package.json | api/_lib.ts | api/cron.ts of 9
        { "images": { "formats": $0 } }
            [ ] of 1
        { "images": { "qualities": [$0] } }
             of 0
        { "experimentalServices": { "a": { "type": "job", "trigger": "queue", "topics": [{ $0 }] } } }
            topic | retryAfterSeconds | initialDelaySeconds of 3
        { "experimentalServices": { "a": { "builder": "$0" } } }
            @vercel/backends | @vercel/container | @vercel/elysia | @vercel/express of 20
        { "experimentalServices": { "a": { "runtime": "$0" } } }
            node | python | go | rust of 6
        { "experimentalServices": { "a": { "type": "cron", "schedule": $0 } } }
            0 0 * * * | 0 5 * * * | 0 9 * * * | 0 9 * * 1-5 of 16
        { "experimentalServices": { "a": {}, "b": { "env": { "X": { "service": "$0" } } } } }
            a of 1
        { "git": { "deploymentEnabled": $0 } }
            true | false | { } of 3
        { "trailingSlash": $0 }
            true | false of 2
        { "$schema": "$0" }
            https://openapi.vercel.sh/vercel.json of 1
        { "bunVersion": "$0" }
            1.x of 1
        { "installCommand": "$0" }
            pnpm install | pnpm install --frozen-lockfile | null of 3
        { "ignoreCommand": "$0" }
            git diff --quiet HEAD^ HEAD ./ | null of 2
        { "experimentalServices": { "a": { "framework": "nextjs", "buildCommand": "$0" } } }
            pnpm run build | next build of 2
        { "experimentalServices": { "a": { "framework": "nextjs", "preDeployCommand": "$0" } } }
            pnpm run build of 1
        { "outputDirectory": "$0" }
            api | backend | docs | web of 5
    "#]].assert_eq(&shown);
}

/// Whatever is taken, by whichever client: the file has no new syntax errors, and nothing is written twice.
#[test]
fn accepting_any_completion_adds_no_errors() {
    for json in [
        "$0",
        "{ $0 }",
        "{ \"$0\" }",
        "{ \"cleanUrls\": true $0 }",
        "{ $0 \"cleanUrls\": true }",
        "{ \"cleanUrls\": true,\n  $0\n  \"trailingSlash\": false }",
        r#"{ "experimentalServices": { $0 } }"#,
        r#"{ "experimentalServices": { "a": { $0 } } }"#,
        r#"{ "services": { "a": { "root": "backend" } $0 } }"#,
        r#"{ "rewrites": [ $0 ] }"#,
        r#"{ "redirects": [ { "source": "/", "destination": "/x" } $0 ] }"#,
        r#"{ "headers": $0 }"#,
        r#"{ "crons": $0, "cleanUrls": true }"#,
        r#"{ "images": $0 "cleanUrls": true }"#,
        r#"{ "functions": { $0 } }"#,
    ] {
        let fixture = fixture(json);
        for item in complete(&fixture.snapshot, fixture.offset()) {
            let mut edits = item.additional.clone();
            edits.push(TextEdit::new(item.range, &*item.plain));
            let text = apply(&fixture.text, &edits);
            let parse = svc_syntax::Parse::new(&text);
            // The value of some keys is left to the user, at the cursor.
            let is_left = |error: &&svc_syntax::SyntaxError| {
                item.plain.trim_end_matches(',').ends_with(": ")
                    && error.kind == svc_syntax::SyntaxErrorKind::MissingValue
            };
            let errors: Vec<_> = parse.errors().iter().filter(|error| !is_left(error)).collect();
            assert!(errors.is_empty(), "{} in {json}: {text}\n{errors:?}", item.label);
        }
    }
}

/// What stands before the cursor in the edit's range is how each of them begins, so that no client filters them out.
#[test]
fn a_colon_offers_the_parameters_of_the_rule() {
    let rule = |destination: &str| {
        format!(
            r#"{{ "rewrites": [{{ "source": "/:lang/blog/:slug*", "has": [{{ "type": "header", "key": "plan" }}], "destination": {destination} }}] }}"#
        )
    };
    for (destination, typed) in [
        (r#""/posts/:$0""#, ":"),
        (r#""/posts/:sl$0""#, ":sl"),
        (r#""/posts/:s$0lug/more""#, ":s"),
        (r#""https://example.com/:$0""#, ":"),
        (r#""https://example.com/?x=:$0""#, ":"),
        (r#"{ "service": "web", "path": "/:$0" }"#, ":"),
    ] {
        let json = rule(destination);
        let items = items(&json);
        let labels: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
        assert_eq!(labels, [":lang", ":slug*", ":plan"], "{json}");
        for item in &items {
            let fixture = fixture(&json);
            let before = svc_syntax::TextRange::new(item.range.start(), fixture.offset());
            assert_eq!(&fixture.text[before], typed, "{json}");
            assert!(item.filter.starts_with(':'), "{item:?}");
        }
    }
    assert_eq!(taken(&rule(r#""/posts/:s$0lug/more""#), ":lang").trim_end(), rule(r#""/posts/:lang/more""#));
    assert_eq!(taken(&rule(r#""/posts/:$0*""#), ":slug*").trim_end(), rule(r#""/posts/:slug*""#));
    for elsewhere in [r#""https:$0""#, r#""http://localhost:30$0""#] {
        assert!(!labels(&rule(elsewhere)).contains(&":lang".to_owned()), "{elsewhere}");
    }
    let route = r#"{ "routes": [{ "src": "/(?<lang>[a-z(]+)/(\\.(?:x|y))", "dest": "/a?b=$$0" }] }"#;
    assert_eq!(labels(route), ["$lang", "$2"]);
    let header =
        r#"{ "headers": [{ "source": "/:file", "headers": [{ "key": "X-File", "value": "a :$0" }] }] }"#;
    assert_eq!(labels(header), [":file"]);
    let transform = r#"{ "rewrites": [{ "source": "/:a", "destination": "/b", "transforms": [{ "type": "request.path", "op": "set", "args": "/:$0" }] }] }"#;
    assert_eq!(labels(transform), [":a"]);
}

#[test]
fn directives_come_one_by_one() {
    let header = |key: &str, value: &str| {
        format!(
            r#"{{ "headers": [{{ "source": "/x", "headers": [{{ "key": "{key}", "value": "{value}" }}] }}] }}"#
        )
    };
    for (key, value, label, after) in [
        ("Cache-Control", "public, max-age=60, $0", "immutable", "public, max-age=60, immutable"),
        (
            "CDN-Cache-Control",
            "max-age=60, s$0",
            "stale-while-revalidate=86400",
            "max-age=60, stale-while-revalidate=86400",
        ),
        ("cache-control", "pub$0, max-age=60", "private", "private, max-age=60"),
        (
            "Content-Security-Policy",
            "default-src 'self'; $0",
            "img-src 'self'",
            "default-src 'self'; img-src 'self'",
        ),
        (
            "Content-Security-Policy",
            "default-src 'self' $0; img-src *",
            "https:",
            "default-src 'self' https:; img-src *",
        ),
        ("Content-Security-Policy", "defa$0 'self' data:", "script-src", "script-src 'self' data:"),
        (
            "Strict-Transport-Security",
            "max-age=63072000;$0",
            "includeSubDomains",
            "max-age=63072000;includeSubDomains",
        ),
        ("Permissions-Policy", "camera=(), mic$0", "microphone=()", "camera=(), microphone=()"),
        ("Referrer-Policy", "no-referrer, $0", "strict-origin", "no-referrer, strict-origin"),
        ("X-Robots-Tag", "noindex, no$0", "nofollow", "noindex, nofollow"),
        ("Set-Cookie", "a=b; $0", "Secure", "a=b; Secure"),
    ] {
        let json = header(key, value);
        assert_eq!(taken(&json, label).trim_end(), header(key, after), "{json}");
    }
    let rest = labels(&header("Cache-Control", "public, max-age=60, $0"));
    assert!(!rest.contains(&"public".to_owned()) && !rest.contains(&"max-age=3600".to_owned()), "{rest:?}");
    let whole = labels(&header("Cache-Control", "$0"));
    for label in ["public, max-age=31536000, immutable", "s-maxage=3600"] {
        assert!(whole.contains(&label.to_owned()), "{whole:?}");
    }
    assert!(items(&header("Permissions-Policy", "$0")).iter().all(|item| item.documentation.is_some()));
}

#[test]
fn kinds_of_services_are_explained_and_bring_what_they_require() {
    let service = |inside: &str| format!(r#"{{ "experimentalServices": {{ "a": {{ {inside} }} }} }}"#);
    let labels_of = |items: &[Completion]| items.iter().map(|item| item.label.clone()).collect::<Vec<_>>();
    let kinds = items(&service(r#""entrypoint": "backend/main.py", "type": "$0""#));
    assert_eq!(labels_of(&kinds), ["web", "job", "worker", "cron"]);
    assert!(kinds.iter().all(|item| item.documentation.is_some()));
    let triggers = items(&service(r#""type": "job", "entrypoint": "backend/main.py", "trigger": "$0""#));
    assert_eq!(labels_of(&triggers), ["schedule", "queue", "workflow"]);
    assert!(triggers.iter().all(|item| item.documentation.is_some()));
    assert_eq!(
        taken(&service(r#""entrypoint": "backend/main.py", "type": "$0""#), "cron").trim_end(),
        service(r#""entrypoint": "backend/main.py", "type": "cron", "schedule": "0 5 * * *""#)
    );
    // The key itself: a choice of all of them, explained in its documentation.
    let keys = items(&service(r#""entrypoint": "backend/main.py", $0"#));
    let key = keys.iter().find(|item| item.label == "type").unwrap();
    assert_eq!(key.snippet.as_deref(), Some(r#""type": ${1|"web","job","worker","cron"|}"#));
    let docs = documentation(key.docs.as_ref().unwrap()).unwrap();
    for kind in ["web", "job", "worker", "cron"] {
        assert!(docs.contains(&format!("- `\"{kind}\"` — ")), "{docs}");
    }
    for elsewhere in ["schedule", "trigger", "topics", "consumer", "command"] {
        assert!(!keys.iter().any(|item| item.label == elsewhere), "{elsewhere} in a plain web service");
    }
    let in_service =
        |rest: &str| labels(&format!(r#"{{ "services": {{ "a": {{ "root": "web", {rest}$0 }} }} }}"#));
    assert!(in_service(r#""runtime": "container", "#).contains(&"command".to_owned()));
    assert!(!in_service("").contains(&"command".to_owned()));
}

#[test]
fn frameworks_are_detected_then_common_then_deprecated() {
    let frameworks = items(r#"{ "services": { "a": { "root": "web", "framework": "$0" } } }"#);
    let labels: Vec<&str> = frameworks.iter().map(|item| item.label.as_str()).collect();
    assert_eq!(labels[0], "nextjs");
    let common =
        ["fastapi", "vite", "express", "flask", "astro", "sveltekit-1", "nuxtjs", "hono", "react-router"];
    assert_eq!(labels[1..10], common);
    let first = frameworks.iter().position(|item| item.deprecated).unwrap();
    assert!(frameworks[first..].iter().all(|item| item.deprecated));
    for slug in ["blitzjs", "sanity-v2", "create-react-app", "sapper"] {
        assert!(labels[first..].contains(&slug), "{slug}");
    }
}

#[test]
fn the_framework_is_detected_around_the_entrypoint() {
    let fixture = Fixture::new(
        "//- /vercel.json\n{ \"experimentalServices\": { \"api\": { \"entrypoint\": \"api/src/index.ts\", \"framework\": \"$0\" } } }\n//- /api/package.json\n{ \"dependencies\": { \"express\": \"5\" } }\n//- /api/src/index.ts\nimport express from 'express'\n",
    );
    let items = complete(&fixture.snapshot, fixture.offset());
    assert_eq!(items.first().map(|item| item.label.as_str()), Some("express"));
}

/// Some editors insert the label.
#[test]
fn no_label_is_a_sentence() {
    let services = r#""services": { "web": { "root": "web" } }"#;
    for json in [
        "$0".to_owned(),
        "{ $0 }".to_owned(),
        r#"{ "services": { $0 } }"#.to_owned(),
        format!(r#"{{ {services}, "rewrites": [ $0 ] }}"#),
        format!(r#"{{ {services}, "rewrites": [{{ "source": "/:a", "destination": $0 }}] }}"#),
    ] {
        for label in labels(&json) {
            assert!(!label.contains(' ') || label.starts_with(['{', '[']), "{label} in {json}");
        }
    }
}

#[test]
fn commands_are_run_by_the_projects_package_manager() {
    let first = |json: &str, files: &str| {
        let fixture = Fixture::new(&format!("//- /vercel.json\n{json}\n{files}"));
        let items = complete(&fixture.snapshot, fixture.offset());
        items.into_iter().map(|item| item.label).next().unwrap_or_default()
    };
    let yarn = "//- /package.json\n{ \"packageManager\": \"yarn@4.9.1\", \"scripts\": { \"dev\": \"vite\", \"build\": \"vite build\" } }\n";
    for (key, command) in [
        ("buildCommand", "yarn run build"),
        ("devCommand", "yarn run dev"),
        ("installCommand", "yarn install"),
    ] {
        assert_eq!(first(&format!("{{ \"{key}\": \"$0\" }}"), yarn), command);
    }
    let service = |key: &str| {
        format!(
            r#"{{ "services": {{ "api": {{ "root": "api", "entrypoint": "main.py", "{key}": "$0" }} }} }}"#
        )
    };
    let bun = "//- /bun.lock\n{}\n//- /api/main.py\napp = 1\n//- /api/uv.lock\n";
    assert_eq!(first(&service("buildCommand"), bun), "bun run build");
    assert_eq!(first(&service("installCommand"), bun), "uv sync");
}

#[test]
fn the_proxy_is_a_script() {
    let fixture = Fixture::new(
        "//- /vercel.json\n{ \"proxy\": { \"entrypoint\": \"$0\" } }\n//- /README.md\n//- /index.html\n//- /proxy.ts\n//- /types.d.ts\n//- /src/a.ts\n",
    );
    let items = complete(&fixture.snapshot, fixture.offset());
    let labels: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
    assert_eq!(labels, ["proxy.ts", "src/"]);
}
