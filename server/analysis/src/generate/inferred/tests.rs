use std::sync::Arc;

use expect_test::{Expect, expect};

use super::infer;
use svc_vercel::project::MemoryFs;

const NEXT: &str = r#"{ "dependencies": { "next": "16" } }"#;
const VITE: &str = r#"{ "devDependencies": { "vite": "7" } }"#;
const EXPRESS: &str = r#"{ "dependencies": { "express": "5" } }"#;

/// The services with their paths, then the notes by their codes.
fn check(files: &[(&str, &str)], expect: &Expect) {
    let inference = infer(&(Arc::new(MemoryFs::new(files.iter().copied())) as _));
    let mut lines: Vec<String> = inference
        .services
        .iter()
        .map(|(name, service)| format!("{name} at {} ({})", service.mount_path, service.evidence))
        .collect();
    for (kind, notes) in [
        ("error", &inference.errors),
        ("warning", &inference.warnings),
        ("passed over", &inference.passed_over),
    ] {
        lines.extend(notes.iter().map(|note| format!("{kind} {}: {}", note.code, note.message)));
    }
    expect.assert_eq(&lines.join("\n"));
}

#[test]
fn a_layout() {
    check(
        &[("frontend/package.json", VITE), ("backend/requirements.txt", "fastapi")],
        &expect![[r#"
        frontend at / (Vite in `frontend`)
        backend at /api (FastAPI in `backend`)"#]],
    );
    check(
        &[
            ("package.json", NEXT),
            ("services/users/package.json", EXPRESS),
            ("services/users/index.js", "import 'express'"),
        ],
        &expect![[r#"
            frontend at / (Next.js in the project root)
            users at /api/users (Express in `services/users`)"#]],
    );
    check(
        &[("frontend/package.json", VITE)],
        &expect![
            "error NO_BACKEND_SERVICES: The project has a frontend in `frontend` but no backend. Put one in `backend` or `services`."
        ],
    );
    check(
        &[],
        &expect![
            "error NO_SERVICES_CONFIGURED: Vercel detects no framework in the project root, `frontend` or `apps/web`. Add `services` to the vercel.json."
        ],
    );
}

#[test]
fn a_procfile() {
    check(
        &[
            (
                "Procfile",
                "web: gunicorn shop.wsgi:app\nworker: celery -A tasks worker\nrelease: python manage.py migrate\n",
            ),
            ("requirements.txt", "flask"),
            ("shop/wsgi.py", ""),
            ("tasks.py", ""),
        ],
        &expect![
            "error INVALID_ROUTE_PREFIX: Vercel rejects the configuration that it infers: `worker` runs in the background; only a web service can have a `routePrefix`. Remove it, or change `type` to `web`."
        ],
    );
}

#[test]
fn railways_files() {
    check(
        &[
            ("web/railway.json", "{}"),
            ("web/package.json", VITE),
            ("api/railway.toml", "[build]\nbuildCommand = \"make\"\n"),
            ("api/package.json", EXPRESS),
            ("api/index.js", "import 'express'"),
            ("jobs/railway.toml", "[deploy]\ncronSchedule = \"0 5 * * *\"\n"),
            ("broken/railway.toml", "a = = b"),
        ],
        &expect![[r#"
            api at /api (`api/railway.toml`, next to Express)
            web at / (`web/railway.json`, next to Vite)
            warning RAILWAY_PARSE_ERROR: `broken/railway.toml` can't be read: extra `=`, expected nothing.
            warning RAILWAY_CRON_HINT: `jobs/railway.toml` runs `jobs` on the schedule "0 5 * * *" and is skipped. On Vercel, give the job a route and add it to `crons`."#]],
    );
}

#[test]
fn renders_blueprint() {
    check(
        &[
            (
                "render.yaml",
                "services:\n- { type: web, name: site, rootDir: web }\n- { type: pserv, name: db }\n- { type: web }\n",
            ),
            ("web/package.json", VITE),
        ],
        &expect![[r#"
            site at / (the service `site` in `render.yaml`, Vite in `web`)
            warning RENDER_PSERV_HINT: The private service `db` in `render.yaml` is skipped. Add it to `services`; without a rewrite it stays private.
            warning RENDER_CONFIG_ERROR: A service in `render.yaml` is missing `name` and is skipped."#]],
    );
}

#[test]
fn a_blueprint_that_grows_without_end_is_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let alias = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 10].join(", ")));
    }
    let inference = infer(&(Arc::new(MemoryFs::new([("render.yaml", bomb.as_str())])) as _));
    assert_eq!(
        inference.passed_over.iter().map(|note| note.code.as_str()).collect::<Vec<_>>(),
        ["RENDER_PARSE_ERROR"]
    );
    let deep = "[".repeat(100_000);
    for file in ["render.yaml", "railway.json", "railway.toml"] {
        let inference = infer(&(Arc::new(MemoryFs::new([(file, deep.as_str())])) as _));
        assert!(inference.services.is_empty(), "{file}");
    }
}
