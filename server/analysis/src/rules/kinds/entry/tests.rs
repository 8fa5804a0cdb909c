//! The findings about entries, with their places and the fixed texts.

use expect_test::{Expect, expect};

use crate::check::check;
use crate::testing::{Fixture, apply};

/// The findings for a config: code, shown text, message, and the text after its first fix.
fn findings(config: &str) -> String {
    let fixture = Fixture::new(config);
    let mut out = String::new();
    for finding in check(&fixture.snapshot) {
        let shown = fixture.text.get(std::ops::Range::<usize>::from(finding.range)).unwrap();
        out += &format!("{} {shown}: {}\n", finding.rule.code, finding.message);
        if let Some(fix) = finding.fixes.first() {
            out += &format!(
                "  {}{}: {}\n",
                fix.title,
                if fix.preferred { "" } else { "?" },
                apply(&fixture.text, &fix.edits)
            );
        }
    }
    out
}

fn expect_findings(config: &str, expected: &Expect) {
    expected.assert_eq(&findings(config));
}

#[test]
fn places_are_right_behind_escapes() {
    expect_findings(
        r#"{"redirects":[{"source":"/é\\.\u0061/\/(a(b))","destination":"/"}]}"#,
        &expect![[r#"
            invalid-redirect (: `source` can't have a capturing group inside another group. Start the inner group with `?:`. Did you mean `/é\.a//(a(?:b))`?
              Change to `/é\.a//(a(?:b))`: {"redirects":[{"source":"/é\\.\u0061/\/(a(?:b))","destination":"/"}]}
        "#]],
    );
}

#[test]
fn a_query_in_a_source_becomes_a_condition() {
    expect_findings(
        r#"{"rewrites":[{ "source": "/find?q=a.b&all", "destination": "/search" }]}"#,
        &expect![[r#"
            invalid-rewrite ?: `source` matches only the path. Use `has` for the query string. Did you mean `/find`?
              Change to `/find` and add `has`: {"rewrites":[{ "source": "/find", "destination": "/search", "has": [{ "type": "query", "key": "q", "value": { "eq": "a.b" } }, { "type": "query", "key": "all" }] }]}
        "#]],
    );
}

#[test]
fn a_group_that_comes_to_capture_moves_the_others() {
    expect_findings(
        r#"{"rewrites":[{"source":"/(?:a|b)/(.*)","destination":"/x/$1"}]}"#,
        &expect![[r#"
            invalid-rewrite (?: A group in `source` can't start with `?:`. Did you mean `/(a|b)/(.*)`?
              Change to `/(a|b)/(.*)`?: {"rewrites":[{"source":"/(a|b)/(.*)","destination":"/x/$1"}]}
        "#]],
    );
}

#[test]
fn the_destination_is_looked_at_behind_a_broken_source() {
    expect_findings(
        r#"{"rewrites":[{"source":"/:slug/*","destination":"/x/:slugs/:1(.*)"}]}"#,
        &expect![[r#"
            invalid-rewrite *: `*` isn't a wildcard in `source`: it must follow a parameter or a group. Did you mean `/:slug/(.*)`?
              Change to `/:slug/(.*)`: {"rewrites":[{"source":"/:slug/(.*)","destination":"/x/:slugs/:1(.*)"}]}
            invalid-rewrite :slugs: `:slugs` is not defined by `source` or `has`. Available: `:slug`.
              Change to `:slug`: {"rewrites":[{"source":"/:slug/*","destination":"/x/:slug/:1(.*)"}]}
            invalid-rewrite :1: `:1` is not defined by `source` or `has`. Use `$1`, `$2` and so on for the groups of `source`.
              Change to `$1`: {"rewrites":[{"source":"/:slug/*","destination":"/x/:slugs/$1"}]}
        "#]],
    );
}

#[test]
fn conditions_bind_names() {
    expect_findings(
        r#"{"rewrites":[{"source":"/","has":[{"type":"host","value":"(?<sub>.*)\\.x\\.com"}],"destination":"/:sub/:host"}]}"#,
        &expect![[""]],
    );
}

#[test]
fn services_have_blocks_of_their_own() {
    let fixture = Fixture::new(
        r#"{"services":{"web":{"root":".","framework":"nextjs","redirects":[{"source":"/a*","destination":"/b"}]}}}"#,
    );
    let findings = check(&fixture.snapshot);
    let finding = findings.iter().find(|finding| finding.rule.code == "invalid-redirect").unwrap();
    assert_eq!(finding.service.as_deref(), Some("web"));
}

#[test]
fn what_is_shadowed() {
    expect_findings(
        r#"{"redirects":[{"source":"/a","destination":"/b"},{"source":"/a","destination":"/c"}]}"#,
        &expect![[r#"
            shadowed-rule "/a": This rule never runs: the redirect above has the same source. Remove one of them.
        "#]],
    );
    expect_findings(
        r#"{"rewrites":[{"source":"/a","destination":"/b"}],"redirects":[{"source":"/a","destination":"/c"}]}"#,
        &expect![[r#"
            shadowed-rule "/a": This rule never runs: the redirect below has the same source. Remove one of them.
        "#]],
    );
    expect_findings(
        r#"{"rewrites":[{"source":"/(.*)","destination":"/index.html"},{"source":"/api/(.*)","destination":"/server/$1"}]}"#,
        &expect![[r#"
            shadowed-rule "/api/(.*)": This rule never runs: the rewrite `/(.*)` above matches first. Move this rule above that rewrite, or delete this rule.
              Move this rule above `/(.*)`?: {"rewrites":[{"source":"/api/(.*)","destination":"/server/$1"}, {"source":"/(.*)","destination":"/index.html"}]}
        "#]],
    );
    expect_findings(
        r#"{"redirects":[{"source":"/((?!api).*)","destination":"https://b.example/"},{"source":"/x","destination":"/c"}]}"#,
        &expect![[r#"
            shadowed-rule "/x": This rule never runs: the redirect `/((?!api).*)` above matches first. Move this rule above that redirect, or delete this rule.
              Move this rule above `/((?!api).*)`?: {"redirects":[{"source":"/x","destination":"/c"}, {"source":"/((?!api).*)","destination":"https://b.example/"}]}
        "#]],
    );
    for silent in [
        // A file that is not there: the next rewrite sees the new path.
        r#"{"rewrites":[{"source":"/(.*)","destination":"/api/$1"},{"source":"/api/(.*)","destination":"/server/$1"}]}"#,
        r#"{"rewrites":[{"source":"/(.*)","destination":"/index.html"},{"source":"/index.html","destination":"/app.html"}]}"#,
        r#"{"redirects":[{"source":"/a","has":[{"type":"query","key":"x"}],"destination":"/b"},{"source":"/a","destination":"/c"}]}"#,
        r#"{"headers":[{"source":"/(.*)","headers":[]},{"source":"/a","headers":[]}]}"#,
        r#"{"redirects":[{"source":"/((?!api).*)","destination":"https://b.example/"},{"source":"/apis","destination":"/c"}]}"#,
    ] {
        assert_eq!(findings(silent), "", "{silent}");
    }
}

#[test]
fn what_is_shadowed_depends_on_no_other_rules() {
    let last = [("/:lang/about", "/x"), ("/en/about", "/y"), ("/(\\\\d+)/a", "/z"), ("/1/a", "/w")];
    for count in [0, 10, 2_000] {
        let fillers = (0..count).map(|at| (format!("/:lang/p{at}"), format!("/new/{at}")));
        let last = last.iter().map(|(source, to)| ((*source).to_owned(), (*to).to_owned()));
        let rules: Vec<String> = fillers
            .chain(last)
            .map(|(source, to)| format!(r#"{{"source":"{source}","destination":"{to}"}}"#))
            .collect();
        let findings = findings(&format!(r#"{{"redirects":[{}]}}"#, rules.join(",")));
        // A fixed text has all the others.
        let messages = findings.lines().filter(|line| !line.starts_with(' ')).collect::<Vec<_>>();
        expect![[r#"
                shadowed-rule "/en/about": This rule never runs: the redirect `/:lang/about` above matches first. Move this rule above that redirect, or delete this rule.
                shadowed-rule "/1/a": This rule never runs: the redirect `/(\d+)/a` above matches first. Move this rule above that redirect, or delete this rule."#]]
        .assert_eq(&messages.join("\n"));
    }
}

#[test]
fn a_path_that_a_rule_gives_reaches_the_rules_behind() {
    // `/b` comes to the second rewrite as `/a`, which the redirect never sees.
    expect_findings(
        r#"{"redirects":[{"source":"/a","destination":"/x"}],
            "rewrites":[{"source":"/b","destination":"/a"},{"source":"/a","destination":"/c"},{"source":"/a","destination":"/d"}]}"#,
        &expect![[r#"
            shadowed-rule "/a": This rule never runs: the rewrite above has the same source. Remove one of them.
        "#]],
    );
    expect_findings(
        r#"{"routes":[{"src":"/(.*)","status":404},{"handle":"rewrite"},{"src":"/r","dest":"/a/$1","check":true}],
            "rewrites":[{"source":"/a/b","destination":"/c"},{"source":"/d","destination":"/e"}]}"#,
        &expect![[r#"
            shadowed-rule "/d": This rule never runs: the route `/(.*)` matches first. Make that route more specific, or delete this rule.
        "#]],
    );
    expect_findings(
        r#"{"experimentalServices":{"api":{"entrypoint":"main.py","runtime":"python","subdomain":"api","routePrefix":"/api"}},
            "redirects":[{"source":"/api/(.*)","destination":"/x"}],"rewrites":[{"source":"/api/a","destination":"/c"}]}"#,
        &expect![[r#"
            experimental-services "experimentalServices": `experimentalServices` is superseded by `services`. Run `svc-lsp migrate` to migrate.
            no-root-service "experimentalServices": No service answers `/`. Requests outside the services' prefixes return 404 unless a static file, rewrite or redirect handles them.
            entrypoint-not-found "main.py": `main.py` doesn't exist in the project, so Vercel rejects the deployment. Correct the path, or add the file.
        "#]],
    );
}

#[test]
fn a_path_for_which_the_first_phase_ended_reaches_the_next() {
    for silent in [
        r#"{"trailingSlash":true,"redirects":[{"source":"/(.*)","destination":"https://b.example/"}],"rewrites":[{"source":"/:path*","destination":"/y"}]}"#,
        r#"{"routes":[{"src":"/a"},{"src":"/(.*)","status":404},{"handle":"filesystem"},{"src":"/a/?","dest":"/y"}]}"#,
    ] {
        assert_eq!(findings(silent), "", "{silent}");
    }
    expect_findings(
        r#"{"trailingSlash":true,"redirects":[{"source":"/(.*)","destination":"https://b.example/"}],"rewrites":[{"source":"/b/:path*","destination":"/y"}]}"#,
        &expect![[r#"
            shadowed-rule "/b/:path*": This rule never runs: the redirect `/(.*)` matches first. Make that redirect more specific, or delete this rule.
        "#]],
    );
}

#[test]
fn case_counts_in_all_blocks_but_routes() {
    expect_findings(
        r#"{"redirects":[{"source":"/Docs","destination":"/x"},{"source":"/docs","destination":"/y"},
            {"source":"/([^a]+)","destination":"/a"},{"source":"/A","destination":"/w"}]}"#,
        &expect![[r#"
            shadowed-rule "/A": This rule never runs: the redirect `/([^a]+)` above matches first. Move this rule above that redirect, or delete this rule.
              Move this rule above `/([^a]+)`?: {"redirects":[{"source":"/Docs","destination":"/x"},{"source":"/docs","destination":"/y"},
                        {"source":"/A","destination":"/w"},
                        {"source":"/([^a]+)","destination":"/a"}]}
        "#]],
    );
    expect_findings(
        r#"{"routes":[{"src":"/Docs","status":404,"caseSensitive":true},{"src":"/docs","status":404},{"src":"/Docs","status":404}]}"#,
        &expect![[r#"
            redundant-rule "/Docs": This rule is redundant: the route `/docs` above matches first and does the same. Remove it.
              Remove this rule?: {"routes":[{"src":"/Docs","status":404,"caseSensitive":true},{"src":"/docs","status":404}]}
        "#]],
    );
}

#[test]
fn other_spellings_of_what_a_source_can_not_say() {
    expect_findings(
        r#"{"redirects":[{"source":"/[...slug]","destination":"/x"},{"source":"/u/{id}","destination":"/y"},{"source":"/a|/b","destination":"/z"}]}"#,
        &expect![[r#"
            literal-source-syntax [...slug]: `source` matches `[...slug]` literally. Use `:slug+` for a parameter.
              Change to `:slug+`: {"redirects":[{"source":"/:slug+","destination":"/x"},{"source":"/u/{id}","destination":"/y"},{"source":"/a|/b","destination":"/z"}]}
            literal-source-syntax {id}: `source` matches `{id}` literally. Use `:id` for a parameter.
              Change to `:id`: {"redirects":[{"source":"/[...slug]","destination":"/x"},{"source":"/u/:id","destination":"/y"},{"source":"/a|/b","destination":"/z"}]}
            literal-source-syntax |: `source` matches `|` outside a group literally. Put alternatives in a group, such as `/(a|b)`.
        "#]],
    );
}
