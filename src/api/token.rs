//! What a user's token says of itself (protocol section 1.2). Nothing is verified here: that is the server's.

use crate::wire::{Value, parse};

/// The claims of a JSON web token, when it is one.
#[must_use]
pub fn claims(token: &str) -> Option<Value> {
    let mut segments = token.split('.');
    let (_, payload, _, None) = (segments.next()?, segments.next()?, segments.next()?, segments.next()) else { return None };
    let text = String::from_utf8(bytes(payload)?).ok()?;
    parse(&text).ok().filter(Value::is_object)
}

/// Base64 of URLs, with or without padding.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut count) = (Vec::with_capacity(text.len()), 0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_tells_whose_it_is_and_until_when() {
        // {"user_id":"zoë?","exp":1800000000}
        let claims = claims("e30.eyJ1c2VyX2lkIjoiem_Dqz8iLCJleHAiOjE4MDAwMDAwMDB9.c2ln").unwrap();
        assert_eq!((claims["user_id"].as_str(), claims["exp"].as_i64()), (Some("zoë?"), Some(1_800_000_000)));
    }

    #[test]
    fn what_is_no_token_tells_nothing() {
        for text in ["", "a.b", "a.b.c.d", "a.!!.c", "e30.bnVsbA.c2ln", "e30..c2ln", "jwt-of-giulia"] {
            assert_eq!(claims(text), None, "{text}");
        }
    }
}
