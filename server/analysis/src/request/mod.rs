//! Simulates routing: which rules of a `vercel.json` apply to a request, in which order, and what the application receives.
//!
//! The rules are those that Vercel compiles (`routes/compile.rs`) and, for `experimentalServices`, those that it generates
//! (`routing.rs`); here they are sorted into the router's phases and run. `docs/route.md` says what each phase does.

mod answer;
mod answering;
mod conditions;
mod described;
pub mod endpoints;
mod files;
pub mod fill;
mod json;
mod needles;
mod query;
mod samples;
mod sent;
mod table;
#[cfg(test)]
mod tests;
mod transforms;
mod walk;
mod witnesses;
mod words;

pub use answer::{Answer, Effect, Found, Lookup, Outcome, Received, RuleRef, Shadowed, Step};
pub use answering::{Answers, Responder};
pub use described::Described;
pub use files::Files;
pub use json::Report;
pub use query::Query;
pub use samples::{Samples, candidates};
pub use sent::{percent_encoded, sent, why_not_sent};
pub use table::{Kind, Router, RoutingPhase, Rule, RulePlace};
pub use witnesses::Witnesses;

use std::fmt;

/// The longest URL that Vercel takes, in bytes.
const MAX_URL_BYTES: usize = 14 * 1024;

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The path, as browsers send it.
    pub path: String,
    /// The query.
    pub query: Query,
    /// The host without its port; `None` if unknown; conditions on the host then never match.
    pub host: Option<String>,
    /// The method, in upper case.
    pub method: String,
    /// Headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Cookies.
    pub cookies: Vec<(String, String)>,
}

impl Request {
    /// A `GET` request for a path with an optional query, or for a full URL.
    ///
    /// # Errors
    /// Returns a message if `url` is neither.
    pub fn get(url: &str) -> Result<Request, String> {
        let stripped = sent::stripped(url);
        let (host, rest) = match stripped.split_once("://") {
            Some((scheme, rest)) if ["http", "https"].iter().any(|it| scheme.eq_ignore_ascii_case(it)) => {
                let (host, path) =
                    rest.find(['/', '\\', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
                // A name and a password before it are no part of it.
                (host.rsplit('@').next(), path)
            }
            _ => (None, stripped.as_str()),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = if path.is_empty() && host.is_some() { "/" } else { path };
        if !path.starts_with(['/', '\\']) {
            return Err(format!(
                "`{url}` isn't a request path. Use one that starts with `/`, such as `/api/users?page=2`."
            ));
        }
        if url.len() > MAX_URL_BYTES {
            return Err(format!("The URL has {} bytes; Vercel allows at most {MAX_URL_BYTES}.", url.len()));
        }
        let mut request = Request {
            path: sent(path).into_owned(),
            query: Query::parse(query),
            host: None,
            method: "GET".to_owned(),
            headers: Vec::new(),
            cookies: Vec::new(),
        };
        if let Some(host) = host {
            request.set_host(host);
        }
        Ok(request)
    }

    /// Sets the host; a port is left out, as conditions never see it.
    pub fn set_host(&mut self, host: &str) {
        let host = host.to_lowercase();
        let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        self.host = Some(port.map_or(host.as_str(), |(name, _)| name).to_owned());
    }

    /// Sets a header. `Cookie` and `Host` are taken apart.
    pub fn set_header(&mut self, name: &str, value: &str) {
        let name = name.to_lowercase();
        match name.as_str() {
            "host" => self.set_host(value),
            "cookie" => {
                for cookie in value.split(';') {
                    if let Some((name, value)) = cookie.split_once('=') {
                        self.set_cookie(name.trim(), value.trim());
                    }
                }
            }
            _ => self.headers.push((name, value.to_owned())),
        }
    }

    /// Sets a cookie; the first of a name counts.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        if !name.is_empty() && !self.cookies.iter().any(|(known, _)| known == name) {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.method != "GET" {
            write!(f, "{} ", self.method)?;
        }
        if let Some(host) = &self.host {
            write!(f, "https://{host}")?;
        }
        f.write_str(&self.path)?;
        if !self.query.pairs.is_empty() {
            write!(f, "?{}", self.query)?;
        }
        for (name, value) in &self.headers {
            write!(f, " {name}: {value}")?;
        }
        for (name, value) in &self.cookies {
            write!(f, " Cookie: {name}={value}")?;
        }
        Ok(())
    }
}
