//! `svc-lsp.jsonc`: what a repository says to svc-lsp itself. It lies beside a `vercel.json` or above it; the nearest one counts.
//!
//! ```
//! use svc_analysis::options::Options;
//!
//! let options = Options::read(r#"{
//!     "rules": { "deprecated-key": "off" }, // until the next release
//!     "ignore": { "vercel.json": { "shadowed-rule": [{ "at": "/redirects/3", "source": "/old/:x" }] } },
//! }"#).unwrap();
//! assert_eq!(options.ignored["vercel.json"][0].code, "shadowed-rule");
//! ```

mod case;
mod edit;
mod expectation;

use std::collections::BTreeMap;

use jsonc_parser::ParseOptions;
use serde_json::Value;

use crate::settings::{Ignored, Plan, RuleLevel, Settings};

pub use case::{Case, Unused};
pub use edit::{add_request, follow, ignore, record, rename_service, set_level};
pub use expectation::Expectation;

/// The name of the file.
pub const FILE: &str = "svc-lsp.jsonc";

/// How many of the files that options name are looked at.
pub const MAX_FILES: usize = 100;

/// What the file says. What can't be read is left out; [`check_options`](crate::check_beside::check_options) reports it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// The plan whose limits are checked.
    pub plan: Option<Plan>,
    /// Levels of rules, by code.
    pub rules: BTreeMap<String, RuleLevel>,
    /// Findings that are not reported, by the path of their file from the options' folder.
    pub ignored: BTreeMap<String, Vec<Ignored>>,
    /// Requests and who must answer them.
    pub requests: Vec<Expectation>,
}

impl Options {
    /// Reads the file: JSON with comments and trailing commas.
    ///
    /// # Errors
    ///
    /// A sentence on why the text can't be read at all.
    pub fn read(text: &str) -> Result<Options, String> {
        let value: Option<Value> =
            jsonc_parser::parse_to_serde_value(text.trim_start_matches('\u{FEFF}'), &syntax())
                .map_err(|error| error.to_string())?;
        let mut options = Options::default();
        let members = value.as_ref().and_then(Value::as_object).into_iter().flatten();
        for (key, value) in members {
            match key.as_str() {
                "plan" => options.plan = parse(value),
                "rules" => {
                    let levels = value.as_object().into_iter().flatten();
                    options.rules =
                        levels.filter_map(|(code, level)| Some((code.clone(), parse(level)?))).collect();
                }
                "ignore" => {
                    let files = value.as_object().into_iter().flatten();
                    options.ignored = files.map(|(file, rules)| (file.clone(), ignored(rules))).collect();
                }
                "requests" => {
                    let requests = value.as_array().into_iter().flatten();
                    // One that can't be read keeps its place.
                    options.requests = requests.map(|request| parse(request).unwrap_or_default()).collect();
                }
                _ => {}
            }
        }
        Ok(options)
    }

    /// These settings, and what the options say where they say nothing. `file` is the `vercel.json` from the options' folder.
    #[must_use]
    pub fn under(&self, settings: &Settings, file: &str) -> Settings {
        let mut rules = self.rules.clone();
        rules.extend(settings.rules.clone());
        Settings {
            rules,
            plan: settings.plan.or(self.plan),
            ignored: self.ignored.get(file).cloned().unwrap_or_default(),
            ..settings.clone()
        }
    }
}

/// The findings that are ignored in one file, in the order of the text.
fn ignored(rules: &Value) -> Vec<Ignored> {
    let rules = rules.as_object().into_iter().flatten();
    let each = rules.flat_map(|(code, places)| {
        let places = places.as_array().into_iter().flatten();
        places.filter_map(|place| Some(Ignored { code: code.clone(), place: parse(place)? }))
    });
    each.collect()
}

fn parse<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

/// What VS Code's `jsonc` allows.
fn syntax() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_read_costs_nothing_else() {
        let options = Options::read(
            r#"{ "plan": "gold", "rules": { "a": "off", "b": 7 }, "ignore": { "vercel.json": { "c": [{ "at": "/x" }, {}, 1], "d": 1 }, "e": [] } }"#,
        )
        .unwrap();
        assert_eq!(options.plan, None);
        assert_eq!(options.rules, BTreeMap::from([("a".to_owned(), RuleLevel::Off)]));
        assert_eq!(options.ignored["vercel.json"].len(), 1);
        assert_eq!(Options::read(""), Ok(Options::default()));
        assert_eq!(Options::read("[1]"), Ok(Options::default()));
        assert!(Options::read("{ 'plan': 1 }").is_err());
        assert!(Options::read(&"[".repeat(1 << 20)).is_err());
    }
}
