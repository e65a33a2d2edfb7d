//! The order of channels in a list.
