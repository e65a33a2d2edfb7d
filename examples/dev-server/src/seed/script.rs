//! The text files of the seed: dialogues (`A: text`, speakers cast at random) and scenes (speakers by
//! name, with what a message carries indented below it). A blank line ends a dialogue, `#` is a comment.
//! It knows the notation only, not who the people are or when they speak.

use super::poll::Poll;

/// Who says a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// One of the channel's members, the same for the same letter within a dialogue.
    Letter(usize),
    /// A person by id.
    Person(&'static str),
    /// The channel itself.
    System,
}

/// What a message carries besides its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Extra {
    /// The name under which a later line can quote this one.
    Name(&'static str),
    /// The message of that name, quoted.
    Quote(&'static str),
    /// An answer in this message's thread.
    Reply(&'static str, &'static str),
    /// A picture of `assets/seed`, by file name.
    Image(&'static str),
    /// A file of `assets/seed`, by file name.
    File(&'static str),
    /// A film of `assets/seed`, by file name.
    Video(&'static str),
    /// A sound of `assets/seed`, by file name.
    Audio(&'static str),
    /// A spoken message of `assets/seed`, by file name.
    Voice(&'static str),
    /// A moving picture, by the words it was asked for with.
    Gif(&'static str),
    /// A link preview, by name.
    Link(&'static str),
    /// A reaction of the given type by each of these people.
    React(&'static str, Vec<&'static str>),
    /// A question with options to choose from.
    Poll(Poll),
    /// An answer to that question in somebody's own words.
    Answer(&'static str, &'static str),
    /// Pinned by that person.
    Pin(&'static str),
    /// What was written in Italian, in English.
    English(&'static str),
    /// Its text was changed later.
    Edited,
    /// Its author took it back.
    Deleted,
}

/// One message of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) speaker: Speaker,
    pub(super) text: String,
    pub(super) extras: Vec<Extra>,
}

/// What a script file says.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) dialogues: Vec<Vec<Line>>,
    /// Lines that mean nothing in this notation; a test keeps this empty for our own files.
    pub(super) stray: Vec<&'static str>,
}

/// Reads a script; what it cannot understand is set aside in `stray` and costs nothing else.
pub(super) fn parse(source: &'static str) -> Script {
    let mut script = Script::default();
    let mut dialogue: Vec<Line> = Vec::new();
    for raw in source.lines() {
        if raw.starts_with('#') {
            continue;
        }
        if raw.trim().is_empty() {
            script.dialogues.extend(finished(&mut dialogue));
            continue;
        }
        let understood = match (raw.strip_prefix("  "), dialogue.last_mut()) {
            (Some(extra), Some(line)) => extend(line, extra),
            (Some(_), None) => false,
            (None, _) => match line(raw) {
                Some(line) => {
                    dialogue.push(line);
                    true
                }
                None => false,
            },
        };
        if !understood {
            script.stray.push(raw);
        }
    }
    script.dialogues.extend(finished(&mut dialogue));
    script
}

fn finished(dialogue: &mut Vec<Line>) -> Option<Vec<Line>> {
    (!dialogue.is_empty()).then(|| std::mem::take(dialogue))
}

fn line(raw: &'static str) -> Option<Line> {
    // Nothing behind the colon: a message that only carries something.
    let (who, text) = raw.split_once(": ").or(raw.strip_suffix(':').map(|who| (who, "")))?;
    let speaker = match who {
        "A" => Speaker::Letter(0),
        "B" => Speaker::Letter(1),
        "C" => Speaker::Letter(2),
        "system" => Speaker::System,
        person if person.chars().all(|c| c.is_ascii_lowercase()) => Speaker::Person(person),
        _ => return None,
    };
    Some(Line { speaker, text: text.to_owned(), extras: Vec::new() })
}

/// Adds one indented line to the message above it; false when it means nothing.
fn extend(line: &mut Line, extra: &'static str) -> bool {
    if let Some(more) = extra.strip_prefix('|') {
        line.text.push('\n');
        line.text.push_str(more.strip_prefix(' ').unwrap_or(more));
        return true;
    }
    let (word, rest) = extra.split_once(' ').unwrap_or((extra, ""));
    let parsed = match word {
        "name" => Some(Extra::Name(rest)),
        "quote" => Some(Extra::Quote(rest)),
        "reply" => rest.split_once(' ').map(|(who, text)| Extra::Reply(who, text)),
        "image" => Some(Extra::Image(rest)),
        "file" => Some(Extra::File(rest)),
        "video" => Some(Extra::Video(rest)),
        "audio" => Some(Extra::Audio(rest)),
        "voice" => Some(Extra::Voice(rest)),
        "gif" => Some(Extra::Gif(rest)),
        "link" => Some(Extra::Link(rest)),
        "react" => rest.split_once(' ').map(|(kind, who)| Extra::React(kind, who.split(',').collect())),
        "poll" => Poll::parse(rest).map(Extra::Poll),
        "answer" => rest.split_once(' ').map(|(who, text)| Extra::Answer(who, text)),
        "pin" => Some(Extra::Pin(rest)),
        "english" => Some(Extra::English(rest)),
        "edited" => Some(Extra::Edited),
        "deleted" => Some(Extra::Deleted),
        _ => None,
    };
    let understood = parsed.is_some();
    line.extras.extend(parsed);
    understood
}

#[cfg(test)]
mod tests {
    use super::{Extra, Speaker, parse};

    #[test]
    fn a_blank_line_ends_a_dialogue_and_a_hash_is_a_comment() {
        let script = parse("# x\nA: one\nB: two\n\n\nA: three\n");
        let sizes: Vec<usize> = script.dialogues.iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 1]);
        assert!(script.stray.is_empty());
    }

    #[test]
    fn indented_lines_belong_to_the_message_above() {
        let script = parse("giulia: list\n  | - a\n  |\n  | - b\n  react like marco,lena\n  reply marco fine, thanks\n");
        let line = &script.dialogues[0][0];
        assert_eq!(line.speaker, Speaker::Person("giulia"));
        assert_eq!(line.text, "list\n- a\n\n- b");
        assert_eq!(line.extras, [Extra::React("like", vec!["marco", "lena"]), Extra::Reply("marco", "fine, thanks"),]);
    }

    #[test]
    fn nonsense_is_set_aside_and_its_neighbours_stay() {
        let script = parse("  image lost.svg\nA: kept\nnonsense\n  shout\nB: kept too\n");
        assert_eq!(script.stray, ["  image lost.svg", "nonsense", "  shout"]);
        assert_eq!(script.dialogues[0].len(), 2);
    }
}
