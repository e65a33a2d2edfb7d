//! The first picture: what is on screen before the later part of the program, and what of it changes when that arrives.

use anyhow::{Context, Result};
use e2e::{Browser, Page, Server};
use serde_json::{Value, json};

/// What both pictures show: words, and where things are (kind, left, top, width, height).
const LOOK: &str = "
const look = () => {
  const root = one(0, '.chat');
  const of = (kind, from, to) => all(0, kind).slice(from, to).map((it) => it.getBoundingClientRect()).map((box) => [kind, box.x, box.y, box.width, box.height]);
  const boxes = [...of('.panes__list', 0, 1), ...of('.bar', 0, 2), ...of('.row', 0, 8), ...of('.row .avatar', 0, 8), ...of('.row__name', 0, 8), ...of('.message__bubble', -3), ...of('.message__meta', -1), ...of('.composer__surface', 0, 1), ...of('.composer__field', 0, 1)];
  return [`${root.innerText} ${[...root.querySelectorAll('[placeholder]')].map((it) => it.placeholder)}`, boxes];
};
const done = arguments[arguments.length - 1];
";

async fn hold_back_the_later_part(page: &Page, is_held: bool) -> Result<()> {
    let tools = page.driver().cdp();
    tools.send_raw("Network.enable", json!({})).await?;
    tools.send_raw("Network.setBlockedURLs", json!({ "urls": if is_held { vec!["*_later.wasm"] } else { Vec::new() } })).await?;
    Ok(())
}

fn boxes(answer: &Value) -> Result<Vec<(String, [i64; 4])>> {
    let read = |one: &Value| {
        let number = |at: usize| one.get(at).and_then(Value::as_f64);
        #[expect(clippy::cast_possible_truncation, reason = "pixels")]
        let numbers = [1, 2, 3, 4].map(|at| number(at).map_or(-1, |number| number.round() as i64));
        (one.get(0).and_then(Value::as_str).unwrap_or_default().to_owned(), numbers)
    };
    Ok(answer.as_array().context("no boxes")?.iter().map(read).collect())
}

#[tokio::test]
async fn the_first_picture_has_its_words_and_styles_and_nothing_moves_when_the_views_come() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    hold_back_the_later_part(&page, true).await?;
    let page = browser.open(&server.url("/as/giulia/")).await?;
    // At once: the loader asks for the later part three times within three seconds.
    let sketch =
        page.wait(&format!("{LOOK} until(() => one(0, '.chat[aria-busy=\"true\"] .message__bubble')).then(() => done(look()));")).await?;
    hold_back_the_later_part(&page, false).await?;
    let words = sketch.get(0).and_then(Value::as_str).context("no words")?;
    let sketched = boxes(sketch.get(1).context("no boxes")?)?;

    let keys = page.run("return Promise.all(['en', 'en.later'].map((name) => fetch(`/chat-service/locales/${name}.json`).then((it) => it.json()))).then((all) => all.flatMap(Object.keys))").await?;
    let keys: Vec<&str> = keys.as_array().context("no keys")?.iter().filter_map(Value::as_str).collect();
    assert!(keys.len() > 100, "{} keys", keys.len());
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
    let said: Vec<&str> =
        words.split(|letter| !is_word(letter)).filter(|word| keys.iter().any(|key| key.trim_end_matches(".other") == *word)).collect();
    assert!(said.is_empty(), "the sketch says keys: {said:?}");

    page.until(
        "the views are there",
        "one(0, '.chat:not([aria-busy])') && one(0, '[data-composer]') && all(0, '.message__bubble').length > 3",
    )
    .await?;
    page.picture("first-views").await?;
    let drawn = page.wait(&format!("{LOOK} done(look());")).await?;
    let drawn = boxes(drawn.get(1).context("no boxes")?)?;
    assert_eq!(sketched.len(), drawn.len(), "{sketched:#?} {drawn:#?}");
    for (before, after) in sketched.iter().zip(&drawn) {
        let moved = before.1.iter().zip(after.1).any(|(before, after)| before.abs_diff(after) > 1);
        assert!(before.0 == after.0 && !moved, "{before:?} became {after:?}");
    }
    browser.quit().await
}
