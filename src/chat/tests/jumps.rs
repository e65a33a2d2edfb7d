//! jumps
