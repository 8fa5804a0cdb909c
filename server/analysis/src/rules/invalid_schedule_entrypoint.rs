//! Invalid schedule entrypoint.

use std::sync::LazyLock;

use regex::Regex;

use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Invalid schedule entrypoint
    ///
    /// The build fails because Vercel can't run the `entrypoint` of a schedule.
    ///
    /// It must be the path of a Python file, relative to the project root and without `.` or `..`. Vercel doesn't run JavaScript or
    /// TypeScript files on a schedule yet (Vercel's code is then `UNSUPPORTED_SCHEDULE_ENTRYPOINT_RUNTIME`). If `framework` is
    /// set and runs on a runtime other than Python, use `path` instead (`SCHEDULE_ENTRYPOINT_RUNTIME_MISMATCH`).
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

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static FILE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[A-Za-z0-9_@+.-]+/)*[A-Za-z0-9_@+.-]+\.(py|[cm]?[jt]s)$").unwrap());

/// The entrypoints of the file's schedules.
pub(super) fn entrypoints(snapshot: &Snapshot) -> impl Iterator<Item = (&Node, &str)> {
    let schedules = snapshot.config().get("schedules").and_then(Node::as_array).unwrap_or_default();
    let nodes = schedules.iter().filter_map(|schedule| schedule.get("entrypoint"));
    nodes.filter_map(|node| Some((node, node.as_str().filter(|text| !text.is_empty())?)))
}

/// The runtime of a schedule's entrypoint (`@vercel/fs-detectors`, `parseScheduleEntrypoint`); `None` for anything but a file's path.
pub(super) fn runtime(entrypoint: &str) -> Option<Runtime> {
    let is_declaration = [".d.ts", ".d.cts", ".d.mts"].iter().any(|end| entrypoint.ends_with(end));
    if is_declaration || entrypoint.split('/').any(|segment| matches!(segment, "." | "..")) {
        return None;
    }
    match FILE.captures(entrypoint)?.get(1)?.as_str() {
        "py" => Some(Runtime::Python),
        _ => Some(Runtime::Node),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for (node, entrypoint) in entrypoints(snapshot) {
        match runtime(entrypoint) {
            Some(Runtime::Python) => {
                let Some((_, framework)) = framework::written(snapshot) else { continue };
                // `inferServerRuntimeFromFramework`.
                if framework.use_runtime.as_ref().is_none_or(|it| it.package == "@vercel/python") {
                    continue;
                }
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
                findings.push(
                    Finding::new(&RULE, node.range, message)
                        .vercel_code("UNSUPPORTED_SCHEDULE_ENTRYPOINT_RUNTIME"),
                );
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
