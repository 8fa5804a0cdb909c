//! The routing table of `experimentalServices`: which service answers which paths, and the routes that Vercel generates.

use std::collections::HashSet;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::services::v1::ResolvedService;
use svc_vercel::runtime::{ROUTE_OWNING_BUILDERS, STATIC_BUILDERS};

/// The routes that Vercel generates, by the phase in which they apply.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Routes {
    /// Before files: requests to a subdomain are rewritten to the prefix of its service.
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub host_rewrites: Vec<Value>,
    /// After files: requests below a prefix go to the function of its service.
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub rewrites: Vec<Value>,
    /// Before files, last: all other requests go to the service at `/`.
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub defaults: Vec<Value>,
    /// Last: paths within a static site are answered with its `index.html`.
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub fallbacks: Vec<Value>,
    /// The internal paths that cron jobs call.
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub crons: Vec<Value>,
    /// Always empty: Vercel generates no routes for workers.
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub workers: Vec<Value>,
}

/// A row of the routing table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// The prefix of the paths that the service answers, or the source of the rewrite that leads to it.
    #[serde(flatten)]
    pub matches: Matches,
    /// The service that answers.
    pub service: String,
}

/// What a row of the routing table matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Matches {
    /// A route prefix of `experimentalServices`.
    Prefix(String),
    /// The source of a rewrite to one of `services`.
    Source(String),
}

/// A prefix as Vercel compares it: with a leading slash, without one trailing slash.
#[must_use]
pub fn normalize_prefix(prefix: &str) -> String {
    let rooted = if prefix.starts_with('/') { prefix.to_owned() } else { format!("/{prefix}") };
    match rooted.strip_suffix('/') {
        Some(stripped) if !stripped.is_empty() => stripped.to_owned(),
        _ => rooted,
    }
}

/// The web services in the order in which their prefixes are tried: the longest first.
#[must_use]
pub fn by_prefix(services: &[Arc<ResolvedService>]) -> Vec<(&str, &ResolvedService)> {
    let mut web: Vec<(&str, &ResolvedService)> =
        services.iter().filter_map(|service| Some((service.web_prefix()?, &**service))).collect();
    web.sort_by_key(|(prefix, _)| std::cmp::Reverse(utf16_len(prefix)));
    web
}

/// The service that answers a path, with its prefix: the longest that the path begins with, segment by segment.
#[must_use]
pub fn owner<'a>(services: &'a [Arc<ResolvedService>], path: &str) -> Option<(&'a str, &'a ResolvedService)> {
    by_prefix(services).into_iter().find(|(prefix, _)| {
        *prefix == "/"
            || path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// The routing table, in the order in which it is tried.
#[must_use]
pub fn table(services: &[Arc<ResolvedService>]) -> Vec<Row> {
    by_prefix(services)
        .into_iter()
        .map(|(prefix, service)| Row {
            matches: Matches::Prefix(prefix.to_owned()),
            service: service.name.clone(),
        })
        .collect()
}

/// The routes that Vercel generates for the services.
#[must_use]
pub fn routes(services: &[Arc<ResolvedService>]) -> Routes {
    let web = by_prefix(services);
    // Vercel normalizes them twice, which shows in a prefix that ends with two slashes.
    let once: Vec<String> = web.iter().map(|(prefix, _)| normalize_prefix(prefix)).collect();
    let twice: Vec<String> = distinct(&once).iter().map(|prefix| normalize_prefix(prefix)).collect();
    let below = below_root(distinct(&twice));
    let guard_of_hosts = host_guard(&below_root(twice));
    let mut routes = Routes::default();
    for (prefix, service) in web {
        let bare = prefix.strip_prefix('/').unwrap_or(prefix);
        let guard = ownership_guard(prefix, &below);
        if let Some(subdomain) = service.subdomain.as_deref().filter(|it| !it.is_empty() && prefix != "/") {
            let target = normalize_prefix(prefix);
            routes.host_rewrites.push(host_rewrite("^/$", &target, subdomain));
            let source = format!("^/{guard_of_hosts}(.*)$");
            routes.host_rewrites.push(host_rewrite(&source, &format!("{target}/$1"), subdomain));
        }
        let builder = service.builder.name();
        if ROUTE_OWNING_BUILDERS.contains(&builder) {
            continue;
        }
        if STATIC_BUILDERS.contains(&builder) {
            routes.fallbacks.push(if prefix == "/" {
                json!({ "src": scoped("/(.*)", &guard), "dest": "/index.html" })
            } else {
                json!({ "src": scoped(&format!("^/{bare}(?:/.*)?$"), &guard), "dest": format!("/{bare}/index.html") })
            });
        } else if let Some(runtime) = &service.runtime {
            let source = if prefix == "/" { "^/(.*)$".to_owned() } else { format!("^/{bare}(?:/.*)?$") };
            let mut route = json!({ "src": scoped(&source, &guard), "dest": function_path(&service.name) });
            if runtime != "container"
                && let Some(route) = route.as_object_mut()
            {
                route.insert("check".to_owned(), true.into());
            }
            if prefix == "/" { &mut routes.defaults } else { &mut routes.rewrites }.push(route);
        }
    }
    for service in services.iter().filter(|service| service.is_scheduled()) {
        let source = format!("^{}/.*$", escape(&format!("/_svc/{}/crons", service.name)));
        routes.crons.push(json!({ "src": source, "dest": function_path(&service.name), "check": true }));
    }
    routes
}

/// The services whose build brings its own routes, each with the expression of the paths that those are kept to.
pub fn applications(services: &[Arc<ResolvedService>]) -> impl Iterator<Item = (&ResolvedService, String)> {
    kept_to_prefix(services, |service| ROUTE_OWNING_BUILDERS.contains(&service.builder.name()))
}

/// The Python services, which also handle requests rewritten to a path below their prefix, each with the expression of its paths.
pub fn python_applications(
    services: &[Arc<ResolvedService>],
) -> impl Iterator<Item = (&ResolvedService, String)> {
    kept_to_prefix(services, |service| service.runtime.as_deref() == Some("python"))
}

fn kept_to_prefix(
    services: &[Arc<ResolvedService>],
    is_wanted: fn(&ResolvedService) -> bool,
) -> impl Iterator<Item = (&ResolvedService, String)> {
    let web = by_prefix(services);
    let prefixes: Vec<String> = web.iter().map(|(prefix, _)| normalize_prefix(prefix)).collect();
    let below = below_root(distinct(&prefixes));
    web.into_iter()
        .filter(move |(_, service)| is_wanted(service))
        .map(move |(prefix, service)| (service, scoped("^/.*$", &ownership_guard(prefix, &below))))
}

/// The internal path of a service's function.
#[must_use]
pub fn function_path(service: &str) -> String {
    format!("/_svc/{service}/index")
}

fn host_rewrite(source: &str, target: &str, subdomain: &str) -> Value {
    json!({
        "src": source,
        "dest": target,
        "has": [{ "type": "host", "value": { "pre": format!("{subdomain}.") } }],
        "missing": [
            { "type": "host", "value": { "suf": ".vercel.app" } },
            { "type": "host", "value": { "suf": ".vercel.dev" } },
        ],
        "check": true,
    })
}

/// The prefixes, each once, in their order.
fn distinct(prefixes: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    prefixes.iter().filter(|prefix| seen.insert(prefix.as_str())).cloned().collect()
}

/// The prefixes below the root, the longest first.
fn below_root(mut prefixes: Vec<String>) -> Vec<String> {
    prefixes.retain(|prefix| prefix != "/");
    prefixes.sort_by_key(|prefix| std::cmp::Reverse(utf16_len(prefix)));
    prefixes
}

/// The lookaheads that keep a service's routes to the paths that it owns: those under its prefix and under no deeper one.
fn ownership_guard(prefix: &str, below: &[String]) -> String {
    let owner = normalize_prefix(prefix);
    let not = |prefix: &String| format!("(?!{}(?:/|$))", escape(prefix));
    if owner == "/" {
        return below.iter().map(not).collect();
    }
    let descendants =
        below.iter().filter(|it| it.strip_prefix(&*owner).is_some_and(|rest| rest.starts_with('/')));
    format!("(?={}(?:/|$)){}", escape(&owner), descendants.map(not).collect::<String>())
}

/// A route's source within a service's guard.
fn scoped(source: &str, guard: &str) -> String {
    if guard.is_empty() {
        source.to_owned()
    } else {
        format!("^{guard}(?:{})", source.strip_prefix('^').unwrap_or(source))
    }
}

/// The lookahead that keeps a subdomain's rewrite off the paths of other services.
fn host_guard(below: &[String]) -> String {
    let escaped: Vec<String> =
        below.iter().map(|prefix| escape(prefix.strip_prefix('/').unwrap_or(prefix))).collect();
    match escaped.as_slice() {
        [] => String::new(),
        [one] => format!("(?!{one}(?:/|$))"),
        several => format!("(?!(?:{})(?:/|$))", several.join("|")),
    }
}

/// The characters that a JavaScript regular expression takes for more than themselves, escaped.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if ".*+?^${}()|[]\\".contains(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

/// A string's length in JavaScript.
fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}
