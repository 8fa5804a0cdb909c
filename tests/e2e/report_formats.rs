//! The reports of `check` for other programs: each is valid by its public schema (`tests/reports/README.md`), and names files from
//! the root of the repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use expect_test::expect;
use regex::Regex;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::e2e::cli::{Output, project, run};

const SARIF: &str = include_str!("../reports/schemas/sarif-2.1.0.json");
const CODE_CLIMATE: &str = include_str!("../reports/schemas/codeclimate.json");
const JUNIT: &str = include_str!("../reports/schemas/jenkins-junit.xsd");

/// A repository with problems of every severity, fixes and related places, and with a file without problems.
fn repository() -> TempDir {
    let evil = "x\u{1B}[31m\u{202E} <a href='b'>&amp; ]]> [c](command:d)";
    let config = json!({
        evil: 1,
        "rewrites": [{ "source": "/(.*)", "destination": "/a" }, { "source": "/b", "destination": evil }],
        "redirects": [{ "source": "/(", "destination": "/c", "permanent": 1 }],
    });
    project(&[
        (".git/HEAD", ""),
        ("apps/my shop/vercel.json", &config.to_string()),
        ("apps/web/vercel.json", "{ \"cleanUrls\": true, \"cleanUrls\": true,\n}"),
        ("apps/web/src/x", ""),
        (
            "vercel.json",
            "{ \"experimentalServices\": { \"web\": { \"entrypoint\": \"web\", \"framework\": \"nextsj\" } } }",
        ),
        ("sound/vercel.json", "{}"),
    ])
}

fn report(folder: &Path, arguments: &[&str]) -> Value {
    let Output { out, err, .. } = run(folder, &[&["check"], arguments].concat());
    assert_eq!(err, "");
    serde_json::from_str(&out).unwrap()
}

fn errors(schema: &Value, report: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn sarif_is_valid() {
    let dir = repository();
    let schema: Value = serde_json::from_str(SARIF).unwrap();
    let sarif = report(dir.path(), &["--format", "sarif"]);
    assert_eq!(errors(&schema, &sarif), [""; 0]);
    let broken = json!({ "version": "2.1.0", "runs": [{ "results": [] }] });
    assert_eq!(errors(&schema, &broken).len(), 1, "the schema says something");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        let (short, full) = (&rule["shortDescription"]["text"], &rule["fullDescription"]["text"]);
        let full = full.as_str().unwrap();
        assert!((10..=400).contains(&full.chars().count()), "{}: {full}", rule["id"]);
        assert!(short.as_str().unwrap().ends_with('.'), "{short}");
        assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# "), "{}", rule["id"]);
    }
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() > 5, "{results:?}");
}

#[test]
fn sarif_lists_as_many_problems_as_github_accepts() {
    let many = format!("{{ {} \"cleanUrls\": 1 }}", "\"cleanUrls\": true, ".repeat(9_000));
    let dir = project(&[("a/vercel.json", &many), ("b/vercel.json", &many), ("c/vercel.json", &many)]);
    let sarif = report(dir.path(), &["--format", "sarif"]);
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    let is_error = |result: &&Value| result["level"] == "error";
    assert_eq!(results.iter().take_while(is_error).count(), 3, "the most severe first");
    let note = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(note, "Only the 25000 most severe of 27003 problems are listed, as many as GitHub accepts.");
}

#[test]
fn gitlab_is_valid_and_tells_findings_apart() {
    let dir = repository();
    let issue: Value = serde_json::from_str(CODE_CLIMATE).unwrap();
    let schema = json!({ "type": "array", "items": issue });
    let issues = report(dir.path(), &["--format", "gitlab"]);
    assert_eq!(errors(&schema, &issues), [""; 0]);
    assert_eq!(errors(&schema, &json!([{}])).len(), 4, "the schema says something");
    let issues = issues.as_array().unwrap();
    let fingerprints: BTreeSet<&str> = issues.iter().map(|it| it["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(fingerprints.len(), issues.len());
    let severities: BTreeSet<&str> = issues.iter().map(|it| it["severity"].as_str().unwrap()).collect();
    assert!(
        severities.is_subset(&["info", "minor", "major", "critical", "blocker"].into()),
        "{severities:?}"
    );
    assert_eq!(report(dir.path(), &["--format", "gitlab", "sound"]), json!([]));
}

#[test]
fn a_fingerprint_outlives_formatting_and_new_entries() {
    let fingerprint = |text: &str| {
        let dir = project(&[("vercel.json", text)]);
        let sarif = report(dir.path(), &["--format", "sarif"]);
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        results
            .iter()
            .map(|it| it["partialFingerprints"]["primaryLocationLineHash"].clone())
            .collect::<Vec<_>>()
    };
    let one = fingerprint(r#"{ "redirects": [{ "source": "/(", "destination": "/c" }] }"#);
    assert_eq!(one.len(), 1);
    assert_eq!(
        fingerprint("{\n \"redirects\": [\n{ \"source\":\n \"/(\", \"destination\": \"/c\" }] }"),
        one
    );
    let added = r#"{ "redirects": [{ "source": "/x", "destination": "/c" }, { "source": "/(", "destination": "/c" }] }"#;
    assert_eq!(fingerprint(added), one);
    let twice = r#"{ "redirects": [{ "source": "/(", "destination": "/c" }, { "source": "/(", "destination": "/c" }] }"#;
    let twice = fingerprint(twice);
    assert!(twice.contains(&one[0]) && twice.len() > 1 && twice[0] != twice[1], "{twice:?}");
}

/// What the schema says about each element: its attributes, and whether they are required; and its children.
fn elements(schema: &str) -> BTreeMap<&str, (BTreeMap<&str, bool>, BTreeSet<&str>)> {
    let attribute = Regex::new(r#"<xs:attribute name="([a-z]+)" type="xs:string" use="([a-z]+)"/>"#).unwrap();
    let child = Regex::new(r#"<xs:element ref="([a-z-]+)""#).unwrap();
    let name = Regex::new(r#"^([a-z-]+)""#).unwrap();
    let definitions = schema.split("<xs:element name=\"").skip(1);
    let definitions = definitions.map(|definition| {
        let attributes = attribute.captures_iter(definition).map(|it| it.extract::<2>().1);
        let attributes = attributes.map(|[name, used]| (name, used == "required")).collect();
        let children = child.captures_iter(definition).map(|it| it.extract::<1>().1[0]).collect();
        (name.captures(definition).unwrap().extract::<1>().1[0], (attributes, children))
    });
    definitions.collect()
}

/// What an XML document has that the schema doesn't allow.
fn xml_errors(xml: &str) -> Vec<String> {
    let elements = elements(JUNIT);
    let tag = Regex::new(r#"<(/?)([a-z-]+)((?:\s+[a-z]+="[^"<]*")*)\s*(/?)>"#).unwrap();
    let attribute = Regex::new(r#"([a-z]+)=""#).unwrap();
    let (mut open, mut errors) = (Vec::new(), Vec::new());
    let body = xml.split_once("?>").unwrap().1;
    let mut rest = String::new();
    let mut end = 0;
    for found in tag.captures_iter(body) {
        rest.push_str(&body[end..found.get(0).unwrap().start()]);
        end = found.get(0).unwrap().end();
        let (_, [closes, name, attributes, is_empty]) = found.extract();
        if closes == "/" {
            assert_eq!(open.pop(), Some(name), "{xml}");
            continue;
        }
        let Some((allowed, _)) = elements.get(name) else {
            errors.push(format!("<{name}>"));
            continue;
        };
        let parent: Option<&&str> = open.last();
        if parent.is_some_and(|parent| !elements[parent].1.contains(name)) {
            errors.push(format!("<{name}> in <{}>", parent.unwrap()));
        }
        let given: BTreeSet<&str> =
            attribute.captures_iter(attributes).map(|it| it.extract::<1>().1[0]).collect();
        errors.extend(given.iter().filter(|it| !allowed.contains_key(*it)).map(|it| format!("{name}@{it}")));
        let missing = allowed.iter().filter(|(it, required)| **required && !given.contains(*it));
        errors.extend(missing.map(|(it, _)| format!("{name} without {it}")));
        if is_empty.is_empty() {
            open.push(name);
        }
    }
    rest.push_str(&body[end..]);
    assert!(open.is_empty() && !rest.contains(['<', '>']), "{rest}");
    errors
}

#[test]
fn junit_is_valid() {
    let dir = repository();
    let Output { out, status, .. } = run(dir.path(), &["check", "--format", "junit"]);
    assert_eq!((status, xml_errors(&out)), (Some(1), Vec::new()), "{out}");
    let broken = r#"<?xml version="1.0"?><testsuites skipped="0"><testcase/></testsuites>"#;
    assert_eq!(
        xml_errors(broken),
        ["testsuites@skipped", "<testcase> in <testsuites>", "testcase without name"]
    );
}

#[test]
fn junit_fails_what_makes_check_fail() {
    let dir = project(&[
        ("vercel.json", "{ \"cleanUrls\": true, \"cleanUrls\": true,\n}"),
        ("sound/vercel.json", "{}"),
    ]);
    let junit =
        |arguments: &[&str]| run(dir.path(), &[&["check", "--format", "junit"], arguments].concat()).out;
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="svc-lsp" tests="3" failures="1" errors="0">
            <testsuite name="sound/vercel.json" tests="1" disabled="0" errors="0" failures="0">
                <testcase name="check" classname="sound/vercel.json">
                </testcase>
            </testsuite>
            <testsuite name="vercel.json" tests="2" disabled="0" errors="0" failures="1">
                <testcase name="duplicate-key at 1:3" classname="vercel.json">
                    <system-out>warning: vercel.json:1:3: `cleanUrls` is defined again below, and only the last one counts. Remove or rename one.</system-out>
                </testcase>
                <testcase name="trailing-comma at 1:39" classname="vercel.json">
                    <failure message="JSON can&apos;t have a comma after the last entry. Remove it." type="error">vercel.json:1:39: JSON can&apos;t have a comma after the last entry. Remove it.</failure>
                </testcase>
            </testsuite>
        </testsuites>
    "#]].assert_eq(&junit(&[]));
    assert!(junit(&["--deny-warnings"]).contains("tests=\"3\" failures=\"2\""));
}

#[test]
fn files_are_named_from_the_root_of_the_repository() {
    let dir = repository();
    let web = dir.path().join("apps/web");
    for (folder, arguments) in [
        (dir.path(), &["apps/web"][..]),
        (dir.path(), &["apps/web/vercel.json"]),
        (&*web, &[]),
        (&*web, &["vercel.json"]),
        (&*web, &["../web"]),
        (&*web.join("src"), &[".."]),
        (Path::new("/"), &[web.to_str().unwrap()]),
    ] {
        let check = |format: &str| run(folder, &[&["check", "--format", format], arguments].concat()).out;
        let github = check("github");
        assert!(
            github.lines().all(|line| line.contains(" file=apps/web/vercel.json,")),
            "{folder:?}: {github}"
        );
        let sarif: Value = serde_json::from_str(&check("sarif")).unwrap();
        let run = &sarif["runs"][0];
        let place = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(place, &json!({ "uri": "apps/web/vercel.json", "uriBaseId": "%SRCROOT%" }));
        assert!(run["originalUriBaseIds"]["%SRCROOT%"].is_object());
        let gitlab: Value = serde_json::from_str(&check("gitlab")).unwrap();
        assert_eq!(gitlab[0]["location"]["path"], "apps/web/vercel.json");
        assert!(check("junit").contains("<testsuite name=\"apps/web/vercel.json\""));
    }
    let input = crate::e2e::cli::run_with_input(
        &web,
        &["check", "--format", "github", "--stdin-filename", "src/vercel.json"],
        b"{ \"a\": 1 }",
    );
    assert!(input.out.contains(" file=apps/web/src/vercel.json,"), "{}", input.out);
}

#[cfg(unix)]
#[test]
fn the_commands_of_the_pages_run() {
    let command = Regex::new(r"(?m)^\s*(?:- run: |- )?(svc-lsp [a-z][^#\n]*)").unwrap();
    let file = Regex::new(r"--output-file (\S+)").unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_svc-lsp")).parent().unwrap();
    for (name, page) in
        [("ci", include_str!("../../docs/ci.md")), ("fixes", include_str!("../../docs/fixes.md"))]
    {
        let blocks = page.split("```").skip(1).step_by(2);
        let commands: Vec<&str> = blocks
            .flat_map(|block| command.captures_iter(block))
            .map(|it| it.extract::<1>().1[0].trim())
            .collect();
        assert!(commands.len() > 2, "{commands:?}");
        for command in commands {
            let dir = repository();
            let output = std::process::Command::new("/bin/sh")
                .args(["-c", command])
                .env("PATH", programs)
                .current_dir(dir.path())
                .stdin(std::process::Stdio::null())
                .output()
                .unwrap();
            assert!(matches!(output.status.code(), Some(0 | 1)), "{name}: {command}: {output:?}");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(!said.contains("can't be") && !said.contains("Usage:"), "{command}: {said}");
            if let Some(found) = file.captures(command) {
                let report = found.extract::<1>().1[0];
                assert!(dir.path().join(report).exists() && output.stdout.is_empty(), "{command}");
                assert_eq!(page.matches(report).count() - 1, 1, "{report} is uploaded under the same name");
            }
        }
    }
}
