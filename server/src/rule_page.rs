//! Where a rule's documentation page is on the web.

use svc_analysis::rules::Rule;

/// The address of the site, such as `https://svc-lsp.example`: the environment variable `SVC_LSP_SITE` when the server is built.
const SITE: Option<&str> = option_env!("SVC_LSP_SITE");

/// Vercel's pages about its errors, by code, as Vercel CLI 64.0.2 names them.
const VERCEL: [(&str, &str); 6] = [
    ("BUILD_UTILS_NODE_VERSION_DISCONTINUED", "https://vercel.link/node-version"),
    ("BUILD_UTILS_NODE_VERSION_INVALID", "https://vercel.link/node-version"),
    ("CONFLICTING_IGNORE_FILES", "https://vercel.link/combining-old-and-new-config"),
    ("FUNCTIONS_AND_BUILDS", "https://vercel.link/functions-and-builds"),
    ("RUBY_INVALID_VERSION", "https://vercel.link/ruby-version"),
    ("unused_function", "https://vercel.link/unmatched-function-pattern"),
];

/// The page of a rule in this version, if the server was built with the address of the site; else Vercel's own page, if there is one.
#[must_use]
pub fn url(rule: &Rule) -> Option<String> {
    url_at(SITE, rule)
}

fn url_at(site: Option<&str>, rule: &Rule) -> Option<String> {
    if let Some(site) = site.filter(|site| !site.is_empty()) {
        let site = site.trim_end_matches('/');
        return Some(format!("{site}/{}/rules/{}/", env!("CARGO_PKG_VERSION"), rule.code));
    }
    let (_, page) = VERCEL.iter().find(|(code, _)| Some(*code) == rule.vercel_code)?;
    Some((*page).to_owned())
}

#[cfg(test)]
mod tests {
    use svc_analysis::rules::{self, find};

    use super::{VERCEL, url_at};

    fn page(site: Option<&str>, code: &str) -> Option<String> {
        url_at(site, find(code).unwrap())
    }

    #[test]
    fn with_an_address_the_page_is_that_of_this_version() {
        let expected = format!("https://a.example/docs/{}/rules/duplicate-key/", env!("CARGO_PKG_VERSION"));
        for site in ["https://a.example/docs", "https://a.example/docs/"] {
            assert_eq!(page(Some(site), "duplicate-key"), Some(expected.clone()));
        }
    }

    #[test]
    fn without_an_address_the_page_is_vercels_or_there_is_none() {
        for site in [None, Some("")] {
            assert_eq!(
                page(site, "functions-and-builds").as_deref(),
                Some("https://vercel.link/functions-and-builds")
            );
            assert_eq!(page(site, "duplicate-key"), None);
        }
    }

    #[test]
    fn each_page_of_vercels_belongs_to_a_rule() {
        for (code, _) in VERCEL {
            assert!(rules::ALL.iter().any(|rule| rule.vercel_code == Some(code)), "{code}");
        }
    }
}
