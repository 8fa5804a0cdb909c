//! Requests that tell two versions of a file apart: for each combination of rules, of either version, that can match one path, some
//! paths; under each combination of what their conditions ask for.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::Request;
use super::samples::{candidates, value_for};
use super::table::{Kind, Router, Rule};
use crate::routes::compile::is_url;
use crate::routes::source::ascii_start;
use crate::services::{v1, v2};
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;
use svc_vercel::patterns::js_regex::{Combination, JsRegex, combinations};
use svc_vercel::patterns::path_to_regexp;
use svc_vercel::project::EntryKind;

/// Steps for the combinations of paths, and of the values of one condition.
const PATHS_BUDGET: usize = 1_500_000;
const VALUES_BUDGET: usize = 120_000;
/// Paths for one combination of rules.
const EACH: usize = 3;
/// Values for one header, cookie, parameter, or the host.
const VALUES: usize = 10;
/// Combinations of values for one path.
const CONDITIONS: usize = 160;
/// Rules whose own paths are tried, and whose destinations are traced back.
const RULES: usize = 400;
/// Paths that are traced back through one rule.
const TRACED: usize = 24;
/// Files of a folder whose paths are tried, and folders in which they are looked for.
const FILES: usize = 100;
const FOLDERS: usize = 100;
/// Requests times rules: what asking them all may cost.
const WORK: usize = 60_000_000;
/// Steps for one match.
const BUDGET: usize = 100_000;

/// Requests that tell two versions of a file apart.
#[derive(Debug, Clone, Default)]
pub struct Witnesses {
    /// The requests, those that are likeliest to differ first.
    pub requests: Vec<Request>,
    /// Whether they are all that there are: no bound was reached.
    pub is_complete: bool,
}

impl Witnesses {
    /// Those of two versions.
    #[must_use]
    pub fn of(old: &Router<'_>, new: &Router<'_>) -> Witnesses {
        let rules = ChangedRules::of(old, new);
        let mut is_complete = true;
        let paths = paths(&rules, [old.snapshot, new.snapshot], &mut is_complete);
        let dimensions = dimensions(&rules);
        let most = (WORK / (rules.all.len() + 20)).clamp(1_000, 60_000);
        let mut requests = Vec::new();
        let plain = paths.iter().filter_map(|path| Request::get(path).ok());
        requests.extend(plain.take(most));
        is_complete &= requests.len() == paths.len();
        let conditional = if dimensions.is_empty() { &[][..] } else { &paths };
        for path in conditional {
            let asked = rules.conditions_for(path);
            let concerned: Vec<&Dimension> =
                dimensions.iter().filter(|it| asked.contains(&it.what)).collect();
            for chosen in choices(&concerned, &mut is_complete) {
                if requests.len() == most {
                    return Witnesses { requests, is_complete: false };
                }
                let Ok(mut request) = Request::get(path) else { continue };
                for (what, value) in chosen {
                    what.set(&mut request, value);
                }
                requests.push(request);
            }
        }
        Witnesses { requests, is_complete }
    }
}

/// The rules of two versions, and which of them are in one only.
struct ChangedRules<'a> {
    all: Vec<&'a Rule>,
    is_changed: Vec<bool>,
}

impl<'a> ChangedRules<'a> {
    fn of(old: &'a Router<'_>, new: &'a Router<'_>) -> ChangedRules<'a> {
        let sides = [old, new].map(|router| router.all_rules().collect::<Vec<&Rule>>());
        let known = sides.each_ref().map(|rules| rules.iter().map(|rule| rule.identity()).collect());
        let [of_old, of_new]: [HashSet<String>; 2] = known;
        let mut rules = ChangedRules { all: Vec::new(), is_changed: Vec::new() };
        let [old, new] = sides;
        for rule in old {
            rules.is_changed.push(!of_new.contains(&rule.identity()));
            rules.all.push(rule);
        }
        for rule in new {
            let is_changed = !of_old.contains(&rule.identity());
            // A rule of both versions is one.
            if is_changed {
                rules.is_changed.push(true);
                rules.all.push(rule);
            }
        }
        rules
    }

    fn each(&self) -> impl Iterator<Item = (&'a Rule, bool)> {
        self.all.iter().copied().zip(self.is_changed.iter().copied())
    }

    /// What the conditions of the rules for a path ask about; of all rules, where one of them leads to another path.
    fn conditions_for(&self, path: &str) -> HashSet<What> {
        let matches = |rule: &&&Rule| {
            rule.may_match(path)
                && rule
                    .regex()
                    .is_some_and(|regex| matches!(regex.exec_within(path, &mut BUDGET.clone()), Ok(Some(_))))
        };
        let matching: Vec<&&Rule> = self.all.iter().filter(matches).collect();
        let leads_on = matching.iter().any(|rule| rule.destination().is_some());
        let concerned: Vec<&Rule> =
            if leads_on { self.all.clone() } else { matching.into_iter().copied().collect() };
        concerned.into_iter().flat_map(|rule| rule.asked().into_iter().map(|(what, _)| what)).collect()
    }
}

impl Rule {
    /// What tells it from other rules, whatever the place where it is written.
    #[must_use]
    pub fn identity(&self) -> String {
        format!("{} {:?} {}", self.acting.kind.name(), self.acting.service, self.route())
    }

    /// The path that it gives a request, as it is written.
    fn destination(&self) -> Option<&str> {
        let path = self.route().get("dest").or_else(|| self.route().pointer("/destination/path"));
        path.and_then(Value::as_str).filter(|path| !is_url(path))
    }

    /// Each condition: what it asks about, and what it wants of it.
    fn asked(&self) -> Vec<(What, Option<&Value>)> {
        let mut asked = Vec::new();
        if let Some(methods) = self.route().get("methods") {
            asked.push((What::Method, Some(methods)));
        }
        for item in
            ["has", "missing"].into_iter().filter_map(|key| self.route().get(key)?.as_array()).flatten()
        {
            let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let what = match &*text("type") {
                "host" => What::Host,
                "header" => What::Header(text("key")),
                "cookie" => What::Cookie(text("key")),
                "query" => What::Query(text("key")),
                _ => continue,
            };
            asked.push((what, item.get("value").filter(|value| !value.is_null())));
        }
        let locale = |pointer: &str| self.route().pointer(pointer);
        if let Some(redirect) = locale("/locale/redirect") {
            let cookie = locale("/locale/cookie").and_then(Value::as_str);
            asked.extend(cookie.map(|cookie| (What::Cookie(cookie.to_owned()), Some(redirect))));
            asked.push((What::Header("accept-language".to_owned()), Some(redirect)));
        }
        asked
    }
}

/// What a condition asks about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum What {
    Method,
    Host,
    Header(String),
    Cookie(String),
    Query(String),
}

impl What {
    fn set(&self, request: &mut Request, value: &str) {
        match self {
            What::Method => value.clone_into(&mut request.method),
            What::Host => request.set_host(value),
            What::Header(name) => request.set_header(name, value),
            What::Cookie(name) => request.set_cookie(name, value),
            What::Query(name) => request.query.pairs.push((name.clone(), value.to_owned())),
        }
    }
}

/// What conditions ask about, and the values that tell them apart, beside none.
struct Dimension {
    what: What,
    values: Vec<String>,
}

fn dimensions(rules: &ChangedRules<'_>) -> Vec<Dimension> {
    let mut wanted: Vec<(What, Vec<Option<&Value>>)> = Vec::new();
    let mut indices: HashMap<What, usize> = HashMap::new();
    // Those of changed rules first.
    for changed in [true, false] {
        for (rule, _) in rules.each().filter(|(_, is_changed)| *is_changed == changed) {
            for (what, value) in rule.asked() {
                let index = *indices.entry(what.clone()).or_insert(wanted.len());
                if index == wanted.len() {
                    wanted.push((what, Vec::new()));
                }
                if let Some((_, values)) = wanted.get_mut(index)
                    && !values.contains(&value)
                    && values.len() < VALUES
                {
                    values.push(value);
                }
            }
        }
    }
    wanted.into_iter().map(|(what, wanted)| Dimension { values: values(&what, &wanted), what }).collect()
}

/// Values that meet the conditions, each combination of them, or none.
fn values(what: &What, wanted: &[Option<&Value>]) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let mut add = |value: String| {
        if values.len() < 2 * VALUES && !value.is_empty() && !values.contains(&value) {
            values.push(value);
        }
    };
    if *what == What::Method {
        let named = wanted.iter().flatten().filter_map(|value| value.as_array()).flatten();
        let named: Vec<&str> = named.filter_map(Value::as_str).collect();
        // And one that no rule names.
        let unnamed = ["POST", "HEAD", "DELETE", "OPTIONS", "PATCH", "TRACE"];
        let unnamed = unnamed.into_iter().find(|method| !named.contains(method));
        named.iter().copied().chain(unnamed).filter(|it| *it != "GET").map(str::to_owned).for_each(add);
        return values;
    }
    wanted.iter().for_each(|value| add(value_for(*value)));
    let mut expressions: Vec<&str> = Vec::new();
    for value in wanted.iter().flatten() {
        match value {
            Value::String(expression) => expressions.push(expression),
            Value::Object(operators) => {
                if let Some(Value::String(expression)) = operators.get("re") {
                    expressions.push(expression);
                }
                for operand in operators.values() {
                    match operand {
                        Value::Number(number) => {
                            for step in [0.0, -1.0, 1.0] {
                                number.as_f64().into_iter().for_each(|it| add((it + step).to_string()));
                            }
                        }
                        Value::String(text) => {
                            [text.clone(), format!("{text}x")].into_iter().for_each(&mut add);
                        }
                        Value::Array(texts) => {
                            texts.iter().filter_map(Value::as_str).for_each(|text| add(text.to_owned()));
                        }
                        _ => {}
                    }
                }
                // The languages of a redirect by `locale`.
                operators.keys().filter(|key| key.len() < 3 || key.contains('-')).cloned().for_each(&mut add);
            }
            _ => {}
        }
    }
    add(if *what == What::Host { "other.example".to_owned() } else { "other".to_owned() });
    let compiled = |expression: &str| JsRegex::new(expression).ok();
    let written: Vec<JsRegex> = expressions.iter().filter_map(|it| compiled(it)).collect();
    // Where an expression may match anywhere in a value, what it takes of it tells it from others.
    let whole: Vec<JsRegex> = expressions.iter().filter_map(|it| compiled(&format!("^(?:{it})$"))).collect();
    let mut known: HashSet<_> = values.iter().map(|value| taken(&written, value)).collect();
    let combined =
        combinations(&written.iter().chain(&whole).collect::<Vec<_>>(), "", EACH, &mut VALUES_BUDGET.clone());
    let more = values.iter().flat_map(|value| [format!("a.b-{value}"), format!("{value}-b.c")]);
    let tried: Vec<String> = more.chain(combined.into_iter().map(|it| it.text)).collect();
    for value in tried {
        if values.len() < 2 * VALUES && !value.is_empty() && known.insert(taken(&written, &value)) {
            values.push(value);
        }
    }
    values
}

/// What expressions take of a value, as far as they differ: for each expression that matches and each of its names, whether there is
/// anything of that name, and which other expression is the first that takes the same.
fn taken(expressions: &[JsRegex], value: &str) -> Vec<(usize, Vec<(bool, usize)>)> {
    let mut firsts: HashMap<(String, Option<String>), usize> = HashMap::new();
    let mut taken = Vec::new();
    for (index, regex) in expressions.iter().enumerate() {
        let Ok(Some(captures)) = regex.exec_within(value, &mut BUDGET.clone()) else { continue };
        let names = regex.names().iter().map(|(name, group)| {
            let text = captures.get(*group);
            let has_text = text.as_ref().is_some_and(|text| !text.is_empty());
            (has_text, *firsts.entry((name.clone(), text)).or_insert(index))
        });
        taken.push((index, names.collect()));
    }
    taken
}

/// Combinations of values, without that of none: all, or where these are too many, each value alone and with each other.
fn choices<'a>(dimensions: &[&'a Dimension], is_complete: &mut bool) -> Vec<Vec<(&'a What, &'a str)>> {
    let alone = |it: &&'a Dimension| {
        let what = &it.what;
        it.values.iter().map(move |value| (what, value.as_str())).collect::<Vec<_>>()
    };
    let values: Vec<Vec<(&What, &str)>> = dimensions.iter().map(alone).collect();
    let count = values.iter().try_fold(1_usize, |count, values| count.checked_mul(values.len() + 1));
    let mut chosen: Vec<Vec<(&What, &str)>> = vec![Vec::new()];
    if count.is_some_and(|count| count <= CONDITIONS) {
        for values in &values {
            let with = |chosen: &Vec<(&'a What, &'a str)>| {
                let chosen = chosen.clone();
                values.iter().map(move |value| [&*chosen, &[*value]].concat()).collect::<Vec<_>>()
            };
            let more: Vec<_> = chosen.iter().flat_map(with).collect();
            chosen.extend(more);
        }
        return chosen.split_off(1);
    }
    *is_complete = false;
    let mut chosen: Vec<Vec<(&What, &str)>> = values.iter().flatten().map(|value| vec![*value]).collect();
    // Everything that is asked for first, at once.
    chosen.insert(0, values.iter().filter_map(|values| values.first().copied()).collect());
    for (index, one) in values.iter().enumerate() {
        for other in values.iter().skip(index + 1) {
            for value in one {
                chosen.extend(other.iter().map(|second| vec![*value, *second]));
            }
        }
    }
    chosen.truncate(CONDITIONS);
    chosen
}

/// The paths that are asked for, the likeliest to differ first.
fn paths(rules: &ChangedRules<'_>, snapshots: [&Snapshot; 2], is_complete: &mut bool) -> Vec<String> {
    let mut regexes: Vec<&JsRegex> = Vec::new();
    let mut changed = Vec::new();
    let mut known = HashSet::new();
    for (rule, is_changed) in rules.each() {
        let Some(regex) = rule.regex() else { continue };
        if known.insert((rule.acting.expression.clone(), is_changed)) {
            regexes.push(regex);
            changed.push(is_changed);
        }
    }
    let mut budget = PATHS_BUDGET;
    let combined = combinations(&regexes, "/", EACH, &mut budget);
    *is_complete &= budget > 0;
    let (first, later): (Vec<_>, Vec<_>) = combined
        .into_iter()
        .partition(|it| it.matching.iter().any(|index| changed.get(*index) == Some(&true)));
    let mut paths = Paths::default();
    // At least one for each rule that changed, however many these are.
    let changed = rules.each().filter(|(_, is_changed)| *is_changed);
    paths.extend(changed.filter_map(|(rule, _)| rule.candidates().into_iter().next()).collect());
    let texts = |combined: &[Combination]| combined.iter().map(|it| it.text.clone()).collect::<Vec<_>>();
    paths.extend(texts(&first));
    for snapshot in snapshots {
        let (of_project, has_all) = of_project(snapshot);
        paths.extend(of_project);
        *is_complete &= has_all;
    }
    let of_rules = |wanted: bool| {
        let rules = rules.each().filter(move |(_, is_changed)| *is_changed == wanted).take(RULES);
        rules.flat_map(|(rule, _)| rule.candidates()).collect::<Vec<_>>()
    };
    paths.extend(of_rules(true));
    paths.extend(texts(&later));
    paths.extend(of_rules(false));
    *is_complete &= rules.all.len() <= RULES;
    let targets = paths.list.clone();
    for (rule, _) in rules.each().take(RULES) {
        paths.extend(rule.traced_back(&targets));
    }
    paths.list
}

/// Paths, each once.
#[derive(Default)]
struct Paths {
    list: Vec<String>,
    known: HashSet<String>,
}

impl Paths {
    fn extend(&mut self, paths: Vec<String>) {
        for path in paths {
            if path.starts_with('/') && !path.contains(['?', '#']) && self.known.insert(path.clone()) {
                self.list.push(path);
            }
        }
    }
}

impl Rule {
    /// Paths that its source takes, and some near to it.
    fn candidates(&self) -> Vec<String> {
        let place = self.acting.place.as_ref().filter(|_| self.acting.kind != Kind::Route);
        let source = place.and_then(|place| place.source.as_deref());
        let compiled = source.and_then(|source| path_to_regexp::compile_source(source).ok());
        compiled.map(|compiled| candidates(&compiled)).unwrap_or_default()
    }

    /// Paths that it leads to one of these.
    fn traced_back(&self, targets: &[String]) -> Vec<String> {
        let Some(destination) = self.destination() else { return Vec::new() };
        let Some((start, _)) = destination.split_once(['$', ':']) else { return Vec::new() };
        let Some(regex) = self.regex() else { return Vec::new() };
        let own = ascii_start(&self.acting.expression);
        let traced = targets.iter().filter_map(|target| target.strip_prefix(start)).take(TRACED);
        let traced = traced.map(|rest| format!("{own}{rest}"));
        traced.filter(|path| matches!(regex.exec_within(path, &mut BUDGET.clone()), Ok(Some(_)))).collect()
    }
}

/// Paths of a project: its files and functions, its jobs, its prefixes; and some that mean nothing.
fn of_project(snapshot: &Snapshot) -> (Vec<String>, bool) {
    let mut paths: Vec<String> = [
        "/",
        "/index",
        "/index.html",
        "/other",
        "/other/",
        "/other.html",
        "/a/b",
        "/style.css",
        "/.well-known/x",
    ]
    .map(str::to_owned)
    .to_vec();
    let config = snapshot.config();
    let crons = config.get("crons").and_then(Node::as_array).unwrap_or_default();
    paths.extend(crons.iter().take(FILES).filter_map(|cron| Some(cron.get("path")?.as_str()?.to_owned())));
    for service in v1::resolution(snapshot).services.iter().take(FILES) {
        let internal = format!("/_svc/{}", service.name);
        paths.extend([format!("{internal}/index"), format!("{internal}/crons/x")]);
        if let Some(prefix) = service.web_prefix() {
            let prefix = prefix.trim_end_matches('/');
            paths.extend(["", "/", "/a", "x", "/a/b.css"].map(|rest| format!("{prefix}{rest}")));
        }
    }
    let roots = v2::resolution(snapshot).services.iter().map(|service| service.root.clone());
    let roots: BTreeSet<String> = roots.chain([".".to_owned()]).take(FILES).collect();
    let folder =
        |root: &str, name: &str| if root == "." { name.to_owned() } else { format!("{root}/{name}") };
    let mut files = Vec::new();
    let mut has_all = true;
    for root in &roots {
        for (top, below) in [("public", ""), ("", ""), ("api", "/api")] {
            let place = if top.is_empty() { root.clone() } else { folder(root, top) };
            has_all &= files_below(snapshot, place, below, &mut files);
        }
    }
    for file in files {
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem).to_owned();
        paths.extend([stem.clone(), format!("{stem}/"), format!("{file}/"), file]);
    }
    let paths = paths.iter().map(|path| path.split(['?', '#']).next().unwrap_or_default().to_owned());
    (paths.collect(), has_all)
}

/// Adds the paths of the files below a folder, those near to it first. Whether that is all of them.
fn files_below(snapshot: &Snapshot, folder: String, path: &str, found: &mut Vec<String>) -> bool {
    let mut left = VecDeque::from([(folder, path.to_owned())]);
    let (mut folders, most) = (0, found.len() + FILES);
    while let Some((folder, path)) = left.pop_front() {
        folders += 1;
        for entry in snapshot.project.list(&folder) {
            if found.len() == most || folders == FOLDERS {
                return false;
            }
            let path = format!("{path}/{}", entry.name);
            match entry.kind {
                _ if (entry.name.starts_with('.') && entry.name != ".well-known")
                    || entry.name == "node_modules" => {}
                EntryKind::File => found.push(path),
                EntryKind::Directory => {
                    let below = format!("{folder}/{}", entry.name);
                    left.push_back((below.strip_prefix("./").unwrap_or(&below).to_owned(), path));
                }
            }
        }
    }
    true
}
