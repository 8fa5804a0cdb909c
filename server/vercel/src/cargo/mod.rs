//! A Cargo project, as far as Vercel needs to know what it builds (`resolveStandaloneBinary` and `findBinaryName` of `@vercel/rust`, CLI 64.0.2,
//! with Cargo 1.95).

mod binary;
mod manifest;
mod workspace;

#[cfg(test)]
mod tests;

use crate::mistake::Mistake;
use crate::posix_path;
use crate::project::Folder;
use binary::Binary;
use manifest::Manifest;
use workspace::Workspace;

/// The name of the file that describes a project.
pub const MANIFEST: &str = "Cargo.toml";

/// What keeps Vercel from a server or a function, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The manifest that it is about, from the project root.
    pub manifest: String,
    /// What it is.
    pub fault: Fault,
}

/// What keeps Vercel from a server or a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The manifest isn't TOML.
    Syntax(Mistake),
    /// The manifest describes no package and has no members.
    NoPackage,
    /// A value that Cargo can't read: its place.
    Value(&'static str),
    /// A value that Cargo needs: its place.
    NoValue(&'static str),
    /// A value that a workspace should have, and doesn't: its place.
    NotInherited(String),
    /// A dependency on a folder without a manifest: its name, and the manifest.
    NoDependency(String, String),
    /// A dependency on a folder with another package: its name, the other's, and the manifest.
    OtherDependency(String, String, String),
    /// A dependency on a folder with another version of the package: its name, the version that is asked for, and the manifest.
    OtherVersion(String, String, String),
    /// A binary that is named without a path, and isn't where Cargo looks for it: its name.
    NoBinaryFile(String),
    /// There is no library where the manifest says, or where Cargo looks for it: its path.
    NoLibrary(String),
    /// A package that has nothing to build.
    NoTarget,
    /// A member of the workspace that isn't there: its path.
    NoMember(String),
    /// A folder without a package that a pattern of the workspace's members takes for one: its path.
    NotExcluded(String),
    /// A package in the folder of a workspace that it isn't a member of: the workspace's manifest.
    NotMember(String),
    /// A member that is a workspace itself: the outer one's manifest.
    InnerWorkspace(String),
    /// Another member has the same name: the name, and the other's manifest.
    SameName(String, String),
    /// There is nothing to run.
    NoBinary,
    /// The entrypoint exists, and is none of the binaries.
    NotBinary,
    /// None of several binaries is the default: their names.
    Several(Vec<String>),
    /// The same in the members of a workspace.
    SeveralMembers(Vec<String>),
    /// Two binaries have one name.
    Duplicate(String),
    /// A binary has the name of one of Cargo's own folders.
    Reserved(String),
    /// `default-run` names no binary: what it says.
    NoDefault(String),
    /// With `vercel_runtime` there must be an entrypoint.
    NoEntrypoint,
    /// Vercel builds a binary that isn't there: its name.
    NotBuilt(String),
    /// The binary's path is the file's, in another spelling than Vercel's: as it is written.
    OtherPath(String),
}

/// What is wrong with the server of a folder, in which or above which a manifest is; the entrypoint is from the folder. `is_outermost` tells
/// whether nothing above the project is deployed with it: otherwise there may be a workspace.
#[must_use]
pub fn refusal(folder: &Folder<'_>, entrypoint: &str, is_outermost: bool) -> Option<Refusal> {
    refusal_of(Manifest::nearest(folder)?, is_outermost, |workspace| {
        fault_of_server(workspace, folder, entrypoint)
    })
}

/// What is wrong with a function, whose file is from the folder with the manifest from which Cargo builds it (`buildHandler`).
#[must_use]
pub fn refusal_of_function(folder: &Folder<'_>, file: &str, is_outermost: bool) -> Option<Refusal> {
    refusal_of(Manifest::read(folder)?, is_outermost, |workspace| fault_of_function(workspace, folder, file))
}

/// The first thing that is wrong: in the manifest, in its workspace, or for what is deployed.
fn refusal_of<'a>(
    own: Result<Manifest<'a>, Refusal>,
    is_outermost: bool,
    fault: impl FnOnce(&Workspace<'a>) -> Option<Fault>,
) -> Option<Refusal> {
    let looked = own.and_then(|own| {
        let manifest = own.file();
        let workspace = Workspace::of(own, is_outermost)?;
        Ok(fault(&workspace).map(|fault| Refusal { manifest, fault }))
    });
    looked.unwrap_or_else(Some)
}

fn fault_of_function(workspace: &Workspace<'_>, folder: &Folder<'_>, file: &str) -> Option<Fault> {
    // Of a workspace Cargo builds the members, unless the manifest has a package itself.
    let manifest = workspace.own()?;
    if manifest.package().is_none() || workspace.has_default_members {
        return None;
    }
    if let Some(fault) = manifest.missing_library() {
        return Some(fault);
    }
    let binaries = manifest.binaries()?;
    // The nearest manifest says what the file is called.
    let inner = folder.folder(posix_path::dirname(file));
    let name = Manifest::nearest(&inner)?.ok()?.name_of(&folder.resolve(file));
    binaries.iter().all(|it| it.name != name).then(|| manifest.not_built(name, file))
}

fn fault_of_server(workspace: &Workspace<'_>, folder: &Folder<'_>, entrypoint: &str) -> Option<Fault> {
    let own = workspace.own()?;
    let entry = folder.resolve(entrypoint);
    let is_there = folder.exists(entrypoint);
    let all: Vec<Binary> = workspace.binaries()?;
    if all.is_empty() {
        let is_empty = own.package().is_none() && workspace.packages().next().is_none();
        return Some(if is_empty { Fault::NoPackage } else { Fault::NoBinary });
    }
    if is_there {
        if !all.iter().any(|it| it.path == entry) {
            return Some(Fault::NotBinary);
        }
    } else if let Some(fault) = undecided(workspace, folder, &all) {
        return Some(fault);
    }
    let is_own = is_there && own.binaries()?.iter().any(|it| it.path == entry);
    if let Some(fault) = own.missing_library().filter(|_| is_own) {
        return Some(fault);
    }
    // What is above the folder that is built isn't asked for the crate.
    if own.folder.path() != folder.path() || !own.uses_runtime() {
        return None;
    }
    if !is_there {
        return Some(Fault::NoEntrypoint);
    }
    let inner = folder.folder(posix_path::dirname(entrypoint));
    let nearest = Manifest::nearest(&inner)?.ok()?;
    if nearest.folder.path() != own.folder.path() {
        return None;
    }
    let name = own.name_of(&entry);
    own.binaries()?.iter().all(|it| it.name != name).then(|| own.not_built(name, entrypoint))
}

/// Why it isn't decided which of the binaries is deployed where the entrypoint names none.
fn undecided(workspace: &Workspace<'_>, folder: &Folder<'_>, all: &[Binary]) -> Option<Fault> {
    let own = workspace.own()?;
    if workspace.has_default_members {
        return None;
    }
    let packages: Vec<&Manifest<'_>> = workspace.packages().collect();
    let default = match packages[..] {
        _ if own.package().is_some() => Some(own),
        [only] => Some(only),
        _ => None,
    };
    let of_default = match default {
        Some(package) => package.binaries()?,
        None => Vec::new(),
    };
    if default.and_then(Manifest::default_run).is_some() {
        return None;
    }
    let names = |binaries: &[Binary]| binaries.iter().map(|it| it.name.clone()).collect();
    match (&of_default[..], all) {
        ([only], _) | ([], [only]) => {
            let is_there = folder.project().is_file(&only.path);
            (!is_there).then_some(Fault::NoBinary)
        }
        ([], _) => Some(Fault::SeveralMembers(names(all))),
        _ => Some(Fault::Several(names(&of_default))),
    }
}
