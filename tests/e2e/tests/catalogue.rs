//! Every entry of the catalogue of states, drawn by the browser: the accessibility checker finds nothing in any of them,
//! light or dark, from left to right or from right to left.

use anyhow::{Context, Result};
use e2e::{Browser, Page, Server};
use serde_json::Value;

/// Theme, direction, and the rules to ask for: all once, then those that the look can change.
const LOOKS: [(&str, &str, &str); 3] = [
    ("light", "ltr", "null"),
    ("dark", "ltr", "['color-contrast']"),
    ("light", "rtl", "['target-size', 'color-contrast', 'scrollable-region-focusable']"),
];
/// What the checker says where it cannot tell a contrast: initials and signs, which are too little text for it, a field without a
/// value, and words over pictures and veils, which have a ground of their own that it does not see.
const NOT_JUDGED: [&str; 6] = ["too short", "non-text", "has no value", "image node", "pseudo element", "partially obscured"];
/// So many entries in one script.
const AT_ONCE: usize = 12;

/// Draws one entry after the other and answers what is wrong with which.
const WALK: &str = "
const done = arguments[arguments.length - 1];
const next = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
(async () => {
  const found = [];
  for (const name of names) {
    location.hash = `gallery=${name}`;
    await until(() => one(0, '[data-entry]')?.dataset.entry === name, 5000);
    for (const it of all(0, '.chat')) Object.assign(it, { dir }).dataset.theme = theme;
    await next();
    for (const it of chat(0).getAnimations()) if (it.effect.getTiming().iterations !== Infinity) it.finish();
    await next();
    for (const barrier of await barriers(document.querySelector('chat-service'), rules)) found.push(`${name}, ${theme}, ${dir}: ${barrier}`);
  }
  return found;
})().then(done, (error) => done([String(error)]));
";

async fn names(page: &Page) -> Result<Vec<String>> {
    page.until("the catalogue is drawn", "all(0, '.gallery__name').length > 0").await?;
    texts(&page.run("return all(0, '.gallery__name').map((it) => it.textContent)").await?)
}

fn texts(answer: &Value) -> Result<Vec<String>> {
    Ok(answer.as_array().context("no list")?.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect())
}

#[tokio::test]
async fn no_state_has_a_barrier() -> Result<()> {
    let (server, browser) = (Server::with_gallery().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/gallery/#gallery")).await?;
    let names = names(&page).await?;
    assert!(names.len() >= 60, "{} entries", names.len());
    page.bring_checker().await?;
    let mut found = Vec::new();
    for (theme, dir, rules) in LOOKS {
        for some in names.chunks(AT_ONCE) {
            let some = serde_json::to_string(some)?;
            let script = format!("const [names, theme, dir, rules] = [{some}, '{theme}', '{dir}', {rules}];{WALK}");
            found.extend(texts(&page.wait(&script).await?)?);
        }
    }
    found.retain(|barrier| !NOT_JUDGED.iter().any(|reason| barrier.contains(reason)));
    assert!(found.is_empty(), "{} barriers: {found:#?}", found.len());
    browser.quit().await
}
