//! What two versions of a `vercel.json` answer differently: which requests, and which variables.
//!
//! [`Witnesses`] are asked of both versions. Requests that differ because of the same rules are one [`Difference`].

mod groups;
mod reply;
#[cfg(test)]
mod tests;
mod variables;

use std::collections::{BTreeSet, HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::inspect;
use crate::request::{Answer, Effect, Kind, Outcome, Request, Router, RuleRef, Step, Witnesses};
use crate::snapshot::Snapshot;

pub use groups::Group;
pub use reply::Reply;
pub use variables::Variable;

/// What differs between two versions of a file.
#[derive(Debug, Clone)]
pub struct Diff {
    /// The requests that are answered differently; one for each combination of rules that decide.
    pub requests: Vec<Difference>,
    /// The variables that Vercel generates.
    pub variables: Vec<Variable>,
    /// Why Vercel rejects a version; `None`: both.
    pub rejections: Vec<(Option<Side>, String)>,
    /// What is to know about the answers of a version; `None`: of both.
    pub notes: Vec<(Option<Side>, String)>,
    /// How many requests were compared.
    pub compared: usize,
    /// Whether these are all that there are: no bound was reached.
    pub is_complete: bool,
}

/// A request that is answered differently, for all that differ because of the same rules.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The request.
    pub request: Request,
    /// What the old version answers.
    pub old: Reply,
    /// What the new version answers.
    pub new: Reply,
    /// What decides in both versions.
    pub cause: Cause,
    /// The compared requests that it stands for.
    pub samples: BTreeSet<usize>,
}

/// Which rules decide what a request is answered, in the old and the new version.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// The header that differs; `None` where more does.
    pub header: Option<String>,
    /// The rule of the old version; `None` where a file, a build or nothing answers.
    pub old: Option<RuleRef>,
    /// The rule of the new version.
    pub new: Option<RuleRef>,
    /// What became of the rule that causes it.
    pub change: Change,
    /// That rule, and the version in which it is; `None` where both versions have the rules that decide.
    pub subject: Option<(Side, RuleRef)>,
    /// The file that is in one of the versions only and causes it.
    pub file: Option<String>,
}

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// The new version has the rule, the old one doesn't.
    Added,
    /// The old version has the rule, the new one doesn't.
    Removed,
    /// The versions have different rules for the same source.
    Changed,
    /// Both versions have the rules: their order, the files or a setting changed.
    Other,
}

/// One of the two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// The old one.
    Old,
    /// The new one.
    New,
}

/// What differs between two versions of a file.
///
/// # Errors
/// A version whose rules can't be read, or that Vercel rejects, and a sentence.
pub fn diff(old: &Snapshot, new: &Snapshot) -> Result<Diff, (Side, String)> {
    let comparison = Comparison::new(old, new)?;
    let witnesses = Witnesses::of(&comparison.old, &comparison.new);
    let mut requests: Vec<Difference> = Vec::new();
    let mut known: HashMap<Key, usize> = HashMap::new();
    for (sample, request) in witnesses.requests.iter().enumerate() {
        for difference in comparison.compare(request) {
            let index = *known.entry(difference.cause.key()).or_insert(requests.len());
            if index == requests.len() {
                requests.push(difference);
            }
            if let Some(known) = requests.get_mut(index) {
                known.samples.insert(sample);
            }
        }
    }
    Ok(Diff {
        requests,
        variables: variables::changed(old, new),
        rejections: by_side([old, new].map(inspect::rejections)),
        notes: by_side([old, new].map(inspect::notes)),
        compared: witnesses.requests.len(),
        is_complete: witnesses.is_complete,
    })
}

/// Sentences about two versions, with the version that each is about, if it is not about both.
fn by_side([old, new]: [Vec<String>; 2]) -> Vec<(Option<Side>, String)> {
    let mut notes = Vec::new();
    for note in &old {
        notes.push(((!new.contains(note)).then_some(Side::Old), note.clone()));
    }
    for note in new {
        if !old.contains(&note) {
            notes.push((Some(Side::New), note));
        }
    }
    notes
}

/// What tells causes apart.
pub type Key = (Option<String>, Option<String>, Option<String>, Option<String>);

impl Cause {
    /// What tells it from other causes.
    #[must_use]
    pub fn key(&self) -> Key {
        (self.header.clone(), self.old.as_ref().map(name), self.new.as_ref().map(name), self.file.clone())
    }
}

/// What a rule is called among the rules of one version.
fn name(rule: &RuleRef) -> String {
    let place = rule.place.as_ref().map(|place| place.pointer.as_str()).unwrap_or_default();
    format!("{} {place} {:?} {}", rule.kind.name(), rule.service, rule.expression)
}

/// Two versions of a file, ready for many requests.
struct Comparison<'a> {
    snapshots: [&'a Snapshot; 2],
    old: Router<'a>,
    new: Router<'a>,
    /// The rules of each version, by name, with what they are wherever they stand.
    old_rules: Identities,
    new_rules: Identities,
}

struct Identities {
    of_rule: HashMap<String, String>,
    all: HashSet<String>,
    by_label: HashMap<String, Vec<String>>,
}

impl Identities {
    fn of(router: &Router<'_>) -> Identities {
        let of_rule: HashMap<String, String> =
            router.all_rules().map(|rule| (name(&rule.acting), rule.identity())).collect();
        let mut by_label: HashMap<String, Vec<String>> = HashMap::new();
        for rule in router.all_rules() {
            by_label.entry(label(&rule.acting)).or_default().push(rule.identity());
        }
        Identities { all: of_rule.values().cloned().collect(), of_rule, by_label }
    }

    /// Whether there is another rule for the same source, which the other version doesn't have.
    fn changed(&self, rule: &RuleRef, of: &Identities) -> bool {
        self.by_label.get(&label(rule)).into_iter().flatten().any(|identity| !of.all.contains(identity))
    }

    fn has(&self, rule: &RuleRef, of: &Identities) -> bool {
        of.of_rule.get(&name(rule)).is_some_and(|identity| self.all.contains(identity))
    }
}

impl<'a> Comparison<'a> {
    fn new(old: &'a Snapshot, new: &'a Snapshot) -> Result<Comparison<'a>, (Side, String)> {
        let snapshots = [old, new];
        let old = Router::new(old).map_err(|reason| (Side::Old, reason))?;
        let new = Router::new(new).map_err(|reason| (Side::New, reason))?;
        let (old_rules, new_rules) = (Identities::of(&old), Identities::of(&new));
        Ok(Comparison { snapshots, old, new, old_rules, new_rules })
    }

    /// In what the answers to a request differ: in what answers, or else in headers.
    fn compare(&self, request: &Request) -> Vec<Difference> {
        let (old, new) = (self.old.answer(request), self.new.answer(request));
        let is_undecided = |answer: &Answer| matches!(answer.outcome, Outcome::Undecided { .. });
        if is_undecided(&old) || is_undecided(&new) {
            return Vec::new();
        }
        let (old_reply, new_reply) = (Reply::of(&old), Reply::of(&new));
        let difference = |header: Option<String>| Difference {
            request: request.clone(),
            old: old_reply.with_header(header.as_deref()),
            new: new_reply.with_header(header.as_deref()),
            cause: self.cause(&old, &new, header),
            samples: BTreeSet::new(),
        };
        if !old_reply.answers_like(&new_reply) {
            let mut difference = difference(None);
            self.find_file(&mut difference);
            return vec![difference];
        }
        let headers = old_reply.different_headers(&new_reply);
        headers.into_iter().map(|header| difference(Some(header))).collect()
    }

    fn cause(&self, old: &Answer, new: &Answer, header: Option<String>) -> Cause {
        let decides = |step: &&Step| match &header {
            Some(name) => step.headers.iter().any(|(known, _)| known == name) || changes_headers(step),
            None => step.effect != Effect::Continued || step.from != step.to,
        };
        let rule = |answer: &Answer, is_wanted: &dyn Fn(&&Step) -> bool| {
            answer.steps.iter().rev().find(is_wanted).map(|step| step.rule.clone())
        };
        let is_new = |step: &&Step| !self.old_rules.has(&step.rule, &self.new_rules);
        let is_gone = |step: &&Step| !self.new_rules.has(&step.rule, &self.old_rules);
        let (mut old_rule, mut new_rule) = (rule(old, &decides), rule(new, &decides));
        // Where both versions have the rules that decide, one that acts before them may be the cause.
        let is_kept = |rule: &Option<RuleRef>, here: &Identities, there: &Identities| {
            rule.as_ref().is_none_or(|rule| there.has(rule, here))
        };
        if is_kept(&old_rule, &self.old_rules, &self.new_rules)
            && is_kept(&new_rule, &self.new_rules, &self.old_rules)
        {
            new_rule = rule(new, &is_new).or(new_rule);
            old_rule = rule(old, &is_gone).or(old_rule);
        }
        let (old, new) = (old_rule, new_rule);
        let added = new.as_ref().filter(|rule| !self.old_rules.has(rule, &self.new_rules));
        let removed = old.as_ref().filter(|rule| !self.new_rules.has(rule, &self.old_rules));
        let is_written = |rule: &&RuleRef| rule.place.is_some();
        // What someone wrote causes what is generated.
        let subject = match (added, removed) {
            (added, Some(removed)) if added.is_none_or(|it| !is_written(&it)) && is_written(&removed) => {
                Some((Side::Old, removed))
            }
            (Some(added), _) => Some((Side::New, added)),
            (None, removed) => removed.map(|removed| (Side::Old, removed)),
        };
        let change = match subject {
            None => Change::Other,
            Some((Side::New, rule)) if self.old_rules.changed(rule, &self.new_rules) => Change::Changed,
            Some((Side::Old, rule)) if self.new_rules.changed(rule, &self.old_rules) => Change::Changed,
            Some((Side::New, _)) => Change::Added,
            Some((Side::Old, _)) => Change::Removed,
        };
        let subject = subject.map(|(side, rule)| (side, rule.clone()));
        Cause { header, old, new, change, subject, file: None }
    }

    /// Names the file that is in one of the versions only, where that decides: what Vercel generates for functions only says which paths
    /// they have.
    fn find_file(&self, difference: &mut Difference) {
        let Difference { old, new, cause, .. } = difference;
        let is_of_functions = |rule: &Option<RuleRef>| {
            rule.as_ref().is_none_or(|rule| rule.kind == Kind::Function && rule.place.is_none())
        };
        if !is_of_functions(&cause.old) || !is_of_functions(&cause.new) {
            return;
        }
        let missing = |reply: &Reply, snapshot: &Snapshot| {
            reply.file.clone().filter(|file| !snapshot.project.is_file(file))
        };
        let [before, after] = self.snapshots;
        let change = match (missing(new, before), missing(old, after)) {
            (Some(file), _) => Some((Change::Added, file)),
            (None, Some(file)) => Some((Change::Removed, file)),
            (None, None) => None,
        };
        if let Some((change, file)) = change {
            let header = cause.header.take();
            *cause = Cause { header, old: None, new: None, change, subject: None, file: Some(file) };
        }
    }
}

/// Whether a step's transforms change headers of the response.
fn changes_headers(step: &Step) -> bool {
    step.transforms.iter().any(|it| it.get("type").is_some_and(|kind| kind == "response.headers"))
}

/// What a rule is called in both versions.
fn label(rule: &RuleRef) -> String {
    let source = rule.place.as_ref().map(|place| place.source.as_deref().unwrap_or(&place.pointer));
    format!("{} {:?} {source:?}", rule.kind.name(), rule.service)
}
