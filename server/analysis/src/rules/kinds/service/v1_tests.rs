//! What Vercel's resolver rejects and what is reported, on whole files.

use expect_test::{Expect, expect};

use super::testing::{reported, services_and_codes};
use crate::testing::snapshot;
use svc_config::ServicesModel;

/// The resolver's errors: service and code.
#[track_caller]
fn errors(source: &str, expected: &Expect) {
    expected.assert_eq(&services_and_codes(source, ServicesModel::V1));
}

/// What is reported: the code, the bytes.
#[track_caller]
fn reports(source: &str, expected: &Expect) {
    expected.assert_eq(&reported(source));
}

const SEVERAL_MISTAKES: &str = r#"//- /vercel.json
{ "experimentalServices": {
    "api": { "framework": "fastapy", "runtime": "python3.12", "entrypoint": "main.py", "command": "x" },
    "job": { "type": "job", "routePrefix": "/job" },
    "web": { "framework": "nextjs", "root": "nope", "routePrefix": "/" },
    "two": { "framework": "vite", "mount": "//" } } }
"#;

#[test]
fn the_resolver_stops_at_the_first_error_of_a_service() {
    errors(
        SEVERAL_MISTAKES,
        &expect![[r#"
            api: MISSING_ROUTE_PREFIX
            job: INVALID_ROUTE_PREFIX
            web: ROOT_NOT_FOUND"#]],
    );
}

#[test]
fn everything_is_reported_at_once() {
    reports(
        SEVERAL_MISTAKES,
        &expect![[r#"
            missing-route-prefix at "api"
            invalid-framework at "fastapy"
            invalid-runtime at "python3.12"
            entrypoint-not-found at "main.py"
            invalid-command at "command"
            missing-job-trigger at "job"
            missing-service-config at "job"
            invalid-route-prefix at "routePrefix"
            root-not-found at "nope"
            duplicate-route-prefix at "//"
            route-prefix-trailing-slash at "//""#]],
    );
}

#[test]
fn what_is_not_typed_yet_is_not_reported() {
    for source in [
        r#"{ "experimentalServices": { "a": } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "routePrefix":  } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": , "routePrefix": "/" } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "mount": { "path": } } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "type": "cron", "schedule": } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "type": "job", "trigger": } } }"#,
        r#"{ "experimentalServices": "#,
        "",
    ] {
        reports(source, &expect![""]);
    }
}

#[test]
fn what_the_structural_validation_reports_is_not_reported_again() {
    for source in [
        r#"{ "experimentalServices": { "a": { "framework": "vite", "routePrefix": 5 } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "type": "wep" } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": 5, "routePrefix": "/" } } }"#,
        r#"{ "experimentalServices": { "a": { "framework": "vite", "type": "cron", "schedule": "" } } }"#,
        r#"{ "experimentalServices": { "a": [] } }"#,
        r#"{ "experimentalServices": [{}] }"#,
        r#"{ "experimentalServices": 5 }"#,
    ] {
        reports(source, &expect![""]);
    }
}

#[test]
fn keys_of_another_type_of_service_are_reported() {
    let findings = crate::check::check(&snapshot(
        r#"{ "experimentalServices": { "a": { "type": "worker", "framework": "vite", "trigger": "queue", "schedule": "x" } } }"#,
    ));
    let reported: Vec<_> =
        findings.iter().filter(|it| it.rule.code == "unknown-key").map(|it| it.range).collect();
    assert_eq!(reported.len(), 2, "{findings:?}");
}

#[test]
fn values_are_taken_as_javascript_takes_them() {
    errors(
        r#"{ "experimentalServices": {
            "b": { "framework": "vite", "type": "", "routePrefix": "/b" },
            "1": { "framework": "vite", "routePrefix": "/one" },
            "array": [],
            "null": null,
            "text": "x",
            "mount": { "framework": "vite", "mount": null },
            "number": { "framework": "vite", "routePrefix": 5 },
            "empty": { "framework": "vite", "routePrefix": "" },
            "job": { "framework": "vite", "type": "job", "trigger": null },
            "prototype": { "framework": "vite", "runtime": "toString", "routePrefix": "/p" } } }"#,
        &expect![[r#"
            1: INVALID_SERVICE_NAME
            array: MISSING_ROUTE_PREFIX
            null: INVALID_SERVICE_CONFIG
            text: INVALID_SERVICE_CONFIG
            mount: INVALID_MOUNT
            number: MISSING_ROUTE_PREFIX"#]],
    );
}

#[test]
fn a_value_at_which_vercel_fails_is_an_error() {
    errors(
        r#"{ "experimentalServices": {
            "prefix": { "framework": "vite", "routePrefix": 5, "subdomain": "a" },
            "root": { "framework": "vite", "root": null, "routePrefix": "/r" },
            "entrypoint": { "entrypoint": 5, "routePrefix": "/e" },
            "neither": { "root": "missing", "entrypoint": 5, "routePrefix": "/m" },
            "env": { "framework": "vite", "env": null, "routePrefix": "/n" } } }"#,
        &expect![[r#"
            prefix: INVALID_SERVICE_CONFIG
            root: INVALID_SERVICE_CONFIG
            entrypoint: INVALID_SERVICE_CONFIG
            neither: ROOT_NOT_FOUND
            env: INVALID_ENV_VARS"#]],
    );
}

#[test]
fn references_are_checked_among_the_services_without_an_error() {
    errors(
        r#"{ "experimentalServices": {
            "web": { "framework": "vite", "routePrefix": "/", "env": {
                "A_URL": { "type": "service-ref", "service": "nobody" },
                "B_URL": { "type": "service-ref", "service": "broken" },
                "C_URL": { "type": "service-ref", "service": "cron" },
                "D_URL": { "type": "service-ref", "service": "web" } } },
            "broken": { "framework": "vite" },
            "cron": { "framework": "vite", "type": "cron", "schedule": "0 0 * * *" } } }"#,
        &expect![[r#"
            broken: MISSING_ROUTE_PREFIX
            web: UNKNOWN_SERVICE_REF
            web: UNKNOWN_SERVICE_REF
            web: INVALID_SERVICE_REF_TYPE"#]],
    );
}

/// The messages of a file, in the order of the text.
fn messages(source: &str) -> String {
    let findings = crate::check::check(&snapshot(source));
    findings.iter().map(|it| it.message.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn messages_name_what_is_there() {
    expect![[r#"
        `experimentalServices` is superseded by `services`. Run `svc-lsp migrate` to migrate.
        `mount` can't be used with `routePrefix` or `subdomain` in `web`. Remove `mount`, or remove the other two."#]].assert_eq(&messages(
        r#"{ "experimentalServices": { "web": { "framework": "nextjs", "mount": "/", "routePrefix": "/", "subdomain": "www" } } }"#,
    ));
    expect![[r#"
        `experimentalServices` is superseded by `services`. Run `svc-lsp migrate` to migrate.
        Under `vercel dev`, `//` doesn't match `/users` because of its trailing slash. The deployment answers. Use `/`.
        `b` is served at `/x/`, but Next.js builds it for `/`, so scripts and styles return 404. Set `basePath: '/x'` in `next.config.js`.
        Vercel reads `x//` as `/x//`. Add the leading slash.
        Because of its trailing slash, `x//` doesn't match `/x/users`, so requests to that path never reach `b`. Use `/x`."#]].assert_eq(&messages(
        r#"{ "experimentalServices": { "a": { "framework": "nextjs", "routePrefix": "//" }, "b": { "framework": "nextjs", "routePrefix": "x//" } } }"#,
    ));
    expect![[r#"
        `experimentalServices` is superseded by `services`. Run `svc-lsp migrate` to migrate.
        `a\nb` isn't a valid service name. A name can contain only the letters A to Z in either case, digits, `-` and `_`. It must start with a letter and end with a letter or digit."#]].assert_eq(&messages(
        r#"{ "experimentalServices": { "a\nb": { "framework": "nextjs", "routePrefix": "/" } } }"#,
    ));
    expect!["`box` is missing `entrypoint`: Vercel detects a container in `box`, but not the file to build it from. Is it `Dockerfile`?"].assert_eq(&messages(
        "//- /vercel.json\n{ \"services\": { \"box\": { \"root\": \"box\" } }, \"rewrites\": [{ \"source\": \"/(.*)\", \"destination\": { \"service\": \"box\" } }] }\n//- /box/Dockerfile\nFROM x\n",
    ));
    expect!["Vercel detects more than one framework in `box`: Next.js, Container. Add `framework` to choose one."].assert_eq(&messages(
        "//- /vercel.json\n{ \"services\": { \"box\": { \"root\": \"box\" } }, \"rewrites\": [{ \"source\": \"/(.*)\", \"destination\": { \"service\": \"box\" } }] }\n//- /box/Dockerfile\nFROM x\n//- /box/package.json\n{ \"dependencies\": { \"next\": \"16\" } }\n",
    ));
    expect![[r#"
        After `"handle": "hit"`, a route can only add headers, so `dest` isn't allowed. Remove `dest`, or move the route above `handle`.
        `"handle": "hit"` is already used above. Each phase can start only once.
        Unknown key `src` in `routes[2]`. Allowed key: `handle`."#]].assert_eq(&messages(
        "//- /vercel.json\n{ \"routes\": [{ \"handle\": \"hit\" }, { \"src\": \"/a\", \"dest\": \"/b\", \"continue\": true }, { \"handle\": \"hit\", \"src\": \"/\" }] }\n",
    ));
}
