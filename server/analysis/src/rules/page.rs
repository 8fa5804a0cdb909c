//! A rule's documentation page: what `svc-lsp rule CODE` prints and `docs/rules/CODE.md` holds.

use std::fmt::Write as _;

use super::Rule;
use svc_config::Severity;

impl Rule {
    /// The page, as Markdown: its doc comment, with its severity and Vercel's code beneath the title.
    #[must_use]
    pub fn page(&self) -> String {
        let docs = self.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        let mut page = String::new();
        for (index, line) in docs.enumerate() {
            page.push_str(line.trim_end());
            page.push('\n');
            if index == 0 {
                let _ = write!(page, "\n`{}` · {}", self.code, name(self.severity));
                if let Some(code) = self.vercel_code {
                    let _ = write!(page, " · Vercel's `{code}`");
                }
                page.push('\n');
            }
        }
        page
    }

    /// The page's first line: the rule in a few words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.docs.lines().next().unwrap_or_default().trim().trim_start_matches("# ")
    }
}

/// A severity in a word.
fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
        Severity::Hint => "hint",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;
    use std::fs;
    use std::path::Path;

    use crate::rules::ALL;

    /// The pages in the repository are those of the rules. `UPDATE=1` writes them.
    #[test]
    fn pages_in_the_repository_are_current() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
        let mut pages: Vec<(String, String)> =
            ALL.iter().map(|rule| (format!("{}.md", rule.code), rule.page())).collect();
        let mut index = String::from(
            "# Rules\n\n| rule | severity | Vercel's code | what |\n| --- | --- | --- | --- |\n",
        );
        let mut sorted = ALL.to_vec();
        sorted.sort_by_key(|rule| rule.code);
        for rule in sorted {
            let vercel = rule.vercel_code.map(|code| format!("`{code}`")).unwrap_or_default();
            let severity = super::name(rule.severity);
            let _ =
                writeln!(index, "| [`{0}`]({0}.md) | {severity} | {vercel} | {1} |", rule.code, rule.title());
        }
        pages.push(("README.md".to_owned(), index));
        if std::env::var_os("UPDATE").is_some() {
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).unwrap();
            pages.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
        }
        let there: BTreeSet<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(
            there,
            pages.iter().map(|(name, _)| name.clone()).collect(),
            "run the tests with UPDATE=1"
        );
        for (name, text) in pages {
            assert_eq!(
                fs::read_to_string(folder.join(&name)).unwrap(),
                text,
                "{name}: run the tests with UPDATE=1"
            );
        }
    }

    #[test]
    fn every_page_has_a_title_and_every_code_is_unique() {
        for rule in ALL {
            assert!(rule.page().starts_with("# "), "{} has no title", rule.code);
            assert_eq!(ALL.iter().filter(|other| other.code == rule.code).count(), 1, "{} twice", rule.code);
        }
    }
}
