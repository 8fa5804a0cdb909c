//! Links in the file: paths to files, addresses to the web.

use svc_syntax::TextRange;

use crate::definition;
use svc_analysis::request::Answers;
use svc_analysis::snapshot::Snapshot;
use svc_config::meaning::Meaning;
use svc_config::walk::{At, Scope, Visitor, walk};
use svc_syntax::value::{Member, Node};
use svc_vercel::project::walk::is_pattern;

/// A part of the file that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The string, without its quotes.
    pub range: TextRange,
    /// Where it leads.
    pub target: LinkTarget,
    /// What to show beside it.
    pub tooltip: String,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A file, from the project root.
    File(String),
    /// An address on the web.
    Url(String),
}

/// How many links a file shows at most.
const LINKS: usize = 1000;

/// The links of the file, in the order of the text.
#[must_use]
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    let mut visit = Visit { snapshot, answers: Answers::new(snapshot), links: Vec::new() };
    walk(snapshot.config(), Scope::default(), &mut visit);
    visit.links
}

struct Visit<'a> {
    snapshot: &'a Snapshot,
    answers: Answers<'a>,
    links: Vec<Link>,
}

impl Visitor for Visit<'_> {
    fn member(&mut self, at: &At<'_>, member: &Member) -> bool {
        if self.is_full() {
            return false;
        }
        if at.key_meaning == Some(Meaning::Glob) {
            self.file(at, member.key_range, Meaning::Glob, &member.key);
        }
        !self.is_full()
    }

    fn element(&mut self, _at: &At<'_>, _element: &Node) -> bool {
        !self.is_full()
    }

    fn string(&mut self, at: &At<'_>, range: TextRange, text: &str) {
        if text.starts_with("https://") || text.starts_with("http://") {
            // Parameters make it a pattern, not an address.
            let rest = text.split_once("://").map_or("", |(_, rest)| rest);
            if rest.is_empty() || rest.contains(['$', '(', '*', ' ']) || rest.contains("/:") {
                return;
            }
            self.add(range, format!("Open {text}"), LinkTarget::Url(text.to_owned()));
        } else if let Some(
            meaning @ (Meaning::Path(_) | Meaning::Glob | Meaning::RequestPath | Meaning::Destination),
        ) = at.meaning()
        {
            self.file(at, range, meaning, text);
        }
    }
}

impl Visit<'_> {
    fn is_full(&self) -> bool {
        self.links.len() >= LINKS
    }

    /// Links to the one file that a text names; what may name several leads to them by its definition.
    fn file(&mut self, at: &At<'_>, range: TextRange, meaning: Meaning, text: &str) {
        if meaning == Meaning::Glob && is_pattern(text) {
            return;
        }
        let files = definition::files(self.snapshot, &self.answers, meaning, at.path, text);
        if let Some(file) = files.into_iter().next() {
            self.add(range, format!("Open {file}"), LinkTarget::File(file));
        }
    }

    fn add(&mut self, range: TextRange, tooltip: String, target: LinkTarget) {
        self.links.push(Link { range: self.snapshot.without_quotes(range), target, tooltip });
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use svc_analysis::testing::Fixture;

    #[test]
    fn paths_and_addresses_are_links() {
        let fixture = Fixture::new(
            r#"
//- /vercel.json
{
  "$schema": "https://openapi.vercel.sh/vercel.json",
  "services": { "api": { "root": "api", "entrypoint": "main.py" } },
  "rewrites": [
    { "source": "/a", "destination": "/index.html" },
    { "source": "/b/:x", "destination": "https://example.com/:x" }
  ],
  "crons": [{ "path": "/api/nothing" }],
  "functions": { "api/main.py": { "includeFiles": "api/*.txt" }, "api/*.py": { "excludeFiles": "api/main.py" } }
}
//- /api/main.py
//- /api/requirements.txt
//- /public/index.html
"#,
        );
        let shown: Vec<String> = links(&fixture.snapshot)
            .into_iter()
            .map(|link| format!("{} -> {:?} ({})\n", &fixture.text[link.range], link.target, link.tooltip))
            .collect();
        expect![[r#"
            https://openapi.vercel.sh/vercel.json -> Url("https://openapi.vercel.sh/vercel.json") (Open https://openapi.vercel.sh/vercel.json)
            api -> File("api/requirements.txt") (Open api/requirements.txt)
            main.py -> File("api/main.py") (Open api/main.py)
            /index.html -> File("public/index.html") (Open public/index.html)
            api/main.py -> File("api/main.py") (Open api/main.py)
            api/main.py -> File("api/main.py") (Open api/main.py)
        "#]].assert_eq(&shown.concat());
    }
}
