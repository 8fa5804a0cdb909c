//! The answer as JSON, whose shape `docs/route.md` describes.

use serde_json::{Map, Value, json};
use svc_syntax::TextRange;

use super::answer::{Answer, Found, Outcome, RuleRef};

impl Answer {
    /// The answer as JSON; `range` writes the place of a rule.
    #[must_use]
    pub fn to_json(&self, range: &dyn Fn(TextRange) -> Value) -> Value {
        let request = &self.request;
        let steps = self.steps.iter().map(|step| {
            let mut value = rule(&step.rule, range);
            value.insert("phase".to_owned(), step.phase.handle().map_or(Value::Null, Value::from));
            value.insert("effect".to_owned(), step.effect.name().into());
            value.insert("from".to_owned(), step.from.clone().into());
            value.insert("to".to_owned(), step.to.clone().into());
            value.insert("variables".to_owned(), object(&step.variables));
            value.insert("headers".to_owned(), object(&step.headers));
            value.insert("transforms".to_owned(), step.transforms.clone().into());
            Value::Object(value)
        });
        let shadowed = self.shadowed.iter().map(|shadowed| {
            let mut value = rule(&shadowed.rule, range);
            value.insert("by".to_owned(), shadowed.by.map_or(Value::Null, range));
            Value::Object(value)
        });
        let lookups = self.lookups.iter().map(|lookup| {
            let (found, file) = match &lookup.found {
                Found::File(file) => ("file", Value::from(file.as_str())),
                Found::Function(service) => ("function", Value::from(service.as_str())),
                Found::Nothing => ("nothing", Value::Null),
                Found::Unknown => ("unknown", Value::Null),
            };
            json!({ "path": lookup.path, "found": found, "file": file })
        });
        let received = self.received.as_ref().map(|received| {
            json!({ "path": received.path, "prefix": received.prefix, "query": received.query.to_string(), "headers": object(&received.headers) })
        });
        json!({
            "version": 1,
            "request": {
                "path": request.path,
                "query": request.query.to_string(),
                "host": request.host,
                "method": request.method,
                "headers": object(&request.headers),
                "cookies": object(&request.cookies),
            },
            "outcome": outcome(&self.outcome),
            "service": self.service,
            "received": received,
            "error": self.error(),
            "steps": steps.collect::<Vec<_>>(),
            "shadowed": shadowed.collect::<Vec<_>>(),
            "filesystem": lookups.collect::<Vec<_>>(),
            "headers": object(&self.headers),
            "notes": self.notes,
        })
    }
}

fn rule(acting: &RuleRef, range: &dyn Fn(TextRange) -> Value) -> Map<String, Value> {
    let place = acting.place.as_ref();
    let mut value = Map::new();
    value.insert("kind".to_owned(), acting.kind.name().into());
    value.insert("service".to_owned(), acting.service.clone().into());
    value.insert("path".to_owned(), place.map(|place| place.pointer.clone()).into());
    value.insert("range".to_owned(), place.map_or(Value::Null, |place| range(place.range)));
    value.insert("source".to_owned(), place.and_then(|place| place.source.clone()).into());
    value.insert(
        "sourceRange".to_owned(),
        place.and_then(|place| place.source_range).map_or(Value::Null, range),
    );
    value.insert("expression".to_owned(), acting.expression.clone().into());
    value
}

fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Service { name, declared } => {
            json!({ "kind": "service", "service": name, "declared": declared })
        }
        Outcome::Path { path, file, status } => {
            json!({ "kind": "path", "path": path, "file": file, "status": status })
        }
        Outcome::Redirect { status, location } => {
            json!({ "kind": "redirect", "status": status, "location": location })
        }
        Outcome::External { url } => json!({ "kind": "external", "url": url }),
        Outcome::Status { status } => json!({ "kind": "status", "status": status }),
        Outcome::Mitigated { action } => json!({ "kind": "mitigated", "action": action }),
        Outcome::NotFound => json!({ "kind": "notFound", "status": 404 }),
        Outcome::BuildOutput { path } => json!({ "kind": "buildOutput", "path": path }),
        Outcome::Undecided { reason } => json!({ "kind": "undecided", "reason": reason }),
    }
}

fn object(pairs: &[(String, String)]) -> Value {
    Value::Object(pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect())
}
