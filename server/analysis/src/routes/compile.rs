//! From `vercel.json` to the router's own list: what `getTransformedRoutes` of `@vercel/routing-utils` gives.

use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock, OnceLock};

use serde_json::{Map, Value, json};

use super::conditions;
use super::destination::{self, Unfillable};
use super::examine::Examined;
use super::source::{self, MAX_SOURCE_BYTES};
use svc_syntax::TextRange;
use svc_syntax::value::Elements;
use svc_syntax::value::{Json, Node, Query};
use svc_vercel::javascript::JsObject;
use svc_vercel::patterns::js_regex::{JsRegex, RegexError};

/// The blocks that compile to routes, in the order of the compiled list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Block {
    /// `routes`
    Routes,
    /// `redirects`
    Redirects,
    /// `headers`
    Headers,
    /// `rewrites`
    Rewrites,
}

impl Block {
    /// Every block, in the order of the compiled list.
    pub const ALL: [Block; 4] = [Block::Routes, Block::Redirects, Block::Headers, Block::Rewrites];

    /// The block's key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Block::Routes => "routes",
            Block::Redirects => "redirects",
            Block::Headers => "headers",
            Block::Rewrites => "rewrites",
        }
    }

    /// What an entry of it is called in a message.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Block::Routes => "route",
            Block::Redirects => "redirect",
            Block::Headers => "header rule",
            Block::Rewrites => "rewrite",
        }
    }

    /// Vercel's code for a mistake in it.
    #[must_use]
    pub fn vercel_code(self) -> &'static str {
        match self {
            Block::Routes => "invalid_route",
            Block::Redirects => "invalid_redirect",
            Block::Headers => "invalid_header",
            Block::Rewrites => "invalid_rewrite",
        }
    }
}

/// Where a compiled route comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `cleanUrls: true`
    CleanUrls,
    /// `trailingSlash`
    TrailingSlash,
    /// The entry of this index in a block.
    Entry(Block, usize),
    /// The `handle: filesystem` before the rewrites.
    Filesystem,
}

/// A compiled route, and what it takes to match it.
#[derive(Debug)]
pub struct CompiledRoute {
    /// The route, as the router reads it.
    pub value: Value,
    /// The source of the entry that it was compiled from, as it is written, and its bytes from the entry's start.
    pub source: Option<(String, TextRange)>,
    start: OnceLock<String>,
    regex: OnceLock<Option<JsRegex>>,
    regex_ignoring_case: OnceLock<Option<JsRegex>>,
    paths: OnceLock<Box<(bool, Vec<String>)>>,
}

impl CompiledRoute {
    /// A route that no entry was compiled to.
    #[must_use]
    pub fn new(value: Value) -> CompiledRoute {
        CompiledRoute {
            value,
            source: None,
            start: OnceLock::new(),
            regex: OnceLock::new(),
            regex_ignoring_case: OnceLock::new(),
            paths: OnceLock::new(),
        }
    }

    fn from_entry(entry: &Node, value: Value) -> CompiledRoute {
        let source = entry.get("source").or_else(|| entry.get("src"));
        let source = source.and_then(|it| Some((it.as_str()?.to_owned(), it.range - entry.range.start())));
        CompiledRoute { source, ..CompiledRoute::new(value) }
    }

    /// Its expression.
    #[must_use]
    pub fn expression(&self) -> &str {
        self.value.get("src").and_then(Value::as_str).unwrap_or_default()
    }

    /// The expression, ready to match.
    #[must_use]
    pub fn regex(&self, is_case_sensitive: bool) -> Option<&JsRegex> {
        let regex = if is_case_sensitive {
            self.regex.get_or_init(|| JsRegex::new(self.expression()).ok())
        } else {
            self.regex_ignoring_case.get_or_init(|| JsRegex::ignoring_case(self.expression()).ok())
        };
        regex.as_ref()
    }

    /// Sample paths that it takes, found once.
    pub fn paths(&self, is_case_sensitive: bool, find: impl Fn() -> Vec<String>) -> Vec<String> {
        let (case, known) = &**self.paths.get_or_init(|| Box::new((is_case_sensitive, find())));
        if *case == is_case_sensitive { known.clone() } else { find() }
    }

    /// What every path starts with that the expression matches, apart from case, as far as that is ASCII.
    #[must_use]
    pub fn start(&self) -> &str {
        self.start.get_or_init(|| source::ascii_start(self.expression()))
    }

    /// Whether a path starts with what every path starts with that the expression matches, apart from case. Where it doesn't, the
    /// expression need not be asked.
    #[must_use]
    pub fn may_match(&self, path: &str) -> bool {
        let start = self.start();
        // Of many rules, most differ at the end.
        let same = |(one, other): (&u8, &u8)| one.eq_ignore_ascii_case(other);
        let begins = path.as_bytes().get(..start.len());
        begins.is_some_and(|begins| begins.iter().rev().zip(start.as_bytes().iter().rev()).all(same))
    }
}

/// That all entries of a list were compiled.
struct AreCompiled;

impl Query for AreCompiled {
    type Answer = ();
}

/// What an entry compiles to by itself.
struct CompiledEntry;

impl Query for CompiledEntry {
    type Answer = Result<Arc<CompiledRoute>, CompileFailure>;
}

/// Why an entry compiles to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CompileFailure {
    /// Vercel rejects it.
    Refused,
    /// Vercel throws while it fills in the parameters.
    Unfillable,
}

fn compile_entry(block: Block, entry: &Node) -> Result<Arc<CompiledRoute>, CompileFailure> {
    let examined = Examined::new(block, entry);
    if !examined.faults.is_empty() {
        return Err(CompileFailure::Refused);
    }
    let value = convert(block, entry, &examined).map_err(|Unfillable| CompileFailure::Unfillable)?;
    Ok(Arc::new(CompiledRoute::from_entry(entry, value)))
}

/// A compiled route and where it comes from.
#[derive(Debug, Clone)]
pub struct Route {
    /// The route.
    pub compiled: Arc<CompiledRoute>,
    /// What it was compiled from.
    pub origin: Origin,
}

/// Vercel rejects the block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Vercel's code, if it answers with one; where it throws, there is none.
    pub vercel_code: Option<&'static str>,
}

/// The compiled routes of a configuration, or of a service of `services`. `None` where it has no block at all.
///
/// # Errors
/// Where Vercel rejects a block: the first that it looks at.
pub fn compile(config: &Node) -> Result<Option<Vec<Route>>, Refused> {
    let mut routes: Option<Vec<Route>> = None;
    let mut add = |values: Vec<Arc<CompiledRoute>>, origin: &dyn Fn(usize) -> Origin| {
        let list = routes.get_or_insert_default();
        let routes = values.into_iter().enumerate();
        list.extend(routes.map(|(index, compiled)| Route { compiled, origin: origin(index) }));
    };
    let generated =
        |values: Vec<Value>| values.into_iter().map(|it| Arc::new(CompiledRoute::new(it))).collect();
    let trailing_slash = config.get("trailingSlash");
    if let Some(clean_urls) = config.get("cleanUrls") {
        let trailing = trailing_slash.is_some_and(Node::is_truthy);
        let values = if clean_urls.is_truthy() { self::clean_urls(trailing) } else { Vec::new() };
        add(generated(values), &|_| Origin::CleanUrls);
    }
    if let Some(trailing_slash) = trailing_slash {
        add(generated(self::trailing_slash(trailing_slash.is_truthy())), &|_| Origin::TrailingSlash);
    }
    for block in Block::ALL {
        let Some(entries) = config.get(block.key()).and_then(Node::as_array) else { continue };
        let refused = || Refused { vercel_code: Some(block.vercel_code()) };
        let compiled = match block {
            Block::Routes => {
                let values = self::routes(entries).ok_or_else(refused)?;
                let compiled =
                    entries.iter().zip(values).map(|(entry, value)| CompiledRoute::from_entry(entry, value));
                compiled.map(Arc::new).collect()
            }
            Block::Redirects | Block::Headers | Block::Rewrites => {
                let compile = |entry: &Node| compile_entry(block, entry);
                entries.each_new::<AreCompiled>(|index| {
                    entries.answer::<CompiledEntry>(index, compile);
                    ControlFlow::Continue(())
                });
                let compiled: Vec<_> = entries
                    .answers::<CompiledEntry>(compile)
                    .map(|(_, compiled)| compiled.into_owned())
                    .collect();
                if compiled.iter().any(|it| matches!(it, Err(CompileFailure::Refused))) {
                    return Err(refused());
                }
                compiled.into_iter().collect::<Result<_, _>>().map_err(|_| Refused { vercel_code: None })?
            }
        };
        if block == Block::Rewrites {
            add(generated(vec![json!({ "handle": "filesystem" })]), &|_| Origin::Filesystem);
        }
        add(compiled, &|index| Origin::Entry(block, index));
    }
    Ok(routes)
}

/// The redirects of `cleanUrls: true`.
fn clean_urls(trailing_slash: bool) -> Vec<Value> {
    let location = if trailing_slash { "/$1/" } else { "/$1" };
    ["^/(?:(.+)/)?index(?:\\.html)?/?$", "^/(.*)\\.html/?$"]
        .into_iter()
        .map(|src| redirect(src, location, 308))
        .collect()
}

/// The redirects of `trailingSlash`.
fn trailing_slash(wanted: bool) -> Vec<Value> {
    if !wanted {
        return vec![redirect("^/(.*)/$", "/$1", 308)];
    }
    vec![
        json!({ "src": "^/\\.well-known(?:/.*)?$" }),
        redirect("^/((?:[^/]+/)*[^/\\.]+)$", "/$1/", 308),
        redirect("^/((?:[^/]+/)*[^/]+\\.\\w+)/$", "/$1", 308),
    ]
}

/// The redirects that come before all rules of a file: those of `cleanUrls` and `trailingSlash`, where they are `true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstRedirects {
    clean_urls: bool,
    trailing_slash: bool,
}

impl FirstRedirects {
    /// Those of all configurations that have any.
    pub const ALL: [FirstRedirects; 3] = [
        FirstRedirects { clean_urls: true, trailing_slash: false },
        FirstRedirects { clean_urls: false, trailing_slash: true },
        FirstRedirects { clean_urls: true, trailing_slash: true },
    ];

    /// Those of a configuration; `None` where it has none.
    #[must_use]
    pub fn of(config: &Node) -> Option<FirstRedirects> {
        let is_on = |key: &str| config.get(key).is_some_and(Node::is_true);
        let first = FirstRedirects { clean_urls: is_on("cleanUrls"), trailing_slash: is_on("trailingSlash") };
        (first.clean_urls || first.trailing_slash).then_some(first)
    }

    /// The key that takes a path before any rule does, and where it leads.
    #[must_use]
    pub fn takes(self, path: &str) -> Option<(&'static str, String)> {
        static ROUTES: LazyLock<[Vec<(&'static str, CompiledRoute)>; 2]> = LazyLock::new(|| {
            [false, true].map(|with_slash| {
                let clean = clean_urls(with_slash).into_iter().map(|route| ("cleanUrls", route));
                let slash = trailing_slash(true).into_iter().map(|route| ("trailingSlash", route));
                clean.chain(slash).map(|(key, route)| (key, CompiledRoute::new(route))).collect()
            })
        });
        let [without_slash, with_slash] = &*ROUTES;
        for (key, route) in if self.trailing_slash { with_slash } else { without_slash } {
            let is_on = if *key == "cleanUrls" { self.clean_urls } else { self.trailing_slash };
            let Some(regex) = route.regex(true).filter(|_| is_on) else { continue };
            let Some(captures) = regex.exec(path).ok()? else { continue };
            // What has no location ends the search: `/.well-known` keeps its path.
            let location = route.value.pointer("/headers/Location")?.as_str()?;
            return Some((key, location.replace("$1", &captures.get(1).unwrap_or_default())));
        }
        None
    }
}

fn redirect(src: &str, location: &str, status: u16) -> Value {
    json!({ "src": src, "headers": { "Location": location }, "status": status })
}

/// An entry of `redirects`, `headers` or `rewrites` as a route.
///
/// # Errors
/// Where Vercel throws.
pub fn convert(block: Block, entry: &Node, examined: &Examined) -> Result<Value, Unfillable> {
    let mut route = Map::new();
    route.insert("src".to_owned(), anchored(&examined.expression).into());
    match block {
        Block::Redirects => {
            let destination = entry.get("destination").and_then(Node::as_str).unwrap_or_default();
            let location = destination::replace(&examined.segments, destination, true)?;
            route.insert("headers".to_owned(), json!({ "Location": location }));
            let status = match entry.get("permanent").map(|node| &node.json) {
                Some(Json::Bool(permanent)) => Value::from(if *permanent { 308 } else { 307 }),
                _ => entry
                    .get("statusCode")
                    .filter(|code| code.is_truthy())
                    .map_or(Value::from(308), Node::to_value),
            };
            route.insert("status".to_owned(), status);
            copy(entry, "env", &mut route);
            conditions(entry, &mut route);
        }
        Block::Headers => {
            let mut headers = JsObject::default();
            for header in entry.get("headers").and_then(Node::as_array).unwrap_or_default() {
                let text = |key| header.get(key).and_then(Node::as_str).unwrap_or_default();
                let name = destination::replace_in_header(&examined.segments, text("key"))?;
                let value = destination::replace_in_header(&examined.segments, text("value"))?;
                if name != "__proto__" {
                    headers.insert(name, Value::from(value));
                }
            }
            let headers: Map<String, Value> =
                headers.entries().into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
            route.insert("headers".to_owned(), headers.into());
            route.insert("continue".to_owned(), true.into());
            conditions(entry, &mut route);
        }
        Block::Rewrites | Block::Routes => {
            match entry.get("destination") {
                Some(Node { json: Json::String(destination), .. }) => {
                    let dest = destination::replace(&examined.segments, destination, false)?;
                    route.insert("dest".to_owned(), dest.into());
                    route.insert("check".to_owned(), true.into());
                }
                Some(service) => {
                    let mut target = service.to_value();
                    if let Some(target) = target.as_object_mut() {
                        target.insert("type".to_owned(), "service".into());
                        if let Some(Value::String(path)) = target.get_mut("path") {
                            *path = destination::replace(&examined.segments, path, false)?;
                        }
                    }
                    route.insert("destination".to_owned(), target);
                }
                None => {}
            }
            if let Some(transforms) = entry.get("transforms").and_then(Node::as_array) {
                let compiled = transforms.iter().map(|transform| {
                    let mut value = transform.to_value();
                    if let Some(Value::String(args)) = value.get_mut("args") {
                        *args = examined.template(transform).map_err(|_| Unfillable)?;
                    }
                    Ok(value)
                });
                route.insert("transforms".to_owned(), compiled.collect::<Result<Vec<_>, _>>()?.into());
            }
            copy(entry, "env", &mut route);
            conditions(entry, &mut route);
            if let Some(status) = entry.get("statusCode").filter(|code| code.is_truthy()) {
                route.insert("status".to_owned(), status.to_value());
            }
        }
    }
    Ok(route.into())
}

fn copy(entry: &Node, key: &str, route: &mut Map<String, Value>) {
    if let Some(value) = entry.get(key) {
        route.insert(key.to_owned(), value.to_value());
    }
}

fn conditions(entry: &Node, route: &mut Map<String, Value>) {
    for key in ["has", "missing"] {
        if let Some(value) = entry.get(key) {
            route.insert(key.to_owned(), conditions::compile(value));
        }
    }
}

/// An expression as the router gets it: anchored at both ends, its slashes plain.
#[must_use]
pub fn anchored(expression: &str) -> String {
    let start = if expression.starts_with('^') { "" } else { "^" };
    let end = if expression.ends_with('$') { "" } else { "$" };
    format!("{start}{expression}{end}").replace("\\/", "/")
}

/// Whether a destination is on another host.
#[must_use]
pub fn is_url(dest: &str) -> bool {
    dest.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|char: char| char.is_ascii_alphabetic())
            && scheme.chars().all(|char| char.is_ascii_alphanumeric() || "+.-".contains(char))
    })
}

/// What is wrong in an entry of `routes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteFault {
    /// Two names for one thing are written: `src` and `source`.
    Both(&'static str, &'static str),
    /// Neither `src` nor `source`, or an empty one.
    NoSource,
    /// `src` is not a regular expression.
    Regex(RegexError),
    /// A `handle` that does not exist.
    UnknownHandle,
    /// The same `handle` comes earlier in the list: here, in the file's offsets.
    RepeatedHandle {
        /// The first entry with this `handle`.
        first: TextRange,
    },
    /// This key beside `handle`.
    BesideHandle(String),
    /// `continue: true` with a service as destination.
    ContinueWithService,
    /// After `handle: hit` or `handle: miss`: this key isn't allowed.
    Forbidden(HandlePhase, &'static str),
    /// After `handle: hit` or `handle: miss`: this key must be `true`.
    Required(HandlePhase, &'static str),
}

/// The phases of `handle` that put conditions on their routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandlePhase {
    /// After `handle: hit`.
    Hit,
    /// After `handle: miss`.
    Miss,
}

/// An entry of `routes`, looked at by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct UserRoute {
    /// The route as the router gets it.
    pub value: Value,
    /// What is wrong with it by itself.
    pub faults: Vec<RouteFault>,
    /// Its `handle`, if that is what it is.
    pub handle: Option<String>,
}

/// Reads an entry of `routes`.
#[must_use]
pub fn user_route(entry: &Node) -> UserRoute {
    let mut value = entry.to_value();
    let mut faults = Vec::new();
    let Some(route) = value.as_object_mut() else { return UserRoute { value, faults, handle: None } };
    if let Some(handle) = route.get("handle") {
        let handle = handle.as_str().unwrap_or_default().to_owned();
        if let Some(key) = route.keys().find(|key| *key != "handle") {
            faults.push(RouteFault::BesideHandle(key.clone()));
        } else if !matches!(handle.as_str(), "filesystem" | "hit" | "miss" | "rewrite" | "error" | "resource")
        {
            faults.push(RouteFault::UnknownHandle);
        }
        return UserRoute { value, faults, handle: Some(handle) };
    }
    for (long, short) in [("source", "src"), ("destination", "dest"), ("statusCode", "status")] {
        if !route.contains_key(long) {
            continue;
        }
        if route.contains_key(short) {
            faults.push(RouteFault::Both(long, short));
            continue;
        }
        if let Some(Value::Object(service)) = route.get_mut(long) {
            if service.get("service").is_some_and(Value::is_string) {
                service.insert("type".to_owned(), "service".into());
            }
        } else if let Some(value) = route.shift_remove(long) {
            route.insert(short.to_owned(), value);
        }
    }
    match route.get_mut("src") {
        Some(Value::String(src)) if !src.is_empty() => {
            *src = anchored(src);
            if src.len() <= MAX_SOURCE_BYTES
                && let Err(error) = JsRegex::check(src)
            {
                faults.push(RouteFault::Regex(error));
            }
            if route.get("destination").is_some_and(Value::is_object) && is_true(route, "continue") {
                faults.push(RouteFault::ContinueWithService);
            }
        }
        _ => faults.push(RouteFault::NoSource),
    }
    UserRoute { value, faults, handle: None }
}

fn is_true(route: &Map<String, Value>, key: &str) -> bool {
    route.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// What is wrong with a route because of the `handle` it stands behind.
#[must_use]
pub fn phase_faults(route: &UserRoute, handle: &str) -> Vec<RouteFault> {
    let mut faults = Vec::new();
    let Some(map) = route.value.as_object().filter(|map| map.contains_key("src")) else { return faults };
    if route.faults.contains(&RouteFault::NoSource) {
        return faults;
    }
    let has = |key: &str| {
        map.get(key).is_some_and(|value| value.as_str() != Some("") && value.as_f64() != Some(0.0))
    };
    match handle {
        "hit" => {
            if has("dest") {
                faults.push(RouteFault::Forbidden(HandlePhase::Hit, "dest"));
            }
            if has("status") {
                faults.push(RouteFault::Forbidden(HandlePhase::Hit, "status"));
            }
            if !is_true(map, "continue") {
                faults.push(RouteFault::Required(HandlePhase::Hit, "continue"));
            }
        }
        "miss" if has("dest") && !is_true(map, "check") => {
            faults.push(RouteFault::Required(HandlePhase::Miss, "check"));
        }
        "miss" if !has("dest") && !is_true(map, "continue") => {
            faults.push(RouteFault::Required(HandlePhase::Miss, "continue"));
        }
        _ => {}
    }
    faults
}

/// The entries of `routes` as the router gets them, or `None` where Vercel rejects one.
fn routes(entries: &Elements) -> Option<Vec<Value>> {
    let mut handles: Vec<String> = Vec::new();
    let mut values = Vec::with_capacity(entries.len());
    for entry in entries {
        let route = user_route(entry);
        let after = handles.last().map(String::as_str).unwrap_or_default();
        if !route.faults.is_empty() || !phase_faults(&route, after).is_empty() {
            return None;
        }
        if let Some(handle) = route.handle {
            if handles.contains(&handle) {
                return None;
            }
            handles.push(handle);
        }
        values.push(route.value);
    }
    Some(values)
}
