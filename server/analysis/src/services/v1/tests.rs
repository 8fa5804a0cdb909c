//! What the resolver answers, on a whole file.

use expect_test::expect;

use super::resolve;
use crate::services::routing;
use crate::testing::snapshot;

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
        resolution.services.iter().map(|it| serde_json::to_string(&**it).unwrap()).collect();
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
