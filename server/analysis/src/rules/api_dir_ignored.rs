//! `api` directory ignored.

use crate::request::endpoints::{RequestFile, functions_in};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Reading, Service};
use crate::snapshot::Snapshot;
use svc_syntax::value::Query;
use svc_vercel::project::Folder;
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

/// The first function in the folder.
struct ApiFunction;

impl Query for ApiFunction {
    type Answer = Option<String>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(declared) = services::declared(snapshot) else { return };
    let root = Folder::root(&*snapshot.project);
    let find = || functions_in(&root).into_iter().find(is_function).map(|function| function.file);
    let Some(file) = snapshot.project_facts().of::<ApiFunction>().get_or_init(find) else { return };
    let services = services::all(snapshot, Reading::Diagnostics);
    if services.is_empty() || services.iter().any(covers_api) {
        return;
    }
    let message = format!(
        "`{file}` is ignored: Vercel doesn't build `api` functions in a project with services. Declare a service for `api`.",
    );
    findings.push(Finding::new(&RULE, declared.key_range, message));
}

/// Whether a file is a function in the folder.
fn is_function(file: &RequestFile) -> bool {
    file.file.starts_with("api/") && Runtime::of_file(&file.file).is_some()
}

/// Whether a service is in the folder, by its root or entrypoint, or is unknown to lie elsewhere. That its name must be in lower case is
/// another finding.
fn covers_api(service: &Service<'_>) -> bool {
    let Some(folder) = service.folder() else { return true };
    let path = folder.resolve(service.text("entrypoint").unwrap_or("."));
    path.split(['/', '.', ':']).next().is_some_and(|folder| folder.eq_ignore_ascii_case("api"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::assert_reports;

    #[test]
    fn what_is_reported() {
        assert_reports(
            &super::RULE,
            &[
                r#"//- /package.json
{ "devDependencies": { "vite": "7" } }
//- /api/brain/capabilities.ts
//- /vercel.json
{"services":{"web":{"root":"."}},"rewrites":[{"source":"/(.*)","destination":{"service":"web"}}]}"#,
                r#"//- /web/index.html
//- /api/v1/_shared/db.ts
//- /api/v1/[id].go
//- /vercel.json
{"services":{"web":{"root":"web"}},"rewrites":[{"source":"/(.*)","destination":{"service":"web"}}]}"#,
                r#"//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /api/cron/daily.py
//- /vercel.json
{"experimentalServices":{"web":{"entrypoint":"web","framework":"nextjs","routePrefix":"/"}}}"#,
            ],
            &[
                r#"//- /web/index.html
//- /api/lib/_helpers/db.ts
//- /api/README.md
//- /vercel.json
{"services":{"web":{"root":"web"}},"rewrites":[{"source":"/(.*)","destination":{"service":"web"}}]}"#,
                r#"//- /web/index.html
//- /web/api/hello/world.ts
//- /vercel.json
{"services":{"web":{"root":"web"}},"rewrites":[{"source":"/(.*)","destination":{"service":"web"}}]}"#,
            ],
        );
    }
}
