//! Open documents laid over a project tree: what an editor shows counts, not what it has saved.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Entry, EntryKind, Exclusion, GitIgnored, Link, LinkedProject, ProjectFs, normalize};

/// A project tree with open documents over it.
#[derive(Debug, Clone)]
pub struct OverlayFs {
    base: Arc<dyn ProjectFs>,
    open: BTreeMap<String, Arc<str>>,
}

impl OverlayFs {
    /// `base` with documents, by path, over it. Paths that climb out of the root are left out.
    pub fn new<P: AsRef<str>>(
        base: Arc<dyn ProjectFs>,
        open: impl IntoIterator<Item = (P, Arc<str>)>,
    ) -> OverlayFs {
        let open = open
            .into_iter()
            .filter_map(|(path, text)| Some((normalize(path.as_ref())?.into_owned(), text)))
            .collect();
        OverlayFs { base, open }
    }

    /// The paths of the open documents below a folder, without the folder's own path.
    fn open_below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let prefix = if folder == "." { String::new() } else { format!("{folder}/") };
        self.open.keys().filter_map(move |path| path.strip_prefix(&prefix))
    }
}

impl ProjectFs for OverlayFs {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        let normal = normalize(path)?;
        if self.open.contains_key(&*normal) {
            Some(EntryKind::File)
        } else if self.open_below(&normal).next().is_some() {
            Some(EntryKind::Directory)
        } else {
            self.base.kind(path)
        }
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.open.get(&*normalize(path)?).cloned().or_else(|| self.base.read(path))
    }

    fn excluded_by(&self, path: &str) -> Option<Exclusion> {
        self.base.excluded_by(path)
    }

    fn ignored_by_git(&self, path: &str) -> Option<GitIgnored> {
        self.base.ignored_by_git(path)
    }

    fn link(&self, path: &str) -> Option<Link> {
        self.base.link(path)
    }

    fn linked(&self) -> Option<Arc<LinkedProject>> {
        self.base.linked()
    }

    fn including_excluded(&self) -> Option<&dyn ProjectFs> {
        self.base.including_excluded()
    }

    fn list(&self, path: &str) -> Vec<Entry> {
        let mut entries = self.base.list(path);
        let Some(normal) = normalize(path) else { return entries };
        for below in self.open_below(&normal) {
            let (name, kind) = match below.split_once('/') {
                Some((folder, _)) => (folder, EntryKind::Directory),
                None => (below, EntryKind::File),
            };
            if !entries.iter().any(|entry| entry.name == name) {
                entries.push(Entry { name: name.to_owned(), kind });
            }
        }
        entries.sort();
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    #[test]
    fn open_documents_win() {
        let base = MemoryFs::new([("web/package.json", "saved"), ("web/index.ts", "")]);
        let open =
            [("web/package.json", "open".into()), ("./api/src/main.py", "new".into()), ("../x", "".into())];
        let fs = OverlayFs::new(Arc::new(base), open);
        assert_eq!(fs.read("web/package.json").as_deref(), Some("open"));
        assert_eq!(fs.read("web/index.ts").as_deref(), Some(""));
        assert_eq!(fs.kind("api/src"), Some(EntryKind::Directory));
        assert_eq!(fs.kind("api/src/main.py"), Some(EntryKind::File));
        assert_eq!((fs.kind("ap"), fs.kind("../x")), (None, None));
        let names = |path| -> Vec<_> { fs.list(path).into_iter().map(|entry| entry.name).collect() };
        assert_eq!(names("."), ["api", "web"]);
        assert_eq!(names("web"), ["index.ts", "package.json"]);
        assert_eq!(names("api"), ["src"]);
    }
}
