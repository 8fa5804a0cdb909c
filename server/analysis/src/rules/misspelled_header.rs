//! Misspelled header.

use crate::routes::{Block, EntryFacts};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::http_headers;

rule! {
    /// # Misspelled header
    ///
    /// Browsers ignore this header, because its name is a letter or two off from one that they know.
    ///
    /// Vercel sends headers with any name, so it doesn't report the typo. Correct the name.
    ///
    /// ```json bad
    /// { "headers": [{ "source": "/(.*)", "headers": [{ "key": "Referer-Policy", "value": "no-referrer" }] }] }
    /// ```
    ///
    /// ```json good
    /// { "headers": [{ "source": "/(.*)", "headers": [{ "key": "Referrer-Policy", "value": "no-referrer" }] }] }
    /// ```
    pub static RULE = {
        code: "misspelled-header",
        severity: Warning,
        check: Check::Entry(check),
    }
}

fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    if facts.block != Block::Headers {
        return;
    }
    let Some(headers) = facts.entry.node.get("headers").and_then(Node::as_array) else { return };
    for node in headers.iter().filter_map(|header| header.get("key")) {
        let Some((written, meant)) = node.as_str().and_then(|it| Some((it, http_headers::misspelled(it)?)))
        else {
            continue;
        };
        let message = format!("There is no header `{written}`. Did you mean `{meant}`?");
        let fix = Fix::preferred(format!("Change to `{meant}`"), edit::replace_with_string(node, meant));
        findings.push(Finding::new(&RULE, node.range, message).fix(fix));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"{"headers":[{"source":"/","headers":[{"key":"Cross-Origin-Embeder-Policy","value":"require-corp"}]}]}"#,
                r#"{"headers":[{"source":"/","headers":[{"key":"permission-policy","value":"camera=()"}]}]}"#,
                r#"{"headers":[{"source":"/","headers":[{"key":"X-Content-Type-Option","value":"nosniff"}]}]}"#,
                r#"{"headers":[{"source":"/","headers":[{"key":"Cache-Contorl","value":"no-store"}]}]}"#,
            ],
            &[
                r#"{"headers":[{"source":"/","headers":[{"key":"X-Frame-Owner","value":"a"},{"key":"X-Cache-Control","value":"a"},{"key":"Varies","value":"a"}]}]}"#,
                r#"{"headers":[{"source":"/","headers":[{"key":"CONTENT-SECURITY-POLICY","value":"a"},{"key":"Content-Length","value":"1"}]}]}"#,
            ],
        );
    }
}
