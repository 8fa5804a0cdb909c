//! JavaScript and TypeScript as far as rules read them: as text.

/// JavaScript without its comments. (A `//` in a string stays: it is not at the start of a word that is a comment.)
#[must_use]
pub fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut quote: Option<char> = None;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match (quote, char, chars.peek()) {
            (Some(_), '\\', _) => {
                code.push(char);
                code.extend(chars.next());
                continue;
            }
            (Some(open), _, _) if open == char || (char == '\n' && open != '`') => quote = None,
            (None, '\'' | '"' | '`', _) => quote = Some(char),
            (None, '/', Some('/')) => {
                while chars.peek().is_some_and(|it| *it != '\n') {
                    chars.next();
                }
                continue;
            }
            (None, '/', Some('*')) => {
                let mut last = ' ';
                chars.next();
                for char in chars.by_ref() {
                    if last == '*' && char == '/' {
                        break;
                    }
                    last = char;
                }
                code.push(' ');
                continue;
            }
            _ => {}
        }
        code.push(char);
    }
    code
}
