//! A subdomain that is no DNS label.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;

rule! {
    /// # A subdomain that is no DNS label
    ///
    /// `subdomain` is one label: 1 to 63 letters, digits and hyphens, no hyphen at either end, no dot. Write `api`, not
    /// `api.example.com`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "nextjs", "subdomain": "api.example.com" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "api": { "framework": "nextjs", "subdomain": "api" } } }
    /// ```
    pub static RULE = {
        code: "invalid-subdomain",
        vercel: "INVALID_SUBDOMAIN",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// Whether a text is one label of a domain name, as Vercel tests it.
#[must_use]
pub fn is_label(text: &str) -> bool {
    let edge = |char: Option<char>| char.is_some_and(|it| it.is_ascii_alphanumeric());
    text.len() <= 63
        && edge(text.chars().next())
        && edge(text.chars().next_back())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
}

/// One service's subdomain, of whatever type the service is.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let Some(node) = service.routing().and_then(|it| it.subdomain) else { return };
    let Some(subdomain) = node.as_str().filter(|it| !is_label(it)) else { return };
    let message = format!(
        "`{subdomain}` can't be a subdomain: it must be one label such as `api`, 1 to 63 letters, digits and hyphens, with no hyphen at either end."
    );
    findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for label in ["a", "API", "a-b", "1", "x--y", &"a".repeat(63)] {
            assert!(is_label(label), "{label}");
        }
        for label in ["", "-a", "a-", "a.b", "a_b", "ä", "*", "a\n", &"a".repeat(64)] {
            assert!(!is_label(label), "{label:?}");
        }
    }
}
