//! What `features` can switch off: the table behind the README's, compared with what the code asks for.

use crate::testing::section;

/// Name, and what goes when it is `false`.
const FEATURES: &[(&str, &str)] = &[
    ("avatars", "Pictures of people beside their messages"),
    ("blocking", "Blocking people"),
    ("commands", "Slash commands"),
    ("deletedMessages", "The places of deleted messages; those with replies stay, as the way to them"),
    ("deleting", "Deleting messages"),
    ("drafts", "Drafts on the server; those on the device stay"),
    ("editing", "Editing messages"),
    ("enterSends", "Sending by Enter: it breaks the line, and Ctrl or Cmd with Enter sends"),
    ("linkPreviews", "Cards of addresses while writing"),
    ("markUnread", "Marking messages unread"),
    ("mentions", "Suggestions of names"),
    ("multipleReactions", "More than one reaction of a user to a message"),
    ("muting", "Muting people"),
    ("newConversation", "Beginning conversations, and finding people to write to"),
    ("pinning", "Pinning messages"),
    ("polls", "Making polls and voting in them; those that are there are shown"),
    ("quotes", "Replying with a quote"),
    ("reactions", "Reactions"),
    ("reporting", "Reporting messages"),
    ("search", "Looking for conversations, people and messages"),
    ("shortcuts", "Keys of one letter on messages"),
    ("threads", "Threads"),
    ("typing", "Telling others that one writes"),
    ("uploads", "Files"),
    ("voice", "Recording voice messages"),
];

#[test]
fn the_readme_tells_every_feature() {
    let mut lines = vec!["| Feature | `false` takes away |".to_owned(), "|---|---|".to_owned()];
    lines.extend(FEATURES.iter().map(|(name, about)| format!("| `{name}` | {about} |")));
    section("features", &(lines.join("\n") + "\n"));
}

#[test]
fn features_are_those_that_the_code_asks_for() {
    let mut asked: Vec<String> = Vec::new();
    for (_, text) in crate::testing::sources("src").into_iter().filter(|(path, _)| !path.to_string_lossy().contains("tests")) {
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let places = ["features.allows(\"", " on(\""];
        asked.extend(places.iter().flat_map(|place| text.split(place).skip(1)).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        let names = text.split("features.allows(").skip(1).filter_map(|rest| rest.split_once(')')).map(|(name, _)| name);
        for name in names.filter(|name| name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')) {
            let value = text.split_once(&format!("const {name}: &str = \"")).and_then(|(_, rest)| rest.split_once('"'));
            asked.extend(value.map(|(value, _)| value.to_owned()));
        }
        // Actions name theirs in a table of arms.
        if let Some((_, arms)) = text.split_once("const fn feature(self) -> &'static str {") {
            let arms = arms.split_once("\n    }\n").map_or(arms, |(arms, _)| arms);
            asked.extend(arms.split("=> \"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
    asked.retain(|name| !name.is_empty());
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(FEATURES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), asked);
}
