//! Pairs of configurations, as people edit them: random requests show nothing that the diff doesn't, and nothing that it says is false.

use std::collections::HashSet;
use std::time::Instant;

use serde_json::{Value, json};

use super::{Comparison, Diff, Key, Reply, Side, diff};
use crate::request::Request;
use crate::snapshot::Snapshot;
use crate::testing::snapshot;

/// Numbers that look random, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

const SOURCES: &[&str] = &[
    "/old",
    "/old/:path*",
    "/:path*",
    "/(.*)",
    "/docs",
    "/docs/:slug",
    "/docs/:slug/edit",
    "/docs/:path*",
    "/blog/:year(\\d{4})/:slug",
    "/blog/:slug",
    "/:lang(en|de)/:path*",
    "/api/:path*",
    "/api/users/:id",
    "/((?!api/).*)",
    "/((?!docs$).*)",
    "/a/:b?",
    "/files/:name.css",
    "/shop/:id(\\d+)",
    "/shop/:id",
    "/u/:user/posts/:post",
    "/old.html",
    "/Old",
    "/about/",
    "/about",
];
const DESTINATIONS: &[&str] = &[
    "/new",
    "/docs/new",
    "/",
    "/about",
    "/index.html",
    "https://other.example/x",
    "/api/users/1",
    "/docs/a.html",
];
const WORDS: &[&str] = &[
    "old",
    "docs",
    "blog",
    "api",
    "users",
    "a",
    "b",
    "en",
    "de",
    "fr",
    "2024",
    "1",
    "42",
    "new",
    "about",
    "edit",
    "shop",
    "u",
    "ann",
    "posts",
    "files",
    "x.css",
    "style.css",
    "index",
    "index.html",
    "about.html",
    "old.html",
    "Old",
    "admin",
    "svc",
    "web",
    "",
    "12a",
    ".well-known",
    "x",
    "hello",
    "fresh",
    "new.html",
    "y.css",
];
const HOSTS: &[&str] = &[
    "example.com",
    "shop.example.com",
    "de.example.com",
    "other.example",
    "api.example.com",
    "a.b.example.com",
];

/// A rule that someone might write.
fn entry(numbers: &mut Numbers, block: &str, services: &[String]) -> Value {
    let source = numbers.of(SOURCES);
    let mut rule = json!({ "source": source });
    let named = source
        .split('/')
        .find_map(|it| it.strip_prefix(':'))
        .map(|it| it.chars().take_while(|char| char.is_alphanumeric()).collect::<String>());
    let destination = |numbers: &mut Numbers| match &named {
        Some(name) if numbers.one_in(2) => format!("{}/:{name}", numbers.of(&["", "/new", "/docs", "/blog"])),
        _ => numbers.of(DESTINATIONS).to_owned(),
    };
    match block {
        "redirects" => {
            rule["destination"] = destination(numbers).into();
            match numbers.below(4) {
                0 => rule["permanent"] = json!(false),
                1 => rule["statusCode"] = json!(301),
                _ => {}
            }
        }
        "rewrites" if !services.is_empty() && !numbers.one_in(3) => {
            let name = &services[numbers.below(services.len())];
            rule["destination"] = json!({ "service": name });
            if numbers.one_in(3) {
                rule["destination"]["path"] = "/docs/fixed".into();
            }
        }
        "rewrites" => rule["destination"] = destination(numbers).into(),
        _ => {
            let key = numbers.of(&["x-frame-options", "cache-control", "x-a"]);
            rule["headers"] = json!([{ "key": key, "value": numbers.of(&["one", "two", "three"]) }]);
        }
    }
    if numbers.one_in(3) {
        add_condition(numbers, &mut rule);
    }
    rule
}

/// Expressions for a host and for a header, of which some differ only in what they take.
const HOST_EXPRESSIONS: &[&str] = &[
    "(?<sub>.*)\\.example\\.com",
    "(?<sub>[^.]*)\\.example\\.com",
    "(?<sub>\\w+)\\.(?<rest>.*)",
    "(?<sub>.*)\\.(?<rest>.*)",
];
const HEADER_EXPRESSIONS: &[&str] = &["(?<v>.*)", "(?<v>[^.]*)", "(?<v>.*)-(?<w>.*)", "(?<v>.*?)-(?<w>.*)"];

/// A condition, and where it binds a name, sometimes a destination that uses it.
fn add_condition(numbers: &mut Numbers, rule: &mut Value) {
    let bound = match numbers.below(12) {
        0 | 1 => Some(("sub", json!({ "type": "host", "value": numbers.of(HOST_EXPRESSIONS) }))),
        2 => {
            Some(("v", json!({ "type": "header", "key": "x-plan", "value": numbers.of(HEADER_EXPRESSIONS) })))
        }
        _ => None,
    };
    if let Some((name, condition)) = bound {
        rule["has"] = json!([condition]);
        if rule["destination"].is_string() && !numbers.one_in(3) {
            rule["destination"] = format!("/docs/:{name}").into();
        }
        return;
    }
    let condition = match numbers.below(6) {
        0 => json!({ "type": "host", "value": numbers.of(HOSTS) }),
        1 => json!({ "type": "host", "value": numbers.of(HOST_EXPRESSIONS) }),
        2 => json!({ "type": "header", "key": "x-plan", "value": numbers.of(&["pro", "pro-.*", "free"]) }),
        3 => json!({ "type": "cookie", "key": "session" }),
        4 => json!({ "type": "query", "key": "page", "value": "\\d+" }),
        _ => json!({ "type": "query", "key": "page" }),
    };
    let key = if numbers.one_in(3) { "missing" } else { "has" };
    match rule[key].as_array_mut() {
        Some(list) => list.push(condition),
        None => rule[key] = json!([condition]),
    }
}

const BLOCKS: [&str; 3] = ["redirects", "rewrites", "headers"];

fn services(config: &Value) -> Vec<String> {
    config["services"].as_object().map(|services| services.keys().cloned().collect()).unwrap_or_default()
}

/// A rule of `routes` that someone might write.
fn route(numbers: &mut Numbers) -> Value {
    let source = numbers.of(&[
        "/old/(.*)",
        "/docs/(?<slug>[^/]+)",
        "/(.*)",
        "/api/(.*)",
        "/about",
        "/a/b",
        "/(en|de)/.*",
        "/blog/\\d+",
    ]);
    let mut route = json!({ "src": source });
    let dest = numbers.of(&[
        "/docs/$1",
        "/about.html",
        "/new/$1",
        "https://other.example/$1",
        "/api/hello",
        "/$slug",
    ]);
    match numbers.below(6) {
        0 => route["status"] = json!(numbers.of(&[&404, &410])),
        1 => {
            route["headers"] = json!({ "Location": "/docs/$1" });
            route["status"] = json!(302);
        }
        2 => {
            route["headers"] = json!({ "X-A": numbers.of(&["one", "two"]) });
            route["continue"] = json!(true);
        }
        3 => {
            route["dest"] = dest.into();
            route["continue"] = json!(true);
        }
        4 => {
            route["dest"] = dest.into();
            route["check"] = json!(true);
        }
        _ => route["dest"] = dest.into(),
    }
    match numbers.below(8) {
        0 => route["methods"] = json!(["POST", "PUT"]),
        1 => route["methods"] = json!(["GET"]),
        2 => add_condition(numbers, &mut route),
        3 => route["caseSensitive"] = json!(true),
        _ => {}
    }
    route
}

/// Rules in `routes`, before and after files.
fn legacy_config(numbers: &mut Numbers) -> Value {
    let mut routes: Vec<Value> = (0..1 + numbers.below(4)).map(|_| route(numbers)).collect();
    if numbers.one_in(2) {
        routes.push(json!({ "handle": "filesystem" }));
        routes.extend((0..1 + numbers.below(3)).map(|_| route(numbers)));
    }
    json!({ "routes": routes })
}

fn config(numbers: &mut Numbers) -> Value {
    if numbers.one_in(5) {
        return legacy_config(numbers);
    }
    let mut config = json!({});
    match numbers.below(3) {
        0 => {}
        1 => {
            config["services"] = json!({ "web": { "root": "web", "framework": "vite" }, "api": { "root": "api2", "entrypoint": "main.py" } });
            if numbers.one_in(2) {
                config["services"]["api"]["rewrites"] = json!([entry(numbers, "rewrites", &[])]);
            }
            if numbers.one_in(2) {
                config["services"]["web"]["redirects"] = json!([entry(numbers, "redirects", &[])]);
            }
            if numbers.one_in(2) {
                config["services"]["web"]["bindings"] =
                    json!([{ "type": "service", "service": "api", "env": "API_URL" }]);
            }
        }
        _ => {
            config["experimentalServices"] = json!({ "web": { "framework": "vite", "entrypoint": "web", "routePrefix": "/" },
                "api": { "entrypoint": "api2/main.py", "routePrefix": numbers.of(&["/api", "/svc/api"]) } });
        }
    }
    let services = services(&config);
    for block in BLOCKS {
        let count = numbers.below(5);
        if count > 0 {
            config[block] = (0..count).map(|_| entry(numbers, block, &services)).collect();
        }
    }
    for key in ["cleanUrls", "trailingSlash"] {
        if numbers.one_in(4) {
            config[key] = json!(numbers.one_in(2));
        }
    }
    config
}

/// An edit of the kinds that people make.
fn edit(numbers: &mut Numbers, config: &mut Value) {
    if let Some(routes) = config["routes"].as_array_mut() {
        let at = numbers.below(routes.len());
        match numbers.below(4) {
            0 => routes.insert(at, route(numbers)),
            1 if routes.len() > 1 => {
                routes.remove(at);
            }
            2 => {
                let route = routes.remove(at);
                routes.insert(numbers.below(routes.len() + 1), route);
            }
            _ => routes[at] = route(numbers),
        }
        return;
    }
    let services = services(config);
    let block = numbers.of(&BLOCKS);
    let count = config[block].as_array().map_or(0, Vec::len);
    let at = numbers.below(count.max(1));
    match numbers.below(10) {
        0 | 1 => {
            let rule = entry(numbers, block, &services);
            match config[block].as_array_mut() {
                Some(rules) => rules.insert(at, rule),
                None => config[block] = json!([rule]),
            }
        }
        2 if count > 0 => {
            config[block].as_array_mut().unwrap().remove(at);
        }
        3 if count > 1 => {
            let rules = config[block].as_array_mut().unwrap();
            let rule = rules.remove(at);
            let to = numbers.below(rules.len() + 1);
            rules.insert(to, rule);
        }
        4 if count > 0 => config[block][at]["source"] = entry(numbers, block, &services)["source"].clone(),
        5 if count > 0 => {
            let other = entry(numbers, block, &services);
            for key in ["destination", "statusCode", "permanent", "headers"] {
                let old = config[block][at].as_object_mut().unwrap();
                old.remove(key);
                old.extend(other.get(key).map(|value| (key.to_owned(), value.clone())));
            }
        }
        6 if count > 0 => {
            let rule = &mut config[block][at];
            let condition = rule.pointer("/has/0/value").and_then(Value::as_str).map(str::to_owned);
            let expressions = [HOST_EXPRESSIONS, HEADER_EXPRESSIONS];
            let others = condition.and_then(|it| expressions.into_iter().find(|all| all.contains(&&*it)));
            match others {
                Some(others) => rule["has"][0]["value"] = numbers.of(others).into(),
                None => add_condition(numbers, rule),
            }
        }
        7 => {
            let key = numbers.of(&["cleanUrls", "trailingSlash"]);
            config[key] = match &config[key] {
                Value::Bool(is_on) => json!(!is_on),
                _ => json!(numbers.one_in(2)),
            };
        }
        8 => {
            if let Some(api) = config.pointer_mut("/experimentalServices/api/routePrefix") {
                *api = numbers.of(&["/svc/api", "/v2", "/docs", "/api"]).into();
            }
        }
        _ => {
            for key in ["services", "experimentalServices"] {
                if let Some(services) = config.get_mut(key).and_then(Value::as_object_mut)
                    && let Some(api) = services.remove("api")
                {
                    services.insert("backend".to_owned(), api);
                }
            }
            let renamed = config.to_string().replace(r#""service":"api""#, r#""service":"backend""#);
            *config = serde_json::from_str(&renamed).unwrap();
        }
    }
}

fn in_project(config: &Value) -> Snapshot {
    in_project_with(config, "")
}

/// What makes Vercel build the project, so that its output isn't known.
const BUILD: &str = "//- /package.json\n{ \"devDependencies\": { \"vite\": \"7\" } }\n//- /public/x.css\nx\n";
/// Functions and files that come and go.
const EXTRA: &[&str] = &[
    "//- /api/fresh.js\nx\n",
    "//- /api/[...rest].js\nx\n",
    "//- /docs/new.html\nx\n",
    "//- /public/y.css\nx\n",
];

fn in_project_with(config: &Value, more: &str) -> Snapshot {
    let text = serde_json::to_string_pretty(config).unwrap();
    snapshot(&format!(
        "//- /vercel.json\n{text}\n//- /index.html\nx\n//- /about.html\nx\n//- /docs/index.html\nx\n//- /docs/a.html\nx\n//- /style.css\nx\n\
         //- /api/hello.js\nx\n//- /api/users/[id].js\nx\n\
         //- /web/package.json\n{{ \"devDependencies\": {{ \"vite\": \"7\" }} }}\n//- /api2/main.py\nfrom fastapi import FastAPI\napp = FastAPI()\n\
         //- /api2/requirements.txt\nfastapi\n{more}"
    ))
}

/// A request that says nothing of the rules.
fn request(numbers: &mut Numbers) -> Request {
    let count = numbers.below(5);
    let mut path: String = (0..count).map(|_| format!("/{}", numbers.of(WORDS))).collect();
    if path.is_empty() || numbers.one_in(6) {
        path.push('/');
    }
    let mut request = Request::get(&path).unwrap();
    if numbers.one_in(2) {
        request.set_host(numbers.of(HOSTS));
    }
    if numbers.one_in(3) {
        request.set_header("x-plan", numbers.of(&["pro", "pro-2", "free", "none", "a.b", "a-b-c"]));
    }
    if numbers.one_in(5) {
        numbers.of(&["POST", "HEAD"]).clone_into(&mut request.method);
    }
    if numbers.one_in(3) {
        request.set_cookie("session", "1");
    }
    if numbers.one_in(3) {
        request.query.pairs.push(("page".to_owned(), numbers.of(&["1", "x"]).to_owned()));
    }
    request
}

/// Panics if a diff says something false; how many requests that differ it doesn't cover, and all that differ.
fn look_at(seed: usize, count: usize, totals: &mut Totals) {
    let mut numbers = Numbers(u64::try_from(seed).unwrap());
    let old = config(&mut numbers);
    let mut new = old.clone();
    for _ in 0..=numbers.below(3) {
        edit(&mut numbers, &mut new);
    }
    let build = if numbers.one_in(3) { BUILD } else { "" };
    let mut files = || if numbers.one_in(4) { numbers.of(EXTRA) } else { "" };
    let (before, after) = (format!("{build}{}", files()), format!("{build}{}", files()));
    let (before, after) = (in_project_with(&old, &before), in_project_with(&new, &after));
    let start = Instant::now();
    let Ok(Diff { requests, compared, is_complete, .. }) = diff(&before, &after) else {
        totals.rejected += 1;
        return;
    };
    totals.slowest = totals.slowest.max(start.elapsed().as_millis());
    totals.pairs += 1;
    totals.compared += compared;
    totals.incomplete += usize::from(!is_complete);
    totals.lines += requests.len();
    let comparison = Comparison::new(&before, &after).unwrap();
    for difference in &requests {
        let [old, new] =
            [&comparison.old, &comparison.new].map(|router| Reply::of(&router.answer(&difference.request)));
        assert_ne!(old, new, "{}\n{before:?}\n{after:?}", difference.request);
        assert_ne!(difference.old, difference.new, "{}", difference.request);
    }
    let reported: HashSet<Key> = requests.iter().map(|difference| difference.cause.key()).collect();
    for _ in 0..count {
        let request = request(&mut numbers);
        totals.requests += 1;
        let [one, other] =
            [&comparison.old, &comparison.new].map(|router| Reply::of(&router.answer(&request)));
        let differences = comparison.compare(&request);
        assert_eq!(one != other, !differences.is_empty(), "{request}");
        totals.different += usize::from(!differences.is_empty());
        for difference in differences {
            if !reported.contains(&difference.cause.key()) {
                totals.uncovered += 1;
                if totals.shown < 20 {
                    totals.shown += 1;
                    eprintln!(
                        "seed {seed}: {request}\n  {:?}\n  {:?}\n  {:?}\n{old}\n{new}",
                        difference.cause.key(),
                        difference.old,
                        difference.new
                    );
                }
            }
        }
    }
}

/// What is shown of the differences: how many requests, in which group, what became of its rule.
fn groups(old: &Value, new: &Value) -> Vec<String> {
    let (old, new) = (in_project(old), in_project(new));
    let found = diff(&old, &new).unwrap();
    let shown = |group: super::Group<'_>| {
        let cause = &group.differences[0].cause;
        let place = |rule: &crate::request::RuleRef| rule.place.as_ref().map(|place| place.pointer.clone());
        let rules = [&cause.old, &cause.new].map(|rule| rule.as_ref().and_then(place).unwrap_or_default());
        format!("{:?} {:?} {} -> {}", cause.change, cause.header, rules[0], rules[1])
    };
    found.groups().into_iter().map(shown).collect()
}

#[test]
fn differences_are_grouped_by_what_became_of_a_rule() {
    let rule = |source: &str, destination: &str| json!({ "source": source, "destination": destination });
    let redirects = |rules: &[Value]| json!({ "redirects": rules });
    let (one, other) = (rule("/a/:x", "/b"), rule("/a/:y*", "/c"));
    for (old, new, expected) in [
        (redirects(&[]), redirects(std::slice::from_ref(&one)), "Added None  -> /redirects/0"),
        (redirects(std::slice::from_ref(&one)), redirects(&[]), "Removed None /redirects/0 -> "),
        (
            redirects(std::slice::from_ref(&one)),
            redirects(&[rule("/a/:x", "/d")]),
            "Changed None /redirects/0 -> /redirects/0",
        ),
        (
            redirects(&[one.clone(), other.clone()]),
            redirects(&[other, one]),
            "Other None /redirects/0 -> /redirects/0",
        ),
        (json!({}), json!({ "cleanUrls": true }), "Added None  -> /cleanUrls"),
        (
            json!({ "trailingSlash": true }),
            json!({ "trailingSlash": false }),
            "Changed None /trailingSlash -> ",
        ),
    ] {
        assert_eq!(groups(&old, &new).first().map(String::as_str), Some(expected), "{old} {new}");
    }
    let headers = |value: &str| json!({ "headers": [{ "source": "/(.*)", "headers": [{ "key": "X-A", "value": value }, { "key": "X-B", "value": value }] }] });
    assert_eq!(groups(&headers("1"), &headers("2")), ["Changed Some(\"x-a\") /headers/0 -> /headers/0"]);
}

#[test]
fn what_an_expression_takes_of_a_value_tells_it_from_others() {
    let rule = |kind: &str, value: &str, name: &str| json!({ "redirects": [{ "source": "/x", "has": [{ "type": kind, "key": "x-a", "value": value }], "destination": format!("/y/:{name}") }] });
    for (kind, old, new) in [
        ("host", "(?<sub>.*)\\.example\\.com", "(?<sub>[^.]*)\\.example\\.com"),
        ("host", "(?<sub>[a-z]+)\\.(?<rest>.*)", "(?<sub>.*)\\.(?<rest>.*)"),
        ("header", "(?<sub>.*)", "(?<sub>[^.]*)"),
        ("header", "(?<sub>.*)-(?<rest>.*)", "(?<sub>.*?)-(?<rest>.*)"),
        ("header", "(?<sub>\\d+)", "(?<sub>\\d)"),
        ("query", "(?<sub>.*)", "(?<sub>.{0,3})"),
    ] {
        let condition = |value: &str| {
            let mut config = rule(kind, value, "sub");
            if kind == "host" {
                config["redirects"][0]["has"][0].as_object_mut().unwrap().remove("key");
            }
            config
        };
        let found = groups(&condition(old), &condition(new));
        assert!(matches!(&found[..], [one] if one.starts_with("Changed None")), "{old} {new}: {found:?}");
    }
}

/// What is said of files that come and go, and of files that only the build knows.
#[test]
fn files_that_come_and_go_are_named() {
    let config = json!({});
    let shown = |old: &str, new: &str| -> Vec<String> {
        let (old, new) = (in_project_with(&config, old), in_project_with(&config, new));
        let found = diff(&old, &new).unwrap();
        let shown = found.requests.iter().map(|it| format!("{:?} {:?}", it.cause.change, it.cause.file));
        let mut shown: Vec<String> = shown.collect();
        shown.sort();
        shown.dedup();
        shown
    };
    let function = "//- /api/fresh.js\nx\n";
    assert_eq!(shown("", function), ["Added Some(\"api/fresh.js\")"]);
    assert_eq!(shown(function, ""), ["Removed Some(\"api/fresh.js\")"]);
    assert_eq!(shown("", "//- /docs/new.html\nx\n"), ["Added Some(\"docs/new.html\")"]);
}

#[test]
fn a_file_that_only_the_build_knows_may_answer_first() {
    let rule = json!({ "src": "/(.*)", "dest": "/index.html" });
    let old = in_project_with(&json!({ "routes": [rule] }), BUILD);
    let new = in_project_with(&json!({ "routes": [{ "handle": "filesystem" }, rule] }), BUILD);
    let found = diff(&old, &new).unwrap();
    let other = found.requests.iter().find(|it| it.old.path == it.new.path).expect("a difference");
    assert!(other.old.unless.is_empty() && other.new.unless == [other.request.path.clone()], "{other:?}");
    // Where nothing is built, files are known.
    let found = diff(
        &in_project(&json!({ "routes": [rule] })),
        &in_project(&json!({ "routes": [{ "handle": "filesystem" }, rule] })),
    );
    assert!(found.unwrap().requests.iter().all(|it| it.new.unless.is_empty()));
}

#[test]
fn a_request_counts_once_however_many_headers_differ() {
    let headers = |value: &str| json!({ "headers": [{ "source": "/a", "headers": [{ "key": "X-A", "value": value }, { "key": "X-B", "value": value }, { "key": "X-C", "value": value }] }] });
    let (old, new) = (in_project(&headers("1")), in_project(&headers("2")));
    let found = diff(&old, &new).unwrap();
    let groups = found.groups();
    assert!(found.requests.len() == 3 && groups.len() == 1, "{groups:?}");
    let requests: HashSet<usize> = found.requests.iter().flat_map(|it| it.samples.iter().copied()).collect();
    assert!(groups.iter().all(|group| group.samples == requests.len()), "{groups:?}");
}

#[test]
fn a_version_that_vercel_rejects_is_named() {
    let (sound, broken) = (json!({}), json!({ "cleanUrls": "yes" }));
    let rejections = |old: &Value, new: &Value| diff(&in_project(old), &in_project(new)).unwrap().rejections;
    assert!(rejections(&sound, &sound).is_empty());
    assert!(matches!(&rejections(&sound, &broken)[..], [(Some(Side::New), _)]));
    assert!(matches!(&rejections(&broken, &sound)[..], [(Some(Side::Old), _)]));
    assert!(matches!(&rejections(&broken, &broken)[..], [(None, _)]));
}

#[derive(Debug, Default)]
struct Totals {
    pairs: usize,
    rejected: usize,
    requests: usize,
    different: usize,
    uncovered: usize,
    lines: usize,
    compared: usize,
    incomplete: usize,
    slowest: u128,
    shown: usize,
}

/// `SVC_LSP_DIFF_PAIRS` has it try more, each with 2,000 requests; `SVC_LSP_DIFF_SEED` is the first.
#[test]
fn random_requests_show_nothing_else() {
    let more = std::env::var("SVC_LSP_DIFF_PAIRS").ok().and_then(|count| count.parse().ok());
    let (pairs, requests) = more.map_or((25, 300), |pairs| (pairs, 2_000));
    let mut totals = Totals::default();
    let first = std::env::var("SVC_LSP_DIFF_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let mut seed = first;
    while totals.pairs < pairs {
        look_at(seed, requests, &mut totals);
        seed += 1;
    }
    eprintln!("{totals:?}");
    assert!(totals.different > 0 && totals.rejected <= totals.pairs / 4, "{totals:?}");
    assert_eq!(totals.uncovered, 0, "{totals:?}");
}
