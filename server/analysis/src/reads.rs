//! Which service's code reads which variable, and which service's URL the variable holds.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use svc_config::ServicesModel;
use svc_sources::{Index, Language, Origin, Position, Read};
use svc_syntax::TextRange;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::project::Link;

use crate::by_folder::{FolderQuery, of_folder};
use crate::services::env::Availability;
use crate::services::names::{self, Role};
use crate::services::{Configured, Reading, configured, env, v1, v2};
use crate::snapshot::Snapshot;

/// A variable that holds the URL of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlVariable {
    /// Its name.
    pub name: String,
    /// The service whose URL it holds.
    pub target: String,
    /// The one service that has it, by a binding; `None` if Vercel generates it for all.
    pub owner: Option<String>,
    /// The services for whose client code it is generated; `None` if it isn't for client code.
    pub clients: Option<Arc<[String]>>,
    /// Where the file gives the name, with quotes: in the binding, or as the name of the service.
    pub range: TextRange,
}

/// A read and the services that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site<'a> {
    /// The file, from the project root.
    pub file: &'a Arc<str>,
    /// The read.
    pub read: &'a Read,
}

/// A read whose variable `vercel.json` doesn't set there anymore once it is migrated to `services`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedRead<'a> {
    /// The read.
    pub site: Site<'a>,
    /// The service whose code it is.
    pub service: String,
    /// Where the file gives the name of that service, with quotes.
    pub place: TextRange,
    /// Whether the variable is generated for client code.
    pub is_for_clients: bool,
    /// What becomes of the variable, as the end of a sentence about it.
    pub loss: &'static str,
    /// What to do, as sentences.
    pub remedy: String,
}

/// A read of a variable in the source code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadEntry {
    /// The variable.
    pub name: String,
    /// The file, from the project root.
    pub file: String,
    /// Where the code names the variable. Lines and characters count from 0, characters in UTF-16 units.
    pub range: ReadRange,
    /// The services whose folder the file is in; empty for code outside of all.
    pub services: Vec<String>,
    /// The service whose URL the variable holds; null if `vercel.json` doesn't provide the variable to this code.
    pub target: Option<String>,
    /// The project's `.env` file that sets the variable, which takes precedence; null if none does.
    pub env_file: Option<String>,
}

/// A range in a source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReadRange {
    /// Where it starts.
    pub start: ReadPosition,
    /// Where it ends.
    pub end: ReadPosition,
}

/// A position in a source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReadPosition {
    /// The line.
    pub line: u32,
    /// The character, in UTF-16 units.
    pub character: u32,
}

impl ReadRange {
    /// The range of a read.
    #[must_use]
    pub fn of(read: &Read) -> ReadRange {
        let Position { line, utf16, .. } = read.start;
        // A name in source code has one unit for each byte.
        let length = read.range.end.saturating_sub(read.range.start);
        let at = |character| ReadPosition { line, character };
        ReadRange { start: at(utf16), end: at(utf16.saturating_add(length)) }
    }
}

/// The most reads that are listed.
const MAX_LISTED: usize = 10_000;

/// The folders of a project's services, and what its code reads.
#[derive(Debug)]
pub struct Reads<'a> {
    index: &'a Index,
    /// Each folder, from the project root, with the services in it.
    folders: BTreeMap<String, Vec<&'a str>>,
    /// The framework of each service that has one.
    frameworks: HashMap<&'a str, &'a str>,
    /// The runtime of each service that has one.
    runtimes: HashMap<&'a str, &'a str>,
    variables: Vec<UrlVariable>,
    in_env_files: BTreeMap<String, String>,
}

/// The folder in the project that a symbolic link leads to.
struct LinkTarget;

impl FolderQuery for LinkTarget {
    type Answer = Option<String>;

    fn find(snapshot: &Snapshot, folder: &str) -> Option<String> {
        match snapshot.project.link(folder)? {
            Link::Inside(target) => Some(target),
            Link::Elsewhere => None,
        }
    }
}

impl<'a> Reads<'a> {
    /// The reads of the project of a file; `None` if they aren't known, or if it declares no services.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot) -> Option<Reads<'a>> {
        let index = snapshot.reads()?;
        let mut folders: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let (mut frameworks, mut runtimes) = (HashMap::new(), HashMap::new());
        match configured(snapshot.config()) {
            Configured::V1 => {
                for service in &v1::resolution(snapshot).services {
                    folders.entry(service.workspace.clone()).or_default().push(&service.name);
                    frameworks.extend(service.framework().map(|slug| (&*service.name, slug)));
                    runtimes.extend(service.runtime.as_deref().map(|runtime| (&*service.name, runtime)));
                }
            }
            Configured::V2 => {
                for service in &v2::resolution(snapshot).services {
                    folders.entry(service.root.clone()).or_default().push(&service.name);
                    frameworks.extend(service.framework.as_deref().map(|slug| (&*service.name, slug)));
                    runtimes.extend(service.runtime.as_deref().map(|runtime| (&*service.name, runtime)));
                }
            }
            Configured::None | Configured::Both => return None,
        }
        let target = |folder: &String| Some((folder.clone(), of_folder::<LinkTarget>(snapshot, folder)?));
        let links: Vec<(String, String)> = folders.keys().filter_map(target).collect();
        for (link, folder) in links {
            let services = folders.get(&link).cloned().unwrap_or_default();
            folders.entry(folder).or_default().extend(services);
        }
        let in_env_files = env::names_in_env_files(&*snapshot.project);
        let variables = url_variables(snapshot);
        Some(Reads { index, folders, frameworks, runtimes, variables, in_env_files })
    }

    /// The services whose folder a file is in: those of the innermost folder. None if it is the file of another project.
    #[must_use]
    pub fn services_of(&self, file: &str) -> &[&'a str] {
        self.innermost(file).map_or(&[], |(_, services)| services)
    }

    /// The innermost folder of services that a file is in.
    #[must_use]
    pub fn folder_of(&self, file: &str) -> Option<&str> {
        self.innermost(file).map(|(folder, _)| folder)
    }

    fn innermost(&self, file: &str) -> Option<(&str, &[&'a str])> {
        let (folder, services) = self.folders.get_key_value(self.project_or_service(file)?)?;
        Some((folder, services))
    }

    /// Whether a file belongs to another project: a folder between it and those of the services has a `vercel.json` of its own.
    fn is_foreign(&self, file: &str) -> bool {
        self.project_or_service(file).is_some_and(|folder| !self.folders.contains_key(folder))
    }

    /// The innermost folder around a file that is a service's, or a project of its own.
    fn project_or_service<'f>(&self, file: &'f str) -> Option<&'f str> {
        let mut above = file.rmatch_indices('/').filter_map(|(at, _)| file.get(..at)).chain(["."]);
        above.find(|folder| self.folders.contains_key(*folder) || self.index.projects.contains(*folder))
    }

    /// The framework of a service.
    #[must_use]
    pub fn framework(&self, service: &str) -> Option<&'static Framework> {
        self.frameworks.get(service).copied().and_then(frameworks::find)
    }

    /// Whether a file is in a language that a service runs. A container may run any.
    #[must_use]
    pub fn runs(&self, service: &str, file: &str) -> bool {
        let Some(language) = Language::of_path(file) else { return false };
        match self.runtimes.get(service).copied() {
            Some("container") => true,
            Some("python") => language == Language::Python,
            Some("go") => language == Language::Go,
            Some("rust") => language == Language::Rust,
            Some("ruby") => language == Language::Ruby,
            _ => language.is_javascript(),
        }
    }

    /// Whether there are files that were not looked at, because the project has too many.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.index.is_partial
    }

    /// The variables that hold URLs of services.
    #[must_use]
    pub fn variables(&self) -> &[UrlVariable] {
        &self.variables
    }

    /// The `.env` file of the project that sets a variable.
    #[must_use]
    pub fn env_file(&self, name: &str) -> Option<&str> {
        self.in_env_files.get(name).map(String::as_str)
    }

    /// Whether the code of a file gets a variable. Code outside of all services may be part of any.
    #[must_use]
    pub fn gets(&self, file: &str, variable: &UrlVariable) -> bool {
        let services = self.services_of(file);
        let is_owner = |owner: &str| services.is_empty() || services.contains(&owner);
        !self.is_foreign(file) && variable.owner.as_deref().is_none_or(is_owner)
    }

    /// Whether a read or an assignment is one of a variable. What sets a variable at run time doesn't set it in the build.
    #[must_use]
    pub fn is_of(&self, site: Site<'_>, variable: &UrlVariable) -> bool {
        let is_in_time = variable.owner.is_none() || site.read.origin != Origin::Build;
        *site.read.name == *variable.name && is_in_time && self.gets(site.file, variable)
    }

    /// Whether a variable is meant for the code of a file: one that is generated for client code has no other use.
    #[must_use]
    pub fn suits(&self, file: &str, variable: &UrlVariable) -> bool {
        let services = self.services_of(file);
        let is_client = |clients: &Arc<[String]>| clients.iter().any(|it| services.contains(&it.as_str()));
        self.gets(file, variable) && (services.is_empty() || variable.clients.as_ref().is_none_or(is_client))
    }

    /// Every read, without those of other projects.
    pub fn all(&self) -> impl Iterator<Item = Site<'a>> {
        self.uses().filter(|site| !site.read.is_write)
    }

    /// Every read and assignment of a variable by its name, without those of other projects.
    fn uses(&self) -> impl Iterator<Item = Site<'a>> {
        self.with_unnamed().filter(|site| !site.read.name.is_empty())
    }

    /// The same, and uses and assignments of variables that the code doesn't name.
    fn with_unnamed(&self) -> impl Iterator<Item = Site<'a>> {
        let all = self.index.all().map(|(file, read)| Site { file, read });
        all.filter(|site| self.index.projects.is_empty() || !self.is_foreign(site.file))
    }

    /// The path by which the editor has a file open, or would open it.
    #[must_use]
    pub fn path_in_editor<'s>(&'s self, file: &'s str) -> &'s str {
        self.index.link(file).map_or(file, |link| link)
    }

    /// Where the code that a file may be run with reads or sets a variable: that of the same services, and that outside of all. With an
    /// empty name, where it uses or sets variables that it doesn't name.
    pub fn uses_beside<'s>(
        &'s self,
        file: &'s str,
        name: &'s str,
    ) -> impl Iterator<Item = Site<'a>> + use<'s, 'a> {
        let own = self.services_of(file);
        self.with_unnamed().filter(move |site| *site.read.name == *name).filter(move |site| {
            let services = self.services_of(site.file);
            services.is_empty() || services.iter().any(|it| own.contains(it))
        })
    }

    /// The reads of a file, unless it belongs to another project.
    pub fn of_file<'f>(&self, file: &'f Arc<str>) -> impl Iterator<Item = Site<'f>> + use<'a, 'f>
    where
        'a: 'f,
    {
        let reads = if self.is_foreign(file) { &[] } else { self.index.of_file(file) };
        let reads = reads.iter().filter(|read| !read.is_write && !read.name.is_empty());
        reads.map(move |read| Site { file, read })
    }

    /// Where a variable is read by the code that gets it, that of services first.
    #[must_use]
    pub fn of_variable(&self, variable: &UrlVariable) -> Vec<Site<'a>> {
        only_reads(self.uses_of_variable(variable))
    }

    /// Where a variable is read or set by the code that gets it, that of services first.
    #[must_use]
    pub fn uses_of_variable(&self, variable: &UrlVariable) -> Vec<Site<'a>> {
        self.shared_last(self.uses().filter(|site| self.is_of(*site, variable)))
    }

    /// These places in the order of the files, with those outside of all services at the end.
    fn shared_last(&self, sites: impl Iterator<Item = Site<'a>>) -> Vec<Site<'a>> {
        let (mut own, shared): (Vec<_>, Vec<_>) =
            sites.partition(|site| !self.services_of(site.file).is_empty());
        own.extend(shared);
        own
    }

    /// Where the code that gets a variable uses variables that it doesn't name: all of them, or those whose names it computes.
    #[must_use]
    pub fn unnamed_beside(&self, variable: &UrlVariable) -> Vec<Site<'a>> {
        let is_unnamed = |site: &Site<'_>| site.read.uses_others && self.suits(site.file, variable);
        self.with_unnamed().filter(is_unnamed).collect()
    }

    /// Where the variables with the URL of a service are read, in the order of the files, the code of services first.
    #[must_use]
    pub fn of_service(&self, service: &str) -> Vec<Site<'a>> {
        only_reads(self.uses_of_service(service))
    }

    /// Where the variables with the URL of a service are read or set, in the order of the files, the code of services first.
    #[must_use]
    pub fn uses_of_service(&self, service: &str) -> Vec<Site<'a>> {
        let mut names: HashMap<&str, Vec<&UrlVariable>> = HashMap::new();
        for variable in self.variables.iter().filter(|it| it.target == service) {
            names.entry(&variable.name).or_default().push(variable);
        }
        let is_read = |site: &Site<'_>| {
            let variables = names.get(&*site.read.name);
            variables.is_some_and(|variables| variables.iter().any(|variable| self.is_of(*site, variable)))
        };
        self.shared_last(self.uses().filter(is_read))
    }

    /// The variable that a read means, if `vercel.json` provides it there.
    #[must_use]
    pub fn provider(&self, site: Site<'_>) -> Option<&UrlVariable> {
        self.variables.iter().find(|variable| self.is_of(site, variable))
    }

    /// The names that the code of a service reads on the server, and that neither `vercel.json` nor an `.env` file sets; each with a
    /// file that reads it.
    #[must_use]
    pub fn unprovided(&self, snapshot: &Snapshot, service: &str) -> Vec<(&'a str, &'a str)> {
        let mut seen = HashSet::new();
        let framework = v2::resolution(snapshot).service(service).and_then(|it| it.framework.as_deref());
        let public = framework.and_then(frameworks::find).and_then(|it| it.env_prefix.as_deref());
        let public = public.filter(|prefix| !prefix.is_empty());
        let is_public = |name: &str| public.is_some_and(|prefix| name.starts_with(prefix));
        let is_own = |site: &Site<'_>| self.services_of(site.file).contains(&service);
        let is_unprovided = |site: &Site<'_>| {
            let name = &*site.read.name;
            !env::is_of_system(name)
                && !is_public(name)
                && site.read.origin != Origin::Build
                && self.env_file(name).is_none()
                && self.provider(*site).is_none()
        };
        let reads = self.all().filter(is_own).filter(is_unprovided);
        let mut found: Vec<(&str, &str)> = reads
            .map(|site| (&*site.read.name, &**site.file))
            .filter(|(name, _)| seen.insert(*name))
            .collect();
        found.sort_unstable();
        found
    }

    /// The reads as `inspect` lists them.
    #[must_use]
    pub fn entries(&self) -> Vec<ReadEntry> {
        let entry = |site: Site<'_>| ReadEntry {
            name: site.read.name.to_string(),
            file: site.file.to_string(),
            range: ReadRange::of(site.read),
            services: self.services_of(site.file).iter().map(|name| (*name).to_owned()).collect(),
            target: self.provider(site).map(|variable| variable.target.clone()),
            env_file: self.env_file(&site.read.name).map(str::to_owned),
        };
        self.all().take(MAX_LISTED).map(entry).collect()
    }
}

fn only_reads(mut sites: Vec<Site<'_>>) -> Vec<Site<'_>> {
    sites.retain(|site| !site.read.is_write);
    sites
}

/// The variables that hold URLs of services: those that Vercel generates, or those of the bindings.
#[must_use]
pub fn url_variables(snapshot: &Snapshot) -> Vec<UrlVariable> {
    match configured(snapshot.config()) {
        Configured::V1 => {
            let services = &v1::resolution(snapshot).services;
            let declared = names::occurrences(snapshot.config());
            let range = |service: &str| {
                let is_it = |it: &&names::Occurrence| {
                    it.role == Role::Declaration && it.model == ServicesModel::V1 && it.name == service
                };
                declared.iter().find(is_it).map(|it| it.range)
            };
            let all = env::variables(services, snapshot.settings.deployment_host()).into_iter();
            all.filter_map(|it| {
                let range = range(&it.service)?;
                let clients = match it.availability {
                    Availability::Server => None,
                    Availability::Client { services, .. } => Some(services),
                };
                Some(UrlVariable { name: it.name, target: it.service, owner: None, clients, range })
            })
            .collect()
        }
        Configured::V2 => {
            let services = v2::services(snapshot, Reading::Resolver);
            let owners = services.iter().filter(|owner| v2::without_bindings(snapshot, owner).is_none());
            let bindings = owners.flat_map(|owner| owner.bindings().map(move |it| (owner, it)));
            bindings
                .filter_map(|(owner, binding)| {
                    let name = binding.variable().filter(|name| !env::is_reserved(name))?;
                    Some(UrlVariable {
                        name: name.to_owned(),
                        target: binding.target()?.to_owned(),
                        owner: Some(owner.name.to_string()),
                        clients: None,
                        range: binding.env?.range,
                    })
                })
                .collect()
        }
        Configured::None | Configured::Both => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixture;

    const V2: &str = r#"
//- /vercel.json
{ "services": {
  "web": { "root": "apps/web", "framework": "nextjs", "bindings": [{ "type": "service", "service": "api", "format": "url", "env": "API" }] },
  "api": { "root": "apps/api", "framework": "express", "bindings": [{ "type": "service", "service": "web", "format": "url", "env": "WEB" }] }
} }
//- /apps/web/package.json
{ "dependencies": { "next": "16" } }
//- /apps/web/page.tsx
process.env.API; process.env.WEB; process.env.SECRET; process.env.NODE_ENV; process.env.IN_FILE; process.env.NEXT_PUBLIC_X
//- /apps/api/package.json
{ "dependencies": { "express": "4" } }
//- /apps/api/index.ts
const { WEB, API } = process.env;
//- /packages/shared/index.ts
process.env.API
//- /examples/other/vercel.json
{}
//- /examples/other/web/index.ts
process.env.API
//- /apps/web/vercel.json
{}
//- /.env
IN_FILE=1
"#;

    fn fixture_with(files: &str) -> Fixture {
        Fixture::new(&format!("{V2}{files}"))
    }

    #[test]
    fn code_reads_what_its_service_gets() {
        let fixture = Fixture::new(V2);
        let reads = Reads::of(&fixture.snapshot).unwrap();
        let shown = |sites: Vec<Site<'_>>| -> Vec<String> {
            sites.iter().map(|it| format!("{} {}", it.file, it.read.name)).collect()
        };
        assert_eq!(shown(reads.of_service("api")), ["apps/web/page.tsx API", "packages/shared/index.ts API"]);
        assert_eq!(shown(reads.of_service("web")), ["apps/api/index.ts WEB"]);
        let in_shared = fixture_with("//- /a.ts\nprocess.env.API\n");
        let reads_too = Reads::of(&in_shared.snapshot).unwrap();
        let expected = ["apps/web/page.tsx API", "a.ts API", "packages/shared/index.ts API"];
        assert_eq!(shown(reads_too.of_service("api")), expected);
        let bound = reads_too.variables().iter().find(|it| it.name == "API").unwrap();
        assert_eq!(shown(reads_too.of_variable(bound)), expected);
        assert_eq!(
            reads.unprovided(&fixture.snapshot, "web"),
            [("SECRET", "apps/web/page.tsx"), ("WEB", "apps/web/page.tsx")]
        );
        assert_eq!(reads.unprovided(&fixture.snapshot, "api"), [("API", "apps/api/index.ts")]);
        assert_eq!(reads.services_of("apps/website/x.ts"), [""; 0]);
        assert_eq!(reads.entries().len(), 9);
        let target = |name: &str, origin| {
            let (file, read) = (&Arc::from("apps/web/page.tsx"), &Read::of(name, origin));
            reads.provider(Site { file, read }).map(|it| it.target.clone())
        };
        assert_eq!(target("API", Origin::Process).as_deref(), Some("api"));
        assert_eq!(target("WEB", Origin::Process), None);
        assert_eq!(target("API", Origin::Build), None);
    }

    #[test]
    fn a_v1_service_gives_its_url_to_all() {
        let fixture = Fixture::new(
            r#"
//- /vercel.json
{ "experimentalServices": {
  "web": { "entrypoint": "web", "framework": "nextjs", "routePrefix": "/" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
} }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /web/page.tsx
process.env.NEXT_PUBLIC_API_URL
//- /api/main.py
import os
os.getenv("WEB_URL"); os.environ["API_URL"]
"#,
        );
        let reads = Reads::of(&fixture.snapshot).unwrap();
        let entries = reads.entries();
        let shown: Vec<_> = entries
            .iter()
            .map(|it| (it.file.as_str(), it.name.as_str(), it.services.join(","), it.target.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("api/main.py", "WEB_URL", "api".to_owned(), Some("web")),
                ("api/main.py", "API_URL", "api".to_owned(), Some("api")),
                ("web/page.tsx", "NEXT_PUBLIC_API_URL", "web".to_owned(), Some("api")),
            ]
        );
        let range = serde_json::to_value(&entries[0].range).unwrap();
        assert_eq!(
            range.to_string(),
            r#"{"start":{"line":1,"character":11},"end":{"line":1,"character":18}}"#
        );
    }
}
