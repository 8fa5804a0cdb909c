//! Duplicate service URL variable.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::env::{clients, url_variable};
use crate::services::v1;
use crate::services::{Reading, Service};
use crate::snapshot::Snapshot;
use svc_syntax::value::{Query, are_distinct};

rule! {
    /// # Duplicate service URL variable
    ///
    /// The URL of one service isn't available, because another service overwrites its variable.
    ///
    /// Vercel sets a variable named after each web service: both `my-api` and `my_api` set `MY_API_URL`, and the last one in the file
    /// wins. Rename one of the services.
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "experimentalServices": {
    ///   "my-api": { "framework": "fastapi", "routePrefix": "/v1" },
    ///   "my_api": { "framework": "fastapi", "routePrefix": "/v2" } } }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "experimentalServices": {
    ///   "my-api": { "framework": "fastapi", "routePrefix": "/v1" },
    ///   "my-api-2": { "framework": "fastapi", "routePrefix": "/v2" } } }
    /// ```
    pub static RULE = {
        code: "service-url-collision",
        severity: Warning,
        check: Check::File(check),
    }
}

/// The name under which a service's value was seen first, and the variable that it gives.
struct Variable;

impl Query for Variable {
    type Answer = (String, String);
}

fn variable<'s>(service: &'s Service<'_>) -> Cow<'s, str> {
    let of = || url_variable(&service.name);
    let (name, variable) = service.remembered::<Variable>(|| (service.name.to_string(), of()));
    if *name == service.name { Cow::Borrowed(variable) } else { Cow::Owned(of()) }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let prefixes: Vec<String> =
        clients(&v1::resolution(snapshot).services).into_iter().map(|(prefix, _)| prefix).collect();
    let services = v1::services(snapshot, Reading::Diagnostics);
    let with_prefix = || services.iter().filter(|service| service.normal_prefix().is_some());
    let names: Vec<Cow<'_, str>> = with_prefix().map(variable).collect();
    // Mostly, one look at each name is enough.
    let is_ambiguous =
        |text: &str| prefixes.iter().any(|prefix| text != prefix && text.starts_with(prefix.as_str()));
    let all = || names.iter().map(|it| &**it).chain(prefixes.iter().map(String::as_str));
    if are_distinct(names.iter()) && !all().any(is_ambiguous) {
        return;
    }
    let mut owners: HashMap<String, usize> = HashMap::new();
    for (index, service) in
        services.iter().enumerate().filter(|(_, service)| service.normal_prefix().is_some())
    {
        let name = url_variable(&service.name);
        let own =
            std::iter::once(name.clone()).chain(prefixes.iter().map(|prefix| format!("{prefix}{name}")));
        let mut reported = false;
        for variable in own {
            let first = owners.insert(variable.clone(), index).and_then(|first| services.get(first));
            let Some(first) = first.filter(|_| !reported) else { continue };
            reported = true;
            let message = format!(
                "`{}` and `{}` both set `{variable}`, and the last one, `{}`, wins. Rename one of them.",
                first.name, service.name, service.name
            );
            findings.push(
                Finding::new(&RULE, service.name_range, message)
                    .service(&*service.name)
                    .related(first.name_range, format!("`{}` also sets `{variable}`.", first.name)),
            );
        }
    }
}
