//! Addresses that may be followed or loaded.

use std::fmt;
use std::rc::Rc;

use super::punycode;

/// Longest address in bytes.
pub(super) const MAX: usize = 2_048;

/// An absolute `https:`, `http:`, `mailto:` or `tel:` address. There is no other way to an `href` or `src` (trust S2, S3): what does not
/// read as one of these, letter by letter, stays text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeUrl(Rc<str>);

impl SafeUrl {
    /// Reads an address strictly: no user before the host, no control characters, no backslashes, at most 2,048 bytes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter.is_control());
        let (scheme, rest) = text.split_once(':')?;
        if text.len() > MAX || rest.chars().any(|letter| letter.is_control() || letter == '\\' || super::turns(letter)) {
            return None;
        }
        let scheme = scheme.to_ascii_lowercase();
        let fits = match &*scheme {
            "https" | "http" => rest.strip_prefix("//").is_some_and(has_host),
            "mailto" => is_mailbox(rest.split('?').next().unwrap_or_default()),
            "tel" => is_number(rest),
            _ => false,
        };
        fits.then(|| Self(Rc::from([&*scheme, ":", &*rest.replace(' ', "%20")].concat())))
    }

    /// The same for what is loaded into the page, e.g. pictures: `https:` and `http:` only.
    #[must_use]
    pub fn parse_web(text: &str) -> Option<Self> {
        Self::parse(text).filter(|url| url.0.starts_with("http"))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host as it is asked for: letters outside of ASCII in Punycode. Empty for a mailbox.
    #[must_use]
    pub fn host(&self) -> String {
        self.0.split_once("//").map(|(_, rest)| punycode::host(authority(rest))).unwrap_or_default()
    }

    /// Where it really leads, if words look like an address and not like this one (trust S15).
    pub(super) fn differs_from(&self, words: &str) -> Option<String> {
        if let Some(number) = self.0.strip_prefix("tel:") {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let said = digits(words);
            return (said.len() >= 3 && said != digits(number)).then(|| number.replace("%20", " "));
        }
        let own =
            self.0.split_once("//").map_or_else(|| self.0.split_once(':').map(|(_, mailbox)| mailbox.to_owned()), |_| Some(self.host()))?;
        let bare = |host: &str| host.trim_start_matches("www.").to_ascii_lowercase();
        let is_other = words.split(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | '<' | '>' | ',')).any(|word| {
            let rest = word.split_once("//").map_or(word, |(_, rest)| rest);
            let host = authority(rest);
            let host = host.split_once(':').map_or(host, |(host, _)| host).trim_end_matches('.');
            let looks_like_one = host
                .rsplit_once('.')
                .is_some_and(|(name, top)| !name.is_empty() && top.chars().count() >= 2 && top.chars().all(super::is_letter));
            looks_like_one && bare(&punycode::host(host)) != bare(&own)
        });
        is_other.then_some(own)
    }

    /// What to show for the address as somebody wrote it: the same, unless its host could be mistaken for another one.
    pub(super) fn shown(&self, written: &str) -> String {
        if !self.0.starts_with("http") {
            return written.to_owned();
        }
        let is_scheme = |scheme: &str| ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        let rest = written.split_once("://").filter(|(scheme, _)| is_scheme(scheme)).map_or(written, |(_, rest)| rest);
        let host = authority(rest);
        if host.is_ascii() {
            return written.to_owned();
        }
        let (before, after) = (written.len() - rest.len(), written.len() - rest.len() + host.len());
        format!("{}{}{}", written.get(..before).unwrap_or_default(), punycode::host(host), written.get(after..).unwrap_or_default())
    }
}

impl fmt::Display for SafeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything up to the path.
fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn has_host(rest: &str) -> bool {
    let authority = authority(rest);
    if let Some(address) = authority.strip_prefix('[') {
        return address.split_once(']').is_some_and(|(ip, port)| {
            !ip.is_empty()
                && ip.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte))
                && is_port(port.strip_prefix(':').unwrap_or(port))
        });
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let is_name = |letter: char| super::is_letter(letter) || matches!(letter, '-' | '.' | '_');
    host.len() <= 253
        && host.chars().all(is_name)
        && host.split('.').any(|label| !label.is_empty())
        && !host.starts_with('.')
        && is_port(port)
}

fn is_port(text: &str) -> bool {
    text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `local@domain.tld`, in the letters that mailboxes really have.
pub(super) fn is_mailbox(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && local.len() <= 64
            && domain.len() <= 253
            && local.bytes().all(is_local)
            && domain.bytes().all(is_domain)
            && domain.split('.').all(|label| !label.is_empty())
            && domain.split('.').skip(1).last().is_some_and(|top| top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic()))
    })
}

/// A number as people write it: at least three digits, and what stands between them. No service codes.
fn is_number(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b' ' | b'(' | b')');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (3..=20).contains(&digits) && text.strip_prefix('+').unwrap_or(text).bytes().all(is_part)
}

/// A letter of the part before the `@`.
pub(super) const fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-')
}

/// A letter of the part after the `@`.
pub(super) const fn is_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}
