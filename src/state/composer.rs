//! Text not yet sent.
