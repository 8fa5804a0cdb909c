//! Semantic tokens: slugs, names of services, parameters of patterns, fields of schedules, where JSON only sees strings.

mod parts;

use std::ops::Range;

use svc_syntax::value::Member;
use svc_syntax::{TextRange, TextSize};

use svc_analysis::snapshot::Snapshot;
use svc_config::meaning::{Meaning, Meanings};
use svc_config::walk::{At, Scope, Visitor, walk};
use svc_vercel::frameworks;
use svc_vercel::regions;
use svc_vercel::runtime::Runtime;

use parts::{destination_parts, groups, source_parts};

/// A token with a meaning of its own. Tokens don't overlap, and none spans several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SemanticToken {
    /// Its bytes.
    pub range: TextRange,
    /// What it is.
    pub kind: TokenKind,
    /// Whether it declares what it names.
    pub declares: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// The name of a service.
    Service,
    /// A value out of a list: a framework, a runtime, a region.
    EnumMember,
    /// A parameter of a pattern: `:name`, `$1`.
    Parameter,
    /// A group or wildcard of a pattern.
    Regexp,
    /// A field of a schedule.
    Number,
    /// The name of an environment variable.
    Variable,
    /// The name of a header.
    Property,
}

impl TokenKind {
    /// Every kind: the legend, by index.
    pub const ALL: [TokenKind; 7] = [
        TokenKind::Service,
        TokenKind::EnumMember,
        TokenKind::Parameter,
        TokenKind::Regexp,
        TokenKind::Number,
        TokenKind::Variable,
        TokenKind::Property,
    ];

    /// Its index in the legend.
    #[must_use]
    pub fn index(self) -> u32 {
        self as u32
    }

    /// LSP's standard name for it, which themes know.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TokenKind::Service => "class",
            TokenKind::EnumMember => "enumMember",
            TokenKind::Parameter => "parameter",
            TokenKind::Regexp => "regexp",
            TokenKind::Number => "number",
            TokenKind::Variable => "variable",
            TokenKind::Property => "property",
        }
    }
}

/// The tokens that touch a range, in the order of the text.
#[must_use]
pub fn semantic_tokens(snapshot: &Snapshot, range: TextRange) -> Vec<SemanticToken> {
    let mut tokens = Tokens { snapshot, tokens: Vec::new() };
    let meanings = Some(Meanings::of(&Meaning::ALL));
    walk(snapshot.config(), Scope { meanings, range: Some(range) }, &mut tokens);
    tokens.tokens.sort_by_key(|token| token.range.start());
    tokens.tokens
}

struct Tokens<'a> {
    snapshot: &'a Snapshot,
    tokens: Vec<SemanticToken>,
}

impl Visitor for Tokens<'_> {
    fn member(&mut self, at: &At<'_>, member: &Member) -> bool {
        if !member.has_key() {
            return false;
        }
        let kind = match at.key_meaning {
            Some(Meaning::Service(_)) => TokenKind::Service,
            Some(Meaning::EnvName) => TokenKind::Variable,
            Some(Meaning::HeaderName) => TokenKind::Property,
            Some(Meaning::Region) => TokenKind::EnumMember,
            _ => return true,
        };
        self.add(self.snapshot.without_quotes(member.key_range), kind, kind == TokenKind::Service);
        true
    }

    fn string(&mut self, at: &At<'_>, range: TextRange, text: &str) {
        let kind = match at.meaning() {
            Some(Meaning::Framework) if frameworks::find(text).is_some() => TokenKind::EnumMember,
            Some(Meaning::Runtime) if Runtime::named(text).is_some() => TokenKind::EnumMember,
            Some(Meaning::Region) if regions::city(text).is_some() => TokenKind::EnumMember,
            Some(Meaning::Service(_)) => TokenKind::Service,
            Some(Meaning::EnvName) => TokenKind::Variable,
            Some(Meaning::HeaderName) => TokenKind::Property,
            Some(Meaning::Source) => return self.parts(range, source_parts(text)),
            Some(Meaning::RouteSource) => return self.parts(range, groups(text)),
            Some(Meaning::Destination | Meaning::RequestPath) => {
                return self.parts(range, destination_parts(text));
            }
            Some(Meaning::Schedule) => {
                let words = text.split(' ').scan(0, |at, word| {
                    let start = *at;
                    *at += word.len() + 1;
                    Some((start..start + word.len(), TokenKind::Number))
                });
                return self.parts(range, words.collect());
            }
            _ => return,
        };
        self.add(self.snapshot.without_quotes(range), kind, false);
    }
}

impl Tokens<'_> {
    fn add(&mut self, range: TextRange, kind: TokenKind, declares: bool) {
        if !range.is_empty() {
            self.tokens.push(SemanticToken { range, kind, declares });
        }
    }

    /// Adds parts of a string, by their bytes in its text.
    fn parts(&mut self, string: TextRange, parts: Vec<(Range<usize>, TokenKind)>) {
        for (range, kind) in parts {
            self.add(self.snapshot.place_in_string(string, range), kind, false);
        }
    }
}

/// The whole file, as a range.
#[must_use]
pub fn whole(snapshot: &Snapshot) -> TextRange {
    TextRange::up_to(snapshot.text.len().max(TextSize::new(0)))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use svc_analysis::testing::Fixture;

    #[test]
    fn indexes_lead_into_the_legend() {
        for (kind, index) in TokenKind::ALL.into_iter().zip(0..) {
            assert_eq!(kind.index(), index);
        }
    }

    #[test]
    fn strings_have_semantic_tokens() {
        let fixture = Fixture::new(
            r#"{
  "framework": "nextjs", "regions": ["iad1", "xxx1"],
  "services": { "web": { "root": "ä", "bindings": [{ "service": "web", "env": "URL" }], "runtime": "node" } },
  "rewrites": [
    { "source": "/ä/:lang(en|fr)/:p*/(.*)\\.x", "destination": "https://x.com:80/:lang/$1" },
    { "source": "/(", "destination": { "service": "web" } }
  ],
  "routes": [{ "src": "/a(b(c))\\(", "headers": { "X-A": "b" } }],
  "crons": [{ "schedule": "0 */2 * * 1-5" }],
  "headers": [{ "source": "/", "headers": [{ "key": "X", "value": "y" }] }]
}"#,
        );
        let tokens = semantic_tokens(&fixture.snapshot, whole(&fixture.snapshot));
        assert!(tokens.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start()), "{tokens:?}");
        let shown: Vec<String> = tokens
            .iter()
            .map(|it| {
                format!(
                    "{} {}{}\n",
                    &fixture.text[it.range],
                    it.kind.name(),
                    if it.declares { " declared" } else { "" }
                )
            })
            .collect();
        expect![[r#"
            nextjs enumMember
            iad1 enumMember
            web class declared
            web class
            URL variable
            node enumMember
            :lang parameter
            (en|fr) regexp
            :p parameter
            * regexp
            (.*) regexp
            :lang parameter
            $1 parameter
            web class
            (b(c)) regexp
            X-A property
            0 number
            */2 number
            * number
            * number
            1-5 number
            X property
        "#]]
        .assert_eq(&shown.concat());
        let part = TextRange::new(0.into(), 30.into());
        assert!(semantic_tokens(&fixture.snapshot, part).len() < tokens.len());
    }
}
