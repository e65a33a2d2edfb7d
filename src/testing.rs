//! Factories.
