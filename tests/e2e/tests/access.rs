//! Stories about access: the checker finds nothing in any state, light or dark, and the keyboard reaches everything.

use anyhow::Result;
use e2e::{Browser, Page, Server};

/// Asks the checker in both themes.
async fn is_accessible(page: &Page, state: &str) -> Result<()> {
    for theme in ["light", "dark"] {
        page.run(&format!("document.querySelector('chat-service').setAttribute('theme', '{theme}'); return true")).await?;
        page.until("the theme is on", &format!("one(0, '[data-theme=\"{theme}\"]')")).await?;
        let moving = "chat(0).getAnimations().filter((it) => it.playState === 'running' && it.effect.getTiming().iterations !== Infinity)";
        page.until("nothing moves in", &format!("{moving}.length === 0")).await?;
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
