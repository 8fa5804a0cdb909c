//! What a `vercel.json` means to Vercel.
