//! HTTP headers that people set in a `vercel.json`, with what they are for and the values they take.

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
                "Ask again each time; what Vercel sends by default for static files.",
            ),
            (
                "s-maxage=60, stale-while-revalidate=300",
                "One minute on the CDN, then served stale while it is renewed.",
            ),
            ("no-store", "Never kept anywhere."),
            ("private, no-cache", "Kept by the browser alone, and checked each time."),
        ],
    },
    Header {
        name: "Content-Security-Policy",
        about: "From where the page may load scripts, styles, images and frames.",
        values: &[
            ("default-src 'self'", "Only the page's own origin."),
            ("frame-ancestors 'none'", "No other page may embed this one."),
        ],
    },
    Header {
        name: "Strict-Transport-Security",
        about: "HTTPS only, for this long. Vercel sends it by itself for its own domains.",
        values: &[
            (
                "max-age=63072000; includeSubDomains; preload",
                "Two years, with subdomains, fit for the browsers' preload list.",
            ),
            ("max-age=31536000; includeSubDomains", "One year, with subdomains."),
        ],
    },
    Header {
        name: "X-Content-Type-Options",
        about: "Whether browsers may guess another type than `Content-Type`.",
        values: &[("nosniff", "No guessing.")],
    },
    Header {
        name: "X-Frame-Options",
        about: "Whether other pages may embed this one. `frame-ancestors` of a Content-Security-Policy is its successor.",
        values: &[("DENY", "Nobody."), ("SAMEORIGIN", "Pages of the same origin.")],
    },
    Header {
        name: "Referrer-Policy",
        about: "How much of the page's address links and requests tell.",
        values: &[
            (
                "strict-origin-when-cross-origin",
                "The full address to the same origin, the origin to others. The browsers' default.",
            ),
            ("no-referrer", "Nothing."),
            ("same-origin", "The full address to the same origin, nothing to others."),
            ("origin", "The origin alone."),
        ],
    },
    Header {
        name: "Permissions-Policy",
        about: "Which of the browser's abilities the page and its frames may use.",
        values: &[("camera=(), microphone=(), geolocation=()", "None of the three.")],
    },
    Header {
        name: "Access-Control-Allow-Origin",
        about: "Which origins may read the response from a script (CORS).",
        values: &[("*", "All of them; not together with credentials.")],
    },
    Header {
        name: "Access-Control-Allow-Methods",
        about: "Which methods a cross-origin script may use (CORS).",
        values: &[
            ("GET, POST, PUT, PATCH, DELETE, OPTIONS", "The usual ones."),
            ("GET, OPTIONS", "Reading alone."),
        ],
    },
    Header {
        name: "Access-Control-Allow-Headers",
        about: "Which request headers a cross-origin script may send (CORS).",
        values: &[("Content-Type, Authorization", "A body's type and credentials.")],
    },
    Header {
        name: "Access-Control-Allow-Credentials",
        about: "Whether cross-origin scripts may send cookies (CORS).",
        values: &[("true", "They may; the allowed origin can't be `*` then.")],
    },
    Header {
        name: "Access-Control-Max-Age",
        about: "For how many seconds browsers keep the answer to a preflight request (CORS).",
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
        about: "Whether the body is shown or saved.",
        values: &[("inline", "Shown."), ("attachment", "Saved as a file.")],
    },
    Header {
        name: "Cross-Origin-Opener-Policy",
        about: "Whether the page shares its browsing context with pages that open it or that it opens.",
        values: &[
            ("same-origin", "With its own origin alone."),
            ("same-origin-allow-popups", "Also with popups that it opens."),
        ],
    },
    Header {
        name: "Cross-Origin-Embedder-Policy",
        about: "Whether what the page embeds must agree to it.",
        values: &[("require-corp", "It must."), ("credentialless", "Without credentials it need not.")],
    },
    Header {
        name: "Cross-Origin-Resource-Policy",
        about: "Which pages may embed this.",
        values: &[
            ("same-origin", "Those of the same origin."),
            ("same-site", "Those of the same site."),
            ("cross-origin", "All."),
        ],
    },
    Header {
        name: "CDN-Cache-Control",
        about: "As Cache-Control, for Vercel's CDN and any other; browsers don't see it.",
        values: &[("max-age=3600", "An hour.")],
    },
    Header {
        name: "Vercel-CDN-Cache-Control",
        about: "As Cache-Control, for Vercel's CDN alone.",
        values: &[("max-age=3600", "An hour.")],
    },
    Header {
        name: "Vary",
        about: "Which request headers the response depends on.",
        values: &[
            ("Accept-Encoding", "The encodings."),
            ("Origin", "The asking origin."),
            ("Accept", "The types."),
        ],
    },
    Header {
        name: "X-Robots-Tag",
        about: "What search engines may do with the response.",
        values: &[
            ("noindex, nofollow", "Neither list it nor follow its links."),
            ("noindex", "Not list it."),
        ],
    },
    Header {
        name: "X-DNS-Prefetch-Control",
        about: "Whether the browser looks up the hosts of links ahead.",
        values: &[("on", "It does."), ("off", "It does not.")],
    },
    Header {
        name: "X-XSS-Protection",
        about: "A filter of old browsers. Current ones ignore it.",
        values: &[("0", "Off, as is advised today."), ("1; mode=block", "On.")],
    },
    Header {
        name: "Service-Worker-Allowed",
        about: "The widest scope that a service worker may claim.",
        values: &[("/", "The whole origin.")],
    },
    Header {
        name: "Link",
        about: "Resources that belong to the response, for example to load ahead.",
        values: &[],
    },
    Header { name: "Location", about: "Where a redirect leads.", values: &[] },
    Header { name: "Set-Cookie", about: "A cookie for the browser to keep.", values: &[] },
    Header {
        name: "Server-Timing",
        about: "How long parts of the answer took, for the browser's tools.",
        values: &[],
    },
    Header {
        name: "Timing-Allow-Origin",
        about: "Which origins may see timings.",
        values: &[("*", "All of them.")],
    },
];

/// Request headers that conditions (`has`, `missing`) and transforms look at.
pub const REQUEST: &[(&str, &str)] = &[
    ("accept", "The types that the client takes."),
    ("accept-language", "The languages that the client's user reads."),
    ("authorization", "Credentials."),
    ("content-type", "The type of the request's body."),
    ("cookie", "All cookies in one line; a condition of the type `cookie` looks at one."),
    ("host", "The host that was asked; a condition of the type `host` is meant for it."),
    ("origin", "The page that a cross-origin request comes from."),
    ("purpose", "`prefetch` where a browser loads ahead."),
    ("referer", "The page that the request comes from."),
    ("user-agent", "The client's program."),
    ("x-forwarded-for", "The client's address."),
    ("x-forwarded-host", "The host that the client asked."),
    ("x-forwarded-proto", "`https` or `http`."),
    ("x-matched-path", "The path that routing has chosen."),
    ("x-real-ip", "The client's address."),
    ("x-vercel-id", "The request's id, with the regions it passed."),
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
