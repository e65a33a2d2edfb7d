//! The router from a change to the code that knows its noun.
