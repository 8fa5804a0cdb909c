//! The command line: what each command prints, and its exit status.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};
use serde_json::{Value, json};
use svc_vercel::frameworks;
use tempfile::TempDir;

const DUPLICATE: &str =
    "{\n\t\"outputDirectory\": \"é🙂文\", \"cleanUrls\": true,\n  \"cleanUrls\": false\n}\n";
const CLEAN: &str = "{ \"cleanUrls\": true }\n";

/// A folder with these files.
pub fn project(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

pub struct Output {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

pub fn run(dir: &Path, arguments: &[&str]) -> Output {
    run_with_input(dir, arguments, b"")
}

pub fn run_with_input(dir: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(dir, arguments).stdin(Stdio::piped()).spawn().unwrap();
    // A command that does not read leaves a broken pipe.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Output { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_svc-lsp"));
    command.current_dir(dir).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Checks everything that a command says, with a word for the version of Vercel's CLI.
pub fn says(dir: &TempDir, arguments: &[&str], expect: &Expect) {
    let Output { status, out, err } = run(dir.path(), arguments);
    let err = if err.is_empty() { err } else { format!("standard error:\n{err}") };
    let out = out.replace(&frameworks::source().cli, "VERSION").replace('\r', "␍");
    expect.assert_eq(&format!("{out}{err}exit status: {}\n", status.unwrap()));
}

#[test]
fn check_prints_code_frames() {
    let dir = project(&[("vercel.json", DUPLICATE), ("apps/shop/vercel.json", CLEAN)]);
    says(
        &dir,
        &["check"],
        &expect![[r#"
            warning[duplicate-key]: `cleanUrls` is defined again below, and only the last one counts. Remove or rename one.
             --> vercel.json:2:28
              |
            2 |     "outputDirectory": "é🙂文", "cleanUrls": true,
              |                                 ^^^^^^^^^^^
              |
             ::: vercel.json:3:3
              |
            3 |   "cleanUrls": false
              |   ----------- This one counts.

            1 warning in 1 file.
            exit status: 0
        "#]],
    );
}

#[test]
fn check_says_when_all_is_well() {
    let dir = project(&[("vercel.json", CLEAN)]);
    says(
        &dir,
        &["check"],
        &expect![[r#"
        No problems in 1 file.
        exit status: 0
    "#]],
    );
}

#[test]
fn check_prints_the_stable_json() {
    let dir = project(&[("apps/shop/vercel.json", "{ \"cleanUrls\": true, \"cleanUrls\": true }")]);
    says(
        &dir,
        &["check", "--format", "json", "apps"],
        &expect![[r#"
            {
              "version": 1,
              "files": [
                {
                  "path": "apps/shop/vercel.json",
                  "diagnostics": [
                    {
                      "code": "duplicate-key",
                      "vercelCode": null,
                      "severity": "warning",
                      "message": "`cleanUrls` is defined again below, and only the last one counts. Remove or rename one.",
                      "service": null,
                      "path": "/cleanUrls",
                      "range": {
                        "start": {
                          "line": 0,
                          "character": 2
                        },
                        "end": {
                          "line": 0,
                          "character": 13
                        }
                      },
                      "related": [
                        {
                          "message": "This one counts.",
                          "path": "/cleanUrls",
                          "range": {
                            "start": {
                              "line": 0,
                              "character": 21
                            },
                            "end": {
                              "line": 0,
                              "character": 32
                            }
                          }
                        }
                      ],
                      "fixes": [],
                      "url": null
                    }
                  ]
                }
              ],
              "summary": {
                "files": 1,
                "error": 0,
                "warning": 1,
                "information": 0,
                "hint": 0
              }
            }
            exit status: 0
        "#]],
    );
}

#[test]
fn check_prints_annotations_for_github() {
    let dir = project(&[("apps/my, shop/vercel.json", "{ \"cleanUrls\": true, \"cleanUrls\": true }")]);
    says(
        &dir,
        &["check", "--format", "github"],
        &expect![[r#"
            ::warning file=apps/my%2C shop/vercel.json,line=1,endLine=1,col=3,endColumn=14,title=duplicate-key::`cleanUrls` is defined again below, and only the last one counts. Remove or rename one.
            exit status: 0
        "#]],
    );
}

#[test]
fn check_prints_sarif() {
    let dir = project(&[("apps/my shop/vercel.json", "{ \"cleanUrls\": true, \"cleanUrls\": true }")]);
    let Output { status, out, .. } = run(dir.path(), &["check", "--format", "sarif"]);
    assert_eq!(status, Some(0));
    let log: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&log["version"], &log["runs"][0]["columnKind"]), (&"2.1.0".into(), &"utf16CodeUnits".into()));
    let result = &log["runs"][0]["results"][0];
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    assert_eq!(
        rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"],
        result["ruleId"]
    );
    expect![[r#"
        [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "apps/my%20shop/vercel.json",
                "uriBaseId": "%SRCROOT%"
              },
              "region": {
                "startLine": 1,
                "startColumn": 3,
                "endLine": 1,
                "endColumn": 14
              }
            }
          }
        ]"#]]
    .assert_eq(&format!("{:#}", result["locations"]));
}

#[test]
fn what_is_not_deployed_is_not_there() {
    let config = r#"{ "functions": { "api/a.js": { "maxDuration": 10 } } }"#;
    let files = [("vercel.json", config), ("api/a.js", ""), (".vercelignore", "api/a.js\n")];
    let result = run(project(&files).path(), &["check"]);
    assert_eq!(result.status, Some(1));
    assert!(result.out.contains("`.vercelignore` excludes `api/a.js` from the deployment"), "{}", result.out);
    assert_eq!(run(project(&files[..2]).path(), &["check"]).status, Some(0));
}

#[test]
fn a_plan_has_its_limits_checked() {
    let job = r#"{ "crons": [{ "path": "/api/job", "schedule": "*/5 * * * *" }] }"#;
    let dir = project(&[("vercel.json", job), ("api/job.js", "")]);
    let status = |arguments: &[&str]| run(dir.path(), &[&["check"], arguments].concat()).status;
    assert_eq!(status(&[]), Some(0));
    assert_eq!(status(&["--plan", "pro"]), Some(0));
    assert_eq!(status(&["--plan", "hobby"]), Some(1), "Hobby runs jobs once a day and refuses others");
    assert_eq!(status(&["--plan", "free"]), Some(2));
}

#[test]
fn levels_change_what_is_reported_and_the_exit_status() {
    let dir = project(&[("vercel.json", "{ \"cleanUrls\": true, \"cleanUrls\": true }")]);
    let status = |arguments: &[&str]| run(dir.path(), &[&["check"], arguments].concat()).status;
    assert_eq!(status(&[]), Some(0), "a warning is no error");
    assert_eq!(status(&["--deny-warnings"]), Some(1));
    assert_eq!(status(&["--rule", "duplicate-key=error"]), Some(1));
    assert_eq!(status(&["--rule=duplicate-key=off", "--deny-warnings"]), Some(0));
    assert_eq!(status(&["--rule=duplicate-key=hint", "--deny-warnings"]), Some(0));
    assert_eq!(
        status(&["--rule=duplicate-key=error", "--rule=duplicate-key=off"]),
        Some(0),
        "the last one counts"
    );
}

#[test]
fn standard_input_is_checked_as_a_file() {
    let dir = project(&[("apps/shop/package.json", "{}")]);
    let arguments = ["check", "--format", "github", "--stdin-filename", "apps/shop/vercel.json"];
    let Output { status, out, err } = run_with_input(dir.path(), &arguments, b"{ \"a\": 1, \"a\": 2 }");
    assert_eq!((status.is_some(), err.as_str()), (true, ""));
    assert!(
        out.contains("file=apps/shop/vercel.json,line=1,endLine=1,col=3,endColumn=6,title=duplicate-key::"),
        "{out}"
    );
}

#[test]
fn folders_are_searched() {
    let text = "{ \"cleanUrls\": true, \"cleanUrls\": true }";
    let dir = project(&[
        ("vercel.json", text),
        ("b/vercel.json", text),
        ("a/c/vercel.json", text),
        (".hidden/vercel.json", text),
        ("node_modules/x/vercel.json", text),
        ("b/node_modules/vercel.json", text),
        (".git/vercel.json", text),
        ("ignored/vercel.json", text),
        ("a/not-vercel.json", text),
        ("a/vercel.json5", text),
        (".gitignore", "ignored\n"),
    ]);
    let files = |arguments: &[&str]| {
        let Output { out, .. } = run(dir.path(), &[&["check", "--format", "json"], arguments].concat());
        let report: Value = serde_json::from_str(&out).unwrap();
        let files = report["files"].as_array().unwrap();
        files.iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(files(&[]), [".hidden/vercel.json", "a/c/vercel.json", "b/vercel.json", "vercel.json"]);
    assert_eq!(files(&["b", "./a/", "b/vercel.json"]), ["a/c/vercel.json", "b/vercel.json"]);
    assert_eq!(files(&["ignored"]), ["ignored/vercel.json"], "what is named is meant");
    assert_eq!(files(&["a/not-vercel.json"]), ["a/not-vercel.json"]);
    let absolute = dir.path().join("b").to_str().unwrap().to_owned();
    assert_eq!(files(&[&absolute]), [format!("{absolute}/vercel.json")]);
}

#[test]
fn what_can_not_be_read_is_named_with_its_reason() {
    let dir = project(&[("empty/x.txt", ""), ("vercel.json", CLEAN)]);
    std::fs::write(dir.path().join("empty/latin1.json"), b"{ \"a\": \"\xe9\" }").unwrap();
    std::fs::write(dir.path().join("empty/utf16.json"), b"\xff\xfe{\0}\0").unwrap();
    std::fs::write(dir.path().join("empty/unmarked.json"), b"{\0}\0").unwrap();
    says(
        &dir,
        &["check", "nowhere/vercel.json"],
        &expect![[r#"
        standard error:
        svc-lsp: nowhere/vercel.json can't be read: there is no such file or folder.
        exit status: 2
    "#]],
    );
    says(
        &dir,
        &["check", "empty"],
        &expect![[r#"
            standard error:
            svc-lsp: No vercel.json found in or below `empty`.
            exit status: 2
        "#]],
    );
    says(
        &dir,
        &["check", "vercel.json", "empty/latin1.json", "empty/unmarked.json", "empty/utf16.json"],
        &expect![[r#"
        No problems in 1 file.
        standard error:
        svc-lsp: empty/latin1.json is not UTF-8: byte 8 is not part of a character. Save it as UTF-8.
        svc-lsp: empty/unmarked.json is UTF-16. Save it as UTF-8.
        svc-lsp: empty/utf16.json is UTF-16. Save it as UTF-8.
        exit status: 2
    "#]],
    );
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let dir = project(&[("vercel.json", &" ".repeat(16 * 1024 * 1024 + 1))]);
    says(
        &dir,
        &["check"],
        &expect![[r#"
            standard error:
            svc-lsp: vercel.json is larger than 16 MiB and was not read.
            exit status: 2
        "#]],
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = project(&[("vercel.json", CLEAN)]);
    let path = dir.path().join("vercel.json");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        return; // Whoever runs the tests may read everything.
    }
    says(&dir, &["check"], &expect![[""]]);
}

#[test]
fn wrong_arguments_are_refused() {
    let dir = project(&[("notes.md", "")]);
    for (arguments, reason) in [
        (&["check", "--nonsense"][..], "unexpected argument '--nonsense'"),
        (&["nonsense"], "unrecognized subcommand 'nonsense'"),
        (&["check", "--format", "xml"], "invalid value 'xml'"),
        (&["check", "--rule", "duplicate-key"], "expected CODE=LEVEL"),
        (&["check", "--rule", "nonsense=off"], "unknown rule `nonsense`"),
        (&["check", "--rule", "duplicate-key=loud"], "unknown level `loud`"),
        (&["check", "--rule", "duplicate-kye=off"], "did you mean `duplicate-key`?"),
        (&["check", "--stdin-filename", "x", "y"], "can't be used with"),
        (&["check", "-", "y"], "`-` (standard input) can't be used with other paths."),
        (&["check", "--diff", "--format", "json"], "cannot be used with"),
        (&["check", "--statistics", "--format", "sarif"], "can only be used with"),
        (&["check", "--watch", "--format", "sarif"], "needs files"),
        (&["check", "--watch", "-"], "needs files"),
        (&["check", "--watch", "--fix"], "cannot be used with"),
        (&["check", "README.md"], "README.md can't be read: there is no such file or folder."),
        (&["check", "notes.md"], "`notes.md` isn't a `.json` file. svc-lsp reads `vercel.json` only."),
        (&["inspect", "notes.md"], "`notes.md` isn't a `.json` file. svc-lsp reads `vercel.json` only."),
        (&["format", "notes.md"], "`notes.md` isn't a `.json` file. svc-lsp reads `vercel.json` only."),
        (&["check", "--color", "sometimes"], "invalid value 'sometimes'"),
        (&["completions", "cmd"], "invalid value 'cmd'"),
        (&["rule", "nonsense"], "Unknown rule `nonsense`. Run"),
        (&["rule", "duplicat-key"], "Did you mean `duplicate-key`? Run"),
        (&["rule", "MISSING_ROUTE_PREFX"], "Did you mean `MISSING_ROUTE_PREFIX`? Run"),
        (&["--log-file", "nowhere/x.log", "check"], "nowhere/x.log could not be opened"),
    ] {
        let Output { status, out, err } = run(dir.path(), arguments);
        assert_eq!((status, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(reason), "{arguments:?}: {err}");
    }
    let Output { status, out, err } = run(dir.path(), &[]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert!(err.contains("Usage: svc-lsp"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_named_as_one() {
    let dir = project(&[("project/vercel.json", "{}"), ("outside/readme.md", "")]);
    let folder = dir.path().join("project");
    std::os::unix::fs::symlink("../outside", folder.join("link")).unwrap();
    let target = dir.path().join("outside").canonicalize().unwrap();
    for (command, place) in [("check", "in or below"), ("inspect", "in")] {
        let said = format!(
            "svc-lsp: No vercel.json found {place} `link`, which is a link to `{}`.\n",
            target.display()
        );
        assert_eq!(run(&folder, &[command, "link"]).err, said);
    }
    // A folder that isn't there is no reason for a line in the log.
    let output = run_with_input(&folder, &["check", "--stdin-filename", "nowhere/vercel.json"], b"{}");
    assert_eq!((output.status, output.err.as_str()), (Some(0), ""));
}

#[test]
fn says_its_version() {
    let dir = project(&[]);
    let Output { status, out, .. } = run(dir.path(), &["--version"]);
    assert_eq!(
        (status, out),
        (
            Some(0),
            format!("svc-lsp {} (Vercel CLI {})\n", env!("CARGO_PKG_VERSION"), frameworks::source().cli)
        )
    );
}

#[test]
fn lists_and_explains_rules() {
    let dir = project(&[]);
    let Output { status, out, .. } = run(dir.path(), &["rule"]);
    assert_eq!(status, Some(0));
    let line = out.lines().find(|line| line.starts_with("duplicate-key ")).unwrap();
    assert_eq!(line.split_whitespace().nth(1), Some("warning"));
    assert!(line.ends_with("Duplicate key"), "{line}");
    says(
        &dir,
        &["rule", "duplicate-key"],
        &expect![[r##"
            # Duplicate key

            `duplicate-key` · warning

            Only the last of several identical keys counts; Vercel ignores the others without a warning.

            For example, of two services with the same name, only the last is deployed. Rename or remove the duplicate. The same applies
            to `svc-lsp.jsonc`.

            **Incorrect**

            ```json
            { "cleanUrls": true, "cleanUrls": false }
            ```

            Keep one:

            **Correct**

            ```json
            { "cleanUrls": false }
            ```
            exit status: 0
        "##]],
    );
}

const SERVICES: &str = r#"{
  "experimentalServices": {
    "web": { "entrypoint": "web", "routePrefix": "/" },
    "api": { "entrypoint": "api/main.py", "routePrefix": "/api", "subdomain": "api" },
    "digest": { "type": "cron", "entrypoint": "api/main.py", "schedule": "0 7 * * 1" }
  }
}
"#;

fn shop(config: &str) -> TempDir {
    project(&[
        ("vercel.json", config),
        ("web/package.json", r#"{ "dependencies": { "next": "15.0.0" } }"#),
        ("api/main.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
        ("api/requirements.txt", "fastapi\n"),
    ])
}

#[test]
fn inspect_prints_what_vercel_will_make_of_it() {
    let dir = shop(SERVICES);
    says(
        &dir,
        &["inspect"],
        &expect![[r#"
            Services
              name    type      answers       framework, runtime  builder         source
              web     web       /             Next.js             @vercel/next    web
              api     web       /api (api.*)  FastAPI, python     @vercel/python  api/main.py
              digest  schedule  0 7 * * 1     FastAPI, python     @vercel/python  api/main.py

            Routing (the first match wins)
              /api, /api/*  →  api
              /*            →  web

            Environment
              WEB_URL              https://your-deploy.vercel.app
              NEXT_PUBLIC_WEB_URL  /
              API_URL              https://your-deploy.vercel.app/api
              NEXT_PUBLIC_API_URL  /api

            As Vercel CLI VERSION reads the project.
            exit status: 0
        "#]],
    );
    let printed = run(dir.path(), &["inspect"]).out;
    let elsewhere = run(dir.path(), &["inspect", "vercel.json", "--deployment-host", "shop.vercel.app"]).out;
    assert_eq!(elsewhere.replace("shop.vercel.app", "your-deploy.vercel.app"), printed);
    assert_ne!(elsewhere, printed);
}

#[test]
fn inspect_prints_bindings() {
    let dir = shop(
        r#"{
  "services": {
    "web": { "root": "web", "bindings": [{ "type": "service", "service": "api", "format": "url", "env": "API" }] },
    "api": { "root": "api", "entrypoint": "main.py" }
  },
  "rewrites": [
    { "source": "/api/(.*)", "destination": { "service": "api" } },
    { "source": "/(.*)", "destination": { "service": "web" } }
  ]
}
"#,
    );
    says(
        &dir,
        &["inspect"],
        &expect![[r#"
            Services
              name  framework, runtime  builder         source
              web   Next.js             @vercel/next    web
              api   FastAPI, python     @vercel/python  api/main.py

            Bindings
              web  API  →  api  url

            Routing (the first match wins)
              /api/(.*)  →  api
              /(.*)      →  web

            As Vercel CLI VERSION reads the project.
            exit status: 0
        "#]],
    );
}

#[test]
fn inspect_prints_what_vercel_refuses() {
    let dir = shop(&SERVICES.replace("api/main.py", "api/nowhere.py").replace("\"/\"", "\"web\""));
    says(
        &dir,
        &["inspect", "."],
        &expect![[r#"
            Vercel rejects
              ENTRYPOINT_NOT_FOUND  api     `api/nowhere.py` doesn't exist in the project, so Vercel rejects the deployment. Correct the path, or add the file.
              ENTRYPOINT_NOT_FOUND  digest  `api/nowhere.py` doesn't exist in the project, so Vercel rejects the deployment. Correct the path, or add the file.

            Services
              name  type  answers  framework, runtime  builder       source
              web   web   /web     Next.js             @vercel/next  web

            Routing (the first match wins)
              /web, /web/*  →  web

            Environment
              WEB_URL              https://your-deploy.vercel.app/web
              NEXT_PUBLIC_WEB_URL  /web

            As Vercel CLI VERSION reads the project.
            exit status: 1
        "#]],
    );
}

#[test]
fn inspect_prints_the_stable_json() {
    let dir = shop(SERVICES);
    let Output { status, out, err } = run(dir.path(), &["inspect", "--format", "json"]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    let inspection: Value = serde_json::from_str(&out).unwrap();
    let members: Vec<&String> = inspection.as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        [
            "configError",
            "errors",
            "services",
            "routes",
            "env",
            "routing",
            "variables",
            "model",
            "declared",
            "declaredRouting",
            "reads",
            "vercelCli"
        ]
    );
    expect![[r#"
        {
          "WEB_URL": "https://your-deploy.vercel.app",
          "NEXT_PUBLIC_WEB_URL": "/",
          "API_URL": "https://your-deploy.vercel.app/api",
          "NEXT_PUBLIC_API_URL": "/api"
        }"#]]
    .assert_eq(&format!("{:#}", inspection["env"]));
}

#[test]
fn inspect_lists_what_code_reads() {
    let dir = project(&[
        (
            "vercel.json",
            r#"{ "services": {
  "web": { "root": "web", "framework": "nextjs", "bindings": [{ "type": "service", "service": "api", "format": "url", "env": "API_URL" }] },
  "api": { "root": "api", "runtime": "python", "entrypoint": "main.py" }
} }"#,
        ),
        (".gitignore", "generated\n"),
        (".env", "SECRET=1\n"),
        ("web/package.json", r#"{ "dependencies": { "next": "16" } }"#),
        (
            "web/src/page.tsx",
            "// process.env.NO\nconst { API_URL } = process.env;\nfetch(process.env.API_URL!)",
        ),
        ("web/generated/a.ts", "process.env.NO"),
        ("web/node_modules/a/index.js", "process.env.NO"),
        ("api/main.py", "import os\napp = os.environ[\"SECRET\"]\n"),
        ("api/requirements.txt", "flask\n"),
    ]);
    let Output { status, out, err } = run(dir.path(), &["inspect", "--format", "json"]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    let inspection: Value = serde_json::from_str(&out).unwrap();
    let lines: Vec<String> =
        inspection["reads"].as_array().unwrap().iter().map(|read| format!("{read}\n")).collect();
    expect![[r#"
        {"name":"SECRET","file":"api/main.py","range":{"start":{"line":1,"character":18},"end":{"line":1,"character":24}},"services":["api"],"target":null,"envFile":".env"}
        {"name":"API_URL","file":"web/src/page.tsx","range":{"start":{"line":1,"character":8},"end":{"line":1,"character":15}},"services":["web"],"target":"api","envFile":null}
        {"name":"API_URL","file":"web/src/page.tsx","range":{"start":{"line":2,"character":18},"end":{"line":2,"character":25}},"services":["web"],"target":"api","envFile":null}
    "#]].assert_eq(&lines.concat());
    let Output { out, .. } = run(dir.path(), &["inspect"]);
    let section = out.split_once("Read by code\n").and_then(|(_, rest)| rest.split_once("\n\n"));
    assert_eq!(section.unwrap_or_default().0, "  web  API_URL  →  api  web/src/page.tsx:2 and 1 more");
}

#[test]
fn inspect_needs_a_file() {
    let dir = project(&[("empty/x", "")]);
    says(
        &dir,
        &["inspect", "empty"],
        &expect![[r#"
            standard error:
            svc-lsp: No vercel.json found in `empty`.
            exit status: 2
        "#]],
    );
    says(
        &dir,
        &["inspect", "nowhere"],
        &expect![[r#"
            standard error:
            svc-lsp: nowhere can't be read: there is no such file or folder.
            exit status: 2
        "#]],
    );
}

#[test]
fn route_says_who_answers() {
    let dir = shop(
        r#"{
  "services": { "web": { "root": "web" }, "api": { "root": "api", "entrypoint": "main.py" } },
  "redirects": [{ "source": "/old/:id", "destination": "/new/:id", "has": [{ "type": "cookie", "key": "beta" }] }],
  "rewrites": [
    { "source": "/api/:path*", "destination": { "service": "api" } },
    { "source": "/(.*)", "destination": { "service": "web" } },
    { "source": "/gone", "destination": { "service": "nobody" } }
  ]
}
"#,
    );
    says(
        &dir,
        &["route", "/api/users?page=2"],
        &expect![[r#"
            GET /api/users?page=2
              rewrite /api/:path*  → the service  ^/api(?:/((?:[^/]+?)(?:/(?:[^/]+?))*))?$  line 5
                                   $1 = users
            The service api answers; it receives /api/users?page=2

            Would match, but not reached:
              rewrite /(.*)  line 6
            exit status: 0
        "#]],
    );
    says(
        &dir,
        &["route", "--dir", "vercel.json", "--cookie", "beta=1", "/old/7"],
        &expect![[r#"
            GET /old/7
              redirect /old/:id  ⇒ /new/7           ^/old(?:/([^/]+?))$  line 3
                                 $1 = 7, $beta = 1
            Redirected to /new/7 (308)
              location: /new/7

            Would match, but not reached:
              rewrite /(.*)  line 6
            exit status: 0
        "#]],
    );
    let json = run(dir.path(), &["route", "--format", "json", "--host", "example.com", "/api/users"]).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["outcome"], json!({ "kind": "service", "service": "api", "declared": true }));
    assert_eq!(json["request"]["host"], "example.com");
    assert_eq!(json["steps"][0]["range"]["start"], json!({ "line": 4, "character": 4 }));
    assert_eq!(json["steps"][0]["sourceRange"]["start"], json!({ "line": 4, "character": 16 }));
    says(
        &dir,
        &["route", "api"],
        &expect![[r#"
            standard error:
            svc-lsp: `api` isn't a request path. Use one that starts with `/`, such as `/api/users?page=2`.
            exit status: 2
        "#]],
    );
}

#[test]
fn route_fails_where_nobody_answers() {
    let dir = project(&[(
        "vercel.json",
        r#"{ "services": { "api": { "root": "." } }, "rewrites": [{ "source": "/x", "destination": { "service": "nobody" } }] }"#,
    )]);
    says(
        &dir,
        &["route", "/"],
        &expect![[r#"
            GET /
            No rule matches `/`: the response is 404.
            exit status: 1
        "#]],
    );
    says(
        &dir,
        &["route", "/x"],
        &expect![[r#"
            GET /x
              rewrite /x  → the service  ^/x$  line 1
            The request is sent to the service `nobody`, which the file doesn't declare.
            exit status: 1
        "#]],
    );
    let broken = project(&[("vercel.json", "{ \"rewrites\": [")]);
    says(
        &broken,
        &["route", "/"],
        &expect![[r#"
            standard error:
            svc-lsp: vercel.json: The file isn't valid JSON (line 1, column 15): This array isn't closed. Add `]`.
            exit status: 1
        "#]],
    );
    says(
        &broken,
        &["route", "--format", "json", "/"],
        &expect![[r#"
            {
              "version": 1,
              "error": "The file isn't valid JSON (line 1, column 15): This array isn't closed. Add `]`."
            }
            exit status: 1
        "#]],
    );
}

#[test]
fn schema_prints_the_json_schema() {
    let dir = project(&[]);
    let Output { status, out, .. } = run(dir.path(), &["schema"]);
    assert_eq!(status, Some(0));
    let schema: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert!(schema["properties"]["experimentalServices"].is_object());
}

#[test]
fn colors_are_for_terminals_or_for_who_asks() {
    let dir = project(&[("vercel.json", DUPLICATE)]);
    let is_colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = command(dir.path(), arguments);
        for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
            command.env_remove(name);
        }
        command.envs(variables.iter().copied()).output().unwrap().stdout.contains(&0x1b)
    };
    let (always, never) = ("--color=always", "--color=never");
    for (arguments, variables, expected) in [
        (&["check"][..], &[][..], false),
        (&["check", "--color", "auto"], &[], false),
        (&["check", always], &[], true),
        (&[always, "check"], &[("NO_COLOR", "1")], true),
        (&["check"], &[("CLICOLOR_FORCE", "1")], true),
        (&["check"], &[("CLICOLOR_FORCE", "0")], false),
        (&["check"], &[("FORCE_COLOR", "1")], true),
        (&["check"], &[("FORCE_COLOR", "0"), ("CLICOLOR_FORCE", "1")], false),
        (&["check"], &[("NO_COLOR", "1"), ("FORCE_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
        (&["check"], &[("NO_COLOR", ""), ("FORCE_COLOR", "1")], true),
        (&["check", never], &[("FORCE_COLOR", "1")], false),
        (&["check", always, "--format", "json"], &[], false),
        (&["check", always, "--format", "github"], &[], false),
        (&["check", always, "--statistics"], &[], true),
        (&["check", always, "--diff"], &[], false),
        (&["inspect", always], &[], true),
        (&["rule", always], &[], true),
        (&["rule"], &[("FORCE_COLOR", "1")], true),
        (&["--help", always], &[], true),
        (&["--help", never], &[("CLICOLOR_FORCE", "1")], false),
        (&["--help"], &[("FORCE_COLOR", "1")], true),
    ] {
        assert_eq!(is_colored(arguments, variables), expected, "{arguments:?} {variables:?}");
    }
}

#[test]
fn quiet_reports_errors_only() {
    let dir =
        project(&[("vercel.json", DUPLICATE), ("b/vercel.json", "{ \"cleanUrls\": 1, \"cleanUrls\": 1 }")]);
    let Output { status, out, .. } = run(dir.path(), &["check", "--quiet"]);
    assert_eq!(status, Some(1));
    assert!(out.contains("error[") && !out.contains("warning["), "{out}");
    assert!(out.ends_with("errors in 1 file.\n") || out.ends_with("1 error in 1 file.\n"), "{out}");
    let nothing = run(dir.path(), &["check", "-q", "vercel.json"]);
    assert_eq!((nothing.status, nothing.out.as_str(), nothing.err.as_str()), (Some(0), "", ""));
    let denied = run(dir.path(), &["check", "--quiet", "--deny-warnings", "vercel.json"]);
    assert_eq!(denied.status, Some(1));
    assert!(denied.out.contains("warning[duplicate-key]"), "{}", denied.out);
    let json = run(dir.path(), &["check", "--quiet", "--format", "json", "vercel.json"]).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["files"][0]["diagnostics"], &json["summary"]["warning"]), (&json!([]), &json!(0)));
}

#[test]
fn statistics_count_the_problems_of_each_rule() {
    let dir = project(&[
        ("vercel.json", "{ \"cleanUrls\": true, \"cleanUrls\": true, }"),
        ("b/vercel.json", "{ \"cleanUrls\": true, \"cleanUrls\": true }"),
    ]);
    says(
        &dir,
        &["check", "--statistics"],
        &expect![[r#"
              2  duplicate-key   warning
              1  trailing-comma  error    1 fixable

            1 error, 2 warnings in 2 files.
            exit status: 1
        "#]],
    );
    let json = run(dir.path(), &["check", "--statistics", "--format", "json"]).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["statistics"],
        json!([
            { "code": "duplicate-key", "severity": "warning", "count": 2, "fixable": 0 },
            { "code": "trailing-comma", "severity": "error", "count": 1, "fixable": 1 },
        ])
    );
    assert_eq!(json["summary"]["files"], 2);
    says(
        &project(&[("vercel.json", CLEAN)]),
        &["check", "--statistics"],
        &expect![[r#"
            No problems in 1 file.
            exit status: 0
        "#]],
    );
}

#[test]
fn a_report_goes_to_a_file() {
    let dir = project(&[("vercel.json", DUPLICATE), ("a/x", ""), ("kept.json", "kept")]);
    let read = |path: &str| std::fs::read_to_string(dir.path().join(path)).unwrap();
    for format in ["human", "json", "github", "gitlab", "junit", "sarif"] {
        let printed = run(dir.path(), &["check", "--format", format]);
        for path in ["report", "a/report", "report"] {
            let output = run(dir.path(), &["check", "--format", format, "--output-file", path]);
            assert_eq!((output.status, output.out.as_str(), output.err.as_str()), (printed.status, "", ""));
            assert_eq!(read(path), printed.out, "{format}");
        }
    }
    let outside = tempfile::tempdir().unwrap();
    let report = outside.path().join("report");
    let report = report.to_str().unwrap();
    assert_eq!(run(dir.path(), &["check", "--output-file", report]).status, Some(0));
    assert!(Path::new(report).exists());
    says(
        &dir,
        &["check", "--output-file", "nowhere/report"],
        &expect![[r#"
            standard error:
            svc-lsp: nowhere/report can't be written: there is no such file or folder.
            exit status: 2
        "#]],
    );
    let colored = run(dir.path(), &["check", "--color", "always", "--output-file", "report"]);
    assert_eq!(colored.status, Some(0));
    assert!(read("report").contains('\u{1b}'));
    assert_eq!(run(dir.path(), &["check", "nowhere", "--output-file", "kept.json"]).status, Some(2));
    assert_eq!(read("kept.json"), "kept", "a command that fails writes no report");
}

/// What a watching `check` prints, object by object.
#[cfg(target_os = "linux")]
#[test]
fn watch_checks_again_when_something_that_counts_changes() {
    use std::io::BufRead as _;
    use std::os::unix::process::ExitStatusExt as _;
    let dir = project(&[("apps/shop/vercel.json", DUPLICATE), ("apps/shop/api/a.js", "")]);
    let mut child = command(dir.path(), &["check", "--watch", "--format", "json", "apps"]).spawn().unwrap();
    let (sender, objects) = std::sync::mpsc::channel();
    let out = std::io::BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        let mut object = String::new();
        for line in out.lines() {
            let line = line.unwrap();
            object.push_str(&line);
            if line == "}" {
                sender.send(serde_json::from_str::<Value>(&std::mem::take(&mut object)).unwrap()).unwrap();
            }
        }
    });
    let next = || objects.recv_timeout(std::time::Duration::from_secs(60)).unwrap()["summary"].clone();
    let write = |path: &str, text: &str| std::fs::write(dir.path().join(path), text).unwrap();
    let summary = |files, error, warning| json!({ "files": files, "error": error, "warning": warning, "information": 0, "hint": 0 });
    assert_eq!(next(), summary(1, 0, 1));
    write("apps/shop/vercel.json", CLEAN);
    assert_eq!(next(), summary(1, 0, 0));
    write("apps/shop/vercel.json", r#"{ "functions": { "api/a.js": { "maxDuration": 10 } } }"#);
    assert_eq!(next(), summary(1, 0, 0));
    std::fs::remove_file(dir.path().join("apps/shop/api/a.js")).unwrap();
    assert_eq!(next(), summary(1, 1, 0), "the file that the function is made of is gone");
    std::fs::create_dir(dir.path().join("apps/new")).unwrap();
    write("apps/new/vercel.json", DUPLICATE);
    assert_eq!(next(), summary(2, 1, 1), "another file");
    write("apps/shop/svc-lsp.jsonc", r#"{ "rules": { "unused-function": "off", "no-rule": "off" } }"#);
    assert_eq!(next(), summary(3, 0, 2), "svc-lsp's own options, and a mistake in them");
    let services = r#"{ "experimentalServices": {
        "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
        "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } } }"#;
    for (path, text) in [
        ("web/package.json", r#"{ "dependencies": { "next": "16" } }"#),
        ("web/app/page.tsx", "'use client'; process.env.NEXT_PUBLIC_API_URL"),
        ("api/main.py", "app = FastAPI()"),
        ("vercel.json", services),
    ] {
        let path = dir.path().join("code").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    std::fs::rename(dir.path().join("code"), dir.path().join("apps/code")).unwrap();
    let with_hint = |files, warning| json!({ "files": files, "error": 0, "warning": warning, "information": 0, "hint": 1 });
    assert_eq!(next(), with_hint(4, 2), "a project with services");
    write("apps/code/web/app/page.tsx", "'use client'; fetch(process.env.API_URL + '/a')");
    assert_eq!(next(), with_hint(5, 3), "an edit of source code");
    write("apps/code/web/app/more.tsx", "'use client'; fetch(process.env.WEB_URL + '/a')");
    assert_eq!(next(), with_hint(6, 4), "new source code");
    // What ends it; where tests run in the background, what Ctrl+C sends is ignored.
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(15));
    reader.join().unwrap();
}

#[test]
fn completions_and_man_pages_name_the_commands() {
    let dir = project(&[("man/x", "")]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let Output { status, out, err } = run(dir.path(), &["completions", shell]);
        assert_eq!((status, err.as_str()), (Some(0), ""));
        for word in ["check", "format", "output-file", "deny-warnings"] {
            assert!(out.contains(word), "{shell}: {word}");
        }
        assert!(!out.contains("man-pages"), "{shell}");
    }
    assert_eq!(run(dir.path(), &["man-pages", "man"]).status, Some(0));
    let page = |name: &str| std::fs::read_to_string(dir.path().join("man").join(name)).unwrap();
    assert!(page("svc-lsp.1").contains("svc\\-lsp\\-check(1)"), "{}", page("svc-lsp.1"));
    assert!(page("svc-lsp-check.1").contains("output\\-file"));
    assert!(!dir.path().join("man/svc-lsp-man-pages.1").exists());
    let nowhere = run(dir.path(), &["man-pages", "nowhere"]);
    assert_eq!(nowhere.status, Some(2));
}

#[test]
fn help_is_short() {
    let dir = project(&[]);
    let help = run(dir.path(), &["--help"]).out;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<_> = commands.map_while(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 8, "{help}");
    for command in commands {
        let help = run(dir.path(), &[command, "-h"]);
        assert_eq!((help.status, help.err.as_str()), (Some(0), ""));
        let longest = help.out.lines().max_by_key(|line| line.len()).unwrap();
        assert!(longest.len() <= 160 && help.out.lines().count() <= 40, "{command}: {longest}");
    }
}

#[test]
fn a_broken_pipe_ends_it_silently() {
    let text = format!("{{ {} \"a\": 1 }}", "\"a\": 1, ".repeat(20_000));
    let dir = project(&[("vercel.json", &text)]);
    let mut child = command(dir.path(), &["check", "--format", "github"]).spawn().unwrap();
    let mut first = [0];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.code().is_some(), "not killed by a signal: {:?}", output.status);
}
