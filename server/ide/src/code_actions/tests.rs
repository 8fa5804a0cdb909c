//! Refactorings, each applied.

use expect_test::{Expect, expect};

use super::*;
use svc_analysis::testing::{Fixture, apply, snapshot};

const PROJECT: &str = r#"
//- /web/package.json
{ "dependencies": { "next": "15" } }
//- /api/requirements.txt
fastapi
//- /api/main.py
"#;

fn fixture(json: &str) -> Fixture {
    Fixture::new(&format!("//- /vercel.json\n{json}{PROJECT}"))
}

fn titles(json: &str) -> Vec<String> {
    let fixture = fixture(json);
    refactorings(&fixture.snapshot, fixture.selection()).into_iter().map(|it| it.title).collect()
}

/// The text once the refactoring whose title begins so is done.
fn done(json: &str, title: &str) -> String {
    let fixture = fixture(json);
    let all = refactorings(&fixture.snapshot, fixture.selection());
    let it = all.iter().find(|it| it.title.starts_with(title));
    let it = it.unwrap_or_else(|| {
        panic!("no {title} among {:?}", all.iter().map(|it| &it.title).collect::<Vec<_>>())
    });
    let text = apply(&fixture.text, &it.edits);
    assert!(snapshot(&text).parse.errors().is_empty(), "{text}");
    text
}

fn check(json: &str, title: &str, expect: &Expect) {
    expect.assert_eq(&done(json, title));
}

#[test]
fn a_service_for_a_folder() {
    check(
        "{\n  \"experimentalServices\": {\n    $0\"x\": { \"root\": \"x\" }\n  }\n}",
        "Add service `api`",
        &expect![[r#"
        {
          "experimentalServices": {
            "x": { "root": "x" },
            "api": {
              "entrypoint": "api/main.py",
              "routePrefix": "/api"
            }
          }
        }
    "#]],
    );
    check(
        "{\n  \"services\": {$0\n  }\n}",
        "Add service `web`",
        &expect![[r#"
        {
          "services": {
            "web": {
              "root": "web",
              "framework": "nextjs"
            }
          }
        }
    "#]],
    );
    check(
        "{ \"services\": {$0} }",
        "Add service `web`",
        &expect![[r#"
        { "services": { "web": { "root": "web", "framework": "nextjs" } } }
    "#]],
    );
    assert_eq!(
        titles(r#"{ "services": { "web": { "root": "web" }, "api": {"root": "api$0" } } }"#),
        Vec::<String>::new()
    );
}

#[test]
fn keys_in_the_order_of_the_documentation() {
    check(
        "{\n  \"crons\": [\n    { \"schedule\": \"0 0 * * *\", $0\"path\": \"/x\" }\n  ],\n  \"name\": \"a\",\n  \"zzz\": 1,\n  \"$schema\": \"s\"\n}",
        "Sort keys",
        &expect![[r#"
            {
              "crons": [
                { "path": "/x", "schedule": "0 0 * * *" }
              ],
              "name": "a",
              "zzz": 1,
              "$schema": "s"
            }
        "#]],
    );
    check(
        "{\n  \"crons\": [\n    { \"schedule\": \"0 0 * * *\", $0\"path\": \"/x\" }\n  ],\n  \"zzz\": 1,\n  \"$schema\": \"s\",\n  \"functions\": { \"b\": {}, \"a\": {} }\n}",
        "Sort all",
        &expect![[r#"
            {
              "$schema": "s",
              "functions": { "b": {}, "a": {} },
              "crons": [
                { "path": "/x", "schedule": "0 0 * * *" }
              ],
              "zzz": 1
            }
        "#]],
    );
    assert_eq!(
        titles("{ $0\"crons\": [], // c\n \"$schema\": \"\" }"),
        Vec::<String>::new(),
        "comments belong to somebody"
    );
}

#[test]
fn other_forms() {
    let service = |member: &str| {
        format!(r#"{{ "experimentalServices": {{ "a": {{ "entrypoint": "x", {member} }} }} }}"#)
    };
    for (from, title, to) in [
        (r#""mount": "/$0api""#, "Convert the mount to an object", r#""mount": { "path": "/api" }"#),
        (r#""mount": { "path": "/a$0pi" }"#, "Convert the mount to a string", r#""mount": "/api""#),
        (r#""$0mount": "/api""#, "Convert to `routePrefix`", r#""routePrefix": "/api""#),
        (r#""routePrefix": "/$0api""#, "Convert to `mount`", r#""mount": "/api""#),
        (r#""schedule": "0 0 $0* * *""#, "Convert `schedule` to a list", r#""schedule": ["0 0 * * *"]"#),
        (r#""schedule": ["0 0 $0* * *"]"#, "Convert `schedule` to a string", r#""schedule": "0 0 * * *""#),
        (
            r#""command": "$0node server.js""#,
            "Convert the command to a list",
            r#""command": ["node", "server.js"]"#,
        ),
        (
            r#""command": ["node"$0, "server.js"]"#,
            "Convert the command to a string",
            r#""command": "node server.js""#,
        ),
    ] {
        assert_eq!(done(&service(from), title), service(to) + "\n");
    }
    let rewrite = |destination: &str| {
        format!(
            r#"{{ "services": {{ "web": {{ "root": "web" }}, "api": {{ "root": "api" }} }}, "rewrites": [{{ "source": "/", "destination": {destination} }}] }}"#
        )
    };
    for (from, title, to) in [
        (r#""/$0x""#, "Change the destination to the service `api`", r#"{ "service": "api", "path": "/x" }"#),
        (r#"{ "service": "$0api", "path": "/x" }"#, "Change the destination to a path", r#""/x""#),
        (r#"{ "service": "$0api" }"#, "Add a path inside", r#"{ "service": "api", "path": "/" }"#),
    ] {
        assert_eq!(done(&rewrite(from), title), rewrite(to) + "\n");
    }
    let redirect =
        |member: &str| format!(r#"{{ "redirects": [{{ "source": "/a", "destination": "/b", {member} }}] }}"#);
    assert_eq!(
        done(&redirect("\"per$0manent\": true"), "Change to `"),
        redirect("\"statusCode\": 308") + "\n"
    );
    assert_eq!(
        done(&redirect("\"statusCode\": $0307"), "Change to `"),
        redirect("\"permanent\": false") + "\n"
    );
    let in_service = |json: &str| {
        format!(r#"{{ "services": {{ "web": {{ "root": "web", "redirects": [{{ {json} }}] }} }} }}"#)
    };
    let permanent = "\"source\": \"/a\", \"destination\": \"/b\", \"permanent\": true";
    let status = permanent.replace("\"permanent\": true", "\"statusCode\": $0308");
    assert_eq!(done(&in_service(&status), "Change to `").trim_end(), in_service(permanent));
    for variable in ["\"command\": \"node$0 a\"", "\"permanent\": $0true", "\"statusCode\": $0308"] {
        let titles = titles(&format!("{{ \"env\": {{ {variable} }} }}"));
        assert!(
            !titles.iter().any(|title| title.starts_with("Convert") || title.starts_with("Change")),
            "{variable}: {titles:?}"
        );
    }
}

#[test]
fn settings_of_the_project_become_a_service() {
    check(
        "{\n  \"$schema\": \"s\",\n  \"framework\": \"next$0js\",\n  \"buildCommand\": \"x\",\n  \"cleanUrls\": true,\n  \"devCommand\": null,\n  \"outputDirectory\": \"out\"\n}",
        "Move the project's settings",
        &expect![[r#"
            {
              "$schema": "s",
              "services": {
                "web": {
                  "root": ".",
                  "framework": "nextjs",
                  "buildCommand": "x",
                  "outputDirectory": "out"
                }
              },
              "rewrites": [
                { "source": "/(.*)", "destination": { "service": "web" } }
              ],
              "cleanUrls": true
            }
        "#]],
    );
    check(
        "{ \"buildCommand\": \"$0x\", \"rewrites\": [{ \"source\": \"/a\", \"destination\": \"/b\" }], \"framework\": \"vite\" }",
        "Move the project's settings",
        &expect![[r#"
            { "services": { "web": { "root": ".", "buildCommand": "x", "framework": "vite" } }, "rewrites": [{ "source": "/a", "destination": "/b" }, { "source": "/(.*)", "destination": { "service": "web" } }] }
        "#]],
    );
    assert!(
        !titles(r#"{ "buildCommand": "$0x", "services": {} }"#)
            .iter()
            .any(|it| it.starts_with("Move the project"))
    );
}

#[test]
fn nothing_in_a_broken_file() {
    assert_eq!(titles(r#"{ "crons": [{ "schedule": "", $0"path": "" }"#), Vec::<String>::new());
    assert_eq!(titles("$0"), Vec::<String>::new());
}

#[test]
fn the_services_that_vercel_detects_are_configured() {
    const LAYOUT: &str = r#"
//- /frontend/package.json
{ "devDependencies": { "vite": "7" } }
//- /backend/requirements.txt
fastapi
//- /backend/main.py
"#;
    let of = |json: &str| {
        let fixture = Fixture::new(&format!("//- /vercel.json\n{json}{LAYOUT}"));
        let found = refactorings(&fixture.snapshot, fixture.selection());
        let offered = found.into_iter().find(|it| it.kind == RefactoringKind::Generate);
        offered.map(|it| format!("{}\n{}", it.title, apply(&fixture.text, &it.edits)))
    };
    assert!(of("$0").unwrap().starts_with("Add the detected services: `frontend`, `backend`\n{\n"));
    expect![[r#"
        Add the detected services: `frontend`, `backend`
        {
        	"cleanUrls": true,
        	"services": {
        		"frontend": { "root": "frontend", "framework": "vite" },
        		"backend": { "root": "backend", "entrypoint": "main.py" }
        	},
        	"rewrites": [
        		{ "source": "/api(/.*)?", "destination": { "service": "backend" } },
        		{ "source": "/(.*)", "destination": { "service": "frontend" } }
        	]
        }
    "#]]
    .assert_eq(&of("$0{\n\t\"cleanUrls\": true\n}").unwrap());
    for json in [
        "{ \"cleanUrls\": $0true }",
        "$0{ \"services\": { \"web\": { \"root\": \"frontend\" } } }",
        "$0{ oops }",
    ] {
        assert_eq!(of(json), None, "{json}");
    }
}
