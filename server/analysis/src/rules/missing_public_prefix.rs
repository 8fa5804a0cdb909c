//! Missing path prefix in backend routes.

use std::sync::LazyLock;

use regex::Regex;

use crate::rules::Check;
use crate::rules::backend_entrypoint_not_found::server_file;
use crate::rules::finding::Finding;
use crate::services::{Entrypoint, Service, Services, v2};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::TextRange;
use svc_vercel::detect::python_entrypoints;
use svc_vercel::javascript;
use svc_vercel::project::Folder;
use svc_vercel::python::Module;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Missing path prefix in backend routes
    ///
    /// Requests to these backend routes return 404, because the service receives the whole path.
    ///
    /// A rewrite to a service doesn't remove the prefix: a request for `/api/users` reaches the service as `/api/users`.
    /// (`experimentalServices` did remove it.) Add the prefix to the routes of the backend.
    ///
    /// ```files
    /// //- /backend/package.json
    /// { "dependencies": { "hono": "4" } }
    /// //- /backend/index.ts
    /// import { Hono } from "hono";
    /// const app = new Hono();
    /// app.get("/users", (c) => c.json([]));
    /// export default app;
    /// ```
    /// ```json bad
    /// { "services": { "backend": { "root": "backend", "entrypoint": "index.ts" } },
    ///   "rewrites": [{ "source": "/api(/.*)?", "destination": { "service": "backend" } }] }
    /// ```
    ///
    /// ```files
    /// //- /backend/package.json
    /// { "dependencies": { "hono": "4" } }
    /// //- /backend/index.ts
    /// import { Hono } from "hono";
    /// const app = new Hono().basePath("/api");
    /// app.get("/users", (c) => c.json([]));
    /// export default app;
    /// ```
    /// ```json good
    /// { "services": { "backend": { "root": "backend", "entrypoint": "index.ts" } },
    ///   "rewrites": [{ "source": "/api(/.*)?", "destination": { "service": "backend" } }] }
    /// ```
    ///
    /// ```files
    /// //- /backend/package.json
    /// { "dependencies": { "express": "4" } }
    /// //- /backend/server.js
    /// const express = require('express');
    /// const app = express();
    /// app.get("/users", (request, response) => response.json([]));
    /// module.exports = app;
    /// ```
    /// ```json bad
    /// { "services": { "backend": { "root": "backend", "framework": "express" } },
    ///   "rewrites": [{ "source": "/api(/.*)?", "destination": { "service": "backend" } }] }
    /// ```
    ///
    /// svc-lsp reads only JavaScript, TypeScript and Python entrypoints that define their own routes and don't mention the path.
    pub static RULE = {
        code: "missing-public-prefix",
        severity: Warning,
        check: Check::Services(ServicesModel::V2, check),
    }
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static ROUTE: LazyLock<Regex> = LazyLock::new(|| {
    let methods = "get|post|put|patch|delete|del|head|options|all|route|use|api_route|websocket";
    Regex::new(&format!(r#"\.(?:{methods})\(\s*(?:["'`]([^"'`\n]*)["'`])?"#)).unwrap()
});

fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    let targets = v2::targets(snapshot);
    findings.extend(services.iter().filter_map(|service| {
        let target = targets.get(&*service.name).filter(|target| !target.changes_path)?;
        let (prefix, range) = target.mount().filter(|(prefix, _)| *prefix != "/")?;
        finding(service, prefix, range)
    }));
}

/// The finding for the entrypoint of a service to which requests come below a path.
fn finding(service: &Service<'_>, prefix: &str, rewrite: TextRange) -> Option<Finding> {
    let folder = service.folder()?;
    let (path, node) = match service.entrypoint() {
        Some(Entrypoint::File(path)) => (path.to_owned(), service.field("entrypoint")?),
        Some(_) => return None,
        None => (detected(&folder, service.framework_slug()?)?, service.field("framework")?),
    };
    let (runtime, has_own) = (Runtime::of_file(&path), |key| service.field(key).is_some());
    if !matches!(runtime, Some(Runtime::Node | Runtime::Python)) || has_own("rewrites") || has_own("routes") {
        return None;
    }
    let text = folder.read(&path)?;
    let code = if runtime == Some(Runtime::Python) {
        without_hash_comments(&text)
    } else {
        javascript::without_comments(&text)
    };
    let route = route_elsewhere(&code, prefix)?;
    let message = format!(
        "`{}` receives requests with the prefix `{prefix}`, so its route `{route}` never matches. Add the prefix to its routes.",
        service.name
    );
    Some(
        Finding::new(&RULE, node.range, message)
            .service(&*service.name)
            .related(rewrite, format!("Requests below `{prefix}` are sent to it.")),
    )
}

/// The file that the builder of a framework finds without an entrypoint.
fn detected(folder: &Folder<'_>, framework: &str) -> Option<String> {
    match Runtime::of_framework(framework)? {
        Runtime::Node => server_file(folder),
        Runtime::Python => {
            let is_application = |file: &String| {
                let text = folder.read(file).filter(|_| folder.is_file(file));
                text.and_then(|text| Module::read(&text)).is_some_and(|module| module.is_application())
            };
            python_entrypoints(folder, framework).into_iter().find(is_application)
        }
        _ => None,
    }
}

/// The first route of an entrypoint, where none of its routes can be below `prefix`.
fn route_elsewhere<'a>(code: &'a str, prefix: &str) -> Option<&'a str> {
    let name = prefix.rsplit('/').next()?;
    // What names the path anywhere, or puts routes of other files under a path of its own, may have it from there.
    let signs = [
        "basePath",
        "prefix",
        "Prefix",
        "root_path",
        "include_router",
        "register",
        "mount",
        "strip",
        "rewrite",
    ];
    if mentions(code, name) || signs.iter().any(|sign| code.contains(sign)) {
        return None;
    }
    let has_own_modules =
        ["from \"./", "from './", "require('./", "require(\"./", "from ."].iter().any(|it| code.contains(it));
    let mut first = None;
    for call in ROUTE.captures_iter(code) {
        match call.get(1).map(|it| it.as_str()) {
            // Every path, or one that is computed.
            Some(text) if text.is_empty() || text.contains("${") => return None,
            // The name of a header or a key of a map.
            Some(text) if !text.starts_with(['/', '*', ':']) => {}
            Some(text) if is_literal(text) => first = first.or(Some(text)),
            Some(_) => return None,
            // Routes of another file, with paths that are not seen here.
            None if has_own_modules || call.get(0).is_some_and(|it| it.as_str().starts_with(".route")) => {
                return None;
            }
            None => {}
        }
    }
    first
}

/// Whether code has a name that isn't the end of a longer word: `fastapi` doesn't mention `api`.
fn mentions(code: &str, name: &str) -> bool {
    code.match_indices(name)
        .any(|(at, _)| !code.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric)))
}

/// Whether a route is one whose first segment is a name.
fn is_literal(route: &str) -> bool {
    let first = route.trim_start_matches('/').split('/').next().unwrap_or_default();
    !first.is_empty() && first.chars().all(|char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.'))
}

/// Python without the lines that are comments.
pub(super) fn without_hash_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with('#')).flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_that_nothing_reaches() {
        for (code, route) in [
            ("app.get('/users', f); app.post(\"/users\", f)", Some("/users")),
            ("@app.get(\"/users\")\ndef users(): pass", Some("/users")),
            ("const x = c.get('token'); app.get('/users', f)", Some("/users")),
            ("app.use(cors()); app.get('/users', f)", Some("/users")),
            ("import users from './users'; app.use(users); app.get('/health', f)", None),
            ("app.get('/', f)", None),
            ("app.get('/:id', f)", None),
            ("app.get('*', f); app.get('/users', f)", None),
            ("app.use('/', router); app.get('/health', f)", None),
            ("app.get('/api/users', f)", None),
            ("from fastapi import FastAPI\n@app.get('/users')", Some("/users")),
            ("import { z } from '@hono/zod-openapi'; app.get('/users', f)", Some("/users")),
            ("from fastapi import FastAPI\n@app.get('/api/users')", None),
            ("const base = `/${stage}/api`; app.get('/users', f)", None),
            ("const app = new Hono().basePath(base); app.get('/users', f)", None),
            ("app.include_router(users); \n@app.get('/users')", None),
            ("app.get(`${base}/users`, f); app.get('/health', f)", None),
            ("app.route(router); app.get('/health', f)", None),
            ("serve(app)", None),
        ] {
            assert_eq!(route_elsewhere(code, "/api"), route, "{code}");
        }
    }
}
