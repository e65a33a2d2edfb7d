//! Randomness: ids of messages and the seed of the core's own random numbers.

use std::fmt::Write;

/// Formats random bytes as a version 4 UUID.
#[must_use]
pub fn uuid(mut bytes: [u8; 16]) -> String {
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = *version & 0x0f | 0x40;
    *variant = *variant & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(target_arch = "wasm32")]
mod source {
    use super::uuid;
    use crate::wire::MessageId;

    /// The id of a new message.
    #[must_use]
    pub fn message_id() -> MessageId {
        let mut bytes = [0; 16];
        fill(&mut bytes);
        MessageId::from(uuid(bytes))
    }

    /// A seed for [`crate::chat::Chat::new`].
    #[must_use]
    pub fn seed() -> u64 {
        let mut bytes = [0; 8];
        fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// Random bytes. `getRandomValues` is there on insecure pages too, where `randomUUID` is not; without any source the
    /// clock has to do, since an id has to be unique, not secret.
    fn fill(bytes: &mut [u8]) {
        let filled = web_sys::window().and_then(|window| window.crypto().ok()).map(|crypto| crypto.get_random_values_with_u8_array(bytes));
        if !matches!(filled, Some(Ok(_))) {
            for byte in bytes.iter_mut() {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a byte is wanted")]
                let random = (js_sys::Math::random() * 256.0) as u8;
                *byte = random;
            }
        }
    }
}

#[cfg(target_arch = "wasm32")]
pub use source::{message_id, seed};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_and_variant_are_in_place() {
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
    }
}
