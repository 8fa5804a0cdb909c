//! The tables, as Markdown.

use std::fmt::Write as _;

use crate::goals::{Goal, Result, Row, Unit};
use crate::instructions::Growth;
use crate::programs::Duel;

/// Everything that one run measured, the document that is furthest from its goals first.
pub fn measured(start: &Row, mut results: Vec<Result>, duels: &[Duel]) -> String {
    results.sort_by(|one, other| other.miss().total_cmp(&one.miss()));
    let goals: Vec<Goal> = results.iter().flat_map(Result::goals).chain(start.goal).collect();
    let held = goals.iter().filter(|goal| goal.miss() <= 1.0).count();
    let mut text =
        format!("{held} of {} goals are reached.\n\n### Keystroke to diagnostics\n\n", goals.len());
    text.push_str(
        "| document | typed into | svc-lsp | p95 | peer | p95 | ratio (goal) | relative to 1 KB (goal 4) | p95 to median (goal 3) | reached |\n\
         | --- | --- | --: | --: | --: | --: | --: | --: | --: | --- |\n",
    );
    for result in &mut results {
        result.typed.sort_by(|one, other| other.miss().total_cmp(&one.miss()));
        for typed in &result.typed {
            let [ours, ours_p95, peer, peer_p95] =
                [typed.ours.median, typed.ours.p95, typed.peer.median, typed.peer.p95].map(time);
            let goal = typed.to_peer.map_or_else(String::new, |goal| format!(" ({})", fraction(goal.most)));
            let _ = writeln!(
                text,
                "| {} | {} | {ours} | {ours_p95} | {peer} | {peer_p95} | {}{goal} | {:.1} | {:.1} | {} |",
                result.document,
                typed.place,
                fraction(typed.ours.median / typed.peer.median),
                typed.to_small.value,
                typed.spread.value,
                reached(typed.miss()),
            );
        }
    }
    text.push_str("\n### Everything else in a session\n\n");
    text.push_str("| document | what | svc-lsp | peer | ratio | goal | reached |\n| --- | --- | --: | --: | --: | --: | --- |\n");
    for result in &results {
        for row in &result.rows {
            line(&mut text, &result.document, row);
        }
    }
    line(&mut text, "", start);
    text.push_str("\n### Whole programs, from start to verdict\n\n");
    text.push_str(
        "| what | compared with | svc-lsp | the other | ratio |\n| --- | --- | --: | --: | --: |\n",
    );
    for duel in duels {
        let (ours, theirs) = (time(duel.ours), time(duel.theirs));
        let ratio = fraction(duel.ours / duel.theirs);
        let _ = writeln!(text, "| {} | {} | {ours} | {theirs} | {ratio} |", duel.what, duel.other);
    }
    text
}

/// What concerns source code: each beside another program, or beside svc-lsp without it.
pub fn sources(rows: &[Row]) -> String {
    let mut text = String::from(
        "| what | svc-lsp | compared with | ratio | goal | reached |\n| --- | --: | --: | --: | --- | --- |\n",
    );
    for row in rows {
        let [ours, peer] = [row.ours, row.peer].map(|value| amount(value, row.unit));
        let goal = row.goal.map_or_else(String::new, |goal| match row.unit {
            Unit::Memory => format!("{} more", amount(goal.most, row.unit)),
            Unit::Time => fraction(goal.most),
        });
        let reached = row.goal.map_or_else(String::new, |goal| reached(goal.miss()));
        let ratio = fraction(row.ours / row.peer);
        let _ = writeln!(text, "| {} | {ours} | {peer} | {ratio} | {goal} | {reached} |", row.what);
    }
    text
}

fn line(text: &mut String, document: &str, row: &Row) {
    let [ours, peer] = [row.ours, row.peer].map(|value| amount(value, row.unit));
    let goal = row.goal.map_or_else(String::new, |goal| fraction(goal.most));
    let reached = row.goal.map_or_else(String::new, |goal| reached(goal.miss()));
    let ratio = fraction(row.ours / row.peer);
    let _ = writeln!(text, "| {document} | {} | {ours} | {peer} | {ratio} | {goal} | {reached} |", row.what);
}

/// How the instructions of a keystroke grow with the file.
pub fn growth(growths: &[Growth]) -> String {
    let mut text = String::from(
        "| document | typed into | entries | instructions, in millions | growth |\n| --- | --- | --- | --- | --: |\n",
    );
    for growth in growths {
        let entries: Vec<String> = growth.counts.iter().map(|(entries, _)| entries.to_string()).collect();
        let counts: Vec<String> =
            growth.counts.iter().map(|(_, count)| format!("{:.2}", count / 1e6)).collect();
        let (first, last) = (growth.counts.first(), growth.counts.last());
        let times = first.zip(last).map_or(f64::NAN, |((_, first), (_, last))| last / first);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {times:.1} |",
            growth.family,
            growth.place,
            entries.join(" / "),
            counts.join(" / "),
        );
    }
    text
}

/// Whether a goal is reached, and how far away it is.
fn reached(miss: f64) -> String {
    if miss <= 1.0 { "yes".to_owned() } else { format!("**no**: {miss:.1} times the goal") }
}

fn amount(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Memory => format!("{:.1} MB", value / 1e6),
        Unit::Time => time(value),
    }
}

fn time(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.2} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

fn fraction(ratio: f64) -> String {
    let (prefix, value) = if ratio < 1.0 { ("1/", 1.0 / ratio) } else { ("", ratio) };
    match format!("{value:.1}") {
        number if number == "1.0" => "1".to_owned(),
        number => format!("{prefix}{}", number.strip_suffix(".0").unwrap_or(&number)),
    }
}

#[cfg(test)]
mod tests {
    use super::fraction;

    #[test]
    fn ratios_are_fractions() {
        assert_eq!(
            [0.5, 0.08, 0.99, 1.0, 2.25, 10.0].map(fraction),
            ["1/2", "1/12.5", "1", "1", "2.2", "10"]
        );
    }
}
