//! Stories about room: longer words, narrower pages, larger text, the other direction, thicker fingers. In each of the twelve
//! states nothing is cut off, nothing sticks out and, in the made-up language, nothing is untranslated.

use anyhow::Result;
use e2e::{Browser, Page, Server, Tour};
use serde_json::{Value, json};

/// Gives the element a made-up language: every text in accented letters, in brackets, and 40 % longer.
const PSEUDO: &str = r"
const parts = await Promise.all(['en', 'en.later'].map(async (name) => (await fetch(`/chat-service/locales/${name}.json`)).json()));
const own = Object.assign({}, ...parts);
const accents = { a: 'ȧ', b: 'ƀ', c: 'ƈ', d: 'ḓ', e: 'ḗ', f: 'ƒ', g: 'ɠ', h: 'ħ', i: 'ī', k: 'ķ', l: 'ŀ', m: 'ḿ', n: 'ƞ', o: 'ǿ', p: 'ƥ', r: 'ř', s: 'ş', t: 'ŧ', u: 'ŭ', v: 'ṽ', w: 'ẇ', y: 'ẏ', z: 'ẑ' };
const accent = (text) => text.replace(/[a-z]/g, (letter) => accents[letter] ?? letter);
const longer = (text) => {
  const words = text.replace(/\{\w+\}/g, '').split(' ').filter(Boolean);
  let more = '';
  for (let at = 0; more.length < text.replace(/\{\w+\}/g, '').length * 0.4; at += 1) more += ' ' + accent(words[at % words.length] ?? 'x');
  return more;
};
const made = (text) => '[' + text.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? part : accent(part))).join('') + longer(text) + ']';
it.messages = Object.fromEntries(Object.entries(own).map(([key, text]) => [key, made(text)]));
";

/// Text that is not in brackets although it is neither what people wrote nor a name, a number or a date; `EN` are our texts.
const UNTRANSLATED: &str = r"
const english = new Set(Object.values(EN).filter((text) => /[a-z]{3}/i.test(text)));
const isDate = (text) => /\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(January|February|March|April|May|June|July|August|September|October|November|December)\b|\b[AP]M\b/.test(text);
// What people wrote and what they are called has `dir=auto` or is written as code.
const isTheirs = (node) => node.closest('[dir=auto], [dir=ltr], time, code, pre, textarea, .avatar, .message__text');
// What the tenant calls its actions.
const actions = ['Close conversation', 'Reopen conversation'];
const found = [];
const walk = document.createTreeWalker(one(0, '.chat') ?? chat(0), NodeFilter.SHOW_TEXT);
for (let node = walk.nextNode(); node; node = walk.nextNode()) {
  const text = node.data.trim();
  const parent = node.parentElement;
  if (!/\p{L}{2}/u.test(text) || actions.includes(text) || parent.closest('style, script') || !parent.checkVisibility({ visibilityProperty: true })) continue;
  const whole = (parent.closest('button, p, h2, h3, label, li, span') ?? parent).textContent;
  // The title over the list is the tenant's.
  if (english.has(text) && !parent.matches('.bar__title')) found.push(`english: ${text}`);
  else if (!isTheirs(parent) && !/\[/.test(whole) && !isDate(text)) found.push(`${parent.className}: ${text}`);
}
const names = new Set(all(0, '[dir=auto], .message__text, code').map((it) => it.textContent.trim()));
for (const it of all(0, '*')) {
  for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription', 'aria-valuetext']) {
    const text = it.getAttribute(name)?.trim();
    if (!text || !/\p{L}{2}/u.test(text) || actions.includes(text) || /\[/.test(text) || names.has(text) || it.matches('a[href]')) continue;
    if (english.has(text)) found.push(`english: ${name}=${text}`);
    else if (!it.closest('[data-emoji], .picture, [data-message-id], .reaction, .player, .file')) found.push(`${it.className} ${name}=${text}`);
  }
}
return [...new Set(found)];
";

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

async fn in_a_made_up_language(width: u32) -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let tour = Tour { server: &server, browser: &browser, language: "en", prepare: PSEUDO, width };
    let english = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/locales/en.json"))?;
    let english: Value = serde_json::from_str(&english)?;
    let mut wrong = Vec::new();
    tour.go(async |page, state| {
        page.picture(&format!("pseudo-{width}-{state}")).await?;
        // The skeleton is there before any words are.
        if state != "boot" {
            look(page, state, &format!("const EN = {english};{UNTRANSLATED}"), &mut wrong).await?;
        }
        look(page, state, CUT_OFF, &mut wrong).await
    })
    .await?;
    assert!(wrong.is_empty(), "{width}: {wrong:#?}");
    browser.quit().await
}

#[tokio::test]
async fn in_a_longer_language_nothing_is_cut_off_or_untranslated_at_360() -> Result<()> {
    in_a_made_up_language(360).await
}

#[tokio::test]
async fn in_a_longer_language_nothing_is_cut_off_or_untranslated_at_800() -> Result<()> {
    in_a_made_up_language(800).await
}

#[tokio::test]
async fn in_a_longer_language_nothing_is_cut_off_or_untranslated_at_1280() -> Result<()> {
    in_a_made_up_language(1280).await
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

/// What must hold in a language that is written from right to left.
const MIRRORED: &str = r"
const found = [];
const root = one(0, '.chat');
if (root && getComputedStyle(root).direction !== 'rtl') found.push('not from right to left');
const [first, second] = ['[data-region=list], .panes__list', '[data-region=main], .panes__main'].map((it) => one(0, it)?.getBoundingClientRect());
if (first?.width && second?.width && first.right <= second.left + 1) found.push('the list is on the left');
for (const it of all(0, '.message--own .message__bubble')) {
  const [bubble, row] = [it.getBoundingClientRect(), it.closest('.message').getBoundingClientRect()];
  if (bubble.width && bubble.left - row.left > row.right - bubble.right + 8) found.push(`own bubble on the right: ${it.innerText.slice(0, 30)}`);
}
for (const it of all(0, 'pre, code')) if (getComputedStyle(it).direction !== 'ltr') found.push(`code from right to left: ${it.innerText.slice(0, 30)}`);
for (const it of all(0, '[dir=auto]')) if (!['isolate', 'plaintext', 'isolate-override'].includes(getComputedStyle(it).unicodeBidi)) found.push(`${it.className} is not apart`);
// A name inside a sentence of ours has a place of its own.
const latin = /[A-Za-z]{2}/;
for (const it of all(0, '[aria-label]')) {
  const label = it.getAttribute('aria-label');
  if (/[\u0590-\u06ff]{2}/.test(label) && latin.test(label.replace(/\u2068[^]*?\u2069/g, '').replace(/\bTab\b|GIF/g, ''))) found.push(`not apart: ${label.slice(0, 80)}`);
}
return [...new Set(found)];
";

#[tokio::test]
async fn from_right_to_left_everything_is_mirrored_but_code_and_numbers() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    for (language, width) in [("ar", 1280), ("he", 360)] {
        let tour = Tour { server: &server, browser: &browser, language, prepare: "", width };
        let mut wrong = Vec::new();
        tour.go(async |page, state| {
            page.picture(&format!("rtl-{language}-{width}-{state}")).await?;
            look(page, state, CUT_OFF, &mut wrong).await?;
            look(page, state, MIRRORED, &mut wrong).await
        })
        .await?;
        assert!(wrong.is_empty(), "{language} {width}: {wrong:#?}");
    }
    browser.quit().await
}

#[tokio::test]
async fn under_a_finger_every_control_is_44_pixels() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let tour = Tour { server: &server, browser: &browser, language: "en", prepare: "", width: 390 };
    let small = r"
if (!matchMedia('(pointer: coarse)').matches) return ['the pointer is not coarse'];
const found = [];
// Links inside of a sentence are excepted, as in WCAG 2.5.5; what is pressed may be larger than what is seen.
for (const it of all(0, 'button, [role=button], [role=menuitem], [role=option], [role=tab], input, textarea, a[href]')) {
  if (!it.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || it.closest('.visually-hidden, p, li, .message__text, [inert]') || it.matches('[type=file]')) continue;
  const own = (it.closest('label, .emoji__search') ?? it).getBoundingClientRect();
  if (own.width < 2 || own.bottom < 0 || own.top > innerHeight) continue;
  const sizes = ['::after', '::before'].map((part) => getComputedStyle(it, part)).filter((style) => style.content !== 'none' && style.position === 'absolute').map((style) => [parseFloat(style.width), parseFloat(style.height)]);
  const [width, height] = [own.width, own.height].map((size, axis) => Math.max(size, ...sizes.map((it) => it[axis] || 0)));
  if (width < 43.5 || height < 43.5) found.push(`${it.tagName} ${it.className} ${Math.round(width)}x${Math.round(height)}: ${(it.getAttribute('aria-label') ?? it.innerText).slice(0, 40)}`);
}
return [...new Set(found)];
";
    let mut wrong = Vec::new();
    tour.go(async |page, state| {
        let touch = json!({ "enabled": true, "maxTouchPoints": 1 });
        page.driver().cdp().send_raw("Emulation.setTouchEmulationEnabled", touch).await?;
        page.until("the pointer is coarse", "matchMedia('(pointer: coarse)').matches").await?;
        page.picture(&format!("touch-{state}")).await?;
        look(page, state, small, &mut wrong).await
    })
    .await?;
    assert!(wrong.is_empty(), "{wrong:#?}");
    browser.quit().await
}

#[tokio::test]
async fn the_composer_stays_above_a_keyboard_on_the_screen() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(390, 844).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    let keyboard = |height: &str| {
        format!(
            "Object.defineProperty(visualViewport, 'height', {{ configurable: true, value: {height} }}); \
             visualViewport.dispatchEvent(new Event('resize')); return true"
        )
    };
    let bottom = "Math.round(one(0, '.composer').getBoundingClientRect().bottom)";
    let low = page.run(&format!("return {bottom}")).await?;
    page.run("one(0, '[data-composer]').focus(); return true").await?;
    page.run(&keyboard("400")).await?;
    page.until("the composer is above it", &format!("{bottom} <= 400 && {bottom} > 380")).await?;
    page.until("the newest message, too", "all(0, '[data-message-id]').at(-1).getBoundingClientRect().bottom < 400").await?;
    page.still(0).await?;
    page.picture("keyboard").await?;
    page.run("one(0, '[data-composer]').blur(); return true").await?;
    page.until("without the focus nobody writes", &format!("{bottom} === {low}")).await?;
    page.run("one(0, '[data-composer]').focus(); return true").await?;
    page.until("it is above it again", &format!("{bottom} <= 400")).await?;
    page.run(&keyboard("innerHeight")).await?;
    page.until("the keyboard went away", &format!("{bottom} === {low}")).await?;
    page.is_clean().await?;
    browser.quit().await
}
