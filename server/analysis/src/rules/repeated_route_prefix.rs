//! Route prefix repeated in backend routes.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::by_folder::{FolderQuery, of_folder};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::missing_public_prefix::without_hash_comments;
use crate::services::routing::normalize_prefix;
use crate::services::{Entrypoint, Service, Services, v1};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_vercel::javascript;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Route prefix repeated in backend routes
    ///
    /// Requests to these backend routes return 404, because Vercel removes the service's prefix before the backend sees the path.
    ///
    /// A request for `/api/users` reaches a service with the `routePrefix` `/api` as `/users`. A route for `/api/users` would match
    /// only `/api/api/users`. Remove the prefix from the routes of the backend. (Under `vercel dev`, Node.js backends receive the
    /// whole path; mount the routes with and without the prefix if you need both.)
    ///
    /// ```files
    /// //- /backend/requirements.txt
    /// fastapi
    /// //- /backend/main.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// @app.get("/api/users")
    /// def users(): return []
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "backend": { "entrypoint": "backend/main.py", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /backend/requirements.txt
    /// fastapi
    /// //- /backend/main.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// @app.get("/users")
    /// def users(): return []
    /// ```
    /// ```json good
    /// { "experimentalServices": { "backend": { "entrypoint": "backend/main.py", "routePrefix": "/api" } } }
    /// ```
    ///
    /// svc-lsp reads only JavaScript, TypeScript and Python entrypoints, and reports only those whose routes all have the prefix. A service declared in `services` receives the whole path: see `missing-public-prefix`.
    pub static RULE = {
        code: "repeated-route-prefix",
        severity: Warning,
        check: Check::EachService(ServicesModel::V1, check),
    }
}

fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    // The builds of Vercel CLI 64.0.2 set `VERCEL_SERVICE_ROUTE_PREFIX_STRIP`, which the handlers of these runtimes obey.
    let is_stripped = |it: &v1::ResolvedService| matches!(it.runtime.as_deref(), Some("node" | "python"));
    let stripped = services.resolved_in_v1().filter(|(_, resolved)| is_stripped(resolved));
    findings.extend(stripped.filter_map(|(service, _)| finding(snapshot, service)));
}

fn finding(snapshot: &Snapshot, service: &Service<'_>) -> Option<Finding> {
    let prefix = service.prefix().filter(|prefix| prefix.configured)?;
    let prefix = Some(normalize_prefix(&prefix.path)).filter(|prefix| prefix != "/")?;
    let (Some(Entrypoint::File(path)), Some(node), Some(folder)) =
        (service.entrypoint(), service.field("entrypoint"), service.folder())
    else {
        return None;
    };
    let routes = of_folder::<Routes>(snapshot, &folder.resolve(path));
    let route = repeated(&routes, &prefix)?;
    let message = format!(
        "Vercel removes `{prefix}` before `{}` sees the path, so its route `{route}` never matches. Remove the prefix from its routes.",
        service.name
    );
    Some(Finding::new(&RULE, node.range, message).service(&*service.name))
}

/// The routes of a program, as far as they can be determined.
struct Routes;

impl FolderQuery for Routes {
    type Answer = Arc<[String]>;

    fn find(snapshot: &Snapshot, file: &str) -> Arc<[String]> {
        let code = |text: &str| match Runtime::of_file(file)? {
            Runtime::Python => Some(without_hash_comments(text)),
            Runtime::Node => Some(javascript::without_comments(text)),
            _ => None,
        };
        let code = snapshot.project.read(file).and_then(|text| code(&text));
        code.and_then(|code| routes(&code)).unwrap_or_default().into()
    }
}

// These are classes of ASCII: those of Unicode take most of the time of a first check to compile.
const NAME: &str = "[0-9A-Za-z_$]+";
const SPACE: &str = r"[ \t\r\n]";
const STRING: &str = r#"["'`]([^"'`\n]*)["'`]"#;

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    let methods = "get|post|put|patch|delete|del|head|options|all|route|api_route|websocket|use|mount|register|include_router|register_blueprint|setGlobalPrefix";
    Regex::new(&format!(r"({NAME}){SPACE}*\.({methods})\(([^()]*(?:\([^()]*\)[^()]*)*)")).unwrap()
});

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static DEFINITION: LazyLock<Regex> = LazyLock::new(|| {
    let makers = format!(r"APIRouter|Blueprint|(?:{NAME}\.)?Router|new{SPACE}+{NAME}");
    let base_path = format!(r"{SPACE}*\.basePath\(([^()]*)\)");
    Regex::new(&format!(r"({NAME}){SPACE}*(?::[^=\n]+)?={SPACE}*(?:{makers})\(([^()]*)\)(?:{base_path})?"))
        .unwrap()
});

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static TEXT: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("^{SPACE}*{STRING}")).unwrap());

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static PREFIX: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?-u:\b)(?:url_)?prefix{SPACE}*[:=]{SPACE}*{STRING}")).unwrap());

/// What may change the path before the routes see it, or hide what a route's path is.
const SIGNS: [&str; 8] =
    ["root_path", "strip", "rewrite", "req.url", "url.pathname", "url.path", "scope[", "routePrefix"];

/// The routes of the code of a program; `None` if they can't be determined.
fn routes(code: &str) -> Option<Vec<String>> {
    let is_plain = !SIGNS.iter().any(|sign| code.contains(sign));
    is_plain.then(|| Program::read(code).map(|program| program.routes())).flatten()
}

/// The first route of a program, where all of its routes but `/` repeat the prefix.
fn repeated<'a>(routes: &'a [String], prefix: &str) -> Option<&'a str> {
    let below =
        |route: &str| route == prefix || route.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
    let all = routes.iter().all(|route| below(route) || route == "/");
    routes.iter().map(String::as_str).find(|route| below(route)).filter(|_| all)
}

/// What a program says of its routes.
#[derive(Default)]
struct Program<'a> {
    /// The routers that it makes, with the prefix that each is made with.
    routers: HashMap<&'a str, String>,
    /// The routes: the router or application, and the path.
    served: Vec<(&'a str, String)>,
    /// The places of routers in the application.
    mounts: Vec<(&'a str, String)>,
}

impl<'a> Program<'a> {
    /// Reads the text of a program without comments; `None` if some of its routes can't be determined.
    fn read(code: &'a str) -> Option<Program<'a>> {
        let mut program = Program::default();
        let mut bases = 0;
        for definition in DEFINITION.captures_iter(code) {
            let part = |index| definition.get(index).map(|it| it.as_str());
            let prefix = match part(3) {
                Some(base) => {
                    bases += 1;
                    Some(text(base)?)
                }
                None => part(2).and_then(prefix),
            };
            program.routers.insert(part(1)?, prefix.unwrap_or_default());
        }
        if code.matches(".basePath(").count() > bases {
            return None;
        }
        for call in CALL.captures_iter(code) {
            let part = |index| call.get(index).map_or("", |it| it.as_str());
            program.see(part(1), part(2), part(3))?;
        }
        Some(program)
    }

    /// Looks at a call of a method; `None` if it may add routes that can't be determined.
    fn see(&mut self, object: &'a str, method: &str, arguments: &'a str) -> Option<()> {
        let mut parts = arguments.split(',').map(str::trim);
        let (first, last) = (parts.next().unwrap_or_default(), parts.next_back().unwrap_or_default());
        match (method, text(arguments)) {
            ("include_router" | "register_blueprint" | "register", _) => match prefix(arguments) {
                at if self.routers.contains_key(first) => self.mounts.push((first, at.unwrap_or_default())),
                at => self.served.push((object, at?)),
            },
            // NestJS has its routes in other files.
            ("setGlobalPrefix", Some(prefix)) if !arguments.contains(',') => {
                self.served.push((object, format!("/{}", prefix.trim_start_matches('/'))));
            }
            ("setGlobalPrefix", _) => return None,
            ("use" | "route" | "mount", Some(at)) if self.routers.contains_key(last) => {
                self.mounts.push((last, at));
            }
            ("use", None) if self.routers.contains_key(first) => self.mounts.push((first, String::new())),
            // Middleware is made where it is used; a name may be a router of another file.
            ("use", None) => arguments.contains(['(', '>']).then_some(())?,
            // Every path, or one that is computed.
            (_, Some(path)) if path.is_empty() || path.contains(['*', '$']) => return None,
            // Not the name of a header, or a key of a map.
            (_, Some(path)) if path.starts_with('/') => self.served.push((object, path)),
            _ => {}
        }
        Some(())
    }

    /// The paths of its routes, each with the prefixes of the router that it is in.
    fn routes(&self) -> Vec<String> {
        let routes = self.served.iter().flat_map(|(object, path)| {
            let base = self.routers.get(object).map(String::as_str).unwrap_or_default();
            let mounts = self.mounts.iter().filter(move |(router, _)| router == object);
            let mut places: Vec<&str> = mounts.map(|(_, at)| at.as_str()).collect();
            if places.is_empty() {
                places.push("");
            }
            places.into_iter().map(move |at| {
                let route = format!("{at}{base}{path}").replace("//", "/");
                if route.len() > 1 { route.trim_end_matches('/').to_owned() } else { route }
            })
        });
        routes.collect()
    }
}

/// The text that the arguments of a call begin with.
fn text(arguments: &str) -> Option<String> {
    Some(TEXT.captures(arguments)?.get(1)?.as_str().to_owned())
}

/// The prefix among the arguments of a call.
fn prefix(arguments: &str) -> Option<String> {
    Some(PREFIX.captures(arguments)?.get(1)?.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_that_repeat_the_prefix() {
        for (code, route) in [
            (
                "@app.get('/api/users')\ndef users(): pass\n@app.get('/')\ndef root(): pass",
                Some("/api/users"),
            ),
            ("app.use(cors()); app.get('/api/users', list); app.post('/api/users', add)", Some("/api/users")),
            ("const app = new Hono().basePath('/api'); app.get('/users', list)", Some("/api/users")),
            (
                "router = APIRouter(prefix=\"/api\")\n@router.get(\"/users\")\ndef f(): pass\napp.include_router(router)",
                Some("/api/users"),
            ),
            (
                "const users = express.Router(); users.get('/', list); app.use('/api/users', users)",
                Some("/api/users"),
            ),
            ("app.include_router(users.router, prefix=\"/api/users\")", Some("/api/users")),
            ("app.register(users, { prefix: '/api' })", Some("/api")),
            ("app.setGlobalPrefix('api')", Some("/api")),
            // Both forms, or other routes.
            (
                "router = APIRouter()\n@router.get('/users')\ndef f(): pass\napp.include_router(router)\napp.include_router(router, prefix='/api')",
                None,
            ),
            ("app.get('/api/users', list); app.get('/users', list)", None),
            ("app.get('/apis', list)", None),
            ("app.get('/api/users', list); app.get('*', page)", None),
            // What can't be determined.
            ("app.get('/api/users', list); app.use(router)", None),
            ("app.include_router(users.router); app.include_router(a, prefix='/api')", None),
            ("app = FastAPI(root_path='/api')\n@app.get('/api/users')", None),
            (
                "app.use((req, res, next) => { req.url = req.url.slice(4) }); app.get('/api/users', list)",
                None,
            ),
            ("app.setGlobalPrefix('api', { exclude: ['health'] })", None),
            ("const app = new Hono().basePath(base); app.get('/users', list)", None),
            ("app.get(`${base}/users`, list); app.get('/api/users', list)", None),
        ] {
            let routes = routes(code).unwrap_or_default();
            assert_eq!(repeated(&routes, "/api"), route, "{code}");
        }
    }

    #[test]
    fn only_backends_whose_prefix_is_removed_are_read() {
        let found = |config: &str| {
            let files = "//- /web/package.json\n{ \"dependencies\": { \"next\": \"16\" } }\n//- /server/package.json\n{ \"dependencies\": { \"express\": \"5\" } }\n\
                //- /server/index.js\nconst app = require('express')();\napp.get('/api/users', list);\n";
            let snapshot = crate::testing::snapshot(&format!("//- /vercel.json\n{config}\n{files}"));
            crate::check::check(&snapshot).iter().any(|it| it.rule == &RULE)
        };
        let services = |rest: &str| {
            format!(
                "{{ \"experimentalServices\": {{ \"web\": {{ \"entrypoint\": \"web\", \"routePrefix\": \"/\" }}, \"api\": {{ {rest} }} }} }}"
            )
        };
        assert!(found(&services(r#""entrypoint": "server/index.js", "routePrefix": "/api""#)));
        assert!(found(&services(r#""root": "server", "entrypoint": "index.js", "mount": "/api""#)));
        assert!(!found(&services(r#""entrypoint": "server/index.js", "routePrefix": "/backend""#)));
        assert!(!found(&services(r#""entrypoint": "server/index.js", "subdomain": "api""#)));
    }
}
