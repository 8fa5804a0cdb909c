//! A rule's documentation page: what `svc-lsp rule CODE` prints and `docs/rules/CODE.md` holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Rule;
use svc_config::Severity;

impl Rule {
    /// The page, as Markdown: its doc comment, with its severity and Vercel's code below the title, and each example as a
    /// reader sees it on disk.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = format!("# {}\n\n`{}` · {}", self.title(), self.code, name(self.severity));
        if let Some(code) = self.vercel_code {
            let _ = write!(page, " · Vercel's `{code}`");
        }
        page.push('\n');
        let mut lines =
            self.docs.lines().skip(1).map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
        let (mut files, mut settings) = (String::new(), String::new());
        while let Some(line) = lines.next() {
            let Some(fence) = line.strip_prefix("```") else {
                page.push_str(line);
                page.push('\n');
                continue;
            };
            let mut block = String::new();
            for inner in lines.by_ref().take_while(|inner| *inner != "```") {
                block.push_str(inner);
                block.push('\n');
            }
            match fence {
                "files" => files = block,
                "settings" => settings = block,
                "json bad" | "json good" => {
                    let (files, settings) = (std::mem::take(&mut files), std::mem::take(&mut settings));
                    page.push_str(&example(fence == "json bad", &block, &files, &settings));
                }
                other => {
                    let _ = writeln!(page, "```{other}\n{block}```");
                }
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

/// An example as Markdown: the project's files as a tree, those with a text, the settings, and the `vercel.json`.
fn example(is_bad: bool, json: &str, files: &str, settings: &str) -> String {
    let mut text = format!("**{}**\n\n", if is_bad { "Incorrect" } else { "Correct" });
    if !settings.is_empty() {
        let _ = write!(text, "Settings (`svcLsp`):\n\n```json\n{settings}```\n\n");
    }
    if !files.is_empty() {
        let mut paths: Vec<&str> = Vec::new();
        let mut contents = String::new();
        for file in files.split("//- /").skip(1) {
            let (path, content) = file.split_once('\n').unwrap_or((file, ""));
            paths.push(path);
            if !content.is_empty() {
                let language = path.rsplit_once('.').map_or("", |(_, extension)| extension);
                let language = if language.contains('/') { "" } else { language };
                let _ = write!(contents, "`{path}`:\n\n```{language}\n{content}```\n\n");
            }
        }
        paths.push("vercel.json");
        let _ = write!(text, "```text\n{}```\n\n{contents}`vercel.json`:\n\n", Folder::of(&paths).tree(""));
    }
    let _ = writeln!(text, "```json\n{json}```");
    text
}

/// A folder of an example: its entries by name, with what is in each.
#[derive(Default)]
struct Folder<'a>(BTreeMap<&'a str, Folder<'a>>);

impl<'a> Folder<'a> {
    fn of(paths: &[&'a str]) -> Folder<'a> {
        let mut root = Folder::default();
        for path in paths {
            let mut folder = &mut root;
            for name in path.split('/') {
                folder = folder.0.entry(name).or_default();
            }
        }
        root
    }

    /// The entries as lines with branches.
    fn tree(&self, indent: &str) -> String {
        let mut lines = String::new();
        for (index, (name, inner)) in self.0.iter().enumerate() {
            let is_last = index + 1 == self.0.len();
            let _ = writeln!(lines, "{indent}{}{name}", if is_last { "└── " } else { "├── " });
            lines += &inner.tree(&format!("{indent}{}", if is_last { "    " } else { "│   " }));
        }
        lines
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
            "# Rules\n\n| rule | severity | Vercel's code | title |\n| --- | --- | --- | --- |\n",
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

    #[test]
    fn an_example_with_files_is_a_tree_and_its_texts() {
        let files =
            "//- /api/hello.py\n//- /web/app/page.tsx\n//- /web/package.json\n{ \"name\": \"web\" }\n";
        expect_test::expect![[r#"
            **Incorrect**

            Settings (`svcLsp`):

            ```json
            { "plan": "hobby" }
            ```

            ```text
            ├── api
            │   └── hello.py
            ├── vercel.json
            └── web
                ├── app
                │   └── page.tsx
                └── package.json
            ```

            `web/package.json`:

            ```json
            { "name": "web" }
            ```

            `vercel.json`:

            ```json
            {}
            ```
        "#]]
        .assert_eq(&super::example(true, "{}\n", files, "{ \"plan\": \"hobby\" }\n"));
    }

    #[test]
    fn no_page_shows_the_fences_of_the_tests() {
        for rule in ALL {
            let page = rule.page();
            for fence in ["```files", "```settings", "json bad", "json good", "//- /"] {
                assert!(!page.contains(fence), "{}: {fence}", rule.code);
            }
        }
    }
}
