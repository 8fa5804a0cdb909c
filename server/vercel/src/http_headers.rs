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
        name: "Content-Security-Policy-Report-Only",
        about: "A Content-Security-Policy that browsers report on, but don't enforce.",
        values: &[("default-src 'self'", "Only the page's own origin.")],
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

/// What the value of a header is put together from.
#[derive(Debug)]
pub struct Directives {
    /// The headers, in lower case.
    headers: &'static [&'static str],
    /// What is between two of them.
    pub separator: char,
    /// The directives, with a usual value where they take one, each with its meaning.
    pub known: &'static [(&'static str, &'static str)],
    /// What may follow the name of a directive, separated by spaces.
    pub arguments: &'static [(&'static str, &'static str)],
}

const DIRECTIVES: &[Directives] = &[
    Directives {
        headers: &["cache-control", "cdn-cache-control", "vercel-cdn-cache-control"],
        separator: ',',
        known: &[
            ("public", "Any cache may store it."),
            ("private", "Only the browser may store it."),
            ("max-age=3600", "How many seconds it stays fresh."),
            ("s-maxage=3600", "How many seconds it stays fresh in shared caches, such as Vercel's CDN."),
            (
                "stale-while-revalidate=86400",
                "For how many more seconds a stale response may be served while it is revalidated.",
            ),
            (
                "stale-if-error=86400",
                "For how many more seconds a stale response may be served after an error.",
            ),
            ("immutable", "It never changes while it is fresh, so reloading doesn't revalidate it."),
            ("must-revalidate", "A stale response must be revalidated before it is used."),
            ("proxy-revalidate", "The same, only for shared caches."),
            ("no-cache", "It may be stored, but must be revalidated every time."),
            ("no-store", "It must not be stored."),
            ("no-transform", "Nothing between the server and the browser may change it."),
            ("must-understand", "It may be stored only by caches that understand its status."),
        ],
        arguments: &[],
    },
    Directives {
        headers: &["content-security-policy", "content-security-policy-report-only"],
        separator: ';',
        known: &[
            ("default-src 'self'", "The sources of everything that has no directive of its own."),
            ("script-src 'self'", "The sources of scripts."),
            ("style-src 'self'", "The sources of style sheets."),
            ("img-src 'self'", "The sources of images."),
            ("font-src 'self'", "The sources of fonts."),
            ("connect-src 'self'", "Where scripts may connect to: `fetch`, WebSockets, beacons."),
            ("media-src 'self'", "The sources of audio and video."),
            ("frame-src 'self'", "The pages that may be embedded in frames."),
            ("worker-src 'self'", "The sources of workers."),
            ("manifest-src 'self'", "The sources of the web app manifest."),
            ("object-src 'none'", "The sources of plug-ins."),
            ("child-src 'self'", "The sources of workers and frames without a directive of their own."),
            ("script-src-elem 'self'", "The sources of `<script>` elements."),
            ("script-src-attr 'none'", "Whether inline event handlers run."),
            ("style-src-elem 'self'", "The sources of `<style>` and `<link>` elements."),
            ("style-src-attr 'none'", "Whether `style` attributes apply."),
            ("base-uri 'self'", "The addresses that `<base>` may set."),
            ("form-action 'self'", "Where forms may be sent."),
            ("frame-ancestors 'none'", "The pages that may embed this one."),
            ("sandbox", "Restricts the page like a sandboxed frame."),
            ("upgrade-insecure-requests", "The browser loads `http:` resources over `https:`."),
            ("require-trusted-types-for 'script'", "Scripts must use Trusted Types to write into the page."),
            ("report-to default", "The endpoint in `Reporting-Endpoints` that violations are reported to."),
            ("report-uri /csp", "Where violations are reported. Superseded by `report-to`."),
        ],
        arguments: &[
            ("'self'", "The page's own origin."),
            ("'none'", "Nothing."),
            ("https:", "Any origin over HTTPS."),
            ("data:", "`data:` URLs."),
            ("blob:", "`blob:` URLs."),
            ("*", "Any origin."),
            ("'unsafe-inline'", "Inline scripts and styles."),
            ("'unsafe-eval'", "`eval` and the like."),
            ("'wasm-unsafe-eval'", "Compiling WebAssembly."),
            ("'strict-dynamic'", "Scripts that trusted scripts load."),
            ("'unsafe-hashes'", "Inline event handlers with a listed hash."),
            ("'report-sample'", "Reports contain the start of the code that was blocked."),
        ],
    },
    Directives {
        headers: &["strict-transport-security"],
        separator: ';',
        known: &[
            ("max-age=63072000", "How many seconds browsers use only HTTPS. Preloading requires a year."),
            ("includeSubDomains", "Subdomains, too."),
            ("preload", "The domain may be put on the browsers' preload list."),
        ],
        arguments: &[],
    },
    Directives {
        headers: &["permissions-policy"],
        separator: ',',
        known: &[
            ("camera=()", "Cameras."),
            ("microphone=()", "Microphones."),
            ("geolocation=()", "The user's location."),
            ("payment=()", "Payment requests."),
            ("usb=()", "USB devices."),
            ("fullscreen=(self)", "Fullscreen."),
            ("autoplay=(self)", "Media that plays by itself."),
            ("display-capture=()", "Recording the screen."),
            ("clipboard-read=()", "Reading the clipboard."),
            ("clipboard-write=(self)", "Writing to the clipboard."),
            ("accelerometer=()", "Accelerometers."),
            ("gyroscope=()", "Gyroscopes."),
            ("magnetometer=()", "Magnetometers."),
            ("midi=()", "MIDI devices."),
            ("bluetooth=()", "Bluetooth devices."),
            ("serial=()", "Serial ports."),
            ("hid=()", "Human interface devices."),
            ("encrypted-media=(self)", "Encrypted media."),
            ("picture-in-picture=(self)", "Picture-in-picture."),
            ("publickey-credentials-get=(self)", "Passkeys."),
            ("screen-wake-lock=()", "Keeping the screen on."),
            ("storage-access=()", "Asking for cookies in embedded pages."),
            ("web-share=()", "Sharing through the system."),
            ("xr-spatial-tracking=()", "Virtual reality devices."),
            ("browsing-topics=()", "The Topics API."),
        ],
        arguments: &[],
    },
    Directives {
        headers: &["referrer-policy"],
        separator: ',',
        known: &[
            ("no-referrer", "Nothing is sent."),
            ("origin", "Only the origin."),
            ("same-origin", "The full URL to the same origin, nothing to others."),
            ("strict-origin", "Only the origin, and nothing from HTTPS to HTTP."),
            ("origin-when-cross-origin", "The full URL to the same origin, only the origin to others."),
            (
                "strict-origin-when-cross-origin",
                "The full URL to the same origin, only the origin to others, nothing from HTTPS to HTTP.",
            ),
            ("no-referrer-when-downgrade", "The full URL, but nothing from HTTPS to HTTP."),
            ("unsafe-url", "The full URL, always."),
        ],
        arguments: &[],
    },
    Directives {
        headers: &["x-robots-tag"],
        separator: ',',
        known: &[
            ("noindex", "Don't index it."),
            ("nofollow", "Don't follow its links."),
            ("none", "Like `noindex, nofollow`."),
            ("noarchive", "Don't offer a cached copy."),
            ("nosnippet", "Don't show an extract."),
            ("noimageindex", "Don't index its images."),
            ("notranslate", "Don't offer a translation."),
            ("indexifembedded", "Index it if it is embedded in a page that is indexed."),
        ],
        arguments: &[],
    },
    Directives {
        headers: &["vary"],
        separator: ',',
        known: &[
            ("Accept-Encoding", "The encodings."),
            ("Accept-Language", "The languages."),
            ("Accept", "The types."),
            ("Origin", "The request's origin."),
            ("Cookie", "The cookies. Almost every response is cached apart."),
            ("User-Agent", "The client. Almost every response is cached apart."),
        ],
        arguments: &[],
    },
    Directives {
        headers: &["access-control-allow-methods"],
        separator: ',',
        known: &[
            ("GET", "Reading."),
            ("POST", "Sending."),
            ("PUT", "Replacing."),
            ("PATCH", "Changing."),
            ("DELETE", "Deleting."),
            ("HEAD", "Reading only the headers."),
            ("OPTIONS", "Preflight requests."),
        ],
        arguments: &[],
    },
    Directives {
        headers: &["access-control-allow-headers"],
        separator: ',',
        known: &[
            ("Content-Type", "The body's type."),
            ("Authorization", "Credentials."),
            ("Accept", "The types that the client accepts."),
            ("X-Requested-With", "Set by some libraries."),
            ("X-CSRF-Token", "A token against forged requests."),
        ],
        arguments: &[],
    },
    Directives {
        headers: &["set-cookie"],
        separator: ';',
        known: &[
            ("Path=/", "The paths that get it."),
            ("HttpOnly", "Scripts can't read it."),
            ("Secure", "Sent only over HTTPS."),
            ("SameSite=Lax", "Sent from other sites only when the user follows a link."),
            ("SameSite=Strict", "Never sent from other sites."),
            ("SameSite=None", "Sent from other sites. Requires `Secure`."),
            ("Max-Age=86400", "How many seconds the browser keeps it."),
            ("Partitioned", "Kept apart for each site that embeds this one. Requires `Secure`."),
        ],
        arguments: &[],
    },
];

/// The directives of a response header, in any case; none where its value isn't made of several.
#[must_use]
pub fn directives(name: &str) -> Option<&'static Directives> {
    let is_named = |known: &&Directives| known.headers.iter().any(|it| it.eq_ignore_ascii_case(name));
    DIRECTIVES.iter().find(is_named)
}

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
