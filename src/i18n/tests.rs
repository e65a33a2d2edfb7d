//! The locale files against each other and against the keys that the views ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const FILES: [(&str, &str); 2] =
    [("en", include_str!("../../assets/locales/en.json")), ("it", include_str!("../../assets/locales/it.json"))];
/// Keys that data chooses: what follows the prefix comes from `Hold`, `NoticeKey`, `Refusal`, `Trouble` or `Status`, from the
/// table of a message's menu, the sheet of keys, the quick reactions, the groups of emoji.
const CHOSEN_BY_DATA: [&str; 19] = [
    "composer.",
    "emoji.",
    "message.attachment",
    "message.block",
    "message.copy",
    "message.download",
    "message.mark-unread",
    "message.mute",
    "message.pin",
    "message.retry",
    "message.unmute",
    "message.unpin",
    "notice.",
    "reactions.kind.",
    "shortcuts.",
    "size.",
    "status.",
    "trouble.",
    "upload.",
];
/// Every language has these two or more.
const PLURALS: [&str; 6] = [".zero", ".one", ".two", ".few", ".many", ".other"];

fn texts(file: &str) -> BTreeMap<String, String> {
    serde_json::from_str(file).expect("a locale file is an object of texts")
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

/// A key without its plural category.
fn base(key: &str) -> &str {
    PLURALS.iter().find_map(|category| key.strip_suffix(category)).unwrap_or(key)
}

#[test]
fn every_language_has_the_same_keys() {
    let keys = |file| texts(file).keys().map(|key| base(key).to_owned()).collect::<BTreeSet<_>>();
    for (language, file) in FILES {
        let (ours, english) = (keys(file), keys(FILES[0].1));
        assert_eq!(ours.symmetric_difference(&english).collect::<Vec<_>>(), Vec::<&String>::new(), "{language}");
    }
}

#[test]
fn every_language_uses_the_same_placeholders() {
    let english = texts(FILES[0].1);
    for (language, file) in FILES {
        for (key, text) in texts(file) {
            let model = english.get(&key).or_else(|| english.get(&format!("{}.other", base(&key)))).expect("the keys are the same");
            assert_eq!(placeholders(&text), placeholders(model), "{language} {key}");
            assert!(!text.trim().is_empty(), "{language} {key} is empty");
        }
    }
}

#[test]
fn every_plural_has_one_and_other() {
    for (language, file) in FILES {
        let texts = texts(file);
        for key in texts.keys().filter(|key| base(key) != *key) {
            for category in [".one", ".other"] {
                assert!(texts.contains_key(&format!("{}{category}", base(key))), "{language} {key}");
            }
        }
    }
}

#[test]
fn every_key_that_is_asked_for_exists_and_every_other_is_chosen_by_data() {
    let known: BTreeSet<String> = texts(FILES[0].1).keys().map(|key| base(key).to_owned()).collect();
    let mut asked = BTreeSet::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui").as_path(), &mut asked);
    collect(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/i18n/locale.rs").as_path(), &mut asked);
    let missing: Vec<_> = asked.iter().filter(|key| !known.contains(*key)).collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
    let unused: Vec<_> =
        known.iter().filter(|key| !asked.contains(*key) && !CHOSEN_BY_DATA.iter().any(|prefix| key.starts_with(prefix))).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}

/// Collects the first string after each `t!(` and each literal key given to `text`, in all files below a path.
fn collect(path: &Path, keys: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("a folder of sources").flatten() {
            collect(&entry.path(), keys);
        }
        return;
    }
    let source = std::fs::read_to_string(path).unwrap_or_default();
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    for call in ["t!(", ".text("] {
        for rest in source.split(call).skip(1) {
            let call = rest.split(')').next().unwrap_or_default();
            let key = call.split('"').nth(1).filter(|key| {
                key.contains('.')
                    && !key.ends_with('.')
                    && key.chars().all(|letter| letter.is_ascii_lowercase() || matches!(letter, '.' | '-'))
            });
            keys.extend(key.map(str::to_owned));
        }
    }
}

#[test]
fn every_notice_and_every_hold_has_words() {
    use crate::state::{Hold, NoticeKey, Refusal};
    let english = texts(FILES[0].1);
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
