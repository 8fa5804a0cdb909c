//! The path that a mistyped one was meant to be.

use crate::posix_path;
use crate::project::Folder;
use crate::spelling;

impl Folder<'_> {
    /// The path that is there and that `path` is most likely a misspelling of: each name that isn't there is taken for its
    /// nearest neighbor. `None` if a name has none, or if `path` is there.
    #[must_use]
    pub fn nearest(&self, path: &str) -> Option<String> {
        if self.exists(path) {
            return None;
        }
        self.corrected(path, |name, there| {
            spelling::nearest(name, there.iter().map(String::as_str)).map(str::to_owned)
        })
    }

    /// The path that is there if each name of `path` that isn't is replaced by the one that `choose` takes from those that are.
    /// `None` if it takes none.
    pub(super) fn corrected(
        &self,
        path: &str,
        choose: impl Fn(&str, &[String]) -> Option<String>,
    ) -> Option<String> {
        let mut found = String::new();
        for name in posix_path::normalize(path).split('/').filter(|name| !name.is_empty()) {
            let here = posix_path::join(&found, name);
            found = if self.exists(&here) {
                here
            } else {
                let there: Vec<String> = self.list(&found).into_iter().map(|entry| entry.name).collect();
                posix_path::join(&found, &choose(name, &there)?)
            };
        }
        self.exists(&found).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    #[test]
    fn each_name_is_corrected() {
        let fs = MemoryFs::new([("apps/web/package.json", ""), ("apps/api/main.py", ""), ("README.md", "")]);
        let root = Folder::root(&fs);
        for (path, meant) in [
            ("app/web", Some("apps/web")),
            ("apps/wep/", Some("apps/web")),
            ("Apps/Api/mian.py", Some("apps/api/main.py")),
            ("apps/web", None),
            ("apps/nothing/like/it", None),
            ("README.md/x", None),
            ("../apps/web", None),
            ("", None),
        ] {
            assert_eq!(root.nearest(path).as_deref(), meant, "{path}");
        }
    }
}
