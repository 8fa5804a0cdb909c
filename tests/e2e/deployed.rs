//! The project as Vercel sees it: what isn't deployed, what is named in another case, and what the project's settings say.

use serde_json::Value;

use crate::e2e::cli::{project, run};

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

#[test]
fn what_is_left_out_is_missing_for_that_reason() {
    let rewrites = r#""rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }]"#;
    let service = |fields: &str| format!(r#"{{ "services": {{ "api": {{ {fields} }} }}, {rewrites} }}"#);
    let cases = [
        (
            service(r#""root": "apps/api", "framework": "express""#),
            "apps",
            "error root-not-found: `.vercelignore` leaves `apps/api` out of the deployment. Change it there, or use another folder.",
        ),
        (
            service(r#""root": "apps/api", "entrypoint": "index.js""#),
            "index.js",
            "error entrypoint-not-found: `.vercelignore` leaves `index.js` out of the deployment. Change it there, or use another file.",
        ),
        (
            service(r#""root": "apps/api", "framework": "express""#),
            "index.*",
            "error backend-entrypoint-not-found: `.vercelignore` leaves `index.js` out of the deployment, so the build fails",
        ),
        (
            service(r#""root": "apps/web", "framework": "nextjs""#),
            "package.json",
            "error service-manifest-missing: Next.js needs a `package.json`, but `.vercelignore` leaves `package.json` out of the deployment.",
        ),
        (
            service(r#""root": "apps/api", "runtime": "container""#),
            "Dockerfile",
            "error missing-service-config: `api` is a container, but `.vercelignore` leaves `Dockerfile` out of the deployment.",
        ),
        (
            r#"{ "proxy": { "entrypoint": "proxy.ts" } }"#.to_owned(),
            "*.ts",
            "error proxy-entrypoint-not-found: `.vercelignore` leaves `proxy.ts` out of the deployment, so the build fails.",
        ),
        (
            r#"{ "functions": { "api/*.js": { "maxDuration": 10 } } }"#.to_owned(),
            "api",
            "error unused-function: `.vercelignore` leaves `api/*.js` out of the deployment, so the build fails.",
        ),
        (
            r#"{ "functions": { "api/a.js": { "includeFiles": "data/*.json" } } }"#.to_owned(),
            "data",
            "warning unmatched-include-files: `.vercelignore` leaves `data/*.json` out of the deployment, so `includeFiles` has no effect.",
        ),
        (
            r#"{ "crons": [{ "path": "/api/b", "schedule": "0 3 * * *" }] }"#.to_owned(),
            "b.js",
            "warning cron-path-not-found: `.vercelignore` leaves `api/b.js` out of the deployment, so every run of this job returns 404.",
        ),
    ];
    for (config, ignored, expected) in cases {
        let files = [
            ("vercel.json", config.as_str()),
            (".vercelignore", ignored),
            ("apps/api/package.json", EXPRESS),
            ("apps/api/index.js", "require('express')"),
            ("apps/api/Dockerfile", ""),
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
fn case_matters() {
    let rewrites = r#""rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }]"#;
    let service = |fields: &str| format!(r#"{{ "services": {{ "api": {{ {fields} }} }}, {rewrites} }}"#);
    let cases = [
        (
            service(r#""root": "Apps/API", "framework": "express""#),
            "error root-not-found: `Apps/API` is named `apps/api` on disk, and case matters on Vercel. [Change to `apps/api`]",
        ),
        (
            service(r#""root": "apps/api", "entrypoint": "Index.js""#),
            "error entrypoint-not-found: `Index.js` is named `index.js` on disk, and case matters on Vercel. [Change to `index.js`]",
        ),
        (
            service(r#""root": "apps/api", "entrypoint": "Main:app""#),
            "error entrypoint-not-found: `Main.py` is named `main.py` on disk, and case matters on Vercel. [Change to `main:app`]",
        ),
        (
            r#"{ "proxy": { "entrypoint": "Proxy.ts" } }"#.to_owned(),
            "error proxy-entrypoint-not-found: `Proxy.ts` is named `proxy.ts` on disk, and case matters on Vercel, so the build fails. [Change to `proxy.ts`]",
        ),
        (
            r#"{ "functions": { "API/*.js": { "maxDuration": 10 } } }"#.to_owned(),
            "error unused-function: `API/*.js` is named `api/*.js` on disk, and case matters on Vercel, so the build fails. [Change to `api/*.js`] [Remove this entry]",
        ),
        (
            r#"{ "functions": { "api/A.js": { "maxDuration": 10 } } }"#.to_owned(),
            "error unused-function: `api/A.js` is named `api/a.js` on disk, and case matters on Vercel, so the build fails. [Change to `api/a.js`] [Remove this entry]",
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
