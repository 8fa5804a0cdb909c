//! JSON text while it is being typed.
