//! The packages that Cargo reads for one of them: the members of its workspace, and those on which they depend by a path.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cargo::binary::Binary;
use crate::cargo::manifest::{Dependency, Manifest, above, plain};
use crate::cargo::{Fault, MANIFEST, Refusal};
use crate::posix_path;
use crate::project::{EntryKind, Folder};

/// Where the workspace of a package is.
enum Root<'a> {
    /// The package's own manifest.
    Own,
    /// A manifest above.
    Above(Manifest<'a>),
    /// Nowhere: the package is alone.
    None,
    /// Maybe above the project, or where the package says.
    Unknown,
}

/// The packages that Cargo reads, by their folders.
pub(super) struct Workspace<'a> {
    read: BTreeMap<String, Package<'a>>,
    own: String,
    /// Whether it says which of its members are built.
    pub(super) has_default_members: bool,
    /// Whether all of its members are known.
    is_complete: bool,
    is_outermost: bool,
}

struct Package<'a> {
    manifest: Manifest<'a>,
    is_member: bool,
}

impl<'a> Workspace<'a> {
    /// Reads what Cargo reads for a manifest.
    pub(super) fn of(own: Manifest<'a>, is_outermost: bool) -> Result<Workspace<'a>, Refusal> {
        let place = own.folder.path().to_owned();
        let mut workspace = Workspace {
            read: BTreeMap::new(),
            own: place.clone(),
            has_default_members: false,
            is_complete: true,
            is_outermost,
        };
        match Root::of(&own, is_outermost)? {
            Root::None => workspace.add_alone(own)?,
            Root::Unknown => {
                workspace.is_complete = false;
                workspace.read.insert(place, Package { manifest: own, is_member: true });
            }
            Root::Own => {
                let members = workspace.members(&own)?;
                workspace.add_members(&own, members)?;
            }
            Root::Above(root) => {
                let members = workspace.members(&root)?;
                workspace.add_members(&root, members)?;
                let is_member = workspace.read.get(&place).is_some_and(|it| it.is_member);
                if !is_member && workspace.is_complete {
                    return Err(own.refusal(Fault::NotMember(root.file())));
                }
                workspace.read.entry(place).or_insert(Package { manifest: own, is_member: true });
            }
        }
        Ok(workspace)
    }

    /// The manifest that Cargo is run for.
    pub(super) fn own(&self) -> Option<&Manifest<'a>> {
        self.read.get(&self.own).map(|it| &it.manifest)
    }

    /// The packages that are built together.
    pub(super) fn packages(&self) -> impl Iterator<Item = &Manifest<'a>> {
        let members = self.read.values().filter(|it| it.is_member);
        members.map(|it| &it.manifest).filter(|it| it.package().is_some())
    }

    /// The binaries of all of them; `None` if not all are known.
    pub(super) fn binaries(&self) -> Option<Vec<Binary>> {
        let all = self.packages().map(Manifest::binaries).collect::<Option<Vec<_>>>()?;
        self.is_complete.then(|| all.into_iter().flatten().collect())
    }

    /// Adds a package that is in no workspace.
    fn add_alone(&mut self, own: Manifest<'a>) -> Result<(), Refusal> {
        if let Some(fault) = own.not_inherited(None) {
            return Err(own.refusal(fault));
        }
        let dependencies = own.local_dependencies(None);
        let folder = own.folder.clone();
        self.read.insert(self.own.clone(), Package { manifest: own, is_member: true });
        for dependency in dependencies {
            self.add_dependency(&folder, &dependency, None)?;
        }
        Ok(())
    }

    /// Adds a workspace's own package, its members, and the packages below it on which they depend.
    fn add_members(&mut self, root: &Manifest<'a>, members: Vec<String>) -> Result<(), Refusal> {
        self.has_default_members = root.workspace().is_some_and(|it| it.get("default-members").is_some());
        let folder = root.folder.clone();
        let fs = folder.project();
        let mut open = vec![folder.path().to_owned()];
        open.extend(members);
        while let Some(place) = open.pop() {
            if self.read.contains_key(&place) {
                continue;
            }
            if self.read.len() >= MOST_PACKAGES {
                self.is_complete = false;
                return Ok(());
            }
            let Some(read) = Manifest::read(&Folder::at(fs, &place)) else { continue };
            let manifest = read?;
            let is_root = place == folder.path();
            if manifest.workspace().is_some() && !is_root {
                return Err(manifest.refusal(Fault::InnerWorkspace(root.file())));
            }
            if let Some(fault) = manifest.not_inherited(root.workspace()) {
                return Err(manifest.refusal(fault));
            }
            if place != self.own && manifest.has_no_target() {
                return Err(manifest.refusal(Fault::NoTarget));
            }
            let below = manifest.local_dependencies(Some(root)).into_iter().map(|it| it.folder);
            open.extend(below.filter(|it| is_within(it, folder.path()) && !is_excluded(root, it)));
            self.read.insert(place, Package { manifest, is_member: true });
        }
        self.check_names()?;
        let members: Vec<(Folder<'a>, Vec<_>)> =
            self.packages().map(|it| (it.folder.clone(), it.local_dependencies(Some(root)))).collect();
        for (folder, dependencies) in members {
            for dependency in dependencies {
                self.add_dependency(&folder, &dependency, Some(root))?;
            }
        }
        Ok(())
    }

    /// No two members may have one name.
    fn check_names(&self) -> Result<(), Refusal> {
        let mut names: BTreeMap<&str, &Manifest<'_>> = BTreeMap::new();
        for manifest in self.packages() {
            let Some(name) = manifest.name() else { continue };
            if let Some(other) = names.insert(name, manifest) {
                return Err(manifest.refusal(Fault::SameName(name.to_owned(), other.file())));
            }
        }
        Ok(())
    }

    /// Checks what the package of a folder depends on, and reads it. A submodule that isn't checked out is an empty folder.
    fn add_dependency(
        &mut self,
        by: &Folder<'a>,
        dependency: &Dependency,
        root: Option<&Manifest<'a>>,
    ) -> Result<(), Refusal> {
        let refusal = |fault| Err(Refusal { manifest: by.resolve(MANIFEST), fault });
        let folder = Folder::at(by.project(), &dependency.folder);
        let name = || dependency.name.clone();
        let file = folder.resolve(MANIFEST);
        if !self.read.contains_key(&dependency.folder) {
            if self.read.len() >= MOST_PACKAGES {
                return Ok(());
            }
            let Some(read) = Manifest::read(&folder) else {
                let may_be_submodule = folder.exists("") && folder.list("").is_empty();
                return if may_be_submodule { Ok(()) } else { refusal(Fault::NoDependency(name(), file)) };
            };
            let manifest = read?;
            if manifest.has_no_target() {
                return Err(manifest.refusal(Fault::NoTarget));
            }
            let of_workspace = match Root::of(&manifest, self.is_outermost)? {
                Root::None => manifest.not_inherited(None),
                Root::Own => manifest.not_inherited(manifest.workspace()),
                Root::Above(root) => manifest.not_inherited(root.workspace()),
                Root::Unknown => None,
            };
            if let Some(fault) = of_workspace {
                return Err(manifest.refusal(fault));
            }
            let others = manifest.local_dependencies(root);
            self.read.insert(dependency.folder.clone(), Package { manifest, is_member: false });
            for other in others.iter().filter(|it| !it.is_own) {
                self.add_dependency(&folder, other, root)?;
            }
        }
        let Some(found) = self.read.get(&dependency.folder).map(|it| &it.manifest) else { return Ok(()) };
        match (found.name(), &dependency.version) {
            (Some(other), _) if other != dependency.name => {
                refusal(Fault::OtherDependency(name(), other.to_owned(), file))
            }
            (Some(_), Some(version)) if !found.may_be(version) => {
                refusal(Fault::OtherVersion(name(), version.clone(), file))
            }
            _ => Ok(()),
        }
    }

    /// The folders of a workspace's members, as far as they are written out, or have one `*` in their names.
    fn members(&mut self, root: &Manifest<'_>) -> Result<Vec<String>, Refusal> {
        let folder = &root.folder;
        let mut members = Vec::new();
        for member in texts(root, "members") {
            let (parent, name) = member.rsplit_once('/').unwrap_or((".", member));
            let is_missing = || root.refusal(Fault::NoMember(member.to_owned()));
            // A submodule that isn't checked out is an empty folder.
            let may_be_submodule = |path: &str| folder.exists(path) && folder.list(path).is_empty();
            if let Some((start, end)) = name.split_once('*').filter(|(_, end)| !is_pattern(end))
                && !is_pattern(&format!("{parent}{start}"))
            {
                let is_match = |name: &str| name.strip_prefix(start).is_some_and(|rest| rest.ends_with(end));
                let found: Vec<_> = folder.list(parent).into_iter().filter(|it| is_match(&it.name)).collect();
                if found.is_empty() && !may_be_submodule(parent) {
                    return Err(is_missing());
                }
                let names = found.into_iter().filter(|it| it.kind == EntryKind::Directory).map(|it| it.name);
                let is_root = plain(&folder.resolve(parent)) == "." && is_match(BUILD_FOLDER);
                for name in names.chain(is_root.then(|| BUILD_FOLDER.to_owned())) {
                    let path = posix_path::join(parent, &name);
                    let place = plain(&folder.resolve(&path));
                    if is_excluded(root, &place) {
                        continue;
                    }
                    if !folder.folder(&path).is_file(MANIFEST) {
                        return Err(root.refusal(Fault::NotExcluded(path)));
                    }
                    members.push(place);
                }
            } else if folder.folder(member).is_file(MANIFEST) {
                members.push(plain(&folder.resolve(member)));
            } else if is_pattern(member) || member.split('/').any(|it| it == "..") || may_be_submodule(member)
            {
                self.is_complete = false;
            } else {
                return Err(is_missing());
            }
        }
        Ok(members)
    }
}

impl<'a> Root<'a> {
    /// Looks for the workspace of a manifest: the nearest above that doesn't exclude it.
    fn of(manifest: &Manifest<'a>, is_outermost: bool) -> Result<Root<'a>, Refusal> {
        if manifest.workspace().is_some() {
            return Ok(Root::Own);
        }
        let names_workspace =
            |it: &Manifest<'_>| it.package().is_some_and(|it| it.get("workspace").is_some());
        if names_workspace(manifest) {
            return Ok(Root::Unknown);
        }
        let place = manifest.folder.path();
        let mut next = above(&manifest.folder);
        while let Some(folder) = next {
            next = above(&folder);
            let Some(other) = Manifest::read(&folder).transpose()? else { continue };
            if names_workspace(&other) {
                return Ok(Root::Unknown);
            }
            if other.workspace().is_some() && !is_excluded(&other, place) {
                return Ok(Root::Above(other));
            }
        }
        Ok(if is_outermost { Root::None } else { Root::Unknown })
    }
}

/// Whether a workspace excludes a folder, whose path is from the project root.
fn is_excluded(root: &Manifest<'_>, place: &str) -> bool {
    let has = |key| texts(root, key).any(|it| is_within(place, &root.folder.resolve(it)));
    has("exclude") && !has("members")
}

/// Whether a folder is another one, or in it.
fn is_within(place: &str, folder: &str) -> bool {
    let (place, folder) = (plain(place), plain(folder));
    folder == "." || place.strip_prefix(&*folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn texts<'m>(root: &'m Manifest<'_>, key: &str) -> impl Iterator<Item = &'m str> + use<'m> {
    let list = root.workspace().and_then(|it| it.get(key)).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).take(MOST_PACKAGES)
}

/// The folder in the project's root that every build has. Cargo takes hidden folders for members, too.
const BUILD_FOLDER: &str = ".vercel";
/// How many packages are looked at.
const MOST_PACKAGES: usize = 100;

fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}
