//! The moving pictures of `/giphy`: a handful that we drew ourselves, in `assets/gifs`. It knows words and pictures,
//! nothing of messages.

use serde_json::{Value, json};

/// (file, title, words it answers to); all are 320 by 240.
const GIFS: [(&str, &str, &str); 8] = [
    ("cheers.svg", "Cheers", "party celebrate congratulations hooray birthday festa auguri yay"),
    ("thumb.svg", "Thumb up", "yes ok okay like good agreed si bene"),
    ("hearts.svg", "Hearts", "love thanks heart grazie amore thank you"),
    ("coffee.svg", "Coffee", "coffee break morning tired caffè caffe tea monday"),
    ("rain.svg", "Rain", "sad rain no sorry weather pioggia triste"),
    ("rocket.svg", "Rocket", "launch go start rocket release ship lancio"),
    ("cat.svg", "A cat looks around", "cat gatto animal kitten hello hi wave ciao"),
    ("bounce.svg", "A ball bounces", "wait waiting loading bored ball"),
];

/// The attachment for some words; each further `pick` is another picture. The first is the one that fits best.
pub(crate) fn find(words: &str, pick: usize) -> Value {
    let asked = words.to_lowercase();
    let fits = |known: &str| asked.split_whitespace().filter(|word| known.split(' ').any(|known| known == *word)).count();
    let best = GIFS.iter().enumerate().max_by_key(|(at, (_, _, known))| (fits(known), GIFS.len() - at));
    let start = match best {
        Some((at, (_, _, known))) if fits(known) > 0 => at,
        // Words that nothing answers to: always the same picture for the same words.
        _ => asked.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte))) % GIFS.len(),
    };
    let (file, title, _) = GIFS.get((start + pick) % GIFS.len()).copied().unwrap_or_default();
    let url = format!("/gifs/{file}");
    let still = format!("/gifs/{}", still_of(file));
    let form_of = |url: &str, width: u32, height: u32| json!({ "url": url, "width": width.to_string(), "height": height.to_string(), "size": "0", "frames": "0" });
    let form = |width, height| form_of(&url, width, height);
    json!({
        "type": "giphy", "title": title, "title_link": url, "thumb_url": url,
        "giphy": {
            "original": form(320, 240), "fixed_height": form(267, 200), "fixed_height_downsampled": form(267, 200),
            "fixed_height_still": form_of(&still, 267, 200), "fixed_width": form(200, 150), "fixed_width_downsampled": form(200, 150),
            "fixed_width_still": form_of(&still, 200, 150),
        },
    })
}

/// The file of the same picture that does not move.
fn still_of(file: &str) -> String {
    file.replace(".svg", ".still.svg")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn words_find_their_picture_and_shuffling_shows_every_other_one() {
        assert_eq!(find("happy Birthday", 0)["title"], "Cheers");
        assert_eq!(find("xyzzy", 0), find("xyzzy", 0));
        let titles: std::collections::HashSet<String> = (0..GIFS.len()).map(|pick| find("love", pick)["title"].to_string()).collect();
        assert_eq!(titles.len(), GIFS.len());
    }

    #[test]
    fn every_picture_exists() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/gifs");
        for (file, ..) in GIFS {
            assert!(folder.join(file).is_file() && folder.join(still_of(file)).is_file(), "{file}");
        }
    }
}
