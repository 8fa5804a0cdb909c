//! Schedule entrypoint that is built twice.

use crate::functions::framework;
use crate::functions::schedules;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Configured, v1, v2};
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::posix_path;

rule! {
    /// # Schedule entrypoint that is built twice
    ///
    /// The build fails because the file that a schedule runs is also a source of something else.
    ///
    /// A service's `entrypoint`, a file that `builds` matches, or `main.py` of FastHTML can't be the `entrypoint` of a schedule. Move the job to a
    /// file of its own.
    ///
    /// ```files
    /// //- /api/requirements.txt
    /// fastapi
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }],
    ///   "schedules": [{ "entrypoint": "api/main.py", "schedule": "0 5 * * *" }] }
    /// ```
    ///
    /// ```files
    /// //- /api/requirements.txt
    /// fastapi
    /// //- /api/main.py
    /// app = FastAPI()
    /// //- /api/nightly.py
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }],
    ///   "schedules": [{ "entrypoint": "api/nightly.py", "schedule": "0 5 * * *" }] }
    /// ```
    pub static RULE = {
        code: "schedule-entrypoint-source-conflict",
        vercel: "SCHEDULE_ENTRYPOINT_SOURCE_CONFLICT",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let files = schedules::files(snapshot);
    if files.is_empty() {
        return;
    }
    let mut steps = Steps::default();
    let sources = sources(snapshot, &mut steps);
    for scheduled in files {
        let builds = |source: &&Source| source.matches(scheduled.file, &mut steps);
        let Some(source) = sources.iter().find(builds) else { continue };
        let message = format!(
            "`{}` is also built by `{}`, so the build fails. Move the job to a file of its own.",
            scheduled.file, source.builder
        );
        findings.push(Finding::new(&RULE, scheduled.node.range, message));
    }
}

/// What a builder is given.
struct Source {
    builder: String,
    file: String,
    /// The pattern of `builds`.
    glob: Option<Glob>,
}

impl Source {
    fn matches(&self, file: &str, steps: &mut Steps) -> bool {
        // Vercel matches files whose names begin with a dot too, which our globs don't.
        let by_pattern = |glob: &Glob| !file.contains("/.") && glob.matches(file, steps) == Some(true);
        self.file == file || self.glob.as_ref().is_some_and(by_pattern)
    }
}

/// The sources of services, of `builds`, or of the framework.
fn sources(snapshot: &Snapshot, steps: &mut Steps) -> Vec<Source> {
    let source = |builder: &str, file: &str, glob| {
        let file = file.strip_prefix("./").unwrap_or(file).to_owned();
        Source { builder: builder.to_owned(), file, glob }
    };
    let of_services =
        |builder: &services::Builder| Some(source(builder.name(), builder.src.as_deref()?, None));
    match services::configured(snapshot.config()) {
        Configured::V1 => {
            let resolved = v1::resolution(snapshot).services.iter();
            return resolved.filter_map(|it| of_services(&it.builder)).collect();
        }
        Configured::V2 => {
            let resolved = v2::resolution(snapshot).services.iter();
            return resolved.filter_map(|it| of_services(&it.builder)).collect();
        }
        Configured::Both => return Vec::new(),
        Configured::None => {}
    }
    let builds = snapshot.config().get("builds").and_then(Node::as_array).unwrap_or_default();
    let of_builds = builds.iter().filter_map(|build| {
        let src = posix_path::normalize(build.get("src").map_or(Some("**"), Node::as_str)?);
        let src = src.strip_prefix('/').unwrap_or(&src);
        Some(source(build.get("use")?.as_str()?, src, Some(Glob::new(src, steps))))
    });
    let mut sources: Vec<Source> = of_builds.collect();
    let framework = framework::built_with(snapshot).and_then(|it| it.framework());
    if let Some(builder) = framework.and_then(|it| it.use_runtime.as_ref())
        && !framework::is_static(snapshot)
    {
        sources.push(source(&builder.package, &builder.src, None));
    }
    sources
}
