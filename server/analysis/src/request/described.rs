//! A request, as clients and command lines describe it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Request;

/// A request, as clients and command lines describe it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Described {
    /// The path with its query, or a full URL.
    pub url: String,
    /// The method; `GET` if there is none.
    #[serde(default)]
    pub method: Option<String>,
    /// The host.
    #[serde(default)]
    pub host: Option<String>,
    /// Headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Cookies.
    #[serde(default)]
    pub cookies: BTreeMap<String, String>,
}

impl Described {
    /// The request.
    ///
    /// # Errors
    /// Returns a message if `url` is neither a path nor a URL.
    pub fn read(&self) -> Result<Request, String> {
        let mut request = Request::get(&self.url)?;
        if let Some(method) = &self.method {
            request.method = method.to_uppercase();
        }
        if let Some(host) = &self.host {
            request.set_host(host);
        }
        self.headers.iter().for_each(|(name, value)| request.set_header(name, value));
        self.cookies.iter().for_each(|(name, value)| request.set_cookie(name, value));
        Ok(request)
    }
}
