//! `requirements.txt` as Vercel's Python builder reads it: with the parser of `uv`, and without any way to another file.

mod location;
mod marker;
mod requirement;
mod scanner;

use crate::project::Folder;
use scanner::Scanner;

/// What stops the builder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Another file, as it is written, that the line includes.
    Include(String),
    /// The line is no requirement and no option.
    Malformed,
    /// A URL without the name of its package. This and what follows is what `uv` finds after everything has been read.
    Nameless,
    /// A path at which nothing is.
    Missing,
}

impl Fault {
    /// Whether Vercel reads the file in spite of it, and `uv` fails.
    #[must_use]
    pub fn is_of_install(&self) -> bool {
        matches!(self, Fault::Nameless | Fault::Missing)
    }
}

/// The first entry that stops the builder: the line that it begins in, counted from 1. Paths are in the folder. What a variable stands for is
/// not known, nor what is after very many entries.
#[must_use]
pub fn fault(text: &str, folder: &Folder<'_>) -> Option<(usize, Fault)> {
    // A line break is any of the three that there are.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut scanner = Scanner::new(&text);
    let mut has_index = false;
    let mut of_install = None;
    for _ in 0..MOST {
        skip_blank(&mut scanner);
        let start = text.len() - scanner.rest.len();
        if scanner.rest.is_empty() {
            break;
        }
        if let Err(fault) = entry(&mut scanner, folder, &mut has_index) {
            if of_install.is_some() && fault.is_of_install() {
                continue;
            }
            let before = text.get(..start).unwrap_or_default();
            let found = (before.matches('\n').count() + 1, fault);
            if !found.1.is_of_install() {
                return Some(found);
            }
            of_install = Some(found);
        }
    }
    of_install
}

/// How many entries are read.
const MOST: usize = 10_000;

/// Whether a text is a dependency, as `pyproject.toml` lists them.
#[must_use]
pub fn is_dependency(text: &str, folder: &Folder<'_>) -> bool {
    requirement::is_dependency(text, folder)
}

/// Whether a text is the name of a package.
#[must_use]
pub fn is_name(text: &str) -> bool {
    requirement::is_name(text)
}

/// The name of a package as it is compared: in lower case, with a hyphen for each separator.
#[must_use]
pub fn normalized(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// The name that a dependency begins with.
#[must_use]
pub fn name(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let end = text.find(|char: char| !requirement::is_of_name(char)).unwrap_or(text.len());
    text.get(..end).filter(|name| is_name(name))
}

/// Whether a text is a condition on the environment.
#[must_use]
pub fn is_marker(text: &str) -> bool {
    marker::is_marker(text)
}

/// Reads blanks, comments and line breaks.
fn skip_blank(scanner: &mut Scanner<'_>) {
    blanks(scanner);
    while let Some('\n' | '#') = scanner.peek() {
        if !scanner.eat("\n") {
            scanner.take_while(|char| char != '\n');
        }
        blanks(scanner);
    }
}

/// Reads blanks, also over the end of lines that go on with a backslash; whether there were any.
fn blanks(scanner: &mut Scanner<'_>) -> bool {
    let before = scanner.rest.len();
    let is_blank = |char| matches!(char, ' ' | '\t');
    scanner.take_while(is_blank);
    while scanner.eat("\\\n") {
        scanner.take_while(is_blank);
    }
    scanner.rest.len() < before
}

/// Options whose argument is the URL of an index.
const INDEXES: [&str; 5] = ["-i", "--index-url", "--extra-index-url", "--find-links", "-f"];
/// Options that Vercel leaves out, with the rest of their line.
const UNREAD: [&str; 5] = ["--prefer-binary", "--pre", "--require-hashes", "--trusted-host", "--use-feature"];

/// Reads a requirement or an option. What follows an option in its line is an entry of its own.
fn entry(scanner: &mut Scanner<'_>, folder: &Folder<'_>, has_index: &mut bool) -> Result<(), Fault> {
    let any_of = |scanner: &mut Scanner<'_>, names: &[&'static str]| {
        names.iter().copied().find(|name| scanner.eat(name))
    };
    let is_line = |char: char| !matches!(char, '\n' | '#');
    if any_of(scanner, &["-r", "--requirement", "-c", "--constraint"]).is_some() {
        let file = argument(scanner, is_line)?;
        return Err(Fault::Include(unquoted(file)));
    }
    if any_of(scanner, &["-e", "--editable"]).is_some() {
        separator(scanner)?;
        return requirement(scanner, folder, true);
    }
    if let Some(option) = any_of(scanner, &INDEXES) {
        let url = unquoted(argument(scanner, is_line)?);
        // Only the first is the index.
        let is_again = matches!(option, "-i" | "--index-url") && std::mem::replace(has_index, true);
        return right(!is_again && location::is_index(&url));
    }
    if any_of(scanner, &["--no-binary", "--only-binary"]).is_some() {
        let packages = unquoted(argument(scanner, is_line)?);
        return right(matches!(&*packages, ":all:" | ":none:") || is_name(&packages));
    }
    if scanner.eat("--no-index") {
        return Ok(());
    }
    if any_of(scanner, &UNREAD).is_some() {
        scanner.take_while(is_line);
        return Ok(());
    }
    let is_start = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '/' | '$');
    if scanner.peek().is_some_and(is_start) {
        requirement(scanner, folder, false)
    } else {
        Err(Fault::Malformed)
    }
}

fn right(is_right: bool) -> Result<(), Fault> {
    is_right.then_some(()).ok_or(Fault::Malformed)
}

/// Reads what is between an option and its argument.
fn separator(scanner: &mut Scanner<'_>) -> Result<(), Fault> {
    if !scanner.eat("=") {
        right(scanner.next().is_some_and(char::is_whitespace))?;
        scanner.eat_whitespace();
    }
    Ok(())
}

/// The argument of an option.
fn argument<'a>(scanner: &mut Scanner<'a>, is_of_it: impl Fn(char) -> bool) -> Result<&'a str, Fault> {
    separator(scanner)?;
    let argument = scanner.take_while(is_of_it).trim_end();
    if argument.is_empty() { Err(Fault::Malformed) } else { Ok(argument) }
}

/// A text without the quotes around it. A backslash may stand before any character.
fn unquoted(text: &str) -> String {
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote).filter(|it| !it.contains(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(text).replace('\\', "")
}

/// Reads a requirement, with the hashes of its files.
fn requirement(scanner: &mut Scanner<'_>, folder: &Folder<'_>, is_editable: bool) -> Result<(), Fault> {
    let text = scanner.rest;
    let (end, has_hashes) = loop {
        let end = text.len() - scanner.rest.len();
        if scanner.eat("\n") {
            break (end, false);
        }
        if blanks(scanner) {
            if scanner.rest.starts_with("--") {
                break (end, true);
            }
            if scanner.rest.starts_with('#') {
                break (end, false);
            }
        } else if scanner.next().is_none() {
            break (end, false);
        }
    };
    let text = text.get(..end).unwrap_or_default();
    let fault = requirement::fault(text, folder, is_editable);
    if fault == Some(Fault::Malformed) {
        return Err(Fault::Malformed);
    }
    if has_hashes {
        hashes(scanner)?;
    }
    fault.map_or(Ok(()), Err)
}

fn hashes(scanner: &mut Scanner<'_>) -> Result<(), Fault> {
    const HASH: &str = "--hash";
    right(scanner.eat(HASH))?;
    loop {
        argument(scanner, |char| !char.is_whitespace())?;
        blanks(scanner);
        if !scanner.eat(HASH) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    fn fault(text: &str) -> Option<(usize, Fault)> {
        let files = ["base.txt", "lib/setup.py", "v1.0/setup.py", "plain", "foo-1.0.zip"];
        super::fault(text, &Folder::root(&MemoryFs::new(files.map(|file| (file, "")))))
    }

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
            "foo --hash=a # note",
            "--pre",
            "--prefix",
            "--no-index",
            "--no-indexfoo",
            "-i https://pypi.org/simple",
            "-i\nhttps://pypi.org/simple",
            "-i \"https://pypi.org/simple\"",
            "--only-binary=:all:",
            "--no-binary foo",
            "-e .",
            "-e lib",
            "-e lib[a] # note",
            "./lib",
            "file:./lib",
            "foo @ ./lib",
            "foo @ ./v1.0",
            "./foo-1.0.zip",
            "git+https://github.com/a/b",
            "foo @ git+https://github.com/a/b@v1#egg=b",
            "foo @ git+ssh://git@github.com/a/b.git",
            "foo @ https://example.com/foo.tar.gz ; os_name == 'nt'",
            "https://example.com/foo-1.0.tar.gz",
            "https://example.com/foo-1.0.tar.gz[a]",
            "${URL}",
            "foo @ https://${TOKEN}@example.com/x",
            "foo; (python_version<\"3\")",
            "foo; sys_platform == 'win32' and python_version not in \"3.6 3.7\" or extra == 'x'",
            "foo; 'x' in extras",
            "\\\n",
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
            "foo[a-]",
            "foo; python_version",
            "-e git+https://example.com/a#egg=foo",
            "-e foo==1",
            "-e foo @ https://example.com/foo.zip",
            "-efoo",
            "--no-deps",
            "foo --other",
            "foo#note",
            "foo ;",
            "foo==1;",
            "foo==1,",
            "foo (==1",
            "foo ()",
            "foo==99999999999999999999",
            "foo \\\n==1",
            "\"foo\"",
            "foo-",
            "foo.",
            "_foo",
            "é",
            "-",
            "\u{feff}foo",
            "\u{c}foo",
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
            "foo; os_name === 'nt'",
            "foo; os_name == 'nt' and(os_name == 'nt')",
            "foo; extras == 'x'",
            "foo; 'x' == extras",
            "foo; 'x' ~= os_name",
            "base.txt",
            "plain/x.y",
            "./plain",
            "foo @ ./a.d",
            "./lib[a,]",
            "foo @ svn+https://example.com/foo",
            "foo @ git+ssh://git@github.com:a/b.git",
            "foo @ git+ftp://example.com/a",
            "foo @ https://example.com/foo",
            "foo @ https:///",
            "foo @ https://exa mple.com/foo.zip",
            "foo @ https://example.com:99999/foo.zip",
            "foo @ https://[::1/foo.zip",
            "https://github.com/a/b",
            "-i simple",
            "-i",
            "-f ./wheels",
            "-i https://a\n-i https://b",
            "--only-binary=:some:",
        ] {
            let (line, fault) = fault(&format!("foo\n{text}\n")).expect(text);
            assert!(matches!(line, 2 | 3) && fault == Fault::Malformed, "{text}");
        }
        for text in ["-r base.txt", "--constraint=base.txt # note", "-c 'base.txt'"] {
            assert_eq!(fault(text), Some((1, Fault::Include("base.txt".to_owned()))), "{text}");
        }
    }

    /// Each of these is read, and `uv` fails with what Vercel makes of it.
    #[test]
    fn what_uv_cannot_install() {
        for text in [
            "https://github.com/a/b/archive/main.zip",
            "git+https://github.com/a/b.git",
            "git+https://github.com/a/b@v1.0#egg=b",
            "git+https://github.com/a/b#subdirectory=c",
            "./foo.whl",
            "./v1.0",
        ] {
            assert_eq!(fault(text), Some((1, Fault::Nameless)), "{text}");
        }
        for text in
            ["./missing", "foo @ ./missing", "./foo-2.0.zip", "-e missing", "./missing ; os_name == 'nt'"]
        {
            assert_eq!(fault(text), Some((1, Fault::Missing)), "{text}");
        }
        // What can't be read counts first.
        assert_eq!(fault("./missing\n\nfoo ==\n"), Some((3, Fault::Malformed)));
    }
}
