//! What Vercel makes of a destination: which segments it names, and the `$1` form that the router fills.

use svc_vercel::javascript::JsObject;
use svc_vercel::patterns::js_regex::JsRegex;
use svc_vercel::patterns::path_to_regexp::{self, Name, Param};
use svc_vercel::url;

/// What `(…)` without a name is called among the segments.
const UNNAMED: &str = "__UN_NAMED_SEGMENT__";

/// The names that a destination may use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Segments {
    /// The parameters of `source`, in order; `$1` is the first.
    source: Vec<String>,
    /// What the conditions in `has` bind.
    has: Vec<String>,
}

/// Vercel can't fill a destination: it throws, without a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfillable;

impl Segments {
    /// The segments of a source with these parameters, under these conditions.
    pub fn new<'a>(params: impl Iterator<Item = &'a Param>, has: Vec<String>) -> Segments {
        let source = params.map(|param| match &param.name {
            Name::Named(name) => name.clone(),
            Name::Unnamed(_) | Name::None => UNNAMED.to_owned(),
        });
        Segments { source: source.collect(), has }
    }

    /// Whether a destination may use this name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.source.iter().chain(&self.has).any(|known| known == name)
    }

    /// The names that can be used, for messages.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.source.iter().chain(&self.has).map(String::as_str).filter(|name| *name != UNNAMED)
    }

    /// How many parameters the source has.
    #[must_use]
    pub fn source_len(&self) -> usize {
        self.source.len()
    }

    /// What each name is filled with: `$1` for the source's, `$name` for what `has` binds.
    fn values(&self) -> JsObject<String> {
        let mut values = JsObject::default();
        let source = self.source.iter().enumerate().map(|(index, name)| (name, format!("${}", index + 1)));
        let has = self.has.iter().map(|name| (name, format!("${name}")));
        for (name, value) in source.chain(has) {
            // Assigning a string to a plain object's prototype does nothing.
            if name != "__proto__" {
                values.insert(name.clone(), value);
            }
        }
        values
    }
}

/// The segments that the check of a destination finds in its host, path and query.
#[must_use]
pub fn referenced(destination: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut read = |pattern: &str| -> Option<()> {
        if pattern.is_empty() {
            return Some(());
        }
        for param in &path_to_regexp::source_params(pattern).ok()? {
            let name = match &param.name {
                Name::Named(name) => name.as_str(),
                Name::Unnamed(_) | Name::None => UNNAMED,
            };
            if !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        }
        Some(())
    };
    // The first part that can't be read ends the search.
    let mut search = || -> Option<()> {
        let parsed = url::parse(destination).ok()?;
        read(parsed.hostname.as_deref().unwrap_or_default())?;
        read(parsed.pathname.as_deref().unwrap_or_default())?;
        for (_, value) in parsed.query.entries() {
            read(value.first())?;
        }
        Some(())
    };
    let _ended_early = search();
    found
}

/// Whether `name` is what [`referenced`] calls a group without a name.
#[must_use]
pub fn is_unnamed(name: &str) -> bool {
    name == UNNAMED
}

/// Replaces segments by what the router fills in: `/a/:id` becomes `/a/$1`. Rewrites append what the destination does not use to
/// its query.
///
/// # Errors
/// Where Vercel throws.
pub fn replace(segments: &Segments, destination: &str, is_redirect: bool) -> Result<String, Unfillable> {
    let named = segments.source.iter().any(|name| name != UNNAMED);
    if is_redirect && segments.has.is_empty() && !(named && destination.contains(':')) {
        return Ok(destination.to_owned());
    }
    let values = segments.values();
    let mut escaped = destination.to_owned();
    for name in segments.source.iter().chain(&segments.has) {
        escaped = substitute(&escaped, name, "", &format!("__ESC_COLON_{name}"))?;
    }
    let mut parsed = url::parse(&escaped).map_err(|_| Unfillable)?;
    let pathname = unescape_colons(parsed.pathname.as_deref().unwrap_or_default());
    let hash = unescape_colons(parsed.hash.as_deref().unwrap_or_default());
    let hostname = unescape_colons(parsed.hostname.as_deref().unwrap_or_default());

    parsed.pathname = Some(safely_compile(&pathname, &values, true)?);
    parsed.hash = if hash.is_empty() { None } else { Some(safely_compile(&hash, &values, true)?) };
    parsed.hostname =
        if hostname.is_empty() { None } else { Some(safely_compile(&hostname, &values, true)?) };
    for value in parsed.query.values_mut() {
        let each = match value {
            url::QueryValue::One(value) => std::slice::from_mut(value),
            url::QueryValue::Many(values) => values.as_mut_slice(),
        };
        for value in each {
            *value = safely_compile(&unescape_colons(value), &values, true)?;
        }
    }
    if !is_redirect {
        let used = used([&pathname, &hash, &hostname]);
        let entries = values.entries();
        if !entries.iter().any(|(name, _)| used.iter().any(|used| used == name)) {
            for (name, value) in entries {
                if name != UNNAMED && parsed.query.get(name).is_none() {
                    parsed.query.insert(name.to_owned(), url::QueryValue::One(value.clone()));
                }
            }
        }
    }
    Ok(url::format(&parsed).replace("%24", "$"))
}

/// The parameters in the parts of a destination, up to the first part that can't be read.
fn used(parts: [&str; 3]) -> Vec<String> {
    let mut used = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let (keys, complete) = path_to_regexp::keys(part);
        used.extend(keys);
        if !complete {
            break;
        }
    }
    used
}

/// A header's name or value with its segments replaced.
///
/// # Errors
/// Where Vercel throws.
pub fn replace_in_header(segments: &Segments, text: &str) -> Result<String, Unfillable> {
    let named = segments.source.iter().any(|name| name != UNNAMED) || !segments.has.is_empty();
    if named && text.contains(':') {
        safely_compile(text, &segments.values(), false)
    } else {
        Ok(text.to_owned())
    }
}

/// Why a `request.path` transform is rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateError {
    /// `:name` is neither in `source` nor in `has`.
    Unknown(String),
    /// `$name` instead of `:name`.
    Dollar(String),
    /// It can't be filled at all.
    Unfillable,
}

/// The path of a `request.path` transform with its segments replaced; `env` lists the variables that may stand as `$NAME`.
///
/// # Errors
/// Where Vercel rejects it.
pub fn replace_in_template(
    segments: &Segments,
    template: &str,
    env: &[&str],
) -> Result<String, TemplateError> {
    let values = segments.values();
    for name in template_names(template, ':') {
        if values.get(&name).is_none() && !is_object_property(&name) {
            return Err(TemplateError::Unknown(name));
        }
    }
    for name in template_names(template, '$') {
        if segments.names().any(|known| known == name) && !env.contains(&name.as_str()) {
            return Err(TemplateError::Dollar(name));
        }
    }
    safely_compile(template, &values, true).map_err(|Unfillable| TemplateError::Unfillable)
}

/// The names after each `sigil` that no backslash escapes. `${name}` counts too.
fn template_names(template: &str, sigil: char) -> Vec<String> {
    let mut names = Vec::new();
    let mut backslashes = 0;
    let mut skip_until = 0;
    for (offset, char) in template.char_indices() {
        let escaped = backslashes % 2 == 1;
        backslashes = if char == '\\' { backslashes + 1 } else { 0 };
        if char != sigil || escaped || offset < skip_until {
            continue;
        }
        let rest = template.get(offset + 1..).unwrap_or_default();
        let braced = rest.strip_prefix('{').filter(|_| sigil == '$').and_then(|inner| {
            let name = leading_name(inner)?;
            inner.get(name.len()..)?.starts_with('}').then_some(name)
        });
        if let Some(name) = braced.or_else(|| leading_name(rest)) {
            names.push(name.to_owned());
            if sigil == ':' {
                skip_until = offset + 1 + name.len();
            }
        }
    }
    names
}

fn leading_name(text: &str) -> Option<&str> {
    let len = text.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(text.len());
    let name = text.get(..len)?;
    name.starts_with(|char: char| !char.is_ascii_digit()).then_some(name)
}

/// Whether every JavaScript object has a property of this name: Vercel's test with `in` finds those too.
fn is_object_property(name: &str) -> bool {
    matches!(
        name,
        "constructor"
            | "__defineGetter__"
            | "__defineSetter__"
            | "hasOwnProperty"
            | "__lookupGetter__"
            | "__lookupSetter__"
            | "isPrototypeOf"
            | "propertyIsEnumerable"
            | "toString"
            | "valueOf"
            | "__proto__"
            | "toLocaleString"
    )
}

fn unescape_colons(text: &str) -> String {
    const ESCAPED: &str = "__esc_colon_";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("__") {
        let (before, found) = rest.split_at(at);
        out += before;
        let is_escaped = found.get(..ESCAPED.len()).is_some_and(|it| it.eq_ignore_ascii_case(ESCAPED));
        let (colon, len) = if is_escaped { (":", ESCAPED.len()) } else { ("_", 1) };
        out += colon;
        rest = found.get(len..).unwrap_or_default();
    }
    out + rest
}

/// Fills a text that may or may not be a pattern: as a pattern if `direct` and it is one, else with everything but the known
/// segments taken literally.
fn safely_compile(text: &str, values: &JsObject<String>, direct: bool) -> Result<String, Unfillable> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let value = |name: &str| values.get(name).cloned();
    if direct && let Some(filled) = path_to_regexp::fill(text, value) {
        return Ok(filled);
    }
    let mut text = text.to_owned();
    for (name, _) in values.entries() {
        if text.contains(&format!(":{name}")) {
            text = substitute(&text, name, r"\*", &format!(":{name}--ESCAPED_PARAM_ASTERISK"))?;
            text = substitute(&text, name, r"\?", &format!(":{name}--ESCAPED_PARAM_QUESTION"))?;
            text = substitute(&text, name, r"\+", &format!(":{name}--ESCAPED_PARAM_PLUS"))?;
            text = substitute(&text, name, r"(?!\w)", &format!("--ESCAPED_PARAM_COLON{name}"))?;
        }
    }
    let mut pattern = String::from("/");
    for char in text.chars() {
        if ":*?+(){}".contains(char) {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    let pattern = pattern
        .replace("--ESCAPED_PARAM_PLUS", "+")
        .replace("--ESCAPED_PARAM_COLON", ":")
        .replace("--ESCAPED_PARAM_QUESTION", "?")
        .replace("--ESCAPED_PARAM_ASTERISK", "*");
    let filled = path_to_regexp::fill(&pattern, value).ok_or(Unfillable)?;
    Ok(filled.get(1..).unwrap_or_default().to_owned())
}

/// Replaces every match of the expression `:` + `name` + `after`. A name that `has` binds can be any text, and Vercel takes it for
/// an expression too.
fn substitute(text: &str, name: &str, after: &str, replacement: &str) -> Result<String, Unfillable> {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_plain && !text.contains(&format!(":{name}")) {
        return Ok(text.to_owned());
    }
    // Most are a text to look for, which takes no expression.
    let literal = if after.is_empty() { Some("") } else { after.strip_prefix('\\') };
    if let Some(literal) = literal.filter(|_| is_plain) {
        return Ok(text.replace(&format!(":{name}{literal}"), replacement));
    }
    let regex = JsRegex::new(&format!(":{name}{after}")).map_err(|_| Unfillable)?;
    Ok(regex.replace_all(text, replacement).unwrap_or_else(|_| text.to_owned()))
}
