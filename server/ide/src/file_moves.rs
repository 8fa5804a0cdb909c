//! The edits by which a file follows when a file or folder of its project is renamed or moved.

use svc_syntax::edit::quoted;
use svc_syntax::{TextEdit, TextRange};

use svc_analysis::request::Answers;
use svc_analysis::snapshot::Snapshot;
use svc_config::meaning::{self, Meaning, PathKind};
use svc_config::walk::{At, Scope, Visitor, walk};
use svc_syntax::value::Member;
use svc_vercel::posix_path;
use svc_vercel::project::walk::is_pattern;
use svc_vercel::runtime::ModuleAttribute;

/// A file or folder that gets another path. Both are from the project root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Where it is.
    pub from: String,
    /// Where it will be.
    pub to: String,
}

/// Where requests for a file come from: folders whose name is no part of the path, the most specific first.
const SERVED: [&str; 7] = ["src/pages", "src/app", "pages", "app", "public", "static", ""];

/// The edits of all that names one of the moved files or folders: paths, globs, destinations and the paths of cron jobs.
#[must_use]
pub fn follow(snapshot: &Snapshot, moves: &[Move]) -> Vec<TextEdit> {
    let mut visit = Visit { snapshot, answers: Answers::new(snapshot), moves, edits: Vec::new() };
    walk(snapshot.config(), Scope::default(), &mut visit);
    visit.edits
}

struct Visit<'a> {
    snapshot: &'a Snapshot,
    answers: Answers<'a>,
    moves: &'a [Move],
    edits: Vec<TextEdit>,
}

impl Visitor for Visit<'_> {
    fn member(&mut self, at: &At<'_>, member: &Member) -> bool {
        if at.key_meaning == Some(Meaning::Glob) {
            self.text(at, member.key_range, Meaning::Glob, &member.key);
        }
        true
    }

    fn string(&mut self, at: &At<'_>, range: TextRange, text: &str) {
        if let Some(meaning) = at.meaning() {
            self.text(at, range, meaning, text);
        }
    }
}

impl Visit<'_> {
    fn text(&mut self, at: &At<'_>, range: TextRange, meaning: Meaning, text: &str) {
        let base = posix_path::normalize(&meaning::base_of(self.snapshot.config(), at.path));
        let new = match meaning {
            Meaning::Path(kind) => self.path(&base, kind, text),
            Meaning::Glob => self.glob(&base, text),
            Meaning::RequestPath | Meaning::Destination => self.request(at, text),
            _ => None,
        };
        if let Some(new) = new.filter(|new| new != text) {
            self.edits.push(TextEdit::new(range, quoted(&new)));
        }
    }

    /// Where a path from the project root will be.
    fn moved(&self, path: &str) -> String {
        let to = |it: &Move| {
            let rest = path.strip_prefix(&it.from)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| format!("{}{rest}", it.to))
        };
        self.moves.iter().find_map(to).unwrap_or_else(|| path.to_owned())
    }

    /// A path from a folder, after the moves, from where that folder is then. `None` if it doesn't change or would lead out of it.
    fn relative_to(&self, base: &str, path: &str) -> Option<String> {
        let base = base.trim_end_matches('/');
        let full = posix_path::normalize(&posix_path::join(base, path));
        let full = full.trim_end_matches('/');
        let (new_base, new) = (self.moved(base), self.moved(full));
        if new == full && new_base == base || full == "." || full.starts_with("..") {
            return None;
        }
        let new = posix_path::relative(&new_base, &new);
        (!new.is_empty() && !new.starts_with("..")).then_some(new)
    }

    fn path(&self, base: &str, kind: PathKind, text: &str) -> Option<String> {
        if let Some(module) = ModuleAttribute::parse(text).filter(|_| kind == PathKind::Entrypoint) {
            let file = self.relative_to(base, &module.file)?;
            let new = format!("{}:{}", file.strip_suffix(".py")?.replace('/', "."), module.attribute);
            return ModuleAttribute::parse(&new).map(|_| new);
        }
        Some(like(text, &self.relative_to(base, text)?))
    }

    /// A glob follows by the folders before its first wildcard.
    fn glob(&self, base: &str, text: &str) -> Option<String> {
        if !is_pattern(text) {
            return self.path(base, PathKind::File, text);
        }
        let wild =
            text.split('/').take_while(|segment| !is_pattern(segment)).map(|it| it.len() + 1).sum::<usize>();
        let (fixed, rest) = text.split_at_checked(wild)?;
        let new = self.relative_to(base, fixed.trim_end_matches('/'))?;
        Some(format!("{}/{rest}", like(fixed.trim_end_matches('/'), &new)))
    }

    /// A path that is requested, if it is that of the file that answers it.
    fn request(&self, at: &At<'_>, text: &str) -> Option<String> {
        let end = text.find(['?', '#']).unwrap_or(text.len());
        let (path, rest) = text.split_at_checked(end)?;
        let path = path.strip_prefix('/')?;
        let file = self.answers.of(at.path, text).files.into_iter().next()?;
        let new = self.moved(&file);
        if new == file {
            return None;
        }
        let forms = SERVED.iter().flat_map(|folder| FORMS.iter().map(move |form| (folder, form)));
        let mut found = forms.filter_map(|(folder, form)| {
            let old = form(below(&file, folder)?)?;
            (old == path).then(|| form(below(&new, folder)?)).flatten()
        });
        Some(format!("/{}{rest}", found.next()?))
    }
}

/// How a path of a request names a file: by its whole name, without its extension, by its folder.
type Form = fn(&str) -> Option<String>;
const FORMS: [Form; 3] = [
    |file| Some(file.to_owned()),
    |file| Some(without_extension(file).to_owned()),
    |file| {
        let name = without_extension(posix_path::basename(file));
        let folder = posix_path::dirname(file);
        matches!(name, "index" | "route" | "page")
            .then(|| if folder == "." { String::new() } else { folder.to_owned() })
    },
];

fn without_extension(file: &str) -> &str {
    let name = posix_path::basename(file);
    let cut = name.len() - posix_path::stem(name).len();
    file.get(..file.len() - cut).unwrap_or(file)
}

fn below<'a>(file: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() { Some(file) } else { file.strip_prefix(folder)?.strip_prefix('/') }
}

/// A path as another one is spelled: with its `./` or `/` before it and its slash behind it.
fn like(text: &str, path: &str) -> String {
    let before = ["./", "/"].into_iter().find(|start| text.starts_with(start)).unwrap_or_default();
    let behind = if text.ends_with('/') { "/" } else { "" };
    format!("{before}{path}{behind}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use svc_analysis::testing::{Fixture, apply};

    const SERVICES: &str = r#"
//- /vercel.json
{
  "services": {
    "web": { "root": "apps/web" },
    "api": { "root": "apps/api/", "entrypoint": "src/main.py" },
    "jobs": { "root": "apps/api", "entrypoint": "src.main:app" }
  }
}
//- /apps/web/package.json
{}
//- /apps/api/src/main.py
"#;

    const FUNCTIONS: &str = r#"
//- /vercel.json
{
  "functions": { "api/daily.ts": { "includeFiles": "data/**" }, "api/**/*.ts": {} },
  "rewrites": [
    { "source": "/a", "destination": "/index.html" }
  ],
  "crons": [{ "path": "/api/daily?full=1", "schedule": "0 0 * * *" }]
}
//- /api/daily.ts
//- /data/a.txt
//- /public/index.html
"#;

    /// What changes in the file: each text with the one that takes its place.
    fn changes(project: &str, from: &str, to: &str) -> Vec<String> {
        let fixture = Fixture::new(project);
        let moves = [Move { from: from.to_owned(), to: to.to_owned() }];
        let edits = follow(&fixture.snapshot, &moves);
        assert!(serde_json::from_str::<serde_json::Value>(&apply(&fixture.text, &edits)).is_ok());
        edits.iter().map(|edit| format!("{} -> {}", &fixture.text[edit.range], edit.insert)).collect()
    }

    #[test]
    fn what_names_a_file_or_folder_follows_it() {
        let both = [SERVICES, FUNCTIONS];
        for (from, to, expected) in [
            ("apps/web", "apps/site", vec![r#""apps/web" -> "apps/site""#]),
            (
                "apps",
                "packages/apps",
                vec![
                    r#""apps/web" -> "packages/apps/web""#,
                    r#""apps/api/" -> "packages/apps/api/""#,
                    r#""apps/api" -> "packages/apps/api""#,
                ],
            ),
            (
                "apps/api/src/main.py",
                "apps/api/src/web/server.py",
                vec![r#""src/main.py" -> "src/web/server.py""#, r#""src.main:app" -> "src.web.server:app""#],
            ),
            (
                "api/daily.ts",
                "api/nightly.ts",
                vec![
                    r#""api/daily.ts" -> "api/nightly.ts""#,
                    r#""/api/daily?full=1" -> "/api/nightly?full=1""#,
                ],
            ),
            ("data", "files/data", vec![r#""data/**" -> "files/data/**""#]),
            ("public/index.html", "public/app/home.html", vec![r#""/index.html" -> "/app/home.html""#]),
            ("apps/we", "apps/x", vec![]),
            // Out of its service: nothing can name it.
            ("apps/api/src/main.py", "main.py", vec![]),
        ] {
            let found: Vec<String> = both.iter().flat_map(|project| changes(project, from, to)).collect();
            assert_eq!(found, expected, "{from} -> {to}");
        }
    }
}
