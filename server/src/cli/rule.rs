//! `svc-lsp rule`.

use std::io::Write;

use clap::Args;
use svc_analysis::rules::{self, Rule};
use svc_config::Severity;

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
        Some(code) => {
            let rule = find(code).ok_or_else(|| {
                Failure::Message(format!("Unknown rule `{code}`. Run `svc-lsp rule` for a list."))
            })?;
            explain(rule, style, output)?;
        }
    }
    Ok(Outcome::Clean)
}

fn find(code: &str) -> Option<&'static Rule> {
    rules::find(code).or_else(|| rules::ALL.iter().copied().find(|rule| rule.vercel_code == Some(code)))
}

fn list(style: Style, output: &mut impl Write) -> Result<(), Failure> {
    let width = rules::ALL.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
    for rule in rules::ALL {
        let code = style.bold(&format!("{:width$}", rule.code));
        writeln!(output, "{code}  {:11}  {}", severity(rule), rule.title())?;
    }
    Ok(())
}

fn severity(rule: &Rule) -> &'static str {
    match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
        Severity::Hint => "hint",
    }
}

fn explain(rule: &Rule, style: Style, output: &mut impl Write) -> Result<(), Failure> {
    write!(output, "{}", rule.page())?;
    writeln!(output, "\n{}", style.dim(&rule_page::url(rule.code)))?;
    Ok(())
}
