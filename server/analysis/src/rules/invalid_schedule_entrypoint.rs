//! Invalid schedule entrypoint.

use crate::functions::framework;
use crate::functions::schedules::{entrypoints, runtime};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_vercel::frameworks::Framework;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Invalid schedule entrypoint
    ///
    /// The build fails because Vercel can't run the `entrypoint` of a schedule.
    ///
    /// It must be the path of a Python file, relative to the project root and without `.` or `..`. Vercel doesn't run JavaScript or
    /// TypeScript files on a schedule yet (Vercel's code is then `UNSUPPORTED_SCHEDULE_ENTRYPOINT_RUNTIME`, or
    /// `MIXED_SCHEDULE_ENTRYPOINT_RUNTIMES` beside a Python file). If the framework preset runs on a runtime other than Python, use
    /// `path` instead (`SCHEDULE_ENTRYPOINT_RUNTIME_MISMATCH`).
    ///
    /// ```files
    /// //- /jobs/nightly.py
    /// ```
    /// ```json bad
    /// { "schedules": [{ "entrypoint": "./jobs/nightly.py", "schedule": "0 5 * * *" }] }
    /// ```
    ///
    /// ```files
    /// //- /jobs/nightly.py
    /// ```
    /// ```json good
    /// { "schedules": [{ "entrypoint": "jobs/nightly.py", "schedule": "0 5 * * *" }] }
    /// ```
    ///
    /// ```files
    /// //- /jobs/nightly.ts
    /// ```
    /// ```json bad
    /// { "schedules": [{ "entrypoint": "jobs/nightly.ts", "schedule": "0 5 * * *" }] }
    /// ```
    pub static RULE = {
        code: "invalid-schedule-entrypoint",
        vercel: "INVALID_SCHEDULE_ENTRYPOINT",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut runtimes = entrypoints(snapshot).filter_map(|(_, entrypoint)| runtime(entrypoint));
    let first = runtimes.next();
    let is_mixed = runtimes.any(|runtime| Some(runtime) != first);
    // `inferServerRuntimeFromFramework`.
    let runs = |it: &&Framework| {
        it.use_runtime.as_ref().map(|it| Runtime::of_builder(&it.package).unwrap_or(Runtime::Node))
    };
    let framework = framework::chosen(snapshot).and_then(|it| it.framework());
    let runs_other =
        |runtime| framework.filter(|it| runs(it).is_some_and(|of_framework| of_framework != runtime));
    for (node, entrypoint) in entrypoints(snapshot) {
        match runtime(entrypoint) {
            Some(Runtime::Python) => {
                let Some(framework) = runs_other(Runtime::Python) else { continue };
                let message = format!(
                    "{} doesn't run Python, so the build fails. Use `path` with a route of the app instead.",
                    framework.in_words()
                );
                findings.push(
                    Finding::new(&RULE, node.range, message)
                        .vercel_code("SCHEDULE_ENTRYPOINT_RUNTIME_MISMATCH"),
                );
            }
            Some(_) => {
                let message = "Vercel doesn't run JavaScript or TypeScript files on a schedule yet, so the build fails. Use `path` or `function`.";
                let code = match runs_other(Runtime::Node) {
                    _ if is_mixed => "MIXED_SCHEDULE_ENTRYPOINT_RUNTIMES",
                    Some(_) => "SCHEDULE_ENTRYPOINT_RUNTIME_MISMATCH",
                    None => "UNSUPPORTED_SCHEDULE_ENTRYPOINT_RUNTIME",
                };
                findings.push(Finding::new(&RULE, node.range, message).vercel_code(code));
            }
            None => {
                let message = format!(
                    "`{entrypoint}` isn't the path of a Python file, so the build fails. Use a path such as `jobs/nightly.py`."
                );
                findings.push(Finding::new(&RULE, node.range, message));
            }
        }
    }
}
