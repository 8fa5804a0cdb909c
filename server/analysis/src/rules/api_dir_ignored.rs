//! `api` directory ignored.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Reading, Service};
use crate::snapshot::Snapshot;
use svc_vercel::project::EntryKind;
use svc_vercel::runtime::Runtime;

rule! {
    /// # `api` directory ignored
    ///
    /// Vercel doesn't build the files in `api`, so requests to them return 404.
    ///
    /// Without services, each file in the project's `api` folder becomes a function. With services, Vercel builds only the services.
    /// To keep the functions, declare the folder as a service.
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/hello.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /api/hello.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web" }, "api": { "root": "api", "entrypoint": "hello.py" } },
    ///   "rewrites": [
    ///     { "source": "/api(/.*)?", "destination": { "service": "api" } },
    ///     { "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "api-dir-ignored",
        vercel: "api_dir_ignored",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(declared) = services::declared(snapshot) else { return };
    let is_code = |name: &str| {
        Runtime::of_file(name).is_some_and(|_| !name.ends_with(".d.ts") && !name.starts_with(['.', '_']))
    };
    let mut files = snapshot.project.list("api").into_iter();
    let Some(file) = files.find(|it| it.kind == EntryKind::File && is_code(&it.name)) else { return };
    let services = services::all(snapshot, Reading::Person);
    if services.is_empty() || services.iter().any(covers_api) {
        return;
    }
    let message = format!(
        "`api/{}` is ignored: Vercel doesn't build `api` functions in a project with services. Declare a service for `api`.",
        file.name
    );
    findings.push(Finding::new(&RULE, declared.key_range, message));
}

/// Whether a service is in the folder, by its root or entrypoint, or is unknown to lie elsewhere.
fn covers_api(service: &Service<'_>) -> bool {
    let Some(folder) = service.folder() else { return true };
    let path = folder.resolve(service.text("entrypoint").unwrap_or("."));
    path.split(['/', '.', ':']).next() == Some("api")
}
