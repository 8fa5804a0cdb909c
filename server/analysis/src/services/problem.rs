//! What is wrong with a service, as data. What is said about it, and how it is fixed, is up to the rules.

use svc_syntax::TextRange;
use svc_syntax::value::Query;
use svc_vercel::runtime::Runtime;

use crate::services::{Reading, Service};

/// The most problems of single services that are collected; a file with more is broken as a whole.
pub(super) const MAX_PROBLEMS: usize = 10_000;

/// A problem of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The name of the service.
    pub service: String,
    /// The narrowest bytes that show it: the offending value, or the name of the item that is incomplete.
    pub range: TextRange,
    /// What is wrong.
    pub cause: Cause,
}

/// What is wrong with a service. `found` is the kind of the value that is there, such as "a number".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The model doesn't allow the name.
    InvalidName,
    /// The service is not an object.
    NotAnObject,
    /// Vercel's resolver throws on the value of this key.
    Unreadable {
        /// The key.
        key: &'static str,
    },
    /// Vercel's resolver throws on `bindings`.
    UnreadableBindings {
        /// The kind of its value.
        found: &'static str,
    },

    /// `mount` and `routePrefix` or `subdomain` are both there.
    ConflictingMount,
    /// `mount` is neither a string nor an object.
    InvalidMount {
        /// The kind of its value.
        found: &'static str,
    },
    /// A field of `mount` is not a string.
    InvalidMountField {
        /// The field.
        key: String,
        /// The kind of its value.
        found: &'static str,
    },
    /// `mount` has a field that Vercel doesn't know.
    UnknownMountField {
        /// The field.
        key: String,
    },
    /// `mount` is an empty object.
    EmptyMount,
    /// The subdomain is not a label of a domain name.
    InvalidSubdomain {
        /// The subdomain.
        subdomain: String,
    },
    /// A web service has neither a route prefix nor a subdomain.
    MissingRoutePrefix,
    /// The route prefix is one of Vercel's own paths.
    ReservedRoutePrefix {
        /// The prefix as written.
        prefix: String,
    },
    /// A service that runs in the background has a route prefix.
    PrefixOnBackgroundService {
        /// `mount` or `routePrefix`.
        key: &'static str,
    },
    /// A service that runs in the background has a subdomain.
    SubdomainOnBackgroundService {
        /// `mount` or `subdomain`.
        key: &'static str,
    },
    /// An earlier service has the same route prefix.
    DuplicateRoutePrefix {
        /// The prefix, normalized.
        prefix: String,
        /// The name of the earlier service.
        first: String,
        /// Where the earlier service has it.
        first_range: TextRange,
    },

    /// A job has no `trigger`.
    MissingJobTrigger,
    /// Vercel doesn't know the job's `trigger`.
    InvalidJobTrigger,
    /// A cron has no `schedule`.
    MissingCronSchedule,
    /// A scheduled job has no `schedule`.
    MissingJobSchedule,
    /// A job that is triggered by a queue has no `topics`.
    MissingQueueTopics,

    /// `env` is not an object.
    InvalidEnv {
        /// The kind of its value.
        found: &'static str,
    },
    /// A key of `env` can't be the name of a variable.
    InvalidVariableName {
        /// The key.
        variable: String,
    },
    /// An entry of `env` is not an object.
    InvalidVariable {
        /// The variable.
        variable: String,
        /// The kind of its value.
        found: &'static str,
    },
    /// The `type` of an entry of `env` is not `service-ref`.
    InvalidVariableType {
        /// The variable.
        variable: String,
    },
    /// An entry of `env` names no service.
    MissingVariableService {
        /// The variable.
        variable: String,
    },
    /// An entry of `env` names a service that doesn't exist.
    UnknownReference {
        /// The variable.
        variable: String,
        /// The name of the missing service.
        target: String,
    },
    /// An entry of `env` names a service that has no URL.
    ReferenceToBackground {
        /// The variable.
        variable: String,
        /// The name of the other service.
        target: String,
        /// Where the other service is declared.
        declared: TextRange,
    },

    /// There is no `root`.
    MissingRoot,
    /// `root` leaves the project.
    RootOutsideProject,
    /// `root` is an absolute path.
    AbsoluteRoot,
    /// `root` doesn't exist.
    RootNotFound,
    /// `root` is a file.
    RootNotDirectory,
    /// Vercel doesn't know the `runtime`.
    InvalidRuntime {
        /// Whether Vercel's resolver accepts it all the same.
        is_accepted: bool,
    },
    /// Vercel doesn't know the `framework`.
    InvalidFramework,
    /// The framework doesn't run on the `runtime`.
    RuntimeFrameworkMismatch {
        /// The runtime of the framework.
        needed: Runtime,
    },
    /// Nothing says what to build.
    MissingConfig,
    /// A `runtime` or `builder` has no `entrypoint`.
    MissingEntrypoint {
        /// `runtime` or `builder`.
        key: &'static str,
    },
    /// A workflow has no `entrypoint`.
    MissingWorkflowEntrypoint,
    /// Under `services`, a runtime has no `entrypoint`.
    RuntimeWithoutEntrypoint {
        /// The name of the runtime.
        runtime: String,
    },
    /// Under `services`, the framework that is detected needs an `entrypoint`.
    FrameworkWithoutEntrypoint {
        /// The runtime of the framework.
        runtime: Runtime,
    },
    /// The folder of a container has no Dockerfile.
    MissingDockerfile,
    /// The `entrypoint` of a container can't be the name of a Dockerfile.
    InvalidDockerfile,
    /// `command` is there, but the service is not a container.
    CommandWithoutContainer,
    /// `entrypoint` doesn't exist.
    EntrypointNotFound,
    /// Nothing says which runtime runs the `entrypoint`.
    UnsupportedEntrypoint {
        /// Its path from the root of the service.
        path: String,
    },
    /// Vercel detects several frameworks.
    MultipleFrameworks,
    /// Vercel detects no framework in the folder that `entrypoint` names.
    MissingFramework {
        /// The folder from the root of the service.
        folder: String,
    },

    /// A binding names what can't be the name of a service.
    InvalidBindingName {
        /// The name, where it is a string.
        target: Option<String>,
        /// The kind of its value; `None` where there is none.
        found: Option<&'static str>,
    },
    /// A binding names a service that doesn't exist.
    UnknownBinding {
        /// The name, where it is a string.
        target: Option<String>,
    },
}

/// Looks for one kind of problem of a service.
pub(super) type Check = fn(&Service<'_>, &mut Vec<Problem>);

impl Problem {
    /// Whether Vercel rejects the service for it.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        !matches!(self.cause, Cause::InvalidRuntime { is_accepted: true })
    }
}

impl Service<'_> {
    /// A problem of this service.
    pub(super) fn problem(&self, range: TextRange, cause: Cause) -> Problem {
        Problem { service: self.name.to_string(), range, cause }
    }

    /// Whether it is read to report diagnostics.
    pub(super) fn is_for_diagnostics(&self) -> bool {
        self.reading == Reading::Diagnostics
    }
}

/// The problem for which Vercel's resolver rejects a service: the first that its checks find, in their order.
pub(super) fn first_rejected(checks: &[Check], service: &Service<'_>) -> Option<Problem> {
    let find = || {
        checks.iter().find_map(|check| {
            let mut problems = Vec::new();
            check(service, &mut problems);
            problems.into_iter().find(Problem::is_rejected)
        })
    };
    let mut found = None;
    let is_accepted = service.is_under_its_name::<Accepted>(|| {
        found = find();
        found.is_none()
    });
    if is_accepted { None } else { found.or_else(find) }
}

/// The name under which Vercel's resolver accepts a service's value, if it does.
struct Accepted;

impl Query for Accepted {
    type Answer = Option<String>;
}

/// Adds every problem that the checks find in a service.
pub(super) fn add_problems(checks: &[Check], service: &Service<'_>, problems: &mut Vec<Problem>) {
    let before = problems.len();
    let mut find = || {
        checks.iter().for_each(|check| check(service, problems));
        problems.len()
    };
    // What the resolver rejects is more than what is reported.
    let has_none =
        service.is_for_diagnostics() && service.is_under_its_name::<WithoutProblem>(|| find() == before);
    if !has_none && problems.len() == before {
        checks.iter().for_each(|check| check(service, problems));
    }
}

/// The name under which nothing is reported about a service's value.
struct WithoutProblem;

impl Query for WithoutProblem {
    type Answer = Option<String>;
}
