//! The custom properties that a host may set on the element.

use super::Token;

const fn token(name: &'static str, syntax: &'static str, about: &'static str) -> Token {
    Token { name, syntax, about }
}

/// Tokens.
pub const TOKENS: &[Token] = &[
    token("accent", "<color>", "The one colour of the brand; all others derive from it."),
    token("on-accent", "<color>", "Text on the accent."),
    token("surface", "<color>", "The ground."),
    token("surface-raised", "<color>", "What floats."),
    token("surface-sunken", "<color>", "Fields and the ground beside the conversation."),
    token("text", "<color>", "Text."),
    token("text-muted", "<color>", "Times, previews and hints."),
    token("border", "<color>", "Hairlines."),
    token("hover", "<color>", "What the pointer is over."),
    token("selected", "<color>", "The open channel in the list."),
    token("link", "<color>", "Links."),
    token("danger", "<color>", "What cannot be taken back, and what failed."),
    token("warning", "<color>", "What needs attention."),
    token("success", "<color>", "What worked."),
    token("online", "<color>", "The dot of people who are there."),
    token("focus", "<color>", "The ring around what has the focus."),
    token("overlay", "<color>", "What covers the chat behind a dialog."),
    token("bubble-own", "<color>", "Own messages."),
    token("bubble-own-text", "<color>", "Text of own messages."),
    token("bubble-other", "<color>", "Messages of others."),
    token("bubble-other-text", "<color>", "Text of messages of others."),
    token("badge", "<color>", "Counts of unread messages."),
    token("badge-text", "<color>", "Text of those counts."),
    token("highlight", "<color>", "The message that was jumped to."),
    token("font", "<font-family>", "The font."),
    token("font-mono", "<font-family>", "The font of code."),
    token("font-size", "<length>", "Size of text in messages."),
    token("line-height", "<number>", "Height of lines in messages."),
    token("weight-strong", "<number>", "Weight of names and titles."),
    token("radius", "<length>", "Corners of controls."),
    token("radius-bubble", "<length>", "Corners of messages."),
    token("radius-avatar", "<length>", "Corners of pictures of people."),
    token("space", "<length>", "The step of all distances."),
    token("control-height", "<length>", "Height of buttons and fields."),
    token("shadow", "<shadow>", "Shadow of what floats."),
    token("border-width", "<length>", "Width of hairlines."),
    token("list-width", "<length>", "Width of the list beside the conversation."),
    token("panel-width", "<length>", "Width of a thread beside the conversation."),
    token("measure", "<length>", "Longest line of messages."),
    token("avatar", "<length>", "Size of pictures of people in the list."),
    token("duration", "<time>", "How long surfaces take to appear."),
];
