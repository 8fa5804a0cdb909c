//! Vercel's regions.

/// Vercel's regions with the city that each is in.
pub const REGIONS: &[(&str, &str)] = &[
    ("arn1", "Stockholm, Sweden"),
    ("bom1", "Mumbai, India"),
    ("cdg1", "Paris, France"),
    ("cle1", "Cleveland, USA"),
    ("cpt1", "Cape Town, South Africa"),
    ("dub1", "Dublin, Ireland"),
    ("dxb1", "Dubai, United Arab Emirates"),
    ("fra1", "Frankfurt, Germany"),
    ("gru1", "São Paulo, Brazil"),
    ("hkg1", "Hong Kong"),
    ("hnd1", "Tokyo, Japan"),
    ("iad1", "Washington, D.C., USA"),
    ("icn1", "Seoul, South Korea"),
    ("kix1", "Osaka, Japan"),
    ("lhr1", "London, United Kingdom"),
    ("pdx1", "Portland, USA"),
    ("sfo1", "San Francisco, USA"),
    ("sin1", "Singapore"),
    ("syd1", "Sydney, Australia"),
    ("yul1", "Montréal, Canada"),
];

/// The region of projects that choose none.
pub const DEFAULT: &str = "iad1";

/// The city that a region is in.
#[must_use]
pub fn city(region: &str) -> Option<&'static str> {
    REGIONS.iter().find(|(code, _)| *code == region).map(|(_, city)| *city)
}

/// AWS's regions that Vercel's are in.
const AWS: [(&str, &str); 20] = [
    ("af-south-1", "cpt1"),
    ("ap-east-1", "hkg1"),
    ("ap-northeast-1", "hnd1"),
    ("ap-northeast-2", "icn1"),
    ("ap-northeast-3", "kix1"),
    ("ap-south-1", "bom1"),
    ("ap-southeast-1", "sin1"),
    ("ap-southeast-2", "syd1"),
    ("ca-central-1", "yul1"),
    ("eu-central-1", "fra1"),
    ("eu-north-1", "arn1"),
    ("eu-west-1", "dub1"),
    ("eu-west-2", "lhr1"),
    ("eu-west-3", "cdg1"),
    ("me-central-1", "dxb1"),
    ("sa-east-1", "gru1"),
    ("us-east-1", "iad1"),
    ("us-east-2", "cle1"),
    ("us-west-1", "sfo1"),
    ("us-west-2", "pdx1"),
];

/// Vercel's region in a region of AWS.
#[must_use]
pub fn of_aws(region: &str) -> Option<&'static str> {
    AWS.iter().find(|(aws, _)| *aws == region).map(|(_, code)| *code)
}
