//! Stories about access: the checker finds nothing in any state, light or dark, and the keyboard reaches everything.

use anyhow::Result;
use e2e::{Browser, Page, STATES, Server, Tour, escape};
use serde_json::{Value, json};
use thirtyfour::Key;

/// Asks the checker in both themes.
async fn is_accessible(page: &Page, state: &str) -> Result<()> {
    for theme in ["light", "dark"] {
        page.theme(theme).await?;
        page.still(0).await?;
        page.picture(&format!("{state}-{theme}")).await?;
        let barriers = page.barriers(0).await?;
        assert!(barriers.is_empty(), "{state}, {theme}: {barriers:#?}");
    }
    Ok(())
}

#[tokio::test]
async fn inbox_and_conversation_have_no_barrier() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    for cid in ["messaging:launch", "messaging:front-desk", "messaging:announcements", "support:order-3988"] {
        if cid == "support:order-3988" {
            page.run("document.querySelector('chat-service').view = 'closed'; return true").await?;
        }
        page.open_channel(0, cid).await?;
        is_accessible(&page, &format!("access-{}", cid.replace(':', "-"))).await?;
    }
    page.run("list(0).scrollTop = 0; return true").await?;
    is_accessible(&page, "access-scrolled").await?;
    browser.quit().await
}

#[tokio::test]
async fn a_narrow_page_has_no_barrier_in_either_pane() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(500, 800).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.run("document.querySelector('chat-service').style.width = '360px'; return true").await?;
    page.online(0).await?;
    is_accessible(&page, "access-narrow-list").await?;
    page.open_channel(0, "messaging:launch").await?;
    is_accessible(&page, "access-narrow-conversation").await?;
    browser.quit().await
}

#[tokio::test]
async fn what_went_wrong_has_no_barrier() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1000, 700).await?);
    for (kind, state) in [("401", "signed-out"), ("500", "config-error"), ("bad-token", "token-refused")] {
        let page = browser.open(&server.url("/blank/")).await?;
        page.run(&format!("const it = document.createElement('chat-service'); it.setAttribute('backend-url', '/__dev/config/{kind}'); document.body.append(it); return true")).await?;
        page.until(state, &format!("state(0) === '{state}'")).await?;
        is_accessible(&page, &format!("access-{state}")).await?;
    }
    browser.quit().await
}

#[tokio::test]
async fn offline_and_unsent_messages_have_no_barrier() -> Result<()> {
    let (mut server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    server.kill().await?;
    page.until("it is offline", "state(0) === 'offline'").await?;
    page.say(0, "written while away").await?;
    page.sees(0, "written while away", &["queued", "sending"]).await?;
    is_accessible(&page, "access-offline").await?;
    browser.quit().await
}

/// Twelve states, light and dark: 24 runs; with the other direction 48 (trust section C3).
async fn twelve_states_have_no_barrier(language: &str) -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let tour = Tour { server: &server, browser: &browser, language, prepare: "", width: 1280 };
    let (mut wrong, mut runs) = (Vec::new(), Vec::new());
    tour.go(async |page, state| {
        for theme in ["light", "dark"] {
            if state == "boot" {
                page.run(&format!("document.querySelector('chat-service').setAttribute('theme', '{theme}'); return true")).await?;
            } else {
                page.theme(theme).await?;
                page.still(0).await?;
            }
            page.picture(&format!("axe-{language}-{state}-{theme}")).await?;
            wrong.extend(page.barriers(0).await?.into_iter().map(|barrier| format!("{state}, {theme}: {barrier}")));
            runs.push(state.to_owned());
        }
        Ok(())
    })
    .await?;
    assert_eq!(runs, STATES.iter().flat_map(|state| [*state, *state]).collect::<Vec<_>>());
    assert!(wrong.is_empty(), "{language}: {wrong:#?}");
    browser.quit().await
}

#[tokio::test]
async fn the_twelve_states_have_no_barrier_from_left_to_right() -> Result<()> {
    twelve_states_have_no_barrier("en").await
}

#[tokio::test]
async fn the_twelve_states_have_no_barrier_from_right_to_left() -> Result<()> {
    twelve_states_have_no_barrier("ar").await
}

/// What the person's system wants of pages.
async fn prefers(page: &Page, name: &str, value: &str) -> Result<()> {
    let features = json!({ "features": [{ "name": name, "value": value }] });
    page.driver().cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
    page.until("it is so", &format!("matchMedia('({name}: {value})').matches")).await?;
    Ok(())
}

#[tokio::test]
async fn who_wants_less_motion_sees_nothing_move() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let tour = Tour { server: &server, browser: &browser, language: "en", prepare: "", width: 1280 };
    let mut wrong = Vec::new();
    tour.go(async |page, state| {
        prefers(page, "prefers-reduced-motion", "reduce").await?;
        let moving = page.run("return chat(0).getAnimations().filter((it) => it.playState === 'running' && it.effect.getComputedTiming().duration > 1 && it.effect.getKeyframes().some((frame) => 'transform' in frame || 'translate' in frame || 'rotate' in frame || 'scale' in frame)).map((it) => it.animationName ?? it.transitionProperty)").await?;
        if moving != json!([]) {
            wrong.push(format!("{state}: {moving}"));
        }
        Ok(())
    })
    .await?;
    assert!(wrong.is_empty(), "{wrong:#?}");
    browser.quit().await
}

#[tokio::test]
async fn in_forced_colours_controls_keep_their_edges_and_the_focus_is_seen() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let tour = Tour { server: &server, browser: &browser, language: "en", prepare: "", width: 1280 };
    // A picture of a button alone would be nothing: its drawing takes the colour of text, a selected row has an edge of its own.
    let faint = r"
const found = [];
for (const it of all(0, '.row[aria-selected=true], [role=menuitem]:focus, .message__bubble:not(.message__bubble--emoji), .composer__surface, .button, dialog[open] .dialog__box, .float')) {
  if (!it.checkVisibility({ visibilityProperty: true })) continue;
  const style = getComputedStyle(it);
  const around = getComputedStyle(it.parentElement);
  const hasEdge = ['Top', 'Bottom', 'Left', 'Right'].some((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== 'none' && style[`border${side}Color`] !== 'rgba(0, 0, 0, 0)');
  const hasOutline = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none';
  const hasGround = style.forcedColorAdjust === 'none' || (style.backgroundColor !== 'rgba(0, 0, 0, 0)' && style.backgroundColor !== around.backgroundColor && style.backgroundColor !== 'rgb(255, 255, 255)');
  if (!hasEdge && !hasOutline && !hasGround) found.push(`${it.className} ${it.getAttribute('role') ?? ''}`);
}
const focused = chat(0).activeElement;
if (focused?.matches(':focus-visible')) {
  const style = getComputedStyle(focused);
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) found.push(`the focus is not seen on ${focused.className}`);
}
return [...new Set(found)];
";
    let mut wrong = Vec::new();
    tour.go(async |page, state| {
        prefers(page, "forced-colors", "active").await?;
        page.picture(&format!("forced-{state}")).await?;
        let found = page.run(faint).await?;
        wrong.extend(found.as_array().into_iter().flatten().map(|it| format!("{state}: {it}")));
        Ok(())
    })
    .await?;
    assert!(wrong.is_empty(), "{wrong:#?}");
    browser.quit().await
}

/// Presses Tab until the focus is on something.
async fn tab_to(page: &Page, what: &str, selector: &str) -> Result<()> {
    for _ in 0..60 {
        page.keys(Key::Tab + "").await?;
        if page.run(&format!("return chat(0).activeElement?.matches({}) ?? false", json!(selector))).await? == true {
            let ring = "(() => { const style = getComputedStyle(chat(0).activeElement); const around = [chat(0).activeElement, chat(0).activeElement.closest('.composer__surface, .row, .message')].filter(Boolean).map((it) => getComputedStyle(it)); return around.some((it) => (it.outlineStyle !== 'none' && parseFloat(it.outlineWidth) >= 2) || it.boxShadow !== 'none'); })()";
            page.until(&format!("the focus on {what} is seen"), ring).await?;
            return Ok(());
        }
    }
    anyhow::bail!("Tab does not lead to {what}")
}

/// Where the focus is, for a message of a failed test.
async fn focused(page: &Page, what: &str, selector: &str) -> Result<()> {
    page.until(&format!("the focus is on {what}"), &format!("chat(0).activeElement?.matches({})", json!(selector))).await?;
    Ok(())
}

#[tokio::test]
async fn the_keyboard_alone_is_enough_to_read_answer_react_and_leave() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    // The list is one stop; arrows go through it, Enter opens.
    tab_to(&page, "the list", "[data-channel-row]").await?;
    let first = page.run("return chat(0).activeElement.dataset.channelRow").await?;
    page.keys(Key::Down + "").await?;
    page.until("another row has the focus", &format!("chat(0).activeElement.dataset.channelRow !== {first}")).await?;
    page.keys(Key::Home + "").await?;
    page.until("the first row has it", "chat(0).activeElement.dataset.channelRow === one(0, '[data-channel-row]').dataset.channelRow")
        .await?;
    page.keys(Key::Enter + "").await?;
    page.until("it is open", "one(0, '[data-channel-row][aria-selected=true]') && one(0, '[data-composer]')").await?;
    // To write.
    tab_to(&page, "the field", "[data-composer]").await?;
    page.keys("from the keyboard").await?;
    page.keys(Key::Enter + "").await?;
    page.sees(0, "from the keyboard", &["sent", "delivered", "read"]).await?;
    // The messages are one stop before it; Enter leads to the menu, Escape back.
    page.driver().action_chain().key_down(Key::Shift).send_keys(Key::Tab + "").key_up(Key::Shift).perform().await?;
    for _ in 0..12 {
        if page.run("return chat(0).activeElement?.matches('[data-row]') ?? false").await? == true {
            break;
        }
        page.driver().action_chain().key_down(Key::Shift).send_keys(Key::Tab + "").key_up(Key::Shift).perform().await?;
    }
    focused(&page, "a message", "[data-row]").await?;
    page.keys(Key::End + "").await?;
    page.until("the newest has it", "chat(0).activeElement.innerText.includes('from the keyboard')").await?;
    page.keys(Key::Enter + "").await?;
    page.until("the menu has the focus", "chat(0).activeElement?.closest('[role=menu]')").await?;
    page.keys(Key::Down + "").await?;
    page.until("an item has it", "chat(0).activeElement?.matches('[role=menuitem]')").await?;
    escape(&page).await?;
    focused(&page, "the message again", "[data-row]").await?;
    // A reaction.
    page.keys("+").await?;
    page.until("there are signs", "chat(0).activeElement?.closest('[role=dialog], [role=toolbar], .float, [popover]')").await?;
    page.keys(Key::Enter + "").await?;
    page.until(
        "it is there",
        "all(0, '[data-message-id]').findLast((it) => it.innerText.includes('from the keyboard')).querySelector('.reaction')",
    )
    .await?;
    // No trap: Tab leaves the element at its end.
    let mut has_left = false;
    for _ in 0..60 {
        page.keys(Key::Tab + "").await?;
        has_left = page.run("return document.activeElement === document.body").await? == true;
        if has_left {
            break;
        }
    }
    assert!(has_left, "Tab does not leave the chat");
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_new_message_is_said_once_and_politely() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1600, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    // What a screen reader hears: changes of text inside live regions that are on the page.
    page.run(
        "window.heard = [];
         const note = (region) => new MutationObserver(() => { const text = region.textContent.replaceAll(String.fromCharCode(160), '').trim(); if (text) window.heard.push([region.getAttribute('aria-live') ?? region.getAttribute('role'), text]); }).observe(region, { childList: true, characterData: true, subtree: true });
         all(0, '[aria-live], [role=status], [role=alert], [role=log]').forEach(note);
         return true",
    )
    .await?;
    page.say(1, "only once, please").await?;
    page.sees(0, "only once, please", &[]).await?;
    page.until("it is said", "window.heard.some(([, text]) => text.includes('only once, please'))").await?;
    let heard = page.run("return window.heard.filter(([, text]) => text.includes('only once, please'))").await?;
    assert_eq!(heard.as_array().map(Vec::len), Some(1), "{heard}");
    assert_eq!(heard.pointer("/0/0").and_then(Value::as_str), Some("polite"));
    assert_eq!(page.run("return all(0, '[role=log]').length").await?, 0, "the list itself says nothing");
    page.is_clean().await?;
    browser.quit().await
}
