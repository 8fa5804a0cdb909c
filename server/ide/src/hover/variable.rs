//! What an environment variable is for at its place.

use svc_syntax::PathSegment;

use super::reads;
use crate::markdown::code;
use svc_analysis::services::Reading;
use svc_analysis::services::env;
use svc_analysis::services::v2;
use svc_analysis::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_config::meaning;
use svc_syntax::value::Node;

/// The hover text for the name of a variable, as a value or as a key.
pub(super) fn variable(snapshot: &Snapshot, path: &[PathSegment], name: &str) -> Option<String> {
    let keys: Vec<&str> = path
        .iter()
        .filter_map(|segment| match segment {
            PathSegment::Key(key) => Some(key.as_str()),
            PathSegment::Index(_) => None,
        })
        .collect();
    let place = meaning::service_of(path).filter(|service| service.model == ServicesModel::V2);
    let mut parts = match (place, keys.as_slice()) {
        (Some(service), [_, _, "bindings", "env"]) => binding(snapshot, path, service.name, name),
        (_, ["env", _]) => {
            vec![format!("**{}** — environment variable of the build and the functions", code(name))]
        }
        (_, ["build", "env", _]) => vec![format!("**{}** — environment variable of the build", code(name))],
        (_, [.., "env"]) => vec![
            format!("**{}** — environment variable of the project", code(name)),
            format!("The rule can use it as {}.", code(&format!("${name}"))),
        ],
        _ => return None,
    };
    if let Some(file) = env::names_in_env_files(&*snapshot.project).get(name) {
        let note = if place.is_some() { ", which takes precedence in `vercel dev`" } else { "" };
        parts.push(format!("It is set in {}{note}.", code(file)));
    }
    Some(parts.join("\n\n"))
}

/// The variable of a binding.
fn binding(snapshot: &Snapshot, path: &[PathSegment], owner: &str, name: &str) -> Vec<String> {
    let binding = path.split_last().and_then(|(_, binding)| snapshot.config().at(binding));
    let target = binding.and_then(|binding| binding.get("service")).and_then(Node::as_str);
    let value = match target {
        Some(target) => format!("environment variable with the internal URL of {}", code(target)),
        None => "environment variable with the internal URL of the service".to_owned(),
    };
    let services = v2::services(snapshot, Reading::Resolver);
    let service = services.iter().find(|it| it.name == owner);
    let availability = match service.and_then(|service| v2::without_bindings(snapshot, service)) {
        Some(why) => format!("{} {why}, so this binding is ignored.", code(owner)),
        None => format!(
            "{} has it at run time, but not in its build, middleware or client code. A variable of the project with the same name takes precedence.",
            code(owner)
        ),
    };
    let mut parts = vec![format!("**{}** — {value}", code(name)), availability];
    parts.extend(reads::of_binding(snapshot, owner, name));
    parts
}
