//! The preferred fixes of findings in damaged files: each changes something, makes its finding go, and adds no error.
//!
//! The files are real ones and the projects that were generated for the comparison with Vercel, with keys and values damaged as
//! people damage them: letters that are missing, swapped or in another case, values of another type, members twice.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use svc_analysis::check::check;
use svc_analysis::rules::finding::{Finding, Fix};
use svc_analysis::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::{Parse, SyntaxKind};
use svc_vercel::project::MemoryFs;

use crate::conformance::{case, fixed, folder};
use crate::e2e::random::Random;

/// Longer files are left out: they repeat what shorter ones show.
const LONGEST: usize = 20_000;

/// Damages one key, value or member of a file.
fn damage(text: &str, random: &mut Random) -> String {
    let syntax = Parse::new(text).syntax();
    let kinds =
        [SyntaxKind::Key, SyntaxKind::String, SyntaxKind::Number, SyntaxKind::Bool, SyntaxKind::Member];
    let nodes: Vec<_> = syntax.descendants().filter(|node| kinds.contains(&node.kind())).collect();
    if nodes.is_empty() {
        return text.to_owned();
    }
    let node = &nodes[random.below(nodes.len())];
    let written = node.text().to_string();
    let new = match node.kind() {
        SyntaxKind::Member => match random.below(4) {
            0 => String::new(),
            1 => format!("{written}, {written}"),
            // The value of another member.
            2 => {
                let other = &nodes[random.below(nodes.len())];
                let key = written.split(':').next().unwrap_or_default();
                match other.last_child() {
                    Some(value) if other.kind() == SyntaxKind::Member => format!("{key}: {}", value.text()),
                    _ => written,
                }
            }
            _ => format!(
                "{written}, \"{}\": 1",
                random.pick(&["public", "framwork", "Name", "build", "version", ""])
            ),
        },
        SyntaxKind::Number | SyntaxKind::Bool => match random.below(6) {
            0 => format!("\"{written}\""),
            1 => format!("{written}0000"),
            2 => format!("-{written}"),
            3 => format!("[{written}]"),
            4 => "null".to_owned(),
            _ => "0.5".to_owned(),
        },
        kind => {
            let mut letters: Vec<char> = written.trim_matches('"').chars().collect();
            let at = random.below(letters.len().max(1));
            match random.below(12) {
                0 if !letters.is_empty() => drop(letters.remove(at)),
                1 if !letters.is_empty() => letters.insert(at, letters[at]),
                2 if letters.len() > 1 => letters.swap(at.max(1) - 1, at.max(1)),
                3 => letters.iter_mut().for_each(|letter| *letter = letter.to_ascii_uppercase()),
                4 if !letters.is_empty() => {
                    letters[at] = if letters[at].is_ascii_lowercase() {
                        letters[at].to_ascii_uppercase()
                    } else {
                        letters[at].to_ascii_lowercase()
                    };
                }
                5 => letters.insert(0, ' '),
                6 => letters.push(
                    random.pick(&[" ", "/", "s", "_", "-", "é", "(", ":", "*", "."]).chars().next().unwrap(),
                ),
                7 => letters.insert(0, random.pick(&["/", "^", ".", "@", "$", ":"]).chars().next().unwrap()),
                8 => letters.clear(),
                // What is written elsewhere in the file.
                9 => {
                    let other = nodes[random.below(nodes.len())].text().to_string();
                    if !other.contains(['{', ',', '\\']) {
                        letters = other.split('"').nth(1).unwrap_or_default().chars().collect();
                    }
                }
                10 => letters.retain(|letter| *letter != '/' && *letter != '-'),
                _ if kind == SyntaxKind::String => {
                    let instead = ["null", "1", "true", "[]", "{}", "\"1\"", "\"true\""];
                    return replaced(text, node.text_range(), random.pick(&instead));
                }
                _ => letters.truncate(1),
            }
            format!("\"{}\"", letters.into_iter().collect::<String>())
        }
    };
    replaced(text, node.text_range(), &new)
}

fn replaced(text: &str, range: svc_syntax::TextRange, new: &str) -> String {
    let mut text = text.to_owned();
    text.replace_range(std::ops::Range::<usize>::from(range), new);
    text
}

/// A file before it is damaged.
struct File {
    name: String,
    text: String,
    project: Arc<MemoryFs>,
    /// Whether Vercel takes it. What is wrong after a single damage then comes from that damage: no fix may add to it. Of other
    /// files, a fix may bring to light what else is wrong with them.
    is_valid: bool,
}

impl File {
    fn new(name: String, text: &str, project: Arc<MemoryFs>) -> File {
        let is_valid = errors(&check(&Snapshot::of(text, project.clone()))) == 0;
        File { name, text: text.to_owned(), project, is_valid }
    }

    fn findings(&self, text: &str) -> Vec<Finding> {
        check(&Snapshot::of(text, self.project.clone()))
    }

    /// What is wrong with a preferred fix of a finding.
    fn fault(
        &self,
        text: &str,
        before: &[Finding],
        finding: &Finding,
        fix: &Fix,
        is_single: bool,
    ) -> Option<String> {
        let fixed = fixed::apply(text, &fix.edits);
        let fault =
            |what: &str| Some(format!("{} ({}) {what}\n{text}\n{fixed}", finding.rule.code, fix.title));
        if fixed == text {
            return fault("changes nothing");
        }
        if Parse::new(&fixed).errors().len() > Parse::new(text).errors().len() {
            return fault("breaks the syntax");
        }
        let after = self.findings(&fixed);
        let same = |it: &&Finding| {
            it.rule == finding.rule && it.message == finding.message && it.service == finding.service
        };
        // Without the last of two members of one name, the first one counts, with the same mistake.
        let is_twice = before.iter().any(|it| it.rule.code == "duplicate-key");
        if !is_twice && after.iter().filter(same).count() >= before.iter().filter(same).count() {
            return fault("leaves its finding");
        }
        if self.is_valid && is_single && errors(&after) > errors(before) {
            let is_new = |it: &&Finding| {
                it.severity == Severity::Error && !before.iter().any(|old| old.message == it.message)
            };
            return fault(&format!("adds an error: {:?}", after.iter().find(is_new).map(|it| &it.message)));
        }
        None
    }

    fn faults(&self, text: &str, is_single: bool) -> Vec<String> {
        let before = self.findings(text);
        let mut tried = HashSet::new();
        let preferred = before.iter().flat_map(|finding| {
            finding.fixes.iter().filter(|fix| fix.preferred).map(move |fix| (finding, fix))
        });
        preferred
            .filter(|(finding, fix)| tried.insert((finding.rule.code, &fix.title)))
            .filter_map(|(finding, fix)| self.fault(text, &before, finding, fix, is_single))
            .map(|fault| format!("{}: {fault}", self.name))
            .collect()
    }
}

fn errors(findings: &[Finding]) -> usize {
    findings.iter().filter(|it| it.severity == Severity::Error).count()
}

fn files() -> Vec<File> {
    let mut files = Vec::new();
    for set in ["v1", "v2", "file", "mixed", "codes", "structure", "example", "mistakes"] {
        for case in case::read(&folder().join(format!("goldens/{set}.ndjson"))) {
            files.push(File::new(case.name.clone(), case.text(), Arc::new(MemoryFs::new(case.paths()))));
        }
    }
    for kind in ["plain", "services"] {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus").join(kind);
        let mut paths: Vec<_> = std::fs::read_dir(corpus)
            .expect("the corpus")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path).expect("a text");
            if text.len() <= LONGEST && Parse::new(&text).errors().is_empty() {
                files.push(File::new(path.display().to_string(), &text, Arc::default()));
            }
        }
    }
    files
}

/// `DAMAGES=100 cargo test --test product damaged` damages each file as many times.
#[test]
fn preferred_fixes_of_damaged_files_work() {
    let times: usize = std::env::var("DAMAGES").ok().and_then(|times| times.parse().ok()).unwrap_or(2);
    let mut faults = Vec::new();
    for (seed, file) in files().iter().enumerate() {
        let mut random = Random::new(seed as u64 + 1);
        for _ in 0..times {
            let once = damage(&file.text, &mut random);
            faults.extend(file.faults(&once, true));
            let twice = damage(&once, &mut random);
            faults.extend(file.faults(&twice, false));
        }
    }
    assert!(faults.is_empty(), "{} fixes\n{}", faults.len(), faults.join("\n\n"));
}
