//! Half-typed states × kinds of completions.

use expect_test::{Expect, expect};

use super::*;
use crate::finding::TextEdit;
use crate::testing::{Fixture, apply};

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
        ("{$0}", r#"{"routePrefix": ""}"#),
        ("{ $0 }", r#"{ "routePrefix": "" }"#),
        (r#"{ "$0" }"#, r#"{ "routePrefix": "" }"#),
        (r#"{ "ro$0" }"#, r#"{ "routePrefix": "" }"#),
        (r#"{ ro$0 }"#, r#"{ "routePrefix": "" }"#),
        (r#"{ "ro$0ot": "x" }"#, r#"{ "routePrefix": "x" }"#),
        (r#"{ ro$0: "x" }"#, r#"{ "routePrefix": "x" }"#),
        ("{ \"root\": \"x\", $0 }", "{ \"root\": \"x\", \"routePrefix\": \"\" }"),
        ("{ \"root\": \"x\" $0 }", "{ \"root\": \"x\", \"routePrefix\": \"\" }"),
        ("{\n\"root\": \"x\"\n$0\n}", "{\n\"root\": \"x\",\n\"routePrefix\": \"\"\n}"),
        ("{\n\"root\": \"x\"\n\"$0\"\n}", "{\n\"root\": \"x\",\n\"routePrefix\": \"\"\n}"),
        ("{ $0\"root\": \"x\" }", "{ \"routePrefix\": \"x\" }"),
        ("{ $0 \"root\": \"x\" }", "{ \"routePrefix\": \"\", \"root\": \"x\" }"),
        ("{\n$0\n\"root\": \"x\"\n}", "{\n\"routePrefix\": \"\",\n\"root\": \"x\"\n}"),
        (
            "{ \"root\": \"x\", $0 \"type\": \"web\" }",
            "{ \"root\": \"x\", \"routePrefix\": \"\", \"type\": \"web\" }",
        ),
        (
            "{ \"root\": \"x\" $0, \"type\": \"web\" }",
            "{ \"root\": \"x\", \"routePrefix\": \"\", \"type\": \"web\" }",
        ),
        (
            "{ \"root\": \"x\" $0 \"type\": \"web\" }",
            "{ \"root\": \"x\", \"routePrefix\": \"\", \"type\": \"web\" }",
        ),
        ("{ \"ro$0\n}", "{ \"routePrefix\": \"\"\n}"),
        ("{ \"ro$0\n\"type\": \"web\" }", "{ \"routePrefix\": \"\",\n\"type\": \"web\" }"),
        ("{ /* ä😀 */ \"ro$0\" }", "{ /* ä😀 */ \"routePrefix\": \"\" }"),
        ("{\r\n\t\"ro$0\"\r\n}", "{\r\n\t\"routePrefix\": \"\"\r\n}"),
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
        services of this project | 2 services
        two services
        single-page application
        cron job
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
    .assert_eq(&taken("$0", "services of this project"));
}

#[test]
fn a_service_is_one_completion() {
    check(
        r#"{ "experimentalServices": { $0 } }"#,
        9,
        &expect![[r#"
        backend | FastAPI in backend
        web | Next.js in web
        new-service | an empty service
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
        container | Container
        blitzjs | Blitz.js (Legacy)
    "#]],
    );
    check(
        r#"{ "services": { "a": { "root": "backend", "framework": "$0" } } }"#,
        2,
        &expect![[r#"
        fastapi |  detected in backend | FastAPI
        container | Container
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
        r#"{ "experimentalServices": { "a": { "routePrefix": "/" }, "b": { "routePrefix": "$0" } } }"#,
        9,
        &expect![[r#"
        /b
        /api
        /api/b
        /
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
        null | the framework's own
        next build
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
        to web | /(.*)
        to back | /back(/.*)?
        { source, destination } | Sends the requests that match on to another path, another site or a service, without changing the address in the browser
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

#[test]
fn documentation_comes_when_asked_for() {
    let fixture = fixture(r#"{ "experimentalServices": { "a": { $0 } } }"#);
    let items = complete(&fixture.snapshot, fixture.offset());
    let item = items.iter().find(|item| item.label == "routePrefix").unwrap();
    let docs = documentation(&fixture.snapshot, item.docs.as_ref().unwrap()).unwrap();
    assert!(docs.contains("longest prefix"), "{docs}");
    assert!(documentation(&fixture.snapshot, &Docs::Framework { slug: "nextjs".to_owned() }).is_some());
    assert_eq!(documentation(&fixture.snapshot, &Docs::Framework { slug: "nope".to_owned() }), None);
}
