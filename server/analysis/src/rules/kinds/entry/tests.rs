//! The findings about entries, with their places and the fixed texts.

use expect_test::{Expect, expect};

use crate::check::check;
use crate::testing::{Fixture, apply};

/// The findings of a config: code, shown text, message, and the text after its first fix.
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
            invalid-redirect (: A group in `source` may not capture inside another group: start the inner group with `?:`. Write `/é\.a//(a(?:b))`.
              Write `/é\.a//(a(?:b))`: {"redirects":[{"source":"/é\\.\u0061/\/(a(?:b))","destination":"/"}]}
        "#]],
    );
}

#[test]
fn a_query_in_a_source_becomes_a_condition() {
    expect_findings(
        r#"{"rewrites":[{ "source": "/find?q=a.b&all", "destination": "/search" }]}"#,
        &expect![[r#"
            invalid-rewrite ?: `source` is matched against the path alone: test the query string with `has`. Write `/find`.
              Write `/find` and test the rest with `has`: {"rewrites":[{ "source": "/find", "destination": "/search", "has": [{ "type": "query", "key": "q", "value": { "eq": "a.b" } }, { "type": "query", "key": "all" }] }]}
        "#]],
    );
}

#[test]
fn a_group_that_comes_to_capture_moves_the_others() {
    expect_findings(
        r#"{"rewrites":[{"source":"/(?:a|b)/(.*)","destination":"/x/$1"}]}"#,
        &expect![[r#"
            invalid-rewrite (?: A group in `source` may not start with `?`: every group captures, and none has to be marked as not capturing. Write `/(a|b)/(.*)`.
              Write `/(a|b)/(.*)`?: {"rewrites":[{"source":"/(a|b)/(.*)","destination":"/x/$1"}]}
        "#]],
    );
}

#[test]
fn the_destination_is_looked_at_behind_a_broken_source() {
    expect_findings(
        r#"{"rewrites":[{"source":"/:slug/*","destination":"/x/:slugs/:1(.*)"}]}"#,
        &expect![[r#"
            invalid-rewrite *: `*` is no wildcard in `source`: it repeats the parameter or group right before it, and there is none. Write `/:slug/(.*)`.
              Write `/:slug/(.*)`: {"rewrites":[{"source":"/:slug/(.*)","destination":"/x/:slugs/:1(.*)"}]}
            invalid-rewrite :slugs: `:slugs` is not a parameter of `source`, and `has` binds no such name: known are `:slug`.
              Write `:slug`: {"rewrites":[{"source":"/:slug/*","destination":"/x/:slug/:1(.*)"}]}
            invalid-rewrite :1: `:1` names a parameter, and none is called `1`. What the groups of `source` match is `$1`, `$2` and so on.
              Write `$1`: {"rewrites":[{"source":"/:slug/*","destination":"/x/:slugs/$1"}]}
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
            shadowed-rule "/a": Never reached: the redirect with the same source above takes every request. Remove one of them.
        "#]],
    );
    expect_findings(
        r#"{"rewrites":[{"source":"/(.*)","destination":"/index.html"},{"source":"/api/(.*)","destination":"/server/$1"}]}"#,
        &expect![[r#"
            shadowed-rule "/api/(.*)": Never reached: the rewrite `/(.*)` above takes every request that this would match. Put this one first, or remove it.
        "#]],
    );
    expect_findings(
        r#"{"redirects":[{"source":"/((?!api).*)","destination":"/b"},{"source":"/x","destination":"/c"}]}"#,
        &expect![[r#"
            shadowed-rule "/x": Never reached: the redirect `/((?!api).*)` above takes every request that this would match. Put this one first, or remove it.
        "#]],
    );
    for silent in [
        // A file that is not there: the next rewrite sees the new path.
        r#"{"rewrites":[{"source":"/(.*)","destination":"/api/$1"},{"source":"/api/(.*)","destination":"/server/$1"}]}"#,
        r#"{"rewrites":[{"source":"/(.*)","destination":"/index.html"},{"source":"/index.html","destination":"/app.html"}]}"#,
        r#"{"redirects":[{"source":"/a","has":[{"type":"query","key":"x"}],"destination":"/b"},{"source":"/a","destination":"/c"}]}"#,
        r#"{"headers":[{"source":"/(.*)","headers":[]},{"source":"/a","headers":[]}]}"#,
        r#"{"redirects":[{"source":"/((?!api).*)","destination":"/b"},{"source":"/apis","destination":"/c"}]}"#,
    ] {
        assert_eq!(findings(silent), "", "{silent}");
    }
}

#[test]
fn what_is_shadowed_depends_on_no_other_rules() {
    let last = [("/:lang/about", "/x"), ("/en/about", "/y"), ("/(\\\\d+)/a", "/z"), ("/1/a", "/z")];
    for count in [0, 10, 2_000] {
        let fillers = (0..count).map(|at| (format!("/:lang/p{at}"), format!("/new/{at}")));
        let last = last.iter().map(|(source, to)| ((*source).to_owned(), (*to).to_owned()));
        let rules: Vec<String> = fillers
            .chain(last)
            .map(|(source, to)| format!(r#"{{"source":"{source}","destination":"{to}"}}"#))
            .collect();
        expect_findings(
            &format!(r#"{{"redirects":[{}]}}"#, rules.join(",")),
            &expect![[r#"
                shadowed-rule "/en/about": Never reached: the redirect `/:lang/about` above takes every request that this would match. Put this one first, or remove it.
                shadowed-rule "/1/a": Never reached: the redirect `/(\d+)/a` above takes every request that this would match. Put this one first, or remove it.
            "#]],
        );
    }
}

#[test]
fn a_path_that_a_rule_gives_reaches_the_rules_behind() {
    // `/b` comes to the second rewrite as `/a`, which the redirect never sees.
    expect_findings(
        r#"{"redirects":[{"source":"/a","destination":"/x"}],
            "rewrites":[{"source":"/b","destination":"/a"},{"source":"/a","destination":"/c"},{"source":"/A","destination":"/d"}]}"#,
        &expect![[r#"
            shadowed-rule "/A": Never reached: the rewrite `/a` above takes every request that this would match. Put this one first, or remove it.
        "#]],
    );
    expect_findings(
        r#"{"routes":[{"src":"/(.*)","status":404},{"handle":"rewrite"},{"src":"/r","dest":"/a/$1","check":true}],
            "rewrites":[{"source":"/a/b","destination":"/c"},{"source":"/d","destination":"/e"}]}"#,
        &expect![[r#"
            shadowed-rule "/d": Never reached: the route `/(.*)` above takes every request that this would match. Put this one first, or remove it.
        "#]],
    );
    expect_findings(
        r#"{"experimentalServices":{"api":{"entrypoint":"main.py","runtime":"python","subdomain":"api","routePrefix":"/api"}},
            "redirects":[{"source":"/api/(.*)","destination":"/x"}],"rewrites":[{"source":"/api/a","destination":"/c"}]}"#,
        &expect![[r#"
            experimental-services "experimentalServices": `experimentalServices` is the earlier model of services. New projects use `services`.
            no-root-service "experimentalServices": No service answers `/`: requests outside of the services' prefixes find static files and rewrites only.
            entrypoint-not-found "main.py": There is no `main.py` in the project.
        "#]],
    );
}

#[test]
fn a_path_for_which_the_first_phase_ended_reaches_the_next() {
    for silent in [
        r#"{"trailingSlash":true,"redirects":[{"source":"/(.*)","destination":"/x"}],"rewrites":[{"source":"/:path*","destination":"/y"}]}"#,
        r#"{"routes":[{"src":"/a"},{"src":"/(.*)","status":404},{"handle":"filesystem"},{"src":"/a/?","dest":"/y"}]}"#,
    ] {
        assert_eq!(findings(silent), "", "{silent}");
    }
    expect_findings(
        r#"{"trailingSlash":true,"redirects":[{"source":"/(.*)","destination":"/x"}],"rewrites":[{"source":"/b/:path*","destination":"/y"}]}"#,
        &expect![[r#"
            shadowed-rule "/b/:path*": Never reached: the redirect `/(.*)` above takes every request that this would match. Put this one first, or remove it.
        "#]],
    );
}

#[test]
fn upper_and_lower_case_are_the_same_unless_a_route_says_otherwise() {
    expect_findings(
        r#"{"redirects":[{"source":"/Docs","destination":"/x"},{"source":"/docs","destination":"/y"},
            {"source":"/([^a]+)","destination":"/z"},{"source":"/A","destination":"/w"}]}"#,
        &expect![[r#"
            shadowed-rule "/docs": Never reached: the redirect `/Docs` above takes every request that this would match. Put this one first, or remove it.
        "#]],
    );
    expect_findings(
        r#"{"routes":[{"src":"/Docs","status":404,"caseSensitive":true},{"src":"/docs","status":404},{"src":"/Docs","status":404}]}"#,
        &expect![[r#"
            shadowed-rule "/Docs": Never reached: the route `/docs` above takes every request that this would match. Put this one first, or remove it.
        "#]],
    );
}

#[test]
fn other_spellings_of_what_a_source_can_not_say() {
    expect_findings(
        r#"{"redirects":[{"source":"/[...slug]","destination":"/x"},{"source":"/u/{id}","destination":"/y"},{"source":"/a|/b","destination":"/z"}]}"#,
        &expect![[r#"
            literal-source-syntax [...slug]: `[...slug]` is no parameter: `source` takes it literally. Write `:slug+`.
              Write `:slug+`: {"redirects":[{"source":"/:slug+","destination":"/x"},{"source":"/u/{id}","destination":"/y"},{"source":"/a|/b","destination":"/z"}]}
            literal-source-syntax {id}: `{id}` is no parameter: `source` takes it literally. Write `:id`.
              Write `:id`: {"redirects":[{"source":"/[...slug]","destination":"/x"},{"source":"/u/:id","destination":"/y"},{"source":"/a|/b","destination":"/z"}]}
            literal-source-syntax |: `|` outside a group is a vertical bar: alternatives stand in a group, as in `/(a|b)`.
        "#]],
    );
}
