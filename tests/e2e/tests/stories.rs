//! The stories that must hold for a release, each in a real browser against a real server.

use anyhow::Result;
use e2e::{Browser, Server};

#[tokio::test]
async fn a_first_visit_shows_the_inbox_and_a_conversation_and_breaks_no_rule_of_a_strict_page() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    page.picture("first-visit").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn two_people_on_one_page_talk_and_typing_reading_and_badges_follow() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1600, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    page.write(0, "Hello from the left").await?;
    page.until("the right side sees typing", "one(1, '[data-typing]')?.innerText.trim()").await?;
    page.say(0, " side").await?;
    page.sees(1, "Hello from the left side", &[]).await?;
    page.sees(0, "Hello from the left side", &["sent", "delivered", "read"]).await?;
    page.sees(0, "Hello from the left side", &["read"]).await?;
    page.say(1, "And hello back").await?;
    page.sees(0, "And hello back", &[]).await?;
    page.picture("two-people").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn typed_text_appears_in_the_senders_list_within_one_frame_of_enter() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    page.write(0, "one frame").await?;
    // Frames between the key and the message: the first callback after the key runs in the frame that shows it.
    let frames = page
        .driver()
        .execute_async(
            "const done = arguments[arguments.length - 1];
             const root = document.querySelector('chat-service').shadowRoot;
             const box = root.querySelector('[data-composer]');
             let frames = 0;
             const shown = () => [...root.querySelectorAll('[data-message-id]')].some((it) => it.innerText.includes('one frame'));
             const count = () => { if (shown()) done(frames); else if (frames++ > 120) done(null); else requestAnimationFrame(count); };
             requestAnimationFrame(() => {
               box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }));
               requestAnimationFrame(count);
             });",
            Vec::new(),
        )
        .await?;
    let frames = frames.json().as_u64();
    assert!(frames.is_some_and(|frames| frames <= 1), "{frames:?} frames");
    browser.quit().await
}

#[tokio::test]
async fn both_keep_writing_through_a_crash_of_the_server_and_nothing_is_lost_doubled_or_out_of_order() -> Result<()> {
    let (mut server, browser) = (Server::start().await?, Browser::start(1600, 900).await?);
    let (page, cid) = browser.two_people(&server).await?;
    page.say(0, "before 0").await?;
    page.say(1, "before 1").await?;
    page.sees(0, "before 1", &[]).await?;
    page.sees(1, "before 0", &[]).await?;
    server.kill().await?;
    page.until("both know that they are offline", "state(0) === 'offline' && state(1) === 'offline'").await?;
    page.picture("offline").await?;
    for n in 0..3 {
        page.say(0, &format!("left while away {n}")).await?;
        page.say(1, &format!("right while away {n}")).await?;
    }
    page.sees(0, "left while away 2", &["queued", "sending"]).await?;
    server.start_again().await?;
    page.until("both are online again", "state(0) === 'online' && state(1) === 'online'").await?;
    for n in 0..2 {
        page.sees(n, "left while away 2", &[]).await?;
        page.sees(n, "right while away 2", &[]).await?;
    }
    page.until(
        "all is sent",
        "[0, 1].every((n) => all(n, '[data-status]').every((it) => ['sent', 'delivered', 'read'].includes(it.dataset.status)))",
    )
    .await?;
    let stored = server.stored(&cid)?;
    for n in 0..2 {
        let shown: Vec<String> = serde_json::from_value(page.run(&format!("return messages({n})")).await?)?;
        let tail: Vec<&String> = stored.iter().skip(stored.len().saturating_sub(8)).collect();
        let shown_tail: Vec<&String> = shown.iter().skip(shown.len().saturating_sub(8)).collect();
        assert_eq!(shown_tail, tail, "element {n} shows what is stored");
    }
    let texts = server.texts(&cid)?;
    for side in ["left", "right"] {
        let said: Vec<&String> = texts.iter().filter(|text| text.starts_with(side)).collect();
        assert_eq!(said, (0..3).map(|n| format!("{side} while away {n}")).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    }
    browser.quit().await
}

#[tokio::test]
async fn each_bad_configuration_shows_its_own_state_with_a_way_on() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1000, 700).await?);
    for (path, state) in [
        ("/__dev/config/401", "signed-out"),
        ("/__dev/config/403", "signed-out"),
        ("/__dev/config/404", "config-error"),
        ("/__dev/config/500", "config-error"),
        ("/__dev/config/html", "signed-out"),
        ("/__dev/config/redirect", "signed-out"),
        ("/__dev/config/shape", "config-error"),
        ("/__dev/config/error", "config-error"),
        ("/__dev/config/bad-token", "token-refused"),
        ("/__dev/config/expired-token", "token-refused"),
    ] {
        let page = browser.open(&server.url("/blank/")).await?;
        page.run(&format!("const it = document.createElement('chat-service'); it.setAttribute('backend-url', '{path}'); document.body.append(it); return true")).await?;
        page.until(&format!("{path} shows {state}"), &format!("state(0) === '{state}'")).await?;
        page.until(&format!("{path} offers a way on"), "one(0, 'button, a')").await?;
        page.picture(&format!("bad-{}", path.rsplit('/').next().unwrap_or_default())).await?;
        let said = page.run("return said").await?;
        assert!(said.as_array().is_some_and(|lines| lines.len() <= 1), "{path} says {said}");
        page.is_clean().await?;
    }
    browser.quit().await
}

#[tokio::test]
async fn a_backend_that_cannot_be_reached_is_said_and_tried_again_on_request() -> Result<()> {
    let (mut server, browser) = (Server::start().await?, Browser::start(1000, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    // The program is here, in all its parts; only the backend is gone.
    let add = |user: &str| {
        format!(
            "const it = document.createElement('chat-service'); it.setAttribute('backend-url', '/as/{user}'); it.style.height = '500px'; document.body.append(it); return true"
        )
    };
    page.run(&add("marco")).await?;
    page.online(0).await?;
    page.until("the views are here", "one(0, '.chat:not([aria-busy]) [data-channel-row]')").await?;
    page.run("document.querySelector('chat-service').remove(); said.length = 0; return true").await?;
    server.kill().await?;
    page.run(&add("giulia")).await?;
    page.until("it says so", "state(0) === 'config-error'").await?;
    page.picture("bad-unreachable").await?;
    let said = page.run("return said").await?;
    assert!(said.as_array().is_some_and(|lines| lines.len() <= 1), "{said}");
    server.start_again().await?;
    page.find(0, "button").await?.click().await?;
    page.online(0).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_hundred_mounts_and_unmounts_leave_no_socket_listener_or_node_behind() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1000, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.run(
        "window.__sockets = new Set(); const Plain = window.WebSocket;
         window.WebSocket = class extends Plain { constructor(...all) { super(...all); window.__sockets.add(this); this.addEventListener('close', () => window.__sockets.delete(this)); } };
         window.__cycle = () => { const it = document.createElement('chat-service'); it.setAttribute('backend-url', '/as/giulia'); it.style.height = '500px'; document.body.append(it); return it; };
         window.__turn = () => { if (window.__left-- <= 0) return true; const it = window.__cycle(); requestAnimationFrame(() => it.remove()); return false; };
         window.__first = window.__cycle(); return true",
    )
    .await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    page.run("window.__first.remove(); delete window.__first; return true").await?;
    let empty = "document.querySelectorAll('chat-service').length === 0 && window.__sockets.size === 0";
    let mut weights = Vec::new();
    // What is made once and kept for the next element is made in the first round.
    for cycles in [10, 100, 100] {
        page.run(&format!("window.__left = {cycles}; return true")).await?;
        page.until("the cycles are done", "window.__turn()").await?;
        page.until("no element and no socket is left", empty).await?;
        // The browser's own list of what was fetched is not ours.
        page.run("performance.clearResourceTimings(); return true").await?;
        weights.push(page.weight().await?);
    }
    let [before, after, last] = weights[..] else { unreachable!() };
    assert!(last.nodes <= before.nodes && last.listeners <= before.listeners, "{before:?} {last:?}");
    // What the engine itself keeps comes and goes by some hundred kilobytes; what is left behind by elements only grows.
    let heap = after.heap.min(last.heap);
    assert!(heap <= before.heap + before.heap / 10, "{before:?} {after:?} {last:?}");
    page.is_clean().await?;
    browser.quit().await
}
