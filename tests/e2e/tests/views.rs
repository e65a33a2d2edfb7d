//! Stories about what is listed, what may be done, and what hosts ask for by methods.

use anyhow::Result;
use e2e::{Browser, Page, Server};
use serde_json::{Value, json};

/// Changes a channel in the name of somebody who may, past the element.
async fn change(page: &Page, user: &str, cid: &str, set: &Value) -> Result<()> {
    page.ask_as(user, "PATCH", &format!("/channels/{}", cid.replace(':', "/")), &json!({ "set": set })).await
}

const TABS: &str = "all(0, '[role=tab]').map((it) => it.innerText.split('\\n')[0].trim())";
const SHOWN: &str = "one(0, '[role=tab][aria-selected=true]')?.innerText.split('\\n')[0].trim()";

fn listed(cid: &str) -> String {
    format!("one(0, '[data-channel-row=\"{cid}\"]')")
}

#[tokio::test]
async fn views_are_tabs_and_channels_move_between_them_while_one_looks() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    assert_eq!(page.run(&format!("return {TABS}.join()")).await?, "Open,Closed");
    page.until("the first is shown", &format!("{SHOWN} === 'Open' && !{}", listed("support:order-3988"))).await?;
    page.picture("views").await?;
    page.find(0, "[role=tab][aria-selected=false]").await?.click().await?;
    page.until("the closed ones are listed", &format!("{SHOWN} === 'Closed' && {}", listed("support:order-3988"))).await?;
    page.picture("views-closed").await?;
    page.find(0, "[role=tab][aria-selected=true]").await?.send_keys(thirtyfour::Key::Left + "").await?;
    page.until("the open ones are listed", &format!("{SHOWN} === 'Open' && {}", listed("messaging:launch"))).await?;
    assert_eq!(page.run("return chat(0).activeElement.getAttribute('aria-selected')").await?, "true");
    page.run("document.querySelector('chat-service').setAttribute('view', 'closed'); return true").await?;
    page.until("the host's view is shown", &format!("{SHOWN} === 'Closed'")).await?;
    page.run("document.querySelector('chat-service').view = 'open'; return true").await?;
    page.until("the other one again", &format!("{SHOWN} === 'Open' && {}", listed("messaging:launch"))).await?;
    page.open_channel(0, "messaging:launch").await?;
    let direct = page.wait("const done = arguments[arguments.length - 1]; const it = document.querySelector('chat-service'); it.openDirect(['aisha', 'kenji']); until(() => one(0, '[data-channel-row][aria-selected=true]')?.dataset.channelRow !== 'messaging:launch' && one(0, '[data-channel-row][aria-selected=true]')?.dataset.channelRow).then((it) => done(it.ok));").await?;
    let direct = direct.as_str().unwrap_or_default().to_owned();
    assert!(direct.starts_with("messaging:!members-"), "{direct}");
    let requests = "performance.getEntriesByType('resource').filter((it) => new URL(it.name).pathname === '/channels').length";
    let before = page.run(&format!("return {requests}")).await?;
    change(&page, "giulia", &direct, &json!({ "frozen": true })).await?;
    page.until("it left the open ones", &format!("!{}", listed(&direct))).await?;
    page.until("the conversation says that it is closed", "one(0, '.composer[data-closed]')").await?;
    page.find(0, "[role=tab][aria-selected=false]").await?.click().await?;
    page.until("and is among the closed", &listed(&direct)).await?;
    let after = page.run(&format!("return {requests}")).await?;
    assert!(after.as_u64() <= before.as_u64().map(|before| before + 2), "what may be done, and the view's page: {before} {after}");
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn tabs_have_no_barrier_and_stay_whole_in_every_width_direction_and_theme() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1000, 700).await?);
    let views = "['Open chats', 'Closed chats', 'Assigned to me', 'Waiting for the customer', 'Without an answer', 'VIP'].map((label, n) => ({ id: 'v' + n, label, filters: n === 1 ? { frozen: true } : {} }))";
    for (name, count, width, lang, theme) in [
        ("one", 1, 1000, "en", "light"),
        ("six", 6, 1000, "en", "dark"),
        ("six-narrow", 6, 360, "en", "light"),
        ("six-rtl", 6, 360, "he", "light"),
    ] {
        let page = browser.open(&server.url("/blank/")).await?;
        let script = format!("it.setAttribute('lang', '{lang}'); it.setAttribute('theme', '{theme}'); it.style.width = '{width}px';");
        page.add(&format!("{{ channels: {{ views: {views}.slice(0, {count}) }} }}"), &script).await?;
        page.online(0).await?;
        if width < 640 {
            page.run("document.querySelector('chat-service').setAttribute('layout', 'list'); return true").await?;
        }
        page.until("all are counted", "one(0, '.views__count')").await?;
        page.picture(&format!("views-{name}")).await?;
        let barriers = page.barriers(0).await?;
        assert!(barriers.is_empty(), "{name}: {barriers:#?}");
        let tabs = page.find(0, "[role=tab][tabindex='0']").await?;
        tabs.send_keys(thirtyfour::Key::End + "").await?;
        let inside = "(() => { const tab = one(0, '[role=tab][aria-selected=true]').getBoundingClientRect(), row = one(0, '[role=tablist]').getBoundingClientRect(); return tab.left >= row.left - 1 && tab.right <= row.right + 1; })()";
        page.until("the last is shown and in sight", &format!("[...all(0, '[role=tab]')].at(-1).ariaSelected === 'true' && {inside}"))
            .await?;
        page.picture(&format!("views-{name}-end")).await?;
        assert_eq!(page.run("return document.documentElement.scrollLeft + scrollX").await?, 0, "the page does not scroll");
        page.is_clean().await?;
    }
    browser.quit().await
}

#[tokio::test]
async fn filters_sort_and_options_of_the_host_count_before_the_element_exists_and_live() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.add("{}", "it.filters = { member_count: { $gte: 4 } }; it.sort = { name: 1 }; it.options = { limit: 3 };").await?;
    page.online(0).await?;
    let rows = "all(0, '[data-channel-row]').map((it) => it.dataset.channelRow)";
    let large = format!("{} && {} && !{}", listed("messaging:launch"), listed("messaging:front-desk"), listed("team:web-shop"));
    page.until("only large channels are listed", &large).await?;
    let names = page.run("return all(0, '.row__name').map((it) => it.innerText)").await?;
    let names: Vec<&str> = names.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(names.is_sorted(), "{names:?}");
    page.run("const it = document.querySelector('chat-service'); it.filters = { type: 'team' }; return true").await?;
    page.until("other filters list others", &format!("{rows}.length > 0 && {rows}.every((it) => it.startsWith('team:'))")).await?;
    page.run("const it = document.querySelector('chat-service'); it.filters = null; it.options = { limit: 2 }; return true").await?;
    page.until("without them all are listed again", &format!("{rows}.some((it) => it.startsWith('messaging:'))")).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_channel_that_is_frozen_while_somebody_types_says_so_and_keeps_the_text() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    page.run("document.querySelector('chat-service').openDirect(['lena', 'tomas']); return true").await?;
    let open = "one(0, '[data-channel-row][aria-selected=true]')?.dataset.channelRow";
    let cid = page.until("it is open", &format!("{open}?.startsWith('messaging:!members') && {open}")).await?;
    let cid = cid.as_str().unwrap_or_default().to_owned();
    page.write(0, "half a thought").await?;
    change(&page, "giulia", &cid, &json!({ "frozen": true })).await?;
    let said = "one(0, '.composer[data-closed]')?.innerText.includes('This conversation is closed.')";
    page.until("it says why nothing can be written", said).await?;
    assert_eq!(page.run("const it = one(0, '[data-composer]'); return it.value + it.readOnly").await?, "half a thoughttrue");
    page.write(0, " more").await?;
    assert_eq!(page.run("return one(0, '[data-composer]').value").await?, "half a thought");
    page.picture("frozen-while-typing").await?;
    assert!(page.barriers(0).await?.is_empty());
    change(&page, "giulia", &cid, &json!({ "frozen": false })).await?;
    page.until("it can be written again", "!one(0, '.composer[data-closed]') && !one(0, '[data-composer]').readOnly").await?;
    page.say(0, " and its end").await?;
    page.sees(0, "half a thought and its end", &["sent", "delivered", "read"]).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn hosts_open_people_drafts_messages_and_threads() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    // Called before anything is there.
    page.wait("const done = arguments[arguments.length - 1]; customElements.whenDefined('chat-service').then(() => done(true));").await?;
    page.run(
        "window.__opened = 0; document.addEventListener('chat-service-channel-open', () => window.__opened++);
         const it = document.createElement('chat-service'); it.setAttribute('backend-url', '/as/giulia'); it.style.height = '700px';
         it.openDirect(['marco']); it.setDraft('messaging:launch', 'From the host'); document.body.append(it); return true",
    )
    .await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.until("the channel of the two is open", &format!("{}?.ariaSelected === 'true'", listed(&cid))).await?;
    page.run("document.querySelector('chat-service').openChannel('messaging:launch'); return true").await?;
    page.until("the draft is there", "one(0, '[data-composer]')?.value === 'From the host'").await?;
    page.run("document.querySelector('chat-service').setDraft('messaging:launch', 'Another one'); return true").await?;
    page.until("the other draft is there", "one(0, '[data-composer]')?.value === 'Another one'").await?;
    let thread = page.until("a thread is in sight", "one(0, '.message__replies')?.closest('[data-message-id]').dataset.messageId").await;
    let old = "(() => { const ids = messages(0); return ids[0]; })()";
    let id = page.run(&format!("return {old}")).await?;
    page.run(&format!("document.querySelector('chat-service').openChannel('messaging:launch', {{ messageId: {id} }}); return true"))
        .await?;
    page.until("the eye is drawn to it", "one(0, '.line--lit')").await?;
    if let Ok(thread) = thread {
        page.run(&format!("document.querySelector('chat-service').openChannel('messaging:launch', {{ threadId: {thread} }}); return true"))
            .await?;
        page.until("the thread is open", "one(0, '[data-region=thread]')").await?;
    }
    // What an object has from elsewhere does not count.
    page.run("Object.prototype.threadId = 'x'; document.querySelector('chat-service').openChannel('messaging:launch', {}); delete Object.prototype.threadId; return true").await?;
    assert_eq!(page.run("return window.__opened").await?, 0, "a host's own call is no news");
    page.is_clean().await?;
    browser.quit().await
}
