//! A project as it is deployed: without the files that Vercel's own list of ignored files and the project's `.vercelignore` name.

use std::sync::{Arc, OnceLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use svc_vercel::project::{
    Entry, EntryKind, Exclusion, GitIgnored, Link, LinkedProject, ProjectFs, normalize,
};

use crate::git::Repository;
use crate::project::matcher_of;

/// The files that name what is not deployed: the first that has any text counts. `vercel build` and the platform read the same
/// (`getVercelIgnore` in `@vercel/client`, CLI 64.0.2).
const IGNORE_FILES: [&str; 2] = [".vercelignore", ".nowignore"];
/// What no project deploys, unless its ignore file takes it back with `!`, from the same function.
const HIDDEN: [&str; 20] = [
    ".hg",
    ".git",
    ".gitmodules",
    ".svn",
    ".cache",
    ".next",
    ".now",
    ".vercel",
    ".npmignore",
    ".dockerignore",
    ".gitignore",
    ".*.swp",
    ".DS_Store",
    ".wafpicke-*",
    ".lock-wscript",
    ".env.local",
    ".env.*.local",
    ".venv",
    ".yarn/cache",
    ".pnp*",
];
/// The same with names that don't start with a dot.
const PLAIN: [&str; 6] = ["CVS", "npm-debug.log", "config.gypi", "node_modules", "__pycache__", "venv"];
/// Left out, too, where the project root has a `Cargo.toml`.
const OF_CARGO: &str = "/target";
/// The longest ignore file that is read, in bytes. Each pattern costs memory and time.
const MAX_BYTES: usize = 64 * 1024;

/// A project tree without the files that are not deployed.
#[derive(Debug)]
pub struct DeployedFs {
    base: Arc<dyn ProjectFs>,
    /// The project's own ignore file, and what it excludes and re-includes. It takes precedence over the defaults.
    own: Option<(&'static str, Gitignore)>,
    defaults: &'static Gitignore,
    around: ProjectContext,
}

/// What the project depends on outside of its folder.
#[derive(Debug, Default)]
pub struct ProjectContext {
    /// The Vercel project that the folder is linked to.
    pub linked: Option<Arc<LinkedProject>>,
    /// The repository that it is in.
    pub(crate) repository: Option<Arc<Repository>>,
}

impl DeployedFs {
    /// A tree as it is deployed.
    pub fn of(base: Arc<dyn ProjectFs>, around: ProjectContext) -> Arc<dyn ProjectFs> {
        let found = IGNORE_FILES
            .iter()
            .find_map(|file| Some((*file, base.read(file)?)).filter(|(_, text)| !text.is_empty()))
            .filter(|(_, text)| text.len() <= MAX_BYTES);
        let own = found.and_then(|(file, text)| Some((file, own_patterns(&text)?)));
        let defaults = defaults(base.exists("Cargo.toml"));
        Arc::new(DeployedFs { base, own, defaults, around })
    }

    /// What leaves out the file or folder at a path: a pattern for itself, or for a parent folder, nothing in which can be
    /// re-included.
    fn leaves_out(&self, path: &str, kind: EntryKind) -> Option<Exclusion> {
        if !self.may_leave_out(path) {
            return None;
        }
        let path = normalize(path).filter(|path| path != ".")?;
        // They are read before anything is left out.
        if IGNORE_FILES.contains(&&*path) {
            return None;
        }
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        let mut folders = folders.map(|folder| self.matched(folder, EntryKind::Directory));
        folders.find_map(|it| it).or_else(|| self.matched(&path, kind))
    }

    /// Whether anything may leave out a path. Dots are among what may be left out: a path that isn't normal is looked at closely.
    fn may_leave_out(&self, path: &str) -> bool {
        self.own.is_some() || path.split('/').any(may_be_default)
    }

    /// What leaves out a normal path by itself.
    fn matched(&self, path: &str, kind: EntryKind) -> Option<Exclusion> {
        let is_folder = kind == EntryKind::Directory;
        if let Some((file, patterns)) = &self.own {
            match patterns.matched(path, is_folder) {
                Match::Ignore(_) => return Some(Exclusion::IgnoreFile(file)),
                // Only a line that names one of the defaults, letter by letter, takes it back.
                Match::Whitelist(line) if is_default(line.original().trim_start_matches('!')) => return None,
                Match::Whitelist(_) | Match::None => {}
            }
        }
        self.defaults.matched(path, is_folder).is_ignore().then_some(Exclusion::BuiltIn)
    }
}

/// Whether the defaults may leave out something of this name. Nearly nothing has such a name, and patterns take time to match.
fn may_be_default(name: &str) -> bool {
    name.starts_with('.')
        || PLAIN
            .iter()
            .chain([&"target"])
            .any(|plain| plain.len() == name.len() && plain.eq_ignore_ascii_case(name))
}

impl ProjectFs for DeployedFs {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.base.kind(path).filter(|kind| self.leaves_out(path, *kind).is_none())
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
        entries.retain(|entry| {
            (self.own.is_none() && !may_be_default(&entry.name))
                || self.leaves_out(&format!("{path}/{}", entry.name), entry.kind).is_none()
        });
        entries
    }

    fn excluded_by(&self, path: &str) -> Option<Exclusion> {
        let kind = self.may_leave_out(path).then(|| self.base.kind(path))?;
        self.leaves_out(path, kind?)
    }

    fn ignored_by_git(&self, path: &str) -> Option<GitIgnored> {
        let Some(repository) = &self.around.repository else { return self.base.ignored_by_git(path) };
        repository.ignored(path, self.kind(path).unwrap_or(EntryKind::File))
    }

    fn link(&self, path: &str) -> Option<Link> {
        self.base.link(path)
    }

    fn linked(&self) -> Option<Arc<LinkedProject>> {
        self.around.linked.clone()
    }

    fn including_excluded(&self) -> Option<&dyn ProjectFs> {
        Some(&*self.base)
    }
}

fn is_default(pattern: &str) -> bool {
    HIDDEN.contains(&pattern) || PLAIN.contains(&pattern) || pattern == OF_CARGO
}

/// What no project deploys. It is the same for all of them, and patterns take time to compile.
fn defaults(has_cargo: bool) -> &'static Gitignore {
    static DEFAULT: [OnceLock<Gitignore>; 2] = [const { OnceLock::new() }; 2];
    let [without, with] = &DEFAULT;
    let patterns = HIDDEN.into_iter().chain(PLAIN).chain(has_cargo.then_some(OF_CARGO));
    if has_cargo { with } else { without }.get_or_init(|| matcher(patterns).unwrap_or_else(Gitignore::empty))
}

/// What the patterns of a file leave out and take back; `None` where that is nothing, or can't be known.
fn own_patterns(text: &str) -> Option<Gitignore> {
    let mut patterns = Vec::new();
    for line in text.trim_start_matches('\u{FEFF}').lines() {
        // Vercel's package reads classes and backslashes in ways of its own. What such a line leaves out is taken to be there; what
        // it keeps can't be known.
        if line.contains(['[', '\\']) && !line.starts_with('#') {
            if line.starts_with('!') {
                return None;
            }
            continue;
        }
        // Vercel strips `./` and takes braces literally.
        patterns.push(line.strip_prefix("./").unwrap_or(line).replace('{', "\\{").replace('}', "\\}"));
    }
    matcher(patterns.iter().map(String::as_str)).filter(|patterns| !patterns.is_empty())
}

/// What patterns leave out and take back. Upper and lower case count as the same, as in the package that Vercel uses.
fn matcher<'a>(patterns: impl Iterator<Item = &'a str>) -> Option<Gitignore> {
    let mut builder = GitignoreBuilder::new("");
    builder.case_insensitive(true).ok()?;
    matcher_of(builder, patterns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use svc_vercel::project::MemoryFs;

    fn deployed(ignore: &str, files: &[&str]) -> Vec<String> {
        let all = files.iter().map(|file| (*file, "")).chain([(".vercelignore", ignore)]);
        let tree = DeployedFs::of(Arc::new(MemoryFs::new(all)), ProjectContext::default());
        let kept = files.iter().filter(|file| tree.is_file(file)).map(|file| (*file).to_owned()).collect();
        for file in files {
            assert_eq!(tree.excluded_by(file).is_some(), !tree.is_file(file), "{file}");
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
    fn what_no_project_deploys() {
        let files = [
            "node_modules/a/index.js",
            "web/.env.local",
            ".next/x",
            ".git",
            "target/debug",
            "web/target/a",
            "a.ts",
        ];
        assert_eq!(deployed("", &files), ["target/debug", "web/target/a", "a.ts"]);
        assert_eq!(deployed("!.next\n", &files), [".next/x", "target/debug", "web/target/a", "a.ts"]);
        for line in ["!.NEXT", "!/.next", "!.next/", "!.n*xt"] {
            assert_eq!(deployed(line, &files), ["target/debug", "web/target/a", "a.ts"], "{line}");
        }
        let of_cargo = [&files[..], &["Cargo.toml"]].concat();
        assert_eq!(deployed("", &of_cargo), ["web/target/a", "a.ts", "Cargo.toml"]);
    }

    #[test]
    fn what_leaves_a_file_out_is_named() {
        let by = |ignore: &str, path: &str| {
            let files = [(ignore, "*.py\n.now*\n.vercel*\n!node_modules\n!*.swp\n"), (path, "")];
            DeployedFs::of(Arc::new(MemoryFs::new(files)), ProjectContext::default()).excluded_by(path)
        };
        assert_eq!(by(".vercelignore", "api/main.py"), Some(Exclusion::IgnoreFile(".vercelignore")));
        assert_eq!(by(".nowignore", "api/main.py"), Some(Exclusion::IgnoreFile(".nowignore")));
        assert_eq!(by(".vercelignore", ".next/server.js"), Some(Exclusion::BuiltIn));
        assert_eq!(by(".vercelignore", "node_modules/a/index.js"), None);
        // Both names count for the question whether there are two of them.
        assert_eq!(by(".vercelignore", ".nowignore"), None);
    }

    #[test]
    fn a_folder_lists_what_is_deployed() {
        let files = [
            ("api/main.py", ""),
            ("api/test.py", ""),
            ("docs/a.md", ""),
            (".vercelignore", "test.py\ndocs\n"),
        ];
        let tree = DeployedFs::of(Arc::new(MemoryFs::new(files)), ProjectContext::default());
        let names = |path| tree.list(path).into_iter().map(|entry| entry.name).collect::<Vec<_>>();
        assert_eq!(names("."), [".vercelignore", "api"]);
        assert_eq!(names("api"), ["main.py"]);
        assert_eq!(names("docs"), [""; 0]);
        assert_eq!(tree.kind("."), Some(EntryKind::Directory));
    }
}
