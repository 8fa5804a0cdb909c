//! Finds the service and the files that handle a path, for links, hovers and definitions.

use std::cell::OnceCell;

use svc_syntax::PathSegment;

use super::endpoints::RequestFiles;
use super::table::Router;
use super::{Outcome, Request};
use crate::services::{Configured, routing, v1, v2};
use crate::snapshot::Snapshot;

/// Who answers a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Responder {
    /// The service.
    pub service: Option<String>,
    /// The files that may answer, the likeliest first: those of the service, where there is one.
    pub files: Vec<String>,
}

/// Finds what handles the paths in a file. Its tables are built once, on first use.
#[derive(Debug)]
pub struct Answers<'a> {
    snapshot: &'a Snapshot,
    files: OnceCell<RequestFiles<'a>>,
    router: OnceCell<Option<Router<'a>>>,
}

impl<'a> Answers<'a> {
    /// Those of a file.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot) -> Answers<'a> {
        Answers { snapshot, files: OnceCell::new(), router: OnceCell::new() }
    }

    /// What handles the path written at `place`. A cron job's path is requested, so all rules apply to it. The destination of a
    /// rule is only looked up among files and route prefixes.
    #[must_use]
    pub fn of(&self, place: &[PathSegment], text: &str) -> Responder {
        let is_request = matches!(place, [PathSegment::Key(key), ..] if key == "crons" || key == "schedules");
        let router = || self.router.get_or_init(|| Router::new(self.snapshot).ok()).as_ref();
        if let Some(router) = is_request.then(router).flatten() {
            return router.answering(text);
        }
        let resolution = v1::resolution(self.snapshot);
        let owner = Some(text).filter(|text| text.starts_with('/'));
        let owner = owner.and_then(|path| routing::owner(&resolution.services, path));
        Responder {
            service: owner.map(|(_, service)| service.name.clone()),
            files: self.files.get_or_init(|| RequestFiles::of(self.snapshot)).answering(text),
        }
    }
}

impl Router<'_> {
    /// Who answers a `GET` of a path.
    #[must_use]
    pub fn answering(&self, url: &str) -> Responder {
        let Ok(request) = Request::get(url) else { return Responder::default() };
        let answer = self.answer(&request);
        match answer.outcome {
            Outcome::Service { name, declared: true } => {
                let folder = match self.configured {
                    Configured::V1 => {
                        let services = &v1::resolution(self.snapshot).services;
                        services.iter().find(|it| it.name == name).map(|it| it.workspace.as_str())
                    }
                    _ => v2::resolution(self.snapshot).service(&name).map(|it| it.root.as_str()),
                };
                let is_inside = |file: &String| {
                    folder.is_some_and(|folder| {
                        folder == "." || file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
                    })
                };
                let mut files =
                    answer.received.map(|received| self.files.answering(&received.path)).unwrap_or_default();
                files.retain(is_inside);
                Responder { service: Some(name), files }
            }
            Outcome::Path { file: Some(file), .. } => Responder { service: None, files: vec![file] },
            Outcome::Path { path, file: None, .. } | Outcome::BuildOutput { path } => {
                Responder { service: None, files: self.files.answering(&path) }
            }
            _ => Responder::default(),
        }
    }
}
