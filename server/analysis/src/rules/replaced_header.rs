//! Replaced header.

use std::collections::HashMap;

use crate::routes::replaced_headers::{Replaced, note, replaced_headers};
use crate::routes::{Block, EntryFacts};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_syntax::{TextEdit, TextRange};

rule! {
    /// # Replaced header
    ///
    /// Responses never have this value, because a later rule in `headers` sets the same header for all of these paths, or the rule
    /// itself sets it again.
    ///
    /// Vercel applies every rule that matches, in order, and the last value of a header counts. Put general rules first and specific
    /// ones after them. (`/:path*` doesn't match a path that ends with `/`; svc-lsp disregards this difference.)
    ///
    /// ```json bad
    /// {
    ///   "headers": [
    ///     { "source": "/assets/(.*)", "headers": [{ "key": "Cache-Control", "value": "max-age=31536000, immutable" }] },
    ///     { "source": "/(.*)", "headers": [{ "key": "Cache-Control", "value": "max-age=300" }] }
    ///   ]
    /// }
    /// ```
    ///
    /// ```json good
    /// {
    ///   "headers": [
    ///     { "source": "/(.*)", "headers": [{ "key": "Cache-Control", "value": "max-age=300" }] },
    ///     { "source": "/assets/(.*)", "headers": [{ "key": "Cache-Control", "value": "max-age=31536000, immutable" }] }
    ///   ]
    /// }
    /// ```
    ///
    /// svc-lsp reports only what it can prove: for a rule with conditions (`has`, `missing`), only the headers of rules with the same
    /// conditions.
    pub static RULE = {
        code: "replaced-header",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::Note(note), Check::File(check), Check::Entry(check_entry),
    }
}

/// A header that an entry sets twice: its compiled route has only the last value (`convertHeaders` in `@vercel/routing-utils` 6.6.0).
fn check_entry(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    if facts.block != Block::Headers {
        return;
    }
    let Some(headers) = facts.entry.node.get("headers").and_then(Node::as_array) else { return };
    let values = headers.iter().filter_map(|it| Some((it.get("key")?.as_str()?, it.get("value")?)));
    let values = values.filter(|(name, _)| !name.is_empty());
    let values: Vec<(&str, &Node)> = values.collect();
    let last: HashMap<String, &Node> =
        values.iter().map(|(name, value)| (name.to_ascii_lowercase(), *value)).collect();
    for (name, value) in values {
        let Some(used) = last.get(&name.to_ascii_lowercase()).filter(|it| it.range != value.range) else {
            continue;
        };
        let message =
            format!("This `{name}` is replaced: the rule sets the header again below. Remove one of them.");
        findings.push(Finding::new(&RULE, value.range, message).related(used.range, "This value is used."));
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    findings.extend(replaced_headers(snapshot).iter().filter_map(|replaced| finding(snapshot, replaced)));
}

fn finding(snapshot: &Snapshot, replaced: &Replaced<'_>) -> Option<Finding> {
    let Replaced { service, entry, header, by, by_header, others } = replaced;
    let [source, later] = [entry, by].map(|it| it.summary.source.as_ref());
    let (source, later) = (source?, later?);
    let has_same_source = source.expression == later.expression;
    let which = match others {
        0 => format!("This `{}` is replaced", header.written),
        1 => format!("This `{}` and another header here are replaced", header.written),
        _ => format!("This `{}` and {others} other headers here are replaced", header.written),
    };
    let again = if *others == 0 { "the header" } else { "them" };
    let message = if has_same_source {
        format!("{which}: a later rule has the same source and sets {again} again. Remove one of them.")
    } else {
        format!(
            "{which}: the later rule `{}` sets {again} again. Move this rule below that rule.",
            later.written
        )
    };
    let mut finding = Finding::new(&RULE, header.range + entry.base, message)
        .related(by_header.range + by.base, "This value is used.");
    finding.service = service.map(str::to_owned);
    if !has_same_source && let Some(fix) = moving(snapshot, replaced, &later.written) {
        finding = finding.fix(fix);
    }
    Some(finding)
}

/// The fix that moves a rule below the one that sets its header again.
fn moving(snapshot: &Snapshot, replaced: &Replaced<'_>, later: &str) -> Option<Fix> {
    let text = &snapshot.text;
    let ((elements, index), (_, by)) = (replaced.entry.place(), replaced.by.place());
    let (rule, place) = (elements.range(index)?, elements.range(by)?);
    let separator = edit::separator_before(text, place.start());
    let moved = format!(",{separator}{}", text.slice(rule));
    let edits = vec![
        edit::remove_elements(text, elements, index..index + 1)?,
        TextEdit::new(TextRange::empty(place.end()), moved),
    ];
    Some(Fix { title: format!("Move this rule below `{later}`"), edits, preferred: false })
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::{apply, snapshot};

    /// The replaced values of header rules, each with the value that is used.
    fn replaced(rules: &str) -> Vec<(String, String)> {
        let config = format!("{{ \"headers\": [{rules}] }}");
        let findings = check(&snapshot(&config));
        let findings = findings.iter().filter(|it| it.rule.code == "replaced-header");
        findings.map(|it| (config[it.range].to_owned(), config[it.related[0].range].to_owned())).collect()
    }

    /// A rule: its source, and its headers as `name: value`.
    fn rule(source: &str, headers: &[&str]) -> String {
        let headers = headers.iter().map(|header| {
            let (key, value) = header.split_once(": ").unwrap();
            format!("{{ \"key\": \"{key}\", \"value\": \"{value}\" }}")
        });
        format!("{{ \"source\": \"{source}\", \"headers\": [{}] }}", headers.collect::<Vec<_>>().join(", "))
    }

    fn quoted(value: &str) -> String {
        format!("\"{value}\"")
    }

    #[test]
    fn names_of_headers_ignore_case() {
        let rules = [
            rule("/fonts/:file", &["cache-control: max-age=1"]),
            rule("/:path*", &["X-A: b", "Cache-Control: no-store"]),
        ];
        assert_eq!(replaced(&rules.join(",")), [(quoted("max-age=1"), quoted("no-store"))]);
    }

    #[test]
    fn a_rule_replaces_its_own_headers() {
        let twice = ("same-origin", "require-corp");
        let rules = [
            rule(
                "/(.*)",
                &["Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Opener-Policy: require-corp"],
            ),
            rule("/a", &["X-A: 1", "x-a: 2", "X-B: 1", "X-A: 3"]),
            rule("/b", &["Link: </a>; rel=preload", "Vary: Origin", "Link: </b>; rel=preload"]),
            rule("/c", &["X-A: 1", "X-B: 1"]),
            rule("/d", &["X-Frame-Options: DENY"]),
        ];
        let expected = [twice, ("1", "3"), ("2", "3"), ("</a>; rel=preload", "</b>; rel=preload")];
        assert_eq!(replaced(&rules.join(",")), expected.map(|(a, b)| (quoted(a), quoted(b))));
    }

    #[test]
    fn several_rules_and_headers_are_replaced() {
        let rules = [
            rule("/a", &["X-Frame-Options: DENY", "X-A: 1", "X-B: 1"]),
            rule("/b/(.*)", &["X-Robots-Tag: noindex"]),
            rule("/(.*)", &["X-Frame-Options: SAMEORIGIN", "X-A: 2", "X-Robots-Tag: all"]),
        ];
        let expected = [("DENY", "SAMEORIGIN"), ("noindex", "all")].map(|(a, b)| (quoted(a), quoted(b)));
        assert_eq!(replaced(&rules.join(",")), expected);
    }

    #[test]
    fn a_slash_at_the_end_makes_no_difference() {
        let rules = [rule("/api/(.*)", &["X-A: 1"]), rule("/:path*", &["X-A: 2"])];
        assert_eq!(replaced(&rules.join(",")), [(quoted("1"), quoted("2"))]);
        let rules = [rule("/api/(.*)", &["X-A: 1"]), rule("/api/:path", &["X-A: 2"])];
        assert_eq!(replaced(&rules.join(",")), []);
    }

    #[test]
    fn added_slashes_keep_some_paths_from_the_later_rule() {
        let rules = [rule("/docs/(.*)", &["X-A: 1"]), rule("/:path*", &["X-A: 2"])].join(",");
        let config = format!("{{ \"trailingSlash\": true, \"headers\": [{rules}] }}");
        assert!(check(&snapshot(&config)).iter().all(|it| it.rule.code != "replaced-header"));
    }

    #[test]
    fn the_same_source_twice() {
        let rules = [rule("/api/(.*)", &["X-A: 1"]), rule("/api/(.*)", &["X-A: 2"])];
        assert_eq!(replaced(&rules.join(",")), [(quoted("1"), quoted("2"))]);
    }

    #[test]
    fn the_last_value_is_what_counts() {
        let rules = [
            rule("/a/(.*)", &["X-A: 1"]),
            rule("/(.*)", &["X-A: 2"]),
            rule("/a(.*)", &["X-A: 1", "Set-Cookie: a=1"]),
            rule("/(.*)", &["Set-Cookie: b=1", "X-B: 1"]),
        ];
        assert_eq!(replaced(&rules.join(",")), []);
    }

    #[test]
    fn rules_that_take_other_requests_replace_nothing() {
        let broad = r#"{ "source": "/(.*)", "has": [{ "type": "host", "value": "a.com" }],
            "headers": [{ "key": "X-A", "value": "2" }] }"#;
        let rules = [rule("/a/(.*)", &["X-A: 1"]), rule("/a/b", &["X-A: 3"]), broad.to_owned()];
        assert_eq!(replaced(&rules.join(",")), []);
    }

    #[test]
    fn the_rule_is_moved() {
        let rules =
            [rule("/a", &["X-A: 1"]), rule("/(.*)", &["X-A: 2"]), rule("/b", &["X-A: 3"])].join(",\n  ");
        let text = format!("{{ \"headers\": [\n  {rules}\n] }}");
        let findings = check(&snapshot(&text));
        let fixed = apply(&text, &findings[0].fixes[0].edits);
        let rules =
            [rule("/(.*)", &["X-A: 2"]), rule("/a", &["X-A: 1"]), rule("/b", &["X-A: 3"])].join(",\n  ");
        assert_eq!(fixed, format!("{{ \"headers\": [\n  {rules}\n] }}"));
    }
}
