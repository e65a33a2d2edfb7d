//! Stories about long conversations: paging, keeping the place, and the way back.

use anyhow::{Context, Result};
use e2e::{Browser, Server};
use serde_json::{Value, json};

const LONG: &str = "messaging:launch";

/// Scrolls up in steps of 350 pixels until enough messages were on screen, and notes what a reader would: jumps, holes, and
/// how much there is in the DOM.
const READ_UP: &str = r"
const done = arguments[arguments.length - 1];
const place = new Map(STORED.map((id, index) => [id, index]));
const seen = new Set();
const box = list(0);
// Once a frame is painted: what observers set right before that was never seen otherwise.
const frame = () => new Promise((go) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = go;
  channel.port2.postMessage(0);
}));
const end = performance.now() + 50000;
let worst = 0, jump = null, holes = 0, most = 0, unknown = 0;
(async () => {
  while (seen.size < ENOUGH && performance.now() < end) {
    const rows = all(0, '[data-message-id]');
    const drawn = rows.map((row) => place.get(row.dataset.messageId));
    unknown += drawn.filter((index) => index === undefined).length;
    holes += drawn.filter((index, at) => at > 0 && index !== drawn[at - 1] + 1).length;
    rows.forEach((row) => seen.add(row.dataset.messageId));
    most = Math.max(most, box.querySelectorAll('*').length);
    const top = box.getBoundingClientRect().top;
    const kept = rows.find((row) => row.getBoundingClientRect().top >= top);
    const [before, from] = [kept.getBoundingClientRect().top, box.scrollTop];
    const step = Math.min(350, from);
    box.scrollTop = from - step;
    await frame();
    await frame();
    if (kept.isConnected) {
      const moved = Math.abs(kept.getBoundingClientRect().top - before - step);
      if (moved > worst) [worst, jump] = [moved, { step, from, before, after: kept.getBoundingClientRect().top, now: box.scrollTop, seen: seen.size }];
    }
  }
  done({ seen: seen.size, holes, unknown, worst, jump, most });
})();
";

#[tokio::test]
async fn reading_up_1200_messages_has_no_hole_no_jump_and_few_nodes() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let (page, _) = browser.one_person(&server, "giulia", Some(LONG)).await?;
    let stored = server.stored(LONG)?;
    assert!(stored.len() >= 1_200, "{} messages", stored.len());
    let read = page.wait(&format!("const STORED = {}, ENOUGH = STORED.length;{READ_UP}", json!(stored))).await?;
    page.picture("first-message").await?;
    assert_eq!((number(&read, "seen")?, number(&read, "holes")?, number(&read, "unknown")?), (stored.len() as f64, 0.0, 0.0), "{read}");
    assert!(number(&read, "worst")? <= 2.0, "what is read moved: {read}");
    assert!(number(&read, "most")? <= 1_500.0, "{read}");
    page.is_clean().await?;
    browser.quit().await
}

/// A turn that takes longer than a frame is painted before it is over: not the list, wherever that happens.
#[tokio::test]
async fn reading_up_has_no_jump_on_a_machine_that_is_eight_times_slower() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let (page, _) = browser.one_person(&server, "giulia", Some(LONG)).await?;
    page.driver().cdp().send_raw("Emulation.setCPUThrottlingRate", json!({"rate": 8})).await?;
    let read = page.wait(&format!("const STORED = {}, ENOUGH = 300;{READ_UP}", json!(server.stored(LONG)?))).await?;
    assert!(number(&read, "seen")? >= 300.0, "{read}");
    assert_eq!((number(&read, "holes")?, number(&read, "unknown")?), (0.0, 0.0), "{read}");
    assert!(number(&read, "worst")? <= 2.0, "what is read moved: {read}");
    page.is_clean().await?;
    browser.quit().await
}

/// Scrolls by a step each frame below a resting mouse, and notes whose toolbar was there and over whom the mouse was.
const PASS_BY: &str = r"
const done = arguments[arguments.length - 1];
const frame = () => new Promise(requestAnimationFrame);
const under = () => chat(0).elementFromPoint(...MOUSE)?.closest('[data-row]')?.dataset.row;
const drawn = new Set(), under_it = new Set();
(async () => {
  for (let step = 0; step < 20; step += 1) {
    list(0).scrollTop -= 30;
    await frame();
    under_it.add(under());
    for (const tools of all(0, '.tools')) drawn.add(tools.closest('[data-row]').dataset.row);
  }
  done({ drawn: [...drawn], passed: under_it.size });
})();
";

#[tokio::test]
async fn messages_that_go_by_below_a_resting_mouse_are_not_pointed_at_until_they_rest() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let (page, _) = browser.one_person(&server, "giulia", Some(LONG)).await?;
    page.run("list(0).scrollTop -= 300; return true").await?;
    page.still(0).await?;
    let middle = "const { left, width, top, height } = list(0).getBoundingClientRect(); \
                  return [Math.round(left + width / 2), Math.round(top + height / 2)]";
    let mouse = page.run(middle).await?;
    let at = |index: usize| mouse.get(index).and_then(Value::as_i64).context("a number");
    page.driver().action_chain().move_to(at(0)?, at(1)?).perform().await?;
    let first = page.until("the toolbar is there", "one(0, '.tools')?.closest('[data-row]').dataset.row").await?;
    let passed = page.wait(&format!("const MOUSE = {mouse};{PASS_BY}")).await?;
    assert!(number(&passed, "passed")? > 3.0, "{passed}");
    assert_eq!(passed.get("drawn"), Some(&json!([first])), "it stayed with the message that was pointed at");
    let is_there = format!(
        "chat(0).elementFromPoint(...{mouse})?.closest('[data-row]') === one(0, '.tools')?.closest('[data-row]') \
         && one(0, '.tools')?.closest('[data-row]').dataset.row !== {first}"
    );
    page.until("the toolbar is where the mouse is", &is_there).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn news_below_does_not_move_what_is_read_and_one_press_leads_to_it() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1600, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    page.until("the list is long enough to scroll", "list(0).scrollHeight > list(0).clientHeight + 600").await?;
    page.run("list(0).scrollTop -= 500; return true").await?;
    page.until("there is a way back", "one(0, '.to-latest')").await?;
    let top = "(() => { const box = list(0).getBoundingClientRect(); const row = all(0, '[data-message-id]').find((it) => it.getBoundingClientRect().top > box.top); return [row.dataset.messageId, row.getBoundingClientRect().top]; })()";
    let before = page.run(&format!("return {top}")).await?;
    page.say(1, "news from below").await?;
    page.until("it is counted", "one(0, '.to-latest')?.innerText.trim() === '1 new message'").await?;
    let after = page.run(&format!("return {top}")).await?;
    assert_eq!(before.get(0), after.get(0), "another message is at the top");
    let moved =
        before.get(1).and_then(Value::as_f64).zip(after.get(1).and_then(Value::as_f64)).map(|(before, after)| (before - after).abs());
    assert!(moved.is_some_and(|moved| moved <= 2.0), "{before} {after}");
    page.picture("news-below").await?;
    page.find(0, ".to-latest").await?.click().await?;
    page.sees(0, "news from below", &[]).await?;
    page.until(
        "the newest message is at the bottom",
        "!one(0, '.to-latest') && list(0).scrollHeight - list(0).clientHeight - list(0).scrollTop < 2",
    )
    .await?;
    page.sees(1, "news from below", &["read"]).await?;
    browser.quit().await
}

#[tokio::test]
async fn an_unread_badge_comes_and_goes_and_a_line_shows_where_reading_ended() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1600, 900).await?);
    let page = browser.open(&server.url("/")).await?;
    page.online(0).await?;
    page.online(1).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    page.open_channel(1, LONG).await?;
    page.until("the right side has nothing unread there", &format!("one(1, '[data-channel-row=\"{LONG}\"]')")).await?;
    let badge = format!("one(1, '[data-channel-row=\"{cid}\"] .badge')?.innerText.trim()");
    let known = page.run(&format!("return Number({badge} ?? 0)")).await?.as_u64().unwrap_or_default();
    page.say(0, "one").await?;
    page.say(0, "two").await?;
    page.until("two more are unread", &format!("Number({badge}) === {}", known + 2)).await?;
    page.picture("badge").await?;
    page.open_channel(1, &cid).await?;
    page.sees(1, "two", &[]).await?;
    page.until("a line stands above what was unread", "one(1, '.unread')").await?;
    page.until("the badge is gone", &format!("!{badge}")).await?;
    page.picture("unread-line").await?;
    browser.quit().await
}

#[tokio::test]
async fn what_arrives_out_of_sight_is_unread_until_it_is_seen() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1600, 900).await?);
    let (page, cid) = browser.two_people(&server).await?;
    page.say(0, "seen").await?;
    page.sees(0, "seen", &["read"]).await?;
    let unread = format!("Number(one(1, '[data-channel-row=\"{cid}\"] .badge')?.textContent.trim() ?? 0)");
    let ways = [
        ("it is hidden", "style.display = 'none'", "style.display = ''"),
        ("it is below the page", "style.transform = 'translateY(3000px)'", "style.transform = ''"),
    ];
    for (way, leave, come) in ways {
        let element = "document.querySelectorAll('chat-service')[1]";
        page.run(&format!("{element}.{leave}; return true")).await?;
        // The browser tells of it with the next frame.
        page.wait("requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(arguments[arguments.length - 1])))").await?;
        page.say(0, way).await?;
        page.until(&format!("{way}: it counts as unread"), &format!("{unread} === 1")).await?;
        page.sees(0, way, &["sent", "delivered"]).await?;
        page.run(&format!("{element}.{come}; return true")).await?;
        page.sees(0, way, &["read"]).await?;
        page.until(&format!("{way}: it was seen"), &format!("{unread} === 0")).await?;
    }
    page.is_clean().await?;
    browser.quit().await
}

fn number(read: &Value, key: &str) -> Result<f64> {
    read.get(key).and_then(Value::as_f64).with_context(|| format!("no {key} in {read}"))
}
