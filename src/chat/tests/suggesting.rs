//! suggesting
