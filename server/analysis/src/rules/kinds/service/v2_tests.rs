//! What Vercel's resolver rejects and what is reported, on whole files.

use expect_test::{Expect, expect};

use super::findings;
use super::testing::{reported, services_and_codes};
use crate::check::check;
use crate::inspect::inspect;
use crate::rules::finding::Finding;
use crate::testing::{Fixture, apply, snapshot};
use svc_config::{ServicesModel, Severity};

/// The resolver's errors: service and code.
#[track_caller]
fn errors(source: &str, expected: &Expect) {
    expected.assert_eq(&services_and_codes(source, ServicesModel::V2));
}

/// What is reported: the code, the bytes.
#[track_caller]
fn reports(source: &str, expected: &Expect) {
    expected.assert_eq(&reported(source));
}

fn finding(fixture: &Fixture, code: &str) -> Finding {
    check(&fixture.snapshot).into_iter().find(|it| it.rule.code == code).expect("the finding")
}

const SEVERAL_MISTAKES: &str = r#"//- /vercel.json
{ "services": {
    "Web": { "root": "../web", "runtime": "python3.12", "framework": "fastapy" },
    "none": { "entrypoint": "main.py" },
    "file": { "root": "web/package.json" },
    "void": { "root": "nowhere", "framework": "fastapi", "runtime": "node" },
    "web": { "root": "web", "entrypoint": "src/missing.ts",
      "bindings": [{ "service": "nope", "format": "url", "env": "A" }, { "service": "api2", "format": "url", "env": "A" }] } },
  "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
//- /web/package.json
{ "dependencies": { "next": "16" } }
"#;

#[test]
fn the_resolver_stops_at_the_first_error_of_a_service() {
    errors(
        SEVERAL_MISTAKES,
        &expect![[r#"
        Web: INVALID_SERVICE_NAME
        none: MISSING_ROOT
        file: ROOT_NOT_DIRECTORY
        void: RUNTIME_FRAMEWORK_MISMATCH
        web: ENTRYPOINT_NOT_FOUND"#]],
    );
}

#[test]
fn everything_is_reported_at_once() {
    reports(
        SEVERAL_MISTAKES,
        &expect![[r#"
            invalid-service-name at "Web"
            invalid-root at "../web"
            invalid-runtime at "python3.12"
            invalid-framework at "fastapy"
            missing-root at "none"
            root-not-directory at "web/package.json"
            root-not-found at "nowhere"
            runtime-framework-mismatch at "node"
            entrypoint-not-found at "src/missing.ts"
            unknown-service-binding at "nope"
            invalid-service-binding-name at "api2"
            duplicate-binding-env at "A""#]],
    );
}

#[test]
fn what_is_not_typed_yet_is_not_reported() {
    for source in [
        r#"{ "services": "#,
        r#"{ "services": { "web": "#,
        r#"{ "services": { "web": { "root": "#,
        r#"{ "services": { "web": { "root": "", "entrypoint": } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }"#,
        r#"{ "services": { "web": { "root": "web", "framework": , "runtime": "#,
    ] {
        let source = format!("//- /vercel.json\n{source}\n//- /web/package.json\n{{}}\n");
        let mut findings = findings(&snapshot(&source));
        findings.retain(|it| it.severity == Severity::Error);
        let codes: Vec<_> = findings.iter().map(|it| it.rule.code).collect();
        assert_eq!(codes, [""; 0], "{source}");
    }
}

const EXPRESS: &str = r#"
//- /api/package.json
{ "dependencies": { "express": "5" } }
//- /api/src/index.ts
import express from "express";
//- /api/index.js
"#;

/// The test vectors of the reference: what stands in the service, what Vercel answers.
#[test]
fn an_express_service_needs_its_entrypoint() {
    let answer = |fields: &str| {
        let config = format!(r#"{{ "services": {{ "api": {{ "root": "api"{fields} }} }} }}"#);
        let inspection = inspect(&snapshot(&format!("//- /vercel.json\n{config}{EXPRESS}")));
        let errors = inspection.errors.iter().map(|it| it.code.to_owned());
        let services =
            inspection.services.iter().map(|it| format!("{} {}", it["builder"]["use"], it["builder"]["src"]));
        errors.chain(services).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(answer(""), "MISSING_SERVICE_CONFIG");
    assert_eq!(answer(r#", "framework": "express""#), r#""@vercel/backends" "api/index.js""#);
    assert_eq!(answer(r#", "entrypoint": "src/index.ts""#), r#""@vercel/backends" "api/src/index.ts""#);
    assert_eq!(answer(r#", "entrypoint": "src""#), "MISSING_SERVICE_FRAMEWORK");
    assert_eq!(answer(r#", "entrypoint": "/src//index.ts""#), r#""@vercel/backends" "api/src/index.ts""#);
    assert_eq!(answer(r#", "runtime": "python3.12""#), "INVALID_RUNTIME");
    assert_eq!(answer(r#", "entrypoint": "src/index.ts/""#), "ENTRYPOINT_NOT_FOUND");
}

#[test]
fn the_entrypoint_that_was_found_is_offered_and_accepted() {
    let text = r#"{ "services": { "api": { "root": "api" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }"#;
    let fixture = Fixture::new(&format!("//- /vercel.json\n{text}{EXPRESS}"));
    let finding = finding(&fixture, "missing-service-config");
    expect!["`api` is missing `entrypoint`: Vercel detects Express in `api`, but not the file to run. Candidates: `src/index.ts`, `index.js`."]
        .assert_eq(&finding.message);
    let titles: Vec<_> = finding.fixes.iter().map(|it| it.title.as_str()).collect();
    expect![[r#"Add `"entrypoint": "src/index.ts"` / Add `"entrypoint": "index.js"` / Add `"framework": "express"`"#]]
        .assert_eq(&titles.join(" / "));
    for fix in &finding.fixes {
        let fixed = apply(&fixture.text, &fix.edits);
        let left = check(&Fixture::new(&format!("//- /vercel.json\n{fixed}{EXPRESS}")).snapshot);
        assert!(left.iter().all(|it| it.severity != Severity::Error), "{fixed} {left:?}");
    }
}

#[test]
fn a_runtime_that_hides_a_frontend_is_reported() {
    let fixture = Fixture::new(
        "//- /vercel.json\n{ \"services\": { \"web\": { \"root\": \"web\", \"runtime\": \"node\" } } }\n//- /web/package.json\n{ \"dependencies\": { \"next\": \"16\" } }\n",
    );
    let finding = finding(&fixture, "missing-service-config");
    expect!["`web` runs on `node` but is missing `entrypoint`, the file to run. To build it with Next.js, remove `runtime`."]
        .assert_eq(&finding.message);
    assert_eq!(
        apply(&fixture.text, &finding.fixes[0].edits),
        "{ \"services\": { \"web\": { \"root\": \"web\" } } }\n"
    );
}

#[test]
fn resolved_services_are_vercels() {
    let inspection = inspect(&snapshot(
        r#"//- /vercel.json
{ "services": {
    "web": { "root": "./web/", "buildCommand": "npm run build", "bindings": [{ "service": "py", "format": "url", "env": "PY_URL" }] },
    "py": { "root": "py", "entrypoint": "app.main:app" },
    "box": { "root": "box", "runtime": "container", "command": "serve" },
    "files": { "root": "files", "outputDirectory": "public/" } },
  "rewrites": [
    { "source": "/py(/.*)?", "destination": { "service": "py" } },
    { "source": "/old", "destination": "/new" },
    { "source": "/(.*)", "destination": { "type": "service", "service": "web" } }] }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /py/app/main.py
//- /box/Containerfile
//- /files/public/index.html
"#,
    ));
    assert!(inspection.errors.is_empty());
    expect![[r#"
        [
          {
            "schema": "experimentalServicesV2",
            "name": "web",
            "root": "web",
            "framework": "nextjs",
            "builder": {
              "src": "web/package.json",
              "use": "@vercel/next",
              "config": {
                "zeroConfig": true,
                "framework": "nextjs",
                "workspace": "web"
              }
            },
            "buildCommand": "npm run build",
            "bindings": [
              {
                "service": "py",
                "format": "url",
                "env": "PY_URL"
              }
            ]
          },
          {
            "schema": "experimentalServicesV2",
            "name": "py",
            "root": "py",
            "runtime": "python",
            "entrypoint": "app/main.py",
            "builder": {
              "src": "py/app/main.py",
              "use": "@vercel/python",
              "config": {
                "zeroConfig": true,
                "workspace": "py",
                "handlerFunction": "app"
              }
            }
          },
          {
            "schema": "experimentalServicesV2",
            "name": "box",
            "root": "box",
            "runtime": "container",
            "entrypoint": "Containerfile",
            "command": [
              "serve"
            ],
            "builder": {
              "src": "box/Containerfile",
              "use": "@vercel/container",
              "config": {
                "zeroConfig": true,
                "workspace": "box",
                "command": [
                  "serve"
                ]
              }
            }
          },
          {
            "schema": "experimentalServicesV2",
            "name": "files",
            "root": "files",
            "builder": {
              "src": "files/public/**",
              "use": "@vercel/static",
              "config": {
                "zeroConfig": true,
                "outputDirectory": "public/",
                "workspace": "files"
              }
            },
            "outputDirectory": "public/"
          }
        ]"#]]
    .assert_eq(&serde_json::to_string_pretty(&inspection.services).unwrap());
    expect![[r#"[{"source":"/py(/.*)?","service":"py"},{"source":"/(.*)","service":"web"}]"#]]
        .assert_eq(&serde_json::to_string(&inspection.routing).unwrap());
}

#[test]
fn a_service_without_a_way_in_gets_one() {
    let fixture = Fixture::new(
        r#"//- /vercel.json
{
  "services": {
    "web": { "root": "web" },
    "py": { "root": "py", "entrypoint": "main.py" }
  },
  "rewrites": [
    { "source": "/(.*)", "destination": { "service": "web" } }
  ]
}
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /py/main.py
"#,
    );
    let finding = finding(&fixture, "unreachable-service");
    assert_eq!(finding.service.as_deref(), Some("py"));
    expect![[r#"
        {
          "services": {
            "web": { "root": "web" },
            "py": { "root": "py", "entrypoint": "main.py" }
          },
          "rewrites": [
            { "source": "/py(/.*)?", "destination": { "service": "py" } },
            { "source": "/(.*)", "destination": { "service": "web" } }
          ]
        }
    "#]]
    .assert_eq(&apply(&fixture.text, &finding.fixes[0].edits));
}

#[test]
fn bindings_queues_and_schedules_reach_a_service_too() {
    reports(
        r#"//- /vercel.json
{ "services": {
    "web": { "root": "web", "bindings": [{ "service": "bound", "format": "url", "env": "B" }] },
    "bound": { "root": "py", "entrypoint": "main.py" },
    "queue": { "root": "py", "entrypoint": "main.py", "functions": { "main.py": { "experimentalTriggers": [{ "type": "queue/v2beta", "topic": "t" }] } } },
    "nightly": { "root": "py", "entrypoint": "main.py" },
    "inner": { "root": "py", "entrypoint": "main.py" },
    "alone": { "root": "py", "entrypoint": "main.py", "bindings": [{ "service": "alone", "format": "url", "env": "B" }] } },
  "schedules": [{ "schedule": "0 0 * * *", "function": "main.py", "service": "nightly" }],
  "routes": [{ "src": "/inner/.*", "destination": { "service": "inner" } }],
  "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /py/main.py
app = FastAPI()
"#,
        &expect![[r#"
            unreachable-service at "alone"
            self-binding at "alone""#]],
    );
}
