//! A rule's documentation page: what `svc-lsp rule CODE` prints and `docs/rules/CODE.md` holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Rule;
use crate::options;
use svc_vercel::words::joined;

impl Rule {
    /// The page, as Markdown: its doc comment, with its severity and Vercel's code below the title, and each example as a
    /// reader sees it on disk.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = format!("# {}\n\n`{}` · {}", self.title(), self.code, self.severities());
        if let Some(code) = self.vercel_code {
            let _ = write!(page, " · Vercel's `{code}`");
        }
        page.push('\n');
        for part in self.parts() {
            match part {
                Part::Line(line) => page.extend([line, "\n"]),
                Part::Example(example) => page.push_str(&example.markdown()),
                Part::Block(language, text) => page.extend(["```", language, "\n", &text, "```\n"]),
            }
        }
        page
    }

    /// The severities of its findings: "warning", "warning, information or hint".
    #[must_use]
    pub fn severities(&self) -> String {
        let all = std::iter::once(&self.severity).chain(self.other_severities);
        joined(&all.map(|it| it.name().to_owned()).collect::<Vec<_>>(), "or")
    }

    /// The examples of the page.
    pub fn examples(&self) -> impl Iterator<Item = Example> {
        self.parts().into_iter().filter_map(|part| if let Part::Example(it) = part { Some(it) } else { None })
    }

    /// What follows the title.
    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut lines =
            self.docs.lines().skip(1).map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
        let (mut files, mut settings) = (String::new(), String::new());
        while let Some(line) = lines.next() {
            let Some(fence) = line.strip_prefix("```") else {
                parts.push(Part::Line(line));
                continue;
            };
            let text =
                lines.by_ref().take_while(|inner| *inner != "```").flat_map(|line| [line, "\n"]).collect();
            match fence {
                "files" => files = text,
                "settings" => settings = text,
                "json bad" | "json good" | "jsonc bad" | "jsonc good" => {
                    let (files, settings) = (std::mem::take(&mut files), std::mem::take(&mut settings));
                    parts.push(Part::Example(Example {
                        is_bad: fence.ends_with("bad"),
                        is_options: fence.starts_with("jsonc"),
                        json: text,
                        files,
                        settings,
                    }));
                }
                language => parts.push(Part::Block(language, text)),
            }
        }
        parts
    }

    /// The page's first paragraph: what happens to the user.
    #[must_use]
    pub fn summary(&self) -> String {
        let lines = self.docs.lines().skip(1).map(str::trim).skip_while(|line| line.is_empty());
        lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The page's first line: the rule in a few words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.docs.lines().next().unwrap_or_default().trim().trim_start_matches("# ")
    }
}

/// A part of a page.
enum Part {
    /// A line of text.
    Line(&'static str),
    /// An example.
    Example(Example),
    /// Any other block: its language and its lines.
    Block(&'static str, String),
}

/// An example of a rule's page.
#[derive(Debug, Clone)]
pub struct Example {
    /// Whether the rule reports it.
    pub is_bad: bool,
    /// Whether it is svc-lsp's own options rather than a `vercel.json`.
    pub is_options: bool,
    /// The file.
    pub json: String,
    /// The other files of the project: before each a line `//- /path`.
    pub files: String,
    /// The settings as JSON; empty where they are the defaults.
    pub settings: String,
}

impl Example {
    /// The path and the text of each of the other files.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.split("//- /").skip(1).map(|file| file.split_once('\n').unwrap_or((file, "")))
    }

    /// The project's files as a tree, those with a text, the settings, and the `vercel.json`.
    fn markdown(&self) -> String {
        let Example { is_bad, json, settings, is_options, .. } = self;
        let (name, language) = if *is_options { (options::FILE, "jsonc") } else { ("vercel.json", "json") };
        let mut text = format!("**{}**\n\n", if *is_bad { "Incorrect" } else { "Correct" });
        if !settings.is_empty() {
            let _ = write!(text, "Settings (`svcLsp`):\n\n```json\n{settings}```\n\n");
        }
        if self.files().next().is_some() {
            let paths: Vec<&str> = self.files().map(|(path, _)| path).chain([name]).collect();
            let _ = write!(text, "```text\n{}```\n\n", Folder::of(&paths).tree(""));
            for (path, content) in self.files().filter(|(_, content)| !content.is_empty()) {
                let language = path.rsplit_once('.').map_or("", |(_, extension)| extension);
                let language = if language.contains('/') { "" } else { language };
                let _ = write!(text, "`{path}`:\n\n```{language}\n{content}```\n\n");
            }
            let _ = write!(text, "`{name}`:\n\n");
        }
        let _ = writeln!(text, "```{language}\n{json}```");
        text
    }
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
            let severity = rule.severities();
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
        let example = super::Example {
            is_bad: true,
            is_options: false,
            json: "{}\n".to_owned(),
            files: "//- /api/hello.py\n//- /web/app/page.tsx\n//- /web/package.json\n{ \"name\": \"web\" }\n"
                .to_owned(),
            settings: "{ \"plan\": \"hobby\" }\n".to_owned(),
        };
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
        .assert_eq(&example.markdown());
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
