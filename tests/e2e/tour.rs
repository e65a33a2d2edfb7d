//! The way through the twelve states that checks of access, direction and language look at (trust section C3).

use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

use crate::{Browser, Page, Server};

/// The states in the order in which a [`Tour`] comes to them.
pub const STATES: [&str; 12] =
    ["boot", "error", "empty", "list", "messages", "menu", "dialog", "emoji", "mention", "thread", "gallery", "offline"];

/// A long conversation with everything in it.
const LONG: &str = "messaging:launch";

/// One visitor of all states.
#[derive(Clone, Copy, Debug)]
pub struct Tour<'a> {
    /// Where the element gets everything.
    pub server: &'a Server,
    /// Where it is shown.
    pub browser: &'a Browser,
    /// The element's `lang`.
    pub language: &'a str,
    /// A script that is run with the element as `it` before it is in the page.
    pub prepare: &'a str,
    /// Width of the window in CSS pixels.
    pub width: u32,
}

impl Tour<'_> {
    /// Goes through all states and calls `visit` in each, when nothing moves any more.
    ///
    /// # Errors
    /// When a state is not reached, or the visit fails.
    pub async fn go(&self, mut visit: impl AsyncFnMut(&Page, &str) -> Result<()>) -> Result<()> {
        let silent = "const plain = window.fetch;
             window.fetch = (what, ...more) => (String(what?.url ?? what).includes('/chat/config') ? new Promise(() => {}) : plain.call(window, what, ...more));
             it.setAttribute('backend-url', '/as/giulia');";
        let page = self.open(silent).await?;
        page.until("it is loading", "state(0) === 'loading'").await?;
        visit(&page, "boot").await?;

        let page = self.open("it.setAttribute('backend-url', '/__dev/config/500');").await?;
        page.until("it says what is wrong", "state(0) === 'config-error'").await?;
        self.settled(&page, "error", &mut visit).await?;

        let nothing = "const config = await (await fetch('/as/giulia/chat/config?clientType=web')).json();
             it.config = { ...config, channels: { ...config.channels, filters: { type: 'none' } } };";
        let page = self.open(nothing).await?;
        page.until("it is online", "state(0) === 'online' && one(0, '.empty__title')").await?;
        self.settled(&page, "empty", &mut visit).await?;

        let page = self.open("it.setAttribute('backend-url', '/as/giulia');").await?;
        page.online(0).await?;
        self.settled(&page, "list", &mut visit).await?;
        self.conversation(&page, &mut visit).await?;

        let picture = "one(0, '[data-region=main] .album__open')";
        page.wait(&format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{
               for (let step = 0; step < 200 && !{picture}; step += 1) {{
                 list(0).scrollTop -= 400;
                 await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
               }}
               done(true);
             }})();"
        ))
        .await?;
        page.until("a picture is there", picture).await?;
        page.run("one(0, '[data-region=main] .album__open').click(); return true").await?;
        page.until("it is shown large", "one(0, 'dialog[open] img')?.complete").await?;
        self.settled(&page, "gallery", &mut visit).await?;
        escape(&page).await?;

        self.order(&page, "/__dev/sockets", "{ accept: false }").await?;
        self.order(&page, "/__dev/drop", "{}").await?;
        page.until("it is offline", "state(0) === 'offline'").await?;
        self.settled(&page, "offline", &mut visit).await?;
        self.order(&page, "/__dev/sockets", "{ accept: true }").await?;
        page.is_clean().await
    }

    /// What can be seen in one conversation.
    async fn conversation(&self, page: &Page, visit: &mut impl AsyncFnMut(&Page, &str) -> Result<()>) -> Result<()> {
        show(page, LONG).await?;
        let deep = "const done = arguments[arguments.length - 1];
             (async () => {
               const seen = new Set();
               const end = performance.now() + 20000;
               while (seen.size < 200 && performance.now() < end) {
                 messages(0).forEach((id) => seen.add(id));
                 list(0).scrollTop -= 500;
                 await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
               }
               done(seen.size);
             })();";
        let seen = page.wait(deep).await?;
        anyhow::ensure!(seen.as_u64() >= Some(200), "only {seen} messages were seen");
        self.settled(page, "messages", visit).await?;
        page.run("one(0, '.to-latest')?.click(); return true").await?;
        page.say(0, "bound to go").await?;
        page.sees(0, "bound to go", &["sent", "delivered", "read"]).await?;

        page.press(0, "bound to go", Key::Enter + "").await?;
        page.until("its menu is open", "one(0, '[role=menu]')").await?;
        self.settled(page, "menu", visit).await?;
        escape(page).await?;
        page.until("the menu is closed", "!one(0, '[role=menu]')").await?;

        page.press(0, "bound to go", Key::Delete + "").await?;
        page.until("it is asked for", "one(0, '[role=alertdialog]')").await?;
        self.settled(page, "dialog", visit).await?;
        escape(page).await?;
        page.until("it is not asked for any more", "!one(0, '[role=alertdialog]')").await?;

        page.run("one(0, '.composer__emoji button').click(); return true").await?;
        page.until("the emoji are there", "one(0, '[data-emoji]')").await?;
        self.settled(page, "emoji", visit).await?;
        escape(page).await?;
        page.until("the emoji are gone", "!one(0, '[data-emoji]')").await?;

        page.write(0, "@").await?;
        page.until("people are suggested", "one(0, '.suggest [role=option]')").await?;
        self.settled(page, "mention", visit).await?;
        escape(page).await?;
        page.until("nobody is suggested", "!one(0, '.suggest')").await?;
        page.find(0, "[data-composer]").await?.send_keys(Key::Backspace + "").await?;
        page.until("nothing is written", "one(0, '[data-composer]').value === ''").await?;

        page.press(0, "bound to go", "t").await?;
        page.until("its thread is open", "one(0, '[data-region=thread] [data-composer]')").await?;
        self.settled(page, "thread", visit).await?;
        page.find(0, "[data-region=thread] [data-composer]").await?.send_keys(Key::Escape + "").await?;
        page.until("the thread is closed", "!one(0, '[data-region=thread] [data-composer]')").await?;
        Ok(())
    }

    /// An empty page with a new element, which a script gets ready.
    async fn open(&self, script: &str) -> Result<Page> {
        let page = self.browser.open(&self.server.url("/blank/")).await?;
        let size = json!({ "width": self.width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        page.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        let (language, prepare) = (self.language, self.prepare);
        page.wait(&format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{
               const it = document.createElement('chat-service');
               it.setAttribute('lang', '{language}');
               {script}
               {prepare}
               document.body.append(it);
             }})().then(() => done(true), (error) => done(String(error)));"
        ))
        .await?;
        Ok(page)
    }

    /// Tells the demo server to do something.
    async fn order(&self, page: &Page, path: &str, body: &str) -> Result<()> {
        page.wait(&format!(
            "const done = arguments[arguments.length - 1];
             fetch('{path}', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({body}) }}).then(() => done(true), () => done(false));"
        ))
        .await?;
        Ok(())
    }

    async fn settled(&self, page: &Page, state: &str, visit: &mut impl AsyncFnMut(&Page, &str) -> Result<()>) -> Result<()> {
        page.still(0).await?;
        visit(page, state).await
    }
}

/// Opens a channel as the host does.
async fn show(page: &Page, cid: &str) -> Result<()> {
    page.run(&format!("document.querySelector('chat-service').openChannel('{cid}'); return true")).await?;
    let here = format!(
        "one(0, '[data-channel-row=\"{cid}\"]')?.getAttribute('aria-selected') === 'true' || !one(0, '[data-channel-row]')?.offsetParent"
    );
    page.until("its messages are shown", &format!("({here}) && messages(0).length > 0 && one(0, '[data-composer]')")).await?;
    Ok(())
}

/// Presses Escape wherever the focus is.
pub async fn escape(page: &Page) -> Result<()> {
    page.keys(Key::Escape + "").await
}
