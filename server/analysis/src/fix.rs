//! Preferred fixes, applied to a whole file.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use svc_config::Severity;
use svc_config::model::validate::MAX_ERRORS;
use svc_syntax::layout::tidy::tidy_text;
use svc_syntax::{MAX_TEXT_BYTES, Source, TextEdit, TextRange, TextSize};

use crate::check::check;
use crate::rules::Rule;
use crate::rules::finding::{Finding, Fix};
use crate::settings::Settings;
use crate::snapshot::Snapshot;

/// How many times a file is checked at most while it is fixed.
const MAX_CHECKS: usize = 200;
/// How many bytes these checks read together at most, so that a large file is checked less often.
const MAX_CHECKED_BYTES: usize = 64 * 1024 * 1024;

/// A file after its fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The fixed file.
    pub snapshot: Snapshot,
    /// What is still found in it.
    pub findings: Vec<Finding>,
    /// The fixes that were applied, in their order.
    pub applied: Vec<Applied>,
}

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The rule whose finding it fixed.
    pub rule: &'static Rule,
    /// What it did, as an imperative.
    pub title: String,
}

/// The preferred fixes that can be applied together. Of fixes that touch the same bytes, the first finding's counts.
pub fn preferred(findings: &[Finding]) -> Vec<(&Finding, &Fix)> {
    preferred_except(findings, |_, _| false)
}

fn preferred_except(
    findings: &[Finding],
    is_left_out: impl Fn(&Finding, &Fix) -> bool,
) -> Vec<(&Finding, &Fix)> {
    let mut taken: BTreeMap<TextSize, TextSize> = BTreeMap::new();
    let mut fixes = Vec::new();
    for finding in findings {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.preferred) else { continue };
        let is_free = |edit: &TextEdit| {
            taken.range(..=edit.range.end()).next_back().is_none_or(|(_, end)| *end < edit.range.start())
        };
        if !fix.edits.is_empty() && fix.edits.iter().all(is_free) && !is_left_out(finding, fix) {
            taken.extend(fix.edits.iter().map(|edit| (edit.range.start(), edit.range.end())));
            fixes.push((finding, fix));
        }
    }
    fixes
}

/// Applies the preferred fixes of `findings`, then those of what is found after them, until none is left.
///
/// No fix makes the file worse: one that brings an error or a warning that wasn't there before is left out, also where the settings
/// hide it. Errors of the syntax are fixed first, and may hide others: a fix of one is left out only if what it writes doesn't match the
/// model, or if the syntax has more errors than before. A file with so many errors that not all are found is left as it is.
#[must_use]
pub fn fix(snapshot: Snapshot, findings: Vec<Finding>) -> Fixed {
    let mut file = Fixed { snapshot, findings, applied: Vec::new() };
    if preferred(&file.findings).is_empty() || is_cut_off(&file.findings) {
        return file;
    }
    let mut all = everything(&file.snapshot, &file.findings);
    let mut seen = HashSet::from([file.snapshot.text.to_string()]);
    let mut left_out: HashSet<Key> = HashSet::new();
    // Fixes that disturb each other are found by halving.
    let mut most = usize::MAX;
    let mut checked = 0_usize;
    let before = Source::clone(&file.snapshot);
    for _ in 0..MAX_CHECKS {
        let mut fixes =
            preferred_except(&file.findings, |finding, fix| left_out.contains(&key(finding, fix)));
        let is_of_syntax = fixes.iter().any(|(finding, _)| finding.rule.is_about_syntax());
        fixes.retain(|(finding, _)| finding.rule.is_about_syntax() == is_of_syntax);
        fixes.truncate(most);
        let edits = Edits::of(&fixes);
        let text = edits.applied_to(&file.snapshot.text.to_string());
        checked = checked.saturating_add(text.len());
        if fixes.is_empty() || checked > MAX_CHECKED_BYTES {
            break;
        }
        let is_new = text.len() <= MAX_TEXT_BYTES && !seen.contains(&text);
        let better = is_new.then(|| Candidate::of(&file.snapshot, &text)).filter(|after| {
            is_no_worse(&file.findings, &after.findings, &edits, is_of_syntax)
                && is_no_worse(&all, &after.all, &edits, is_of_syntax)
                && are_gone(&fixes, &after.findings, &edits)
        });
        match better {
            Some(after) => {
                let applied = fixes
                    .iter()
                    .map(|(finding, fix)| Applied { rule: finding.rule, title: fix.title.clone() });
                file.applied.extend(applied);
                (file.snapshot, file.findings, all) = (after.snapshot, after.findings, after.all);
                seen.insert(text);
                most = most.saturating_mul(2);
            }
            None => {
                if let [(finding, fix)] = fixes[..] {
                    left_out.insert(key(finding, fix));
                }
                most = (fixes.len() / 2).max(1);
            }
        }
    }
    if !file.applied.is_empty() {
        let text = file.snapshot.text.to_string();
        let tidied = tidy_text(&before, text.clone());
        if tidied != text {
            let after = Candidate::of(&file.snapshot, &tidied);
            (file.snapshot, file.findings) = (after.snapshot, after.findings);
        }
    }
    file
}

/// Whether there may be more errors than are reported. Then it is unknown whether an error is new.
fn is_cut_off(findings: &[Finding]) -> bool {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.take(MAX_ERRORS).count() == MAX_ERRORS
}

/// What a fix is known by after the text has changed.
type Key = (&'static str, String, String);

fn key(finding: &Finding, fix: &Fix) -> Key {
    (finding.rule.code, finding.message.clone(), fix.title.clone())
}

/// The findings without the levels and places in the settings, which hide some.
fn everything(snapshot: &Snapshot, findings: &[Finding]) -> Vec<Finding> {
    if snapshot.settings.rules.is_empty() && snapshot.settings.ignored.is_empty() {
        return findings.to_vec();
    }
    let settings =
        Settings { rules: BTreeMap::new(), ignored: Vec::new(), ..Settings::clone(&snapshot.settings) };
    let project = Arc::clone(&snapshot.project);
    check(&Snapshot::new(Source::clone(snapshot), project, Arc::new(settings)))
}

/// What a file would be after some fixes.
struct Candidate {
    snapshot: Snapshot,
    findings: Vec<Finding>,
    all: Vec<Finding>,
}

impl Candidate {
    fn of(before: &Snapshot, text: &str) -> Candidate {
        let snapshot =
            Snapshot::new(Source::new(text), Arc::clone(&before.project), Arc::clone(&before.settings));
        let findings = check(&snapshot);
        let all = everything(&snapshot, &findings);
        Candidate { snapshot, findings, all }
    }
}

/// Edits that don't overlap, in their order.
struct Edits<'a>(Vec<&'a TextEdit>);

impl<'a> Edits<'a> {
    fn of(fixes: &[(&'a Finding, &'a Fix)]) -> Edits<'a> {
        let mut edits: Vec<&TextEdit> = fixes.iter().flat_map(|(_, fix)| &fix.edits).collect();
        edits.sort_by_key(|edit| edit.range.start());
        Edits(edits)
    }

    fn applied_to(&self, text: &str) -> String {
        let mut after = String::with_capacity(text.len());
        let mut rest = 0;
        for edit in &self.0 {
            after.push_str(text.get(rest..usize::from(edit.range.start())).unwrap_or_default());
            after.push_str(&edit.insert);
            rest = usize::from(edit.range.end());
        }
        after.push_str(text.get(rest..).unwrap_or_default());
        after
    }

    /// Where the starts of some ranges are after the edits.
    fn moved(&self, findings: &[Finding]) -> Vec<TextSize> {
        let mut places: Vec<(usize, TextSize)> =
            findings.iter().map(|finding| finding.range.start()).enumerate().collect();
        places.sort_by_key(|(_, place)| *place);
        let mut edits = self.0.iter().peekable();
        let (mut added, mut removed) = (TextSize::new(0), TextSize::new(0));
        for (_, place) in &mut places {
            while let Some(edit) =
                edits.next_if(|edit| edit.range.end() <= *place && !edit.range.contains(*place))
            {
                added += TextSize::of(&*edit.insert);
                removed += edit.range.len();
            }
            let inside =
                edits.peek().map(|edit: &&&TextEdit| edit.range).filter(|it: &TextRange| it.contains(*place));
            *place = inside.map_or(*place, TextRange::start) + added - removed;
        }
        places.sort_by_key(|(index, _)| *index);
        places.into_iter().map(|(_, place)| place).collect()
    }
}

/// Whether none of the findings that were fixed is still there after the edits: its fix would be applied again and again.
fn are_gone(fixed: &[(&Finding, &Fix)], after: &[Finding], edits: &Edits<'_>) -> bool {
    let fixed: Vec<Finding> = fixed.iter().map(|(finding, _)| Finding::clone(finding)).collect();
    let known = |finding: &Finding, place: TextSize| (finding.rule.code, finding.message.clone(), place);
    let after: HashSet<_> = after.iter().map(|finding| known(finding, finding.range.start())).collect();
    fixed.iter().zip(edits.moved(&fixed)).all(|(finding, place)| !after.contains(&known(finding, place)))
}

/// Whether there is no error and no warning after the edits that wasn't there before: none at another place that says something
/// else, and no more of a rule. If the edits fix the syntax, it may be one that was hidden.
fn is_no_worse(before: &[Finding], after: &[Finding], edits: &Edits<'_>, is_of_syntax: bool) -> bool {
    let mut known: HashMap<(&str, &str), Severity> = HashMap::new();
    let mut places: HashMap<(&str, TextSize), Severity> = HashMap::new();
    // How many errors a rule has, and how many errors and warnings.
    let mut counts: HashMap<&str, (isize, isize)> = HashMap::new();
    let count = |finding: &Finding| {
        (isize::from(finding.severity == Severity::Error), isize::from(finding.severity <= Severity::Warning))
    };
    for (finding, place) in before.iter().zip(edits.moved(before)) {
        let (code, severity) = (finding.rule.code, finding.severity);
        let worst = known.entry((code, &finding.message)).or_insert(severity);
        *worst = severity.min(*worst);
        let worst = places.entry((code, place)).or_insert(severity);
        *worst = severity.min(*worst);
        let (errors, both) = count(finding);
        let counted = counts.entry(code).or_default();
        *counted = (counted.0 + errors, counted.1 + both);
    }
    after.iter().filter(|finding| finding.severity <= Severity::Warning).all(|finding| {
        let code = finding.rule.code;
        let was = [known.get(&(code, finding.message.as_str())), places.get(&(code, finding.range.start()))];
        let (errors, both) = count(finding);
        let left = counts.entry(code).or_default();
        *left = (left.0 - errors, left.1 - both);
        let rule = finding.rule;
        if is_of_syntax && !rule.is_about_shape() {
            return !rule.is_about_syntax() || left.0 >= 0 && left.1 >= 0;
        }
        was.into_iter().flatten().any(|severity| *severity <= finding.severity) && left.0 >= 0 && left.1 >= 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::ALL;
    use crate::settings::RuleLevel;
    use crate::testing::Fixture;

    fn fixed(fixture: &str, rules: &[(&str, RuleLevel)]) -> Fixed {
        let mut snapshot = Fixture::new(fixture).snapshot;
        let rules = rules.iter().map(|(code, level)| ((*code).to_owned(), *level)).collect();
        snapshot.settings = Arc::new(Settings { rules, ..Settings::default() });
        let findings = check(&snapshot);
        fix(snapshot, findings)
    }

    #[test]
    fn a_formatted_file_stays_formatted() {
        // The slash that is missing makes the line one character too long.
        let rule = |source: &str| format!("    {{ \"source\": \"{source}\", \"destination\": \"/b\" }}");
        let long = "x".repeat(80 - rule("").len());
        let text = format!("{{\n  \"redirects\": [\n{}\n  ]\n}}\n", rule(&long));
        let snapshot = Fixture::new(&text).snapshot;
        let findings = check(&snapshot);
        let fixed = fix(snapshot, findings);
        assert!(!fixed.applied.is_empty());
        assert!(svc_syntax::layout::tidy::style(&fixed.snapshot).is_some(), "{}", fixed.snapshot.text);
    }

    fn codes(fixed: &Fixed) -> Vec<&str> {
        fixed.applied.iter().map(|applied| applied.rule.code).collect()
    }

    #[test]
    fn fixes_are_applied_until_none_is_left() {
        let fixed = fixed("{ 'cleanUrls': True,\n \"trailingSlash\": False,\n}\n", &[]);
        assert_eq!(fixed.snapshot.text.to_string(), "{ \"cleanUrls\": true,\n \"trailingSlash\": false\n}\n");
        assert_eq!(fixed.findings, []);
        assert_eq!(fixed.applied.len(), 4, "{:?}", fixed.applied);
    }

    #[test]
    fn nothing_is_written_into_a_string_without_its_quote() {
        for entrypoint in [
            r#"'entrypoint": "api/main.py" }"#,
            r#""entrypoint": '"api/main.py" }"#,
            r#""entrypoint": "api/main.py", ' },"#,
            r#""entrypoint": "api/main.py }"#,
        ] {
            let config = format!("{{ \"experimentalServices\": {{\n  \"api\": {{ {entrypoint}\n}} }}\n");
            let fixed = fixed(&format!("//- /vercel.json\n{config}//- /api/main.py\n"), &[]);
            assert!(fixed.applied.len() < 2, "{}", fixed.snapshot.text);
            assert!(!fixed.snapshot.text.to_string().contains("routePrefix"), "{}", fixed.snapshot.text);
        }
    }

    #[test]
    fn what_someone_wrote_is_not_lost() {
        for text in [
            "{ // why\n \"cleanUrls\": true }",
            "{ \"_comment\": \"why\", \"cleanUrls\": true }",
            "{ \"crons\": [{ \"path\": \"/a\", \"schedule\": \"0 0 * * *\", \"//\": \"why\" }] }",
            "{ \"experimentalServiceGroups\": { \"all\": [\"web\"] } }",
            "{ \"experimentalServices\": { \"web\": { \"framework\": \"nextjs\", \"routePrefix\": \"/\", \"env\": { \"A\": \"b\" } } } }",
        ] {
            let fixed = fixed(text, &[]);
            assert!(fixed.findings.iter().any(|finding| !finding.fixes.is_empty()), "{text}");
            assert_eq!((fixed.snapshot.text.to_string().as_str(), fixed.applied.len()), (text, 0));
        }
    }

    #[test]
    fn a_fix_that_brings_an_error_is_left_out_and_those_beside_it_are_not() {
        let fixed = fixed("{ \"cleanUrls\": True,\n \"trailingSlash\": fals,\n}\n", &[]);
        assert_eq!(
            fixed.snapshot.text.to_string(),
            "{ \"cleanUrls\": true,\n \"trailingSlash\": fals\n}\n",
            "a string would be of the wrong type"
        );
    }

    #[test]
    fn a_fix_of_the_syntax_may_bring_to_light_what_was_hidden() {
        for (text, json, left) in [
            (
                "{ \"framework\": nextjs, \"cleanUrls\": true \"trailingSlash\": false }\n",
                "{ \"framework\": \"nextjs\", \"cleanUrls\": true, \"trailingSlash\": false }\n",
                &["next-no-version"][..],
            ),
            (
                "{ \"framework\": vite\n  \"cleanUrls\": true }\n",
                "{ \"framework\": \"vite\",\n  \"cleanUrls\": true }\n",
                &[],
            ),
            (
                "{ \"redirects\": [{ \"source\": a, \"destination\": \"/b\" \"permanent\": tru }] }\n",
                "{ \"redirects\": [{ \"source\": \"/a\", \"destination\": \"/b\", \"permanent\": tru }] }\n",
                &["invalid-json"],
            ),
        ] {
            let fixed = fixed(text, &[]);
            assert_eq!(fixed.snapshot.text.to_string(), json);
            let codes: Vec<_> = fixed.findings.iter().map(|finding| finding.rule.code).collect();
            assert_eq!(codes, left, "{json}");
        }
    }

    #[test]
    fn what_has_no_preferred_fix_stays() {
        let text = "{ \"cleanUrls\": true, \"cleanUrls\": true }";
        let fixed = fixed(text, &[]);
        assert_eq!((fixed.snapshot.text.to_string().as_str(), codes(&fixed).len()), (text, 0));
        assert_eq!(fixed.findings.len(), 1);
    }

    #[test]
    fn a_rule_that_is_off_is_not_fixed_and_still_counts() {
        let text = "{ \"cleanUrls\": true, }";
        let off = fixed(text, &[("trailing-comma", RuleLevel::Off)]);
        assert_eq!(off.snapshot.text.to_string(), text);
        let on = fixed(text, &[("duplicate-key", RuleLevel::Off)]);
        assert_eq!(on.snapshot.text.to_string(), "{ \"cleanUrls\": true }");
    }

    #[test]
    fn a_file_with_more_errors_than_are_found_stays() {
        let entries = |count: usize| vec!["'a'"; count].join(", ");
        let text = |count: usize| format!("{{ \"regions\": [{}] }}", entries(count));
        assert_eq!(fixed(&text(MAX_ERRORS + 1), &[]).applied, []);
        assert!(fixed(&text(100), &[]).applied.len() >= 100);
    }

    /// A finding of the first rule, with a fix.
    fn finding(at: u32, message: &str, severity: Severity) -> Finding {
        let finding = Finding::new(ALL[0], TextRange::at(at.into(), 1.into()), message);
        Finding { severity, ..finding }
    }

    #[test]
    fn a_new_error_or_warning_is_worse() {
        let edit = TextEdit::new(TextRange::new(2.into(), 4.into()), "abcde");
        let edits = Edits(vec![&edit]);
        let before = [finding(1, "one", Severity::Error), finding(6, "two", Severity::Warning)];
        let is_no_worse = |after: &[Finding]| is_no_worse(&before, after, &edits, false);
        assert!(is_no_worse(&[]));
        assert!(is_no_worse(&before));
        assert!(is_no_worse(&[finding(9, "now third", Severity::Warning)]), "moved, and renumbered");
        assert!(is_no_worse(&[finding(0, "a hint", Severity::Hint)]));
        assert!(!is_no_worse(&[finding(9, "two", Severity::Error)]), "more severe");
        assert!(!is_no_worse(&[finding(6, "other", Severity::Warning)]), "elsewhere and different");
        assert!(
            !is_no_worse(&[finding(1, "one", Severity::Error), finding(5, "one", Severity::Error)]),
            "more"
        );
    }

    #[test]
    fn fixes_that_touch_are_applied_one_after_the_other() {
        let fix = |start: u32, end: u32| {
            Fix::preferred("Fix it", TextEdit::new(TextRange::new(start.into(), end.into()), "x"))
        };
        let findings = [(0, 3), (3, 4), (5, 5), (5, 6), (1, 2), (8, 9)]
            .map(|(start, end)| finding(start, "a", Severity::Error).fix(fix(start, end)));
        let ranges: Vec<_> = preferred(&findings).iter().map(|(finding, _)| finding.range.start()).collect();
        assert_eq!(ranges, [0, 5, 8].map(TextSize::new));
    }

    #[test]
    fn no_example_has_a_fix_left() {
        for rule in ALL {
            for example in rule.examples().filter(|example| !example.is_options) {
                let end = if example.json.ends_with('\n') { "" } else { "\n" };
                let fixture = format!("//- /vercel.json\n{}{end}{}", example.json, example.files);
                let fixed = fixed(&fixture, &[]);
                let left: Vec<_> =
                    preferred(&fixed.findings).iter().map(|(finding, _)| finding.rule.code).collect();
                assert_eq!(left, [""; 0], "{}: {}", rule.code, fixed.snapshot.text);
                let again = check(&fixed.snapshot);
                assert_eq!(again, fixed.findings, "{}", rule.code);
            }
        }
    }
}
