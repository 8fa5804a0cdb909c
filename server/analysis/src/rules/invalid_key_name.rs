//! Invalid key name.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::shape::Case;
use svc_config::model::validate::MistakeKind;

rule! {
    /// # Invalid key name
    ///
    /// Vercel rejects the deployment because a key has a name that isn't allowed.
    ///
    /// Names of services, groups and daemons have at most 64 characters from a limited set. Keys of `functions` have 1 to 256
    /// characters.
    ///
    /// ```files
    /// //- /indexer/Dockerfile
    /// FROM alpine
    /// ```
    /// ```json bad
    /// { "daemons": { "Indexer1": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } } }
    /// ```
    ///
    /// ```files
    /// //- /indexer/Dockerfile
    /// FROM alpine
    /// ```
    /// ```json good
    /// { "daemons": { "indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } } }
    /// ```
    pub static RULE = {
        code: "invalid-key-name",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

fn check(case: &Case<'_>) -> Option<Finding> {
    Some(match &case.mistake.kind {
        MistakeKind::KeyPattern(key) => pattern(case, key),
        MistakeKind::KeyLength(key) => length(case, key),
        _ => return None,
    })
}

/// The finding for a name with a form that is not allowed.
fn pattern(case: &Case<'_>, key: &str) -> Finding {
    let asked = case.mistake.shape.key_pattern().map_or_else(String::new, |pattern| pattern.message.clone());
    if key.is_empty() {
        return case.report(&RULE, format!("This name is empty. It {asked}."));
    }
    let rule = match asked.strip_prefix("must consist of ") {
        Some(parts) => format!("Use {parts}"),
        None => format!("It {asked}"),
    };
    case.report(&RULE, format!("`{}` isn't a valid name. {rule}.", shortened(key)))
}

/// The finding for a name that is too long.
fn length(case: &Case<'_>, key: &str) -> Finding {
    let count = key.chars().count();
    let most = case.mistake.shape.key_length().unwrap_or_default();
    case.report(&RULE, format!("The name `{}` has {count} characters; the limit is {most}.", shortened(key)))
}

fn shortened(key: &str) -> String {
    if key.chars().count() > 40 { key.chars().take(39).chain(['…']).collect() } else { key.to_owned() }
}
