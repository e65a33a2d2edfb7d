//! Variables of `stream-chat-react` themes that have a counterpart here, so that an existing theme keeps working. Facts
//! about that package's public contract: names only.

/// What all of them begin with.
const PREFIX: &str = "--str-chat__";

/// Their names, without the beginning, with ours. Where two mean the same the one that is given last counts.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("accent-primary", "accent"),
    ("avatar-border-radius", "radius-avatar"),
    ("avatar-size", "avatar"),
    ("background-color", "surface"),
    ("border-radius-md", "radius"),
    ("channel-preview-active-background-color", "selected"),
    ("channel-preview-hover-background-color", "hover"),
    ("channel-preview-unread-badge-background-color", "badge"),
    ("channel-preview-unread-badge-color", "badge-text"),
    ("danger-color", "danger"),
    ("font-family", "font"),
    ("info-color", "online"),
    ("message-bubble-background-color", "bubble-other"),
    ("message-bubble-border-radius", "radius-bubble"),
    ("message-bubble-color", "bubble-other-text"),
    ("message-highlight-color", "highlight"),
    ("message-highlighted-background-color", "highlight"),
    ("message-link-color", "link"),
    ("on-primary-color", "on-accent"),
    ("on-unread-badge-color", "badge-text"),
    ("overlay-color", "overlay"),
    ("own-message-bubble-background-color", "bubble-own"),
    ("own-message-bubble-color", "bubble-own-text"),
    ("primary-color", "accent"),
    ("secondary-background-color", "surface-raised"),
    ("surface-color", "border"),
    ("secondary-surface-color", "surface-sunken"),
    ("text-color", "text"),
    ("text-link", "link"),
    ("text-low-emphasis-color", "text-muted"),
    ("text-primary", "text"),
    ("unread-badge-color", "badge"),
];

/// Our name for a token that is written in either way; what is not known stays as it is.
pub(super) fn ours(name: &str) -> &str {
    let foreign = name.strip_prefix(PREFIX);
    let alias = foreign.and_then(|foreign| ALIASES.iter().find(|(theirs, _)| *theirs == foreign));
    alias.map_or_else(|| name.strip_prefix("--chat-").unwrap_or(name), |(_, ours)| ours)
}

/// The variables that are understood, each with our token, in the order of the README's table.
#[cfg(test)]
pub(crate) fn table() -> Vec<(String, &'static str)> {
    ALIASES.iter().map(|(theirs, ours)| ([PREFIX, theirs].concat(), *ours)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::TOKENS;

    #[test]
    fn every_alias_leads_to_a_token() {
        for (theirs, ours) in ALIASES {
            assert!(TOKENS.iter().any(|(token, _)| token == ours), "{theirs} leads to {ours}, which is no token");
        }
    }

    #[test]
    fn tokens_are_known_by_either_name_and_by_their_property() {
        assert_eq!([ours("accent"), ours("--chat-accent"), ours("--str-chat__primary-color")], ["accent"; 3]);
        assert_eq!(ours("--str-chat__spacing-4"), "--str-chat__spacing-4");
    }
}
