//! Refactorings, each applied.

use expect_test::{Expect, expect};

use super::*;
use svc_analysis::testing::{Fixture, apply, snapshot};
use svc_syntax::Source;
use svc_syntax::layout::formatting::{Options, format};
use svc_syntax::layout::tidy::{style, tidy};

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
    refactorings(&fixture.snapshot, fixture.selection(), false).into_iter().map(|it| it.title).collect()
}

/// The text once the refactoring whose title begins so is done.
fn done(json: &str, title: &str) -> String {
    let fixture = fixture(json);
    let chooses = title.starts_with("Add service") || title.starts_with("Add an empty");
    let all = refactorings(&fixture.snapshot, fixture.selection(), chooses);
    let it = all.iter().find(|it| it.title.starts_with(title));
    let it = it.unwrap_or_else(|| {
        panic!("no {title} among {:?}", all.iter().map(|it| &it.title).collect::<Vec<_>>())
    });
    let tidied = json.contains('\n').then(|| tidy(&fixture.snapshot, &it.edits));
    let text = apply(&fixture.text, tidied.as_ref().unwrap_or(&it.edits));
    assert!(snapshot(&text).parse.errors().is_empty(), "{text}");
    text
}

fn check(json: &str, title: &str, expect: &Expect) {
    expect.assert_eq(&done(json, title));
}

#[test]
fn a_service_for_a_folder() {
    check(
        "{\n  $0\"experimentalServices\": {\n    \"x\": { \"root\": \"x\" }\n  }\n}",
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
              },
              "rewrites": [
                {
                  "source": "/(.*)",
                  "destination": { "service": "web" }
                }
              ]
            }
        "#]],
    );
    check(
        "{ \"services\": {$0} }",
        "Add service `web`",
        &expect![[r#"
            { "services": { "web": { "root": "web", "framework": "nextjs" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
        "#]],
    );
    assert_eq!(
        titles(r#"{ "services": { "web": { "root": "web" }, "api": {"root": "api$0" } } }"#),
        Vec::<String>::new()
    );
}

#[test]
fn several_services_are_one_action_in_a_menu() {
    let text = "{\n  $0\"services\": {}\n}\n";
    assert_eq!(titles(text), ["Add the detected services: `api`, `web`"]);
    assert_eq!(titles("{\n  \"services\": { \"a$0\": {} }\n}\n"), [""; 0], "not within a service");
    check(
        text,
        "Add the detected",
        &expect![[r#"
            {
              "services": {
                "api": { "root": "api", "entrypoint": "main.py" },
                "web": { "root": "web", "framework": "nextjs" }
              },
              "rewrites": [
                {
                  "source": "/api(/.*)?",
                  "destination": { "service": "api" }
                },
                {
                  "source": "/(.*)",
                  "destination": { "service": "web" }
                }
              ]
            }

        "#]],
    );
    check(
        text,
        "Add an empty service",
        &expect![[r#"
            {
              "services": { "service": { "root": "." } },
              "rewrites": [
                {
                  "source": "/service(/.*)?",
                  "destination": { "service": "service" }
                }
              ]
            }

        "#]],
    );
    // To a user who chooses, anywhere; what requests reach by another rule is reached below its name.
    check(
        "$0{\n  \"rewrites\": [\n    { \"source\": \"/(.*)\", \"destination\": \"/a\" }\n  ]\n}\n",
        "Add service `web`",
        &expect![[r#"
            {
              "rewrites": [
                {
                  "source": "/web(/.*)?",
                  "destination": { "service": "web" }
                },
                { "source": "/(.*)", "destination": "/a" }
              ],
              "services": {
                "web": { "root": "web", "framework": "nextjs" }
              }
            }

        "#]],
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
              "functions": {
                "b": {},
                "a": {}
              },
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
                {
                  "source": "/(.*)",
                  "destination": { "service": "web" }
                }
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
        let found = refactorings(&fixture.snapshot, fixture.selection(), false);
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

/// Real files and the examples of the rules, formatted in several styles.
#[allow(clippy::disallowed_methods, reason = "tests read what they please")]
fn formatted_files() -> Vec<String> {
    let corpus = ["plain", "services"]
        .map(|kind| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus").join(kind));
    let paths = corpus.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut paths: Vec<_> = paths.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let real = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let examples = svc_analysis::rules::ALL.iter().flat_map(|rule| rule.examples());
    let examples = examples.filter(|example| !example.is_options).map(|example| example.json);
    let mut texts: Vec<String> = real.chain(examples).filter(|text| text.len() < 2_000).collect();
    // One file in one style: each style gets its share of all.
    let styles = [("  ", "\n"), ("    ", "\n"), ("\t", "\n"), ("  ", "\r\n"), ("\t", "\r\n")];
    for (text, (indent, line_break)) in texts.iter_mut().zip(styles.into_iter().cycle()) {
        let options = Options { indent: indent.to_owned(), ..Options::default() };
        let lines = match serde_json::from_str::<serde_json::Value>(text) {
            Ok(value) => format!("{}\n", serde_json::to_string_pretty(&value).unwrap()),
            Err(_) => text.replace("\r\n", "\n"),
        };
        let formatted = apply(&lines, &format(&Source::new(&lines), &options));
        *text = formatted.replace('\n', line_break);
    }
    texts
}

/// What is wrong with a formatted file after an action: it isn't JSON any more, isn't formatted, or has two services on a line.
fn fault(before: &str, after: &str, options: &Options) -> Option<&'static str> {
    let source = Source::new(after);
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    let crowded =
        |text: &str| text.lines().filter(|line| line.contains("}, \"") && line.contains("\": {")).count();
    if is_json(before) && !is_json(after) {
        Some("is no JSON")
    } else if !format(&source, options).is_empty() {
        Some("isn't formatted")
    } else if crowded(after) > crowded(before) {
        Some("has two objects on a line")
    } else {
        None
    }
}

#[test]
fn every_action_leaves_a_formatted_file_formatted() {
    let project = std::sync::Arc::new(svc_vercel::project::MemoryFs::new([
        ("web/package.json", r#"{ "dependencies": { "next": "15" } }"#),
        ("backend/requirements.txt", "fastapi"),
        ("backend/main.py", "app = FastAPI()"),
        ("api/hello.ts", ""),
        ("package.json", "{}"),
    ]));
    let (mut faults, mut actions) = (Vec::new(), 0);
    for text in formatted_files() {
        let snapshot = Snapshot::of(&text, project.clone());
        let Some(options) = style(&snapshot) else { continue };
        let findings = svc_analysis::check::check(&snapshot);
        let fixes = findings
            .iter()
            .flat_map(|finding| &finding.fixes)
            .map(|fix| (fix.title.clone(), fix.edits.clone()));
        let mut all: Vec<(String, Vec<TextEdit>)> = fixes.collect();
        let preferred =
            svc_analysis::fix::preferred(&findings).into_iter().flat_map(|(_, fix)| fix.edits.clone());
        all.push(("Fix all".to_owned(), preferred.collect()));
        if let Ok((edits, _)) = svc_analysis::migrate::edits(&snapshot) {
            all.push(("Migrate".to_owned(), edits));
        }
        // In each key, value and list; where a service is chosen, anywhere.
        let mut places: Vec<_> = text.match_indices(['"', '{', '[']).map(|(at, _)| at + 1).collect();
        places.dedup_by_key(|at| path_at(&snapshot, svc_syntax::TextSize::try_from(*at).unwrap()));
        for (index, at) in places.into_iter().enumerate() {
            let at = TextRange::empty(svc_syntax::TextSize::try_from(at).unwrap());
            all.extend(refactorings(&snapshot, at, index == 0).into_iter().map(|it| (it.title, it.edits)));
        }
        all.sort_by(|one, other| (&one.0, one.1.len()).cmp(&(&other.0, other.1.len())));
        all.dedup();
        for (title, edits) in all {
            actions += 1;
            let after = apply(&text, &tidy(&snapshot, &edits));
            if let Some(fault) = fault(&text, &after, &options) {
                faults.push(format!("{title}: {fault}\n{text}\n{after}"));
            }
        }
    }
    println!("{actions} actions");
    assert!(
        faults.is_empty(),
        "{} of {actions} actions\n{}",
        faults.len(),
        faults[..faults.len().min(5)].join("\n")
    );
    assert!(actions > 2_000, "{actions} actions");
}
