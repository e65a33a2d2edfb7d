//! The locale files against each other and against the keys that the views ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::testing::sources;

/// The languages there are, each with its plural categories for whole numbers as CLDR has them. That the browser's
/// `Intl.PluralRules` names the same ones is shown in a browser (tests/e2e/tests/languages.rs).
const LANGUAGES: [(&str, &[&str]); 16] = [
    ("ar", &["zero", "one", "two", "few", "many", "other"]),
    ("de", &["one", "other"]),
    ("en", &["one", "other"]),
    ("es", &["one", "many", "other"]),
    ("fr", &["one", "many", "other"]),
    ("he", &["one", "two", "other"]),
    ("hi", &["one", "other"]),
    ("it", &["one", "many", "other"]),
    ("ja", &["other"]),
    ("ko", &["other"]),
    ("nl", &["one", "other"]),
    ("pl", &["one", "few", "many", "other"]),
    ("pt", &["one", "many", "other"]),
    ("ru", &["one", "few", "many", "other"]),
    ("tr", &["one", "other"]),
    ("zh", &["other"]),
];
/// Categories that are one number only, so that a word may say it: "رسالتان". Russian "one" is 1, 21, 31, …
const SINGLE: [(&str, &[&str]); 3] = [("ar", &["zero", "one", "two"]), ("he", &["one", "two"]), ("ru", &[])];
/// Keys that data chooses: what follows the prefix comes from `Hold`, `NoticeKey`, `Refusal`, `Trouble` or `Status`, or is
/// said by `loader.js`.
const CHOSEN_BY_DATA: [&str; 13] = [
    "composer.incomplete",
    "composer.slow-mode",
    "composer.too-long",
    "composer.upload",
    "emoji.",
    "loader.",
    "message.attachment",
    "notice.",
    "reactions.kind.",
    "size.",
    "status.",
    "trouble.",
    "upload.",
];
/// Every language has these two or more.
const PLURALS: [&str; 6] = [".zero", ".one", ".two", ".few", ".many", ".other"];

fn texts(language: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(language).with_extension("json");
    let file = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&file).expect("a locale file is an object of texts")
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

/// A key without its plural category.
fn base(key: &str) -> &str {
    PLURALS.iter().find_map(|category| key.strip_suffix(category)).unwrap_or(key)
}

/// All texts of all languages: language, key, text.
fn everything() -> Vec<(&'static str, String, String)> {
    let of = |(language, _): (&'static str, _)| texts(language).into_iter().map(move |(key, text)| (language, key, text));
    LANGUAGES.into_iter().flat_map(of).collect()
}

/// A text without its placeholders.
fn words(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

#[test]
fn there_is_a_file_for_each_language_and_no_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales");
    let found: BTreeSet<_> =
        std::fs::read_dir(folder).expect("a folder").flatten().map(|it| it.file_name().into_string().expect("a name")).collect();
    assert_eq!(found, LANGUAGES.iter().map(|(language, _)| format!("{language}.json")).collect());
}

/// Says for each language which texts it lacks: whoever adds a text sees here what is left to translate.
#[test]
fn every_language_has_every_text_in_each_of_its_plural_categories() {
    let english = texts("en");
    let plurals: BTreeSet<&str> = english.keys().map(|key| base(key)).filter(|base| !english.contains_key(*base)).collect();
    let mut wrong = Vec::new();
    for (language, categories) in LANGUAGES {
        let wanted: BTreeSet<String> = english
            .keys()
            .flat_map(|key| match base(key) {
                base if plurals.contains(base) => categories.iter().map(|category| format!("{base}.{category}")).collect(),
                _ => vec![key.clone()],
            })
            .collect();
        let there: BTreeSet<String> = texts(language).into_keys().collect();
        wrong.extend(wanted.difference(&there).map(|key| format!("{language} lacks {key}")));
        wrong.extend(there.difference(&wanted).map(|key| format!("{language} has {key}, which nobody wants")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_language_uses_the_same_placeholders() {
    let english = texts("en");
    let mut wrong = Vec::new();
    for (language, key, text) in everything() {
        let category = key.strip_prefix(base(&key)).unwrap_or_default().trim_start_matches('.').to_owned();
        let model = english.get(&key).or_else(|| english.get(&format!("{}.other", base(&key))));
        let most = placeholders(english.get(&format!("{}.other", base(&key))).or(model).map(String::as_str).unwrap_or_default());
        let ours = placeholders(&text);
        let single = SINGLE.iter().find(|(it, _)| *it == language).map_or(&["one"][..], |(_, single)| single);
        let is_single = single.contains(&&*category);
        let is_short = is_single && most.difference(&ours).all(|name| *name == "count") && ours.is_subset(&most);
        if ours != most && !is_short {
            wrong.push(format!("{language} {key}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Words that are the same in English: `language text`, or the text alone for all languages.
const SAME: &str = include_str!("same.txt");

#[test]
fn nothing_is_left_in_english() {
    let english = texts("en");
    let same: BTreeSet<&str> = SAME.lines().collect();
    let mut wrong = Vec::new();
    for (language, key, text) in everything().into_iter().filter(|(language, ..)| *language != "en") {
        let model = english.get(&key).or_else(|| english.get(&format!("{}.other", base(&key)))).map(String::as_str).unwrap_or_default();
        let has_words = words(&text).chars().any(char::is_alphabetic);
        let is_same = text == model && has_words && !same.contains(&*text) && !same.contains(&*format!("{language} {text}"));
        // Languages with letters of their own have no Latin words but these.
        let is_latin = ["ar", "he", "hi", "ja", "ko", "ru", "zh"].contains(&language)
            && words(&text)
                .split(|letter: char| !letter.is_ascii_alphabetic())
                .any(|word| word.len() > 1 && !["GB", "GIF", "KB", "MB", "Tab", "WebAssembly", "kB"].contains(&word));
        if is_same || is_latin {
            wrong.push(format!("{language} {key}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn texts_are_set_as_print_is() {
    let mut wrong = Vec::new();
    for (language, key, text) in everything() {
        let straight = text.contains(['"', '\'', '<', '>', '&', '`', '\t', '\n']) || text.contains("...");
        let spaces = text.contains("  ") || text.trim() != text || text.is_empty();
        let invisible = text.chars().any(|letter| {
            letter.is_control() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}' | '\u{ad}')
        });
        let halves = text.matches('{').count() != text.matches('}').count();
        // French sets a space that does not break before its high punctuation.
        let loose = language == "fr" && [" !", " ?", " :", " ;", " »", "« ", " %"].iter().any(|it| text.contains(it));
        if straight || spaces || invisible || halves || loose {
            wrong.push(format!("{language} {key}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_language_is_written_in_its_own_letters() {
    type Letters = fn(char) -> bool;
    let scripts: [(&str, Letters); 7] = [
        ("ar", |it| matches!(it, '\u{600}'..='\u{6ff}')),
        ("he", |it| matches!(it, '\u{590}'..='\u{5ff}')),
        ("hi", |it| matches!(it, '\u{900}'..='\u{97f}')),
        ("ja", |it| matches!(it, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')),
        ("ko", |it| matches!(it, '\u{ac00}'..='\u{d7af}')),
        ("ru", |it| matches!(it, '\u{400}'..='\u{4ff}')),
        ("zh", |it| matches!(it, '\u{4e00}'..='\u{9fff}')),
    ];
    for (language, is_own) in scripts {
        let texts = texts(language);
        let foreign =
            texts.values().map(|text| words(text)).filter(|text| text.chars().any(char::is_alphabetic) && !text.chars().any(is_own));
        let foreign: Vec<_> = foreign.filter(|text| !["B", "KB", "kB", "MB", "GB", "GIF"].contains(&text.trim())).collect();
        assert!(foreign.is_empty(), "{language}: {foreign:#?}");
    }
}

#[test]
fn the_loader_says_in_english_what_the_file_says() {
    let screens = include_str!("../element/screens.js");
    let english = texts("en");
    let said: Vec<_> = english.iter().filter(|(key, _)| key.starts_with("loader.") || *key == "loading.label").collect();
    let missing: Vec<_> = said.iter().filter(|(key, text)| !screens.contains(&format!("'{key}': '{text}'"))).collect();
    assert!(said.len() > 8 && missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_key_that_is_asked_for_exists_and_every_other_is_chosen_by_data() {
    let known: BTreeSet<String> = texts("en").keys().map(|key| base(key).to_owned()).collect();
    let mut asked = BTreeSet::new();
    collect("src/ui", &mut asked);
    collect("src/i18n/locale.rs", &mut asked);
    // What ends in a dot is the first half of a key; data has the other.
    let missing: Vec<_> = asked.iter().filter(|key| !key.ends_with('.') && !known.contains(*key)).collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
    // A key may also be a value that a view chooses among.
    let all: String = sources("src").into_iter().map(|(_, text)| text).collect();
    let is_used = |key: &String| {
        asked.contains(key) || CHOSEN_BY_DATA.iter().any(|prefix| key.starts_with(prefix)) || all.contains(&["\"", key, "\""].concat())
    };
    let unused: Vec<_> = known.iter().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}

/// Collects the first string after each `t!(` and each literal key given to `text`, in all files below a path.
fn collect(path: &str, keys: &mut BTreeSet<String>) {
    for (_, source) in sources(path) {
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let calls = ["t!(", ".text("].into_iter().flat_map(|call| source.split(call).skip(1));
        for call in calls.map(|rest| rest.split(')').next().unwrap_or_default()) {
            let key = call
                .split('"')
                .nth(1)
                .filter(|key| key.contains('.') && key.chars().all(|letter| letter.is_ascii_lowercase() || matches!(letter, '.' | '-')));
            keys.extend(key.map(str::to_owned));
        }
    }
}

#[test]
fn every_notice_and_every_hold_has_words() {
    use crate::state::{Hold, NoticeKey, Refusal};
    let english = texts("en");
    let holds = [
        Hold::Frozen,
        Hold::Incomplete,
        Hold::NotAllowed,
        Hold::SlowMode { until: 0 },
        Hold::TooLong { over: 1 },
        Hold::UploadFailed,
        Hold::Uploading,
    ];
    let refusals = [Refusal::TooLarge { limit: 1 }, Refusal::Type];
    let keys = NoticeKey::ALL.iter().map(|key| key.name()).chain(holds.map(Hold::key)).chain(refusals.map(Refusal::key));
    assert_eq!(keys.filter(|key| !english.contains_key(*key)).collect::<Vec<_>>(), Vec::<&str>::new());
}
