//! Schedule functions with the same name.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::functions::schedules;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;

rule! {
    /// # Schedule functions with the same name
    ///
    /// The build fails because two functions that run schedules get the same name.
    ///
    /// Files that schedules run share a function if `functions` gives them the same settings. The function is named after the keys of
    /// `functions` that match; characters other than letters, digits, `.`, `-` and `_` become `_`. Rename one of the keys, or give both the same settings.
    ///
    /// ```files
    /// //- /jobs/a+b.py
    /// //- /jobs/a_b.py
    /// ```
    /// ```json bad
    /// { "schedules": [
    ///     { "entrypoint": "jobs/a+b.py", "schedule": "0 5 * * *" },
    ///     { "entrypoint": "jobs/a_b.py", "schedule": "0 6 * * *" }],
    ///   "functions": { "jobs/a+b.py": { "maxDuration": 60 }, "jobs/a_b.py": { "maxDuration": 300 } } }
    /// ```
    ///
    /// ```files
    /// //- /jobs/a.py
    /// //- /jobs/b.py
    /// ```
    /// ```json good
    /// { "schedules": [
    ///     { "entrypoint": "jobs/a.py", "schedule": "0 5 * * *" },
    ///     { "entrypoint": "jobs/b.py", "schedule": "0 6 * * *" }],
    ///   "functions": { "jobs/a.py": { "maxDuration": 60 }, "jobs/b.py": { "maxDuration": 300 } } }
    /// ```
    pub static RULE = {
        code: "schedule-function-name-collision",
        vercel: "SCHEDULE_FUNCTION_NAME_COLLISION",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let files = schedules::files(snapshot);
    let mut first = HashMap::new();
    for function in schedules::functions(&files) {
        let scheduled = function.first;
        match first.entry(function.name()) {
            Entry::Vacant(entry) => {
                entry.insert(scheduled);
            }
            Entry::Occupied(entry) => {
                let other = entry.get();
                let message = format!(
                    "`{}` and `{}` have different settings in `functions` but the same function name, so the build fails. Rename a key.",
                    other.file, scheduled.file
                );
                let (place, also) = match (scheduled.key, other.key) {
                    (Some(key), Some(also)) => (key.key_range, also.key_range),
                    _ => (scheduled.node.range, other.node.range),
                };
                findings.push(Finding::new(&RULE, place, message).related(also, "The other one is here."));
            }
        }
    }
}
