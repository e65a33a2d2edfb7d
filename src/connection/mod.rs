//! The WebSocket session as a state machine: no socket, no clock, no randomness of its own.

/// Names one socket; whatever an older one still says is ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub u32);
