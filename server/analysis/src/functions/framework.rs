//! The framework of a project without services.

use svc_config::model::validate::opening;
use svc_vercel::detect::frameworks_in;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::project::walk::is_pattern;
use svc_vercel::project::{EntryKind, Folder, LinkedProject, PackageJson, Preset, ProjectFs};

use crate::services::{self, Configured, v1};
use crate::snapshot::Snapshot;
use svc_syntax::TextRange;
use svc_syntax::value::{Node, Query};

/// The framework of a project without services: the one that the file names, else the preset of the linked project, else the only one
/// that its folder shows. `Some(None)` if there is none, `None` if several are detected.
#[must_use]
pub fn of(snapshot: &Snapshot) -> Option<Option<&'static Framework>> {
    if let Some(written) = snapshot.config().get("framework") {
        return Some(written.as_str().and_then(frameworks::find));
    }
    *snapshot.project_facts().of::<OfProject>().get_or_init(|| of_project(&*snapshot.project))
}

struct OfProject;

impl Query for OfProject {
    type Answer = Option<Option<&'static Framework>>;
}

fn of_project(project: &dyn ProjectFs) -> Option<Option<&'static Framework>> {
    if let Some(linked) = project.linked() {
        return Some(match &linked.preset {
            Preset::Framework(slug) => frameworks::find(slug),
            Preset::Other => None,
            Preset::Unset => frameworks::find("nextjs").filter(|_| depends_on_next(project)),
        });
    }
    match frameworks_in(&Folder::root(project), None).as_slice() {
        [] => Some(None),
        [one] => Some(Some(one.framework)),
        _ => None,
    }
}

/// The framework preset of a project: what the file names, else that of the linked project's settings.
#[derive(Debug)]
pub struct Chosen {
    /// Its slug, which need not be one that is known.
    pub slug: String,
    /// The `framework` of the file, or the file's start.
    pub place: TextRange,
    /// Where the settings are saved that name it.
    saved_in: Option<String>,
}

impl Chosen {
    /// The framework of this slug.
    #[must_use]
    pub fn framework(&self) -> Option<&'static Framework> {
        frameworks::find(&self.slug)
    }

    /// Whether the file names it.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.saved_in.is_none()
    }

    /// A message about the project, after the preset where the file doesn't show it.
    #[must_use]
    pub fn explain(&self, message: String) -> String {
        let (Some(file), Some(framework)) = (&self.saved_in, self.framework()) else { return message };
        let message = message.strip_prefix("The ").map(|rest| format!("the {rest}")).unwrap_or(message);
        format!("The framework preset is {} (`{file}`), but {message}", framework.name)
    }
}

/// The framework preset, whether or not Vercel builds the whole project with it.
#[must_use]
pub fn chosen(snapshot: &Snapshot) -> Option<Chosen> {
    if let Some(node) = snapshot.config().get("framework") {
        let slug = node.as_str().filter(|slug| !slug.is_empty())?.to_owned();
        return Some(Chosen { slug, place: node.range, saved_in: None });
    }
    let linked = snapshot.project.linked()?;
    let Preset::Framework(slug) = &linked.preset else { return None };
    let saved_in = Some(linked.file.clone());
    Some(Chosen { slug: slug.clone(), place: opening(snapshot.config()), saved_in })
}

/// The framework preset that the whole project is built with.
#[must_use]
pub fn built_with(snapshot: &Snapshot) -> Option<Chosen> {
    if builds_whole_project(snapshot) { chosen(snapshot) } else { None }
}

/// A text of the file that replaces one of the project's settings, or that of the settings: `None` if neither sets it.
fn command(snapshot: &Snapshot, key: &str, saved: fn(&LinkedProject) -> &Option<String>) -> Option<String> {
    match snapshot.config().get(key) {
        Some(node) => node.as_str().map(str::to_owned),
        None => snapshot.project.linked().and_then(|linked| saved(&linked).clone()),
    }
}

/// What builds the project, where it is set.
#[must_use]
pub fn build_command(snapshot: &Snapshot) -> Option<String> {
    command(snapshot, "buildCommand", |linked| &linked.build_command)
}

/// Whether a project's folder is known to be its root: it is linked, and the project has no Root Directory.
#[must_use]
pub fn is_linked(project: &dyn ProjectFs) -> bool {
    let is_root = |it: &LinkedProject| it.file == LinkedProject::FILE && it.root_directory.is_none();
    project.linked().as_deref().is_some_and(is_root)
}

/// Whether nothing above a project's folder is deployed with it: the folder is its linked root, or the repository's own.
#[must_use]
pub fn is_outermost(project: &dyn ProjectFs) -> bool {
    let has_repository =
        || project.including_excluded().unwrap_or(project).kind(".git") == Some(EntryKind::Directory);
    is_linked(project) || project.linked().is_none() && has_repository()
}

/// What installs the project's packages, where it is set.
#[must_use]
pub fn install_command(snapshot: &Snapshot) -> Option<String> {
    command(snapshot, "installCommand", |linked| &linked.install_command)
}

/// Where the build's files are, where it is set.
#[must_use]
pub fn output_directory(snapshot: &Snapshot) -> Option<String> {
    command(snapshot, "outputDirectory", |linked| &linked.output_directory)
}

/// Whether an empty build command or output directory leaves the files as they are: no framework builds them (`makeFrontendStatic` of
/// `detectBuilders`).
#[must_use]
pub fn is_static(snapshot: &Snapshot) -> bool {
    [build_command(snapshot), output_directory(snapshot)].iter().any(|it| it.as_deref() == Some(""))
}

/// Whether Vercel finds out by itself what to build: no services and no `builds` are declared. Empty `experimentalServices` have it look for
/// services, while empty `services` do nothing.
#[must_use]
pub fn builds_whole_project(snapshot: &Snapshot) -> bool {
    let config = snapshot.config();
    let is_set = |key| config.get(key).is_some_and(|node| !node.is_null());
    let has_builds =
        config.get("builds").is_some_and(|builds| builds.as_array().is_none_or(|it| !it.is_empty()));
    services::configured(config) == Configured::None && !is_set(v1::KEY) && !has_builds
}

/// The files that `builds` gives a builder of this name, each with the place of its `src`; patterns and files that don't exist are left out.
pub fn builds_with<'a>(
    snapshot: &'a Snapshot,
    builder: &'a str,
) -> impl Iterator<Item = (&'a Node, &'a str)> {
    let builds = snapshot.config().get("builds").filter(|_| services::declared(snapshot).is_none());
    let builds = builds.and_then(Node::as_array).unwrap_or_default();
    let of_builder =
        builds.iter().filter(move |build| build.get("use").and_then(Node::as_str) == Some(builder));
    of_builder.filter_map(|build| {
        let node = build.get("src")?;
        let src = node.as_str().filter(|src| !is_pattern(src) && snapshot.project.is_file(src))?;
        Some((node, src))
    })
}

/// Whether `package.json` names Next.js, which `vercel build` looks for where no preset is saved (`detectFrontBuilder`, CLI 64.0.2).
fn depends_on_next(project: &dyn ProjectFs) -> bool {
    PackageJson::of(&Folder::root(project))
        .is_some_and(|package| package.depends_on("next") || package.has_dev_dependency("next"))
}
