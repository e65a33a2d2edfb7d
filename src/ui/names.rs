//! What people are called on screen.

use std::borrow::Cow;

use yew::AttrValue;

use super::context::ByPtr;
use super::kit::Face;
use crate::i18n::Locale;
use crate::t;
use crate::wire::User;

/// A name without the characters that turn the direction of what follows it (trust S15).
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    const fn turns(letter: char) -> bool {
        matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
    }
    if text.contains(turns) { Cow::Owned(text.chars().filter(|letter| !turns(*letter)).collect()) } else { Cow::Borrowed(text) }
}

/// A user's name, or the id where there is none.
#[must_use]
pub fn name_of(user: &User) -> AttrValue {
    let name = user.name.as_deref().map(|name| plain(name).trim().to_owned()).filter(|name| !name.is_empty());
    AttrValue::from(name.unwrap_or_else(|| user.id.to_string()))
}

/// What a user is called where there is little room: the first word of the name; of `Rossi, Marco` what stands before the comma.
#[must_use]
pub fn short_name_of(user: &User) -> AttrValue {
    let name = name_of(user);
    let first = name.split(|letter: char| letter.is_whitespace() || letter == ',').find(|word| !word.is_empty());
    first.map_or_else(|| name.clone(), |first| AttrValue::from(first.to_owned()))
}

/// What an avatar needs to know of a user.
#[must_use]
pub(crate) fn face_of(user: &User) -> Face {
    Face { id: AttrValue::from(user.id.to_string()), name: name_of(user), image: user.image.clone().map(AttrValue::from) }
}

/// Who types: nameless where only one person can, by name in a group, without names when there are many.
#[must_use]
pub(crate) fn typing_sentence(users: &[ByPtr<User>], is_group: bool, locale: &Locale) -> String {
    if !is_group {
        return t!(locale, "typing.short");
    }
    let names: Vec<AttrValue> = users.iter().map(|user| short_name_of(user)).collect();
    let names: Vec<&str> = names.iter().map(AttrValue::as_str).collect();
    match u32::try_from(names.len()) {
        Ok(count @ ..=2) => t!(locale, "typing.names", count = count, names = locale.list(&names)),
        _ => t!(locale, "typing.several"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_is_a_short_name() {
        let named = |name: &str| short_name_of(&User { id: "u".into(), name: Some(name.to_owned()), ..User::default() });
        assert_eq!((&*named("Marco Rossi"), &*named("Rossi, Marco"), &*named(" ,")), ("Marco", "Rossi", ","));
    }

    #[test]
    fn a_name_cannot_turn_what_follows_it() {
        let user = User { id: "mallory".into(), name: Some("\u{202e}gpj.\u{2066}exe ".into()), ..User::default() };
        assert_eq!(name_of(&user), "gpj.exe");
        assert_eq!(name_of(&User { name: Some("\u{200f} ".into()), ..user }), "mallory");
    }
}
