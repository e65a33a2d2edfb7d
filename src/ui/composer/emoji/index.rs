//! The list of emoji as it is fetched: one text per group, one line per emoji: itself, a space, its name, then after a bar each the
//! words it is found by as well, and what people call it besides. Pure.

use crate::wire::{Value, parse};

/// One emoji.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::composer) struct Emoji<'a> {
    /// Itself.
    pub(in crate::ui::composer) sign: &'a str,
    /// What it is called.
    pub(in crate::ui::composer) name: &'a str,
    /// Further words it is found by.
    words: &'a str,
    /// What people call it besides.
    aliases: &'a str,
}

/// All emoji, by group.
#[derive(Clone, Debug)]
pub(in crate::ui::composer) struct Index {
    groups: Vec<(String, String)>,
}

impl Index {
    /// Reads a file; `None` when it is none.
    pub(super) fn read(file: &str) -> Option<Self> {
        let Ok(Value::Object(groups)) = parse(file) else { return None };
        let text = |value: Value| if let Value::String(text) = value { Some(text) } else { None };
        Some(Self { groups: groups.into_iter().filter_map(|(key, value)| Some((key, text(value)?))).collect() })
    }

    /// Names of the groups, in order.
    pub(super) fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().map(|(name, _)| &**name)
    }

    /// The emoji of a group.
    pub(super) fn group(&self, name: &str) -> impl Iterator<Item = Emoji<'_>> {
        self.groups.iter().filter(move |(known, _)| known == name).flat_map(|(_, lines)| lines.lines()).filter_map(emoji)
    }

    /// What an emoji is called.
    pub(super) fn name(&self, sign: &str) -> Option<&str> {
        self.all().find(|emoji| emoji.sign == sign).map(|emoji| emoji.name)
    }

    fn all(&self) -> impl Iterator<Item = Emoji<'_>> {
        self.groups.iter().flat_map(|(_, lines)| lines.lines()).filter_map(emoji)
    }

    /// What fits best, in the order of the groups where several fit as well.
    pub(in crate::ui::composer) fn search(&self, query: &str, most: usize) -> impl Iterator<Item = Emoji<'_>> {
        let query = query.trim().to_ascii_lowercase();
        let as_name = query.replace('_', " ");
        let mut found: [Vec<Emoji<'_>>; 6] = Default::default();
        for emoji in self.all().filter(|_| !query.is_empty()) {
            if let Some(place) = rank(&emoji, &query, &as_name).and_then(|rank| found.get_mut(rank)) {
                place.push(emoji);
            }
        }
        found.into_iter().flatten().take(most)
    }
}

fn emoji(line: &str) -> Option<Emoji<'_>> {
    let (sign, rest) = line.split_once(' ')?;
    let mut parts = rest.split('|');
    let [name, words, aliases] = [(); 3].map(|()| parts.next().unwrap_or_default());
    Some(Emoji { sign, name, words, aliases })
}

/// 0 the name or another one, 1 the begin of the name, 2 of another one, 3 of a word of the name, 4 of a further word, 5 anywhere.
fn rank(emoji: &Emoji<'_>, query: &str, as_name: &str) -> Option<usize> {
    let Emoji { words, aliases, .. } = emoji;
    // Countries have a capital letter.
    let name = &*emoji.name.to_ascii_lowercase();
    let begins = |text: &str, with: &str| text.split([' ', '-']).any(|word| word.starts_with(with));
    let ranks = [
        name == as_name || aliases.split(' ').any(|alias| alias == query),
        name.starts_with(as_name),
        begins(aliases, query),
        begins(name, as_name),
        begins(words, query),
        as_name.len() > 2 && name.contains(as_name),
    ];
    ranks.into_iter().position(|fits| fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> [Index; 2] {
        [include_str!("../../../../assets/emoji.json"), include_str!("../../../../assets/emoji.it.json")]
            .map(|file| Index::read(file).unwrap())
    }

    #[test]
    fn what_people_type_finds_what_they_mean() {
        let [english, italian] = files();
        for (query, sign) in [
            ("joy", "😂"),
            ("thumbsup", "👍"),
            ("thumbs_up", "👍"),
            ("+1", "👍"),
            ("heart", "❤️"),
            ("tada", "🎉"),
            ("fire", "🔥"),
            ("italy", "🇮🇹"),
            ("Rocket", "🚀"),
        ] {
            assert!(
                english.search(query, 3).any(|emoji| emoji.sign == sign),
                "{query}: {:?}",
                english.search(query, 3).collect::<Vec<_>>()
            );
        }
        assert!(italian.search("razzo", 3).any(|emoji| emoji.sign == "🚀") && italian.search("cuore", 7).any(|emoji| emoji.sign == "❤️"));
        assert_eq!(english.search("e", 7).count(), 7);
        assert_eq!((english.search("", 7).count(), english.search("zzzzzz", 7).count()), (0, 0));
    }

    #[test]
    fn languages_have_the_same_emoji_in_the_same_order_with_a_name_each() {
        let [english, italian] = files();
        let signs = |index: &Index| index.all().map(|emoji| emoji.sign.to_owned()).collect::<Vec<_>>();
        assert_eq!(signs(&english), signs(&italian));
        assert!(signs(&english).len() > 1_500);
        assert!([&english, &italian].iter().all(|index| index.all().all(|emoji| !emoji.name.trim().is_empty())));
        assert_eq!(
            english.groups().collect::<Vec<_>>(),
            ["smileys", "people", "nature", "food", "travel", "activities", "objects", "symbols", "flags"]
        );
    }

    #[test]
    fn another_file_is_none() {
        assert!(Index::read("[]").is_none() && Index::read("<html>").is_none());
        assert_eq!(Index::read(r#"{"a": 1, "b": "x", "c": "😀 grin"}"#).unwrap().all().count(), 1);
    }
}
