//! What a `vercel.json` means to Vercel.

pub mod patterns;
