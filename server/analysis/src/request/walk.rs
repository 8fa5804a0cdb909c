//! The router: a request on its way through the phases.

use serde_json::Value;

use super::answer::{Answer, Effect, Found, Lookup, Outcome, Received, Shadowed, Step};
use super::conditions;
use super::fill::Bound;
use super::query::Query;
use super::table::{Kind, Router, RoutingPhase, Rule, Rules};
use super::{Request, transforms};
use crate::routes::compile::is_url;
use crate::services::routing::normalize_prefix;
use crate::services::{Configured, v1};
use svc_vercel::patterns::js_regex::TooComplex;

/// Steps that all expressions together may take for one request.
const BUDGET: usize = 4_000_000;
/// Services that a request may be handed through.
const MAX_DEPTH: usize = 8;
/// How many shadowed rules are reported.
const MAX_SHADOWED: usize = 50;
/// How many notes an answer has about conditions that can't be evaluated.
const MAX_NOTES: usize = 10;

/// The result of a phase; `None` if no rule in it handles the request.
type Flow = Result<Option<Outcome>, TooComplex>;

impl Router<'_> {
    /// Who answers a request.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Answer {
        self.walk(request, true)
    }

    /// The same without the rules that would have matched, too.
    #[must_use]
    pub fn answer_alone(&self, request: &Request) -> Answer {
        self.walk(request, false)
    }

    fn walk(&self, request: &Request, looks_behind: bool) -> Answer {
        let mut walk = Walk {
            router: self,
            request,
            looks_behind,
            service: None,
            path: request.path.clone(),
            query: request.query.clone(),
            status: None,
            budget: BUDGET,
            depth: 0,
            looked_up: None,
            tried: "",
            stripped: None,
            sees_request: false,
            transforms: Vec::new(),
            response_transforms: Vec::new(),
            answer: Answer {
                request: request.clone(),
                steps: Vec::new(),
                outcome: Outcome::NotFound,
                service: None,
                received: None,
                shadowed: Vec::new(),
                lookups: Vec::new(),
                headers: Vec::new(),
                notes: Vec::new(),
            },
        };
        let outcome = walk.run_phases(self.top).and_then(|outcome| match outcome {
            Some(outcome) => Ok(outcome),
            // Where a build puts out what can't be known, it may have something for this path too.
            None if self.files.at(&walk.path, None) == Found::Unknown => {
                Ok(Outcome::BuildOutput { path: walk.path.clone() })
            }
            None => walk.run_error_phase(self.top),
        });
        let outcome = outcome.unwrap_or_else(|TooComplex| Outcome::Undecided {
            reason: format!(
                "The result is unknown: matching `{}` against this path takes too many steps.",
                walk.tried
            ),
        });
        walk.finish(outcome)
    }
}

struct Walk<'a> {
    router: &'a Router<'a>,
    request: &'a Request,
    /// Whether the rules behind the one that answers are tried, too.
    looks_behind: bool,
    /// The service of `services` whose rules are tried.
    service: Option<String>,
    path: String,
    query: Query,
    /// What rules with `continue` have set.
    status: Option<u64>,
    budget: usize,
    depth: usize,
    /// The path at which a file was looked for last.
    looked_up: Option<String>,
    /// The expression that was tried last.
    tried: &'a str,
    /// The route prefix that the answering service's handler takes off the path.
    stripped: Option<String>,
    /// Whether the handler sees the original request path, whatever was rewritten: true for a function whose build emits no route
    /// that sets the path again.
    sees_request: bool,
    /// Transforms of the request, of all rules that matched.
    transforms: Vec<Value>,
    /// Transforms of the response: those of the last rule that has any.
    response_transforms: Vec<Value>,
    answer: Answer,
}

impl<'a> Walk<'a> {
    /// Through all phases of a set of rules.
    fn run_phases(&mut self, rules: &'a Rules) -> Flow {
        self.looked_up = None;
        for phase in
            [RoutingPhase::First, RoutingPhase::Filesystem, RoutingPhase::Rewrite, RoutingPhase::Resource]
        {
            if let Some(outcome) = self.phase(rules, phase)? {
                return Ok(Some(outcome));
            }
            if self.looked_up.as_ref() == Some(&self.path) {
                continue;
            }
            self.looked_up = Some(self.path.clone());
            match self.look_up(&self.path.clone()) {
                Found::Nothing | Found::Unknown => {
                    if let Some(outcome) = self.run_miss_phase(rules)? {
                        return Ok(Some(outcome));
                    }
                }
                found => {
                    let outcome = self.serve(rules, found, self.status)?;
                    self.record_shadowed(rules, None);
                    return Ok(Some(outcome));
                }
            }
        }
        Ok(None)
    }

    /// Runs the miss phase. Its path changes are kept only if it produces an outcome.
    fn run_miss_phase(&mut self, rules: &'a Rules) -> Flow {
        let (path, query) = (self.path.clone(), self.query.clone());
        let outcome = self.phase(rules, RoutingPhase::Miss)?;
        if outcome.is_none() {
            (self.path, self.query) = (path, query);
        }
        Ok(outcome)
    }

    /// The rules of a phase, in order.
    fn phase(&mut self, rules: &'a Rules, phase: RoutingPhase) -> Flow {
        // What was set before files were looked for stays.
        let kept = if matches!(phase, RoutingPhase::Hit | RoutingPhase::Miss) {
            self.answer.headers.len()
        } else {
            0
        };
        let mut candidates = rules.candidates(phase, &self.path, 0);
        while let Some((index, rule)) = candidates.next() {
            let Some(bound) = self.matches(rule)? else { continue };
            let mut step = self.step(phase, rule, &bound, kept);
            let before = self.path.clone();
            let outcome = self.apply_rule(rules, phase, rule, &bound, &mut step)?;
            let ends = step.effect == Effect::EndedPhase;
            if let Some(outcome) = outcome {
                let after = std::mem::replace(&mut self.path, before);
                self.record_shadowed(rules, Some((phase, index)));
                self.path = after;
                return Ok(Some(outcome));
            }
            if ends {
                return Ok(None);
            }
            if self.path != before {
                candidates = rules.candidates(phase, &self.path, index + 1);
            }
        }
        Ok(self.put_together(phase))
    }

    /// The redirect that rules with `continue` have put together (a status and a location): it is sent when their phase ends. The build of
    /// Next.js writes those for slashes so.
    fn put_together(&mut self, phase: RoutingPhase) -> Option<Outcome> {
        let (status, location) = self.redirect(self.status).filter(|_| phase != RoutingPhase::Hit)?;
        let sets_location = |step: &&mut Step| step.headers.iter().any(|(name, _)| name == "location");
        if let Some(step) = self.answer.steps.iter_mut().rev().find(sets_location) {
            step.effect = Effect::Redirected;
            step.to.clone_from(&location);
        }
        Some(Outcome::Redirect { status, location })
    }

    /// Where a response with this status sends the browser, and the status; `None` if nowhere.
    fn redirect(&mut self, status: Option<u64>) -> Option<(u64, String)> {
        let status = status.filter(|status| (300..400).contains(status))?;
        let (_, location) = self.answer.headers.iter_mut().find(|(name, _)| name == "location")?;
        *location = with_query(location, &self.request.query);
        Some((status, location.clone()))
    }

    /// What a rule binds, if it matches.
    fn matches(&mut self, rule: &'a Rule) -> Result<Option<Bound>, TooComplex> {
        if !rule.may_match(&self.path) {
            return Ok(None);
        }
        let Some(regex) = rule.regex().filter(|regex| regex.may_match(&self.path)) else { return Ok(None) };
        if let Some(methods) = rule.route().get("methods").and_then(Value::as_array)
            && !methods.iter().any(|method| *method == *self.request.method)
        {
            return Ok(None);
        }
        self.tried = &rule.acting.expression;
        let Some(captures) = regex.exec_within(&self.path, &mut self.budget)? else { return Ok(None) };
        let (conditions, unknown) = conditions::evaluate(rule.route(), self.request, &mut self.budget)?;
        if let Some(expression) = unknown {
            let rule = rule.acting.title();
            let note = format!(
                "This assumes that the condition `{expression}` of the {rule} isn't met, because svc-lsp can't evaluate it."
            );
            if self.answer.notes.len() < MAX_NOTES && !self.answer.notes.contains(&note) {
                self.answer.notes.push(note);
            }
        }
        Ok(conditions.map(|conditions| Bound::new(regex, &captures, conditions)))
    }

    /// Applies what every matching rule does: sets headers (never overriding the first `kept`) and transforms.
    fn step(&mut self, phase: RoutingPhase, rule: &Rule, bound: &Bound, kept: usize) -> Step {
        let mut headers = Vec::new();
        for (name, value) in rule.route().get("headers").and_then(Value::as_object).into_iter().flatten() {
            let (name, value) = (name.to_lowercase(), bound.fill(value.as_str().unwrap_or_default()));
            match self.answer.headers.iter().position(|(known, _)| *known == name) {
                Some(known) if known < kept => continue,
                Some(known) => {
                    if let Some((_, set)) = self.answer.headers.get_mut(known) {
                        set.clone_from(&value);
                    }
                }
                None => self.answer.headers.push((name.clone(), value.clone())),
            }
            headers.push((name, value));
        }
        // Handing over to a service is all that such a rule does.
        let hands_over = rule.route().pointer("/destination/service").is_some();
        let filled = if hands_over { Vec::new() } else { transforms::filled(rule.route(), bound) };
        self.transforms.extend(filled.iter().cloned());
        let status = rule.route().get("status").and_then(Value::as_u64).or(self.status);
        let redirects =
            matches!(status, Some(300..=399)) && rule.route().get("continue") != Some(&Value::Bool(true));
        if !filled.is_empty() && !redirects {
            self.response_transforms.clone_from(&filled);
        }
        Step {
            phase,
            rule: rule.acting.clone(),
            variables: bound.variables().map(|(name, value)| (name, value.to_owned())).collect(),
            effect: Effect::Continued,
            from: self.path.clone(),
            to: self.path.clone(),
            headers,
            transforms: filled,
        }
    }

    /// Records what a rule did.
    fn record(&mut self, step: &mut Step, effect: Effect, to: &str) {
        step.effect = effect;
        to.clone_into(&mut step.to);
        self.answer.steps.push(step.clone());
    }

    fn apply_rule(
        &mut self,
        rules: &'a Rules,
        phase: RoutingPhase,
        rule: &Rule,
        bound: &Bound,
        step: &mut Step,
    ) -> Flow {
        let route = rule.route();
        let here = self.path.clone();
        if let Some(action) = route.pointer("/mitigate/action").and_then(Value::as_str) {
            self.record(step, Effect::Answered, &here);
            return Ok(Some(Outcome::Mitigated { action: action.to_owned() }));
        }
        if let Some(location) = self.locale(route) {
            self.record(step, Effect::Redirected, &location);
            return Ok(Some(Outcome::Redirect { status: 307, location }));
        }
        let status = route.get("status").and_then(Value::as_u64);
        let dest = route.get("dest").and_then(Value::as_str).map(|dest| bound.fill(dest));
        if route.get("continue") == Some(&Value::Bool(true)) {
            self.status = status.or(self.status);
            if let Some(dest) = dest {
                self.set_destination(&dest);
            }
            let to = self.path.clone();
            self.record(step, Effect::Continued, &to);
            return Ok(None);
        }
        if let Some(service) = route.pointer("/destination/service").and_then(Value::as_str) {
            let path =
                route.pointer("/destination/path").and_then(Value::as_str).map(|path| bound.fill(path));
            self.record(step, Effect::HandedOver, path.as_deref().unwrap_or(&here));
            return self.forward_to_service(service, path.as_deref()).map(Some);
        }
        if let Some(url) = dest.as_ref().filter(|dest| is_url(dest)) {
            self.record(step, Effect::Proxied, url);
            let (base, query) = split(url);
            let mut all = self.query.clone();
            all.add_missing(query);
            let query = all.to_string();
            let url = if query.is_empty() { base } else { format!("{base}?{query}") };
            return Ok(Some(Outcome::External { url }));
        }
        let own_status = status;
        let status = status.or(self.status);
        if let Some((status, location)) = self.redirect(status) {
            self.record(step, Effect::Redirected, &location);
            return Ok(Some(Outcome::Redirect { status, location }));
        }
        if rule.acting.kind == Kind::Application {
            // That a service of `services` answers its own requests needs no mention.
            if self.service.is_none() {
                self.record(step, Effect::HandedOver, &here);
            }
            // The rules after a hit match the path of the function; it restates the path for the application.
            let function = route.get("dest").and_then(Value::as_str).map(str::to_owned);
            self.path = function.unwrap_or_else(|| here.clone());
            if let Some(outcome) = self.phase(rules, RoutingPhase::Hit)? {
                return Ok(Some(outcome));
            }
            self.path = here;
            return Ok(rule.acting.service.clone().map(|name| self.application(name)));
        }
        let Some(dest) = dest else {
            return Ok(match status.filter(|_| phase != RoutingPhase::Hit) {
                Some(status) => {
                    self.record(step, Effect::Answered, &here);
                    Some(Outcome::Status { status })
                }
                None => {
                    self.record(step, Effect::EndedPhase, &here);
                    None
                }
            });
        };
        let checks = route.get("check") == Some(&Value::Bool(true));
        let target = split(&with_leading_slash(&dest)).0;
        let found = self.look_up(&target);
        if found != Found::Nothing {
            self.record(step, Effect::Rewritten, &target);
            self.set_destination(&dest);
            return self.serve(rules, found, status).map(Some);
        }
        if let Some(status) = own_status.filter(|_| phase != RoutingPhase::Miss) {
            self.record(step, Effect::Answered, &target);
            return Ok(Some(Outcome::Status { status }));
        }
        let effect = if checks { Effect::Passed } else { Effect::EndedPhase };
        self.record(step, effect, &target);
        self.set_destination(&dest);
        if checks && phase != RoutingPhase::Miss {
            self.looked_up = Some(self.path.clone());
            if let Some(outcome) = self.run_miss_phase(rules)? {
                return Ok(Some(outcome));
            }
            if phase != RoutingPhase::Rewrite {
                return self.phase(rules, RoutingPhase::Rewrite);
            }
        }
        Ok(None)
    }

    /// Sets the path and adds the destination's query parameters.
    fn set_destination(&mut self, dest: &str) {
        let (path, query) = split(&with_leading_slash(dest));
        self.path = path;
        self.query.add_missing(query);
    }

    /// Looks for what answers at a path.
    fn look_up(&mut self, path: &str) -> Found {
        let found = self.router.files.at(path, self.service.as_deref());
        let lookup = Lookup { path: path.to_owned(), found: found.clone() };
        if !self.answer.lookups.contains(&lookup) {
            self.answer.lookups.push(lookup);
        }
        found
    }

    /// What is found at the current path answers.
    fn serve(&mut self, rules: &'a Rules, found: Found, status: Option<u64>) -> Result<Outcome, TooComplex> {
        if let Some(outcome) = self.phase(rules, RoutingPhase::Hit)? {
            return Ok(outcome);
        }
        self.sees_request = match &found {
            Found::Function(_) => true,
            Found::File(file) => file.starts_with("api/"),
            Found::Nothing | Found::Unknown => false,
        };
        if let Some(name) = self.service.clone() {
            return Ok(Outcome::Service { name, declared: true });
        }
        let owner = || {
            let services = &v1::resolution(self.router.snapshot).services;
            crate::services::routing::owner(services, &self.path).map(|(_, service)| service.name.clone())
        };
        let file = match found {
            Found::Function(name) => return Ok(self.service_of_prefix(name)),
            Found::File(file) => Some(file),
            Found::Nothing | Found::Unknown => None,
        };
        if self.router.configured == Configured::V1
            && let Some(name) = owner()
        {
            return Ok(self.service_of_prefix(name));
        }
        Ok(Outcome::Path { path: self.path.clone(), file, status })
    }

    /// The last route of a service's own build takes the request.
    fn application(&mut self, name: String) -> Outcome {
        if self.service.is_some() {
            return Outcome::Service { name, declared: true };
        }
        // It writes the prefix in the service's own spelling.
        let services = &v1::resolution(self.router.snapshot).services;
        if let Some(service) = services.iter().find(|service| service.name == name)
            && service.runtime.as_deref() == Some("node")
            && let Some(prefix) = service.web_prefix().map(normalize_prefix).filter(|prefix| prefix != "/")
            && let Some((_, rest)) = self.path.split_at_checked(prefix.len())
        {
            self.path = format!("{prefix}{rest}");
        }
        self.service_of_prefix(name)
    }

    /// A service of `experimentalServices` answers.
    fn service_of_prefix(&mut self, name: String) -> Outcome {
        let service =
            v1::resolution(self.router.snapshot).services.iter().find(|service| service.name == name);
        if let Some(service) = service
            && matches!(service.runtime.as_deref(), Some("node" | "python" | "go" | "rust"))
            && let Some(prefix) = service.web_prefix().map(normalize_prefix).filter(|prefix| prefix != "/")
        {
            if service.runtime.as_deref() == Some("node") {
                self.answer.notes.push(format!(
                    "Under `vercel dev`, the application receives the whole path, including `{prefix}`."
                ));
            }
            self.stripped = Some(prefix);
        }
        self.answer.service = Some(name.clone());
        Outcome::Service { name, declared: true }
    }

    /// A service of `services` gets the request, and its own rules are tried: with `path`, if the destination says one. The
    /// application sees the path as it was, unless one of these rules changes it.
    fn forward_to_service(&mut self, name: &str, path: Option<&str>) -> Result<Outcome, TooComplex> {
        self.answer.service = Some(name.to_owned());
        let rules = match self.router.rules_of(name) {
            None => return Ok(Outcome::Service { name: name.to_owned(), declared: false }),
            Some(Err(reason)) => return Ok(Outcome::Undecided { reason: reason.to_owned() }),
            Some(Ok(_)) if self.depth == MAX_DEPTH => {
                let reason = format!(
                    "The services send the request to each other in an endless loop; the last one is `{name}`."
                );
                return Ok(Outcome::Undecided { reason });
            }
            Some(Ok(rules)) => rules,
        };
        self.depth += 1;
        self.service = Some(name.to_owned());
        self.status = None;
        let original = self.path.clone();
        if let Some(path) = path {
            self.set_destination(path);
        }
        let selected = self.path.clone();
        let outcome = self.run_phases(rules)?;
        if self.path == selected {
            self.path = original;
        }
        Ok(outcome.unwrap_or_else(|| Outcome::Service { name: name.to_owned(), declared: true }))
    }

    /// Runs the error phase, because nothing handled the request.
    fn run_error_phase(&mut self, rules: &'a Rules) -> Result<Outcome, TooComplex> {
        for rule in rules.of(RoutingPhase::Error) {
            let status = rule.route().get("status").and_then(Value::as_u64);
            if status.is_some_and(|status| status != 404) {
                continue;
            }
            let Some(bound) = self.matches(rule)? else { continue };
            let mut step = self.step(RoutingPhase::Error, rule, &bound, 0);
            let dest = rule
                .route()
                .get("dest")
                .and_then(Value::as_str)
                .map(|dest| split(&with_leading_slash(&bound.fill(dest))).0);
            let found = dest.as_ref().map(|dest| self.look_up(dest));
            let to = dest.unwrap_or_else(|| self.path.clone());
            if rule.route().get("continue") == Some(&Value::Bool(true)) {
                self.record(&mut step, Effect::Continued, &to);
                continue;
            }
            self.record(&mut step, Effect::Answered, &to);
            return Ok(match found {
                Some(Found::Nothing) | None => Outcome::NotFound,
                Some(Found::File(file)) => Outcome::Path { path: to, file: Some(file), status: Some(404) },
                Some(_) => Outcome::Path { path: to, file: None, status: Some(404) },
            });
        }
        Ok(Outcome::NotFound)
    }

    /// The redirect of a route with `locale`: to the path of the language that a cookie names, or that the browser prefers.
    fn locale(&self, route: &Value) -> Option<String> {
        let redirect = route.pointer("/locale/redirect")?.as_object()?;
        let find = |wanted: &str| {
            redirect
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .and_then(|(_, path)| path.as_str())
        };
        let cookie = route.pointer("/locale/cookie").and_then(Value::as_str);
        let chosen = self.request.cookies.iter().find(|(name, _)| Some(name.as_str()) == cookie);
        let chosen = chosen.and_then(|(_, value)| find(value));
        let accepted = || {
            let header = self.request.headers.iter().find(|(name, _)| name == "accept-language")?;
            languages(&header.1).into_iter().find_map(|language| {
                find(&language).or_else(|| find(language.split('-').next().unwrap_or_default()))
            })
        };
        let target = chosen.or_else(accepted)?;
        (target != self.path).then(|| target.to_owned())
    }

    /// Records the user's rules that also match the current path but come after `by`, or after the file that was found.
    fn record_shadowed(&mut self, rules: &'a Rules, by: Option<(RoutingPhase, usize)>) {
        const ORDER: [RoutingPhase; 4] =
            [RoutingPhase::First, RoutingPhase::Filesystem, RoutingPhase::Rewrite, RoutingPhase::Resource];
        if !self.looks_behind {
            return;
        }
        let (from, index) = by.map_or((RoutingPhase::Filesystem, 0), |(phase, index)| (phase, index + 1));
        let Some(start) = ORDER.iter().position(|phase| *phase == from) else { return };
        let place = by
            .and_then(|(phase, index)| rules.of(phase).get(index)?.acting.place.as_ref())
            .map(|place| place.range);
        for phase in ORDER.into_iter().skip(start) {
            let skipped = if phase == from { index } else { 0 };
            let path = self.path.clone();
            let candidates = rules.candidates(phase, &path, skipped).map(|(_, rule)| rule);
            for rule in candidates.filter(|rule| rule.acting.place.is_some()) {
                let known = self.answer.shadowed.iter().any(|it| it.rule == rule.acting);
                if known || self.answer.shadowed.len() == MAX_SHADOWED {
                    continue;
                }
                let notes = self.answer.notes.len();
                let matched = self.matches(rule);
                // What doesn't decide needs no notes.
                self.answer.notes.truncate(notes);
                match matched {
                    Ok(Some(_)) => {
                        self.answer.shadowed.push(Shadowed { rule: rule.acting.clone(), by: place });
                    }
                    Ok(None) => {}
                    // Who answers is known already.
                    Err(TooComplex) => return,
                }
            }
        }
    }

    fn finish(mut self, outcome: Outcome) -> Answer {
        transforms::apply_to_response(&self.response_transforms, &mut self.answer.headers);
        if matches!(outcome, Outcome::Service { declared: true, .. } | Outcome::Path { .. }) {
            let path = if self.sees_request { &self.request.path } else { &self.path };
            let mut received =
                Received { path: path.clone(), prefix: None, query: self.query.clone(), headers: Vec::new() };
            if let Some(path) = transforms::apply(&self.transforms, &mut received) {
                received.path = path;
            }
            if let Some(prefix) = self.stripped.take()
                && let Some((start, rest)) = received.path.split_at_checked(prefix.len())
                && start == prefix
                && (rest.is_empty() || rest.starts_with('/'))
            {
                received.path = if rest.is_empty() { "/".to_owned() } else { rest.to_owned() };
                received.prefix = Some(prefix);
            }
            self.answer.received = Some(received);
        }
        self.answer.outcome = outcome;
        self.note_unknown_files();
        self.answer
    }

    /// Adds notes about files that the build may or may not output, unless a service handles the path itself.
    fn note_unknown_files(&mut self) {
        let own = self
            .answer
            .received
            .as_ref()
            .filter(|_| self.answer.service.is_some())
            .map(|it| it.path.as_str());
        let mut notes = Vec::new();
        for Lookup { path, found } in &self.answer.lookups {
            if *found != Found::Unknown || own == Some(path.as_str()) {
                continue;
            }
            let leads = |step: &Step| step.effect == Effect::Rewritten && step.to == *path;
            notes.push(if self.answer.steps.iter().any(leads) {
                format!("This assumes that the build outputs something at `{path}`.")
            } else {
                format!("If the build outputs a file at `{path}`, that file is served instead.")
            });
        }
        self.answer.notes.append(&mut notes);
    }
}

/// The languages of `Accept-Language`, the preferred first.
fn languages(header: &str) -> Vec<String> {
    let mut weighted: Vec<(f64, String)> = Vec::new();
    for part in header.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let Some(name) = pieces.next().filter(|name| !name.is_empty()) else { continue };
        let weight = pieces.find_map(|piece| piece.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        weighted.push((weight, name.to_owned()));
    }
    weighted.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    weighted.into_iter().filter(|(weight, _)| *weight > 0.0).map(|(_, name)| name).collect()
}

/// A redirect's location with the request's query, which browsers take along; what the destination says itself stays.
fn with_query(location: &str, query: &Query) -> String {
    let (rest, fragment) = location.find('#').map_or((location, ""), |at| location.split_at(at));
    let (path, own) = rest.split_once('?').unwrap_or((rest, ""));
    let mut all = Query::parse(own);
    let known = all.pairs.len();
    all.add_missing(query.clone());
    if all.pairs.len() == known {
        return location.to_owned();
    }
    format!("{path}?{all}{fragment}")
}

fn with_leading_slash(dest: &str) -> String {
    if dest.starts_with('/') { dest.to_owned() } else { format!("/{dest}") }
}

/// A destination's path and query; a fragment is left out.
fn split(dest: &str) -> (String, Query) {
    let dest = dest.split('#').next().unwrap_or_default();
    let (path, query) = dest.split_once('?').unwrap_or((dest, ""));
    (path.to_owned(), Query::parse(query))
}
