//! What is to be reached, and whether it is.

use svc_bench::documents::{Document, Place};

use crate::session::{Session, Spread};

/// A number and the most that it may be.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// What was measured, as a ratio.
    pub value: f64,
    /// The most.
    pub most: f64,
}

impl Goal {
    /// How far from the goal it is: at most 1 where the goal is held.
    pub fn miss(&self) -> f64 {
        self.value / self.most
    }
}

/// Typing at one place of a document.
pub struct Typed {
    /// Where.
    pub place: Place,
    /// Our times.
    pub ours: Spread,
    /// The peer's times.
    pub peer: Spread,
    /// Our median beside the one in the small file.
    pub to_small: Goal,
    /// Our median beside the peer's, where there is a goal for it.
    pub to_peer: Option<Goal>,
    /// Our 95th percentile beside our median.
    pub spread: Goal,
}

/// Anything else about a document or about the servers.
pub struct Row {
    /// What is measured.
    pub what: &'static str,
    /// In which unit.
    pub unit: Unit,
    /// Ours.
    pub ours: f64,
    /// The peer's.
    pub peer: f64,
    /// Ours beside the peer's, where there is a goal for it.
    pub goal: Option<Goal>,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unit {
    /// Seconds.
    Time,
    /// Bytes.
    Memory,
}

/// All that is measured with a document.
pub struct Result {
    /// The document's name.
    pub document: String,
    /// Typing, by place.
    pub typed: Vec<Typed>,
    /// The rest.
    pub rows: Vec<Row>,
}

impl Typed {
    /// The goals of typing.
    pub fn goals(&self) -> impl Iterator<Item = Goal> {
        [self.to_small, self.spread].into_iter().chain(self.to_peer)
    }

    /// How far from its goals it is.
    pub fn miss(&self) -> f64 {
        worst(self.goals())
    }
}

impl Result {
    /// The goals of a document.
    pub fn goals(&self) -> impl Iterator<Item = Goal> {
        let typed = self.typed.iter().flat_map(Typed::goals);
        typed.chain(self.rows.iter().filter_map(|row| row.goal))
    }

    /// How far from its goals it is.
    pub fn miss(&self) -> f64 {
        worst(self.goals())
    }
}

fn worst(goals: impl Iterator<Item = Goal>) -> f64 {
    goals.map(|goal| goal.miss()).fold(0.0, f64::max)
}

impl Row {
    /// A row whose ratio is to be at most `most`.
    pub fn new(what: &'static str, unit: Unit, [ours, peer]: [f64; 2], most: Option<f64>) -> Row {
        let goal = most.map(|most| Goal { value: ours / peer, most });
        Row { what, unit, ours, peer, goal }
    }
}

/// The row of the time that a server takes to start.
pub fn start(times: [f64; 2]) -> Row {
    Row::new("start to `initialize`", Unit::Time, times, Some(1.0 / 20.0))
}

/// What both servers did with a document, beside `small`: our median of a keystroke in the small file.
pub fn result(document: &Document, ours: &Session, peer: &Session, small: f64) -> Result {
    let bytes = document.text.len();
    let (is_small, is_large) = (bytes < 2_000, bytes > 60_000);
    let is_largest = bytes > 580_000;
    let keystroke = match () {
        () if is_small => Some(1.0 / 3.0),
        () if is_large => Some(1.0 / 10.0),
        () => None,
    };
    let typed = ours
        .keystrokes
        .iter()
        .zip(&peer.keystrokes)
        .map(|(&(place, ours), &(_, peer))| Typed {
            place,
            ours,
            peer,
            to_small: Goal { value: ours.median / small, most: 4.0 },
            to_peer: keystroke.map(|most| Goal { value: ours.median / peer.median, most }),
            spread: Goal { value: ours.p95 / ours.median, most: 3.0 },
        })
        .collect();
    let quick = Some(if is_large { 1.0 / 3.0 } else { 1.0 });
    let memory = match () {
        () if is_small => Some(1.0 / 6.0),
        () if is_largest => Some(1.0 / 5.0),
        () => None,
    };
    let both = |value: fn(&Session) -> f64| [value(ours), value(peer)];
    let rows = vec![
        Row::new("open to first diagnostics", Unit::Time, both(|it| it.open), Some(1.0 / 2.0)),
        Row::new("hover", Unit::Time, both(|it| it.hover), quick),
        Row::new("completion", Unit::Time, both(|it| it.completion), quick),
        Row::new("document symbols", Unit::Time, both(|it| it.symbols), is_largest.then_some(1.0 / 6.0)),
        Row::new("resident memory", Unit::Memory, both(|it| it.memory), memory),
        Row::new("processor time", Unit::Time, both(|it| it.processor), None),
    ];
    Result { document: document.name.clone(), typed, rows }
}
