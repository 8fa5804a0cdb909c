//! Sample requests to a rule: which of them reach it, and what handles the others first.

use std::collections::HashMap;

use serde_json::Value;

use super::answer::{Answer, Effect, Outcome, RuleRef, Step};
use super::table::{Kind, Router, Rule};
use super::{Request, conditions, sent};
use svc_syntax::TextRange;
use svc_vercel::patterns::js_regex::{JsRegex, samples};
use svc_vercel::patterns::path_to_regexp::{self, Compiled, Param, Token};

/// Paths tried for one rule.
const MAX_PATHS: usize = 24;
/// Rules of one service that are tried.
const MAX_RULES: usize = 8;
/// Samples of a rule.
const MAX_SAMPLES: usize = 3;
/// Steps for one sample's conditions.
const BUDGET: usize = 100_000;

/// The results of sample requests that match a rule's source and conditions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Samples {
    /// Requests that reach the rule, with what it does.
    pub reaching: Vec<(Request, Step)>,
    /// Requests that something else handles first: a rule, or `None` for a file or if the rule is never tried.
    pub taken: Vec<(Request, Option<RuleRef>)>,
}

impl Router<'_> {
    /// Sample requests to the rule that stands at `range`; empty where none was found, or there is no such rule.
    #[must_use]
    pub fn samples(&self, range: TextRange) -> Samples {
        let is_it = |rule: &&Rule| rule.acting.place.as_ref().is_some_and(|place| place.range == range);
        let rule = self.all_rules().find(is_it);
        rule.map_or_else(Samples::default, |rule| self.samples_of(rule))
    }

    fn samples_of(&self, rule: &Rule) -> Samples {
        let mut found = Samples::default();
        for path in rule.paths() {
            let Some(request) = rule.request(&path) else { continue };
            let answer = self.answer_alone(&request);
            if matches!(answer.outcome, Outcome::Undecided { .. }) {
                break;
            }
            match answer.step_of(rule) {
                Some(step) if found.reaching.len() < MAX_SAMPLES => {
                    found.reaching.push((request, step.clone()));
                }
                None if found.taken.len() < MAX_SAMPLES => {
                    found.taken.push((request, answer.taken_by().cloned()));
                }
                _ => {}
            }
        }
        found
    }

    /// The rules that target each service, written or generated, and whether a request can reach each (`true` if untested).
    #[must_use]
    pub fn rules_by_service(&self) -> HashMap<&str, Vec<(&Rule, bool)>> {
        let mut leading: HashMap<&str, Vec<(&Rule, bool)>> = HashMap::new();
        for rule in self.top.all() {
            let Some(service) = rule.target_service() else { continue };
            let rules = leading.entry(service).or_default();
            rules.push((rule, rules.len() >= MAX_RULES || self.is_reached(rule)));
        }
        leading
    }

    /// Whether a sample request comes to a rule, or none can be made.
    fn is_reached(&self, rule: &Rule) -> bool {
        let requests: Vec<Request> = rule.paths().iter().filter_map(|path| rule.request(path)).collect();
        requests.is_empty()
            || requests.iter().any(|request| {
                let answer = self.answer_alone(request);
                // What Vercel generates for a service is there for the service, by whatever way a request comes to it.
                let is_generated = rule.acting.place.is_none();
                answer.step_of(rule).is_some()
                    || is_generated && answer.service.as_deref() == rule.target_service()
                    || matches!(answer.outcome, Outcome::Undecided { .. })
            })
    }
}

impl Answer {
    /// The rule that handled the request: the one that forwarded it to a service, or the last one that applied.
    fn taken_by(&self) -> Option<&RuleRef> {
        let handed_over = self.steps.iter().find(|step| step.effect == Effect::HandedOver);
        handed_over.or(self.steps.last()).map(|step| &step.rule)
    }

    fn step_of(&self, rule: &Rule) -> Option<&Step> {
        self.steps.iter().find(|step| step.rule == rule.acting)
    }
}

impl Rule {
    /// The service that its requests go to.
    fn target_service(&self) -> Option<&str> {
        match self.acting.kind {
            Kind::Route | Kind::Rewrite => {
                self.route().pointer("/destination/service").and_then(Value::as_str)
            }
            Kind::Application | Kind::ServiceRewrite | Kind::Default | Kind::Fallback => {
                self.acting.service.as_deref()
            }
            _ => None,
        }
    }

    /// Paths that the source takes.
    fn paths(&self) -> Vec<String> {
        self.compiled.paths(self.is_case_sensitive, || self.find_paths())
    }

    fn find_paths(&self) -> Vec<String> {
        let source = self.acting.place.as_ref().and_then(|place| place.source.as_deref());
        let compiled = source.filter(|_| self.acting.kind != Kind::Route).map(path_to_regexp::compile_source);
        let mut paths = match compiled {
            Some(Ok(compiled)) => candidates(&compiled),
            _ => Vec::new(),
        };
        let Some(regex) = self.regex() else { return Vec::new() };
        paths.extend(samples(regex, "/"));
        let mut kept = Vec::new();
        for path in paths {
            let path = sent(&path).into_owned();
            if kept.len() < MAX_PATHS
                && path.starts_with('/')
                && !kept.contains(&path)
                && matches!(regex.exec_within(&path, &mut BUDGET.clone()), Ok(Some(_)))
            {
                kept.push(path);
            }
        }
        kept
    }

    /// A request for a path under which the rule's conditions hold.
    fn request(&self, path: &str) -> Option<Request> {
        let mut request = Request::get(path).ok()?;
        let methods = self.route().get("methods").and_then(Value::as_array);
        if let Some(methods) = methods.filter(|methods| !methods.iter().any(|method| method == "GET")) {
            request.method = methods.first()?.as_str()?.to_owned();
        }
        for item in self.route().get("has").and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
            let key = text("key");
            let value = value_for(item.get("value"));
            match text("type") {
                "host" => request.set_host(&value),
                "header" => request.set_header(key, &value),
                "cookie" => request.set_cookie(key, &value),
                _ => request.query.pairs.push((key.to_owned(), value)),
            }
        }
        let holds = conditions::evaluate(self.route(), &request, &mut BUDGET.clone());
        matches!(holds, Ok((Some(_), None))).then_some(request)
    }
}

/// A value that a condition may take; whether it does is asked afterwards.
pub(super) fn value_for(condition: Option<&Value>) -> String {
    let of_expression = |expression: &str| {
        // A host name is written with dots that stand for themselves.
        let plain = expression.trim_start_matches('^').trim_end_matches('$').replace("\\.", ".");
        let is_plain =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_ /:".contains(&byte));
        if is_plain(&plain) {
            return plain;
        }
        let found = JsRegex::new(expression).map(|regex| samples(&regex, "")).unwrap_or_default();
        found.into_iter().next().unwrap_or_default()
    };
    let Some(condition) = condition else { return "1".to_owned() };
    if let Some(expression) = condition.as_str() {
        return of_expression(expression);
    }
    let text = |key: &str| condition.get(key).and_then(Value::as_str);
    if let Some(value) = condition.get("eq") {
        return value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    }
    if let Some(expression) = text("re") {
        return of_expression(expression);
    }
    let number = |key: &str, step: f64| {
        condition.get(key).and_then(Value::as_f64).map(|number| (number + step).to_string())
    };
    let bound = number("gte", 0.0)
        .or_else(|| number("lte", 0.0))
        .or_else(|| number("gt", 1.0))
        .or_else(|| number("lt", -1.0));
    if let Some(bound) = bound {
        return bound;
    }
    let part = condition.pointer("/inc/0").and_then(Value::as_str).unwrap_or("x");
    format!("{}{part}{}", text("pre").unwrap_or_default(), text("suf").unwrap_or_default())
}

/// Paths that a pattern may match, as browsers send them: its parameters filled with samples; then some near to it.
#[must_use]
pub fn candidates(compiled: &Compiled) -> Vec<String> {
    const VALUES: &[&str] = &["hello", "a/b", "", "1", "en", "style.css", "/hello", "2024", "api"];
    let write = |value: &dyn Fn(&Param) -> String| -> String {
        compiled
            .tokens
            .iter()
            .map(|token| match token {
                Token::Text(text) => text.clone(),
                Token::Param(param) => {
                    let value = value(param);
                    let absent = value.is_empty() && param.is_optional();
                    if absent { String::new() } else { format!("{}{value}{}", param.prefix, param.suffix) }
                }
            })
            .collect()
    };
    let mut paths: Vec<String> = VALUES.iter().map(|value| write(&|_| (*value).to_owned())).collect();
    // Each parameter with the first sample that its own expression takes.
    let fitting = |param: &Param| {
        let regex = JsRegex::new(&format!("^(?:{})$", param.pattern)).ok();
        let fits =
            |value: &&&str| regex.as_ref().is_some_and(|regex| matches!(regex.exec(value), Ok(Some(_))));
        VALUES.iter().find(fits).map_or_else(|| literal(&param.pattern), |value| (*value).to_owned())
    };
    paths.insert(0, write(&fitting));
    let first = paths.first().cloned().unwrap_or_default();
    paths.extend([
        format!("{first}/"),
        format!("{first}/more"),
        format!("{first}x"),
        "/".to_owned(),
        "/other".to_owned(),
    ]);
    paths.into_iter().map(|path| sent(&path).into_owned()).collect()
}

/// The first alternative of an expression that lists words: `en|fr` gives `en`.
fn literal(pattern: &str) -> String {
    let inner = pattern.strip_prefix("?:").unwrap_or(pattern);
    let first = inner.split('|').next().unwrap_or_default();
    first.chars().filter(|char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.' | '/')).collect()
}
