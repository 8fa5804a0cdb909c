//! HTTP headers that people set in a `vercel.json`, with what they are for and the values they take.

use crate::spelling;

/// A header and its usual values.
#[derive(Debug)]
pub struct Header {
    /// Its name, as people write it.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// Values that it takes, each with its meaning.
    pub values: &'static [(&'static str, &'static str)],
}

/// Response headers, those most used first.
pub const RESPONSE: &[Header] = &[
    Header {
        name: "Cache-Control",
        about: "How long browsers and Vercel's CDN may keep the response.",
        values: &[
            (
                "public, max-age=31536000, immutable",
                "One year: for files whose name changes with their content.",
            ),
            (
                "public, max-age=0, must-revalidate",
                "Revalidate every time. Vercel's default for static files.",
            ),
            (
                "s-maxage=60, stale-while-revalidate=300",
                "One minute on the CDN, then served stale while it is revalidated.",
            ),
            ("no-store", "Never stored."),
            ("private, no-cache", "Stored only by the browser, and revalidated every time."),
        ],
    },
    Header {
        name: "Content-Security-Policy",
        about: "Where the page may load scripts, styles, images and frames from.",
        values: &[
            ("default-src 'self'", "Only the page's own origin."),
            ("frame-ancestors 'none'", "No other page may embed this one."),
        ],
    },
    Header {
        name: "Strict-Transport-Security",
        about: "Makes browsers use only HTTPS for this long. Vercel sends it for its own domains.",
        values: &[
            (
                "max-age=63072000; includeSubDomains; preload",
                "Two years, with subdomains; qualifies for the browsers' preload list.",
            ),
            ("max-age=31536000; includeSubDomains", "One year, with subdomains."),
        ],
    },
    Header {
        name: "X-Content-Type-Options",
        about: "Whether browsers may guess a type other than `Content-Type`.",
        values: &[("nosniff", "No MIME sniffing.")],
    },
    Header {
        name: "X-Frame-Options",
        about: "Whether other pages may embed this one. Superseded by `frame-ancestors` in a Content-Security-Policy.",
        values: &[("DENY", "No page."), ("SAMEORIGIN", "Only pages of the same origin.")],
    },
    Header {
        name: "Referrer-Policy",
        about: "How much of the page's URL is sent with links and requests.",
        values: &[
            (
                "strict-origin-when-cross-origin",
                "The full URL to the same origin, only the origin to others. The browsers' default.",
            ),
            ("no-referrer", "Nothing."),
            ("same-origin", "The full URL to the same origin, nothing to others."),
            ("origin", "Only the origin."),
        ],
    },
    Header {
        name: "Permissions-Policy",
        about: "Which browser features the page and its frames may use.",
        values: &[("camera=(), microphone=(), geolocation=()", "None of the three.")],
    },
    Header {
        name: "Access-Control-Allow-Origin",
        about: "Which origins may read the response from a script (CORS).",
        values: &[("*", "All origins; not allowed with credentials.")],
    },
    Header {
        name: "Access-Control-Allow-Methods",
        about: "Which methods a cross-origin script may use (CORS).",
        values: &[
            ("GET, POST, PUT, PATCH, DELETE, OPTIONS", "The usual ones."),
            ("GET, OPTIONS", "Read-only methods."),
        ],
    },
    Header {
        name: "Access-Control-Allow-Headers",
        about: "Which request headers a cross-origin script may send (CORS).",
        values: &[("Content-Type, Authorization", "The body's type and credentials.")],
    },
    Header {
        name: "Access-Control-Allow-Credentials",
        about: "Whether cross-origin scripts may send cookies (CORS).",
        values: &[("true", "Allowed, but then the allowed origin can't be `*`.")],
    },
    Header {
        name: "Access-Control-Max-Age",
        about: "How many seconds browsers cache the response to a preflight request (CORS).",
        values: &[("86400", "A day.")],
    },
    Header {
        name: "Content-Type",
        about: "The type of the body.",
        values: &[
            ("application/json; charset=utf-8", "JSON."),
            ("text/html; charset=utf-8", "HTML."),
            ("text/plain; charset=utf-8", "Plain text."),
            ("text/css; charset=utf-8", "CSS."),
            ("text/javascript; charset=utf-8", "JavaScript."),
            ("application/manifest+json", "A web app manifest."),
            ("application/xml", "XML."),
            ("application/wasm", "WebAssembly."),
            ("application/pdf", "PDF."),
            ("application/octet-stream", "Any bytes."),
            ("image/svg+xml", "SVG."),
            ("image/png", "PNG."),
            ("image/webp", "WebP."),
            ("font/woff2", "A web font."),
        ],
    },
    Header {
        name: "Content-Disposition",
        about: "Whether the body is displayed or downloaded.",
        values: &[("inline", "Shown."), ("attachment", "Downloaded as a file.")],
    },
    Header {
        name: "Cross-Origin-Opener-Policy",
        about: "Whether the page shares its browsing context with pages that open it or that it opens.",
        values: &[
            ("same-origin", "Only with its own origin."),
            ("same-origin-allow-popups", "Also with popups that it opens."),
        ],
    },
    Header {
        name: "Cross-Origin-Embedder-Policy",
        about: "Whether embedded resources must opt in.",
        values: &[
            ("require-corp", "They must opt in."),
            ("credentialless", "Resources loaded without credentials don't have to."),
        ],
    },
    Header {
        name: "Cross-Origin-Resource-Policy",
        about: "Which sites may load this resource.",
        values: &[
            ("same-origin", "Only the same origin."),
            ("same-site", "Only the same site."),
            ("cross-origin", "All."),
        ],
    },
    Header {
        name: "CDN-Cache-Control",
        about: "Like Cache-Control, but only for CDNs; browsers don't see it.",
        values: &[("max-age=3600", "An hour.")],
    },
    Header {
        name: "Vercel-CDN-Cache-Control",
        about: "Like Cache-Control, but only for Vercel's CDN.",
        values: &[("max-age=3600", "An hour.")],
    },
    Header {
        name: "Vary",
        about: "Which request headers the response depends on.",
        values: &[
            ("Accept-Encoding", "The encodings."),
            ("Origin", "The request's origin."),
            ("Accept", "The types."),
        ],
    },
    Header {
        name: "X-Robots-Tag",
        about: "How search engines may index the response.",
        values: &[
            ("noindex, nofollow", "Don't index it or follow its links."),
            ("noindex", "Don't index it."),
        ],
    },
    Header {
        name: "X-DNS-Prefetch-Control",
        about: "Whether the browser prefetches DNS for links.",
        values: &[("on", "Prefetch."), ("off", "Don't prefetch.")],
    },
    Header {
        name: "X-XSS-Protection",
        about: "A filter in old browsers. Current ones ignore it.",
        values: &[("0", "Off, the recommended value."), ("1; mode=block", "On.")],
    },
    Header {
        name: "Service-Worker-Allowed",
        about: "The widest scope that a service worker may use.",
        values: &[("/", "The whole origin.")],
    },
    Header { name: "Link", about: "Related resources, for example to preload.", values: &[] },
    Header { name: "Location", about: "The target of a redirect.", values: &[] },
    Header { name: "Set-Cookie", about: "A cookie for the browser to store.", values: &[] },
    Header {
        name: "Server-Timing",
        about: "How long parts of the response took, for the browser's developer tools.",
        values: &[],
    },
    Header {
        name: "Timing-Allow-Origin",
        about: "Which origins may read timings.",
        values: &[("*", "All origins.")],
    },
];

/// Request headers that conditions (`has`, `missing`) and transforms look at.
pub const REQUEST: &[(&str, &str)] = &[
    ("accept", "The types that the client accepts."),
    ("accept-language", "The languages that the user prefers."),
    ("authorization", "Credentials."),
    ("content-type", "The type of the request's body."),
    ("cookie", "All cookies in one line. To test one, use a condition of type `cookie`."),
    ("host", "The requested host. To test it, use a condition of type `host`."),
    ("origin", "The origin that a cross-origin request comes from."),
    ("purpose", "`prefetch` if a browser prefetches the page."),
    ("referer", "The page that the request comes from."),
    ("user-agent", "The client's software."),
    ("x-forwarded-for", "The client's address."),
    ("x-forwarded-host", "The host that the client requested."),
    ("x-forwarded-proto", "`https` or `http`."),
    ("x-matched-path", "The path chosen by routing."),
    ("x-real-ip", "The client's address."),
    ("x-vercel-id", "The request's ID, with the regions it passed through."),
    ("x-vercel-ip-city", "The client's city, by its address."),
    ("x-vercel-ip-continent", "The client's continent, two letters."),
    ("x-vercel-ip-country", "The client's country, two letters."),
    ("x-vercel-ip-country-region", "The client's region within its country."),
    ("x-vercel-ip-latitude", "The client's latitude."),
    ("x-vercel-ip-longitude", "The client's longitude."),
    ("x-vercel-ip-timezone", "The client's time zone."),
];

/// The response header of this name, in any case.
#[must_use]
pub fn response(name: &str) -> Option<&'static Header> {
    RESPONSE.iter().find(|header| header.name.eq_ignore_ascii_case(name))
}

/// What a request header of this name holds, in any case.
#[must_use]
pub fn request(name: &str) -> Option<&'static str> {
    REQUEST.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, about)| *about)
}

/// The header of [`RESPONSE`] that a name is surely a misspelling of.
#[must_use]
pub fn misspelled(name: &str) -> Option<&'static str> {
    let is_name = name.len() >= 10 && name.chars().all(|char| char.is_ascii_alphabetic() || char == '-');
    let names = || RESPONSE.iter().map(|header| header.name);
    if !is_name || names().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let meant = spelling::nearest(name, names())?;
    let distance = strsim::osa_distance(&name.to_ascii_lowercase(), &meant.to_ascii_lowercase());
    let is_sure = distance <= if meant.len() < 15 { 1 } else { 2 };
    let starts_alike = name.as_bytes().first().zip(meant.as_bytes().first());
    (is_sure && starts_alike.is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))).then_some(meant)
}
