//! Invalid regular expression in a condition.

use crate::routes::{Entry, EntryFacts};
use crate::rules::Check;
use crate::rules::finding::Finding;
use svc_syntax::value::{Json, Node};
use svc_vercel::patterns::js_regex::{JsRegex, RegexErrorKind};

rule! {
    /// # Invalid regular expression in a condition
    ///
    /// The condition can't work as intended, because its value isn't a regular expression.
    ///
    /// `value` in `has` and `missing` is a regular expression, and so is `re` in it. Vercel deploys an invalid one without reporting it.
    ///
    /// ```json bad
    /// { "redirects": [{ "source": "/", "has": [{ "type": "host", "value": "*.example.com" }], "destination": "/shop" }] }
    /// ```
    ///
    /// For a value that ends with a text, use `suf`; `pre` and `eq` are for one that starts with a text or equals it:
    ///
    /// ```json good
    /// { "redirects": [{ "source": "/", "has": [{ "type": "host", "value": { "suf": ".example.com" } }], "destination": "/shop" }] }
    /// ```
    ///
    /// Vercel documents expressions of routes as PCRE, so what is invalid only in JavaScript, such as `(?i)`, isn't reported.
    ///
    /// Source: `vercel build`, which copies conditions into its output without a look at their expressions. What the deployment does with an
    /// invalid one isn't documented.
    pub static RULE = {
        code: "invalid-condition",
        severity: Information,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    for list in ["has", "missing"] {
        let conditions = facts.entry.node.get(list).and_then(Node::as_array).unwrap_or_default();
        for value in conditions.into_iter().filter_map(|condition| condition.get("value")) {
            findings.extend(match &value.json {
                Json::Object(operators) => {
                    operators.get("re").and_then(|node| finding(&facts.entry, "re", node))
                }
                _ => finding(&facts.entry, "value", value),
            });
        }
    }
}

fn finding(entry: &Entry, key: &str, node: &Node) -> Option<Finding> {
    let expression = node.as_str()?;
    let error = JsRegex::check(expression).err()?;
    let before = expression.get(..error.range.start)?;
    let is_invalid_everywhere = match error.kind {
        // `x++` and `(*FAIL)` are valid in PCRE.
        RegexErrorKind::NothingToRepeat => before.is_empty() || before.ends_with('|'),
        RegexErrorKind::QuantifierOutOfOrder
        | RegexErrorKind::UnterminatedGroup
        | RegexErrorKind::UnmatchedParenthesis
        | RegexErrorKind::UnterminatedClass
        | RegexErrorKind::ClassOutOfOrder
        | RegexErrorKind::TrailingBackslash => true,
        _ => false,
    };
    // What follows `\Q` is text in PCRE.
    if !is_invalid_everywhere || expression.contains("\\Q") {
        return None;
    }
    let message = format!(
        "`{key}` isn't a valid regular expression: {}. Vercel deploys it, but the condition can't work as intended.",
        error.kind
    );
    Some(Finding::new(&RULE, entry.place(node, error.range), message))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        let file = |block: &str, list: &str, value: &str| {
            let more = match block {
                "headers" => r#""headers": [{ "key": "a", "value": "b" }]"#,
                _ => r#""destination": "/b""#,
            };
            format!(
                r#"{{ "{block}": [{{ "source": "/a", {more}, "{list}": [{{ "type": "header", "key": "x", "value": {value} }}] }}] }}"#
            )
        };
        let reported = [
            file("rewrites", "has", r#""(""#),
            file("rewrites", "missing", r#""[a""#),
            file("headers", "has", r#""a)""#),
            file("redirects", "has", r#"{ "re": "a|*" }"#),
            file("routes", "has", r#""a{2,1}""#),
            file("routes", "missing", r#""a\\""#),
            file("rewrites", "has", r#""[z-a]""#),
        ];
        let left = [
            file("rewrites", "has", r#"{ "eq": "(" }"#),
            file("rewrites", "has", r#""a++""#),
            file("rewrites", "has", r#""(?i)a""#),
            file("rewrites", "has", r#""(?P<a>b)""#),
            file("rewrites", "has", r#""(*FAIL)""#),
            file("rewrites", "has", r#""\\Q(\\E""#),
            file("rewrites", "has", r#""""#),
            r#"{ "rewrites": [{ "source": "/a", "destination": "/b", "has": [{ "type": "header", "key": "(" }, { "value": 1 }, 2] }] }"#.to_owned(),
        ];
        assert_reports(&super::RULE, &reported.each_ref().map(|it| &**it), &left.each_ref().map(|it| &**it));
    }
}
