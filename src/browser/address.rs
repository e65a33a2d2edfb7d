//! Addresses of the Chat Service Backend and what its answers say about themselves; pure text work.
//!
//! Knows neither fetch nor a document: the page's origin comes in as text. Called from `http` and from the
//! element, which resolves what the host wrote.

use crate::api::segment;

/// Resolves a base URL against the page's *origin*, never against the document's base, as the React peer does: a host's
/// `<base href>` must not move the backend. The answer is absolute and has no trailing slash.
///
/// `None` when it is neither `http(s)` nor relative, or when the page has no origin to be relative to.
#[must_use]
pub fn resolve(base: &str, origin: &str) -> Option<String> {
    let base = base.trim().trim_end_matches('/');
    let absolute = if let Some((scheme, rest)) = split_scheme(base) {
        let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        (is_web && !rest.is_empty()).then(|| base.to_owned())?
    } else if has_scheme(base) || !origin.starts_with("http") {
        return None;
    } else if base.starts_with("//") {
        [origin.split_once('/').map_or("", |(scheme, _)| scheme), base].concat()
    } else if base.is_empty() {
        origin.to_owned()
    } else {
        [origin, "/", base.trim_start_matches('/')].concat()
    };
    let is_plain = !absolute.contains(['?', '#', '@', '\\']) && !absolute.contains(char::is_whitespace);
    is_plain.then_some(absolute)
}

/// What is before and after the first `://`. (The search for a text of several letters is four kilobytes of code.)
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    Some((scheme, rest.strip_prefix("//")?))
}

/// Where a host's sign-in page is: `http(s)` or relative to the page's origin. `{redirect}` in it becomes the encoded address
/// `here`; without it, `redirect=` is appended to the query.
///
/// `None` when it is anything else.
#[must_use]
pub fn sign_in(page: &str, origin: &str, here: &str) -> Option<String> {
    let page = page.trim();
    let (base, rest) = page.split_at(page.find(['?', '#']).unwrap_or(page.len()));
    if rest.contains(char::is_whitespace) {
        return None;
    }
    // A placeholder in the path is a part of a path like any other.
    let here = segment(here);
    let base = resolve(&base.replace("{redirect}", &here), origin)?;
    if page.contains("{redirect}") {
        return Some([&base, &*rest.replace("{redirect}", &here)].concat());
    }
    let (query, fragment) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    let sign = if query.is_empty() { "?" } else { "&" };
    Some([&base, query, sign, "redirect=", &here, fragment].concat())
}

/// `javascript:…`, `data:…`: a colon before any slash.
fn has_scheme(text: &str) -> bool {
    text.split('/').next().is_some_and(|first| first.bytes().any(|byte| byte == b':'))
}

/// Where the configuration is asked for.
#[must_use]
pub fn config_url(base: &str, client_type: &str) -> String {
    [base, "/chat/config?clientType=", &segment(client_type)].concat()
}

/// True when fetch ended at another host or path than was asked for: a login page, not the configuration. A change of
/// scheme, query or trailing slash is not another place.
#[must_use]
pub fn is_elsewhere(asked: &str, answered: &str) -> bool {
    place(asked) != place(answered)
}

/// Host and path of a URL.
fn place(url: &str) -> &str {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    split_scheme(url).map_or(url, |(_, place)| place).trim_end_matches('/')
}

/// True for the content types of pages.
#[must_use]
pub fn is_html(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
}

/// Seconds of a `Retry-After` header; a date there counts as absent, because the local clock may be wrong.
#[must_use]
pub fn retry_after(header: &str) -> Option<u32> {
    header.trim().parse().ok()
}

/// True when fetch accepts the pair: anything else would throw and take the whole request with it.
#[must_use]
pub fn is_header(name: &str, value: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_plain = |c: char| c <= '\u{ff}' && !matches!(c, '\0' | '\r' | '\n');
    !name.is_empty() && name.bytes().all(is_token) && value.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://shop.test";

    #[track_caller]
    fn check(base: &str, resolved: Option<&str>) {
        assert_eq!(resolve(base, PAGE).as_deref(), resolved, "{base}");
    }

    #[test]
    fn relative_base_is_below_the_origin() {
        check("", Some("https://shop.test"));
        check("/", Some("https://shop.test"));
        check("/api/", Some("https://shop.test/api"));
        check("api/v1", Some("https://shop.test/api/v1"));
        check("//cdn.test/api", Some("https://cdn.test/api"));
        check(" https://chat.test:8080/x// ", Some("https://chat.test:8080/x"));
    }

    #[test]
    fn anything_but_http_is_refused() {
        for base in
            ["javascript:alert(1)", "data:text/json,{}", "ftp://x.test", "https://", "/a b", "/x?y=1", "https://u:p@x.test", "/a\\b"]
        {
            check(base, None);
        }
    }

    #[test]
    fn page_without_origin_needs_an_absolute_base() {
        assert_eq!(resolve("/api", "null"), None);
        assert_eq!(resolve("https://chat.test", "null").as_deref(), Some("https://chat.test"));
    }

    #[test]
    fn sign_in_page_gets_the_way_back() {
        let here = "https://shop.test/a?b=c#d";
        let back = "https%3A%2F%2Fshop.test%2Fa%3Fb%3Dc%23d";
        for (page, url) in [
            ("/web-login", format!("https://shop.test/web-login?redirect={back}")),
            ("/login?tenant=7", format!("https://shop.test/login?tenant=7&redirect={back}")),
            ("/login#form", format!("https://shop.test/login?redirect={back}#form")),
            ("https://id.test/in?next={redirect}&x=1", format!("https://id.test/in?next={back}&x=1")),
            ("/in/{redirect}", format!("https://shop.test/in/{back}")),
            ("//id.test/in", format!("https://id.test/in?redirect={back}")),
        ] {
            assert_eq!(sign_in(page, PAGE, here), Some(url), "{page}");
        }
        for page in [
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://x.test",
            "/a b",
            "https://u@x.test/",
            "\\\\evil.test",
            " javascript:alert(1)//?x",
        ] {
            assert_eq!(sign_in(page, PAGE, here), None, "{page}");
        }
    }

    #[test]
    fn client_type_is_encoded() {
        assert_eq!(config_url("https://a.test", "web&x=1"), "https://a.test/chat/config?clientType=web%26x%3D1");
    }

    #[test]
    fn redirect_to_a_login_page_is_elsewhere() {
        let asked = "http://a.test/chat/config?clientType=web";
        assert!(is_elsewhere(asked, "http://a.test/web-login?redirect=x"));
        assert!(is_elsewhere(asked, "http://b.test/chat/config"));
        assert!(!is_elsewhere(asked, "https://a.test/chat/config/?clientType=web&v=2"));
    }

    #[test]
    fn html_is_known_by_its_type() {
        assert!(is_html("Text/HTML; charset=utf-8") && is_html("application/xhtml+xml"));
        assert!(!is_html("application/json") && !is_html(""));
    }

    #[test]
    fn retry_after_is_a_number_of_seconds() {
        assert_eq!(["7", " 12 ", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"].map(retry_after), [Some(7), Some(12), None, None]);
    }

    #[test]
    fn header_that_fetch_would_refuse_is_known() {
        assert!(is_header("X-Tenant", "a b é") && is_header("authorization", ""));
        assert!(!is_header("", "x") && !is_header("a b", "x") && !is_header("a", "x\ny") && !is_header("a", "€"));
    }
}
