//! Dynamic schedule that can't be read.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::value::Node;
use svc_vercel::runtime::ModuleAttribute;

rule! {
    /// # Dynamic schedule that can't be read
    ///
    /// The build fails because `<dynamic>` needs a Python object that lists the schedules.
    ///
    /// With the `schedule` `<dynamic>`, Vercel calls `get_crons()` of the object that `entrypoint` names, as in `jobs:app`. A file alone
    /// doesn't name one, and JavaScript and TypeScript aren't supported yet (Vercel's code is then `BUILD_FAILED`). Name the object, or use a
    /// cron expression.
    ///
    /// ```files
    /// //- /jobs/requirements.txt
    /// fastapi
    /// //- /jobs/main.py
    /// app = Schedules()
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "jobs": { "type": "cron", "entrypoint": "jobs/main.py", "schedule": "<dynamic>" } } }
    /// ```
    ///
    /// ```files
    /// //- /jobs/requirements.txt
    /// fastapi
    /// //- /jobs/main.py
    /// app = Schedules()
    /// ```
    /// ```json good
    /// { "experimentalServices": { "jobs": { "type": "cron", "entrypoint": "jobs/main.py", "schedule": "0 5 * * *" } } }
    /// ```
    pub static RULE = {
        code: "python-dynamic-cron-no-handler",
        vercel: "PYTHON_DYNAMIC_CRON_NO_HANDLER",
        severity: Error,
        check: Check::EachService(ServicesModel::V1, check),
    }
}

fn check(_: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    let dynamic = |node: &&Node| node.as_str() == Some("<dynamic>");
    for builder in ["@vercel/backends", "@vercel/python"] {
        for built in services.built_by(builder) {
            let service = built.service;
            let is_job = service.text("type") == Some("cron") || service.text("trigger") == Some("schedule");
            let Some(node) = service.field("schedule").filter(|_| is_job).filter(dynamic) else { continue };
            let finding = if builder == "@vercel/backends" {
                let message = "Vercel can't read schedules from JavaScript or TypeScript yet, so the build fails. Use a cron expression.";
                Finding::new(&RULE, node.range, message).vercel_code("BUILD_FAILED")
            } else if service.text("entrypoint").is_some_and(|it| ModuleAttribute::parse(it).is_none()) {
                let message = "The build fails because `<dynamic>` needs an `entrypoint` that names an object with `get_crons()`, such as `jobs:app`.";
                Finding::new(&RULE, node.range, message)
            } else {
                continue;
            };
            findings.push(finding.service(&*service.name));
        }
    }
}
