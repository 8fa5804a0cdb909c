//! Fills in destinations with a rule's variables.

use svc_vercel::patterns::js_regex::{Captures, JsRegex};

/// What a rule that matches has bound: the groups of its expression, then what its conditions bind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bound {
    /// The groups by number, from 1; empty where one took no part.
    groups: Vec<String>,
    /// Names and values.
    names: Vec<(String, String)>,
}

impl Bound {
    /// The groups that `regex` captured, and the names that conditions bind.
    pub fn new(regex: &JsRegex, captures: &Captures, conditions: Vec<(String, String)>) -> Bound {
        let groups: Vec<String> =
            (1..captures.len()).map(|index| captures.get(index).unwrap_or_default()).collect();
        let named = regex.names().iter();
        let mut names: Vec<(String, String)> =
            named.map(|(name, group)| (name.clone(), captures.get(*group).unwrap_or_default())).collect();
        names.extend(conditions);
        Bound { groups, names }
    }

    /// Each variable as it stands in a destination, with its value.
    pub fn variables(&self) -> impl Iterator<Item = (String, &str)> {
        let groups =
            self.groups.iter().enumerate().map(|(index, value)| (format!("${}", index + 1), value.as_str()));
        groups.chain(self.names.iter().map(|(name, value)| (format!("${name}"), value.as_str())))
    }

    /// A text with each `$1` and `$name` replaced. `$12` is group 12 if there are that many groups, else group 1 and a `2`.
    /// The longest matching name wins, and the last of equal names. Unknown names stay; unknown numbers become empty.
    pub fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some(at) = rest.find('$') {
            out.push_str(rest.get(..at).unwrap_or_default());
            let after = rest.get(at + 1..).unwrap_or_default();
            let (value, len) = self.variable(after).unwrap_or(("$", 0));
            out.push_str(value);
            rest = after.get(len..).unwrap_or_default();
        }
        out.push_str(rest);
        out
    }

    /// The value of the variable that a text begins with, and the length of its name.
    fn variable(&self, text: &str) -> Option<(&str, usize)> {
        let longest =
            self.names.iter().filter(|(name, _)| !name.is_empty() && text.starts_with(name.as_str()));
        if let Some((name, value)) = longest.max_by_key(|(name, _)| name.len()) {
            return Some((value, name.len()));
        }
        let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
        let number = |len: usize| text.get(..len)?.parse::<usize>().ok().filter(|number| *number > 0);
        for len in (1..=digits).rev() {
            if let Some(value) = number(len).and_then(|number| self.groups.get(number - 1)) {
                return Some((value, len));
            }
        }
        number(digits).map(|_| ("", digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_without_a_value_binds_its_key_as_it_is_written() {
        let regex = JsRegex::new("^/(?<x>.*)$").unwrap();
        let captures = regex.exec("/a").unwrap().unwrap();
        let names = vec![("x-plan".to_owned(), "12".to_owned()), ("x-plan-b".to_owned(), "yes".to_owned())];
        let bound = Bound::new(&regex, &captures, names);
        assert_eq!(bound.fill("?p=$x-plan&b=$x-plan-b&x=$x-pla"), "?p=12&b=yes&x=a-pla");
    }

    #[test]
    fn fills() {
        let regex = JsRegex::new("^/(a)(x)?/(?<id>.*)$").unwrap();
        let captures = regex.exec("/a/7").unwrap().unwrap();
        let names = vec![("lang".to_owned(), "de".to_owned()), ("language".to_owned(), "German".to_owned())];
        let bound = Bound::new(&regex, &captures, names);
        assert_eq!(bound.fill("/$1$2/$3/$id/$lang-$language"), "/a/7/7/de-German");
        assert_eq!(bound.fill("/$9/$12/$0/$unknown/$"), "//a2/$0/$unknown/$");
    }
}
