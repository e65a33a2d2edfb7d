use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn pieces(text: &str) -> Vec<Inline> {
    let mentioned = [
        Mentioned { id: "ann".into(), name: Some("Ann".into()) },
        Mentioned { id: "ann-lee".into(), name: Some("Ann Lee".into()) },
        Mentioned { id: "bob".into(), name: None },
    ];
    let blocks = parse(text, &mentioned).blocks;
    blocks
        .into_iter()
        .flat_map(|block| match block {
            Block::Paragraph(pieces) => pieces,
            Block::Code(code) => vec![Inline::Code(format!("[{code}]"))],
        })
        .collect()
}

/// Where the links of a text lead.
fn links(text: &str) -> Vec<String> {
    pieces(text).into_iter().filter_map(|piece| if let Inline::Link { url, .. } = piece { Some(url.to_string()) } else { None }).collect()
}

/// What is read on screen.
fn shown(text: &str) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Inline::Code(text) | Inline::Link { text, .. } | Inline::Mention { text, .. } | Inline::Text(text) => text,
        })
        .collect()
}

#[test]
fn addresses_become_links_without_the_sentence_around_them() {
    let cases = [
        ("see https://a.test/x.", "https://a.test/x"),
        ("(https://a.test/x_(y))", "https://a.test/x_(y)"),
        ("HTTPS://A.test", "https://A.test"),
        ("www.a.test, ok", "https://www.a.test"),
        ("http://localhost:8080/?q=1#f!", "http://localhost:8080/?q=1#f"),
        ("write to ann.b+c@mail.test.", "mailto:ann.b+c@mail.test"),
        ("mailto:ann@mail.test?subject=x", "mailto:ann@mail.test?subject=x"),
        ("<https://a.test>", "https://a.test"),
        ("https://[::1]:80/x", "https://[::1]:80/x"),
    ];
    for (text, url) in cases {
        assert_eq!(links(text), [url], "{text}");
    }
}

#[test]
fn nothing_but_web_addresses_and_mailboxes_is_a_link() {
    let texts = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "view-source:https",
        "filesystem:x",
        "intent://x",
        "//evil.test",
        "file:///etc",
        "blob:x",
        "about:blank",
        "https:evil",
        "https:/evil.test",
        "https://",
        "https://bank.test@evil.test",
        "https:\\\\evil.test",
        "https://evil.test\\@bank.test",
        "http://%65vil.test",
        "mailto:",
        "mailto:<script>@x.test",
        "http://a\tb",
        "tel:1",
        "app://x",
        "@@",
        "a@b",
        "https://.",
        "xhttps//x",
        "https://a:99999999",
    ];
    for text in texts {
        assert_eq!(SafeUrl::parse(text), None, "{text}");
    }
    for text in ["javascript:alert(1)", "x javascript://https", "ahttps://b.test", "//evil.test", "https://bank.test@evil.test"] {
        assert_eq!(links(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_host_in_look_alike_letters_shows_what_it_is() {
    assert_eq!(shown("go https://аpple.com/x now"), "go https://xn--pple-43d.com/x now");
    assert_eq!(shown("www.аpple.com"), "www.xn--pple-43d.com");
    assert_eq!(SafeUrl::parse("https://bücher.example/ü").unwrap().host(), "xn--bcher-kva.example");
}

#[test]
fn only_users_that_the_server_names_are_mentions() {
    let piece = |text: &str| pieces(text).into_iter().find(|piece| matches!(piece, Inline::Mention { .. }));
    assert_eq!(piece("hi @Ann Lee!"), Some(Inline::Mention { user: "ann-lee".into(), text: "@Ann Lee".into() }));
    assert_eq!(piece("@Ann, hi"), Some(Inline::Mention { user: "ann".into(), text: "@Ann".into() }));
    assert_eq!(piece("@bob"), Some(Inline::Mention { user: "bob".into(), text: "@bob".into() }));
    for text in ["@Anna", "@channel", "x@Ann", "@", "@annie@"] {
        assert_eq!(piece(text), None, "{text}");
    }
}

#[test]
fn code_is_kept_as_written() {
    assert_eq!(pieces("a `b <c>` d"), [Inline::Text("a ".into()), Inline::Code("b <c>".into()), Inline::Text(" d".into())]);
    assert_eq!(pieces("```rust\nlet a;\n  b\n```\nafter"), [Inline::Code("[let a;\n  b]".into()), Inline::Text("after".into())]);
    assert_eq!(links("`https://a.test` ```https://b.test```"), Vec::<String>::new());
    for text in ["a ` b", "``", "```", "a\n```\nb", "` `", "a `b\nc` d"] {
        assert_eq!(shown(text), text, "{text}");
    }
}

#[test]
fn a_very_long_text_is_parsed_only_in_part() {
    let text = "é".repeat(LIMIT) + "https://a.test";
    let parsed = parse(&text, &[]);
    assert_eq!(parsed.rest.as_deref(), Some("https://a.test"));
    assert_eq!(links(&"https://a.test ".repeat(500)).len(), LINKS);
}

#[test]
fn texts_made_to_be_slow_are_not() {
    let texts = [
        "`",
        "@",
        "a@",
        "https://",
        "http://a",
        "www.",
        "(",
        "https://a.test)",
        "```",
        "`\n",
        "[](",
        "@Ann",
        "h",
        "https://a@",
        "a.",
        "- ",
        "\u{202e}",
        "https://((((",
        "mailto:a@",
    ];
    for text in texts {
        let text = text.repeat(LIMIT / text.chars().count());
        let mentioned: Vec<_> = (0..200).map(|n| Mentioned { id: format!("Ann{n}").into(), name: Some("Ann Lee Long".into()) }).collect();
        let began = Instant::now();
        let _ = parse(&text, &mentioned);
        // Unoptimized here: ten times what trust S13 allows.
        assert!(began.elapsed() < Duration::from_millis(500), "{:?} for {}…", began.elapsed(), text.chars().take(10).collect::<String>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_word_is_lost(text in "([a-z@.:/`()<>\n \u{202e}😀-]|https://|www\\.|@Ann){0,60}") {
        let without = |text: &str| text.chars().filter(|letter| !letter.is_whitespace() && *letter != '`').collect::<String>();
        let got: String = shown(&text).replace(['[', ']'], "");
        // A word on the line of a fence names a language and is not shown.
        prop_assume!(!text.contains("```"));
        prop_assert_eq!(without(&got), without(&text).replace(['[', ']'], ""));
    }

    #[test]
    fn every_link_is_of_an_allowed_scheme(text in "\\PC{0,80}") {
        for link in links(&text) {
            prop_assert!(["https://", "http://", "mailto:"].iter().any(|scheme| link.starts_with(scheme)), "{link}");
        }
        let _ = big_emoji(&text);
    }
}
