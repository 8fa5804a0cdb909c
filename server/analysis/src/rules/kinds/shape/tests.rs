//! Every schema violation at its place, with its message and its fixes.

use expect_test::{Expect, expect};

use super::findings;
use crate::form;
use crate::testing::{Fixture, apply};

/// The findings for a file: what is marked, the rule, the message, the fixes.
#[track_caller]
fn check(text: &str, expected: &Expect) {
    let fixture = Fixture::new(text);
    let mut out = String::new();
    for finding in findings(&fixture.snapshot, &form::mistakes(&fixture.snapshot)) {
        let marked = &fixture.text[finding.range];
        out += &format!("{marked} {}: {}\n", finding.rule.code, finding.message);
        for fix in &finding.fixes {
            let star = if fix.preferred { "*" } else { "-" };
            out += &format!("  {star} {} => {}\n", fix.title, apply(&fixture.text, &fix.edits));
        }
    }
    expected.assert_eq(&out);
}

/// A mistake beside the services hides none of their findings, whatever the names.
#[test]
fn a_mistake_elsewhere_explains_nothing_of_a_service() {
    let text = r#"{ "daemons": { "web": 5 }, "experimentalServices": { "web": { "routePrefix": "/" } } }"#;
    let codes = crate::check::check(&Fixture::new(text).snapshot).into_iter().map(|it| it.rule.code);
    assert_eq!(codes.collect::<Vec<_>>(), ["wrong-type", "experimental-services", "missing-service-config"]);
}

/// A key behind a missing bracket, or before one that closes nothing, may belong to an object around its own.
#[test]
fn a_key_beside_a_missing_bracket_is_not_removed() {
    for (text, removed) in [
        ("{\n  \"images\": { \"sizes\": [16],\n  \"cleanUrls\": true\n}\n", &[][..]),
        (
            "{\n  \"services\": {\n    \"web\": {\n      \"root\": \"web\",\n    \"api\": { \"root\": \"api\" }\n  },\n  \"rewrites\": []\n}\n",
            &[],
        ),
        (r#"{ "images": { "sizes": [16], "cleanUrls": true }"#, &[]),
        (r#"{ "rewrites": [{ "source": "/a", "destination": "/b", "x": 1 ] }"#, &[]),
        (
            "{\n  \"images\": { \"x\": 1, \"sizes\": [16] },\n  \"git\": {\n  \"cleanUrls\": true\n}\n",
            &["Remove `x`"],
        ),
        (
            r#"{ "headers": [{ "source": "/a", "headers": [{ "key": "a", "value": "b" }, "cleanUrls": true }] }"#,
            &[],
        ),
        (r#"{ "images": { "sizes": [16], "cleanUrls": true } ], "regions": ["iad1"] }"#, &[]),
        (r#"{ "images": { "sizes": [16], "cleanUrls": true }, }"#, &["Remove `cleanUrls`"]),
    ] {
        let fixture = Fixture::new(text);
        let findings = findings(&fixture.snapshot, &form::mistakes(&fixture.snapshot));
        let titles = findings.iter().flat_map(|finding| &finding.fixes).map(|fix| fix.title.as_str());
        assert_eq!(titles.collect::<Vec<_>>(), removed, "{text}");
    }
}

#[test]
fn known_confusions_are_renamed() {
    check(
        r#"{"rewrites":[{"src":"/a","dest":"/b"}]}"#,
        &expect![[r#"
            "src" unknown-key: Unknown key `src` in `rewrites[0]`. Did you mean `source`?
              * Rename to `source` => {"rewrites":[{"source":"/a","dest":"/b"}]}
            "dest" unknown-key: Unknown key `dest` in `rewrites[0]`. Did you mean `destination`?
              * Rename to `destination` => {"rewrites":[{"src":"/a","destination":"/b"}]}
        "#]],
    );
    check(
        r#"{"redirects":[{"source":"/a","destination":"/b","status":301}]}"#,
        &expect![[r#"
            "status" unknown-key: Unknown key `status` in `redirects[0]`. Did you mean `statusCode`?
              * Rename to `statusCode` => {"redirects":[{"source":"/a","destination":"/b","statusCode":301}]}
        "#]],
    );
    check(
        r#"{"routes":[{"src":"/a","header":{"x-a":"b"},"method":"GET"}]}"#,
        &expect![[r#"
            "header" unknown-key: Unknown key `header` in `routes[0]`. Did you mean `headers`?
              * Rename to `headers` => {"routes":[{"src":"/a","headers":{"x-a":"b"},"method":"GET"}]}
            "method" unknown-key: Unknown key `method` in `routes[0]`. Did you mean `methods`?
              * Rename to `methods` => {"routes":[{"src":"/a","header":{"x-a":"b"},"methods":["GET"]}]}
        "#]],
    );
    check(
        r#"{"headers":[{"source":"/a","header":[]}]}"#,
        &expect![[r#"
            "header" unknown-key: Unknown key `header` in `headers[0]`. Did you mean `headers`?
              * Rename to `headers` => {"headers":[{"source":"/a","headers":[]}]}
        "#]],
    );
}

#[test]
fn unknown_keys() {
    check(
        r#"{"crons":[{"_comment":"x","path":"/a","schedule":"0 0 * * *"}]}"#,
        &expect![[r#"
            "_comment" unknown-key: Unknown key `_comment` in `crons[0]`. Allowed keys: `path` and `schedule`.
              - Remove `_comment` => {"crons":[{"path":"/a","schedule":"0 0 * * *"}]}
        "#]],
    );
    check(
        r#"{"images":{"sizes":[1],"minimumCacheTtl":60}}"#,
        &expect![[r#"
            "minimumCacheTtl" unknown-key: Unknown key `minimumCacheTtl` in `images`. Did you mean `minimumCacheTTL`?
              * Rename to `minimumCacheTTL` => {"images":{"sizes":[1],"minimumCacheTTL":60}}
        "#]],
    );
    check(
        r#"{"services":{"api":{"root":"api","routePrefix":"/api","maxDuration":30,"crons":[]}}}"#,
        &expect![[r#"
            "routePrefix" unknown-key: `routePrefix` isn't allowed in `api`. Instead, add a top-level rewrite whose destination is the service.
              - Replace with a rewrite from `/api(/.*)?` => {"services":{"api":{"root":"api","maxDuration":30,"crons":[]}},"rewrites":[{ "source": "/api(/.*)?", "destination": { "service": "api" } }]}
              - Remove `routePrefix` => {"services":{"api":{"root":"api","maxDuration":30,"crons":[]}}}
            "maxDuration" unknown-key: `maxDuration` isn't allowed in `api`. Set it in the service's `functions`.
              - Remove `maxDuration` => {"services":{"api":{"root":"api","routePrefix":"/api","crons":[]}}}
            "crons" unknown-key: `crons` isn't allowed in `api`. Use the top-level `crons` for scheduled requests.
              - Remove `crons` => {"services":{"api":{"root":"api","routePrefix":"/api","maxDuration":30}}}
        "#]],
    );
    check(
        r#"{"experimentalServices":{"a":{"routePrefix":"/","functions":{}}}}"#,
        &expect![[r#"
            "functions" unknown-key: `functions` isn't allowed in `a`. Set `memory`, `maxDuration`, `includeFiles` and `excludeFiles` on the service itself.
              - Remove `functions` => {"experimentalServices":{"a":{"routePrefix":"/"}}}
        "#]],
    );
    check(
        r#"{"experimentalServices":{"a":{"schedule":"0 0 * * *","routePrefix":"/"}}}"#,
        &expect![[r#"
            "schedule" unknown-key: `schedule` isn't allowed in `a`: it requires `"type": "cron"`, or `"type": "job"` with `"trigger": "schedule"`.
              - Add `"type": "cron"` => {"experimentalServices":{"a":{"schedule":"0 0 * * *","routePrefix":"/","type":"cron"}}}
              - Remove `schedule` => {"experimentalServices":{"a":{"routePrefix":"/"}}}
        "#]],
    );
    check(
        r#"{"experimentalServices":{"a":{"trigger":"queue","routePrefix":"/"}}}"#,
        &expect![[r#"
        "trigger" unknown-key: `trigger` isn't allowed in `a`: it requires `"type": "job"`.
          - Add `"type": "job"` => {"experimentalServices":{"a":{"trigger":"queue","routePrefix":"/","type":"job"}}}
          - Remove `trigger` => {"experimentalServices":{"a":{"routePrefix":"/"}}}
    "#]],
    );
    check(
        r#"{"experimentalServices":{"a":{"routePrefix":"/","bindings":[],"crons":[]}},"crons":[{"crons":[],"path":"/a","schedule":"0 0 * * *"}]}"#,
        &expect![[r#"
            "bindings" unknown-key: `bindings` isn't allowed in `a`, only in `services`.
              - Remove `bindings` => {"experimentalServices":{"a":{"routePrefix":"/","crons":[]}},"crons":[{"crons":[],"path":"/a","schedule":"0 0 * * *"}]}
            "crons" unknown-key: `crons` isn't allowed in `a`, only at the top level.
              - Remove `crons` => {"experimentalServices":{"a":{"routePrefix":"/","bindings":[]}},"crons":[{"crons":[],"path":"/a","schedule":"0 0 * * *"}]}
            "crons" unknown-key: `crons` isn't allowed in `crons[0]`, only at the top level.
              - Remove `crons` => {"experimentalServices":{"a":{"routePrefix":"/","bindings":[],"crons":[]}},"crons":[{"path":"/a","schedule":"0 0 * * *"}]}
        "#]],
    );
    check(
        r#"{"rewrites":[{"source":"/a","src":"/b","destination":"/c"}]}"#,
        &expect![[r#"
            "src" unknown-key: Unknown key `src` in `rewrites[0]`, which already has `source`. Remove it.
              - Remove `src` => {"rewrites":[{"source":"/a","destination":"/c"}]}
        "#]],
    );
}

#[test]
fn the_kind_of_a_service_is_decided_first() {
    check(
        r#"{"experimentalServices":{"a":{"type":"cron","schedule":"* * *"}}}"#,
        &expect![[r#"
            "* * *" text-length: `schedule` has 5 characters; Vercel allows 9 to 256.
        "#]],
    );
    check(
        r#"{"experimentalServices":{"a":{"type":"crno","schedule":"0 0 * * *"}}}"#,
        &expect![[r#"
            "crno" value-not-allowed: `type` must be `"web"`, `"job"`, `"worker"` or `"cron"`, not `"crno"`.
              * Change to `"cron"` => {"experimentalServices":{"a":{"type":"cron","schedule":"0 0 * * *"}}}
        "#]],
    );
    check(
        r#"{"experimentalServices":{"a":{"type":"background","schedule":"0 0 * * *","memory":1}}}"#,
        &expect![[r#"
            "background" value-not-allowed: `type` must be `"web"`, `"job"`, `"worker"` or `"cron"`, not `"background"`.
              - Change to `"web"` => {"experimentalServices":{"a":{"type":"web","schedule":"0 0 * * *","memory":1}}}
              - Change to `"job"` => {"experimentalServices":{"a":{"type":"job","schedule":"0 0 * * *","memory":1}}}
              - Change to `"worker"` => {"experimentalServices":{"a":{"type":"worker","schedule":"0 0 * * *","memory":1}}}
              - Change to `"cron"` => {"experimentalServices":{"a":{"type":"cron","schedule":"0 0 * * *","memory":1}}}
            1 number-out-of-range: `memory` must be an integer from 128 to 10240, not 1.
              * Change to `128` => {"experimentalServices":{"a":{"type":"background","schedule":"0 0 * * *","memory":128}}}
        "#]],
    );
    check(
        r#"{"experimentalServices":{"a":{"type":"job","schedule":"0 0 * * *"}}}"#,
        &expect![[r#"
            "a" missing-key: `a` is missing `trigger` (`"schedule"`, `"queue"` or `"workflow"`).
              * Add `"trigger": "schedule"` => {"experimentalServices":{"a":{"type":"job","schedule":"0 0 * * *","trigger":"schedule"}}}
        "#]],
    );
    check(
        r#"{"experimentalServices":{"a":{"type":"job","trigger":"queue","topics":["a",{"topic":"b"}]}}}"#,
        &expect![[r#"
        {"topic":"b"} wrong-type: `topics[1]` must be a string, not an object.
    "#]],
    );
    check(
        r#"{"experimentalServices":{"a":{"type":"cron","schedule":["<dynamic>"]}}}"#,
        &expect![[r#"
            "<dynamic>" value-not-allowed: `"<dynamic>"` can't be in a list. Set `schedule` to the string `"<dynamic>"` instead.
        "#]],
    );
}

#[test]
fn numbers() {
    check(
        r#"{"experimentalServices":{"a":{"memory":64,"maxDuration":4000}}}"#,
        &expect![[r#"
            64 number-out-of-range: `memory` must be an integer from 128 to 10240, not 64.
              * Change to `128` => {"experimentalServices":{"a":{"memory":128,"maxDuration":4000}}}
            4000 number-out-of-range: `maxDuration` must be `"max"` or an integer from 1 to 3600, not 4000.
              * Change to `3600` => {"experimentalServices":{"a":{"memory":64,"maxDuration":3600}}}
        "#]],
    );
    check(
        r#"{"functions":{"a.ts":{"memory":"1024","maxDuration":"30","maxConcurrency":1.5}}}"#,
        &expect![[r#"
            "1024" refused-by-platform: `memory` must be a number, not a string. The CLI accepts it, but Vercel rejects the deployment.
              * Change to `1024` => {"functions":{"a.ts":{"memory":1024,"maxDuration":"30","maxConcurrency":1.5}}}
            "30" value-not-allowed: `maxDuration` must be `"max"` or an integer from 1 to 3600, not `"30"`.
              * Change to `30` => {"functions":{"a.ts":{"memory":"1024","maxDuration":30,"maxConcurrency":1.5}}}
            1.5 wrong-type: `maxConcurrency` must be an integer from 1 to 8192, not 1.5.
              * Change to `2` => {"functions":{"a.ts":{"memory":"1024","maxDuration":"30","maxConcurrency":2}}}
        "#]],
    );
    check(
        r#"{"functions":{"a.ts":{"maxDuration":"maximum"}}}"#,
        &expect![[r#"
            "maximum" value-not-allowed: `maxDuration` must be `"max"` or an integer from 1 to 3600, not `"maximum"`.
              * Change to `"max"` => {"functions":{"a.ts":{"maxDuration":"max"}}}
        "#]],
    );
}

#[test]
fn types() {
    check(
        r#"{"cleanUrls":"yes","trailingSlash":null}"#,
        &expect![[r#"
            "yes" wrong-type: `cleanUrls` must be `true` or `false`, not a string.
              - Change to `true` => {"cleanUrls":true,"trailingSlash":null}
              - Change to `false` => {"cleanUrls":false,"trailingSlash":null}
              - Remove `cleanUrls` => {"trailingSlash":null}
            null wrong-type: `trailingSlash` must be `true` or `false`, not null.
              * Remove `trailingSlash` => {"cleanUrls":"yes"}
        "#]],
    );
    check(
        r#"{"functions":{"a.ts":{"includeFiles":["a/**","b/**"]}}}"#,
        &expect![[r#"
            ["a/**","b/**"] wrong-type: `includeFiles` must be a string, not an array.
              * Change to `"{a/**,b/**}"` => {"functions":{"a.ts":{"includeFiles":"{a/**,b/**}"}}}
        "#]],
    );
    check(
        r#"{"rewrites":{"source":"/a","destination":"/b"}}"#,
        &expect![[r#"
            {"source":"/a","destination":"/b"} wrong-type: `rewrites` must be an array of objects, not an object.
              * Change to `[{"source":"/a","destination":"/b"}]` => {"rewrites":[{"source":"/a","destination":"/b"}]}
        "#]],
    );
    check(
        r#"{"rewrites":[{"source":"/a","destination":["/b"]}]}"#,
        &expect![[r#"
            ["/b"] wrong-type: `destination` must be a string or an object, not an array.
              * Change to `"/b"` => {"rewrites":[{"source":"/a","destination":"/b"}]}
        "#]],
    );
    check(
        r#"{"rewrites":[{"source":"/a","destination":{"servce":"api"}}]}"#,
        &expect![[r#"
            "servce" unknown-key: Unknown key `servce` in `destination`. Did you mean `service`?
              * Rename to `service` => {"rewrites":[{"source":"/a","destination":{"service":"api"}}]}
        "#]],
    );
    check(
        "{\n  \"headers\": [\n    {\n      \"source\": \"/a\",\n      \"headers\": {\n        \"X-A\": \"b\",\n        \"X-C\": \"d\"\n      }\n    }\n  ]\n}",
        &expect![[r#"
            {
                    "X-A": "b",
                    "X-C": "d"
                  } wrong-type: `headers` must be an array of objects, not an object.
              * Change to an array of objects => {
              "headers": [
                {
                  "source": "/a",
                  "headers": [
                    { "key": "X-A", "value": "b" },
                    { "key": "X-C", "value": "d" }
                  ]
                }
              ]
            }
        "#]],
    );
    check(
        r#"{"routes":[{"src":"/a","headers":[{"key":"x-a","value":"b"}]}]}"#,
        &expect![[r#"
            [{"key":"x-a","value":"b"}] wrong-type: `headers` must be an object, not an array.
              * Change to `{ "x-a": "b" }` => {"routes":[{"src":"/a","headers":{ "x-a": "b" }}]}
        "#]],
    );
    // A map would hold one of the two.
    check(
        r#"{"routes":[{"src":"/a","headers":[{"key":"x-a","value":"b"},{"key":"x-a","value":"c"}]}]}"#,
        &expect![[r#"
            [{"key":"x-a","value":"b"},{"key":"x-a","value":"c"}] wrong-type: `headers` must be an object, not an array.
              - Remove `headers` => {"routes":[{"src":"/a"}]}
        "#]],
    );
}

#[test]
fn strings() {
    check(
        r#"{"crons":[{"path":"api/a","schedule":"* * * *"}]}"#,
        &expect![[r#"
            "api/a" pattern-mismatch: `path` must start with `/`.
              * Change to `"/api/a"` => {"crons":[{"path":"/api/a","schedule":"* * * *"}]}
            "* * * *" text-length: `schedule` has 7 characters; Vercel allows 9 to 256.
        "#]],
    );
    check(
        r#"{"services":{"a":{"root":""}}}"#,
        &expect![[r#"
            "" text-length: `root` must not be empty. Set it.
        "#]],
    );
    check(
        r#"{"services":{"a":{"root":".","bindings":[{"service":"B","format":"URL","env":"API-URL"}]}}}"#,
        &expect![[r#"
            "B" pattern-mismatch: `service` must consist of lowercase letters, `-` and `_`, and start and end with a letter.
            "URL" value-not-allowed: `format` must be `"url"`, not `"URL"`.
              * Change to `"url"` => {"services":{"a":{"root":".","bindings":[{"service":"B","format":"url","env":"API-URL"}]}}}
            "API-URL" pattern-mismatch: `env` must consist of letters, digits and `_`, and not start with a digit.
              - Change to `"API_URL"` => {"services":{"a":{"root":".","bindings":[{"service":"B","format":"URL","env":"API_URL"}]}}}
        "#]],
    );
    check(
        r#"{"images":{"sizes":[1],"formats":["image/WEBP","gif"]}}"#,
        &expect![[r#"
            "image/WEBP" value-not-allowed: `formats[0]` must be `"image/avif"`, `"image/webp"`, `"image/jpeg"` or `"image/png"`, not `"image/WEBP"`.
              * Change to `"image/webp"` => {"images":{"sizes":[1],"formats":["image/webp","gif"]}}
            "gif" value-not-allowed: `formats[1]` must be `"image/avif"`, `"image/webp"`, `"image/jpeg"` or `"image/png"`, not `"gif"`.
              - Change to `"image/avif"` => {"images":{"sizes":[1],"formats":["image/WEBP","image/avif"]}}
              - Change to `"image/webp"` => {"images":{"sizes":[1],"formats":["image/WEBP","image/webp"]}}
              - Change to `"image/jpeg"` => {"images":{"sizes":[1],"formats":["image/WEBP","image/jpeg"]}}
              - Change to `"image/png"` => {"images":{"sizes":[1],"formats":["image/WEBP","image/png"]}}
        "#]],
    );
}

#[test]
fn keys_that_must_be_there_or_must_not_stand_together() {
    check(
        r#"{"redirects":[{"source":"/a"}]}"#,
        &expect![[r#"
            { missing-key: `redirects[0]` is missing `destination` (a string).
              - Add `"destination": "/new"` => {"redirects":[{"source":"/a","destination":"/new"}]}
        "#]],
    );
    check(
        r#"{"routes":[{"dest":"/a"}]}"#,
        &expect![[r#"
            { missing-key: `routes[0]` must have `src` or `source`.
              - Add `"src": "/blog/(?<slug>[^/]+)"` => {"routes":[{"dest":"/a","src":"/blog/(?<slug>[^/]+)"}]}
              - Add `"source": "/blog/(?<slug>[^/]+)"` => {"routes":[{"dest":"/a","source":"/blog/(?<slug>[^/]+)"}]}
        "#]],
    );
    check(
        r#"{"images":{}}"#,
        &expect![[r#"
            "images" missing-key: `images` is missing `sizes` (an array of numbers).
              - Add `"sizes": [640, 1080, 1920]` => {"images":{ "sizes": [640, 1080, 1920] }}
        "#]],
    );
    check(
        r#"{"schedules":[{"schedule":"0 0 * * *","path":"/a","topic":"b"},{"schedule":"0 0 * * *"}]}"#,
        &expect![[r#"
            "topic" conflicting-keys: `path` and `topic` can't be used together. Keep one of them.
              - Remove `path` => {"schedules":[{"schedule":"0 0 * * *","topic":"b"},{"schedule":"0 0 * * *"}]}
              - Remove `topic` => {"schedules":[{"schedule":"0 0 * * *","path":"/a"},{"schedule":"0 0 * * *"}]}
            { missing-key: `schedules[1]` must have `path`, `function`, `topic` or `entrypoint`.
              - Add `"path": "/api/daily"` => {"schedules":[{"schedule":"0 0 * * *","path":"/a","topic":"b"},{"schedule":"0 0 * * *","path":"/api/daily"}]}
              - Add `"function": "api/daily.ts"` => {"schedules":[{"schedule":"0 0 * * *","path":"/a","topic":"b"},{"schedule":"0 0 * * *","function":"api/daily.ts"}]}
              - Add `"topic": "reports"` => {"schedules":[{"schedule":"0 0 * * *","path":"/a","topic":"b"},{"schedule":"0 0 * * *","topic":"reports"}]}
              - Add `"entrypoint": "jobs/daily.py"` => {"schedules":[{"schedule":"0 0 * * *","path":"/a","topic":"b"},{"schedule":"0 0 * * *","entrypoint":"jobs/daily.py"}]}
        "#]],
    );
    check(
        r#"{"daemons":{"a":{"root":"a","entrypoint":"Dockerfile"}}}"#,
        &expect![[r#"
            "a" missing-key: `a` must have `instances` or `replicas`.
              - Add `"instances": { "iad1": 1 }` => {"daemons":{"a":{"root":"a","entrypoint":"Dockerfile","instances":{ "iad1": 1 }}}}
        "#]],
    );
    check(
        r#"{"rewrites":[{"source":"/a","destination":"/b","has":[{"key":"x"},{"type":"host"}]}]}"#,
        &expect![[r#"
            { missing-key: `has[0]` is missing `type` (`"host"`, `"header"`, `"cookie"` or `"query"`).
              - Add `"type": "header"` => {"rewrites":[{"source":"/a","destination":"/b","has":[{"key":"x","type":"header"},{"type":"host"}]}]}
            { missing-key: `has[1]` is missing `value` (a string or an object).
              - Add `"value": "example.com"` => {"rewrites":[{"source":"/a","destination":"/b","has":[{"key":"x"},{"type":"host","value":"example.com"}]}]}
        "#]],
    );
}

#[test]
fn counts_and_names() {
    check(
        r#"{"functions":{}}"#,
        &expect![[r#"
        {} item-count: `functions` must not be empty.
          * Remove `functions` => {}
    "#]],
    );
    check(
        r#"{"functions":{"":{"memory":1024}},"daemons":{"A":{"root":"a","entrypoint":"Dockerfile","instances":{}}}}"#,
        &expect![[r#"
            "" invalid-key-name: This name is empty. It must have 1 to 256 characters, without line breaks.
            "A" invalid-key-name: `A` isn't a valid name. Use lowercase letters, with `-`, `_` or `__` only between letters.
        "#]],
    );
    check(
        r#"{"images":{"sizes":[]}}"#,
        &expect![[r#"
        [] item-count: `sizes` must not be empty.
    "#]],
    );
}

#[test]
fn transforms_have_forms_of_their_own() {
    check(
        r#"{"routes":[{"src":"/a","transforms":[{"type":"request.path","op":"append","args":"/b"}]}]}"#,
        &expect![[r#"
            "append" value-not-allowed: `op` must be `"set"`, not `"append"`.
              * Change to `"set"` => {"routes":[{"src":"/a","transforms":[{"type":"request.path","op":"set","args":"/b"}]}]}
        "#]],
    );
    check(
        r#"{"routes":[{"src":"/a","transforms":[{"type":"request.headers","op":"set","target":{"key":"a b"},"args":"é"}]}]}"#,
        &expect![[r#"
            "a b" pattern-mismatch: `key` must consist of letters, digits, `-` and `_`.
              - Change to `"a_b"` => {"routes":[{"src":"/a","transforms":[{"type":"request.headers","op":"set","target":{"key":"a_b"},"args":"é"}]}]}
            "é" pattern-mismatch: `args` must consist of the ASCII characters that a header value may hold, except `\`.
        "#]],
    );
    check(
        r#"{"routes":[{"src":"/a","transforms":[{"type":"request.query","op":"delete"}]}]}"#,
        &expect![[r#"
            { missing-key: `transforms[0]` is missing `target` (an object).
        "#]],
    );
}

#[test]
fn what_only_the_platform_refuses() {
    check(
        r#"{"buildCommand":["a"],"regions":"fra1","git":{"deploymentEnabled":{"main":"no"}}}"#,
        &expect![[r#"
            ["a"] refused-by-platform: `buildCommand` must be a string or `null`, not an array. The CLI accepts it, but Vercel rejects the deployment.
              * Change to `"a"` => {"buildCommand":"a","regions":"fra1","git":{"deploymentEnabled":{"main":"no"}}}
            "fra1" refused-by-platform: `regions` must be an array of strings, not a string. The CLI accepts it, but Vercel rejects the deployment.
              * Change to `["fra1"]` => {"buildCommand":["a"],"regions":["fra1"],"git":{"deploymentEnabled":{"main":"no"}}}
            "no" refused-by-platform: `main` must be `true` or `false`, not a string. The CLI accepts it, but Vercel rejects the deployment.
              - Change to `true` => {"buildCommand":["a"],"regions":"fra1","git":{"deploymentEnabled":{"main":true}}}
              - Change to `false` => {"buildCommand":["a"],"regions":"fra1","git":{"deploymentEnabled":{"main":false}}}
              - Remove `main` => {"buildCommand":["a"],"regions":"fra1","git":{"deploymentEnabled":{}}}
        "#]],
    );
    check(
        r#"{"functions":{"a.ts":{"memory":"x","regions":[]}},"bunVersion":"1.2.3"}"#,
        &expect![[r#"
            "x" refused-by-platform: `memory` must be a number, not a string. The CLI accepts it, but Vercel rejects the deployment.
              - Remove `memory` => {"functions":{"a.ts":{"regions":[]}},"bunVersion":"1.2.3"}
            [] refused-by-platform: `regions` must not be empty. The CLI accepts it, but Vercel rejects the deployment.
              * Remove `regions` => {"functions":{"a.ts":{"memory":"x"}},"bunVersion":"1.2.3"}
        "#]],
    );
}

#[test]
fn duplicates_count_once_and_what_is_not_typed_yet_not_at_all() {
    check(r#"{"cleanUrls":1,"cleanUrls":true}"#, &expect![[r#""#]]);
    check(r#"{"cleanUrls":,"crons":[{"path":"/a","schedule":}]}"#, &expect![[r#""#]]);
}

#[test]
fn files_that_are_no_objects() {
    check(
        "[]",
        &expect![[r#"
            [] wrong-type: The file must be an object, not an array.
              * Change to `{}` => {}
        "#]],
    );
    check(
        "\"x\"",
        &expect![[r#"
        "x" wrong-type: The file must be an object, not a string.
    "#]],
    );
    check("null", &expect![[r#""#]]);
    check("", &expect![[r#""#]]);
}

#[test]
fn what_is_meant_by_another_form_is_offered() {
    check(
        r#"{"crons":[{"path":"/a","schedule":"@hourly"}]}"#,
        &expect![[r#"
            "@hourly" cron-schedule: Vercel rejects this schedule: schedules have five fields, and no shorthands such as `@daily`. Use `0 * * * *`.
              * Change to `"0 * * * *"` => {"crons":[{"path":"/a","schedule":"0 * * * *"}]}
        "#]],
    );
    check(
        r#"{"crons":[{"path":"/a","schedule":"@reboot"}]}"#,
        &expect![[r#"
            "@reboot" cron-schedule: Vercel rejects this schedule: schedules have five fields, and no shorthands such as `@daily`.
        "#]],
    );
    check(
        r#"{"services":{"web":{"workspace":"apps/web"}}}"#,
        &expect![[r#"
            "workspace" unknown-key: Unknown key `workspace` in `web`. Did you mean `root`?
              * Rename to `root` => {"services":{"web":{"root":"apps/web"}}}
        "#]],
    );
    check(
        r#"{"services":{"api":{"root":".","entrypoint":"main.py","memory":"1024"}}}"#,
        &expect![[r#"
            "memory" unknown-key: `memory` isn't allowed in `api`. Set it in the service's `functions`.
              - Move `memory` into `functions` for `main.py` => {"services":{"api":{"root":".","entrypoint":"main.py","functions": { "main.py": { "memory": 1024 } }}}}
              - Remove `memory` => {"services":{"api":{"root":".","entrypoint":"main.py"}}}
        "#]],
    );
    check(
        r#"{"services":{"api":{"root":".","entrypoint":"./a.ts","functions":{"a.ts":{"memory":1024}},"maxDuration":30}}}"#,
        &expect![[r#"
            "maxDuration" unknown-key: `maxDuration` isn't allowed in `api`. Set it in the service's `functions`.
              - Move `maxDuration` into `functions` for `a.ts` => {"services":{"api":{"root":".","entrypoint":"./a.ts","functions":{"a.ts":{"memory":1024,"maxDuration":30}}}}}
              - Remove `maxDuration` => {"services":{"api":{"root":".","entrypoint":"./a.ts","functions":{"a.ts":{"memory":1024}}}}}
        "#]],
    );
    check(
        r#"{"services":{"api":{"root":".","entrypoint":"app.main:app","memory":1024}}}"#,
        &expect![[r#"
            "memory" unknown-key: `memory` isn't allowed in `api`. Set it in the service's `functions`.
              - Remove `memory` => {"services":{"api":{"root":".","entrypoint":"app.main:app"}}}
        "#]],
    );
    check(
        r#"{"services":[{"name":"web","root":"."},{"name":"api","root":"api"}]}"#,
        &expect![[r#"
            [{"name":"web","root":"."},{"name":"api","root":"api"}] wrong-type: `services` must be an object, not an array.
              * Change to `{ "web": { "root": "." }, "api": { "root": "api" } }` => {"services":{ "web": { "root": "." }, "api": { "root": "api" } }}
        "#]],
    );
    check(
        r#"{"services":[{"name":"web","root":"."},{"name":"web","root":"api"}]}"#,
        &expect![[r#"
            [{"name":"web","root":"."},{"name":"web","root":"api"}] wrong-type: `services` must be an object, not an array.
              - Remove `services` => {}
        "#]],
    );
    check(
        r#"{"headers":{"X-A":"b"}}"#,
        &expect![[r#"
            {"X-A":"b"} wrong-type: `headers` must be an array of objects, not an object.
              * Change to an array of objects => {"headers":[
              { "source": "/(.*)", "headers": [{ "key": "X-A", "value": "b" }] }
            ]}
        "#]],
    );
    check(
        r#"{"headers":{"/a":"b"}}"#,
        &expect![[r#"
            {"/a":"b"} wrong-type: `headers` must be an array of objects, not an object.
              - Remove `headers` => {}
        "#]],
    );
    check(
        r#"{"redirects":{"/a":"/b"}}"#,
        &expect![[r#"
            {"/a":"/b"} wrong-type: `redirects` must be an array of objects, not an object.
              * Change to an array of objects => {"redirects":[
              { "source": "/a", "destination": "/b" }
            ]}
        "#]],
    );
    check(
        r#"{"rewrites":{"/a":"/b","/c":"/d"}}"#,
        &expect![[r#"
            {"/a":"/b","/c":"/d"} wrong-type: `rewrites` must be an array of objects, not an object.
              * Change to an array of objects => {"rewrites":[
              { "source": "/a", "destination": "/b" },
              { "source": "/c", "destination": "/d" }
            ]}
        "#]],
    );
    check(
        r#"{"headers":[{"source":"/a","headers":{"key":"X-A","value":"b"}}]}"#,
        &expect![[r#"
            {"key":"X-A","value":"b"} wrong-type: `headers` must be an array of objects, not an object.
              * Change to `[{"key":"X-A","value":"b"}]` => {"headers":[{"source":"/a","headers":[{"key":"X-A","value":"b"}]}]}
        "#]],
    );
}
