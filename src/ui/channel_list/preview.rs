//! One line about a channel's newest message (feature F27).

use super::super::kit::{Glyph, glyph};
use super::super::{plain, short_name_of};
use crate::i18n::Locale;
use crate::state::Message;
use crate::t;
use crate::wire::{self, Attachment, MessageType, User, UserId};

/// Longest text of a line, in characters; a row shows far less.
const LONGEST: usize = 160;

/// One line about a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::ui) struct Preview {
    /// Who wrote it, where that is not obvious, with a colon.
    pub(in crate::ui) sender: Option<String>,
    /// What kind of content it is.
    pub(in crate::ui) glyph: Option<Glyph>,
    /// Its text, or what it holds.
    pub(in crate::ui) text: String,
}

/// The line about a message; `author` is whom it is by, where others than the own user are named.
pub(in crate::ui) fn preview<const PARSES: bool>(message: &Message, me: &UserId, author: Option<&User>, locale: &Locale) -> Preview {
    let (glyph, text) = summary_in::<PARSES>(message, locale);
    let sender = match (message.author(), author) {
        _ if message.kind == MessageType::System => None,
        (Some(author), _) if author == me => Some(t!(locale, "preview.you")),
        (_, Some(author)) => Some(t!(locale, "preview.sender", name = short_name_of(author))),
        _ => None,
    };
    Preview { sender, glyph, text }
}

/// What a message holds, on one line: of what kind it is, and its words.
pub(in crate::ui) fn summary(message: &wire::Message, locale: &Locale) -> (Option<Glyph>, String) {
    summary_in::<true>(message, locale)
}

/// The same; the first picture does without a parser and says a text as it was written.
pub(in crate::ui) fn summary_in<const PARSES: bool>(message: &wire::Message, locale: &Locale) -> (Option<Glyph>, String) {
    if message.is_deleted() {
        return (Some(glyph::BAN), t!(locale, "preview.deleted"));
    }
    if message.kind == MessageType::Unreadable {
        return (Some(glyph::CIRCLE_ALERT), t!(locale, "preview.unreadable"));
    }
    if let Some(poll) = &message.poll {
        let question = one_line(&poll.name);
        return (Some(glyph::CHART_COLUMN), if question.is_empty() { t!(locale, "preview.poll") } else { question });
    }
    if message.shared_location.is_some() {
        return (Some(glyph::MAP_PIN), t!(locale, "preview.location"));
    }
    let text = message.text_in(locale.language());
    let text = if PARSES { one_line(&crate::text::words(text)) } else { one_line(text) };
    let attachments = (!message.attachments.is_empty()).then(|| attached(&message.attachments, locale));
    match attachments {
        Some((glyph, words)) => (Some(glyph), if text.is_empty() { words } else { text }),
        None if text.is_empty() => (None, t!(locale, "preview.empty")),
        None => (None, text),
    }
}

/// What hangs on a message; a mixture counts as files.
fn attached(attachments: &[Attachment], locale: &Locale) -> (Glyph, String) {
    let count = u32::try_from(attachments.len()).unwrap_or(u32::MAX);
    let kind = |attachment: &Attachment| {
        if attachment.og_scrape_url.is_some() { "link".to_owned() } else { attachment.kind.clone().unwrap_or_default() }
    };
    let first = attachments.first().map(kind).unwrap_or_default();
    let is_mixed = attachments.iter().any(|attachment| kind(attachment) != first);
    match first.as_str() {
        _ if is_mixed => (glyph::PAPERCLIP, t!(locale, "preview.attachment", count = count)),
        "image" => (glyph::IMAGE, t!(locale, "preview.images", count = count)),
        "video" => (glyph::FILM, t!(locale, "preview.videos", count = count)),
        "voiceRecording" => (glyph::MIC, t!(locale, "preview.voice")),
        "audio" => (glyph::MIC, t!(locale, "preview.audio")),
        "giphy" => (glyph::STICKER, t!(locale, "preview.gif")),
        "link" => (glyph::LINK, t!(locale, "preview.link")),
        "file" if count == 1 => {
            let title = attachments.first().and_then(|file| file.title.as_deref()).map(one_line).filter(|title| !title.is_empty());
            (glyph::FILE, title.unwrap_or_else(|| t!(locale, "preview.file")))
        }
        "file" => (glyph::FILE, t!(locale, "preview.files", count = count)),
        _ => (glyph::PAPERCLIP, t!(locale, "preview.attachment", count = count)),
    }
}

/// A text on one line, cut after a length that no row shows.
pub(in crate::ui) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in plain(text).split_whitespace() {
        if line.len() > LONGEST {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(LONGEST));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{BOB, ME, MessageFactory, a_message, my_id, the_locale};
    use crate::wire::Ts;

    fn line(message: MessageFactory, is_group: bool) -> String {
        let message = Message::from(message.build());
        let preview = preview::<true>(&message, &my_id(), message.user.as_deref().filter(|_| is_group), &the_locale());
        format!("{}{}", preview.sender.map(|sender| sender + " ").unwrap_or_default(), preview.text)
    }

    #[test]
    fn sender_is_named_in_groups_and_for_own_messages() {
        assert_eq!(line(a_message().from(BOB).saying("hi"), false), "hi");
        assert_eq!(line(a_message().from(BOB).saying("hi"), true), "Bob: hi");
        assert_eq!(line(a_message().from(ME).saying("hi"), false), "You: hi");
    }

    #[test]
    fn deleted_text_is_never_shown() {
        let deleted = a_message().from(BOB).saying("secret").but(|message| message.deleted_at = Some(Ts::from_millis(1)));
        assert_eq!(line(deleted, false), "Message deleted");
    }

    #[test]
    fn text_is_put_on_one_line_and_cut() {
        assert_eq!(one_line(" a\n\n b\tc "), "a b c");
        assert!(one_line(&"x ".repeat(5_000)).len() < 200 && one_line(&"x".repeat(5_000)).len() < 200);
    }

    #[test]
    fn attachments_are_named_and_counted() {
        let with = |kinds: &[&str]| line(a_message().from(BOB).saying("").with_attachments(kinds), false);
        assert_eq!([with(&["image"]), with(&["image", "image"]), with(&["image", "file"])], ["Photo", "2 photos", "2 attachments"]);
        assert_eq!([with(&["hologram"]), with(&["voiceRecording"])], ["1 attachment", "Voice message"]);
    }
}
