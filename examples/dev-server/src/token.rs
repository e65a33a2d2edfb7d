//! Stream's user tokens: JWT with HS256, verified by hand so that each failure gets its own code (protocol 1.2 and 1.6).
//! It knows no request; `auth` reads tokens, `backend` signs them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::error::Error;

/// How far two clocks may be apart, in seconds.
const LEEWAY: f64 = 5.0;
/// Longer tokens are refused unread.
const MAX_BYTES: usize = 8 * 1024;
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"; // {"alg":"HS256","typ":"JWT"}

/// What a good token says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claims {
    pub(crate) user_id: String,
    /// Seconds since 1970; 0 when the token does not say.
    pub(crate) issued_at: f64,
    pub(crate) expires_at: Option<f64>,
}

/// Signs a token for `user_id`. `lifetime` is in seconds.
pub(crate) fn sign(secret: &str, user_id: &str, issued_at: f64, lifetime: Option<u64>) -> String {
    let mut claims = json!({ "user_id": user_id, "iat": number(issued_at) });
    if let (Some(lifetime), Some(claims)) = (lifetime, claims.as_object_mut()) {
        claims.insert("exp".into(), json!(issued_at.floor() as u64 + lifetime));
    }
    seal(secret, &claims)
}

/// Signs a token of a server, which may do everything: for requests to Stream only.
pub(crate) fn sign_server(secret: &str) -> String {
    seal(secret, &json!({ "server": true }))
}

fn seal(secret: &str, claims: &Value) -> String {
    let signed = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = mac(secret, &signed).map(|mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
    format!("{signed}.{}", signature.unwrap_or_default())
}

/// Reads and verifies a token at the moment `now` (seconds since 1970).
///
/// # Errors
/// Codes 5, 40, 41, 42 and 43.
pub(crate) fn verify(secret: &str, token: &str, now: f64, dev_tokens: bool) -> Result<Claims, Error> {
    let malformed = || Error::token("JWTAuth error: token is malformed");
    if token.is_empty() {
        return Err(Error::token("JWTAuth error: token is missing"));
    }
    if token.len() > MAX_BYTES {
        return Err(malformed());
    }
    let mut segments = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) = (segments.next(), segments.next(), segments.next(), segments.next()) else {
        return Err(malformed());
    };
    let header = decode(header).ok_or_else(malformed)?;
    let claims = decode(payload).ok_or_else(malformed)?;
    if header["alg"] != "HS256" {
        return Err(Error::token_signature());
    }
    let is_dev = dev_tokens && signature == "devtoken";
    if !is_dev {
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Error::token_signature())?;
        let signed = token.rsplit_once('.').map_or("", |(signed, _)| signed);
        let mac = mac(secret, signed).ok_or_else(Error::token_signature)?;
        mac.verify_slice(&signature).map_err(|_| Error::token_signature())?;
    }
    let user_id = claims["user_id"].as_str().unwrap_or_default();
    if user_id.is_empty() {
        return Err(Error::token("JWTAuth error: token has no user_id"));
    }
    let time = |claim: &str| match &claims[claim] {
        Value::Null => Ok(None),
        value => value.as_f64().map(Some).ok_or_else(malformed),
    };
    let (expires_at, issued_at) = (time("exp")?, time("iat")?);
    if expires_at.is_some_and(|expires_at| now > expires_at + LEEWAY) {
        return Err(Error::token_expired());
    }
    if time("nbf")?.is_some_and(|from| now < from - LEEWAY) {
        return Err(Error::token_not_yet_valid());
    }
    if issued_at.is_some_and(|issued_at| now < issued_at - LEEWAY) {
        return Err(Error::token_used_before_issued());
    }
    Ok(Claims { user_id: user_id.to_owned(), issued_at: issued_at.unwrap_or_default(), expires_at })
}

fn decode(segment: &str) -> Option<Value> {
    let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).ok()?).ok()?;
    value.is_object().then_some(value)
}

fn mac(secret: &str, signed: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(signed.as_bytes());
    Some(mac)
}

/// A whole number stays one: not every reader of tokens expects fractions.
fn number(seconds: f64) -> Value {
    if seconds.fract() == 0.0 { json!(seconds as u64) } else { json!(seconds) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: f64 = 1_800_000_000.0;

    fn token_of(header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = mac("secret", &signed).unwrap().finalize().into_bytes();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn code(token: &str) -> i32 {
        verify("secret", token, NOW, false).map_or_else(|error| error.code(), |_| 0)
    }

    #[test]
    fn a_signed_token_says_who_and_until_when() {
        let claims = verify("secret", &sign("secret", "alice", NOW, Some(60)), NOW, false).unwrap();
        assert_eq!(claims, Claims { user_id: "alice".into(), issued_at: NOW, expires_at: Some(NOW + 60.0) });
    }

    #[test]
    fn each_bad_token_has_its_code() {
        let hs256 = r#"{"alg":"HS256","typ":"JWT"}"#;
        let claims = |more: &str| format!(r#"{{"user_id":"alice"{more}}}"#);
        let signed = |more: &str| token_of(hs256, &claims(more));
        let good = signed("");
        let (body, signature) = good.rsplit_once('.').unwrap();
        let table = [
            ("good", good.clone(), 0),
            ("none", String::new(), 5),
            ("one segment", "abc".into(), 5),
            ("two segments", body.into(), 5),
            ("four segments", format!("{good}.x"), 5),
            ("wrong base64", format!("!!.{signature}"), 5),
            ("padded base64", token_of(hs256, &claims("")).replacen('.', "=.", 1), 5),
            ("claims are no object", token_of(hs256, "[]"), 5),
            ("no user", token_of(hs256, "{}"), 5),
            ("user is a number", token_of(hs256, r#"{"user_id":1}"#), 5),
            ("a megabyte", "a".repeat(1 << 20), 5),
            ("alg none", token_of(r#"{"alg":"none"}"#, &claims("")), 43),
            ("alg nOnE, unsigned", format!("{}.", token_of(r#"{"alg":"nOnE"}"#, &claims("")).rsplit_once('.').unwrap().0), 43),
            ("alg RS256", token_of(r#"{"alg":"RS256"}"#, &claims("")), 43),
            ("alg missing", token_of("{}", &claims("")), 43),
            ("other secret", sign("other", "alice", NOW, None), 43),
            ("empty signature", format!("{body}."), 43),
            ("short signature", format!("{body}.{}", &signature[..20]), 43),
            ("development token", format!("{body}.devtoken"), 43),
            ("expired", signed(&format!(r#","exp":{}"#, NOW - 6.0)), 40),
            ("expired within the leeway", signed(&format!(r#","exp":{}"#, NOW - 4.0)), 0),
            ("not yet valid", signed(&format!(r#","nbf":{}"#, NOW + 6.0)), 41),
            ("not yet valid within the leeway", signed(&format!(r#","nbf":{}"#, NOW + 4.0)), 0),
            ("issued in the future", signed(&format!(r#","iat":{}"#, NOW + 6.0)), 42),
            ("issued in the future within the leeway", signed(&format!(r#","iat":{}"#, NOW + 4.0)), 0),
            ("exp is a text", signed(r#","exp":"soon""#), 5),
        ];
        for (name, token, expected) in table {
            assert_eq!(code(&token), expected, "{name}");
        }
    }

    #[test]
    fn development_tokens_are_good_only_when_allowed() {
        let token = format!("{HEADER}.{}.devtoken", URL_SAFE_NO_PAD.encode(r#"{"user_id":"alice"}"#));
        assert!(verify("secret", &token, NOW, true).is_ok());
        assert!(verify("secret", &token, NOW, false).is_err());
    }
}
