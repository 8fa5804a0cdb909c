//! What Vercel checks in an entry of `redirects`, `headers` and `rewrites`, beyond its shape.

use super::compile::Block;
use super::conditions;
use super::destination::{self, Segments, TemplateError};
use super::repair::repair;
use super::source::MAX_SOURCE_BYTES;
use svc_syntax::value::Node;
use svc_vercel::patterns::js_regex::{JsRegex, RegexError};
use svc_vercel::patterns::path_to_regexp::{self, PatternError, Token};

/// What is wrong in an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// `source` is no regular expression (Vercel tests this first, although it is not meant as one).
    SourceRegex(RegexError),
    /// `source` is no pattern.
    SourcePattern(PatternError),
    /// The destination uses a segment that neither `source` nor `has` has.
    UnknownSegment(String),
    /// The transform of this index is rejected.
    Transform(usize, TemplateError),
    /// A redirect with `permanent` and `statusCode`.
    PermanentAndStatus,
}

/// An entry, looked at by itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Examined {
    /// All faults; Vercel reports only the first.
    pub faults: Vec<Fault>,
    /// The parts of `source`, or of what it was meant to be.
    pub tokens: Vec<Token>,
    /// Their expression.
    pub expression: String,
    /// The names that the destination may use.
    pub segments: Segments,
}

impl Examined {
    /// Examines an entry. Values that don't match the schema are skipped, and a source that is too long.
    #[must_use]
    pub fn new(block: Block, entry: &Node) -> Examined {
        let mut examined = Examined::default();
        let source = entry.get("source").and_then(Node::as_str).filter(|it| it.len() <= MAX_SOURCE_BYTES);
        let Some(source) = source else { return examined };
        if let Err(error) = JsRegex::check(source) {
            examined.faults.push(Fault::SourceRegex(error));
        }
        // Where the source is no pattern, the destination is looked at as if the source were what it was meant to be.
        let compiled = path_to_regexp::compile_source(source).or_else(|error| {
            examined.faults.push(Fault::SourcePattern(error));
            path_to_regexp::compile_source(&repair(source).ok_or(())?.pattern).map_err(|_| ())
        });
        if let Ok(compiled) = compiled {
            let has = conditions::bound_names(entry.get("has"));
            examined.segments = Segments::new(compiled.params(), has);
            examined.expression = compiled.source;
            examined.tokens = compiled.tokens;
            examined.destination(block, entry);
        }
        if block == Block::Redirects && entry.get("permanent").is_some() && entry.get("statusCode").is_some()
        {
            examined.faults.push(Fault::PermanentAndStatus);
        }
        examined
    }

    /// The `source` of the entry, where Vercel accepts it both as a regular expression and as a pattern, and it isn't too long.
    #[must_use]
    pub fn valid_source<'a>(&self, entry: &'a Node) -> Option<(&'a Node, &'a str)> {
        let is_invalid = |fault: &Fault| matches!(fault, Fault::SourceRegex(_) | Fault::SourcePattern(_));
        let node = entry.get("source").filter(|_| !self.faults.iter().any(is_invalid))?;
        Some((node, node.as_str().filter(|source| source.len() <= MAX_SOURCE_BYTES)?))
    }

    fn destination(&mut self, block: Block, entry: &Node) {
        let destination = entry.get("destination");
        if let Some(text) = destination.and_then(|it| it.as_str().or_else(|| it.get("path")?.as_str())) {
            let unknown = destination::referenced(text).into_iter().filter(|name| !self.segments.knows(name));
            self.faults.extend(unknown.map(Fault::UnknownSegment));
        }
        if block != Block::Rewrites {
            return;
        }
        for (index, transform) in
            entry.get("transforms").and_then(Node::as_array).unwrap_or_default().iter().enumerate()
        {
            if let Err(error) = self.template(transform) {
                self.faults.push(Fault::Transform(index, error));
            }
        }
    }

    /// The path of a `request.path` transform as the router gets it.
    ///
    /// # Errors
    /// Where Vercel rejects it.
    pub fn template(&self, transform: &Node) -> Result<String, TemplateError> {
        let args = transform.get("args").and_then(Node::as_str).unwrap_or_default();
        let env = transform.get("env").and_then(Node::as_array).unwrap_or_default();
        let env: Vec<&str> = env.iter().filter_map(Node::as_str).collect();
        destination::replace_in_template(&self.segments, args, &env)
    }
}
