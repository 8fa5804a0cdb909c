//! The answer as JSON, whose shape `docs/route.md` describes.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use svc_syntax::TextRange;

use super::answer::{self, Answer, Found, Lookup, RuleRef};

/// What answers a request. `R` is how places in the text are written.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Report<R> {
    /// The version of this shape.
    version: u8,
    /// The request.
    request: Asked,
    /// What answers.
    outcome: Outcome,
    /// The service that the request is handed to.
    service: Option<String>,
    /// What the application receives; null if no application is asked.
    received: Option<Received>,
    /// Why nothing answers, or why the answer isn't known.
    error: Option<String>,
    /// The rules that acted, in order.
    steps: Vec<Step<R>>,
    /// Rules that match, too, but come after the one that answered.
    shadowed: Vec<Shadowed<R>>,
    /// The paths at which files and functions were looked for.
    filesystem: Vec<Looked>,
    /// The headers that rules set on the response.
    headers: Map<String, Value>,
    /// What can't be determined from the file, and what may be surprising.
    notes: Vec<String>,
}

/// The request that was made.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Asked {
    path: String,
    query: String,
    host: Option<String>,
    method: String,
    headers: Map<String, Value>,
    cookies: Map<String, Value>,
}

/// What answers a request.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Outcome {
    /// A service.
    Service {
        /// Its name.
        service: String,
        /// Whether the file declares it.
        declared: bool,
    },
    /// A file, a page or a function.
    Path {
        /// Its path.
        path: String,
        /// The file, if it is known.
        file: Option<String>,
        /// The status that a rule sets.
        status: Option<u64>,
    },
    /// A redirect.
    Redirect {
        /// Its status.
        status: u64,
        /// Where it leads.
        location: String,
    },
    /// Another host.
    External {
        /// The URL that is requested there.
        url: String,
    },
    /// A rule, with a status only.
    Status {
        /// The status.
        status: u64,
    },
    /// The firewall.
    Mitigated {
        /// `challenge` or `deny`.
        action: String,
    },
    /// Nothing.
    NotFound {
        /// Always 404.
        status: u64,
    },
    /// A file of the build's output, if there is one; otherwise 404.
    BuildOutput {
        /// Its path.
        path: String,
    },
    /// Unknown.
    Undecided {
        /// Why, as a sentence.
        reason: String,
    },
}

/// What an application receives.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Received {
    /// The path that its router sees.
    path: String,
    /// The route prefix that was removed from the path.
    prefix: Option<String>,
    query: String,
    /// The headers that rules set on the request.
    headers: Map<String, Value>,
}

/// A rule and where it is written.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Rule<R> {
    /// Where it comes from, such as `redirects` or `rewrites`.
    kind: &'static str,
    /// The service whose rule it is.
    service: Option<String>,
    /// The JSON Pointer of the rule; null if Vercel generates it.
    path: Option<String>,
    /// Where it is in the text.
    range: Option<R>,
    /// Its source, as in the file.
    source: Option<String>,
    /// Where the source is in the text.
    source_range: Option<R>,
    /// The regular expression that paths are compared with.
    expression: String,
}

/// A rule that acted, and what it did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Step<R> {
    #[serde(flatten)]
    rule: Rule<R>,
    /// The phase of routing; null for the first.
    phase: Option<&'static str>,
    /// What the rule did, such as `redirected` or `rewritten`.
    effect: &'static str,
    /// The path before.
    from: String,
    /// The path after.
    to: String,
    /// What the expression matched.
    variables: Map<String, Value>,
    /// The headers that it set on the response.
    headers: Map<String, Value>,
    /// The transforms that it applied.
    #[schemars(with = "Vec<Map<String, Value>>")]
    transforms: Vec<Value>,
}

/// A rule that was not reached.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Shadowed<R> {
    #[serde(flatten)]
    rule: Rule<R>,
    /// Where the rule is that answered before; null if a file did.
    by: Option<R>,
}

/// A path at which a file or function was looked for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Looked {
    path: String,
    /// `file`, `function`, `nothing` or `unknown`.
    found: &'static str,
    /// The file, or the service that has the function.
    file: Option<String>,
}

impl Answer {
    /// The answer as JSON; `range` writes the place of a rule.
    #[must_use]
    pub fn report<R>(&self, range: &dyn Fn(TextRange) -> R) -> Report<R> {
        let request = &self.request;
        let steps = self.steps.iter().map(|step| Step {
            rule: rule(&step.rule, range),
            phase: step.phase.handle(),
            effect: step.effect.name(),
            from: step.from.clone(),
            to: step.to.clone(),
            variables: object(&step.variables),
            headers: object(&step.headers),
            transforms: step.transforms.clone(),
        });
        let shadowed = self
            .shadowed
            .iter()
            .map(|shadowed| Shadowed { rule: rule(&shadowed.rule, range), by: shadowed.by.map(range) });
        Report {
            version: 1,
            request: Asked {
                path: request.path.clone(),
                query: request.query.to_string(),
                host: request.host.clone(),
                method: request.method.clone(),
                headers: object(&request.headers),
                cookies: object(&request.cookies),
            },
            outcome: outcome(&self.outcome),
            service: self.service.clone(),
            received: self.received.as_ref().map(|received| Received {
                path: received.path.clone(),
                prefix: received.prefix.clone(),
                query: received.query.to_string(),
                headers: object(&received.headers),
            }),
            error: self.error(),
            steps: steps.collect(),
            shadowed: shadowed.collect(),
            filesystem: self.lookups.iter().map(looked).collect(),
            headers: object(&self.headers),
            notes: self.notes.clone(),
        }
    }
}

fn looked(lookup: &Lookup) -> Looked {
    let (found, file) = match &lookup.found {
        Found::File(file) => ("file", Some(file.clone())),
        Found::Function(service) => ("function", Some(service.clone())),
        Found::Nothing => ("nothing", None),
        Found::Unknown => ("unknown", None),
    };
    Looked { path: lookup.path.clone(), found, file }
}

fn rule<R>(acting: &RuleRef, range: &dyn Fn(TextRange) -> R) -> Rule<R> {
    let place = acting.place.as_ref();
    Rule {
        kind: acting.kind.name(),
        service: acting.service.clone(),
        path: place.map(|place| place.pointer.clone()),
        range: place.map(|place| range(place.range)),
        source: place.and_then(|place| place.source.clone()),
        source_range: place.and_then(|place| place.source_range).map(range),
        expression: acting.expression.clone(),
    }
}

fn outcome(outcome: &answer::Outcome) -> Outcome {
    match outcome.clone() {
        answer::Outcome::Service { name, declared } => Outcome::Service { service: name, declared },
        answer::Outcome::Path { path, file, status } => Outcome::Path { path, file, status },
        answer::Outcome::Redirect { status, location } => Outcome::Redirect { status, location },
        answer::Outcome::External { url } => Outcome::External { url },
        answer::Outcome::Status { status } => Outcome::Status { status },
        answer::Outcome::Mitigated { action } => Outcome::Mitigated { action },
        answer::Outcome::NotFound => Outcome::NotFound { status: 404 },
        answer::Outcome::BuildOutput { path } => Outcome::BuildOutput { path },
        answer::Outcome::Undecided { reason } => Outcome::Undecided { reason },
    }
}

fn object(pairs: &[(String, String)]) -> Map<String, Value> {
    pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
}
