//! Why a file that a project names isn't in its deployment.

use super::{Exclusion, Folder, Link};
use crate::posix_path;

/// Why nothing is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// It isn't deployed.
    Excluded(Exclusion),
    /// It is at this path, which differs in upper and lower case. Vercel's file system is case-sensitive; those of macOS and Windows
    /// mostly aren't.
    DifferentCase(String),
    /// It is at this path, whose letters with accents consist of other characters that look the same. macOS doesn't tell them apart.
    OtherCharacters(String),
    /// It is a symbolic link that is broken or points outside the project, or it would be behind one.
    BrokenLink,
    /// There is no such file or folder.
    NotFound,
}

impl Missing {
    /// The main clause of a sentence that says why nothing is at `path`, where there is a reason.
    #[must_use]
    pub fn clause(&self, path: &str) -> Option<String> {
        match self {
            Missing::Excluded(left_out) => Some(left_out.clause(path)),
            Missing::DifferentCase(found) => {
                Some(format!("`{path}` is named `{found}` on disk, and case matters on Vercel"))
            }
            Missing::OtherCharacters(found) => Some(format!(
                "`{path}` is named `{found}` on disk, with other Unicode characters that look the same"
            )),
            Missing::BrokenLink => Some(format!(
                "`{path}` goes through a symbolic link that is broken or points outside the project"
            )),
            Missing::NotFound => None,
        }
    }

    /// Sentences that say why nothing is at `path`, a "file" or "folder", what follows ("the build fails"), and what to do, where there is a reason.
    #[must_use]
    pub fn sentences(&self, path: &str, what: &str, effect: &str) -> Option<String> {
        let clause = format!("{}, so {effect}", self.clause(path)?);
        Some(match self {
            Missing::Excluded(Exclusion::IgnoreFile(_)) => {
                format!("{clause}. Change it there, or use another {what}.")
            }
            Missing::Excluded(Exclusion::BuiltIn) | Missing::BrokenLink => {
                format!("{clause}. Use another {what}.")
            }
            Missing::OtherCharacters(_) => format!("{clause}. Copy the name from disk."),
            Missing::DifferentCase(_) | Missing::NotFound => format!("{clause}."),
        })
    }

    /// Sentences that say why nothing is at `path`, a file that Vercel looks for without being told, and that the build fails.
    #[must_use]
    fn failing_build(&self, path: &str) -> Option<String> {
        let clause = self.clause(path)?;
        let remedy = match self {
            Missing::Excluded(Exclusion::IgnoreFile(_)) => " Change it there.",
            Missing::DifferentCase(_) | Missing::OtherCharacters(_) => " Rename it.",
            Missing::BrokenLink => " Replace it with a copy.",
            Missing::Excluded(Exclusion::BuiltIn) | Missing::NotFound => "",
        };
        Some(format!("{clause}, so the build fails.{remedy}"))
    }
}

impl Folder<'_> {
    /// Why nothing is at a path, which like the answer's is one from this folder.
    #[must_use]
    pub fn missing(&self, path: &str) -> Missing {
        match self.project().excluded_by(&self.resolve(path)) {
            Some(left_out) => Missing::Excluded(left_out),
            None if self.project().link(&self.resolve(path)) == Some(Link::Elsewhere) => Missing::BrokenLink,
            None => self
                .other_case(path)
                .map(Missing::DifferentCase)
                .or_else(|| self.other_characters(path).map(Missing::OtherCharacters))
                .unwrap_or(Missing::NotFound),
        }
    }

    /// The only path that is there and that looks like `path`.
    fn other_characters(&self, path: &str) -> Option<String> {
        self.only_other(path, looks_like)
    }

    /// Why a build fails that looks for files of these names and finds none, where there is a reason.
    #[must_use]
    pub fn failing_build<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
        let root = Folder::root(self.project());
        names
            .into_iter()
            .map(|name| self.resolve(name))
            .find_map(|path| root.missing(&path).failing_build(&path))
    }

    /// The only path that is there and that differs from `path` in upper and lower case alone.
    #[must_use]
    pub fn other_case(&self, path: &str) -> Option<String> {
        self.only_other(path, |one, other| one.to_lowercase() == other.to_lowercase())
    }

    /// The only other path that is there and whose names are like those of `path`.
    fn only_other(&self, path: &str, is_like: impl Fn(&str, &str) -> bool) -> Option<String> {
        let found = self.corrected(path, |name, there| {
            let mut alike = there.iter().filter(|it| is_like(it, name));
            alike.next().filter(|_| alike.next().is_none()).cloned()
        })?;
        (found != posix_path::normalize(path).trim_end_matches('/')).then_some(found)
    }
}

/// Whether a name may be another with its accents as characters of their own, such as `o` and `¨` for `ö`.
fn looks_like(one: &str, other: &str) -> bool {
    let is_accent = |it: char| matches!(it, '\u{300}'..='\u{36F}');
    // Each letter with an accent, and each that isn't ASCII, for the same.
    let outline = |name: &str| {
        let mut outline = Vec::new();
        for char in name.chars() {
            if !is_accent(char) {
                outline.push(Some(char).filter(char::is_ascii));
            } else if let Some(last) = outline.last_mut() {
                *last = None;
            }
        }
        outline
    };
    let has_accents = |name: &str| name.chars().any(is_accent);
    one != other && has_accents(one) != has_accents(other) && outline(one) == outline(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    #[test]
    fn names_differ_in_case() {
        let fs = MemoryFs::new([
            ("apps/Web/Main.py", ""),
            ("apps/web/x", ""),
            ("Größe", ""),
            ("a.py", ""),
            ("A.py", ""),
            ("docs/a", ""),
        ]);
        let root = Folder::root(&fs);
        for (path, found) in [
            ("apps/Web/main.py", Some("apps/Web/Main.py")),
            ("Apps/Web/MAIN.py", Some("apps/Web/Main.py")),
            ("./APPS/web/", Some("apps/web")),
            ("Docs/A", Some("docs/a")),
            ("a.PY", None),
            ("GRÖSSE", None),
            ("GRÖßE", Some("Größe")),
            ("apps/Web/Main.py", None),
            ("apps/Web/mian.py", None),
            ("", None),
        ] {
            let missing = found.map_or(Missing::NotFound, |found| Missing::DifferentCase(found.to_owned()));
            assert_eq!(root.missing(path), missing, "{path}");
        }
        let missing = |path: &str| root.missing(path).sentences(path, "folder", "the build fails");
        assert_eq!(
            missing("Gro\u{308}ße").as_deref(),
            Some(
                "`Gro\u{308}ße` is named `Größe` on disk, with other Unicode characters that look the same, so the build fails. Copy the name from disk."
            )
        );
        assert_eq!((missing("Grosse"), missing("Gro\u{308}sse"), missing("Gräße")), (None, None, None));
        assert_eq!(root.folder("apps").other_case("Web/MAIN.py").as_deref(), Some("Web/Main.py"));
        assert_eq!(root.folder("apps").other_case("../APPS/web").as_deref(), Some("../apps/web"));
        assert_eq!(root.folder("apps").other_case("WEB/main.py"), None);
        assert_eq!(
            root.folder("apps/Web").failing_build(["app.py", "main.py"]).as_deref(),
            Some(
                "`apps/Web/main.py` is named `apps/Web/Main.py` on disk, and case matters on Vercel, so the build fails. Rename it."
            )
        );
    }
}
