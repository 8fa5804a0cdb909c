//! What a Python module defines at its top level, as Vercel's builder looks for it (`@vercel/python-analysis`, `findAppOrHandler` and
//! `containsTopLevelCallable`): functions, assignments, imports from a module, and classes. What an `if` or a `try` holds doesn't count.

use std::iter::Peekable;
use std::str::CharIndices;

/// What a module defines at its top level.
#[derive(Debug, Default)]
pub struct Module {
    /// Functions, variables, and names imported from a module.
    names: Vec<String>,
    classes: Vec<String>,
}

impl Module {
    /// Reads a module; `None` where brackets or quotes don't close.
    #[must_use]
    pub fn read(source: &str) -> Option<Module> {
        let mut module = Module::default();
        let mut lexer = Lexer::new(source.trim_start_matches('\u{feff}'));
        while let Some(line) = lexer.line()? {
            if line.is_indented {
                continue;
            }
            let words: Vec<&str> = line.tokens.iter().map_while(Token::word).take(3).collect();
            match words[..] {
                ["def", name, ..] | ["async", "def", name] => module.names.push(name.to_owned()),
                ["class", name, ..] => module.classes.push(name.to_owned()),
                // A block, whether or not it is on the same line.
                [
                    "if" | "elif" | "else" | "for" | "while" | "with" | "try" | "except" | "finally"
                    | "async",
                    ..,
                ] => {}
                _ => module.names.extend(line.tokens.split(|token| token.is(';')).flat_map(names)),
            }
        }
        Some(module)
    }

    /// Whether it defines a name that Vercel takes for a function: classes don't count.
    #[must_use]
    pub fn defines(&self, name: &str) -> bool {
        self.names.iter().any(|it| it == name)
    }

    /// The names that it defines, other than classes.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether it defines what Vercel serves: `app`, `application`, or a class `handler`.
    #[must_use]
    pub fn is_application(&self) -> bool {
        self.defines("app")
            || self.defines("application")
            || self.classes.iter().any(|it| it == "handler" || it == "Handler")
    }
}

/// The names that a simple statement defines.
fn names(statement: &[Token<'_>]) -> Vec<String> {
    if statement.first().and_then(Token::word) == Some("from") {
        let Some(import) = statement.iter().position(|token| token.word() == Some("import")) else {
            return Vec::new();
        };
        let imported = statement.iter().skip(import + 1).filter(|token| !token.is('(') && !token.is(')'));
        let imported: Vec<&Token<'_>> = imported.collect();
        let last = imported.split(|token| token.is(',')).filter_map(|item| item.last()?.word());
        return last.map(str::to_owned).collect();
    }
    let mut depth = 0_usize;
    let mut target = Vec::new();
    let mut defined = Vec::new();
    for token in statement {
        match token {
            Token::Symbol('(' | '[' | '{') => depth += 1,
            Token::Symbol(')' | ']' | '}') => depth = depth.saturating_sub(1),
            Token::Symbol(':' | '=') if depth == 0 => {
                let is_annotated = token.is(':');
                // Names in brackets are targets too, lists of them are not.
                let mut inner = target.iter().filter(|token: &&&Token<'_>| !token.is('(') && !token.is(')'));
                if let (Some(Token::Word(name)), None) = (inner.next(), inner.next())
                    && (!is_annotated || defined.is_empty())
                {
                    defined.push((*name).to_owned());
                }
                if is_annotated {
                    break;
                }
                target.clear();
                continue;
            }
            _ => {}
        }
        target.push(token);
    }
    defined
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    /// A bracket, or one of `,`, `:`, `;`, `=`; every other operator is `Other`.
    Symbol(char),
    /// A string, or an operator.
    Other,
}

impl<'a> Token<'a> {
    fn word(&self) -> Option<&'a str> {
        match self {
            Token::Word(word) => Some(word),
            Token::Symbol(_) | Token::Other => None,
        }
    }

    fn is(&self, symbol: char) -> bool {
        *self == Token::Symbol(symbol)
    }
}

/// A logical line: one that a bracket or a backslash continues is one with the next.
struct Line<'a> {
    is_indented: bool,
    tokens: Vec<Token<'a>>,
}

struct Lexer<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str) -> Lexer<'a> {
        Lexer { text, chars: text.char_indices().peekable() }
    }

    fn next(&mut self) -> Option<char> {
        Some(self.chars.next()?.1)
    }

    fn next_if(&mut self, is_wanted: impl Fn(char) -> bool) -> Option<char> {
        Some(self.chars.next_if(|(_, next)| is_wanted(*next))?.1)
    }

    fn next_if_eq(&mut self, wanted: char) -> Option<char> {
        self.next_if(|next| next == wanted)
    }

    /// The next logical line with anything in it, `Some(None)` at the end; `None` where the text makes no sense.
    fn line(&mut self) -> Option<Option<Line<'a>>> {
        let mut line = Line { is_indented: false, tokens: Vec::new() };
        let mut depth = 0_usize;
        while let Some((start, char)) = self.chars.next() {
            match char {
                '\n' | '\r' if depth > 0 => {}
                '\n' | '\r' if line.tokens.is_empty() => line.is_indented = false,
                '\n' | '\r' => return Some(Some(line)),
                ' ' | '\t' if line.tokens.is_empty() => line.is_indented = true,
                '\u{c}' if line.tokens.is_empty() => line.is_indented = false,
                ' ' | '\t' | '\u{c}' => {}
                '#' => while self.next_if(|next| !matches!(next, '\n' | '\r')).is_some() {},
                '\\' => {
                    self.next_if_eq('\r');
                    self.next_if_eq('\n')?;
                }
                '"' | '\'' => {
                    self.string(char)?;
                    line.tokens.push(Token::Other);
                }
                '(' | '[' | '{' => {
                    depth += 1;
                    line.tokens.push(Token::Symbol(char));
                }
                ')' | ']' | '}' => {
                    depth = depth.checked_sub(1)?;
                    line.tokens.push(Token::Symbol(char));
                }
                _ if char == '_' || char.is_alphanumeric() => {
                    while self.next_if(|next| next == '_' || next.is_alphanumeric()).is_some() {}
                    let end = self.chars.peek().map_or(self.text.len(), |(end, _)| *end);
                    let word = self.text.get(start..end).unwrap_or_default();
                    // `r"…"`, `f'…'`: the prefix belongs to the string.
                    let is_prefix = word.len() <= 2 && word.chars().all(|it| "rRbBuUfFtT".contains(it));
                    match self.next_if(|next| is_prefix && matches!(next, '"' | '\'')) {
                        Some(quote) => {
                            self.string(quote)?;
                            line.tokens.push(Token::Other);
                        }
                        None => line.tokens.push(Token::Word(word)),
                    }
                }
                ',' | ';' => line.tokens.push(Token::Symbol(char)),
                _ => {
                    // `==`, `<=`, `**=`, `:=` are no assignments.
                    if matches!(char, '*' | '/' | '<' | '>') {
                        self.next_if_eq(char);
                    }
                    let is_operator = self.next_if_eq('=').is_some() || !matches!(char, '=' | ':');
                    line.tokens.push(if is_operator { Token::Other } else { Token::Symbol(char) });
                }
            }
        }
        if depth > 0 {
            return None;
        }
        Some((!line.tokens.is_empty()).then_some(line))
    }

    /// Skips a string behind its first quote.
    fn string(&mut self, quote: char) -> Option<()> {
        let mut is_triple = false;
        if self.next_if_eq(quote).is_some() {
            if self.next_if_eq(quote).is_none() {
                return Some(());
            }
            is_triple = true;
        }
        let mut closing = 0;
        loop {
            let char = self.next()?;
            match char {
                '\\' => {
                    let escaped = self.next()?;
                    if escaped == '\r' {
                        self.next_if_eq('\n');
                    }
                }
                '\n' | '\r' if !is_triple => return None,
                _ if char == quote => {
                    closing += 1;
                    if !is_triple || closing == 3 {
                        return Some(());
                    }
                    continue;
                }
                _ => {}
            }
            closing = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defines(source: &str, name: &str) -> Option<bool> {
        Some(Module::read(source)?.defines(name))
    }

    /// Each answer is that of `containsTopLevelCallable`.
    #[test]
    fn what_can_be_called() {
        for source in [
            "app = 1",
            "def app(): pass",
            "async  def app (): pass",
            "@d\ndef\\\n app(): pass",
            "def app[T](): pass",
            "from x import app",
            "from x import y as app",
            "from a import b as c, d as app",
            "from a import(\n  b, # c\n  app,\n)",
            "app: int",
            "app: int = 3",
            "((app)) = 1",
            "a = app = 2",
            "x=1; app=2",
            "app\\\n = 1",
            "'''doc'''\r\napp = 1\r\n",
            "print(\"\"\"\n\"\"\");app=1",
            "class A:\n  pass\napp=lambda: 1",
            "app = 1 if x else 2",
            "\u{feff}app = 1",
            "\u{c}app = 1",
            "x = r'\\''\napp = f\"{x}\"",
        ] {
            assert!(defines(source, "app").unwrap(), "{source}");
        }
        for source in [
            "",
            "class app: pass",
            "import app",
            "from x import *",
            "from x import app as b",
            "if True:\n  app = 1",
            "if 1: pass\nelse: app = 1",
            "try: app = 1\nfinally: pass",
            "try:\n  from a import app\nexcept: pass",
            "app, b = 1, 2",
            "[app] = [1]",
            "app += 1",
            "app == 1",
            "app <= 1",
            "app.x = 1",
            "app[0] = 1",
            "x = app",
            "x: app = 1",
            "f(app=1)",
            "x = (app := 3)",
            "x = lambda app=1: 2",
            "for app in []: pass",
            "with x as app: pass",
            "def f():\n  app = 1",
            "# app = 1",
            "s = \"\"\"\napp = 1\n\"\"\"",
            "x = f\"\"\"{\n1}\napp = 1\"\"\"\n",
            "type app = int",
            "async with x as app: pass",
        ] {
            assert!(!defines(source, "app").unwrap(), "{source}");
        }
        for source in ["app = (", "x = 'a\napp = 1", "x)", "s = '''\n"] {
            assert_eq!(defines(source, "nothing"), None, "{source}");
        }
    }

    /// Each answer is that of `findAppOrHandler`.
    #[test]
    fn what_is_served() {
        for source in [
            "app = 1",
            "def application(environ, start): pass",
            "from . import application",
            "class handler(BaseHTTPRequestHandler):\n    pass",
            "@d\nclass Handler: pass",
        ] {
            assert!(Module::read(source).unwrap().is_application(), "{source}");
        }
        for source in
            ["x = 1", "class app(X): pass", "def handler(): pass", "handler = x", "from x import Handler"]
        {
            assert!(!Module::read(source).unwrap().is_application(), "{source}");
        }
    }
}
