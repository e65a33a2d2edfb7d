//! Stories about room: narrower pages, larger text. In each of the twelve states nothing is cut off and nothing
//! sticks out.

use anyhow::Result;
use e2e::{Browser, Page, Server, Tour};

/// Text that is cut off without an ellipsis, and what sticks out of the page at a side.
const CUT_OFF: &str = r"
const found = [];
const box = document.querySelector('chat-service').getBoundingClientRect();
const isSeen = (it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !it.closest('.visually-hidden');
for (const it of all(0, '*')) {
  if (!(it instanceof HTMLElement) || !isSeen(it) || !it.innerText?.trim()) continue;
  const style = getComputedStyle(it);
  if (it.clientWidth < 2 || it.matches('textarea, option, select')) continue;
  const cutsX = ['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis';
  const cutsY = ['hidden', 'clip'].includes(style.overflowY) && style.webkitLineClamp === 'none' && style.textOverflow !== 'ellipsis';
  const own = [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (cutsX && it.scrollWidth > it.clientWidth + 1) found.push(`cut: ${it.tagName} ${it.className} ${it.scrollWidth}>${it.clientWidth}: ${it.innerText.slice(0, 60)}`);
  if (cutsY && own && it.scrollHeight > it.clientHeight + 2) found.push(`cut below: ${it.className}: ${it.innerText.slice(0, 60)}`);
  if (it.matches('button') && it.scrollWidth > it.clientWidth + 1 && style.textOverflow !== 'ellipsis') found.push(`wider than its button: ${it.className} ${it.scrollWidth}>${it.clientWidth}: ${it.innerText.slice(0, 60)}`);
  const rect = it.getBoundingClientRect();
  const scrolls = it.closest('pre, .album, [data-scrolls], .table, .gallery, .emoji__groups, .voice__bars, .tools');
  if (own && !scrolls && rect.width > 1 && (rect.left < box.left - 1 || rect.right > box.right + 1)) found.push(`sticks out: ${it.className} ${rect.left}..${rect.right}: ${it.innerText.slice(0, 60)}`);
}
if (document.documentElement.scrollWidth > innerWidth + 1) found.push(`the page scrolls sideways: ${document.documentElement.scrollWidth}>${innerWidth}`);
return [...new Set(found)];
";

/// What a script finds wrong in a state, beside the name of the state.
async fn look(page: &Page, state: &str, script: &str, wrong: &mut Vec<String>) -> Result<()> {
    let found = page.run(script).await?;
    wrong.extend(found.as_array().into_iter().flatten().map(|it| format!("{state}: {}", it.as_str().unwrap_or_default())));
    Ok(())
}

#[tokio::test]
async fn at_320_pixels_which_is_400_percent_of_1280_everything_flows_again() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let tour = Tour { server: &server, browser: &browser, language: "de", prepare: "", width: 320 };
    let mut wrong = Vec::new();
    tour.go(async |page, state| {
        page.picture(&format!("reflow-{state}")).await?;
        look(page, state, CUT_OFF, &mut wrong).await
    })
    .await?;
    assert!(wrong.is_empty(), "{wrong:#?}");
    browser.quit().await
}

#[tokio::test]
async fn text_of_twice_the_size_is_not_cut_off() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let larger = "document.documentElement.style.fontSize = '200%';";
    let tour = Tour { server: &server, browser: &browser, language: "en", prepare: larger, width: 1280 };
    let mut wrong = Vec::new();
    tour.go(async |page, state| {
        page.picture(&format!("large-{state}")).await?;
        look(page, state, CUT_OFF, &mut wrong).await
    })
    .await?;
    assert!(wrong.is_empty(), "{wrong:#?}");
    browser.quit().await
}
