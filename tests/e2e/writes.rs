//! The commands that write: `init` and `migrate`.

use std::path::Path;

use expect_test::expect;
use serde_json::{Value, json};

use crate::e2e::cli::{project, run, run_with_input, says};

const VITE: (&str, &str) = ("frontend/package.json", r#"{ "devDependencies": { "vite": "7" } }"#);
const FASTAPI: (&str, &str) = ("backend/requirements.txt", "fastapi");
const MAIN: (&str, &str) = ("backend/main.py", "app = FastAPI()");

fn text(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("vercel.json")).unwrap()
}

fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn init_writes_a_new_file() {
    let dir = project(&[VITE, FASTAPI, MAIN]);
    says(
        &dir,
        &["init", "--print"],
        &expect![[r#"
            Services found in the project's folders
              frontend  /     Vite in `frontend`
              backend   /api  FastAPI in `backend`

            {
              "$schema": "https://openapi.vercel.sh/vercel.json",
              "services": {
                "frontend": { "root": "frontend", "framework": "vite" },
                "backend": { "root": "backend", "entrypoint": "main.py" }
              },
              "rewrites": [
                { "source": "/api(/.*)?", "destination": { "service": "backend" } },
                { "source": "/(.*)", "destination": { "service": "frontend" } }
              ]
            }
            exit status: 0
        "#]],
    );
    assert_eq!(names(dir.path()), ["backend", "frontend"], "--print writes nothing");
    let printed = run(dir.path(), &["init", "--print"]).out;
    assert_eq!(run(dir.path(), &["init"]).out, format!("{printed}\nvercel.json: written.\n"));
    assert!(printed.ends_with(&text(dir.path())), "what is shown is what is written");
    assert_eq!(names(dir.path()), ["backend", "frontend", "vercel.json"]);
    assert_eq!(run(dir.path(), &["check"]).status, Some(0));
    assert_eq!(run(dir.path(), &["inspect"]).status, Some(0));
}

#[test]
fn init_overwrites_when_told_to() {
    let dir = project(&[VITE, FASTAPI, MAIN, ("vercel.json", "{ \"cleanUrls\": true }\n")]);
    let output = run(dir.path(), &["init"]);
    assert_eq!(
        (output.status, output.err.as_str()),
        (
            Some(2),
            "svc-lsp: vercel.json already exists and was not changed. Use --force to change it, or --print to only print the configuration.\n"
        )
    );
    assert_eq!(text(dir.path()), "{ \"cleanUrls\": true }\n");
    assert_eq!(run(dir.path(), &["init", "--force"]).status, Some(0));
    let config: Value = serde_json::from_str(&text(dir.path())).unwrap();
    assert_eq!(config["cleanUrls"], true, "what it said stays");
    assert_eq!(config["services"]["backend"], json!({ "root": "backend", "entrypoint": "main.py" }));
    let output = run(dir.path(), &["init", "."]);
    assert_eq!(output.status, Some(1), "{}", output.out);
    assert!(output.out.contains("The file already configures services."), "{}", output.out);
    assert_eq!(run(dir.path(), &["init", "--force", "--model", "experimentalServices"]).status, Some(0));
    let config: Value = serde_json::from_str(&text(dir.path())).unwrap();
    assert_eq!((&config["cleanUrls"], &config["services"]), (&Value::Null, &Value::Null), "replaced");
    assert_eq!(config["experimentalServices"]["frontend"]["routePrefix"], "/");
}

#[test]
fn init_keeps_a_file_that_it_cannot_read() {
    let commented = "{\n  // Ours.\n  \"cleanUrls\": true\n}\n";
    let dir = project(&[VITE, FASTAPI, MAIN, ("vercel.json", commented)]);
    let output = run(dir.path(), &["init", "--force"]);
    assert_eq!(output.status, Some(1), "{}", output.out);
    assert!(output.out.contains("The file isn't valid JSON"), "{}", output.out);
    assert_eq!(text(dir.path()), commented);
}

#[test]
fn init_says_why_there_is_nothing_to_write() {
    let dir = project(&[VITE]);
    says(
        &dir,
        &["init"],
        &expect![[r#"
            No configuration was generated.
            - The project has a frontend in `frontend` but no backend. Put one in `backend` or `services`.
            exit status: 1
        "#]],
    );
    let output = run(dir.path(), &["init", "--format", "json"]);
    let answer: Value = serde_json::from_str(&output.out).unwrap();
    assert_eq!(output.status, Some(1));
    assert_eq!((&answer["written"], &answer["text"]), (&json!(false), &Value::Null));
    assert_eq!(answer["errors"][0]["code"], "NO_BACKEND_SERVICES");
    assert_eq!(names(dir.path()), ["frontend"]);
    let output = run(dir.path(), &["init", "nowhere"]);
    assert_eq!((output.status, output.err.as_str()), (Some(2), "svc-lsp: nowhere isn't a folder.\n"));
}

#[test]
fn init_prints_the_stable_json() {
    let dir = project(&[VITE, FASTAPI, MAIN]);
    let output = run(dir.path(), &["init", "--format", "json"]);
    let answer: Value = serde_json::from_str(&output.out).unwrap();
    assert_eq!((&answer["path"], &answer["written"]), (&json!("vercel.json"), &json!(true)));
    assert_eq!(answer["text"], text(dir.path()));
    assert_eq!(answer["source"], "layout");
    assert_eq!(
        answer["found"][0],
        json!({ "name": "frontend", "root": "frontend", "framework": "vite", "mountPath": "/", "why": "Vite in `frontend`" })
    );
}

const V1: &str = "{\r\n\t\"experimentalServices\": {\r\n\t\t\"web\": { \"entrypoint\": \"frontend\", \"routePrefix\": \"/\" },\r\n\t\t\"nightly\": { \"type\": \"cron\", \"entrypoint\": \"backend/main.py\", \"schedule\": \"0 5 * * *\" }\r\n\t}\r\n}\r\n";

#[test]
fn migrate_shows_and_writes() {
    let dir = project(&[VITE, FASTAPI, MAIN, ("vercel.json", V1)]);
    says(
        &dir,
        &["migrate"],
        &expect![[r#"
            --- vercel.json
            +++ vercel.json
            @@ -1,6 +1,14 @@
             {␍
            -	"experimentalServices": {␍
            -		"web": { "entrypoint": "frontend", "routePrefix": "/" },␍
            -		"nightly": { "type": "cron", "entrypoint": "backend/main.py", "schedule": "0 5 * * *" }␍
            +	"services": {␍
            +		"web": {␍
            +			"root": "frontend",␍
            +			"rewrites": [{ "source": "/(.*)", "destination": "/index.html" }]␍
            +		}␍
            +	},␍
            +	"rewrites": [␍
            +		{ "source": "/(.*)", "destination": { "service": "web" } }␍
            +	],␍
            +	"build": {␍
            +		"env": { "VITE_WEB_URL": "/" }␍
             	}␍
             }␍

            Next steps and notes
            - `nightly` isn't a web service and is not migrated. Schedule the job inside the Python app, or give it a route and add it to the top-level `crons`. (vercel.json:4:3)
            - `web`: its own URL, `WEB_URL`, is no longer set. If the service uses it, define it in the project's settings or take it from the request. (vercel.json:3:3)
            - `build.env` is deprecated. After the migration, set its variables in the project's settings and remove it. (vercel.json:2:2)

            vercel.json: not changed; use --write to apply the changes.
            exit status: 0
        "#]],
    );
    assert_eq!(text(dir.path()), V1, "only shown");
    assert_eq!(run(dir.path(), &["migrate", "--write"]).status, Some(0));
    let after = text(dir.path());
    assert_eq!(after.matches("\r\n").count(), after.matches('\n').count());
    assert_eq!(run(dir.path(), &["check"]).status, Some(0));
    assert_eq!(names(dir.path()), ["backend", "frontend", "vercel.json"], "nothing is left beside it");
    says(
        &dir,
        &["migrate"],
        &expect![[r#"
        The migration is blocked; nothing was changed.
        - The file has no `experimentalServices` to migrate.
        exit status: 1
    "#]],
    );
}

#[test]
fn a_blocked_migration_changes_nothing() {
    for (config, code) in [
        (
            r#"{ "experimentalServices": { "web": { "entrypoint": "nowhere", "routePrefix": "/" } } }"#,
            "ENTRYPOINT_NOT_FOUND",
        ),
        ("{ \"experimentalServices\": ", "INVALID_VERCEL_JSON"),
        ("{}", "NO_LEGACY_SERVICES"),
    ] {
        let dir = project(&[VITE, ("vercel.json", config)]);
        let output = run(dir.path(), &["migrate", "--write", "--format", "json"]);
        let plan: Value = serde_json::from_str(&output.out).unwrap();
        assert_eq!((output.status, &plan["errors"][0]["code"]), (Some(1), &json!(code)));
        assert_eq!(text(dir.path()), config);
    }
    let dir = project(&[VITE]);
    let output = run(dir.path(), &["migrate", "--write"]);
    assert_eq!((output.status, output.err.as_str()), (Some(2), "svc-lsp: No vercel.json found in `.`.\n"));
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_its_target() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let dir = project(&[
        VITE,
        (
            "shared/config.json",
            r#"{ "experimentalServicesV2": { "web": { "root": "frontend", "framework": "vite" } } }"#,
        ),
    ]);
    let target = dir.path().join("shared/config.json");
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("shared/config.json", dir.path().join("vercel.json")).unwrap();
    assert_eq!(run(dir.path(), &["migrate", "--write"]).status, Some(0));
    assert!(std::fs::read_to_string(&target).unwrap().starts_with("{ \"services\""));
    assert_eq!(target.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    assert!(dir.path().join("vercel.json").symlink_metadata().unwrap().is_symlink());
}

#[test]
fn standard_input_is_inspected_and_migrated() {
    let dir = project(&[VITE, FASTAPI, MAIN, ("vercel.json", V1)]);
    for command in ["inspect", "migrate"] {
        let printed = run(dir.path(), &[command, "--format", "json"]).out;
        let elsewhere = project(&[VITE, FASTAPI, MAIN]);
        for arguments in
            [&["-"][..], &["--stdin-filename", "vercel.json"], &["-", "--stdin-filename", "vercel.json"]]
        {
            let arguments = [&[command, "--format", "json"], arguments].concat();
            let output = run_with_input(elsewhere.path(), &arguments, V1.as_bytes());
            assert_eq!(output.out, printed, "{arguments:?}: {}", output.err);
        }
        let output = run_with_input(dir.path(), &[command, "web", "--stdin-filename", "x.json"], b"{}");
        assert_eq!(output.status, Some(2), "{}", output.err);
        assert!(output.err.contains("can't be used with a path other than `-`"), "{}", output.err);
    }
    let migrated = run_with_input(dir.path(), &["migrate", "--write", "-"], V1.as_bytes());
    assert_eq!(migrated.status, Some(0));
    assert!(migrated.err.contains("isn't a web service"), "{}", migrated.err);
    assert_eq!(text(dir.path()), V1, "no file is written");
    assert_eq!(run(dir.path(), &["migrate", "--write"]).status, Some(0));
    assert_eq!(text(dir.path()), migrated.out);
}
