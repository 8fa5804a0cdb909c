//! What a run says: agreement per field, and the first cases that differ, ready to be looked into.

use std::fmt::Write as _;

use serde_json::Value;
use similar::TextDiff;

use crate::conformance::case::{Case, Comparison, Kind, Place};

/// How many differing cases are shown in full.
const SHOWN: usize = 8;

/// How long a `vercel.json` is shown.
const LONGEST_TEXT: usize = 3000;

/// The tally of a set of cases.
#[derive(Debug, Default)]
pub struct Report {
    fields: Vec<Field>,
    details: Vec<String>,
    cases: usize,
    differing: Vec<String>,
}

#[derive(Debug)]
struct Field {
    name: &'static str,
    compared: usize,
    agreed: usize,
}

impl Report {
    /// Adds a case; differences in the `pending` fields are counted, but are no disagreement.
    pub fn add(&mut self, case: &Case, place: Place, pending: &[&str]) {
        self.cases += 1;
        let comparisons = case.comparisons(place);
        for comparison in &comparisons {
            let at = self.fields.iter().position(|it| it.name == comparison.field).unwrap_or_else(|| {
                self.fields.push(Field { name: comparison.field, compared: 0, agreed: 0 });
                self.fields.len() - 1
            });
            self.fields[at].compared += 1;
            self.fields[at].agreed += usize::from(comparison.agrees());
        }
        let differing: Vec<_> =
            comparisons.iter().filter(|it| !it.agrees() && !pending.contains(&it.field)).collect();
        if differing.is_empty() {
            return;
        }
        let names: Vec<_> = differing.iter().map(|it| it.field).collect();
        self.differing.push(format!("{} ({})", case.name, names.join(", ")));
        if self.details.len() < SHOWN {
            self.details.push(detail(case, &differing));
        }
    }

    /// Whether every field of every case agrees.
    pub fn agrees(&self) -> bool {
        self.differing.is_empty()
    }

    /// Agreement per field.
    pub fn table(&self) -> String {
        let mut table = format!("{} cases, {} differ\n", self.cases, self.differing.len());
        for Field { name, compared, agreed } in &self.fields {
            let _ = writeln!(table, "  {name:<24} {agreed:>6} of {compared:>6} agree");
        }
        table
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for detail in &self.details {
            writeln!(out, "{detail}")?;
        }
        if self.differing.len() > self.details.len() {
            writeln!(out, "also differing:")?;
            for name in self.differing.iter().skip(self.details.len()).take(200) {
                writeln!(out, "  {name}")?;
            }
        }
        write!(out, "\n{}", self.table())
    }
}

/// A case and the fields in which we differ from Vercel, as diffs from its value (`-`) to ours (`+`).
fn detail(case: &Case, differing: &[&Comparison]) -> String {
    let mut text = format!("──── {} ────\n", case.name);
    for (path, content) in &case.files {
        if path == "vercel.json" {
            continue;
        }
        let content = content.as_str().unwrap_or_default();
        let short: String = content.chars().take(100).collect();
        let _ = writeln!(text, "  {path}: {short:?}");
    }
    match case.kind {
        Kind::Pattern => {
            let _ = writeln!(text, "  source {:?}", case.source);
        }
        Kind::Regex => {
            let _ = writeln!(text, "  regex {:?}, texts {:?}", case.regex, case.texts);
        }
        Kind::Inspect | Kind::Migrate | Kind::Fixed | Kind::Detect | Kind::Route => {
            let config: String = case.text().chars().take(LONGEST_TEXT).collect();
            let _ = writeln!(text, "  vercel.json:\n{}", indented(&config));
        }
    }
    for Comparison { field, expected, got } in differing {
        let _ = writeln!(text, "  {field}: Vercel's is -, ours is +");
        let (expected, got) = (pretty(expected), pretty(got));
        let diff = TextDiff::from_lines(&expected, &got);
        text.push_str(&indented(&diff.unified_diff().context_radius(4).to_string()));
    }
    text
}

fn pretty(value: &Value) -> String {
    let mut sorted = value.clone();
    sorted.sort_all_objects();
    serde_json::to_string_pretty(&sorted).unwrap_or_default() + "\n"
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
