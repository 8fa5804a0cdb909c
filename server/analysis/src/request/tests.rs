use expect_test::{Expect, expect};

use serde_json::json;

use super::*;
use crate::testing::snapshot;

/// A request and its answer, one line each for the steps.
#[track_caller]
fn check(fixture: &str, url: &str, expect: &Expect) {
    let snapshot = snapshot(fixture);
    let request = Request::get(url).unwrap();
    let answer = crate::inspect::answer(&snapshot, &request).unwrap();
    let mut lines = Vec::new();
    for step in &answer.steps {
        let place = step.rule.place.as_ref().map_or_else(
            || format!("{:?} {}", step.rule.kind, step.rule.service.as_deref().unwrap_or_default()),
            |place| place.pointer.clone(),
        );
        let variables: Vec<String> =
            step.variables.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        lines.push(format!("{place}: {:?} {} -> {}{}", step.effect, step.from, step.to, variables.concat()));
    }
    for shadowed in &answer.shadowed {
        let place = shadowed.rule.place.as_ref().map(|place| place.pointer.as_str()).unwrap_or_default();
        lines.push(format!("shadowed {place}"));
    }
    lines.push(format!("= {:?}", answer.outcome));
    if let Some(received) = &answer.received {
        lines.push(format!("received {} {}", received.path, received.query).trim_end().to_owned());
    }
    if !answer.headers.is_empty() {
        lines.push(format!("headers {:?}", answer.headers));
    }
    lines.extend(answer.notes.iter().map(|note| format!("note {note}")));
    expect.assert_eq(&lines.join("\n"));
}

const V1: &str = r#"
//- /vercel.json
{ "experimentalServices": {
    "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
    "api": { "entrypoint": "api/main.py", "routePrefix": "/api", "subdomain": "api" },
    "py": { "entrypoint": "api/other.py", "routePrefix": "/api/py" }
  },
  "redirects": [{ "source": "/old/:id(\\d+)", "destination": "/new/:id?from=old", "permanent": false }],
  "headers": [{ "source": "/(.*)", "headers": [{ "key": "X-Path", "value": "$1" }] }],
  "rewrites": [{ "source": "/v1/:path*", "destination": "/api/:path*" }]
}
//- /web/package.json
//- /api/main.py
//- /api/other.py
"#;

const V2: &str = r#"
//- /vercel.json
{ "services": {
    "web": { "root": "web", "framework": "nextjs" },
    "api": { "root": "api", "entrypoint": "main.py", "rewrites": [{ "source": "/api/:path*", "destination": "/:path*" }],
      "headers": [{ "source": "/(.*)", "headers": [{ "key": "X-Service", "value": "api" }] }] }
  },
  "rewrites": [
    { "source": "/api/(.*)", "destination": { "service": "api" } },
    { "source": "/hook/:id", "has": [{ "type": "host", "value": "(?<shop>.*)\\.example\\.com" }],
      "destination": { "service": "api", "path": "/api/hooks/:shop/:id" } },
    { "source": "/(.*)", "destination": { "service": "web" } },
    { "source": "/api/late", "destination": { "service": "nobody" } },
    { "source": "/:all*", "destination": "https://example.com/:all*" }
  ] }
//- /web/package.json
//- /api/main.py
"#;

#[test]
fn prefixes() {
    check(
        V1,
        "/api/users?page=2",
        &expect![[r#"
            /headers/0: Continued /api/users -> /api/users $1=api/users
            ServiceRewrite api: Rewritten /api/users -> /_svc/api/index
            = Service { name: "api", declared: true }
            received /users page=2
            headers [("x-path", "api/users")]"#]],
    );
    check(
        V1,
        "/api/py",
        &expect![[r#"
            /headers/0: Continued /api/py -> /api/py $1=api/py
            ServiceRewrite py: Rewritten /api/py -> /_svc/py/index
            = Service { name: "py", declared: true }
            received /
            headers [("x-path", "api/py")]"#]],
    );
    check(
        V1,
        "/docs",
        &expect![[r#"
            /headers/0: Continued /docs -> /docs $1=docs
            Application web: HandedOver /docs -> /docs
            = Service { name: "web", declared: true }
            received /docs
            headers [("x-path", "docs")]"#]],
    );
    check(
        V1,
        "/old/12",
        &expect![[r#"
        /redirects/0: Redirected /old/12 -> /new/12?from=old $1=12
        shadowed /headers/0
        = Redirect { status: 307, location: "/new/12?from=old" }
        headers [("location", "/new/12?from=old")]"#]],
    );
    check(
        V1,
        "/v1/users",
        &expect![[r#"
            /headers/0: Continued /v1/users -> /v1/users $1=v1/users
            /rewrites/0: Passed /v1/users -> /api/users $1=users
            Application api: HandedOver /api/users -> /api/users
            = Service { name: "api", declared: true }
            received /users
            headers [("x-path", "v1/users")]
            note If the build outputs a file at `/v1/users`, that file is served instead."#]],
    );
    check(
        V1,
        "https://api.example.com/users",
        &expect![[r#"
            /headers/0: Continued /users -> /users $1=users
            HostRewrite api: Passed /users -> /api/users $1=users
            Application api: HandedOver /api/users -> /api/users
            = Service { name: "api", declared: true }
            received /users
            headers [("x-path", "users")]"#]],
    );
    check(
        V1,
        "https://api.my-deploy.vercel.app/users",
        &expect![[r#"
            /headers/0: Continued /users -> /users $1=users
            Application web: HandedOver /users -> /users
            = Service { name: "web", declared: true }
            received /users
            headers [("x-path", "users")]"#]],
    );
}

#[test]
fn services() {
    check(
        V2,
        "/api/users?x=1",
        &expect![[r#"
            /rewrites/0: HandedOver /api/users -> /api/users $1=users
            /services/api/headers/0: Continued /api/users -> /api/users $1=api/users
            /services/api/rewrites/0: Passed /api/users -> /users $1=users
            shadowed /rewrites/2
            shadowed /rewrites/4
            = Service { name: "api", declared: true }
            received /users x=1
            headers [("x-service", "api")]"#]],
    );
    check(
        V2,
        "/hook/7",
        &expect![[r#"
            /rewrites/2: HandedOver /hook/7 -> /hook/7 $1=hook/7
            shadowed /rewrites/4
            = Service { name: "web", declared: true }
            received /hook/7"#]],
    );
    check(
        V2,
        "https://shop.example.com/hook/7",
        &expect![[r#"
            /rewrites/1: HandedOver /hook/7 -> /api/hooks/shop/7 $1=7 $shop=shop $host=shop.example.com
            /services/api/headers/0: Continued /api/hooks/shop/7 -> /api/hooks/shop/7 $1=api/hooks/shop/7
            /services/api/rewrites/0: Passed /api/hooks/shop/7 -> /hooks/shop/7 $1=hooks/shop/7
            shadowed /rewrites/2
            shadowed /rewrites/4
            = Service { name: "api", declared: true }
            received /hooks/shop/7
            headers [("x-service", "api")]"#]],
    );
}

#[test]
fn files_and_phases() {
    let site = r#"
//- /vercel.json
{ "cleanUrls": true,
  "routes": [
    { "src": "/secret", "status": 401 },
    { "src": "/api/.*", "methods": ["POST"], "dest": "/post.txt" },
    { "src": "/lang", "locale": { "redirect": { "de": "/de", "en": "/en" }, "cookie": "lang" } },
    { "handle": "hit" }, { "src": "/(.*)", "headers": { "cache-control": "max-age=1" }, "continue": true },
    { "handle": "miss" }, { "src": "/img/(.*)", "dest": "/images/$1", "check": true },
    { "handle": "error" }, { "src": "/.*", "status": 500, "dest": "/500.html" }, { "src": "/.*", "status": 404, "dest": "/404.html" }
  ],
  "rewrites": [{ "source": "/app/(.*)", "destination": "/app" }, { "source": "/about", "destination": "/never" }] }
//- /public/about.html
//- /public/app/index.html
//- /public/images/a.png
//- /public/404.html
"#;
    check(
        site,
        "/about",
        &expect![[r#"
        /routes/4: Continued /about -> /about $1=about
        shadowed /rewrites/1
        = Path { path: "/about", file: Some("public/about.html"), status: None }
        received /about
        headers [("cache-control", "max-age=1")]"#]],
    );
    check(
        site,
        "/about.html",
        &expect![[r#"
        /cleanUrls: Redirected /about.html -> /about $1=about
        = Redirect { status: 308, location: "/about" }
        headers [("location", "/about")]"#]],
    );
    check(
        site,
        "/app/x/y",
        &expect![[r#"
        /rewrites/0: Rewritten /app/x/y -> /app $1=x/y
        /routes/4: Continued /app -> /app $1=app
        = Path { path: "/app", file: Some("public/app/index.html"), status: None }
        received /app
        headers [("cache-control", "max-age=1")]"#]],
    );
    check(
        site,
        "/img/a.png",
        &expect![[r#"
        /routes/6: Rewritten /img/a.png -> /images/a.png $1=a.png
        /routes/4: Continued /images/a.png -> /images/a.png $1=images/a.png
        = Path { path: "/images/a.png", file: Some("public/images/a.png"), status: None }
        received /images/a.png
        headers [("cache-control", "max-age=1")]"#]],
    );
    check(
        site,
        "/secret",
        &expect![[r#"
        /routes/0: Answered /secret -> /secret
        = Status { status: 401 }"#]],
    );
    check(
        site,
        "/nothing",
        &expect![[r#"
            /routes/9: Answered /nothing -> /404.html
            = NotFound"#]],
    );
}

#[test]
fn samples_tell_what_comes_to_a_rule() {
    let snapshot = snapshot(
        r#"
//- /vercel.json
{ "services": { "api": { "root": "api", "entrypoint": "main.py" } },
  "routes": [{ "src": "/v\\d/(?:a|b)", "methods": ["POST"], "status": 410 }],
  "redirects": [{ "source": "/docs/:id", "destination": "/d/:id", "has": [{ "type": "header", "key": "X-Plan", "value": { "pre": "pro", "suf": "!" } }] }],
  "rewrites": [
    { "source": "/docs/:path*", "destination": { "service": "api" } },
    { "source": "/docs/late", "destination": "/never" },
    { "source": "/shop", "has": [{ "type": "host", "value": "shop\\.example\\.com" }, { "type": "query", "key": "page", "value": { "gt": 3 } }],
      "destination": { "service": "api" } }
  ] }
//- /api/main.py
"#,
    );
    let router = Router::new(&snapshot).unwrap();
    let mut lines = Vec::new();
    for rule in
        [RoutingPhase::First, RoutingPhase::Filesystem].into_iter().flat_map(|phase| router.rules(phase))
    {
        let place = rule.acting.place.as_ref().unwrap();
        let samples = router.samples(place.range);
        let reaching =
            samples.reaching.iter().map(|(request, step)| format!("  {request}: {:?}\n", step.effect));
        let taken = samples.taken.iter().map(|(request, by)| {
            let by = by.as_ref().and_then(|by| by.place.as_ref()).map(|place| place.pointer.as_str());
            format!("  {request}: taken by {by:?}\n")
        });
        lines.push(format!(
            "{}\n{}{}",
            place.pointer,
            reaching.collect::<String>(),
            taken.collect::<String>()
        ));
    }
    expect![[r#"
        /routes/0
          POST /v1/a: Answered
        /redirects/0
          /docs/hello x-plan: prox!: Redirected
          /docs/1 x-plan: prox!: Redirected
          /docs/en x-plan: prox!: Redirected
        /rewrites/0
          /docs/hello: HandedOver
          /docs/a/b: HandedOver
          /docs: HandedOver
        /rewrites/1
          /docs/late: taken by Some("/rewrites/0")
        /rewrites/2
          https://shop.example.com/shop?page=4: HandedOver
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn conditions_that_cant_be_evaluated() {
    let text = r#"{ "redirects": [
  { "source": "/a", "has": [{ "type": "query", "key": "x", "value": "(?i)b" }], "destination": "/b" },
  { "source": "/a", "missing": [{ "type": "query", "key": "x", "value": "*" }], "destination": "/c" },
  { "source": "/a", "has": [{ "type": "query", "key": "x", "value": "(?i)c" }], "destination": "/d" }
] }"#;
    check(text, "/a?x=B", &expect![[r#"
        /redirects/1: Redirected /a -> /c?x=B
        = Redirect { status: 308, location: "/c?x=B" }
        headers [("location", "/c?x=B")]
        note This assumes that the condition `(?i)b` of the redirect /a isn't met, because svc-lsp can't evaluate it.
        note This assumes that the condition `*` of the redirect /a isn't met, because svc-lsp can't evaluate it."#]]);
    check(text, "/a", &expect![[r#"
        /redirects/1: Redirected /a -> /c
        = Redirect { status: 308, location: "/c" }
        headers [("location", "/c")]"#]]);
}

#[test]
fn refusals() {
    let error = |text: &str| Router::new(&snapshot(text)).map(|_| ()).unwrap_err();
    expect!["The file isn't valid JSON (line 1, column 15): This array isn't closed. Add `]`."]
        .assert_eq(&error("{ \"rewrites\": [ }"));
    expect!["Vercel rejects the rules (invalid_rewrite). Run `svc-lsp check` and fix its errors first."]
        .assert_eq(&error("{ \"rewrites\": [{ \"source\": \"/(\", \"destination\": \"/\" }] }"));
    expect!["`api` isn't a request path. Use one that starts with `/`, such as `/api/users?page=2`."]
        .assert_eq(&Request::get("api").unwrap_err());
}

#[test]
fn hostile_patterns_are_given_up() {
    let text = r#"{ "routes": [{ "src": "/(a+)+", "dest": "/x" }, { "src": "/(.*)", "dest": "/y" }] }"#;
    let path = format!("/{}!", "a".repeat(60));
    check(
        text,
        &path,
        &expect![[
            r#"= Undecided { reason: "The result is unknown: matching `^/(a+)+$` against this path takes too many steps." }"#
        ]],
    );
}

#[test]
fn rules_after_a_hit_see_the_path_of_the_function() {
    let fixture = r#"
//- /vercel.json
{ "experimentalServices": { "web": { "entrypoint": "web/index.js", "framework": "express", "routePrefix": "/" } },
  "routes": [
    { "handle": "hit" },
    { "src": "/users", "headers": { "x-one": "request" }, "continue": true },
    { "src": "/_svc/web/.*", "headers": { "x-two": "function" }, "continue": true }] }
//- /web/package.json
{ "dependencies": { "express": "4" } }
//- /web/index.js
"#;
    check(
        fixture,
        "/users",
        &expect![[r#"
        Application web: HandedOver /users -> /users
        /routes/2: Continued /_svc/web/index -> /_svc/web/index
        = Service { name: "web", declared: true }
        received /users
        headers [("x-two", "function")]"#]],
    );
}

#[test]
fn what_transforms_set_stays_where_a_build_adds_a_route_with_its_own() {
    let transforms = r#""transforms": [
      { "type": "request.path", "op": "set", "args": "/set/$1" },
      { "type": "response.headers", "op": "set", "target": { "key": "x-one" }, "args": "set" }], "continue": true"#;
    let application =
        "//- /web/package.json\n{ \"dependencies\": { \"express\": \"4\" } }\n//- /web/index.js\n";
    let v1 = format!(
        r#"//- /vercel.json
{{ "experimentalServices": {{ "web": {{ "entrypoint": "web/index.js", "framework": "express", "routePrefix": "/" }} }},
  "routes": [{{ "src": "/a/(.*)", {transforms} }}] }}
{application}"#
    );
    check(
        &v1,
        "/a/b",
        &expect![[r#"
            /routes/0: Continued /a/b -> /a/b $1=b
            Application web: HandedOver /a/b -> /a/b
            = Service { name: "web", declared: true }
            received /set/b
            headers [("x-one", "set")]"#]],
    );
    let v2 = format!(
        r#"//- /vercel.json
{{ "services": {{ "web": {{ "root": "web", "framework": "express", "routes": [{{ "src": "/b/(.*)", {transforms} }}] }} }},
  "routes": [{{ "src": "/a/(.*)", {transforms} }}],
  "rewrites": [{{ "source": "/(.*)", "destination": {{ "service": "web" }} }}] }}
{application}"#
    );
    check(
        &v2,
        "/a/b",
        &expect![[r#"
            /routes/0: Continued /a/b -> /a/b $1=b
            /rewrites/0: HandedOver /a/b -> /a/b $1=a/b
            = Service { name: "web", declared: true }
            received /set/b
            headers [("x-one", "set")]"#]],
    );
    check(
        &v2,
        "/b/c",
        &expect![[r#"
            /rewrites/0: HandedOver /b/c -> /b/c $1=b/c
            /services/web/routes/0: Continued /b/c -> /b/c $1=c
            = Service { name: "web", declared: true }
            received /set/c
            headers [("x-one", "set")]"#]],
    );
}

#[test]
fn rules_that_continue_put_a_redirect_together() {
    let slash = r#"{ "src": "/(.*)/", "headers": { "Location": "/$1" }, "status": 308, "continue": true }"#;
    let site = format!(
        r#"//- /vercel.json
{{ "routes": [
    {slash}, {{ "src": "/b/", "headers": {{ "x-one": "b" }}, "continue": true }}, {{ "src": "/c/", "dest": "/a" }},
    {{ "handle": "rewrite" }}, {{ "src": "/.*", "dest": "/a" }}] }}
//- /public/a
//- /public/b/index.html
"#
    );
    for url in ["/b/?x=1", "/c/", "/d/"] {
        let request = Request::get(url).unwrap();
        let answer = crate::inspect::answer(&snapshot(&site), &request).unwrap();
        let location = url.replace("/?", "?").trim_end_matches('/').to_owned();
        assert_eq!(answer.outcome, Outcome::Redirect { status: 308, location }, "{url}");
        assert!(
            answer.steps.iter().any(|step| step.effect == Effect::Redirected),
            "{url}: {:?}",
            answer.steps
        );
    }
    let services = format!(
        r#"//- /vercel.json
{{ "experimentalServices": {{ "web": {{ "entrypoint": "web/index.js", "framework": "express", "routePrefix": "/" }} }},
  "routes": [{{ "handle": "filesystem" }}, {slash}] }}
//- /web/package.json
{{ "dependencies": {{ "express": "4" }} }}
//- /web/index.js
"#
    );
    check(
        &services,
        "/a/",
        &expect![[r#"
        /routes/1: Continued /a/ -> /a/ $1=a
        Application web: Redirected /a/ -> /a
        = Redirect { status: 308, location: "/a" }
        headers [("location", "/a")]"#]],
    );
}

#[test]
fn only_an_index_function_is_at_its_name() {
    let found = |url: &str| {
        let snapshot =
            snapshot("//- /vercel.json\n{}\n//- /api/users.js\n//- /api/posts/index.js\n//- /public/a.txt\n");
        let answer = crate::inspect::answer(&snapshot, &Request::get(url).unwrap()).unwrap();
        matches!(answer.outcome, Outcome::Path { file: Some(_), .. })
    };
    assert!(["/api/users", "/api/posts", "/api/posts/index"].into_iter().all(found));
    assert!(!found("/api/users/index"));
}

/// Each answer is that of `vercel dev` of CLI 64.0.2 to the same request, sent as a browser sends it.
#[test]
fn sources_are_compared_with_the_path_as_it_is_sent() {
    let urls = ["/é", "/%C3%A9", "/%c3%a9", "/a b", "/a%20b"];
    for (source, answered) in [
        ("/é", &[][..]),
        ("/%C3%A9", &["/é", "/%C3%A9"]),
        ("/%c3%a9", &["/%c3%a9"]),
        ("/a b", &[]),
        ("/a%20b", &["/a b", "/a%20b"]),
        ("/:p", &urls),
    ] {
        for block in [
            json!({ "redirects": [{ "source": source, "destination": "/t.html" }] }),
            json!({ "rewrites": [{ "source": source, "destination": "/t.html" }] }),
            json!({ "routes": [{ "src": source.replace(":p", "[^/]+"), "dest": "/t.html", "caseSensitive": true }] }),
        ] {
            let snapshot = snapshot(&format!("//- /vercel.json\n{block}\n//- /t.html\n"));
            let is_answered = |url: &&&str| {
                let answer = crate::inspect::answer(&snapshot, &Request::get(url).unwrap()).unwrap();
                !matches!(answer.outcome, Outcome::NotFound)
            };
            let found: Vec<&str> = urls.iter().filter(is_answered).copied().collect();
            assert_eq!(found, answered, "{block}");
        }
    }
}

#[test]
fn names_of_files_in_a_service_are_compared_with_the_decoded_path() {
    let snapshot = snapshot(
        r#"
//- /vercel.json
{
  "services": { "site": { "root": "site", "routes": [{ "handle": "rewrite" }, { "src": ".*", "dest": "/no" }] } },
  "rewrites": [{ "source": "/(.*)", "destination": { "service": "site" } }]
}
//- /site/é.txt
//- /site/a b.txt
"#,
    );
    for (url, expected) in [("/%C3%A9.txt", true), ("/é.txt", true), ("/a%20b.txt", true), ("/c.txt", false)]
    {
        let answer = crate::inspect::answer(&snapshot, &Request::get(url).unwrap()).unwrap();
        let is_found = answer.lookups.iter().any(|lookup| matches!(lookup.found, Found::File(_)));
        assert_eq!(is_found, expected, "{url}: {:?}", answer.lookups);
    }
}
