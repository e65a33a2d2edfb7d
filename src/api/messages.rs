//! Questions about messages.
