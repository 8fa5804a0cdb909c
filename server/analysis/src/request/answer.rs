//! The result of routing a request.

use svc_syntax::TextRange;

use super::Request;
use super::query::Query;
use super::table::{Kind, RoutingPhase, RulePlace};

/// The result of routing a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The request.
    pub request: Request,
    /// What acted on it, in order.
    pub steps: Vec<Step>,
    /// What came of it.
    pub outcome: Outcome,
    /// The service that it was handed to.
    pub service: Option<String>,
    /// What the application receives; `None` where no application is asked.
    pub received: Option<Received>,
    /// Rules that also match, but come after the one that handled the request.
    pub shadowed: Vec<Shadowed>,
    /// The paths at which files and functions were looked for.
    pub lookups: Vec<Lookup>,
    /// The headers that the rules put on the response, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Notes for the user about what can't be determined from the file, and about surprising behavior.
    pub notes: Vec<String>,
}

/// What an application receives.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The path that its router sees.
    pub path: String,
    /// The route prefix of `experimentalServices` that was taken off the path.
    pub prefix: Option<String>,
    /// The query.
    pub query: Query,
    /// Headers that the rules set on the request.
    pub headers: Vec<(String, String)>,
}

/// A rule that acted.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The phase in which it was tried.
    pub phase: RoutingPhase,
    /// The rule.
    pub rule: RuleRef,
    /// The variables that it bound: `$1`, `$name`.
    pub variables: Vec<(String, String)>,
    /// What it did.
    pub effect: Effect,
    /// The path before.
    pub from: String,
    /// The path after.
    pub to: String,
    /// The headers that it set on the response.
    pub headers: Vec<(String, String)>,
    /// The transforms that it applied, filled.
    pub transforms: Vec<serde_json::Value>,
}

/// Identifies a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleRef {
    /// Where it comes from.
    pub kind: Kind,
    /// The service whose rule it is, or for which it is generated; none at the top level.
    pub service: Option<String>,
    /// Where it is written; none where Vercel generates it.
    pub place: Option<RulePlace>,
    /// Its expression.
    pub expression: String,
}

/// What a rule did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It set headers or the path, and the next rule was tried.
    Continued,
    /// It gave the request another path, at which a file or function answers.
    Rewritten,
    /// It rewrote the path, but nothing exists at the new path, so routing continued with the next rule.
    Passed,
    /// The other rules of its phase were skipped.
    EndedPhase,
    /// It answered with a redirect.
    Redirected,
    /// It handed the request to a service.
    HandedOver,
    /// It sent the request to another host.
    Proxied,
    /// It answered with a status.
    Answered,
}

impl Effect {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Effect::Continued => "continued",
            Effect::Rewritten => "rewritten",
            Effect::Passed => "passed",
            Effect::EndedPhase => "endedPhase",
            Effect::Redirected => "redirected",
            Effect::HandedOver => "handedOver",
            Effect::Proxied => "proxied",
            Effect::Answered => "answered",
        }
    }
}

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A service answers.
    Service {
        /// Its name.
        name: String,
        /// Whether the file declares it.
        declared: bool,
    },
    /// What is found at a path answers: a static file, a page, a function.
    Path {
        /// The path.
        path: String,
        /// The file, where it is known.
        file: Option<String>,
        /// The status that a rule gave the response.
        status: Option<u64>,
    },
    /// The browser is sent elsewhere.
    Redirect {
        /// The status.
        status: u64,
        /// Where to.
        location: String,
    },
    /// Another host answers.
    External {
        /// The URL that it is asked for.
        url: String,
    },
    /// A rule answers with a bare status.
    Status {
        /// The status.
        status: u64,
    },
    /// The firewall answers.
    Mitigated {
        /// `challenge` or `deny`.
        action: String,
    },
    /// Nothing answers: status 404.
    NotFound,
    /// No rule matches, and only the build knows whether it puts out a file at the path.
    BuildOutput {
        /// The path.
        path: String,
    },
    /// The outcome can't be determined.
    Undecided {
        /// Why, as a sentence.
        reason: String,
    },
}

/// A rule that would have matched.
#[derive(Debug, Clone, PartialEq)]
pub struct Shadowed {
    /// The rule.
    pub rule: RuleRef,
    /// The rule that answered before; none where a file did.
    pub by: Option<TextRange>,
}

/// A lookup of a file or function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The path.
    pub path: String,
    /// What was found.
    pub found: Found,
}

/// What is found at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This file of the project.
    File(String),
    /// The function of this service of `experimentalServices`.
    Function(String),
    /// Nothing.
    Nothing,
    /// Whatever the build puts there.
    Unknown,
}

impl Answer {
    /// Why the outcome is an error, as a sentence: nothing handles the request, or what handles it can't be determined.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        match &self.outcome {
            Outcome::Service { name, declared: false } => {
                Some(format!("The request is sent to the service `{name}`, which the file doesn't declare."))
            }
            Outcome::NotFound => Some(match self.steps.last() {
                Some(step) => format!("Nothing answers at `{}`: the response is 404.", step.to),
                None => format!("No rule matches `{}`: the response is 404.", self.request.path),
            }),
            Outcome::BuildOutput { path } => {
                Some(format!("No rule matches `{path}`: 404 unless the build outputs it."))
            }
            Outcome::Undecided { reason } => Some(reason.clone()),
            _ => None,
        }
    }
}
