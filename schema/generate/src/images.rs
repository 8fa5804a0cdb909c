//! `images`: Image Optimization.

use schemars::JsonSchema;

use super::docs;

/// Which images, sizes and formats Image Optimization serves.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::config("#images")))]
pub struct Images {
    /// The allowed widths in pixels, 1 to 50 numbers. Any other width is rejected.
    #[schemars(length(min = 1, max = 50), extend("examples" = [[640, 1080, 1920]]))]
    pub sizes: Vec<f64>,
    /// The allowed qualities, 1 to 20 numbers from 1 to 100.
    #[schemars(length(min = 1, max = 20), inner(range(min = 1, max = 100)), extend("examples" = [[75]]))]
    pub qualities: Option<Vec<u8>>,
    /// The output formats, best first: the first one that the browser accepts is used. 1 to 4.
    #[schemars(length(min = 1, max = 4), extend("examples" = [["image/avif", "image/webp"]]))]
    pub formats: Option<Vec<ImageFormat>>,
    /// Hosts whose images may be optimized, at most 50. Prefer `remotePatterns`, which can also limit the path.
    #[schemars(length(max = 50), inner(length(min = 1, max = 256)), extend("examples" = [["images.example.com"]]))]
    pub domains: Option<Vec<String>>,
    /// Images on other hosts that may be optimized, at most 50 patterns. All parts of one pattern must match.
    #[schemars(length(max = 50))]
    pub remote_patterns: Option<Vec<RemotePattern>>,
    /// Images of this deployment that may be optimized, at most 25 patterns. If not set, all images.
    #[schemars(length(max = 25))]
    pub local_patterns: Option<Vec<LocalPattern>>,
    /// The minimum number of seconds to cache an optimized image, 1 to 315,360,000 (ten years).
    #[serde(rename = "minimumCacheTTL")]
    #[schemars(range(min = 1, max = 315_360_000), extend("default" = 60, "examples" = [60, 2_678_400]))]
    pub minimum_cache_ttl: Option<u32>,
    /// Whether to serve SVG images. They can contain scripts, so also set `contentSecurityPolicy`.
    #[serde(rename = "dangerouslyAllowSVG")]
    #[schemars(extend("default" = false))]
    pub dangerously_allow_svg: Option<bool>,
    /// The `Content-Security-Policy` header of optimized images, 1 to 256 characters.
    #[schemars(length(min = 1, max = 256), extend("examples" = ["script-src 'none'; frame-src 'none'; sandbox;"]))]
    pub content_security_policy: Option<String>,
    /// The `Content-Disposition` header of optimized images.
    pub content_disposition_type: Option<ContentDisposition>,
}

/// A format of images.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum ImageFormat {
    /// AVIF: the smallest files, slower to encode.
    #[serde(rename = "image/avif")]
    Avif,
    /// WebP: small files, supported by all current browsers.
    #[serde(rename = "image/webp")]
    Webp,
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
}

/// What a browser does when it opens the URL of an image.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ContentDisposition {
    /// Shows it.
    Inline,
    /// Downloads it.
    Attachment,
}

/// Images on another host.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemotePattern {
    /// The scheme. If not set, both.
    pub protocol: Option<Protocol>,
    /// The host, 1 to 256 characters; `*` matches one subdomain, `**` any number.
    #[schemars(length(min = 1, max = 256), extend("examples" = ["images.example.com", "**.example.com"]))]
    pub hostname: String,
    /// The port, at most 5 characters; an empty string means the scheme's default port.
    #[schemars(length(max = 5), extend("examples" = ["8080"]))]
    pub port: Option<String>,
    /// The path, 1 to 256 characters; `*` matches one segment, `**` any number.
    #[schemars(length(min = 1, max = 256), extend("examples" = ["/account123/**"]))]
    pub pathname: Option<String>,
    /// The query string with its `?`, at most 256 characters; an empty string means no query string.
    #[schemars(length(max = 256), extend("examples" = ["?v=1"]))]
    pub search: Option<String>,
}

/// A scheme.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Protocol {
    /// Unencrypted.
    Http,
    /// Encrypted.
    Https,
}

/// Images of this deployment.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalPattern {
    /// The path, 1 to 256 characters; `*` matches one segment, `**` any number.
    #[schemars(length(min = 1, max = 256), extend("examples" = ["/assets/**"]))]
    pub pathname: Option<String>,
    /// The query string with its `?`, at most 256 characters; an empty string means no query string.
    #[schemars(length(max = 256), extend("examples" = ["?v=1"]))]
    pub search: Option<String>,
}
