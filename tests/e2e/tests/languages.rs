//! Stories about languages: the page's, the tenant's, and how dates are written.

use anyhow::Result;
use e2e::{Browser, Page, Server};

/// Adds an element whose configuration is given, made from the server's own.
async fn add(page: &Page, attributes: &str, changes: &str) -> Result<()> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         fetch('/as/giulia/chat/config?clientType=web').then((it) => it.json()).then((config) => {{
           const it = document.createElement('chat-service');
           for (const [name, value] of Object.entries({attributes})) it.setAttribute(name, value);
           it.style.height = '600px';
           it.config = {{ ...config, ...{changes} }};
           document.body.append(it);
           done(true);
         }});"
    );
    page.wait(&script).await?;
    Ok(())
}

#[tokio::test]
async fn the_elements_language_rules_words_and_dates_and_the_tenants_zone_the_hours() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, "{ lang: 'it' }", "{ timeZone: 'Asia/Tokyo', hour12: false, messages: { 'composer.placeholder': 'Scrivi qui' } }").await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    assert_eq!(page.run("return one(0, '[data-composer]').placeholder").await?, "Scrivi qui");
    // The time beside the newest message, as the browser itself writes it for Tokyo.
    let written = "(() => { const at = new Date(one(0, '[data-channel-row=\"messaging:launch\"] time').dateTime); return new Intl.DateTimeFormat('it', { hour: 'numeric', minute: '2-digit', hour12: false, timeZone: 'Asia/Tokyo' }).format(at); })()";
    page.until("times are those of Tokyo", &format!("[...all(0, '.message__meta')].at(-1)?.innerText.includes({written})")).await?;
    page.picture("italian").await?;
    page.run("document.querySelector('chat-service').setAttribute('lang', 'en'); return true").await?;
    page.until(
        "the other language is on",
        "one(0, '[role=region]').lang === 'en' && one(0, '[aria-label]').closest('[lang]').lang === 'en'",
    )
    .await?;
    assert_eq!(page.run("return one(0, '[data-composer]').placeholder").await?, "Scrivi qui", "the tenant's words stay");
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_time_zone_nobody_knows_and_a_language_of_no_form_fall_back() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, "{ lang: 'x!' }", "{ timeZone: 'Mars/Olympus' }").await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    page.until(
        "words and times are shown",
        "one(0, '[data-composer]').placeholder.length > 3 && one(0, '[data-channel-row] time').innerText.length > 2",
    )
    .await?;
    page.is_clean().await?;
    browser.quit().await
}
