//! Where addresses in running words begin and end. Called from [`super::inline`].

use super::url;

/// The address of a link after `](`, and where its bracket ends.
pub(super) fn destination(text: &str) -> Option<(&str, usize)> {
    let text = text.get(..text.char_indices().nth(url::MAX).map_or(text.len(), |(at, _)| at))?;
    let begin = text.len() - text.trim_start_matches([' ', '\n']).len();
    let rest = text.get(begin..)?;
    let (address, end) = if let Some(rest) = rest.strip_prefix('<') {
        let end = rest.find(['>', '\n', '<']).filter(|end| rest.get(*end..).is_some_and(|rest| rest.starts_with('>')))?;
        (rest.get(..end)?, begin + end + 2)
    } else {
        let mut depth = 0_u32;
        let end = rest.char_indices().find(|(_, letter)| match letter {
            '(' => {
                depth += 1;
                false
            }
            ')' if depth > 0 => {
                depth -= 1;
                false
            }
            ')' | ' ' | '\n' => true,
            _ => false,
        });
        let end = end?.0;
        (rest.get(..end)?, begin + end)
    };
    let rest = text.get(end..)?.trim_start_matches([' ', '\n']);
    let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\''));
    let rest = match quote {
        // A title is not shown.
        Some(quote) => rest.get(1..)?.split_once(quote)?.1.trim_start_matches([' ', '\n']),
        None => rest,
    };
    let rest = rest.strip_prefix(')')?;
    Some((address, text.len() - rest.len()))
}

pub(super) fn ends_link(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '<' | '>' | '"' | '`' | '“' | '”' | '«' | '»') || super::turns(letter)
}

/// Takes the punctuation of the sentence off the end of an address, and brackets that were opened before it.
pub(super) fn trim(mut text: &str) -> &str {
    let count = |letter: char| text.chars().filter(|other| *other == letter).count();
    let mut extra = [
        (')', count(')').saturating_sub(count('('))),
        (']', count(']').saturating_sub(count('['))),
        ('}', count('}').saturating_sub(count('{'))),
    ];
    while let Some(last) = text.chars().next_back() {
        let bracket = extra.iter_mut().find(|(letter, left)| *letter == last && *left > 0);
        if let Some((_, left)) = bracket {
            *left -= 1;
        } else if !matches!(last, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '’' | '。' | '、' | '，') {
            break;
        }
        text = text.get(..text.len() - last.len_utf8()).unwrap_or_default();
    }
    text
}
