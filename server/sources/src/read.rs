//! A read of an environment variable, or an assignment.

use std::ops::Range;

use memchr::memchr2_iter;

/// A place where code reads an environment variable, or sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The variable; empty where the code uses or sets variables that it doesn't name.
    pub name: Box<str>,
    /// Where the code names it, in bytes, without quotes.
    pub range: Range<u32>,
    /// Where that starts.
    pub start: Position,
    /// How the code names it.
    pub kind: ReadKind,
    /// Where the code reads it from.
    pub origin: Origin,
    /// Whether the code is certain to fail where the variable isn't set. Only known of JavaScript and Python.
    pub is_needed: bool,
    /// Whether the code sets, removes or only declares the variable here, and doesn't read it. Without a name, whether it may set any.
    pub is_write: bool,
    /// Whether the code sets the variable here if it isn't set: `process.env.NAME ??= …`.
    pub sets_default: bool,
    /// Whether the code uses variables here that it doesn't name: all of them, or those whose names it computes.
    pub uses_others: bool,
}

/// Where code reads variables from, which says where it runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Origin {
    /// The environment of the process.
    #[default]
    Process,
    /// The same in a module for browsers, whose code doesn't ask where it runs.
    BrowserModule,
    /// `import.meta.env`.
    ImportMeta,
    /// The environment of the process, by the declaration of settings.
    Settings,
    /// The environment of the build, which puts the value into the program: `env!("NAME")`.
    Build,
}

impl Read {
    /// A read of a variable as a member, at the start of a file.
    #[must_use]
    pub fn of(name: &str, origin: Origin) -> Read {
        Read {
            name: name.into(),
            range: 0..small(name.len()),
            start: Position::default(),
            kind: ReadKind::Member,
            origin,
            is_needed: false,
            is_write: false,
            sets_default: false,
            uses_others: false,
        }
    }

    /// What takes the place of the name where the code is to read another variable; `None` if other places would have to follow.
    #[must_use]
    pub fn renamed(&self, to: &str) -> Option<String> {
        match self.kind {
            ReadKind::Member | ReadKind::String | ReadKind::Type => Some(to.to_owned()),
            // The local variable keeps its name.
            ReadKind::Shorthand => Some(format!("{to}: {}", self.name)),
            ReadKind::Import => Some(format!("{to} as {}", self.name)),
            ReadKind::Field | ReadKind::Parameter => None,
        }
    }

    /// Whether the code has the name letter by letter, so that another can take its place.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        self.kind != ReadKind::Field
    }
}

/// A position in a text. Lines and columns count from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column in bytes.
    pub bytes: u32,
    /// The column in units of UTF-16.
    pub utf16: u32,
    /// The column in characters.
    pub characters: u32,
}

impl Position {
    /// The position after a text that is here and doesn't end within `\r\n`. As in the protocol, a line also ends at a `\r` alone.
    pub fn after(self, text: &str) -> Position {
        let bytes = text.as_bytes();
        let is_end = |at: &usize| bytes.get(*at) == Some(&b'\n') || bytes.get(*at + 1) != Some(&b'\n');
        let mut ends = memchr2_iter(b'\n', b'\r', bytes).filter(is_end);
        let (lines, last) = ends.by_ref().fold((0, None), |(lines, _), end| (lines + 1, Some(end)));
        let (line, tail) = match last {
            Some(end) => {
                let line = Position { line: self.line + lines, ..Position::default() };
                (line, text.get(end + 1..).unwrap_or_default())
            }
            None => (self, text),
        };
        Position {
            line: line.line,
            bytes: line.bytes + small(tail.len()),
            utf16: line.utf16 + small(tail.encode_utf16().count()),
            characters: line.characters + small(tail.chars().count()),
        }
    }
}

/// How code names a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadKind {
    /// As a member: `process.env.NAME`.
    Member,
    /// As a string: `os.environ["NAME"]`.
    String,
    /// In a pattern, where it also names a local variable: `const { NAME } = process.env`.
    Shorthand,
    /// As a property of a parameter whose default is the environment: `function f({ NAME } = process.env)`. Callers name it, too.
    Parameter,
    /// In an import, where it also names a local variable: `import { NAME } from "$env/static/private"`.
    Import,
    /// As a field of settings or its alias, in another spelling: `backend_url: str`. Or as one that the configuration declares, too:
    /// `import { NAME } from "astro:env/server"`.
    Field,
    /// As a property of the type of an environment: `interface ProcessEnv { NAME: string }`.
    Type,
}

/// Whether a text is the name of a variable.
pub fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.len() <= 256
}

/// Texts have at most [`crate::MAX_FILE_BYTES`].
pub fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
