//! Finds the file or function that serves a path, as far as the project tree shows it. Only the build knows the rest.

use percent_encoding::percent_decode_str;

use super::answer::Found;
use crate::functions::framework;
use crate::manifests::package_json;
use crate::request::endpoints::{RequestFile, RequestFiles};
use crate::services::{Configured, routing, v1, v2};
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;
use svc_vercel::detect;
use svc_vercel::posix_path;
use svc_vercel::project::{EntryKind, Folder};
use svc_vercel::runtime::STATIC_BUILDERS;

/// The files and functions of a project.
#[derive(Debug)]
pub struct Files<'a> {
    snapshot: &'a Snapshot,
    configured: Configured,
    functions: RequestFiles<'a>,
    /// Whether nothing is built: the files are served as they are.
    is_plain: bool,
    clean_urls: bool,
}

impl<'a> Files<'a> {
    /// Those of the project around a file.
    pub fn of(snapshot: &'a Snapshot, configured: Configured) -> Files<'a> {
        let config = snapshot.config();
        let is_set = |key| config.get(key).is_some_and(Node::is_truthy);
        let is_built = ["framework", "buildCommand", "outputDirectory", "builds"].into_iter().any(is_set);
        Files {
            snapshot,
            configured,
            functions: RequestFiles::of(snapshot),
            is_plain: configured == Configured::None && !is_built && !has_build(snapshot),
            clean_urls: is_set("cleanUrls"),
        }
    }

    /// What answers at a path of the deployment, or of a service of `services`.
    pub fn at(&self, path: &str, service: Option<&str>) -> Found {
        match (self.configured, service) {
            (Configured::V2, Some(service)) => self.of_service(path, service),
            (Configured::V2, None) => Found::Nothing,
            (Configured::V1, _) => self.of_prefixes(path),
            (Configured::None | Configured::Both, _) => self.of_project(path),
        }
    }

    /// Services of `experimentalServices` put functions at internal paths, and static sites files below their prefix.
    fn of_prefixes(&self, path: &str) -> Found {
        let services = &v1::resolution(self.snapshot).services;
        let function = path.strip_prefix("/_svc/").and_then(|rest| rest.strip_suffix("/index"));
        if let Some(service) = function.and_then(|name| services.iter().find(|service| service.name == name))
        {
            return Found::Function(service.name.clone());
        }
        match routing::owner(services, path) {
            Some((_, service)) if service.runtime.is_none() => Found::Unknown,
            _ => Found::Nothing,
        }
    }

    /// A service with a runtime handles every path itself, and its function has a fixed name. What a build outputs can't be known.
    fn of_service(&self, path: &str, service: &str) -> Found {
        let Some(service) = v2::resolution(self.snapshot).service(service) else { return Found::Unknown };
        // Names of files and functions are compared with the decoded path.
        let Ok(path) = percent_decode_str(path).decode_utf8() else { return Found::Nothing };
        let path = &*path;
        if let Some(runtime) = service.runtime.as_deref() {
            let is_function = match (runtime, path.trim_end_matches('/')) {
                ("node", "" | "/index") => true,
                ("python", name) => {
                    name.strip_prefix('/') == Some(service.framework.as_deref().unwrap_or("python"))
                }
                _ => false,
            };
            return if is_function { Found::Function(service.name.clone()) } else { Found::Nothing };
        }
        let root = Folder::root(&*self.snapshot.project).folder(&service.root);
        if path == "/"
            && !service.written.contains_key("outputDirectory")
            && let Some(page) = service.framework.as_deref().and_then(|slug| detect::index_page(&root, slug))
        {
            return Found::File(page);
        }
        let is_served_as_is = service.builder.name() == STATIC_BUILDERS[1];
        let absent = if is_served_as_is { Found::Nothing } else { Found::Unknown };
        let served: &[&str] = if is_served_as_is { &["public", ""] } else { &["public"] };
        served.iter().find_map(|top| self.file(&root.folder(top), path)).map_or(absent, Found::File)
    }

    /// The files that may answer a path, by their names alone.
    pub fn answering(&self, path: &str) -> Vec<String> {
        self.functions.answering(path)
    }

    /// The functions in `api` of the project.
    pub fn api_functions(&self) -> Vec<&RequestFile> {
        self.functions.functions().iter().filter(|it| it.file.starts_with("api/")).collect()
    }

    fn of_project(&self, path: &str) -> Found {
        // Names of files are compared with the decoded path.
        let Ok(path) = percent_decode_str(path).decode_utf8() else { return Found::Nothing };
        let path = &*path;
        let name = path.trim_end_matches('/');
        // An index function answers at its folder and at its name; `api/users.js` doesn't answer `/api/users/index`.
        let is_index = |it: &RequestFile| posix_path::stem(posix_path::basename(&it.file)) == "index";
        let at = |it: &&RequestFile| {
            it.path == name || is_index(it) && name.strip_suffix("/index") == Some(&it.path)
        };
        if let Some(function) = self.api_functions().into_iter().find(at) {
            return Found::File(function.file.clone());
        }
        // Pages and handlers of a framework, whose parameters it fills itself.
        let is_page = |file: &String| self.functions.functions().iter().any(|it| it.file == *file);
        let pages = self.functions.answering(path).into_iter().filter(|file| !file.starts_with("api/"));
        if let Some(file) = pages.into_iter().find(is_page) {
            return Found::File(file);
        }
        if name.is_empty()
            && let Some(page) = self.index_page()
        {
            return Found::File(page);
        }
        match self.served().and_then(|folder| self.file(&folder, path)) {
            Some(file) => Found::File(file),
            None if self.is_plain => Found::Nothing,
            None => Found::Unknown,
        }
    }

    /// The folder whose files the project serves as they are.
    fn served(&self) -> Option<Folder<'a>> {
        let root = Folder::root(&*self.snapshot.project);
        let has_public = self.snapshot.project.kind("public") == Some(EntryKind::Directory);
        if has_public { Some(root.folder("public")) } else { self.is_plain.then_some(root) }
    }

    /// The file or function of the project that would answer a path if upper and lower case were the same, and its own path; none where something
    /// answers the path.
    pub fn other_case(&self, path: &str) -> Option<(String, String)> {
        if matches!(self.at(path, None), Found::File(_) | Found::Function(_))
            || !self.answering(path).is_empty()
        {
            return None;
        }
        self.function_in_other_case(path).or_else(|| self.file_in_other_case(path))
    }

    fn function_in_other_case(&self, path: &str) -> Option<(String, String)> {
        let lower = path.to_lowercase();
        let own_path = |it: &&RequestFile| {
            let extension =
                posix_path::basename(&it.file).rsplit_once('.').map_or("", |(_, extension)| extension);
            let with_extension = format!("{}.{extension}", it.path);
            [it.path.clone(), with_extension].into_iter().find(|own| own.to_lowercase() == lower)
        };
        let functions = self.api_functions();
        let mut alike = functions.iter().filter_map(|it| Some((it.file.clone(), own_path(it)?)));
        let only = alike.next().filter(|_| alike.next().is_none())?;
        (only.1 != path && !only.1.contains('[')).then_some(only)
    }

    fn file_in_other_case(&self, path: &str) -> Option<(String, String)> {
        let folder = self.served()?;
        let name = path.strip_prefix('/')?.trim_end_matches('/');
        let is_published = |end: &&&str| match **end {
            ".html" => self.clean_urls,
            "" => !(self.clean_urls && name.ends_with(".html")),
            _ => true,
        };
        ["", "/index.html", ".html"].iter().filter(is_published).find_map(|end| {
            let found = folder.other_case(&format!("{name}{end}"))?;
            let meant = format!("/{}", found.strip_suffix(end)?);
            Some((self.file(&folder, &meant)?, meant))
        })
    }

    /// The source of the page that the build of the project puts out at `/`, where that is known.
    fn index_page(&self) -> Option<String> {
        let framework = framework::of(self.snapshot)??;
        let output = self.snapshot.config().get("outputDirectory").and_then(Node::as_str);
        let is_usual = output.is_none() || output == framework.settings.output_directory.value.as_deref();
        let root = Folder::root(&*self.snapshot.project);
        detect::index_page(&root, framework.slug()?).filter(|_| is_usual)
    }

    /// The file of a folder of static files that answers a path.
    fn file(&self, folder: &Folder<'_>, path: &str) -> Option<String> {
        let name = path.strip_prefix('/')?;
        let names = [
            // With `cleanUrls` a page is published without its extension only.
            if self.clean_urls && name.ends_with(".html") {
                String::new()
            } else {
                name.trim_end_matches('/').to_owned()
            },
            format!("{name}/index.html"),
            if self.clean_urls { format!("{}.html", name.trim_end_matches('/')) } else { String::new() },
        ];
        names.into_iter().find_map(|name| {
            let name = posix_path::normalize(&name);
            let is_kept_back = name.split('/').any(|segment| {
                (segment.starts_with('.') && segment != ".well-known") || segment == "node_modules"
            }) || matches!(&*name, "vercel.json" | "package.json");
            let file = folder.resolve(&name);
            // The functions' folder is built, not published.
            let is_kept_back = is_kept_back || (file.starts_with("api/") && !self.api_functions().is_empty());
            (!is_kept_back && folder.project().is_file(&file)).then_some(file)
        })
    }
}

/// Whether Vercel builds something: a framework, or a script.
fn has_build(snapshot: &Snapshot) -> bool {
    package_json(snapshot, ".").is_some_and(|package| package.has_build_script())
        || !matches!(framework::of(snapshot), Some(None))
}
