//! What a text that people read must not have.

use std::sync::LazyLock;

use regex::Regex;

/// Words and turns of phrase that no native speaker would write here.
const BANNED: &[(&str, &str)] = &[
    (r"\b(?:that|which|it|[`}\w]+`) (?:is|are) no \b", "say \"isn't a\""),
    (r"\bstands?\b", "say what it does, or \"is\""),
    (r"(?i)\bnobody\b", "name who"),
    (r"\bnothing lies\b|\blies\b", "say \"is in\" or \"is outside\""),
    (r"(?i)\bmend(?:s|ed)?\b", "say \"fix\""),
    (r"(?i)\bwhose it is\b|\bwhose they are\b", "say \"which service it applies to\""),
    (r"\bleads? (?:to|it to|into)\b", "say \"sends requests to\""),
    (r"\btold\b", "say \"reported\""),
    (r"\bknows no\b|\bknow no\b", "say \"unknown\" or \"doesn't support\""),
    (r"\bno more(?:[,.;:]|$)", "say \"no longer\""),
    (r"\bspeaks? of\b", "say \"mentions\""),
    (r"\bis none\b|\bare none\b", "say \"doesn't exist\""),
    (r"\bas it is\b", "say \"literally\" or \"unchanged\""),
    (r"\ba person\b|\bin a person's words\b", "say \"you\""),
    (r"(?i)\brefuse[sd]?\b", "say \"rejects\""),
    (r"\blacks?\b", "say \"is missing\""),
];

/// [`BANNED`], compiled.
static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    BANNED
        .iter()
        .map(|(pattern, advice)| (Regex::new(pattern).expect("a constant pattern"), *advice))
        .collect()
});

/// The longest sentence of a message, in characters.
const LONGEST: usize = 160;

/// What is wrong with a text. Only messages have a longest sentence.
pub fn faults(text: &str, is_message: bool) -> Vec<String> {
    let prose = without_code(text);
    let mut faults = Vec::new();
    for (pattern, advice) in PATTERNS.iter() {
        if let Some(found) = pattern.find(&prose) {
            faults.push(format!("`{}`: {advice}", found.as_str()));
        }
    }
    if has_empty_name(text) {
        faults.push("an empty name".to_owned());
    }
    if is_message
        && let Some(sentence) = sentences(&with_short_names(text)).find(|it| it.chars().count() > LONGEST)
    {
        faults.push(format!("a sentence of {} characters", sentence.chars().count()));
    }
    faults
}

/// The text with each name in backticks emptied to `` `x` ``: what a project calls itself is not our wording.
fn without_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts: Vec<&str> = parts.map(|(index, part)| if index % 2 == 1 { "x" } else { part }).collect();
    parts.join("`")
}

/// The text with long names cut: how long they are is up to the project.
fn with_short_names(text: &str) -> String {
    const LONGEST_NAME: usize = 40;
    let parts = text.split('`').enumerate();
    let parts: Vec<String> = parts
        .map(
            |(index, part)| {
                if index % 2 == 1 { part.chars().take(LONGEST_NAME).collect() } else { part.to_owned() }
            },
        )
        .collect();
    parts.join("`")
}

/// Whether two backticks are adjacent that are not part of a fence.
fn has_empty_name(text: &str) -> bool {
    let mut run = 0;
    for char in text.chars().chain([' ']) {
        if char == '`' {
            run += 1;
        } else {
            if run == 2 {
                return true;
            }
            run = 0;
        }
    }
    false
}

/// The sentences of a text: each ends with a full stop, a question mark or a line break, outside of backticks.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    let mut last = ' ';
    text.split_inclusive(move |char: char| {
        is_code ^= char == '`';
        let ends = char == '\n' || char == ' ' && matches!(last, '.' | '?' | '!') && !is_code;
        last = char;
        ends
    })
}

#[test]
fn what_is_wrong_is_found() {
    let wrong = [
        "`functions` can't stand beside `services`.",
        "Whose it is, nobody can tell.",
        "`api` is no service.",
        "A subdomain that is no DNS label",
        "Vercel knows no framework `x`.",
        "A rewrite leads to `web`.",
        "`a` lies outside the project.",
        "Fix what has one obvious mend",
        "`*` is sent on as it is.",
        "Unknown service ``.",
        &format!("{}.", "word ".repeat(33)),
    ];
    for text in wrong {
        assert!(!faults(text, true).is_empty(), "{text}");
    }
    let long = format!("{}. {}.", "word ".repeat(20), "word ".repeat(20));
    for text in ["Unknown service `nobody`.", "There is no ```json fence.", "`stand` is a name.", &long] {
        assert_eq!(faults(text, true), Vec::<String>::new(), "{text}");
    }
}
