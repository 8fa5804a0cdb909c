//! Conditions on the environment (PEP 508), such as `python_version < "3.9" and sys_platform == "win32"`.

use super::scanner::Scanner;

/// Names of the environment.
const VERSIONS: [&str; 4] = ["python_version", "python_full_version", "implementation_version", "extra"];
const TEXTS: [&str; 14] = [
    "os_name",
    "sys_platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform_machine",
    "platform_python_implementation",
    "python_implementation",
    "implementation_name",
    "os.name",
    "sys.platform",
    "platform.version",
    "platform.machine",
    "platform.python_implementation",
];
const LISTS: [&str; 2] = ["extras", "dependency_groups"];
const OPERATORS: [&str; 8] = ["==", "!=", "<=", ">=", "<", ">", "~=", "in"];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Value {
    Quoted,
    /// A version, or the extra.
    Version,
    Text,
    List,
}

/// Whether a text is a condition.
pub(super) fn is_marker(text: &str) -> bool {
    let mut scanner = Scanner::new(text);
    let mut open = 0_usize;
    loop {
        scanner.eat_whitespace();
        if scanner.eat("(") {
            open += 1;
            continue;
        }
        if comparison(&mut scanner).is_none() {
            return false;
        }
        scanner.eat_whitespace();
        while open > 0 && scanner.eat(")") {
            open -= 1;
            scanner.eat_whitespace();
        }
        match scanner.take_while(|char| !char.is_whitespace()) {
            "and" | "or" => {}
            rest => return rest.is_empty() && open == 0,
        }
    }
}

/// Reads two values and what is between them.
fn comparison(scanner: &mut Scanner<'_>) -> Option<()> {
    let left = value(scanner)?;
    scanner.eat_whitespace();
    let operator = operator(scanner)?;
    scanner.eat_whitespace();
    let right = value(scanner)?;
    let is_possible = match (left, right) {
        (Value::List, _) => false,
        (Value::Quoted, Value::List) => operator == "in",
        // uv crashes.
        (Value::Quoted, Value::Text) => operator != "~=",
        _ => true,
    };
    is_possible.then_some(())
}

fn value(scanner: &mut Scanner<'_>) -> Option<Value> {
    let quote = scanner.peek()?;
    if matches!(quote, '"' | '\'') {
        scanner.next();
        scanner.take_while(|char| char != quote);
        return scanner.next().map(|_| Value::Quoted);
    }
    let name = scanner.take_while(|char| !char.is_whitespace() && !">=<!~)".contains(char));
    let kinds: [(&[&str], Value); 3] =
        [(&VERSIONS, Value::Version), (&TEXTS, Value::Text), (&LISTS, Value::List)];
    kinds.into_iter().find_map(|(names, kind)| names.contains(&name).then_some(kind))
}

/// Reads an operator. `not in` is one as `in` is.
fn operator<'a>(scanner: &mut Scanner<'a>) -> Option<&'a str> {
    let operator = if scanner.peek().is_some_and(char::is_alphabetic) {
        scanner.take_while(|char| !char.is_whitespace() && !matches!(char, '"' | '\''))
    } else {
        scanner.take_while(|char| "<=>~!".contains(char))
    };
    if operator == "not" {
        scanner.next().filter(|char| char.is_whitespace())?;
        scanner.eat_whitespace();
        return scanner.eat("in").then_some("in");
    }
    OPERATORS.contains(&operator).then_some(operator)
}
