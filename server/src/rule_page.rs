//! Where the rules' documentation pages are.

/// The folder of the pages, one a rule, named after its code.
const PAGES: &str = "https://github.com/svc-lsp/svc-lsp/blob/main/docs/rules";

/// The page of a rule.
#[must_use]
pub fn url(code: &str) -> String {
    format!("{PAGES}/{code}.md")
}
