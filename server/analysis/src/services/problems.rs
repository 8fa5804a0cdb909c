//! The problems that a service of either model can have.

use std::sync::LazyLock;

use regex::Regex;
use svc_config::ServicesModel;

use crate::services::problem::{Cause, Problem};
use crate::services::{Entrypoint, Root, Service};
use svc_syntax::value::Json;
use svc_vercel::frameworks;
use svc_vercel::posix_path;
use svc_vercel::runtime::Runtime;

#[expect(clippy::unwrap_used, reason = "constant patterns")]
static V1: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\A[a-zA-Z]([a-zA-Z0-9_-]*[a-zA-Z0-9])?\z").unwrap());
#[expect(clippy::unwrap_used, reason = "constant patterns")]
static V2: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\A[a-z]([a-z_-]*[a-z])?\z").unwrap());

/// Why a name is not one of a service, as sentences: the same in all messages about names.
#[must_use]
pub fn why_invalid_name(model: ServicesModel, name: &str) -> String {
    let rule = match model {
        ServicesModel::V1 => {
            "A name can contain only the letters A to Z in either case, digits, `-` and `_`. It must start with a letter and end with a letter or digit."
        }
        ServicesModel::V2 => {
            "A name can contain only lowercase letters, `-` and `_`, and must start and end with a letter."
        }
    };
    if name.is_empty() {
        format!("A service name can't be empty. {rule}")
    } else {
        format!("`{name}` isn't a valid service name. {rule}")
    }
}

/// Whether Vercel accepts this name for a service of the model.
#[must_use]
pub fn is_valid_name(model: ServicesModel, name: &str) -> bool {
    match model {
        ServicesModel::V1 => V1.is_match(name),
        ServicesModel::V2 => V2.is_match(name) && name.len() <= 64,
    }
}

/// The valid name that is nearest to one that isn't: in lower case where the model asks for it, without what a name can't contain.
#[must_use]
pub fn near_valid_name(model: ServicesModel, name: &str) -> Option<String> {
    let name = if model == ServicesModel::V2 { name.to_lowercase() } else { name.to_owned() };
    let fits = |char: char| char.is_ascii_alphabetic() || model == ServicesModel::V1 && char.is_ascii_digit();
    let name: String = name.chars().map(|char| if fits(char) || char == '_' { char } else { '-' }).collect();
    let name = name
        .trim_start_matches(|char: char| !char.is_ascii_alphabetic())
        .trim_end_matches(|char| !fits(char));
    is_valid_name(model, name).then(|| name.to_owned())
}

pub(super) fn invalid_name(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if !is_valid_name(service.model, &service.name) {
        problems.push(service.problem(service.name_range, Cause::InvalidName));
    }
}

pub(super) fn not_an_object(service: &Service<'_>, problems: &mut Vec<Problem>) {
    // To JavaScript an array is an object; it merely has none of the fields.
    if !matches!(service.value.json, Json::Object(_) | Json::Array(_) | Json::Missing) {
        problems.push(service.problem(service.value.range, Cause::NotAnObject));
    }
}

pub(super) fn invalid_root(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let (Some(node), Some(root), Root::Invalid) =
        (service.field("root"), service.filled("root"), service.root())
    else {
        return;
    };
    let is_absolute = posix_path::normalize(root).starts_with('/');
    let cause = if is_absolute { Cause::AbsoluteRoot } else { Cause::RootOutsideProject };
    problems.push(service.problem(node.range, cause));
}

pub(super) fn root_not_found(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if let Some(node) = service.field("root").filter(|_| matches!(service.root(), Root::Missing)) {
        problems.push(service.problem(node.range, Cause::RootNotFound));
    }
}

pub(super) fn root_not_directory(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if let Some(node) = service.field("root").filter(|_| matches!(service.root(), Root::File)) {
        problems.push(service.problem(node.range, Cause::RootNotDirectory));
    }
}

pub(super) fn invalid_runtime(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.is_reported_elsewhere(&["runtime"]) {
        return;
    }
    let Some(node) = service.truthy("runtime") else { return };
    if Runtime::named(node.as_str().unwrap_or_default()).is_some() {
        return;
    }
    // The resolver accepts it here, and may fail on it later, as on a value that it can't read.
    let is_accepted = service
        .inherited_runtime()
        .is_some_and(|runtime| !service.is_for_diagnostics() || passes(service, runtime));
    problems.push(service.problem(node.range, Cause::InvalidRuntime { is_accepted }));
}

/// The names of properties of every object on which Vercel's search for a manifest doesn't throw.
const WITHOUT_LENGTH: [&str; 3] = ["toLocaleString", "toString", "valueOf"];

/// Whether Vercel's resolver accepts an [inherited runtime](Service::inherited_runtime) to the end.
pub(super) fn passes(service: &Service<'_>, runtime: &str) -> bool {
    service.model == ServicesModel::V2
        || WITHOUT_LENGTH.contains(&runtime)
        || !matches!(service.entrypoint(), Some(Entrypoint::File(_)))
}

pub(super) fn invalid_framework(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.is_reported_elsewhere(&["framework"]) {
        return;
    }
    let Some(node) = service.truthy("framework") else { return };
    if frameworks::find(node.as_str().unwrap_or_default()).is_none() {
        problems.push(service.problem(node.range, Cause::InvalidFramework));
    }
}

pub(super) fn runtime_framework_mismatch(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let (Some(framework), Some(runtime), Some(node)) =
        (service.filled("framework"), service.filled("runtime"), service.field("runtime"))
    else {
        return;
    };
    let of_framework = Runtime::of_framework(framework).filter(|it| it.name() != runtime);
    let is_runtime = Runtime::named(runtime).is_some() || service.inherited_runtime().is_some();
    if let Some(needed) = of_framework.filter(|_| is_runtime) {
        problems.push(service.problem(node.range, Cause::RuntimeFrameworkMismatch { needed }));
    }
}

pub(super) fn entrypoint_not_found(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.entrypoint() != Some(&Entrypoint::Missing) {
        return;
    }
    if let (Some(node), Some(_)) = (service.field("entrypoint"), service.folder()) {
        problems.push(service.problem(node.range, Cause::EntrypointNotFound));
    }
}

pub(super) fn multiple_frameworks(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if !detects_framework(service) || service.frameworks().len() < 2 {
        return;
    }
    if let Some(node) = service.field(service.detection_key()) {
        problems.push(service.problem(node.range, Cause::MultipleFrameworks));
    }
}

pub(super) fn missing_framework(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if !detects_framework(service) || !service.frameworks().is_empty() {
        return;
    }
    if let (Some(node), Some(Entrypoint::Directory(path))) =
        (service.field("entrypoint"), service.entrypoint())
    {
        problems.push(service.problem(node.range, Cause::MissingFramework { folder: path.clone() }));
    }
}

/// Whether Vercel looks for a service's framework in a folder, and needs to find one at most: in the folder that its
/// `entrypoint` names or, under `services`, in its `root`.
pub(super) fn detects_framework(service: &Service<'_>) -> bool {
    let runtime_is_known = service
        .filled("runtime")
        .is_none_or(|it| Runtime::named(it).is_some() || service.inherited_runtime().is_some());
    let looks = match service.model {
        ServicesModel::V1 => matches!(service.entrypoint(), Some(Entrypoint::Directory(_))),
        ServicesModel::V2 => {
            service.folder().is_some()
                && !service.is_container()
                && service.entrypoint() != Some(&Entrypoint::Missing)
        }
    };
    looks
        && service.truthy("framework").is_none()
        && !service.is_reported_elsewhere(&["framework", "runtime"])
        && runtime_is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["a", "A", "web", "my-api", "my_api2", "aB-_9"] {
            assert!(is_valid_name(ServicesModel::V1, name), "{name}");
        }
        for name in ["", "1a", "-a", "a-", "a_", "_a", "a b", "a.b", "ä", "a\n", "__proto__"] {
            assert!(!is_valid_name(ServicesModel::V1, name), "{name:?}");
        }
        for name in ["a", "web", "my-api", "my_api"] {
            assert!(is_valid_name(ServicesModel::V2, name), "{name}");
        }
        for name in ["", "Web", "api2", "a-", "-a"] {
            assert!(!is_valid_name(ServicesModel::V2, name), "{name:?}");
        }
    }
}
