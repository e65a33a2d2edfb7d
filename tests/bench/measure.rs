//! How fast the element is in a real browser against the demo server. Printed, never asserted: machines differ. To compare two
//! versions, run both on the same machine, in turn.

use anyhow::{Context, Result};
use e2e::{Browser, Page, Server};
use serde_json::{Value, json};

/// What the page measures with: long tasks since the last look, and the frames of a span.
const METER: &str = r"
window.__long ??= (() => {
  const found = [];
  new PerformanceObserver((list) => found.push(...list.getEntries().map((it) => it.duration))).observe({ type: 'longtask' });
  return found;
})();
const frame = () => new Promise(requestAnimationFrame);
const done = arguments[arguments.length - 1];
const percentile = (all, part) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.ceil(part * all.length) - 1)] ?? null;
const shows = (text) => all(0, '[data-message-id]').some((it) => it.innerText.includes(text));
const reached = async (holds, within = 40000) => { const end = performance.now() + within; while (!holds()) { if (performance.now() > end) return false; await frame(); } return true; };
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    control(&page, "reset", &json!({ "channels": 30, "messages": 1_200 })).await?;
    load(&browser, &server).await?;
    let page = browser.open(&server.url("/as/me/")).await?;
    page.online(0).await?;
    switching(&page).await?;
    typing(&page).await?;
    for rate in [200, 1_000] {
        flood(&page, rate).await?;
    }
    paging(&page).await?;
    browser.quit().await
}

async fn control(page: &Page, what: &str, body: &Value) -> Result<Value> {
    page.wait(&format!(
        "const done = arguments[arguments.length - 1];
         fetch('/__control/{what}', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({body}) }}).then((it) => it.json()).then(done);"
    ))
    .await
}

/// Milliseconds that the page's main thread was at work.
async fn busy(page: &Page) -> Result<f64> {
    let tools = page.driver().cdp();
    tools.send_raw("Performance.enable", json!({})).await?;
    let metrics = tools.send_raw("Performance.getMetrics", json!({})).await?;
    let metrics = metrics.get("metrics").and_then(Value::as_array);
    let found = metrics.and_then(|all| all.iter().find(|it| it.get("name").and_then(Value::as_str) == Some("TaskDuration")));
    Ok(found.and_then(|it| it.get("value")?.as_f64()).context("no TaskDuration")? * 1e3)
}

/// One of several figures that a script answered.
fn at(figures: &Value, index: usize) -> &Value {
    figures.get(index).unwrap_or(&Value::Null)
}

fn say(what: &str, value: &Value, unit: &str) {
    match value.as_f64() {
        Some(number) => println!("{what:<58} {number:>9.1} {unit}"),
        None => println!("{what:<58} {value:>9} {unit}"),
    }
}

async fn load(browser: &Browser, server: &Server) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let page = browser.open(&server.url("/as/me/")).await?;
        let shown = page.until("a message is shown", "messages(0).length > 0 && performance.now()").await?;
        times.push(shown.as_f64().unwrap_or(f64::NAN));
    }
    times.sort_by(f64::total_cmp);
    say("load: first message visible, median of 5", &json!(times.get(2)), "ms");
    Ok(())
}

async fn switching(page: &Page) -> Result<()> {
    let script = r"
    (async () => {
      const times = [];
      for (let turn = 0; turn < 15; turn += 1) {
        const row = all(0, '[data-channel-row]')[[1, 2, 3, 4, 0][turn % 5]];
        const tag = `[${row.dataset.channelRow.split(':')[1]}#`;
        const from = performance.now();
        row.click();
        await reached(() => shows(tag));
        if (turn >= 5) times.push(performance.now() - from);
        await new Promise((go) => setTimeout(go, 100));
      }
      done(percentile(times, 0.5));
    })();";
    say("switch to a channel seen before, p50", &page.wait(&format!("{METER}{script}")).await?, "ms");
    Ok(())
}

async fn typing(page: &Page) -> Result<()> {
    let script = r"
    (async () => {
      const field = one(0, '[data-composer]');
      field.focus();
      const times = [];
      for (const letter of 'the quick brown fox jumps over the lazy dog') {
        const from = performance.now();
        field.setRangeText(letter, field.value.length, field.value.length, 'end');
        field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: letter }));
        await frame();
        await new Promise((go) => { const channel = new MessageChannel(); channel.port1.onmessage = go; channel.port2.postMessage(0); });
        times.push(performance.now() - from);
      }
      const from = performance.now();
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }));
      await reached(() => shows('the lazy dog'));
      done([percentile(times, 0.95), performance.now() - from]);
    })();";
    let times = page.wait(&format!("{METER}{script}")).await?;
    say("typing: key to painted, p95 (a frame is 16.7)", at(&times, 0), "ms");
    say("Enter to own message visible", at(&times, 1), "ms");
    Ok(())
}

async fn flood(page: &Page, rate: u32) -> Result<()> {
    page.run("window.__long?.splice(0); list(0).scrollTop = list(0).scrollHeight; return true").await?;
    let cid = page.run("return one(0, '[data-channel-row][aria-selected=true]').dataset.channelRow.split(':')[1]").await?;
    let from = busy(page).await?;
    let script = format!(
        r"(async () => {{
      const answer = await fetch('/__control/flood', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({{ channel: {cid}, rate: {rate}, seconds: 5, tag: 'flood{rate}', mix: {{ message: 0.6, reaction: 0.25, typing: 0.15 }} }}) }});
      const ended = await answer.json();
      const from = performance.now();
      const seen = await reached(() => shows(ended.lastText));
      done([seen ? performance.now() - from : null, Math.max(0, ...window.__long), ended.actualRate, all(0, '*').length]);
    }})();"
    );
    let seen = page.wait(&format!("{METER}{script}")).await?;
    let cpu = busy(page).await? - from;
    say(&format!("flood of {rate} events/s for 5 s: really sent"), at(&seen, 2), "/s");
    say("  last message visible after the flood", at(&seen, 0), "ms");
    say("  longest task", at(&seen, 1), "ms");
    say("  main thread at work", &json!(cpu), "ms");
    say("  nodes", at(&seen, 3), "");
    Ok(())
}

async fn paging(page: &Page) -> Result<()> {
    page.open_channel(0, "messaging:c005").await?;
    let (from, before) = (busy(page).await?, page.weight().await?);
    let script = r"
    (async () => {
      const seen = new Set();
      const box = list(0);
      const end = performance.now() + 55000;
      while (seen.size < 1000 && performance.now() < end) {
        messages(0).forEach((id) => seen.add(id));
        box.scrollTop -= 700;
        await frame();
      }
      const frames = [];
      done([seen.size, all(0, '*').length]);
    })();";
    let seen = page.wait(&format!("{METER}{script}")).await?;
    let (cpu, after) = (busy(page).await? - from, page.weight().await?);
    say("paging up: messages seen", at(&seen, 0), "");
    say("  main thread at work", &json!(cpu), "ms");
    say("  nodes", at(&seen, 1), "");
    #[expect(clippy::cast_precision_loss, reason = "bytes of a page")]
    let megabytes = |bytes: u64| json!(bytes as f64 / 1e6);
    say("  heap and module memory before", &megabytes(before.heap), "MB");
    say("  heap and module memory after", &megabytes(after.heap), "MB");
    Ok(())
}
