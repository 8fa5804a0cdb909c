//! `svc-lsp rule`.

use std::io::Write;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use svc_analysis::rules::{self, Rule};
use svc_config::Severity;
use svc_vercel::spelling;

use super::style::Style;
use super::{Failure, Outcome};
use crate::rule_page;

/// The arguments of `rule`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The code of the rule, or Vercel's error code.
    code: Option<String>,
}

/// Lists the rules, or explains one.
///
/// # Errors
///
/// A code that no rule has.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    let style = Style::of_stdout();
    match &arguments.code {
        None => list(style, output)?,
        Some(code) => explain(known(code)?, style, output)?,
    }
    Ok(Outcome::Clean)
}

fn find(code: &str) -> Option<&'static Rule> {
    rules::find(code).or_else(|| rules::ALL.iter().copied().find(|rule| rule.vercel_code == Some(code)))
}

/// The code that is spelled most like a word that is none.
pub fn nearest(code: &str) -> Option<&'static str> {
    let codes = rules::ALL.iter().flat_map(|rule| [Some(rule.code), rule.vercel_code]);
    spelling::nearest(code, codes.flatten())
}

/// A rule as JSON.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Described {
    /// Its code.
    code: &'static str,
    /// Vercel's own error code, if it has one.
    vercel_code: Option<&'static str>,
    /// How severe its findings are, unless the settings say otherwise.
    severity: Severity,
    /// Its title.
    title: &'static str,
    /// Its page, as Markdown. Only if the rule was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// The address of a page about it on the web.
    url: Option<String>,
}

/// All rules, or one with its page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Rules {
    /// The rules.
    rules: Vec<Described>,
}

/// All rules, or the one with a code.
///
/// # Errors
///
/// A code that no rule has.
pub fn answer(code: Option<&str>) -> Result<Rules, Failure> {
    let described = |rule: &'static Rule, page: Option<String>| Described {
        code: rule.code,
        vercel_code: rule.vercel_code,
        severity: rule.severity,
        title: rule.title(),
        page,
        url: rule_page::url(rule),
    };
    let rules = match code {
        Some(code) => {
            let rule = known(code)?;
            vec![described(rule, Some(rule.page().to_string()))]
        }
        None => rules::ALL.iter().map(|rule| described(rule, None)).collect(),
    };
    Ok(Rules { rules })
}

/// The rule with a code.
///
/// # Errors
///
/// No rule has it.
pub fn known(code: &str) -> Result<&'static Rule, Failure> {
    find(code).ok_or_else(|| {
        let nearest = nearest(code).map(|code| format!(" Did you mean `{code}`?")).unwrap_or_default();
        Failure::Message(format!("Unknown rule `{code}`.{nearest} Run `svc-lsp rule` for a list."))
    })
}

fn list(style: Style, output: &mut impl Write) -> Result<(), Failure> {
    let width = rules::ALL.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
    for rule in rules::ALL {
        let code = style.bold(&format!("{:width$}", rule.code));
        writeln!(output, "{code}  {:30}  {}", rule.severities(), rule.title())?;
    }
    Ok(())
}

fn explain(rule: &Rule, style: Style, output: &mut impl Write) -> Result<(), Failure> {
    write!(output, "{}", rule.page())?;
    if let Some(url) = rule_page::url(rule) {
        writeln!(output, "\n{}", style.dim(&url))?;
    }
    Ok(())
}
