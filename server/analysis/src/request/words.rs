//! What became of a request, in words.

use super::answer::{Answer, Effect, Outcome, Received, RuleRef, Step};
use super::table::Kind;

impl Kind {
    /// What rules of this kind are called.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Kind::CleanUrls => "cleanUrls",
            Kind::TrailingSlash => "trailingSlash",
            Kind::Route => "route",
            Kind::Redirect => "redirect",
            Kind::Header => "headers",
            Kind::Rewrite => "rewrite",
            Kind::HostRewrite => "subdomain",
            Kind::ServiceRewrite | Kind::Default | Kind::Application => "prefix",
            Kind::Fallback => "fallback",
            Kind::Cron => "cron",
            Kind::Function => "function",
        }
    }
}

impl RuleRef {
    /// What the rule is called, such as `rewrite /api/(.*)`.
    #[must_use]
    pub fn title(&self) -> String {
        let source = self.place.as_ref().and_then(|place| place.source.as_deref());
        let mut title = self.kind.noun().to_owned();
        if let Some(source) = source {
            title.push_str(&format!(" {source}"));
        }
        if let Some(service) = &self.service {
            title.push_str(&format!(" of {service}"));
        }
        title
    }
}

impl Answer {
    /// The rule that decided what becomes of the request; `None` if no rule did.
    #[must_use]
    pub fn deciding_rule(&self) -> Option<&RuleRef> {
        let decides = |step: &&Step| step.effect != Effect::Continued;
        self.steps.iter().rev().find(decides).map(|step| &step.rule)
    }

    /// What becomes of the request, as a sentence without a period; an error has its own.
    #[must_use]
    pub fn summary(&self) -> String {
        self.error().unwrap_or_else(|| self.outcome_in_words())
    }

    fn outcome_in_words(&self) -> String {
        let received = self.received.as_ref().map(|received| {
            let query = received.query.to_string();
            if query.is_empty() { received.path.clone() } else { format!("{}?{query}", received.path) }
        });
        let received = received.unwrap_or_default();
        match &self.outcome {
            Outcome::Service { name, .. } => format!("The service {name} answers; it receives {received}"),
            Outcome::Path { path, file: Some(file), status } => {
                let status = status.map(|status| format!(" with status {status}")).unwrap_or_default();
                // A rewrite adds the parameters that its destination leaves out: a function sees them.
                let sees = |it: &Received| file.starts_with("api/") && it.query != self.request.query;
                let received = if self.received.as_ref().is_some_and(sees) {
                    format!("; it receives {received}")
                } else {
                    String::new()
                };
                format!("The file {file} is served at {path}{status}{received}")
            }
            Outcome::Path { path, file: None, .. } => {
                format!("The build output at {path} answers; it receives {received}")
            }
            Outcome::Redirect { status, location } => format!("Redirected to {location} ({status})"),
            Outcome::External { url } => format!("Another host answers: {url}"),
            Outcome::Status { status } => format!("Answered with status {status}"),
            Outcome::Mitigated { action } => format!("The firewall answers: {action}"),
            Outcome::NotFound | Outcome::BuildOutput { .. } | Outcome::Undecided { .. } => String::new(),
        }
    }
}
