//! What a path or request resolves to in the project.

use std::ops::ControlFlow;
use svc_config::ServicesModel;

use svc_syntax::PathSegment;

use super::reported::Reported;
use crate::markdown::code;
use svc_analysis::request::Answers;
use svc_analysis::services::v1;
use svc_analysis::snapshot::Snapshot;
use svc_config::meaning::{self, PathKind};
use svc_syntax::value::Node;
use svc_vercel::detect;
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::posix_path;
use svc_vercel::project::walk::{WalkEnd, matching};
use svc_vercel::project::{EntryKind, Folder};
use svc_vercel::runtime::{ModuleAttribute, Runtime, is_dockerfile};

/// The hover text for a path of the project.
pub(super) fn path(
    snapshot: &Snapshot,
    at: &[PathSegment],
    kind: PathKind,
    text: &str,
    reported: &Reported,
) -> Option<String> {
    let base = meaning::base_of(snapshot.config(), at);
    let folder = Folder::root(&*snapshot.project).folder(&base);
    let module = ModuleAttribute::parse(text).filter(|_| kind == PathKind::Entrypoint);
    let resolved = folder.resolve(module.as_ref().map_or(text, |module| &module.file));
    let resolved = posix_path::normalize(&resolved);
    let resolved = resolved.trim_end_matches('/');
    let shown = named(resolved);
    let is_container = service_field(snapshot, at, "runtime") == Some("container");
    if is_container && kind == PathKind::Entrypoint && !is_dockerfile(text) {
        return Some(format!(
            "**{}** — a container image\n\nThis isn't the name of a Dockerfile, so Vercel uses it as a prebuilt image.",
            code(text)
        ));
    }
    let mut parts = Vec::new();
    match snapshot.project.kind(resolved) {
        _ if reported.is_any() && snapshot.project.kind(resolved).is_none() => return None,
        _ if resolved.starts_with("..") || resolved.starts_with('/') => {
            parts.push(format!("**{}** — outside the project", code(text)));
        }
        None => parts.push(format!("**{shown}** — doesn't exist")),
        Some(EntryKind::File) => {
            let runtime = Runtime::of_file(resolved).map(|runtime| format!(", run by `{}`", runtime.name()));
            parts.push(format!(
                "**{shown}** — a file{}",
                runtime.filter(|_| kind == PathKind::Entrypoint).unwrap_or_default()
            ));
            if let Some(module) = module {
                parts.push(format!("The application is {}.", code(&module.attribute)));
            }
        }
        Some(EntryKind::Directory) => {
            parts.push(format!("**{shown}** — a folder"));
            let folder = Folder::root(&*snapshot.project).folder(resolved);
            let names: Vec<String> = detect::frameworks_in(&folder, None)
                .iter()
                .map(|found| format!("{} (`{}`)", found.framework.name, found.slug()))
                .collect();
            parts.push(match names.as_slice() {
                [] => "Vercel detects no framework here.".to_owned(),
                names => format!("Vercel detects {}.", names.join(" and ")),
            });
        }
    }
    Some(parts.join("\n\n"))
}

/// The folder of a path: "the project root", "`apps/web`".
pub(super) fn named(path: &str) -> String {
    if path == "." { "the project root".to_owned() } else { code(path) }
}

/// The hover text for a glob: the files that it matches.
pub(super) fn glob(
    snapshot: &Snapshot,
    at: &[PathSegment],
    text: &str,
    reported: &Reported,
) -> Option<String> {
    /// Files that are named.
    const SHOWN: usize = 5;
    let base = posix_path::normalize(&meaning::base_of(snapshot.config(), at));
    let (mut files, mut count, mut steps) = (Vec::new(), 0, Steps::default());
    let glob = Glob::new(text, &mut steps);
    let walked = matching(&*snapshot.project, base.trim_end_matches('/'), &glob, &mut steps, |file| {
        count += 1;
        if files.len() < SHOWN {
            files.push(format!("- {}", code(file)));
        }
        ControlFlow::Continue(())
    });
    if count == 0 && reported.is_any() {
        return None;
    }
    if count > SHOWN {
        files.push(format!("- and {} more", count - SHOWN));
    }
    let list = if files.is_empty() { String::new() } else { format!("\n\n{}", files.join("\n")) };
    Some(format!("**{}** — matches {}{list}", code(text), glob_count(count, walked == WalkEnd::Partly)))
}

/// "no file", "1 file", "12 files", "at least 12 files".
pub(crate) fn glob_count(files: usize, is_partial: bool) -> String {
    let least = if is_partial { "at least " } else { "" };
    match files {
        0 if is_partial => "no file among the first that were searched".to_owned(),
        0 => "no file".to_owned(),
        1 => format!("{least}1 file"),
        files => format!("{least}{files} files"),
    }
}

/// The hover text for the path of a request: what answers it.
pub(super) fn request(
    snapshot: &Snapshot,
    at: &[PathSegment],
    text: &str,
    reported: &Reported,
) -> Option<String> {
    if !text.starts_with('/') || text.contains([':', '$', '(', '*']) {
        return None;
    }
    let answering = Answers::new(snapshot).of(at, text);
    let mut lines: Vec<String> = answering.files.iter().map(|file| format!("- {}", code(file))).collect();
    if let Some(name) = &answering.service {
        let services = &v1::resolution(snapshot).services;
        let prefix = services.iter().find(|it| it.name == *name).and_then(|it| it.web_prefix());
        let prefix = prefix.map(|prefix| format!(", with the prefix {}", code(prefix))).unwrap_or_default();
        lines.push(format!("- service **{}**{prefix}", code(name)));
    }
    Some(match lines.as_slice() {
        [] if reported.is_any() => return None,
        [] => format!("**{}** — no file in the project handles it", code(text)),
        lines => format!("**{}** — handled by\n\n{}", code(text), lines.join("\n")),
    })
}

/// A string of the service that a path leads into.
fn service_field<'a>(snapshot: &'a Snapshot, at: &[PathSegment], key: &str) -> Option<&'a str> {
    let service = meaning::service_of(at).filter(|service| service.model == ServicesModel::V1)?;
    snapshot.config().get(service.key)?.get(service.name)?.get(key).and_then(Node::as_str)
}
