//! `requirements.txt` as Vercel's Python builder reads it: with the parser of `uv`, and without any way to another file.

use std::iter;

use crate::pep440;

/// What stops the builder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Another file, as it is written, that the line includes.
    Include(String),
    /// The line is no requirement and no option.
    Malformed,
}

/// The first line that stops the builder, counted from 1. Lines with paths, URLs or variables are taken as they are.
#[must_use]
pub fn fault(text: &str) -> Option<(usize, Fault)> {
    // A line break is any of the three that there are.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = iter::zip(1.., text.lines());
    while let Some((number, line)) = lines.next() {
        let mut fault = of_line(line);
        let mut last = line;
        // Only hashes are known to go on in the next line.
        while last.trim_end_matches([' ', '\t']).ends_with('\\') {
            let Some((_, next)) = lines.next() else { break };
            if !next.trim_start().starts_with("--hash") {
                fault = None;
            }
            last = next;
        }
        if let Some(fault) = fault {
            return Some((number, fault));
        }
    }
    None
}

const INCLUDES: [&str; 4] = ["-r", "--requirement", "-c", "--constraint"];
const OPTIONS: [&str; 15] = [
    "-e",
    "--editable",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--no-binary",
    "--only-binary",
    "--no-index",
    "--pre",
    "--prefer-binary",
    "--require-hashes",
    "--trusted-host",
    "--use-feature",
];

fn of_line(line: &str) -> Option<Fault> {
    let line = line.trim_matches([' ', '\t', '\u{c}']);
    let line = if line.starts_with('#') { "" } else { without_comment(line) };
    if line.is_empty() {
        return None;
    }
    if line.starts_with('-') {
        let (option, argument) = line.split_once([' ', '\t', '=']).unwrap_or((line, ""));
        let argument = argument.trim();
        let is_repository = matches!(option, "-e" | "--editable") && argument.starts_with("git+");
        // The argument may be in the next line.
        return if INCLUDES.contains(&option) && !argument.is_empty() {
            Some(Fault::Include(argument.trim_matches(['"', '\'']).to_owned()))
        } else {
            (is_repository || !INCLUDES.contains(&option) && !OPTIONS.contains(&option))
                .then_some(Fault::Malformed)
        };
    }
    let line = line.trim_end_matches('\\').trim_end();
    let line = line.split(" --hash").next().unwrap_or_default().trim_end();
    let (requirement, marker) = line.split_once(';').map_or((line, None), |(it, marker)| (it, Some(marker)));
    if !line.starts_with(|char: char| char.is_ascii_alphanumeric() || "./\\$".contains(char)) {
        return Some(Fault::Malformed);
    }
    if requirement.contains(['/', '\\', ':', '@', '$']) || requirement.starts_with('.') {
        return None;
    }
    let is_right = is_requirement(requirement.trim()) && marker.is_none_or(is_marker);
    (!is_right).then_some(Fault::Malformed)
}

fn without_comment(line: &str) -> &str {
    let is_comment =
        |(at, _): &(usize, &str)| line.get(..*at).is_some_and(|before| before.ends_with([' ', '\t']));
    let end = line.match_indices('#').find(is_comment).map_or(line.len(), |(at, _)| at);
    line.get(..end).unwrap_or_default().trim_end()
}

/// A name, its extras in brackets, and conditions on its version, which may be in parentheses.
fn is_requirement(text: &str) -> bool {
    let is_of_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let end = text.find(|char| !is_of_name(char)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if !name.starts_with(|char: char| char.is_ascii_alphanumeric())
        || !name.ends_with(|char: char| char.is_ascii_alphanumeric())
    {
        return false;
    }
    let mut rest = rest.trim_start();
    if let Some(extras) = rest.strip_prefix('[') {
        let Some((extras, after)) = extras.split_once(']') else { return false };
        let is_extra = |text: &str| {
            let text = text.trim();
            text.chars().all(is_of_name) && text.starts_with(|char: char| char.is_ascii_alphanumeric())
        };
        if !extras.trim().is_empty() && !extras.split(',').all(is_extra) {
            return false;
        }
        rest = after.trim_start();
    }
    let conditions = match rest.strip_prefix('(') {
        // A comment may follow without a space.
        Some(inner) => match inner.split_once(')') {
            Some((inner, after)) if after.is_empty() || after.starts_with('#') => inner,
            _ => return false,
        },
        None if rest.is_empty() => return true,
        None => rest,
    };
    pep440::is_specifiers(conditions)
}

const VARIABLES: [&str; 18] = [
    "python_version",
    "python_full_version",
    "os_name",
    "sys_platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform_machine",
    "platform_python_implementation",
    "python_implementation",
    "implementation_name",
    "implementation_version",
    "extra",
    "os.name",
    "sys.platform",
    "platform.version",
    "platform.machine",
    "platform.python_implementation",
];

/// Whether a text is a condition on the environment (PEP 508), such as `python_version < "3.9" and sys_platform == "win32"`.
fn is_marker(text: &str) -> bool {
    let Some(tokens) = tokens(text) else { return false };
    let mut rest = &tokens[..];
    disjunction(&mut rest, 0).is_some() && rest.is_empty()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    Value,
    Operator,
    Word(&'a str),
    Open,
    Close,
}

fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut rest = text.trim_start();
    let mut tokens = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '"' | '\'' => (Token::Value, rest.get(1..)?.find(first)? + 2),
            '<' | '>' | '=' | '!' | '~' => {
                let length = rest.find(|char| !"<>=!~".contains(char)).unwrap_or(rest.len());
                let is_known =
                    matches!(rest.get(..length)?, "===" | "~=" | "==" | "!=" | "<=" | ">=" | "<" | ">");
                (is_known.then_some(Token::Operator)?, length)
            }
            _ => {
                let is_of_word = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.');
                let length = rest.find(|char| !is_of_word(char)).unwrap_or(rest.len());
                let word = rest.get(..length).filter(|word| !word.is_empty())?;
                (if VARIABLES.contains(&word) { Token::Value } else { Token::Word(word) }, length)
            }
        };
        tokens.push(token);
        rest = rest.get(length..)?.trim_start();
    }
    Some(tokens)
}

fn take(rest: &mut &[Token<'_>], wanted: Token<'_>) -> Option<()> {
    let (first, after) = rest.split_first()?;
    (*first == wanted).then(|| *rest = after)
}

const DEEPEST: usize = 64;

fn disjunction(rest: &mut &[Token<'_>], depth: usize) -> Option<()> {
    conjunction(rest, depth)?;
    while take(rest, Token::Word("or")).is_some() {
        conjunction(rest, depth)?;
    }
    Some(())
}

fn conjunction(rest: &mut &[Token<'_>], depth: usize) -> Option<()> {
    condition(rest, depth)?;
    while take(rest, Token::Word("and")).is_some() {
        condition(rest, depth)?;
    }
    Some(())
}

fn condition(rest: &mut &[Token<'_>], depth: usize) -> Option<()> {
    if depth < DEEPEST && take(rest, Token::Open).is_some() {
        disjunction(rest, depth + 1)?;
        return take(rest, Token::Close);
    }
    take(rest, Token::Value)?;
    if take(rest, Token::Word("not")).is_some() {
        take(rest, Token::Word("in"))?;
    } else if take(rest, Token::Word("in")).is_none() {
        take(rest, Token::Operator)?;
    }
    take(rest, Token::Value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each answer is that of the parser in `@vercel/python-analysis`.
    #[test]
    fn lines() {
        for text in [
            "",
            "  # note",
            "\tfoo",
            "foo\rbar",
            "foo # note",
            "foo\t# note",
            "foo; python_implementation == 'CPython'",
            "foo[a,b]",
            "foo [a]",
            "foo[]",
            "foo(==1)",
            "foo (==1)# note",
            "foo==1 \\\n    --hash=sha256:a \\\n    --hash=sha256:b",
            "foo --hash=sha256:a",
            "--pre",
            "--no-index",
            "-i https://pypi.org/simple",
            "--only-binary=:all:",
            "-e .",
            "./foo",
            "foo @ x",
            "git+https://github.com/a/b",
            "https://example.com/foo-1.0.tar.gz",
            "foo; (python_version<\"3\")",
            "foo; sys_platform == 'win32' and python_version not in \"3.6 3.7\" or extra == 'x'",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
        for text in [
            "fastapi ==",
            "not a name",
            "-x foo",
            "--hash",
            "@",
            "foo[bar",
            "foo[a,]",
            "foo[a b]",
            "foo; python_version",
            "-e git+https://example.com/a#egg=foo",
            "--no-deps",
            "-rbase.txt",
            "foo --other",
            "foo#note",
            "foo ;",
            "foo==1;",
            "foo (==1",
            "foo ()",
            "\"foo\"",
            "foo-",
            "foo.",
            "_foo",
            "é",
            "-",
            "\u{feff}foo",
            "<<<<<<< HEAD",
            "pip install foo",
            "foo, bar",
            "foo==1.0 bar==2.0",
            "import foo",
            "foo; sys_platform == win32",
            "foo; sys_platform = \"win32\"",
            "foo; nothing == \"x\"",
            "foo; (python_version<\"3\"",
            "foo; python_version<'3",
        ] {
            assert_eq!(fault(&format!("foo\n{text}\n")), Some((2, Fault::Malformed)), "{text}");
        }
        for text in ["-r base.txt", "--constraint=base.txt # note", "-c 'base.txt'"] {
            assert_eq!(fault(text), Some((1, Fault::Include("base.txt".to_owned()))), "{text}");
        }
        assert!(!is_marker(&format!("{}'a' == 'b'{}", "(".repeat(500), ")".repeat(500))));
    }
}
