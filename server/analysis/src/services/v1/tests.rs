//! What the resolver answers and what a person is told, on whole files.

use expect_test::{Expect, expect};

use super::{pass, resolve};
use crate::services::routing;
use crate::services::testing::{services_and_codes, told_by};
use crate::testing::snapshot;

/// The resolver's errors: service and code.
#[track_caller]
fn errors(source: &str, expected: &Expect) {
    expected.assert_eq(&services_and_codes(&resolve(&snapshot(source)).errors));
}

/// What the pass tells: the code, the bytes.
#[track_caller]
fn tells(source: &str, expected: &Expect) {
    expected.assert_eq(&told_by(pass, source));
}

const SEVERAL_MISTAKES: &str = r#"//- /vercel.json
{ "experimentalServices": {
    "api": { "framework": "fastapy", "runtime": "python3.12", "entrypoint": "main.py", "command": "x" },
    "job": { "type": "job", "routePrefix": "/job" },
    "web": { "framework": "nextjs", "root": "nope", "routePrefix": "/" },
    "two": { "framework": "vite", "mount": "//" } } }
"#;

#[test]
fn the_resolver_stops_at_the_first_error_of_a_service() {
    errors(
        SEVERAL_MISTAKES,
        &expect![[r#"
            api: MISSING_ROUTE_PREFIX
            job: INVALID_ROUTE_PREFIX
            web: ROOT_NOT_FOUND"#]],
    );
}

#[test]
fn a_person_is_told_everything_at_once() {
    tells(
        SEVERAL_MISTAKES,
        &expect![[r#"
            missing-route-prefix at "api"
            invalid-framework at "fastapy"
            invalid-runtime at "python3.12"
            entrypoint-not-found at "main.py"
            invalid-command at "command"
            missing-job-trigger at "job"
            missing-service-config at "job"
            invalid-route-prefix at "routePrefix"
            root-not-found at "nope"
            duplicate-route-prefix at "//""#]],
    );
}

#[test]
fn what_is_not_typed_yet_is_not_spoken_of() {
    for source in [
        r#"{ "experimentalServices": { "a": } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "routePrefix":  } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": , "routePrefix": "/" } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "mount": { "path": } } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "type": "cron", "schedule": } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "type": "job", "trigger": } } }"#,
        r#"{ "experimentalServices": "#,
        "",
    ] {
        tells(source, &expect![""]);
    }
}

#[test]
fn what_the_structure_tells_is_not_told_again() {
    for source in [
        r#"{ "experimentalServices": { "a": { "framework": "vite", "routePrefix": 5 } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "type": "wep" } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": 5, "routePrefix": "/" } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "type": "cron", "schedule": "" } } }"#,
        r#"{ "experimentalServices": { "a": [] } }"#,
        r#"{ "experimentalServices": [{}] }"#,
        r#"{ "experimentalServices": 5 }"#,
    ] {
        tells(source, &expect![""]);
    }
}

#[test]
fn keys_of_another_type_of_service_are_told() {
    let findings = crate::check::check(&snapshot(
        r#"{ "experimentalServices": { "a": { "type": "worker", "framework": "vite", "trigger": "queue", "schedule": "x" } } }"#,
    ));
    let told: Vec<_> =
        findings.iter().filter(|it| it.rule.code == "unknown-key").map(|it| it.range).collect();
    assert_eq!(told.len(), 2, "{findings:?}");
}

#[test]
fn values_are_taken_as_javascript_takes_them() {
    errors(
        r#"{ "experimentalServices": {
            "b": { "framework": "vite", "type": "", "routePrefix": "/b" },
            "1": { "framework": "vite", "routePrefix": "/one" },
            "array": [],
            "null": null,
            "text": "x",
            "mount": { "framework": "vite", "mount": null },
            "number": { "framework": "vite", "routePrefix": 5 },
            "empty": { "framework": "vite", "routePrefix": "" },
            "job": { "framework": "vite", "type": "job", "trigger": null },
            "prototype": { "framework": "vite", "runtime": "toString", "routePrefix": "/p" } } }"#,
        &expect![[r#"
            1: INVALID_SERVICE_NAME
            array: MISSING_ROUTE_PREFIX
            null: INVALID_SERVICE_CONFIG
            text: INVALID_SERVICE_CONFIG
            mount: INVALID_MOUNT
            number: MISSING_ROUTE_PREFIX"#]],
    );
}

#[test]
fn a_value_at_which_vercel_fails_is_an_error() {
    errors(
        r#"{ "experimentalServices": {
            "prefix": { "framework": "vite", "routePrefix": 5, "subdomain": "a" },
            "root": { "framework": "vite", "root": null, "routePrefix": "/r" },
            "entrypoint": { "entrypoint": 5, "routePrefix": "/e" },
            "env": { "framework": "vite", "env": null, "routePrefix": "/n" } } }"#,
        &expect![[r#"
            prefix: INVALID_SERVICE_CONFIG
            root: INVALID_SERVICE_CONFIG
            entrypoint: INVALID_SERVICE_CONFIG
            env: INVALID_ENV_VARS"#]],
    );
}

#[test]
fn references_are_checked_among_the_services_without_an_error() {
    errors(
        r#"{ "experimentalServices": {
            "web": { "framework": "vite", "routePrefix": "/", "env": {
                "A_URL": { "type": "service-ref", "service": "nobody" },
                "B_URL": { "type": "service-ref", "service": "broken" },
                "C_URL": { "type": "service-ref", "service": "cron" },
                "D_URL": { "type": "service-ref", "service": "web" } } },
            "broken": { "framework": "vite" },
            "cron": { "framework": "vite", "type": "cron", "schedule": "0 0 * * *" } } }"#,
        &expect![[r#"
            broken: MISSING_ROUTE_PREFIX
            web: UNKNOWN_SERVICE_REF
            web: UNKNOWN_SERVICE_REF
            web: INVALID_SERVICE_REF_TYPE"#]],
    );
}

const WHOLE: &str = r#"//- /vercel.json
{ "experimentalServices": {
    "web": { "entrypoint": "apps/web", "routePrefix": "/" },
    "api": { "root": "apps", "entrypoint": "api/src/index.ts", "routePrefix": "/api", "memory": 1024 },
    "py": { "root": "apps/py", "entrypoint": "app.main:app", "mount": { "path": "/api/py", "subdomain": "PY" } },
    "docs": { "framework": "vite", "root": "apps/docs/", "routePrefix": "docs" },
    "image": { "runtime": "container", "entrypoint": "ghcr.io/x/y:1", "command": "run", "subdomain": "img" },
    "mails": { "type": "worker", "entrypoint": "apps/mails.ts" },
    "clean": { "type": "cron", "schedule": "0 0 * * *", "root": "apps/py", "entrypoint": "clean.py" } } }
//- /apps/web/package.json
{ "dependencies": { "next": "15" } }
//- /apps/api/package.json
{ "dependencies": { "express": "5" } }
//- /apps/api/src/index.ts
import express from "express"
//- /apps/py/app/main.py
//- /apps/py/clean.py
//- /apps/py/requirements.txt
fastapi
//- /apps/docs/package.json
{}
//- /apps/mails.ts
"#;

#[test]
fn services_are_resolved() {
    let resolution = resolve(&snapshot(WHOLE));
    assert!(resolution.errors.is_empty(), "{:?}", resolution.errors);
    let services: Vec<String> =
        resolution.services.iter().map(|it| serde_json::to_string(it).unwrap()).collect();
    expect![[r#"
        {"schema":"experimentalServices","name":"web","type":"web","workspace":"apps/web","routePrefix":"/","routePrefixSource":"configured","framework":"nextjs","builder":{"src":"apps/web/package.json","use":"@vercel/next","config":{"zeroConfig":true,"routePrefix":".","workspace":"apps/web","framework":"nextjs"}}}
        {"schema":"experimentalServices","name":"api","type":"web","workspace":"apps/api","entrypoint":"src/index.ts","routePrefix":"/api","routePrefixSource":"configured","framework":"express","builder":{"src":"apps/api/src/index.ts","use":"@vercel/backends","config":{"zeroConfig":true,"serviceName":"api","memory":1024,"routePrefix":"api","workspace":"apps/api","framework":"express"}},"runtime":"node"}
        {"schema":"experimentalServices","name":"py","type":"web","workspace":"apps/py","entrypoint":"app/main.py","routePrefix":"/api/py","routePrefixSource":"configured","subdomain":"py","framework":"fastapi","builder":{"src":"apps/py/app/main.py","use":"@vercel/python","config":{"zeroConfig":true,"routePrefix":"api/py","workspace":"apps/py","framework":"fastapi","handlerFunction":"app"}},"runtime":"python","handlerFunction":"app"}
        {"schema":"experimentalServices","name":"docs","type":"web","workspace":"apps/docs/","routePrefix":"/docs","routePrefixSource":"configured","framework":"vite","builder":{"src":"apps/docs/package.json","use":"@vercel/static-build","config":{"zeroConfig":true,"routePrefix":"docs","workspace":"apps/docs/","framework":"vite"}}}
        {"schema":"experimentalServices","name":"image","type":"web","workspace":".","entrypoint":"ghcr.io/x/y:1","routePrefix":"/_/image","routePrefixSource":"generated","subdomain":"img","builder":{"src":"ghcr.io/x/y:1","use":"@vercel/container","config":{"zeroConfig":true,"routePrefix":"_/image","handler":"ghcr.io/x/y:1","command":["run"]}},"runtime":"container"}
        {"schema":"experimentalServices","name":"mails","type":"worker","trigger":"queue","workspace":".","entrypoint":"apps/mails.ts","builder":{"src":"apps/mails.ts","use":"@vercel/node","config":{"zeroConfig":true}},"runtime":"node","topics":["default"]}
        {"schema":"experimentalServices","name":"clean","type":"cron","trigger":"schedule","workspace":"apps/py","entrypoint":"clean.py","framework":"fastapi","builder":{"src":"apps/py/clean.py","use":"@vercel/python","config":{"zeroConfig":true,"workspace":"apps/py","framework":"fastapi"}},"runtime":"python","schedule":"0 0 * * *"}"#]]
    .assert_eq(&services.join("\n"));
}

#[test]
fn routes_are_generated_and_the_longest_prefix_comes_first() {
    let resolution = resolve(&snapshot(WHOLE));
    let rows: Vec<String> =
        routing::table(&resolution.services).iter().map(|it| serde_json::to_string(it).unwrap()).collect();
    expect![[r#"
        {"prefix":"/_/image","service":"image"}
        {"prefix":"/api/py","service":"py"}
        {"prefix":"/docs","service":"docs"}
        {"prefix":"/api","service":"api"}
        {"prefix":"/","service":"web"}"#]]
    .assert_eq(&rows.join("\n"));
    let routes = routing::routes(&resolution.services);
    let list = |routes: &[serde_json::Value]| -> String {
        routes
            .iter()
            .map(|it| format!("{} -> {}\n", it["src"].as_str().unwrap(), it["dest"].as_str().unwrap()))
            .collect()
    };
    expect![[r#"
        ^/$ -> /_/image
        ^/(?!(?:_/image|api/py|docs|api)(?:/|$))(.*)$ -> /_/image/$1
        ^/$ -> /api/py
        ^/(?!(?:_/image|api/py|docs|api)(?:/|$))(.*)$ -> /api/py/$1
    "#]]
    .assert_eq(&list(&routes.host_rewrites));
    expect![[r#"
        ^(?=/_/image(?:/|$))(?:/_/image(?:/.*)?$) -> /_svc/image/index
        ^(?=/api/py(?:/|$))(?:/api/py(?:/.*)?$) -> /_svc/py/index
    "#]]
    .assert_eq(&list(&routes.rewrites));
    expect![[r#"
        ^(?=/docs(?:/|$))(?:/docs(?:/.*)?$) -> /docs/index.html
    "#]]
    .assert_eq(&list(&routes.fallbacks));
    expect![[r#"
        ^/_svc/clean/crons/.*$ -> /_svc/clean/index
    "#]]
    .assert_eq(&list(&routes.crons));
    assert!(routes.defaults.is_empty() && routes.workers.is_empty());
}
