//! One declared service as Vercel's resolvers read it, with what they look up for it in the project.

use std::borrow::Cow;
use std::sync::Arc;
use svc_config::ServicesModel;

use crate::by_folder::{FolderQuery, of_folder};
use crate::snapshot::Snapshot;
use svc_syntax::TextRange;

use svc_syntax::value::{Facts, Json, Member, Node, Nodes, Object, Query};
use svc_vercel::detect::{self, Detection};
use svc_vercel::javascript;
use svc_vercel::posix_path;
use svc_vercel::project::{Folder, ProjectFs};
use svc_vercel::runtime::{
    DOCKERFILES, ModuleAttribute, Runtime, RuntimeHints, is_dockerfile, strip_trailing_slashes,
};

/// What a service is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// For the list that Vercel's resolver reports: every type is taken as JavaScript takes it.
    Resolver,
    /// To report diagnostics: a value that structural validation reports, or that is still being typed, isn't reported again.
    Diagnostics,
}

/// One declared service.
#[derive(Debug, Clone)]
pub struct Service<'a> {
    /// The model.
    pub model: ServicesModel,
    /// The name.
    pub name: Cow<'a, str>,
    /// Bytes of the name, quotes included; of the whole list where the name is an index in an array.
    pub name_range: TextRange,
    /// The value that declares it.
    pub value: &'a Node,
    /// Its index among the declared services.
    pub(super) index: usize,
    /// The file that declares it.
    snapshot: &'a Snapshot,
    /// For whom it is read.
    pub reading: Reading,
    /// Cached facts that depend only on its value and the project.
    facts: &'a Facts,
}

/// What is known of the services that a version of a file declares: found once for all who list them.
#[derive(Debug)]
pub(super) struct Declared(Vec<Arc<Facts>>);

impl Declared {
    /// What is known of the services that a value declares.
    pub(super) fn of(model: ServicesModel, declared: Option<&Node>, snapshot: &Snapshot) -> Declared {
        let values = declared.map_or_else(Vec::new, values).into_iter();
        Declared(values.map(|(_, _, value)| facts(model, value, snapshot.in_project())).collect())
    }
}

/// The services of an object (or array, or string) as `Object.keys` lists them: names, the bytes that show them, values.
fn values(declared: &Node) -> Vec<(Cow<'_, str>, TextRange, &Node)> {
    let index = |index: usize| Cow::Owned(index.to_string());
    match &declared.json {
        Json::Object(object) => {
            object.entries().map(|it| (Cow::Borrowed(&*it.key), it.key_range, &it.value)).collect()
        }
        Json::Array(elements) => {
            elements.iter().enumerate().map(|(at, it)| (index(at), it.range, it)).collect()
        }
        Json::String(text) => {
            (0..text.encode_utf16().count()).map(|at| (index(at), declared.range, declared)).collect()
        }
        _ => Vec::new(),
    }
}

/// What is at a service's entrypoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entrypoint {
    /// Nothing.
    Missing,
    /// A file; its normalized path from the service's root.
    File(String),
    /// A folder; its normalized path from the service's root.
    Directory(String),
}

/// What is at a service's `root`.
#[derive(Debug)]
pub enum Root<'a> {
    /// A folder; the project's own where no `root` is written.
    Folder(Folder<'a>),
    /// Not a path within the project.
    Invalid,
    /// Nothing.
    Missing,
    /// A file.
    File,
}

impl<'a> Service<'a> {
    /// The services that a value declares, with what is known of them.
    pub(super) fn all(
        model: ServicesModel,
        declared: &'a Node,
        known: &'a Declared,
        snapshot: &'a Snapshot,
        reading: Reading,
    ) -> Vec<Service<'a>> {
        let values = values(declared).into_iter().zip(&known.0).enumerate();
        values
            .map(|(index, ((name, name_range, value), facts))| Service {
                index,
                model,
                name,
                name_range,
                value,
                snapshot,
                reading,
                facts,
            })
            .collect()
    }

    /// The same, read for a purpose.
    pub(super) fn read_for(&self, reading: Reading) -> Service<'a> {
        Service { reading, ..self.clone() }
    }

    /// The folder of the file that declares it.
    #[must_use]
    pub fn project(&self) -> &'a dyn ProjectFs {
        &*self.snapshot.project
    }

    /// Its fields, if it is an object.
    #[must_use]
    pub fn object(&self) -> Option<&'a Object> {
        self.value.as_object()
    }

    /// The cached answer to a query that depends only on the service's value and the project.
    pub fn remembered<Q: Query>(&self, find: impl FnOnce() -> Q::Answer) -> &Q::Answer {
        self.facts.of::<Q>().get_or_init(find)
    }

    /// The answer to a query about a folder or file of the project.
    #[must_use]
    pub fn of_folder<Q: FolderQuery>(&self, folder: &str) -> Q::Answer {
        of_folder::<Q>(self.snapshot, folder)
    }

    /// Whether something is known of the service under its name that depends on its value, its name and the project. It is found
    /// out once for a value, under the name that it has then, and only if other versions of the file may ask for it again.
    pub fn is_under_its_name<Q: Query<Answer = Option<String>>>(&self, is_so: impl FnOnce() -> bool) -> bool {
        if !self.snapshot.has_versions() {
            return false;
        }
        let name = self.remembered::<Q>(|| is_so().then(|| self.name.to_string()));
        name.as_deref() == Some(&*self.name)
    }

    /// A field as written.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&'a Member> {
        self.object()?.member(key)
    }

    /// A field's value; `None` is JavaScript's `undefined`.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&'a Node> {
        self.member(key).map(|member| &member.value).filter(|value| !value.is_missing())
    }

    /// A field's value, if it is remembered under the query that there is one: a service without it isn't looked into.
    #[must_use]
    pub fn known_field<Q: Query<Answer = bool>>(&self, key: &str) -> Option<&'a Node> {
        let is_there = *self.remembered::<Q>(|| self.field(key).is_some());
        is_there.then(|| self.field(key)).flatten()
    }

    /// A field's value where JavaScript takes it as true.
    #[must_use]
    pub fn truthy(&self, key: &str) -> Option<&'a Node> {
        self.field(key).filter(|value| value.is_truthy())
    }

    /// A field's text, where it is a string (an empty one too).
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.field(key)?.as_str()
    }

    /// A field's text, where it is a string and not empty.
    #[must_use]
    pub fn filled(&self, key: &str) -> Option<&'a str> {
        self.text(key).filter(|text| !text.is_empty())
    }

    /// Whether the parser or the structural validation reports the value of one of these fields to the user. A rule that
    /// reads the field would only repeat that.
    #[must_use]
    pub fn is_reported_elsewhere(&self, keys: &[&str]) -> bool {
        self.reading == Reading::Diagnostics
            && keys.iter().any(|key| self.member(key).is_some_and(|it| !fits(key, &it.value)))
    }

    /// Whether it is built as a container: `runtime` asks for one or, under `services`, `entrypoint` names a Dockerfile.
    #[must_use]
    pub fn is_container(&self) -> bool {
        self.text("runtime") == Some(Runtime::Container.name())
            || (self.model == ServicesModel::V2 && self.text("entrypoint").is_some_and(is_dockerfile))
    }

    /// The `runtime`, where it is the name of a property that every JavaScript object inherits: Vercel's resolver finds that
    /// property and takes it for a runtime.
    #[must_use]
    pub fn inherited_runtime(&self) -> Option<&'a str> {
        self.text("runtime").filter(|it| javascript::OBJECT_PROTOTYPE_PROPERTIES.contains(it))
    }

    /// The runtime that Vercel infers when it takes `entrypoint` for the file to run.
    #[must_use]
    pub fn runtime(&self, entrypoint: Option<&str>) -> Option<Runtime> {
        self.runtime_with(self.text("framework"), entrypoint)
    }

    /// The same with another framework than the written one.
    #[must_use]
    pub fn runtime_with(&self, framework: Option<&str>, entrypoint: Option<&str>) -> Option<Runtime> {
        if self.inherited_runtime().is_some() {
            return None;
        }
        let builder = self.text("builder").filter(|_| self.model == ServicesModel::V1);
        Runtime::infer(RuntimeHints { runtime: self.text("runtime"), framework, builder, entrypoint })
    }

    /// What is at its `root`.
    #[must_use]
    pub fn root(&self) -> Root<'a> {
        let project = Folder::root(self.project());
        let root = match (self.model, self.field("root")) {
            (ServicesModel::V1, None) => return Root::Folder(project),
            (ServicesModel::V1, Some(value)) => value.as_str(),
            (ServicesModel::V2, _) => self.filled("root"),
        };
        let Some(root) = root else { return Root::Invalid };
        let found = self.remembered::<WrittenRoot>(|| WrittenRoot::find(root, &project));
        match found {
            WrittenRoot::Folder(path) => Root::Folder(Folder::at(self.project(), path)),
            WrittenRoot::Invalid => Root::Invalid,
            WrittenRoot::Missing => Root::Missing,
            WrittenRoot::File => Root::File,
        }
    }

    /// The folder of its `root`, where there is one.
    #[must_use]
    pub fn folder(&self) -> Option<Folder<'a>> {
        if let Root::Folder(folder) = self.root() { Some(folder) } else { None }
    }

    /// The Dockerfile that Vercel finds where `entrypoint` names none.
    #[must_use]
    pub fn found_dockerfile(&self) -> Option<&'static str> {
        let folder = self.folder()?;
        DOCKERFILES.into_iter().find(|name| folder.exists(name))
    }

    /// What is at its `entrypoint`: `None` where none is written, where it is an image's or a Dockerfile's, or where
    /// the service has no root to look in.
    #[must_use]
    pub fn entrypoint(&self) -> Option<&Entrypoint> {
        self.remembered::<Entrypoint>(|| {
            let entrypoint = self.text("entrypoint").filter(|_| !self.is_container())?;
            let folder = self.folder()?;
            let path = match ModuleAttribute::parse(entrypoint) {
                Some(module) => module.file,
                None => posix_path::normalize(entrypoint),
            };
            // Nothing outside of the project is looked at, but the folders above it are there without looking.
            let is_above = folder.resolve(&path).split('/').all(|segment| matches!(segment, ".." | ""));
            Some(if folder.is_file(&path) {
                Entrypoint::File(path)
            } else if is_above || folder.exists(&path) {
                Entrypoint::Directory(path)
            } else {
                Entrypoint::Missing
            })
        })
        .as_ref()
    }

    /// The file that its `entrypoint` names, from the project root; `None` if it names no file that is there.
    #[must_use]
    pub fn entrypoint_file(&self) -> Option<String> {
        let Entrypoint::File(path) = self.entrypoint()? else { return None };
        Some(self.folder()?.resolve(path))
    }

    /// The frameworks that Vercel detects for a service, of which it wants one at most.
    #[must_use]
    pub fn frameworks(&self) -> &[Detection] {
        self.remembered::<Frameworks>(|| {
            let place = match self.model {
                ServicesModel::V1 => self.detected_in_v1(),
                ServicesModel::V2 => self.detected_in_v2(),
            };
            place.map_or_else(Vec::new, |(folder, runtime)| {
                let detected = self.of_folder::<Detected>(folder.path());
                detect::frameworks_among(&detected, runtime)
            })
        })
    }

    /// The field that names the folder in which Vercel detects its framework.
    #[must_use]
    pub fn detection_key(&self) -> &'static str {
        if matches!(self.entrypoint(), Some(Entrypoint::Directory(_))) { "entrypoint" } else { "root" }
    }

    /// Where `entrypoint` is a directory, there; where it is a file whose runtime is known, in the file's workspace.
    fn detected_in_v1(&self) -> Option<(Folder<'a>, Option<Runtime>)> {
        let folder = self.folder()?;
        match self.entrypoint()? {
            // A runtime that Vercel doesn't have has no frameworks.
            Entrypoint::Directory(_) if self.inherited_runtime().is_some() => None,
            Entrypoint::Directory(path) => {
                Some((folder.folder(path), self.runtime(self.filled("entrypoint"))))
            }
            Entrypoint::File(path) => {
                let runtime = self.runtime(Some(path))?;
                let workspace = nearest_manifest(&folder, path, runtime);
                let workspace = workspace.as_deref().unwrap_or_else(|| posix_path::dirname(path));
                Some((folder.folder(workspace), Some(runtime)))
            }
            Entrypoint::Missing => None,
        }
    }

    /// Where no `framework` is written: in the directory that `entrypoint` names, else in `root`.
    fn detected_in_v2(&self) -> Option<(Folder<'a>, Option<Runtime>)> {
        let is_no_frameworks = self.inherited_runtime().is_some();
        if self.is_container() || self.truthy("framework").is_some() || is_no_frameworks {
            return None;
        }
        let folder = self.folder()?;
        match self.entrypoint() {
            None => Some((folder, self.runtime(None))),
            Some(Entrypoint::File(path)) => Some((folder, self.runtime(Some(path)))),
            Some(Entrypoint::Directory(path)) => Some((folder.folder(path), self.runtime(None))),
            Some(Entrypoint::Missing) => None,
        }
    }

    /// The framework's slug: the written one, else the only one detected.
    #[must_use]
    pub fn framework_slug(&self) -> Option<&str> {
        match (self.truthy("framework"), self.frameworks()) {
            (Some(written), _) => written.as_str(),
            (None, [only]) => Some(only.slug()),
            (None, _) => None,
        }
    }
}

/// What is known of the value of a service. A value that both models have at once is two services.
fn facts(model: ServicesModel, value: &Node, known: &Nodes) -> Arc<Facts> {
    let Some(object) = value.as_object() else { return Arc::default() };
    let facts = known.facts(object);
    match model {
        ServicesModel::V1 => facts,
        ServicesModel::V2 => Arc::clone(facts.of::<InServices>().get_or_init(Arc::default)),
    }
}

/// What is known of a value as a service of `services`.
struct InServices;

impl Query for InServices {
    type Answer = Arc<Facts>;
}

/// What is at the `root` that is written: see [`Root`].
enum WrittenRoot {
    Folder(String),
    Invalid,
    Missing,
    File,
}

impl Query for WrittenRoot {
    type Answer = WrittenRoot;
}

impl WrittenRoot {
    fn find(root: &str, project: &Folder<'_>) -> WrittenRoot {
        let normal = posix_path::normalize(root);
        if normal.starts_with('/') || normal == ".." || normal.starts_with("../") {
            return WrittenRoot::Invalid;
        }
        let path = strip_trailing_slashes(&normal);
        if project.is_file(path) {
            WrittenRoot::File
        } else if project.exists(path) {
            WrittenRoot::Folder(project.resolve(path))
        } else {
            WrittenRoot::Missing
        }
    }
}

impl Query for Entrypoint {
    type Answer = Option<Entrypoint>;
}

/// Every framework of which a folder shows the signs.
struct Detected;

impl FolderQuery for Detected {
    type Answer = Arc<[Detection]>;

    fn find(snapshot: &Snapshot, folder: &str) -> Arc<[Detection]> {
        detect::all_in(&Folder::at(&*snapshot.project, folder)).into()
    }
}

/// See [`Service::frameworks`].
struct Frameworks;

impl Query for Frameworks {
    type Answer = Vec<Detection>;
}

/// The nearest folder, from that of `entrypoint` upwards, that holds a manifest of the runtime.
#[must_use]
pub fn nearest_manifest(folder: &Folder<'_>, entrypoint: &str, runtime: Runtime) -> Option<String> {
    if runtime.manifests().is_empty() {
        return None;
    }
    let normal = posix_path::normalize(entrypoint);
    let mut dir = posix_path::dirname(&normal);
    loop {
        if runtime.manifests().iter().any(|manifest| folder.is_file(&posix_path::join(dir, manifest))) {
            return Some(dir.to_owned());
        }
        if matches!(dir, "." | "/") {
            return None;
        }
        dir = posix_path::dirname(dir);
    }
}

/// Whether a field's value is one that the schema allows, as far as rules about services read it.
fn fits(key: &str, value: &Node) -> bool {
    match (key, &value.json) {
        (_, Json::String(text)) => !text.is_empty(),
        ("mount" | "env", Json::Object(_)) => true,
        ("command" | "schedule" | "topics", Json::Array(elements)) => !elements.is_empty(),
        _ => false,
    }
}
