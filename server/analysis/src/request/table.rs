//! The rules of a file, sorted into the phases in which the router tries them.

use std::sync::Arc;

use serde_json::{Value, json};
use svc_syntax::TextRange;

use super::answer::RuleRef;
use super::endpoints::RequestFile;
use super::files::Files;
use super::needles::PhaseRules;
use crate::routes::compile::{self, Block, CompiledRoute, Origin};
use crate::services::v1::{self, ResolvedService};
use crate::services::{self, routing};
use crate::services::{Configured, configured, v2};
use crate::snapshot::Snapshot;
use svc_syntax::value::{Node, Object, Query};
use svc_vercel::patterns::js_regex::JsRegex;

/// A phase of the router, in which its rules are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoutingPhase {
    /// Before files: redirects, headers, `routes`.
    First,
    /// After files: rewrites, services.
    Filesystem,
    /// After rewrites, and after a rewrite with `check` that leads to no file.
    Rewrite,
    /// Last.
    Resource,
    /// After each look for a file that finds nothing.
    Miss,
    /// After a file is found.
    Hit,
    /// Where nothing answers.
    Error,
}

impl RoutingPhase {
    /// The value of `handle` that begins it; the first has none.
    #[must_use]
    pub fn handle(self) -> Option<&'static str> {
        Some(match self {
            RoutingPhase::First => return None,
            RoutingPhase::Filesystem => "filesystem",
            RoutingPhase::Rewrite => "rewrite",
            RoutingPhase::Resource => "resource",
            RoutingPhase::Miss => "miss",
            RoutingPhase::Hit => "hit",
            RoutingPhase::Error => "error",
        })
    }

    fn of_handle(handle: &str) -> Option<RoutingPhase> {
        use RoutingPhase::{Error, Filesystem, Hit, Miss, Resource, Rewrite};
        [Filesystem, Rewrite, Resource, Miss, Hit, Error]
            .into_iter()
            .find(|phase| phase.handle() == Some(handle))
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `cleanUrls`
    CleanUrls,
    /// `trailingSlash`
    TrailingSlash,
    /// An entry of `routes`.
    Route,
    /// An entry of `redirects`.
    Redirect,
    /// An entry of `headers`.
    Header,
    /// An entry of `rewrites`.
    Rewrite,
    /// What Vercel generates for a subdomain of `experimentalServices`.
    HostRewrite,
    /// What Vercel generates for a route prefix.
    ServiceRewrite,
    /// What Vercel generates for the service at `/`.
    Default,
    /// What Vercel generates for a static site: its `index.html`.
    Fallback,
    /// What Vercel generates for a cron job.
    Cron,
    /// What Vercel generates for the functions in `api`.
    Function,
    /// The routes that a service's own build brings.
    Application,
}

impl Kind {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::CleanUrls => "cleanUrls",
            Kind::TrailingSlash => "trailingSlash",
            Kind::Route => "route",
            Kind::Redirect => "redirect",
            Kind::Header => "header",
            Kind::Rewrite => "rewrite",
            Kind::HostRewrite => "hostRewrite",
            Kind::ServiceRewrite => "serviceRewrite",
            Kind::Default => "default",
            Kind::Fallback => "fallback",
            Kind::Cron => "cron",
            Kind::Function => "function",
            Kind::Application => "application",
        }
    }
}

/// Where a rule is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePlace {
    /// Its JSON Pointer.
    pub pointer: String,
    /// The whole rule.
    pub range: TextRange,
    /// Its `source` or `src`.
    pub source: Option<String>,
    /// Where that stands.
    pub source_range: Option<TextRange>,
}

/// A rule as the router tries it.
#[derive(Debug)]
pub struct Rule {
    /// Which rule it is.
    pub acting: RuleRef,
    pub(super) compiled: Arc<CompiledRoute>,
    pub(super) is_case_sensitive: bool,
}

impl Rule {
    fn new(
        kind: Kind,
        service: Option<String>,
        place: Option<RulePlace>,
        compiled: Arc<CompiledRoute>,
    ) -> Rule {
        let is_case_sensitive = compiled.value.get("caseSensitive") == Some(&Value::Bool(true));
        let acting = RuleRef { kind, service, place, expression: compiled.expression().to_owned() };
        Rule { acting, compiled, is_case_sensitive }
    }

    fn generated(kind: Kind, service: Option<String>, route: Value) -> Rule {
        Rule::new(kind, service, None, Arc::new(CompiledRoute::new(route)))
    }

    /// The compiled route.
    #[must_use]
    pub fn route(&self) -> &Value {
        &self.compiled.value
    }

    /// A text that every path has which the rule matches, apart from case; empty if none is known.
    pub(super) fn needle(&self) -> &str {
        let start = self.compiled.start();
        if start.len() > 1 { start } else { self.regex().map_or(start, JsRegex::needle) }
    }

    /// Whether a path starts with the prefix that all paths of the rule share.
    #[must_use]
    pub fn may_match(&self, path: &str) -> bool {
        self.compiled.may_match(path)
    }

    /// The expression, ready to match; upper and lower case are the same unless the rule or the file says otherwise.
    #[must_use]
    pub fn regex(&self) -> Option<&JsRegex> {
        self.compiled.regex(self.is_case_sensitive)
    }
}

/// The rules of the top level, or those of one service of `services`.
#[derive(Debug)]
pub struct Rules {
    phases: Vec<(RoutingPhase, PhaseRules)>,
    /// Whether all of them are case-sensitive: see [`is_case_sensitive`].
    is_case_sensitive: bool,
}

impl Rules {
    /// The rules of a phase, in order.
    #[must_use]
    pub fn of(&self, phase: RoutingPhase) -> &[Rule] {
        self.phase(phase).map_or(&[], PhaseRules::all)
    }

    /// The rules of a phase from an index on that may match a path, with their indexes.
    pub(super) fn candidates(
        &self,
        phase: RoutingPhase,
        path: &str,
        from: usize,
    ) -> impl Iterator<Item = (usize, &Rule)> + use<'_> {
        self.phase(phase).map(|rules| rules.candidates(path, from)).into_iter().flatten()
    }

    fn phase(&self, phase: RoutingPhase) -> Option<&PhaseRules> {
        self.phases.iter().find(|(known, _)| *known == phase).map(|(_, rules)| rules)
    }

    /// All rules.
    pub(super) fn all(&self) -> impl Iterator<Item = &Rule> {
        self.phases.iter().flat_map(|(_, rules)| rules.all())
    }

    fn push(&mut self, phase: RoutingPhase, mut rule: Rule) {
        rule.is_case_sensitive |= self.is_case_sensitive;
        match self.phases.iter_mut().find(|(known, _)| *known == phase) {
            Some((_, rules)) => rules.push(rule),
            None => {
                let mut rules = PhaseRules::default();
                rules.push(rule);
                self.phases.push((phase, rules));
            }
        }
    }

    /// What is written in a file, or in one of its services.
    fn written(
        config: &Node,
        base: &str,
        service: Option<&str>,
        is_case_sensitive: bool,
    ) -> Result<Rules, String> {
        let compiled = compile::compile(config).map_err(|refused| {
            let code = refused.vercel_code.map(|code| format!(" ({code})")).unwrap_or_default();
            let of = service.map(|name| format!(" of the service `{name}`")).unwrap_or_default();
            format!("Vercel rejects the rules{of}{code}. Run `svc-lsp check` and fix its errors first.")
        })?;
        let mut rules = Rules { phases: Vec::new(), is_case_sensitive };
        let mut phase = RoutingPhase::First;
        for route in compiled.unwrap_or_default() {
            if let Some(handle) = route.compiled.value.get("handle") {
                phase = handle.as_str().and_then(RoutingPhase::of_handle).unwrap_or(phase);
                continue;
            }
            let (kind, place) = match route.origin {
                Origin::CleanUrls => (Kind::CleanUrls, setting(config, base, "cleanUrls")),
                Origin::TrailingSlash => (Kind::TrailingSlash, setting(config, base, "trailingSlash")),
                Origin::Filesystem => continue,
                Origin::Entry(block, index) => {
                    let kind = match block {
                        Block::Routes => Kind::Route,
                        Block::Redirects => Kind::Redirect,
                        Block::Headers => Kind::Header,
                        Block::Rewrites => Kind::Rewrite,
                    };
                    (kind, entry(config, base, block, index, &route.compiled))
                }
            };
            rules.push(phase, Rule::new(kind, service.map(str::to_owned), place, route.compiled));
        }
        Ok(rules)
    }

    /// Adds what Vercel generates for the functions in `api`: their names without extension, their parameters, and 404 for every other
    /// path there.
    fn of_functions(&mut self, config: &Node, functions: &[&RequestFile]) {
        if functions.is_empty() {
            return;
        }
        let mut extensions: Vec<&str> =
            functions.iter().filter_map(|it| Some(it.file.rsplit_once('.')?.1)).collect();
        extensions.sort_unstable();
        extensions.dedup();
        let extension = format!("(?:\\.(?:{}))", extensions.join("|"));
        let is_set = |key| config.get(key).is_some_and(Node::is_truthy);
        let slash = if is_set("trailingSlash") { "/" } else { "" };
        let mut add = |phase, route: Value| self.push(phase, Rule::generated(Kind::Function, None, route));
        if is_set("cleanUrls") {
            for (source, target) in [
                (format!("^/(api(?:.+)?)/index{extension}?/?$"), format!("/$1{slash}")),
                (format!("^/api/(.+){extension}/?$"), format!("/api/$1{slash}")),
            ] {
                let route = json!({ "src": source, "headers": { "Location": target }, "status": 308 });
                add(RoutingPhase::First, route);
            }
        } else {
            let source = format!("^/api/(.+){extension}$");
            add(RoutingPhase::Miss, json!({ "src": source, "dest": "/api/$1", "check": true }));
        }
        for (source, dest) in functions.iter().filter_map(|it| dynamic(&it.path)) {
            add(RoutingPhase::Filesystem, json!({ "src": source, "dest": dest, "check": true }));
        }
        add(RoutingPhase::Filesystem, json!({ "src": "^/api(/.*)?$", "status": 404 }));
    }

    /// Adds the route that takes every path in a service of `services`: it comes after the service's rules where Node runs it, and in
    /// Python after the first rewrite that finds nothing.
    fn of_build(&mut self, service: &v2::ResolvedService) {
        let phase = match service.runtime.as_deref() {
            Some("node") => RoutingPhase::Filesystem,
            Some("python") => RoutingPhase::Rewrite,
            _ => return,
        };
        // What `@vercel/backends` and `@vercel/python` name the function.
        let function = match phase {
            RoutingPhase::Rewrite => service.framework.as_deref().unwrap_or("python"),
            _ => "index",
        };
        let route = json!({ "src": "^/(.*)$", "dest": format!("/{function}") });
        self.push(phase, Rule::generated(Kind::Application, Some(service.name.clone()), route));
    }

    /// Adds what Vercel generates for `experimentalServices`.
    fn generated(&mut self, services: &[Arc<ResolvedService>]) {
        let routes = routing::routes(services);
        let owner = |route: &Value| {
            let dest = route.get("dest").and_then(Value::as_str).unwrap_or_default();
            let function = dest.strip_prefix("/_svc/").and_then(|rest| rest.strip_suffix("/index"));
            let name = function.or_else(|| Some(&*routing::owner(services, dest)?.1.name));
            name.map(str::to_owned)
        };
        let application = |(service, expression): (&ResolvedService, String)| json!({ "src": expression, "dest": routing::function_path(&service.name) });
        let applications: Vec<Value> = routing::applications(services).map(application).collect();
        let late: Vec<Value> = routing::python_applications(services).map(application).collect();
        for (phase, kind, routes) in [
            (RoutingPhase::Rewrite, Kind::Application, late),
            (RoutingPhase::First, Kind::HostRewrite, routes.host_rewrites),
            (RoutingPhase::Filesystem, Kind::Application, applications),
            (RoutingPhase::Filesystem, Kind::ServiceRewrite, routes.rewrites),
            (RoutingPhase::Filesystem, Kind::Cron, routes.crons),
            // Before files and rewrites, other than the prefixes.
            (RoutingPhase::First, Kind::Default, routes.defaults),
            (RoutingPhase::Filesystem, Kind::Fallback, routes.fallbacks),
        ] {
            for route in routes {
                let named = route.get("application").and_then(Value::as_str).map(str::to_owned);
                self.push(phase, Rule::generated(kind, named.or_else(|| owner(&route)), route));
            }
        }
    }
}

/// Whether all rules are case-sensitive: `routes` alone aren't, but any newer key makes them so.
fn is_case_sensitive(config: &Node) -> bool {
    ["rewrites", "redirects", "headers", "cleanUrls", "trailingSlash"]
        .iter()
        .any(|key| config.get(key).is_some())
}

/// A function's path as an expression, and as a destination that names its parameters; `None` without parameters.
fn dynamic(path: &str) -> Option<(String, String)> {
    let mut expression = String::from("^");
    let mut parameters = Vec::new();
    for segment in path.split('/').skip(1) {
        expression.push('/');
        match segment.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(name) => {
                parameters.push(format!("{name}=${}", parameters.len() + 1));
                expression.push_str("([^/]+)");
            }
            None => expression.push_str(&routing::escape(segment)),
        }
    }
    expression.push('$');
    (!parameters.is_empty()).then(|| (expression, format!("{path}?{}", parameters.join("&"))))
}

fn setting(config: &Node, base: &str, key: &str) -> Option<RulePlace> {
    let member = config.as_object()?.member(key)?;
    Some(RulePlace {
        pointer: format!("{base}/{key}"),
        range: member.range,
        source: None,
        source_range: None,
    })
}

fn entry(
    config: &Node,
    base: &str,
    block: Block,
    index: usize,
    compiled: &CompiledRoute,
) -> Option<RulePlace> {
    let range = config.get(block.key())?.as_array()?.range(index)?;
    let (source, source_range) = compiled.source.clone().unzip();
    Some(RulePlace {
        pointer: format!("{base}/{}/{index}", block.key()),
        range,
        source,
        source_range: source_range.map(|source| source + range.start()),
    })
}

/// All rules of a file in its project.
#[derive(Debug)]
pub(super) struct AllRules {
    pub(super) configured: Configured,
    pub(super) top: Rules,
    /// Those of each service of `services`, or why Vercel rejects them.
    pub(super) inner: Vec<(String, Result<Rules, String>)>,
}

impl Query for AllRules {
    type Answer = Result<AllRules, String>;
}

impl AllRules {
    fn of(snapshot: &Snapshot) -> Result<AllRules, String> {
        if let Some(error) = snapshot.parse.errors().first() {
            let at = snapshot.text.line_column(error.range.start(), svc_syntax::Encoding::Utf32);
            return Err(format!(
                "The file isn't valid JSON (line {}, column {}): {}",
                at.line + 1,
                at.column + 1,
                error.message()
            ));
        }
        let config = snapshot.config();
        let configured = configured(config);
        if configured == Configured::Both {
            return Err(services::BOTH_NAMES.to_owned());
        }
        let declared = v2::declared(snapshot).filter(|_| configured == Configured::V2);
        let members = || declared.and_then(|it| it.value.as_object()).into_iter().flat_map(Object::entries);
        let is_sensitive = is_case_sensitive(config) || members().any(|it| is_case_sensitive(&it.value));
        let mut top = Rules::written(config, "", None, is_sensitive)?;
        let mut inner = Vec::new();
        match configured {
            Configured::V1 => top.generated(&v1::resolution(snapshot).services),
            Configured::V2 => {
                for member in members() {
                    let key = declared.map(|declared| declared.key.as_str()).unwrap_or_default();
                    let name = member.key.replace('~', "~0").replace('/', "~1");
                    let base = format!("/{key}/{name}");
                    let mut rules = Rules::written(&member.value, &base, Some(&member.key), is_sensitive);
                    if let Ok(rules) = &mut rules
                        && let Some(service) = v2::resolution(snapshot).service(&member.key)
                    {
                        rules.of_build(service);
                    }
                    inner.push((member.key.clone(), rules));
                }
            }
            Configured::None if config.get("builds").is_none() => {
                let files = Files::of(snapshot, configured);
                top.of_functions(config, &files.api_functions());
            }
            Configured::None | Configured::Both => {}
        }
        Ok(AllRules { configured, top, inner })
    }
}

/// The rules of a file in its project, ready for many requests.
#[derive(Debug)]
pub struct Router<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) configured: Configured,
    pub(super) files: Files<'a>,
    pub(super) top: &'a Rules,
    /// Those of each service of `services`, or why Vercel rejects them.
    pub(super) inner: &'a [(String, Result<Rules, String>)],
}

impl<'a> Router<'a> {
    /// Reads the rules of a file, once for each version of it.
    ///
    /// # Errors
    /// A sentence, where the file can't be read or Vercel rejects its rules.
    pub fn new(snapshot: &'a Snapshot) -> Result<Router<'a>, String> {
        let rules = snapshot.facts().of::<AllRules>().get_or_init(|| AllRules::of(snapshot));
        let AllRules { configured, top, inner } = rules.as_ref().map_err(String::clone)?;
        let files = Files::of(snapshot, *configured);
        Ok(Router { snapshot, configured: *configured, files, top, inner })
    }

    /// The rules of a service of `services`; `None` where the file declares none of this name.
    pub(super) fn rules_of(&self, service: &str) -> Option<Result<&'a Rules, &'a str>> {
        let (_, rules) = self.inner.iter().find(|(name, _)| name == service)?;
        Some(rules.as_ref().map_err(String::as_str))
    }

    /// The rules of the top level and of the services.
    pub fn all_rules(&self) -> impl Iterator<Item = &'a Rule> + use<'a> {
        let inner = self.inner.iter().filter_map(|(_, rules)| rules.as_ref().ok());
        std::iter::once(self.top).chain(inner).flat_map(Rules::all)
    }

    /// The rules of the top level in a phase, in order.
    #[must_use]
    pub fn rules(&self, phase: RoutingPhase) -> &'a [Rule] {
        self.top.of(phase)
    }
}
