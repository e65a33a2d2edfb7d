//! Stories about several elements: who shares what.

use anyhow::Result;
use e2e::{Browser, Server};

/// Counts open WebSockets of the page from now on.
const COUNT_SOCKETS: &str = "window.__sockets = new Set(); const Plain = window.WebSocket;
 window.WebSocket = class extends Plain { constructor(...all) { super(...all); window.__sockets.add(this); this.addEventListener('close', () => window.__sockets.delete(this)); } };
 window.__add = (backend) => { const it = document.createElement('chat-service'); it.setAttribute('backend-url', backend); it.style.height = '300px'; document.body.append(it); };";

#[tokio::test]
async fn elements_of_one_user_share_a_connection_and_different_users_share_nothing() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 1000).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.run(&format!("{COUNT_SOCKETS} window.__add('/as/giulia'); window.__add('/as/giulia'); window.__add('/as/marco'); return true"))
        .await?;
    for n in 0..3 {
        page.online(n).await?;
    }
    assert_eq!(page.run("return window.__sockets.size").await?, 2);
    page.open_channel(0, "messaging:launch").await?;
    page.say(0, "said once").await?;
    page.sees(0, "said once", &["sent", "delivered", "read"]).await?;
    let previews = "[0, 1, 2].every((n) => one(n, '[data-channel-row=\"messaging:launch\"]')?.innerText.includes('said once'))";
    page.until("every list shows it", previews).await?;
    assert_eq!(server.texts("messaging:launch")?.iter().filter(|text| *text == "said once").count(), 1);
    browser.quit().await
}

#[tokio::test]
async fn moving_an_element_in_the_page_keeps_its_connection_and_its_draft() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 900).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.run(&format!("{COUNT_SOCKETS} window.__add('/as/giulia'); window.__opened = 0; return true")).await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    page.write(0, "half a thought").await?;
    page.run("window.__before = [...window.__sockets][0]; const box = document.createElement('section'); document.body.prepend(box); box.append(document.querySelector('chat-service')); return true").await?;
    page.until("the draft is still there", "one(0, '[data-composer]')?.value === 'half a thought' && state(0) === 'online'").await?;
    assert_eq!(page.run("return window.__sockets.size === 1 && window.__sockets.has(window.__before)").await?, true);
    browser.quit().await
}
