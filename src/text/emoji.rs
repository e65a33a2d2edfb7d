//! Texts that are nothing but a few emoji (feature F75).
//!
//! Ranges instead of Unicode's tables, which would cost more bytes than all of this module: a symbol of the oldest blocks
//! counts when it is drawn as emoji by default or says so with U+FE0F.

/// How many emoji a text is made of, when it is nothing else and has at most three.
#[must_use]
pub fn big_emoji(text: &str) -> Option<usize> {
    let mut letters = text.trim().chars().filter(|letter| !letter.is_whitespace()).peekable();
    let mut count = 0;
    while let Some(letter) = letters.next() {
        count += 1;
        let is_flag = is_region(letter);
        let is_old = !is_modern(letter);
        if is_flag {
            letters.next_if(|next| is_region(*next))?;
        }
        let has_selector = letters.next_if_eq(&'\u{fe0f}').is_some();
        let is_key = letter.is_ascii_digit() || matches!(letter, '#' | '*');
        let is_keycap = is_key && letters.next_if_eq(&'\u{20e3}').is_some();
        if is_old && !is_keycap && (is_key || !(has_selector && is_symbol(letter) || is_drawn_by_default(letter))) {
            return None;
        }
        // Skin tones, tags of regional flags, and what is joined belong to the same drawing.
        while letters.next_if(|next| matches!(next, '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' | '\u{fe0f}')).is_some() {}
        if letters.next_if_eq(&'\u{200d}').is_some() {
            count -= 1;
        }
        if count > 3 || text.len() > 200 {
            return None;
        }
    }
    (count > 0).then_some(count)
}

const fn is_region(letter: char) -> bool {
    matches!(letter, '\u{1f1e6}'..='\u{1f1ff}')
}

const fn is_modern(letter: char) -> bool {
    matches!(letter, '\u{1f000}'..='\u{1faff}')
}

const fn is_symbol(letter: char) -> bool {
    matches!(letter, '©' | '®' | '\u{203c}' | '\u{2049}' | '\u{2122}'..='\u{27bf}' | '\u{2934}'..='\u{2b55}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}')
}

const fn is_drawn_by_default(letter: char) -> bool {
    matches!(
        letter,
        '⌚' | '⌛' | '⏩'..='⏬' | '⏰' | '⏳' | '◽' | '◾' | '☔' | '☕' | '♈'..='♓' | '♿' | '⚓' | '⚡' | '⚪' | '⚫' | '⚽' | '⚾' | '⛄' | '⛅' | '⛎' | '⛔'
            | '⛪' | '⛲' | '⛳' | '⛵' | '⛺' | '⛽' | '✅' | '✊' | '✋' | '✨' | '❌' | '❎' | '❓'..='❕' | '❗' | '➕'..='➗' | '➰' | '➿' | '⬛' | '⬜' | '⭐' | '⭕'
            // Joined to others, e.g. ♀ after a person.
            | '♀' | '♂' | '❤'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_three_emoji_alone_are_big() {
        for (text, count) in [
            ("🎉", 1),
            ("👍🏽 ", 1),
            ("👩‍👩‍👧", 1),
            ("🇮🇹🇫🇷", 2),
            ("❤️", 1),
            ("❤", 1),
            ("1️⃣", 1),
            ("😀 😀\n😀", 3),
            ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", 1),
            ("🤷‍♀️", 1),
            ("✅", 1),
        ] {
            assert_eq!(big_emoji(text), Some(count), "{text}");
        }
    }

    #[test]
    fn anything_else_is_text() {
        for text in ["", " ", "a", "1", "😀a", "😀😀😀😀", "✓", "™", "—", "🇮", "#", "12", "→"] {
            assert_eq!(big_emoji(text), None, "{text}");
        }
    }
}
