//! A page with one or more elements, as a person sees and uses it.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use thirtyfour::{By, Key, TypingData, WebDriver, WebElement};

/// Functions that every script of a story may use. `chat(n)` is the shadow root of the n-th element.
const TOOLS: &str = r"
window.__tools ??= (() => {
  const chat = (n = 0) => document.querySelectorAll('chat-service')[n]?.shadowRoot;
  const all = (n, selector) => [...(chat(n)?.querySelectorAll(selector) ?? [])];
  const one = (n, selector) => chat(n)?.querySelector(selector) ?? null;
  const state = (n) => one(n, '[data-state]')?.dataset.state ?? null;
  const list = (n) => one(n, '[data-message-list]');
  const messages = (n) => all(n, '[data-message-id]').map((it) => it.dataset.messageId);
  const violations = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  const errors = [];
  addEventListener('error', (event) => errors.push(String(event.message)));
  addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));
  const said = [];
  for (const level of ['error', 'warn', 'info', 'log', 'debug']) {
    const plain = console[level];
    console[level] = (...words) => { said.push(`${level}: ${words.join(' ')}`); plain.apply(console, words); };
  }
  const until = (holds, within = 30000) => new Promise((resolve) => {
    const end = performance.now() + within;
    const look = () => {
      let value = null;
      try { value = holds(); } catch (error) { value = null; }
      if (value) resolve(value === true ? { ok: true } : { ok: value });
      else if (performance.now() > end) resolve({ late: true });
      else requestAnimationFrame(look);
    };
    look();
  });
  const plain = window.fetch;
  const configs = {};
  const ask = async (user, method, path, body) => {
    configs[user] ??= plain(`/as/${user}/chat/config?clientType=web`).then((answer) => answer.json());
    const config = await configs[user];
    const { userToken, apiKey } = config.authentication;
    const headers = { Authorization: userToken, 'stream-auth-type': 'jwt', 'Content-Type': 'application/json' };
    return (await plain(`${config.stream.baseUrl}${path}?api_key=${apiKey}&user_id=${user}`, { method, headers, body: JSON.stringify(body) })).status;
  };
  return { chat, all, one, state, list, messages, violations, errors, said, until, ask };
})();
const { chat, all, one, state, list, messages, violations, errors, said, until, ask } = window.__tools;
";

/// Asks the checker, and answers each rule that is broken, with where and how. A page's own landmarks are not the element's.
const CHECKER: &str = r"
window.barriers = (element, rules) => axe.run(element, {
  resultTypes: ['violations', 'incomplete'],
  runOnly: rules ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: rules ? {} : { 'target-size': { enabled: true }, region: { enabled: false }, 'page-has-heading-one': { enabled: false }, 'landmark-one-main': { enabled: false } },
}).then(
  (found) => [...found.violations, ...found.incomplete.filter((rule) => rule.id === 'color-contrast')].flatMap((rule) => rule.nodes
    // What floats over a scrolled list hides some of it for a while: nobody reads that there.
    .filter((node) => !node.any.some((check) => check.data?.messageKey === 'bgOverlap'))
    .map((node) => `${rule.id}: ${node.target.flat(9).join(' ')}: ${node.failureSummary}`)),
  (error) => [String(error)],
);
";

/// The row of the newest message of the n-th element's conversation with this text, in a script.
#[must_use]
pub fn row(n: usize, text: &str) -> String {
    format!("all({n}, '[data-region=main] [data-row]').findLast((it) => it.innerText.includes({}))", json!(text))
}

/// What a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// DOM nodes, in the document or not.
    pub nodes: u64,
    /// Event listeners.
    pub listeners: u64,
    /// Bytes of the heap and of what it holds outside, the module's memory among them.
    pub heap: u64,
}

/// One page.
#[derive(Clone, Debug)]
pub struct Page {
    driver: WebDriver,
}

impl Page {
    pub(crate) async fn new(driver: WebDriver) -> Result<Self> {
        let page = Self { driver };
        page.run("return true").await?;
        Ok(page)
    }

    /// Runs a script and answers what it returns.
    ///
    /// # Errors
    /// When the script throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        let answer = self.driver.execute(format!("{TOOLS}{script}"), Vec::new()).await.with_context(|| script.to_owned())?;
        Ok(answer.json().clone())
    }

    /// Runs a script that answers by calling its last argument.
    ///
    /// # Errors
    /// When it throws, or does not answer within a minute.
    pub async fn wait(&self, script: &str) -> Result<Value> {
        let answer = self.driver.execute_async(format!("{TOOLS}{script}"), Vec::new()).await?;
        Ok(answer.json().clone())
    }

    /// Waits until an expression is true, looking on each frame, and answers its value.
    ///
    /// # Errors
    /// When it is not within 30 seconds; says what was waited for and in which state the elements are.
    pub async fn until(&self, what: &str, expression: &str) -> Result<Value> {
        let script = format!("{TOOLS}const done = arguments[arguments.length - 1]; until(() => ({expression})).then(done);");
        let answer = self.driver.execute_async(script, Vec::new()).await.with_context(|| what.to_owned())?;
        match answer.json().get("ok") {
            Some(value) => Ok(value.clone()),
            None => {
                let seen = self.run("return document.querySelectorAll('chat-service').length + ' elements, ' + [0, 1].map((n) => state(n) + ' ' + (one(n, '.chat') ?? chat(n)?.firstElementChild)?.innerText?.slice(0, 600)).join(' | ') + JSON.stringify({ violations, errors })").await?;
                bail!("waited in vain until {what}; the page shows: {seen}")
            }
        }
    }

    /// Waits until the n-th element is online and shows channels.
    ///
    /// # Errors
    /// When it does not.
    pub async fn online(&self, n: usize) -> Result<()> {
        self.until(
            "the element is online and lists channels",
            &format!("state({n}) === 'online' && all({n}, '[data-channel-row]').length > 0"),
        )
        .await?;
        Ok(())
    }

    /// Adds an element with Giulia's configuration, changed, after a script has had its way with `it`.
    ///
    /// # Errors
    /// When the configuration cannot be fetched.
    pub async fn add(&self, changes: &str, script: &str) -> Result<()> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             fetch('/as/giulia/chat/config?clientType=web').then((it) => it.json()).then((config) => {{
               // Made in a document without scripts, so that it is no element of ours before it is in the page.
               const it = document.implementation.createHTMLDocument('').createElement('chat-service');
               it.style.height = '600px';
               it.config = {{ ...config, ...{changes} }};
               {script}
               document.body.append(it);
               done(true);
             }});"
        );
        self.wait(&script).await?;
        Ok(())
    }

    /// Opens a channel of the n-th element's list, as a click does, and waits until its messages are drawn.
    ///
    /// # Errors
    /// When the channel is not listed or shows no messages.
    pub async fn open_channel(&self, n: usize, cid: &str) -> Result<()> {
        self.until("the channel is listed", &format!("one({n}, '[data-channel-row=\"{cid}\"]')")).await?;
        self.find(n, &format!("[data-channel-row=\"{cid}\"]")).await?.click().await?;
        self.until("its messages are shown", &format!("messages({n}).length > 0 && one({n}, '[data-composer]')")).await?;
        Ok(())
    }

    /// The conversation of the two people of the front page.
    ///
    /// # Errors
    /// When the server does not say.
    pub async fn direct(&self) -> Result<String> {
        let cid = self.run("return fetch('/__dev/direct?a=giulia&b=marco').then((it) => it.json()).then((it) => it.cid)").await?;
        cid.as_str().map(str::to_owned).context("no direct conversation")
    }

    /// Waits until nothing in the n-th element moves any more; what goes on for ever does not count.
    ///
    /// # Errors
    /// When something still moves after half a minute.
    pub async fn still(&self, n: usize) -> Result<()> {
        let moving = format!(
            "chat({n}).getAnimations().filter((it) => it.playState === 'running' && it.effect.getTiming().iterations !== Infinity)"
        );
        self.until("nothing moves", &format!("{moving}.length === 0")).await?;
        Ok(())
    }

    /// Puts the first element into a theme.
    ///
    /// # Errors
    /// When it does not follow.
    pub async fn theme(&self, theme: &str) -> Result<()> {
        self.run(&format!("document.querySelector('chat-service').setAttribute('theme', '{theme}'); return true")).await?;
        self.until("the theme is on", &format!("one(0, '[data-theme=\"{theme}\"]')")).await?;
        Ok(())
    }

    /// Presses keys where the focus is, without touching it.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Gives the newest message with this text the focus and presses keys.
    ///
    /// # Errors
    /// When it is not shown.
    pub async fn press(&self, n: usize, text: &str, keys: impl Into<TypingData>) -> Result<()> {
        self.until("the message is shown", &row(n, text)).await?;
        self.run(&format!("{}.focus(); return true", row(n, text))).await?;
        Ok(self.find(n, "[data-region=main] [data-row]:focus").await?.send_keys(keys).await?)
    }

    /// Opens the menu of the newest message with this text and chooses a line of it.
    ///
    /// # Errors
    /// When the message or the line is not there.
    pub async fn choose(&self, n: usize, text: &str, line: &str) -> Result<()> {
        self.press(n, text, Key::Enter + "").await?;
        let item = format!("all({n}, '[role^=menuitem]').find((it) => it.innerText.trim() === {})", json!(line));
        self.until(&format!("the menu has {line}"), &item).await?;
        self.run(&format!("{item}.click(); return true")).await?;
        self.until("the menu is gone", &format!("!one({n}, '[role=menu]')")).await?;
        Ok(())
    }

    /// Brings the accessibility checker in: from now on scripts can ask for `barriers(element, rules)` (WCAG 2.0 to 2.2, A and
    /// AA, with target size, and best practice, when no rules are named), with each contrast that cannot be judged.
    ///
    /// # Errors
    /// When it is not installed.
    pub async fn bring_checker(&self) -> Result<()> {
        let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).context("axe-core is not installed: run `cargo xtask setup`")?;
        self.run(&format!("{axe};{CHECKER} return true")).await?;
        Ok(())
    }

    /// What the accessibility checker finds in the n-th element: each rule that is broken, with where and how, and each contrast that it could not judge.
    ///
    /// # Errors
    /// When the checker does not run.
    pub async fn barriers(&self, n: usize) -> Result<Vec<String>> {
        self.bring_checker().await?;
        let script = format!("barriers(document.querySelectorAll('chat-service')[{n}]).then(arguments[arguments.length - 1])");
        let found = self.wait(&script).await.context("the accessibility checker")?;
        Ok(serde_json::from_value(found)?)
    }

    /// An element inside the n-th element's shadow root.
    ///
    /// # Errors
    /// When there is none.
    pub async fn find(&self, n: usize, selector: &str) -> Result<WebElement> {
        let hosts = self.driver.find_all(By::Css("chat-service")).await?;
        let host = hosts.get(n).with_context(|| format!("element {n} is not there"))?;
        Ok(host.get_shadow_root().await?.find(By::Css(selector)).await?)
    }

    /// Types into the n-th element's composer.
    ///
    /// # Errors
    /// When there is none.
    pub async fn write(&self, n: usize, text: &str) -> Result<()> {
        Ok(self.find(n, "[data-composer]").await?.send_keys(text).await?)
    }

    /// Types a text and presses Enter.
    ///
    /// # Errors
    /// When there is no composer.
    pub async fn say(&self, n: usize, text: &str) -> Result<()> {
        self.write(n, text).await?;
        Ok(self.find(n, "[data-composer]").await?.send_keys(Key::Enter + "").await?)
    }

    /// Asks the server as somebody who is not on the page.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn ask_as(&self, user: &str, method: &str, path: &str, body: &Value) -> Result<()> {
        let script = format!("ask('{user}', '{method}', '{path}', {body}).then(arguments[arguments.length - 1])");
        match self.wait(&script).await?.as_u64() {
            Some(200..=299) => Ok(()),
            status => bail!("{method} {path} as {user}: {status:?}"),
        }
    }

    /// Sends a message as somebody who is not on the page; `message` as Stream's API takes it.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn send_as(&self, user: &str, cid: &str, message: &Value) -> Result<()> {
        self.ask_as(user, "POST", &format!("/channels/{}/message", cid.replace(':', "/")), &json!({ "message": message })).await
    }

    /// Lets so many bytes a second out of the page; -1 is as many as there are.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn slow_uploads(&self, bytes: i64) -> Result<()> {
        let tools = self.driver.cdp();
        tools.send_raw("Network.enable", json!({})).await?;
        let conditions = json!({"offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes});
        tools.send_raw("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Waits until a message with this text is shown by the n-th element, with one of these statuses if any are given.
    ///
    /// # Errors
    /// When it is not.
    pub async fn sees(&self, n: usize, text: &str, statuses: &[&str]) -> Result<()> {
        let (text, statuses) = (json!(text), json!(statuses));
        let shown = format!(
            "all({n}, '[data-message-id]').some((it) => it.innerText.includes({text}) && ({statuses}.length === 0 || {statuses}.includes(it.dataset.status)))"
        );
        self.until(&format!("element {n} shows {text} with status {statuses}"), &shown).await?;
        Ok(())
    }

    /// What the page's policy blocked and what went wrong uncaught; both must be empty at the end of a story.
    ///
    /// # Errors
    /// When something is.
    pub async fn is_clean(&self) -> Result<()> {
        // That an observer goes on in the next frame is told to `onerror` and is none.
        let found = self.run("return [...violations, ...errors.filter((it) => !it.startsWith('ResizeObserver loop'))]").await?;
        if found.as_array().is_none_or(|found| !found.is_empty()) {
            bail!("policy violations or uncaught errors: {found}");
        }
        Ok(())
    }

    /// What the page's DOM and listeners weigh after a garbage collection.
    ///
    /// # Errors
    /// When the browser does not say.
    pub async fn weight(&self) -> Result<Weight> {
        let tools = self.driver.cdp();
        let ask = |method: &'static str| tools.send_raw(method, json!({}));
        let heap = async {
            // Finalizers of the first collection free what the second one finds.
            for _ in 0..3 {
                ask("HeapProfiler.collectGarbage").await?;
            }
            ask("Runtime.getHeapUsage").await
        };
        let heap = heap.await?;
        let counters = ask("Memory.getDOMCounters").await?;
        let number = |from: &Value, key: &str| from.get(key).and_then(Value::as_u64).with_context(|| format!("no {key} in {from}"));
        Ok(Weight {
            nodes: number(&counters, "nodes")?,
            listeners: number(&counters, "jsEventListeners")?,
            heap: number(&heap, "usedSize")? + heap.get("backingStorageSize").and_then(Value::as_u64).unwrap_or_default(),
        })
    }

    /// Keeps a picture of the page in the folder named by `CHAT_SCREENSHOTS`, if it is set.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn picture(&self, name: &str) -> Result<()> {
        if let Ok(folder) = std::env::var("CHAT_SCREENSHOTS") {
            self.driver.screenshot(&Path::new(&folder).join(format!("{name}.png"))).await?;
        }
        Ok(())
    }

    /// The browser, for what only one story needs.
    #[must_use]
    pub const fn driver(&self) -> &WebDriver {
        &self.driver
    }
}
