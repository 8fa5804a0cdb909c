//! The project as Vercel sees it: what isn't deployed, what is named in another case, and what the project's settings say.

use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

use crate::e2e::cli::{project, run};

const CLEAN: &str = "{ \"cleanUrls\": true }";
const EXPRESS: &str = "{ \"dependencies\": { \"express\": \"4\" } }";

/// The code, message and fixes of each finding, one a line.
fn findings(files: &[(&str, &str)]) -> String {
    let dir = project(files);
    let result = run(dir.path(), &["check", "--format", "json", "vercel.json"]);
    let json: Value = serde_json::from_str(&result.out).unwrap();
    let diagnostics = json["files"][0]["diagnostics"].as_array().unwrap();
    let line = |finding: &Value| {
        let fixes = finding["fixes"].as_array().unwrap().iter();
        let fixes: String = fixes.map(|fix| format!(" [{}]", fix["title"].as_str().unwrap())).collect();
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        format!("{} {}: {}{fixes}\n", text("severity"), text("code"), text("message"))
    };
    diagnostics.iter().map(line).collect()
}

/// A configuration with one service, to which all requests go.
fn service(fields: &str) -> String {
    format!(
        r#"{{ "services": {{ "api": {{ {fields} }} }}, "rewrites": [{{ "source": "/(.*)", "destination": {{ "service": "api" }} }}] }}"#
    )
}

#[test]
fn what_is_left_out_is_missing_for_that_reason() {
    let cases = [
        (
            service(r#""root": "apps/api", "framework": "express""#),
            "apps",
            "error root-not-found: `.vercelignore` excludes `apps/api` from the deployment, so Vercel rejects the deployment. Change it there, or use another folder.",
        ),
        (
            service(r#""root": "apps/api", "entrypoint": "index.js""#),
            "index.js",
            "error entrypoint-not-found: `.vercelignore` excludes `index.js` from the deployment, so Vercel rejects the deployment. Change it there, or use another file.",
        ),
        (
            service(r#""root": "apps/py""#),
            "main.py",
            "error missing-service-config: `api` is missing `entrypoint`: Vercel detects FastAPI in `apps/py`, but not the file to run. `.vercelignore` excludes `apps/py/main.py` from the deployment.",
        ),
        (
            service(r#""root": "apps/api", "framework": "express""#),
            "index.*",
            "error backend-entrypoint-not-found: `.vercelignore` excludes `apps/api/index.js` from the deployment, so the build fails",
        ),
        (
            service(r#""root": "apps/web", "framework": "nextjs""#),
            "package.json",
            "error service-manifest-missing: `.vercelignore` excludes `apps/web/package.json` from the deployment, so the build fails.",
        ),
        (
            service(r#""root": "apps/api", "runtime": "container""#),
            "Dockerfile",
            "error missing-service-config: `api` is a container, but `.vercelignore` excludes `Dockerfile` from the deployment, so Vercel rejects the deployment.",
        ),
        (
            r#"{ "proxy": { "entrypoint": "proxy.ts" } }"#.to_owned(),
            "*.ts",
            "error proxy-entrypoint-not-found: `.vercelignore` excludes `proxy.ts` from the deployment, so the build fails.",
        ),
        (
            r#"{ "functions": { "api/*.js": { "maxDuration": 10 } } }"#.to_owned(),
            "api",
            "error unused-function: `.vercelignore` excludes `api/*.js` from the deployment, so the build fails. Remove the key, or deploy the file.",
        ),
        (
            r#"{ "functions": { "api/a.js": { "includeFiles": "data/*.json" } } }"#.to_owned(),
            "data",
            "warning unmatched-include-files: `.vercelignore` excludes `data/*.json` from the deployment, so `includeFiles` has no effect.",
        ),
        (
            r#"{ "crons": [{ "path": "/api/b", "schedule": "0 3 * * *" }] }"#.to_owned(),
            "b.js",
            "warning cron-path-not-found: `.vercelignore` excludes `api/b.js` from the deployment, so every run of this job returns 404.",
        ),
    ];
    for (config, ignored, expected) in cases {
        let files = [
            ("vercel.json", config.as_str()),
            (".vercelignore", ignored),
            ("apps/api/package.json", EXPRESS),
            ("apps/api/index.js", "require('express')"),
            ("apps/api/Dockerfile", ""),
            ("apps/py/requirements.txt", "fastapi"),
            ("apps/py/main.py", "app = FastAPI()"),
            ("apps/web/package.json", "{ \"dependencies\": { \"next\": \"16\" } }"),
            ("proxy.ts", ""),
            ("api/a.js", ""),
            ("api/b.js", ""),
            ("data/x.json", ""),
        ];
        let found = findings(&files);
        assert!(found.contains(expected), "{config} without {ignored}:\n{found}");
    }
}

#[test]
fn what_the_project_takes_back_is_there() {
    let config = r#"{ "framework": null, "functions": { "api/venv/a.js": { "maxDuration": 10 } } }"#;
    let files = [("vercel.json", config), ("api/venv/a.js", "")];
    let left_out = "error unused-function: Vercel excludes `api/venv/a.js` from every deployment, so the build fails. Remove the key, or deploy the file. [Remove this entry]\n";
    assert_eq!(findings(&files), left_out);
    assert_eq!(findings(&[&files[..], &[(".vercelignore", "!venv")]].concat()), "");
}

#[test]
fn case_matters() {
    let cases = [
        (
            service(r#""root": "Apps/API", "framework": "express""#),
            "error root-not-found: `Apps/API` is named `apps/api` on disk, and case matters on Vercel, so Vercel rejects the deployment. [Change to `apps/api`]",
        ),
        (
            service(r#""root": "apps/api", "entrypoint": "Index.js""#),
            "error entrypoint-not-found: `Index.js` is named `index.js` on disk, and case matters on Vercel, so Vercel rejects the deployment. [Change to `index.js`]",
        ),
        (
            service(r#""root": "apps/api", "entrypoint": "Main:app""#),
            "error entrypoint-not-found: `Main.py` is named `main.py` on disk, and case matters on Vercel, so Vercel rejects the deployment. [Change to `main:app`]",
        ),
        (
            r#"{ "proxy": { "entrypoint": "Proxy.ts" } }"#.to_owned(),
            "error proxy-entrypoint-not-found: `Proxy.ts` is named `proxy.ts` on disk, and case matters on Vercel, so the build fails. [Change to `proxy.ts`]",
        ),
        (
            r#"{ "functions": { "API/*.js": { "maxDuration": 10 } } }"#.to_owned(),
            "error unused-function: `API` is named `api` on disk, and case matters on Vercel, so the build fails. Use `api/*.js`. [Change to `api/*.js`] [Remove this entry]",
        ),
        (
            r#"{ "functions": { "api/A.js": { "maxDuration": 10 } } }"#.to_owned(),
            "error unused-function: `api/A.js` is named `api/a.js` on disk, and case matters on Vercel, so the build fails. Use `api/a.js`. [Change to `api/a.js`] [Remove this entry]",
        ),
    ];
    for (config, expected) in cases {
        let files = [
            ("vercel.json", config.as_str()),
            ("apps/api/package.json", EXPRESS),
            ("apps/api/index.js", "require('express')"),
            ("apps/api/main.py", ""),
            ("proxy.ts", ""),
            ("api/a.js", ""),
        ];
        let found = findings(&files);
        assert!(found.contains(expected), "{config}:\n{found}");
    }
}

fn linked(settings: &str) -> String {
    format!(r#"{{ "projectId": "prj_1", "orgId": "team_1", "settings": {settings} }}"#)
}

#[test]
fn the_preset_of_the_linked_project_is_the_framework() {
    let functions = r#"{ "functions": { "app/api/users/route.ts": { "maxDuration": 10 } } }"#;
    let next = "{ \"dependencies\": { \"next\": \"16\" } }";
    let unused = "error unused-function: ";
    for (settings, package, expected) in [
        (r#"{ "framework": "nextjs" }"#, "{}", Some("error next-no-version: ")),
        (r#"{ "framework": "nextjs" }"#, next, None),
        (r#"{ "framework": null }"#, next, Some(unused)),
        ("{}", next, None),
        ("{}", "{}", Some(unused)),
        (r#"{ "framework": "vite" }"#, next, Some(unused)),
        (
            r#"{ "framework": "services" }"#,
            "{}",
            Some(
                "error missing-services: The framework preset is Services (`.vercel/project.json`), but no services are declared, so the build fails. Add `services`.",
            ),
        ),
        // Settings that the command line can't read count for nothing.
        (r#"{ "framework": "vite", }"#, next, None),
    ] {
        let project = linked(settings);
        let files = [
            ("vercel.json", functions),
            (".vercel/project.json", &project),
            ("package.json", package),
            ("app/api/users/route.ts", ""),
        ];
        let found = findings(&files);
        match expected {
            Some(expected) => assert!(found.contains(expected), "{settings} {package}:\n{found}"),
            None => assert_eq!(found, "", "{settings} {package}"),
        }
    }
}

#[test]
fn another_root_directory_makes_the_file_ignored() {
    let elsewhere = "warning other-root-directory: Vercel reads only the vercel.json in the Root Directory, which is `apps/web` according to `.vercel/project.json`.\n";
    let refused = "{ \"cleanUrls\": 1 }";
    for (root, config, expected) in [
        ("apps/web", refused, elsewhere),
        ("./apps/web/", refused, elsewhere),
        (
            "apps/Web",
            CLEAN,
            "warning other-root-directory: `apps/Web` is named `apps/web` on disk, and case matters on Vercel. Correct the Root Directory in the project's settings (`.vercel/project.json`).\n",
        ),
        (
            "app/web",
            CLEAN,
            "warning other-root-directory: The Root Directory `app/web` doesn't exist. Correct it in the project's settings (`.vercel/project.json`).\n",
        ),
        (".", CLEAN, ""),
        ("", CLEAN, ""),
    ] {
        let project = linked(&format!(r#"{{ "rootDirectory": "{root}" }}"#));
        let files =
            [("vercel.json", config), (".vercel/project.json", &project), ("apps/web/index.html", "")];
        assert_eq!(findings(&files), expected, "{root}");
    }
    // Its syntax is checked before the settings are read.
    let project = linked(r#"{ "rootDirectory": "apps/web" }"#);
    let files =
        [("vercel.json", "{ // x\n }"), (".vercel/project.json", &project), ("apps/web/index.html", "")];
    let found = findings(&files);
    assert!(found.contains("error comment-in-json: ") && found.starts_with(elsewhere), "{found}");
}

#[test]
fn a_folder_above_is_linked() {
    let settings = r#"{ "rootDirectory": "apps/web", "framework": "services" }"#;
    let codes = |files: &[(&str, &str)], folder: &str| {
        let dir = project(files);
        let result = run(dir.path(), &["check", "--format", "json", &format!("{folder}/vercel.json")]);
        let json: Value = serde_json::from_str(&result.out).unwrap();
        let diagnostics = json["files"][0]["diagnostics"].as_array().unwrap().clone();
        diagnostics.iter().map(|it| it["message"].as_str().unwrap().to_owned()).collect::<String>()
    };
    let linked = linked(settings);
    let (above, beside) = ((".vercel/project.json", linked.as_str()), ("apps/api/vercel.json", CLEAN));
    let config = ("apps/web/vercel.json", CLEAN);
    let found = codes(&[(".git/HEAD", ""), above, config], "apps/web");
    assert!(found.contains("The framework preset is Services (`../../.vercel/project.json`)"), "{found}");
    assert_eq!(codes(&[(".git/HEAD", ""), above, config, beside], "apps/api"), "", "another folder");
    assert_eq!(codes(&[above, config], "apps/web"), "", "nothing above the project is read");
    // A workspace's command line ignores a Root Directory that doesn't exist.
    let missing = linked.replace("apps/web", "missing");
    let own = ("apps/web/.vercel/project.json", missing.as_str());
    let found = codes(&[(".git/HEAD", ""), ("package.json", "{}"), own, config], "apps/web");
    assert!(found.contains("The framework preset is Services (`.vercel/project.json`)"), "{found}");
    // `vercel link --repo` saves the settings in the folder, with the Root Directory from the repository's.
    let own = ("apps/web/.vercel/project.json", linked.as_str());
    let found = codes(&[(".git/HEAD", ""), own, config], "apps/web");
    assert!(found.contains("The framework preset is Services (`.vercel/project.json`)"), "{found}");
}

#[test]
fn a_discontinued_version_of_node_is_refused_where_node_runs() {
    let (function, plain) = (("api/a.js", ""), ("index.html", ""));
    let service = r#"{ "services": { "api": { "root": "s", "framework": "express" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }"#;
    let of_service = [("s/package.json", EXPRESS), ("s/index.js", "require('express')")];
    let build = ("package.json", r#"{ "scripts": { "build": "x" } }"#);
    let engines = ("package.json", r#"{ "engines": { "node": "22.x" } }"#);
    for (version, config, files, is_refused) in [
        ("18.x", CLEAN, vec![function], true),
        ("20.x", CLEAN, vec![function], true),
        ("22.x", CLEAN, vec![function], false),
        ("later", CLEAN, vec![function], true),
        ("18.x", CLEAN, vec![plain], false),
        ("18.x", CLEAN, vec![function, engines], false),
        ("18.x", CLEAN, vec![build], true),
        ("18.x", service, of_service.to_vec(), true),
        ("24.x", service, of_service.to_vec(), false),
    ] {
        let project = linked(&format!(r#"{{ "framework": null, "nodeVersion": "{version}" }}"#));
        let shown = format!("{version} {files:?}");
        let files = [files, vec![("vercel.json", config), (".vercel/project.json", &project)]].concat();
        let found = findings(&files);
        assert_eq!(found.contains("error discontinued-node-version: "), is_refused, "{shown}:\n{found}");
    }
}

#[test]
fn services_need_their_preset() {
    let config = |key: &str| {
        format!(
            r#"{{ "{key}": {{ "web": {{ "root": "web", "framework": "vite", "routePrefix": "/" }} }}, "framework": null }}"#
        )
    };
    let services = r#"{ "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }"#;
    for (config, preset, expected) in [
        (
            services.to_owned(),
            "\"nextjs\"",
            "warning services-framework-preset: `services` needs the framework preset Services, but the preset is Next.js (`.vercel/project.json`). Change it in the project's settings.\n",
        ),
        (services.to_owned(), "\"services\"", ""),
        (
            services.to_owned(),
            "null",
            "warning services-framework-preset: `services` needs the framework preset Services, but the preset is Other (`.vercel/project.json`). Change it in the project's settings.\n",
        ),
        (config("experimentalServices"), "\"nextjs\"", ""),
    ] {
        let project = linked(&format!(r#"{{ "framework": {preset} }}"#));
        let files =
            [("vercel.json", config.as_str()), (".vercel/project.json", &project), ("web/index.html", "")];
        let found = findings(&files);
        assert_eq!(found.contains("services-framework-preset"), !expected.is_empty(), "{preset}:\n{found}");
        assert!(found.contains(expected), "{preset}:\n{found}");
    }
}

/// Where git is missing, there is nothing to compare with.
fn git(dir: &TempDir, arguments: &[&str]) -> bool {
    let mut git = std::process::Command::new("git");
    git.current_dir(dir.path()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    git.status().is_ok_and(|status| status.success())
}

#[test]
fn what_git_does_not_track_is_reported_as_git_sees_it() {
    let config = r#"{ "framework": null, "functions": { "api/a.ts": { "maxDuration": 10 }, "api/b.ts": { "maxDuration": 10 }, "api/c.ts": { "maxDuration": 10 } } }"#;
    let files = [
        ("vercel.json", config),
        (".gitignore", "/api/*\n!/api/c.ts\n"),
        ("api/a.ts", ""),
        ("api/b.ts", ""),
        ("api/c.ts", ""),
    ];
    for version in ["2", "3", "4"] {
        for format in ["sha1", "sha256"] {
            let dir = project(&files);
            let object_format = format!("--object-format={format}");
            if !git(&dir, &["init", &object_format])
                || !git(&dir, &["config", "index.version", version])
                || !git(&dir, &["add", "--force", "api/a.ts"])
            {
                return;
            }
            let messages = || {
                let result = run(dir.path(), &["check", "--format", "json", "vercel.json"]);
                let json: Value = serde_json::from_str(&result.out).unwrap();
                let diagnostics = json["files"][0]["diagnostics"].as_array().unwrap().clone();
                diagnostics.iter().map(|it| it["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
            };
            let missing = "`api/b.ts` isn't included in deployments from Git: `.gitignore` ignores it, and Git doesn't track it.";
            assert_eq!(messages(), [missing], "{version} {format}");
            assert!(git(&dir, &["add", "--force", "api/b.ts"]));
            assert_eq!(messages(), [""; 0], "{version} {format}");
            assert!(git(&dir, &["update-index", "--split-index"]));
            assert!(git(&dir, &["rm", "--cached", "api/b.ts"]));
            let unknown = "`api/b.ts` isn't included in deployments from Git unless Git tracks it: `.gitignore` ignores it.";
            assert!(messages().contains(&unknown.to_owned()), "{version} {format}");
        }
    }
}
