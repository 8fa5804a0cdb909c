//! A project as it is deployed: without the files that its `.vercelignore` names.

use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use svc_vercel::project::{Entry, EntryKind, ProjectFs, normalize};

/// The files that name what is not deployed: the first that is there counts. `vercel build` and the platform read the same (`getVercelIgnore` in
/// `@vercel/client`, CLI 64.0.2).
const IGNORE_FILES: [&str; 2] = [".vercelignore", ".nowignore"];
/// The longest such file that is read, in bytes. Each pattern costs memory and time.
const MAX_BYTES: usize = 64 * 1024;

/// A project tree without the files that are not deployed.
#[derive(Debug)]
pub struct DeployedFs {
    base: Arc<dyn ProjectFs>,
    /// The file that names what is left out.
    file: &'static str,
    ignored: Gitignore,
}

impl DeployedFs {
    /// A tree as it is deployed: the tree itself where no file says that something is left out.
    pub fn of(base: Arc<dyn ProjectFs>) -> Arc<dyn ProjectFs> {
        let found = IGNORE_FILES
            .iter()
            .find_map(|file| Some((*file, base.read(file)?)).filter(|(_, text)| !text.is_empty()));
        let Some((file, text)) = found else { return base };
        match Some(text).filter(|text| text.len() <= MAX_BYTES).and_then(|text| matcher(&text)) {
            Some(ignored) => Arc::new(DeployedFs { base, file, ignored }),
            None => base,
        }
    }

    /// Whether what stands at a path is left out: by itself, or with a folder around it, out of which nothing can be kept.
    fn leaves_out(&self, path: &str, kind: EntryKind) -> bool {
        let Some(path) = normalize(path).filter(|path| path != ".") else { return false };
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        folders.map(|folder| self.ignored.matched(folder, true)).any(|it| it.is_ignore())
            || self.ignored.matched(&path, kind == EntryKind::Directory).is_ignore()
    }
}

impl ProjectFs for DeployedFs {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.base.kind(path).filter(|kind| !self.leaves_out(path, *kind))
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.kind(path)?;
        self.base.read(path)
    }

    fn list(&self, path: &str) -> Vec<Entry> {
        if self.kind(path).is_none() {
            return Vec::new();
        }
        let mut entries = self.base.list(path);
        entries.retain(|entry| !self.leaves_out(&format!("{path}/{}", entry.name), entry.kind));
        entries
    }

    fn left_out_by(&self, path: &str) -> Option<&'static str> {
        self.base.kind(path).filter(|kind| self.leaves_out(path, *kind)).map(|_| self.file)
    }
}

/// What a file's patterns leave out; `None` where that is nothing, or is not known. Upper and lower case count as the same, as in the package that
/// Vercel uses.
fn matcher(text: &str) -> Option<Gitignore> {
    let mut builder = GitignoreBuilder::new("");
    builder.case_insensitive(true).ok()?;
    for line in text.trim_start_matches('\u{FEFF}').lines() {
        // Vercel's package reads classes and backslashes in ways of its own. What such a line leaves out is taken to be there; what
        // it keeps can't be known.
        if line.contains(['[', '\\']) && !line.starts_with('#') {
            if line.starts_with('!') {
                return None;
            }
            continue;
        }
        // Vercel strips `./` and takes braces literally. A line that isn't a pattern is skipped.
        let line = line.strip_prefix("./").unwrap_or(line).replace('{', "\\{").replace('}', "\\}");
        let _ = builder.add_line(None, &line);
    }
    builder.build().ok().filter(|ignored| !ignored.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use svc_vercel::project::MemoryFs;

    fn deployed(ignore: &str, files: &[&str]) -> Vec<String> {
        let all = files.iter().map(|file| (*file, "")).chain([(".vercelignore", ignore)]);
        let tree = DeployedFs::of(Arc::new(MemoryFs::new(all)));
        let kept = files.iter().filter(|file| tree.is_file(file)).map(|file| (*file).to_owned()).collect();
        for file in files {
            assert_eq!(tree.left_out_by(file).is_some(), !tree.is_file(file), "{file}");
            assert_eq!(tree.read(file).is_some(), tree.is_file(file), "{file}");
        }
        kept
    }

    #[test]
    fn what_is_left_out_is_not_there() {
        let files = ["api/main.py", "api/Main.ts", "docs/a.md", "docs/keep/b.md", "web/index.ts"];
        assert_eq!(deployed("", &files), files);
        assert_eq!(deployed("# nothing\n", &files), files);
        assert_eq!(deployed("api", &files), ["docs/a.md", "docs/keep/b.md", "web/index.ts"]);
        assert_eq!(deployed("./api/\n", &files), ["docs/a.md", "docs/keep/b.md", "web/index.ts"]);
        assert_eq!(deployed("{api,web}\n*.{py,ts}\n[a]pi\n\\api\n", &files), files);
        assert_eq!(deployed("api\n![a]pi\n", &files), files);
        assert_eq!(deployed("API/main.*\n", &files), ["docs/a.md", "docs/keep/b.md", "web/index.ts"]);
        assert_eq!(deployed("*\n!web\n!web/**\n", &files), ["web/index.ts"]);
        assert_eq!(
            deployed("docs\n!docs/keep\n", &files),
            ["api/main.py", "api/Main.ts", "web/index.ts"],
            "what is in a folder that is left out can't be kept"
        );
    }

    #[test]
    fn a_folder_lists_what_is_deployed() {
        let files = [
            ("api/main.py", ""),
            ("api/test.py", ""),
            ("docs/a.md", ""),
            (".vercelignore", "test.py\ndocs\n"),
        ];
        let tree = DeployedFs::of(Arc::new(MemoryFs::new(files)));
        let names = |path| tree.list(path).into_iter().map(|entry| entry.name).collect::<Vec<_>>();
        assert_eq!(names("."), [".vercelignore", "api"]);
        assert_eq!(names("api"), ["main.py"]);
        assert_eq!(names("docs"), [""; 0]);
        assert_eq!(tree.kind("."), Some(EntryKind::Directory));
    }
}
