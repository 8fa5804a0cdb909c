//! The environment variables that Vercel generates from `experimentalServices`.
//!
//! Each web service gives its URL to all services, under its own name. A variable of the same name that the project sets
//! takes precedence over the generated one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::services::v1::ResolvedService;
use svc_vercel::frameworks;
use svc_vercel::posix_path;
use svc_vercel::project::{EntryKind, ProjectFs};

/// A variable that Vercel generates for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The service whose address it holds.
    pub service: String,
    /// Who sees it.
    pub availability: Availability,
}

/// Where a variable is available.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// Code that runs on the server, of every service; builds too.
    Server,
    /// Also the browser code of the services whose framework exposes names with this prefix.
    Client {
        /// The prefix.
        prefix: String,
        /// Those services' names.
        services: Arc<[String]>,
    },
}

/// The variable that holds a service's URL: `my-api` gives `MY_API_URL`.
#[must_use]
pub fn url_variable(service: &str) -> String {
    let mut name = if service.is_ascii() { service.to_ascii_uppercase() } else { service.to_uppercase() };
    name.push_str("_URL");
    if name.contains('-') { name.replace('-', "_") } else { name }
}

/// Whether Vercel accepts this as a variable name.
#[must_use]
pub fn is_valid_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// Whether no binding can set a variable: Vercel reserves the name, or `vercel dev` leaves it out because the system always sets it.
///
/// Sources: <https://vercel.com/docs/environment-variables/reserved-environment-variables>; `getV2StartSpec` in Vercel CLI 64.0.2.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_SECRET_KEY",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
        "NOW_REGION",
        "PATH",
        "TZ",
    ];
    NAMES.contains(&name)
}

/// Whether a variable is there without anyone setting it: Vercel, the runtime or the system does.
#[must_use]
pub fn is_of_system(name: &str) -> bool {
    const NAMES: [&str; 18] = [
        "CI",
        "HOME",
        "HOST",
        "HOSTNAME",
        "LANG",
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "NODE_ENV",
        "NODE_OPTIONS",
        "NODE_PATH",
        "PORT",
        "PWD",
        "PYTHONHOME",
        "PYTHONPATH",
        "SHELL",
        "TMPDIR",
        "USER",
        "VIRTUAL_ENV",
    ];
    const PREFIXES: [&str; 5] = ["VERCEL_", "AWS_", "LAMBDA_", "npm_", "NEXT_RUNTIME"];
    let has_prefix = || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    name == "VERCEL" || is_reserved(name) || NAMES.contains(&name) || has_prefix()
}

/// Every variable in the order in which Vercel sets them. A name that occurs twice is set twice: the last one wins.
#[must_use]
pub fn variables(services: &[Arc<ResolvedService>], host: &str) -> Vec<Variable> {
    let clients = clients(services);
    let mut variables = Vec::new();
    for service in services {
        let Some(prefix) = service.web_prefix() else { continue };
        let name = url_variable(&service.name);
        let of_service = |name, value: &str, availability| Variable {
            name,
            value: value.to_owned(),
            service: service.name.clone(),
            availability,
        };
        let url = match prefix {
            "/" => format!("https://{host}"),
            _ => format!("https://{host}/{}", prefix.strip_prefix('/').unwrap_or(prefix)),
        };
        variables.push(of_service(name.clone(), &url, Availability::Server));
        for (client, names) in &clients {
            let availability = Availability::Client { prefix: client.clone(), services: Arc::clone(names) };
            variables.push(of_service(format!("{client}{name}"), prefix, availability));
        }
    }
    variables
}

/// What the variables are in the end: of a name that is set twice, the last value.
#[must_use]
pub fn injected(services: &[Arc<ResolvedService>], host: &str) -> Map<String, Value> {
    variables(services, host).into_iter().map(|it| (it.name, it.value.into())).collect()
}

/// The prefixes under which the services' frameworks expose variables to browsers, in the order of the services, each
/// with the names of the services that have it.
#[must_use]
pub fn clients(services: &[Arc<ResolvedService>]) -> Vec<(String, Arc<[String]>)> {
    let mut clients: Vec<(String, Vec<String>)> = Vec::new();
    for service in services {
        let framework = service.framework().and_then(frameworks::find);
        let Some(prefix) = framework.and_then(|it| it.env_prefix.as_deref()).filter(|it| !it.is_empty())
        else {
            continue;
        };
        match clients.iter_mut().find(|(known, _)| known == prefix) {
            Some((_, names)) => names.push(service.name.clone()),
            None => clients.push((prefix.to_owned(), vec![service.name.clone()])),
        }
    }
    clients.into_iter().map(|(prefix, names)| (prefix, names.into())).collect()
}

/// The names that the `.env*` files at the project's root define, each with the first file that does. Never a value. Those that are never
/// deployed count: they are for `vercel dev`.
#[must_use]
pub fn names_in_env_files(project: &dyn ProjectFs) -> BTreeMap<String, String> {
    names_in_env_files_of(project, ".")
}

/// The same of the files in a folder, each with its path from the project's root.
#[must_use]
pub fn names_in_env_files_of(project: &dyn ProjectFs, folder: &str) -> BTreeMap<String, String> {
    const EXAMPLES: [&str; 5] = [".example", ".sample", ".template", ".dist", ".defaults"];
    let project = project.including_excluded().unwrap_or(project);
    let mut names = BTreeMap::new();
    for entry in project.list(folder) {
        let is_env = entry.name == ".env" || entry.name.starts_with(".env.");
        if !is_env || entry.kind != EntryKind::File || EXAMPLES.iter().any(|end| entry.name.ends_with(end)) {
            continue;
        }
        let path = posix_path::join(folder, &entry.name);
        let Some(text) = project.read(&path) else { continue };
        for name in text.lines().filter_map(name_in_line) {
            names.entry(name.to_owned()).or_insert_with(|| path.to_string());
        }
    }
    names
}

/// The name that a line of a `.env` file defines.
fn name_in_line(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let (name, _) = line.split_once('=')?;
    let name = name.trim_end();
    is_valid_name(name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use svc_vercel::project::MemoryFs;

    #[test]
    fn names_of_variables() {
        assert_eq!(url_variable("api"), "API_URL");
        assert_eq!(url_variable("my-api_v2"), "MY_API_V2_URL");
        assert_eq!(url_variable("a--B"), "A__B_URL");
    }

    #[test]
    fn env_files_tell_names_only() {
        let fs = MemoryFs::new([
            (".env", "# API_URL=no\nA=1\nexport B = 'x=y'\n\n  C=\nnot a name=1\nD: 2\n1X=3"),
            (".env.local", "A=2\nE=5"),
            (".env.example", "F=6"),
            ("sub/.env", "G=7"),
            (".environment", "H=8"),
        ]);
        let names: Vec<_> = names_in_env_files(&fs).into_iter().collect();
        let expected = [("A", ".env"), ("B", ".env"), ("C", ".env"), ("E", ".env.local")];
        assert_eq!(names, expected.map(|(name, file)| (name.to_owned(), file.to_owned())));
    }
}
