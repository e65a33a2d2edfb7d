//! Stories about what a tenant and a host add: actions, canned replies, the brand, and what the host hears and prevents.

use anyhow::Result;
use e2e::{Browser, Page, Server, row};
use serde_json::Value;
use thirtyfour::Key;

/// Notes what goes to the backend and what the host hears.
const NOTES: &str = "
 window.__asked = []; const plain = window.fetch;
 window.fetch = async (request, init) => {
   const it = request instanceof Request ? request.clone() : new Request(request, init);
   if (!it.url.includes('api_key')) window.__asked.push({ method: it.method, path: it.url.replace(location.origin, ''), body: await it.text(), tenant: it.headers.get('x-tenant'), credentials: it.credentials, redirect: it.redirect });
   return plain(request, init);
 };
 window.__heard = [];
 for (const name of ['action', 'before-act', 'before-send', 'error', 'link-click', 'mention-click', 'mention-hover', 'user-click', 'user-hover'])
   document.addEventListener('chat-service-' + name, (event) => { window.__heard.push({ name, ...event.detail }); if (window.__prevent === name) event.preventDefault(); });
";

/// Adds Giulia's element with her configuration, changed, once what is noted is on.
async fn add(page: &Page, changes: &str, properties: &str) -> Result<()> {
    let script = format!(
        "{NOTES} it.setAttribute('backend-url', '/as/giulia'); it.headers = {{ 'x-tenant': 'acme' }}; Object.assign(it, {properties});"
    );
    page.add(changes, &script).await?;
    page.online(0).await
}

/// Presses a control by its accessible name.
async fn press(page: &Page, name: &str) -> Result<()> {
    let found = format!(
        "all(0, 'button, [role^=menuitem]').find((it) => (it.getAttribute('aria-label') ?? it.innerText).trim().split('\\n')[0] === '{name}' && it.offsetHeight > 0)"
    );
    page.until(&format!("there is {name}"), &found).await?;
    page.run(&format!("{found}.click(); return true")).await?;
    Ok(())
}

async fn heard(page: &Page, name: &str) -> Result<Vec<Value>> {
    let heard = page.run(&format!("return window.__heard.filter((it) => it.name === '{name}')")).await?;
    Ok(heard.as_array().cloned().unwrap_or_default())
}

async fn has_no_barrier(page: &Page, state: &str) -> Result<()> {
    page.still(0).await?;
    page.picture(&format!("tools-{state}")).await?;
    let barriers = page.barriers(0).await?;
    assert!(barriers.is_empty(), "{state}: {barriers:#?}");
    Ok(())
}

/// Says yes to the question; what is told meanwhile stands in the same dialog.
async fn agree(page: &Page, name: &str) -> Result<()> {
    let yes = format!("[...one(0, '[role=alertdialog]').querySelectorAll('button')].find((it) => it.innerText.trim() === '{name}')");
    page.run(&format!("{yes}.click(); return true")).await?;
    Ok(())
}

#[tokio::test]
async fn a_conversation_is_closed_and_opened_again_by_the_demos_action() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, "{}", "{}").await?;
    page.open_channel(0, "messaging:launch").await?;
    has_no_barrier(&page, "header").await?;
    press(&page, "Close conversation").await?;
    page.until("it is asked", "one(0, '[role=alertdialog]')?.innerText.includes('Nobody can write')").await?;
    has_no_barrier(&page, "question").await?;
    agree(&page, "Close conversation").await?;
    page.until(
        "it is closed, and what is offered is the other action",
        "all(0, '.acts button').map((it) => it.ariaLabel).join() === 'Reopen conversation' && one(0, '[data-composer]').disabled",
    )
    .await?;
    page.until("it is told", "chat(0).textContent.includes('Close conversation: done.')").await?;
    page.picture("tools-closed").await?;
    press(&page, "Reopen conversation").await?;
    page.until("it is asked", "one(0, '[role=alertdialog]')").await?;
    agree(&page, "Reopen conversation").await?;
    page.until("it is open again", "one(0, '[data-composer]') && !one(0, '[data-composer]').disabled").await?;
    let told = heard(&page, "action").await?;
    assert_eq!(
        told.iter().map(|it| (it["id"].as_str(), it["cid"].as_str())).collect::<Vec<_>>(),
        [(Some("close"), Some("messaging:launch")), (Some("reopen"), Some("messaging:launch"))]
    );
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_message_becomes_a_ticket_by_keyboard_with_the_hosts_headers() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    let actions = r#"{ actions: [
        { id: 'ticket', label: 'Make a ticket', placement: 'message-menu', run: { kind: 'request', path: '/tickets', body: { cid: '{channel.cid}', message: '{message.id}', text: '{message.text}' } } },
        { id: 'broken', label: 'Break', placement: 'message-menu', run: { kind: 'request', method: 'GET', path: '/nowhere/{message.id}' } },
        { id: 'evil', label: 'Leave', placement: 'message-menu', run: { kind: 'request', path: '//evil.test/x' } },
        { id: 'crm', label: 'Open record', placement: 'channel-menu', icon: 'external-link', run: { kind: 'event' } } ] }"#;
    add(&page, actions, "{}").await?;
    page.open_channel(0, "messaging:launch").await?;
    page.say(0, "a \"quoted\" <b>thing</b>").await?;
    page.sees(0, "quoted", &["sent", "delivered", "read"]).await?;
    page.run(
        "const row = all(0, '[data-region=main] [data-row]').findLast((it) => it.innerText.includes('quoted')); row.focus(); return true",
    )
    .await?;
    page.find(0, "[data-region=main] [data-row]:focus").await?.send_keys(Key::Enter + "").await?;
    page.until(
        "the menu has the tenant's lines",
        "one(0, '[role=menu]')?.innerText.includes('Make a ticket') && !one(0, '[role=menu]').innerText.includes('Leave')",
    )
    .await?;
    page.picture("tools-message-menu").await?;
    // Typing goes to the line that begins so.
    page.find(0, "[role=menu]").await?.send_keys("ma").await?;
    page.find(0, "[role=menu] :focus").await?.send_keys(Key::Enter + "").await?;
    page.until("it is told", "chat(0).textContent.includes('Make a ticket: done.')").await?;
    let asked = page.run("return window.__asked.find((it) => it.path.endsWith('/tickets'))").await?;
    assert_eq!((asked["method"].as_str(), asked["path"].as_str()), (Some("POST"), Some("/as/giulia/tickets")));
    assert_eq!(
        (asked["tenant"].as_str(), asked["credentials"].as_str(), asked["redirect"].as_str()),
        (Some("acme"), Some("same-origin"), Some("error"))
    );
    let body: Value = serde_json::from_str(asked["body"].as_str().unwrap_or_default())?;
    assert_eq!((body["cid"].as_str(), body["text"].as_str()), (Some("messaging:launch"), Some("a \"quoted\" <b>thing</b>")));

    page.run(
        "const row = all(0, '[data-region=main] [data-row]').findLast((it) => it.innerText.includes('quoted')); row.focus(); return true",
    )
    .await?;
    page.find(0, "[data-region=main] [data-row]:focus").await?.send_keys(Key::Enter + "").await?;
    press(&page, "Break").await?;
    page.until("what did not work is told", "chat(0).textContent.includes('Break: that did not work.')").await?;

    press(&page, "More actions").await?;
    press(&page, "Open record").await?;
    page.until(
        "the host heard of the record",
        "window.__heard.some((it) => it.name === 'action' && it.id === 'crm' && it.cid === 'messaging:launch')",
    )
    .await?;
    let faults = heard(&page, "error").await?;
    assert!(
        faults.iter().any(|it| it["kind"] == "config-key" && it["message"].as_str().is_some_and(|it| it.contains("actions.2.run.path"))),
        "{faults:?}"
    );
    assert_eq!(page.run("return window.__asked.filter((it) => it.path.includes('evil')).length").await?, 0);
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn canned_replies_come_by_slash_and_by_button_and_can_be_undone() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, "{}", "{}").await?;
    page.open_channel(0, "messaging:launch").await?;
    page.find(0, "[data-composer]").await?.click().await?;
    // Typed where the focus is: keys sent to an element inside a shadow root take the focus away first, which closes what is suggested.
    page.keys("/hi").await?;
    page.until("the greeting is suggested", "one(0, '.suggest [role=option]')?.innerText.includes('Greeting')").await?;
    page.picture("tools-suggested").await?;
    page.keys(Key::Enter + "").await?;
    page.until("it is in the field", "one(0, '[data-composer]').value === 'Hello, this is Giulia Ferri. How can I help?'").await?;
    page.find(0, "[data-composer]").await?.send_keys(Key::Control + "z").await?;
    page.until("undo takes it back", "!one(0, '[data-composer]').value.includes('Giulia')").await?;
    page.run("one(0, '[data-composer]').select(); return true").await?;
    page.keys("Dear Marco. ").await?;

    press(&page, "More").await?;
    press(&page, "Saved replies").await?;
    page.until("the search has the focus", "chat(0).activeElement?.type === 'search' && all(0, '.replies [role=option]').length === 2")
        .await?;
    has_no_barrier(&page, "replies").await?;
    page.keys("ord").await?;
    page.until("one is found", "all(0, '.replies [role=option]').length === 1").await?;
    page.keys(Key::Enter + "").await?;
    page.until(
        "it stands behind what was written, and what is missing stays in sight",
        "one(0, '[data-composer]').value === 'Dear Marco. Could you tell me your order number? I have [order] here.' && chat(0).activeElement === one(0, '[data-composer]')",
    )
    .await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn the_host_keeps_messages_and_links_back_and_hears_who_is_pressed() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    add(
        &page,
        "{}",
        "{ messages: { 'composer.placeholder': 'Say it' }, customLocale: { composer: { placeholder: 'No', emoji: 'Signs' } } }",
    )
    .await?;
    page.open_channel(0, "messaging:launch").await?;
    let words = page.run("return [one(0, '[data-composer]').placeholder, all(0, 'button').some((it) => it.ariaLabel === 'Signs')]").await?;
    assert_eq!(words, serde_json::json!(["Say it", true]));
    page.run("window.__prevent = 'before-send'; return true").await?;
    page.say(0, "kept back").await?;
    page.until(
        "the host was asked",
        "window.__heard.some((it) => it.name === 'before-send' && it.cid === 'messaging:launch' && it.messageId)",
    )
    .await?;
    assert_eq!(
        page.run("return [one(0, '[data-composer]').value, messages(0).length === new Set(messages(0)).size]").await?[0],
        "kept back"
    );
    assert!(!server.texts("messaging:launch")?.contains(&"kept back".to_owned()));
    let news = heard(&page, "before-send").await?;
    assert!(news.iter().all(|it| it["edit"] == false), "{news:?}");
    page.run("window.__prevent = ''; return true").await?;
    page.find(0, "[data-composer]").await?.send_keys(Key::Enter + "").await?;
    page.sees(0, "kept back", &["sent", "delivered", "read"]).await?;
    // Another text of it is asked about, too; the same text is none.
    page.run("window.__prevent = 'before-send'; return true").await?;
    for (more, count) in [("", 0), (", for now", 1)] {
        page.find(0, "[data-composer]").await?.send_keys(Key::Up + "").await?;
        page.until("it can be edited", "one(0, '.composer__banner') && one(0, '[data-composer]').value === 'kept back'").await?;
        page.say(0, more).await?;
        let asked = format!("window.__heard.filter((it) => it.name === 'before-send' && it.edit).length === {count}");
        page.until("the host was asked if anything changes", &asked).await?;
        let stays = format!("(one(0, '.composer__banner') !== null) === {}", count > 0);
        page.until("what was kept back stays", &stays).await?;
    }
    page.find(0, "[data-composer]").await?.send_keys(Key::Escape + "").await?;
    page.until("it is left as it was", "!one(0, '.composer__banner') && one(0, '[data-composer]').value === ''").await?;
    assert!(!server.texts("messaging:launch")?.iter().any(|text| text.contains("kept back, for now")));
    page.run("window.__prevent = 'link-click'; return true").await?;
    page.say(0, "https://example.com/x?y=1").await?;
    page.sees(0, "example.com", &["sent", "delivered", "read"]).await?;
    page.run("[...all(0, '[data-message-id] a[href*=\"example.com\"]')].at(-1).click(); return true").await?;
    let links = heard(&page, "link-click").await?;
    assert!(
        links.iter().any(|it| it["url"] == "https://example.com/x?y=1" && it["cid"] == "messaging:launch" && it["messageId"].is_string()),
        "{links:?}"
    );
    assert_eq!(browser_windows(&page).await?, 1, "nothing was opened");
    page.run("all(0, '[data-user]').at(-1).click(); return true").await?;
    let users = heard(&page, "user-click").await?;
    assert!(users.first().is_some_and(|it| it["userId"].is_string() && it["cid"] == "messaging:launch"), "{users:?}");
    let texts = page.run("return JSON.stringify(window.__heard).includes('kept back')").await?;
    assert_eq!(texts, false, "details carry ids, not what was written");
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_host_says_what_people_are_called_and_hears_whom_the_pointer_is_over() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    let book = "(user) => { (window.__met ??= []).push(user.id); return user.id === 'marco' ? { name: 'Rossi, Marco' } \
                : user.id === 'lena' ? Promise.resolve({ name: 'Vogel, Lena' }) : null; }";
    add(&page, "{}", &format!("{{ displayInfo: {book} }}")).await?;
    page.open_channel(0, "messaging:launch").await?;
    let named = |name: &str| format!("all(0, '.message__author').some((it) => it.innerText === '{name}')");
    page.until("who was told of at once has the host's name", &named("Rossi, Marco")).await?;
    page.until("who was promised, too", &named("Vogel, Lena")).await?;
    page.picture("tools-people").await?;
    let met: Vec<Value> = page.run("return window.__met").await?.as_array().cloned().unwrap_or_default();
    let mut once = met.clone();
    once.sort_by_key(ToString::to_string);
    once.dedup();
    assert_eq!(once.len(), met.len(), "everybody is asked about once: {met:?}");
    page.find(0, "[data-composer]").await?.send_keys("@Mar").await?;
    page.until("suggestions have it", "one(0, '.suggest [role=option]')?.innerText.includes('Rossi, Marco')").await?;
    page.keys(Key::Enter + "").await?;
    page.until("what is written has Stream's name, for all to read", "/^@Marco [A-Z]?/.test(one(0, '[data-composer]').value)").await?;
    let author = page.find(0, ".message__author[data-user='marco']").await?;
    page.driver().action_chain().move_to_element_center(&author).perform().await?;
    page.until("it is told", "window.__heard.some((it) => it.name === 'user-hover' && it.userId === 'marco' && it.messageId)").await?;
    page.run("document.querySelector('chat-service').displayInfo = null; return true").await?;
    page.until("Stream's names are back", &format!("!({})", named("Rossi, Marco"))).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn badges_follow_the_channels_data() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    let badges = "[{ id: 'high', label: { en: 'High priority', it: 'Urgente' }, tone: 'danger', when: { priority: 'high' } }, \
                  { id: 'who', label: '{channel.assignee}' }]";
    let assign = "{ id: 'take', label: 'Take it', placement: 'channel-header', run: { kind: 'update-channel', set: { priority: 'high', assignee: '{user.name}' } } }";
    add(&page, &format!("{{ badges: {badges}, actions: [{assign}] }}"), "{}").await?;
    page.open_channel(0, "messaging:launch").await?;
    page.until("there are none", "all(0, '.label').length === 0").await?;
    press(&page, "Take it").await?;
    let row = "[...one(0, '[data-channel-row=\"messaging:launch\"]').querySelectorAll('.label')].map((it) => it.innerText).join()";
    page.until("the row tells it", &format!("{row} === 'High priority,Giulia Ferri'")).await?;
    page.until(
        "and what stands above the conversation",
        "all(0, '.bar .label').map((it) => it.innerText).join() === 'High priority,Giulia Ferri'",
    )
    .await?;
    has_no_barrier(&page, "badges").await?;
    page.theme("dark").await?;
    has_no_barrier(&page, "badges-dark").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn the_host_keeps_back_what_somebody_is_about_to_do() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, "{}", "{}").await?;
    page.open_channel(0, "messaging:launch").await?;
    page.say(0, "hold this").await?;
    page.sees(0, "hold this", &["sent", "delivered", "read"]).await?;
    let is_pinned = format!("{}?.innerText.includes('Pinned by')", row(0, "hold this"));
    page.run("window.__prevent = 'before-act'; return true").await?;
    page.choose(0, "hold this", "Pin").await?;
    let told = heard(&page, "before-act").await?;
    let [it] = &told[..] else { panic!("{told:?}") };
    assert_eq!((it["kind"].as_str(), it["cid"].as_str(), it["on"].as_bool()), (Some("pin"), Some("messaging:launch"), Some(true)), "{it}");
    page.say(0, "after it").await?;
    page.sees(0, "after it", &["sent", "delivered", "read"]).await?;
    assert_ne!(page.run(&format!("return {is_pinned}")).await?, true, "what was kept back is not done");
    page.run("window.__prevent = null; return true").await?;
    page.choose(0, "hold this", "Pin").await?;
    page.until("it is pinned", &is_pinned).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn another_configuration_of_the_same_user_is_seen_at_once_and_nothing_is_closed() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.run("window.__sockets = 0; const Plain = WebSocket; window.WebSocket = class extends Plain { constructor(...given) { super(...given); window.__sockets += 1; } }; return true").await?;
    add(&page, "{}", "{}").await?;
    page.open_channel(0, "messaging:launch").await?;
    page.find(0, "[data-composer]").await?.send_keys("half a sentence").await?;
    let preview =
        |rest: &str| format!("const it = document.querySelector('chat-service'); it.config = {{ ...it.config, {rest} }}; return true");
    page.run("window.__ground = () => getComputedStyle(one(0, '.badge')).backgroundColor; window.__plain = window.__ground(); return true")
        .await?;
    let is_red = "window.__ground() !== window.__plain";
    page.run(&preview("theme: { brand: '#c00000', title: 'Acme' }, features: { uploads: false }, locale: 'de'")).await?;
    page.until("title and brand are there", &format!("one(0, '.bar__title')?.innerText === 'Acme' && {is_red}")).await?;
    page.until("what is written stays", "one(0, '[data-composer]')?.value === 'half a sentence' && messages(0).length > 0").await?;
    page.run(&preview("theme: {}, features: {}")).await?;
    page.until("and goes again", &format!("one(0, '.bar__title')?.innerText !== 'Acme' && !({is_red})")).await?;
    assert_eq!(page.run("return window.__sockets").await?, 1);
    page.say(0, "").await?;
    page.sees(0, "half a sentence", &["sent", "delivered", "read"]).await?;
    page.run(&preview("authentication: { ...it.config.authentication, userId: 'nobody' }")).await?;
    page.until("another user is another session", "window.__sockets === 2 || state(0) !== 'online'").await?;
    browser.quit().await
}

#[tokio::test]
async fn one_press_does_several_things_one_after_another() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    let take = "{ id: 'take', label: 'Take it', placement: 'channel-header', \
                  run: { kind: 'update-channel', set: { assignee: '{user.name}' } }, \
                  then: [{ kind: 'send', text: '{channel.assignee} looks after it' }, { kind: 'request', path: '/no-such-place' }, \
                         { kind: 'send', text: 'never written' }] }";
    add(&page, &format!("{{ actions: [{take}], badges: [{{ id: 'who', label: '{{channel.assignee}}' }}] }}"), "{}").await?;
    page.open_channel(0, "messaging:launch").await?;
    press(&page, "Take it").await?;
    page.sees(0, "Giulia Ferri looks after it", &["sent", "delivered", "read"]).await?;
    page.until("the badge is there", "all(0, '.bar .label').some((it) => it.innerText === 'Giulia Ferri')").await?;
    page.until("what failed is told", "all(0, '.toast').some((it) => it.innerText.includes('Take it'))").await?;
    page.picture("tools-macro").await?;
    assert_eq!(
        page.run("return messages(0).length > 0 && all(0, '.message').some((it) => it.innerText.includes('never written'))").await?,
        false
    );
    browser.quit().await
}

async fn browser_windows(page: &Page) -> Result<usize> {
    Ok(page.driver().windows().await?.len())
}

#[tokio::test]
async fn every_brand_can_be_read_in_light_and_dark() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    for (name, brand) in [("yellow", "#ffd400"), ("navy", "#0b1f4b"), ("grey", "#808080")] {
        let page = browser.open(&server.url("/blank/")).await?;
        add(&page, &format!("{{ theme: {{ brand: '{brand}', title: 'Acme', tokens: {{ '--str-chat__border-radius-md': '10px', radius: 'url(//canary.test)', accent: 'red;}}*{{background:url(//canary.test)}}' }} }} }}"), "{}").await?;
        page.open_channel(0, "messaging:launch").await?;
        for theme in ["light", "dark"] {
            page.run(&format!("document.querySelector('chat-service').setAttribute('theme', '{theme}'); return true")).await?;
            page.until("the theme is on", &format!("one(0, '[data-theme=\"{theme}\"]')")).await?;
            has_no_barrier(&page, &format!("brand-{name}-{theme}")).await?;
        }
        let faults = heard(&page, "error").await?;
        assert!(faults.iter().any(|it| it["message"].as_str().is_some_and(|it| it.contains("theme.tokens.accent"))), "{faults:?}");
        assert_eq!(page.run("return performance.getEntriesByType('resource').filter((it) => it.name.includes('canary')).length").await?, 0);
    }
    browser.quit().await
}

#[tokio::test]
async fn a_narrow_header_has_one_menu_for_all_actions() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(500, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    let action = |id: &str, label: &str, icon: &str, place: &str| {
        format!("{{ id: '{id}', label: '{label}', icon: '{icon}', placement: '{place}', run: {{ kind: 'event' }} }}")
    };
    let all = [
        action("a", "Assign", "user-plus", "channel-header"),
        action("b", "Archive", "archive", "channel-header"),
        action("c", "Call", "phone", "channel-header"),
        action("d", "Tag", "tag", "channel-header"),
        action("e", "Open record", "external-link", "channel-menu"),
        action("f", "Send invoice", "file-text", "composer"),
    ];
    add(&page, &format!("{{ actions: [{}] }}", all.join(", ")), "{ dir: '' }").await?;
    page.run("document.querySelector('chat-service').style.width = '360px'; return true").await?;
    page.open_channel(0, "messaging:launch").await?;
    page.until("there is one button only", "all(0, '.acts button').filter((it) => it.offsetHeight > 0).length === 1").await?;
    press(&page, "More actions").await?;
    page.until(
        "everything is in it",
        "all(0, '[role=menuitem]').map((it) => it.innerText.trim()).join() === 'Assign,Archive,Call,Tag,Open record'",
    )
    .await?;
    has_no_barrier(&page, "narrow-menu").await?;
    page.find(0, "[role=menu]").await?.send_keys(Key::Escape + "").await?;
    press(&page, "More").await?;
    page.until(
        "the composer's menu has everything",
        "all(0, '[role=menuitem]').map((it) => it.innerText.trim()).join() === 'Add files,Poll,Commands,Saved replies,Send invoice'",
    )
    .await?;
    page.picture("tools-narrow-composer-menu").await?;
    press(&page, "Saved replies").await?;
    page.until("they are there", "all(0, '.replies [role=option]').length === 2").await?;
    has_no_barrier(&page, "narrow-replies").await?;
    page.run("document.querySelector('chat-service').setAttribute('lang', 'he'); return true").await?;
    page.find(0, ".replies input").await?.send_keys(Key::Escape + "").await?;
    page.until("it is closed", "!one(0, '.replies')").await?;
    page.picture("tools-narrow-rtl").await?;
    page.run("document.querySelector('chat-service').style.width = ''; return true").await?;
    browser.quit().await
}

#[tokio::test]
async fn several_conversations_are_chosen_and_closed_at_once() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, "{}", "{}").await?;
    let listed = "all(0, '[data-channel-row]').map((it) => it.dataset.channelRow)";
    let first = page.run(&format!("return {listed}")).await?;
    let open = "return one(0, '[part=header][data-cid]')?.dataset.cid ?? null";
    let before = page.run(open).await?;
    press(&page, "Select conversations").await?;
    page.until("the way back has the focus", "chat(0).activeElement?.ariaLabel === 'Stop selecting'").await?;
    page.run("all(0, '[data-channel-row]')[1].click(); return true").await?;
    page.until("one is chosen", "one(0, '.bar--choosing [role=status]').innerText === 'Selected: 1'").await?;
    page.run("all(0, '[data-channel-row]')[0].click(); return true").await?;
    page.until("two are", "all(0, '[role=listbox][aria-multiselectable] [aria-selected=true]').length === 2").await?;
    has_no_barrier(&page, "choosing").await?;
    assert_eq!(page.run(open).await?, before, "nothing was opened");
    press(&page, "Close conversation").await?;
    page.until("it is asked", "one(0, '[role=alertdialog]')?.innerText.includes('Selected conversations: 2')").await?;
    has_no_barrier(&page, "choosing-question").await?;
    agree(&page, "Close conversation").await?;
    page.until("it is told once", "chat(0).textContent.split('Close conversation: done.').length === 2").await?;
    let gone = format!("!{listed}.some((cid) => {}.includes(cid))", Value::from(first.as_array().unwrap()[..2].to_vec()));
    page.until("both left the view of what is open", &gone).await?;
    page.until("rows open again", "!one(0, '.bar--choosing') && chat(0).activeElement?.ariaLabel === 'Select conversations'").await?;
    assert_eq!(heard(&page, "action").await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn rows_are_chosen_by_keys_and_escape_ends_it() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(360, 640).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.run("document.documentElement.dir = 'rtl'; document.documentElement.lang = 'ar'; return true").await?;
    add(&page, "{ theme: { mode: 'dark' } }", "{}").await?;
    page.until("the button is there", "all(0, '.bar button').find((it) => it.ariaLabel === 'تحديد محادثات')").await?;
    page.run("all(0, '.bar button').find((it) => it.ariaLabel === 'تحديد محادثات').click(); return true").await?;
    page.until("the bar is there", "one(0, '.bar--choosing')").await?;
    page.run("all(0, '[data-channel-row]')[0].focus(); return true").await?;
    page.keys(" ").await?;
    page.until("one is chosen", "all(0, '[data-channel-row][aria-selected=true]').length === 1").await?;
    has_no_barrier(&page, "choosing-narrow").await?;
    page.keys("\u{e00c}").await?;
    page.until("rows open again", "!one(0, '.bar--choosing') && !one(0, '[data-channel-row][aria-selected=true]')").await?;
    Ok(())
}
