//! Stories about what can be done with a message and its author, and taken back; and about the way to a message far away.

use anyhow::Result;
use e2e::{Browser, Page, Server, row};
use serde_json::json;
use thirtyfour::Key;

async fn told(page: &Page, n: usize, text: &str) -> Result<()> {
    page.until(&format!("a notice says {text}"), &format!("one({n}, '.toast__text')?.innerText === {}", json!(text))).await?;
    Ok(())
}

/// A notice covers nothing that is written in or pressed.
async fn is_clear(page: &Page, n: usize) -> Result<()> {
    page.still(n).await?;
    let covered = format!(
        "const box = one({n}, '.toast').getBoundingClientRect();
         return all({n}, '.composer__surface, .bar, .pill, [role=alertdialog] button:not(.toast *)').filter((it) => {{
           const rect = it.getBoundingClientRect();
           return rect.width > 0 && rect.left < box.right && rect.right > box.left && rect.top < box.bottom && rect.bottom > box.top;
         }}).map((it) => it.className);"
    );
    assert_eq!(page.run(&covered).await?, json!([]));
    Ok(())
}

async fn undo(page: &Page, n: usize) -> Result<()> {
    page.run(&format!("one({n}, '.toast__action').click(); return true")).await?;
    Ok(())
}

/// Answers the question that stands on the page.
async fn answer(page: &Page, n: usize, button: &str) -> Result<()> {
    let question = format!("one({n}, '[role=alertdialog]')");
    page.until("it is asked", &format!("{question}?.contains(chat({n}).activeElement)")).await?;
    page.run(&format!(
        "[...{question}.querySelectorAll('button')].find((it) => it.innerText.trim() === {}).click(); return true",
        json!(button)
    ))
    .await?;
    page.until("the question is gone", &format!("!{question}")).await?;
    Ok(())
}

#[tokio::test]
async fn a_message_is_pinned_for_all_unpinned_by_undo_and_its_text_copied() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1900, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    let grant = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": server.url("")});
    page.driver().cdp().send_raw("Browser.grantPermissions", grant).await?;
    page.say(1, "remember **this**").await?;
    page.sees(0, "remember this", &[]).await?;

    page.choose(0, "remember this", "Pin").await?;
    told(&page, 0, "Message pinned.").await?;
    is_clear(&page, 0).await?;
    page.until(
        "both see it",
        &format!(
            "{}.innerText.includes('Pinned by you') && {}.innerText.includes('Pinned by Giulia Ferri')",
            row(0, "remember this"),
            row(1, "remember this")
        ),
    )
    .await?;
    page.picture("acting-pinned").await?;
    undo(&page, 0).await?;
    page.until(
        "nobody sees it any more",
        &format!("![{}, {}].some((it) => it.innerText.includes('Pinned'))", row(0, "remember this"), row(1, "remember this")),
    )
    .await?;

    page.choose(0, "remember this", "Copy text").await?;
    told(&page, 0, "Text copied").await?;
    let copied = page.wait("navigator.clipboard.readText().then(arguments[arguments.length - 1], (error) => arguments[arguments.length - 1](String(error)))").await?;
    assert_eq!(copied, json!("remember **this**"));
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_message_marked_unread_has_a_line_above_and_stays_unread_until_one_comes_back() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1900, 900).await?);
    let (page, cid) = browser.two_people(&server).await?;
    page.say(1, "later, please").await?;
    page.say(1, "and this too").await?;
    page.sees(0, "and this too", &[]).await?;
    page.sees(1, "and this too", &["read"]).await?;
    page.choose(0, "later, please", "Mark as unread").await?;
    told(&page, 0, "Marked as unread.").await?;
    let above =
        "one(0, '.unread')?.compareDocumentPosition(ROW) & Node.DOCUMENT_POSITION_FOLLOWING".replace("ROW", &row(0, "later, please"));
    page.until("the line is above it", &above).await?;
    let badge = format!("one(0, '[data-channel-row=\"{cid}\"]').innerText");
    page.until("the list counts it", &format!("/\\b2\\b/.test({badge}) && {badge}.includes('unread')")).await?;
    page.picture("acting-unread").await?;
    page.open_channel(0, "messaging:launch").await?;
    page.until("it still counts", &format!("{badge}.includes('2 unread')")).await?;
    page.open_channel(0, &cid).await?;
    page.until("seen again, it is read", &format!("!{badge}.includes('unread')")).await?;
    page.until("where reading ended is still shown", "one(0, '.unread')?.innerText.includes('2 new messages')").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn somebody_is_muted_reported_and_blocked_and_each_can_be_taken_back_or_thought_over() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1900, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    page.say(1, "buy cheap watches").await?;
    page.sees(0, "buy cheap watches", &[]).await?;

    page.choose(0, "buy cheap watches", "Mute Marco").await?;
    told(&page, 0, "You muted Marco Bellini.").await?;
    undo(&page, 0).await?;
    told(&page, 0, "Marco Bellini is no longer muted.").await?;

    page.choose(0, "buy cheap watches", "Report").await?;
    page.until("the answer that does nothing has the focus", "chat(0).activeElement?.innerText.trim() === 'Cancel'").await?;
    answer(&page, 0, "Cancel").await?;
    page.until("the message has the focus again", &format!("chat(0).activeElement === {}", row(0, "buy cheap watches"))).await?;
    page.choose(0, "buy cheap watches", "Report").await?;
    answer(&page, 0, "Report").await?;
    told(&page, 0, "Thank you. The message was reported.").await?;

    page.choose(0, "buy cheap watches", "Block Marco").await?;
    told(&page, 0, "Thank you. The message was reported.").await?;
    is_clear(&page, 0).await?;
    page.picture("acting-block").await?;
    answer(&page, 0, "Block").await?;
    told(&page, 0, "You blocked Marco Bellini.").await?;
    page.until(
        "nothing of his is shown",
        "!list(0).innerText.includes('buy cheap watches') && list(0).innerText.includes('You have blocked who wrote this.')",
    )
    .await?;
    undo(&page, 0).await?;
    page.sees(0, "buy cheap watches", &[]).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_quote_leads_to_its_message_a_thousand_messages_up_and_one_press_leads_back() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 800).await?);
    let long = "messaging:launch";
    let (page, _) = browser.one_person(&server, "giulia", Some(long)).await?;
    let stored = server.stored(long)?;
    let far = stored.get(40).cloned().unwrap_or_default();
    page.send_as("marco", long, &json!({"id": "far-quote", "text": "as we said", "quoted_message_id": far})).await?;
    page.until("the quote is there", "one(0, '[data-message-id=far-quote] button.quote')").await?;
    page.find(0, "[data-message-id=far-quote] button.quote").await?.click().await?;
    let target = format!("one(0, '[data-message-id=\"{far}\"]')");
    page.until("it is lit for a moment", &format!("{target}?.closest('.line--lit')")).await?;
    page.still(0).await?;
    let middle = format!(
        "(() => {{ const [box, it] = [list(0).getBoundingClientRect(), {target}.getBoundingClientRect()]; return it.top >= box.top && it.bottom <= box.bottom; }})()"
    );
    page.until("it is in view", &middle).await?;
    page.until("the day on screen is told", "one(0, '.conversation__above .pill')?.innerText.trim().length > 2").await?;
    page.picture("acting-far").await?;
    // From here one reads on in both directions without a hole.
    let around = page.run("return messages(0)").await?;
    let drawn: Vec<String> = serde_json::from_value(around)?;
    let from = stored.iter().position(|id| Some(id) == drawn.first()).unwrap_or_default();
    assert_eq!(stored.get(from..from + drawn.len()), Some(&*drawn), "as the server has them");
    page.run("one(0, '.to-latest').click(); return true").await?;
    page.until("the newest is there", "one(0, '[data-message-id=far-quote]')").await?;
    page.is_clean().await?;
    browser.quit().await
}

/// Presses what there is, in an order that a number decides: buttons, rows, keys, the wheel. Links are left alone.
const MONKEY: &str = r"
const done = arguments[arguments.length - 1];
let seed = SEED;
const any = (below) => { seed = (seed * 1664525 + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * below); };
const frame = () => new Promise(requestAnimationFrame);
const keys = ['Enter', 'Escape', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Delete', 'e', 'r', 't', '+', '?', 'PageUp', ' '];
const did = [];
(async () => {
  for (let step = 0; step < 300; step += 1) {
    const open = all(0, 'dialog[open]').at(-1);
    const controls = [...(open ?? chat(0)).querySelectorAll('button, [role=option], [data-channel-row], [data-row], [data-composer], input')]
      .filter((it) => it.offsetHeight > 0 && !it.disabled && it.type !== 'file');
    const it = controls[any(controls.length)];
    const act = any(10);
    if (it && act < 5) {
      did.push(`press ${(it.ariaLabel ?? it.innerText ?? it.tagName).slice(0, 30)}`);
      it.focus?.();
      it.click();
    } else if (act < 8) {
      const key = keys[any(keys.length)];
      did.push(`key ${key}`);
      (chat(0).activeElement ?? it ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true }));
    } else if (list(0)) {
      did.push('scroll');
      list(0).scrollTop += any(3000) - 2000;
    }
    if (any(3) === 0) await frame();
  }
  done(did.slice(-12));
})();
";

#[tokio::test]
async fn whatever_is_pressed_in_whatever_order_one_can_go_on_writing() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 760).await?);
    for (seed, width) in [(1, ""), (2, ""), (3, "380px"), (4, "380px")] {
        let page = browser.open(&server.url("/as/giulia/")).await?;
        page.run(&format!("document.querySelector('chat-service').style.width = '{width}'; return true")).await?;
        page.online(0).await?;
        let did = page.wait(&MONKEY.replace("SEED", &seed.to_string())).await?;
        for _ in 0..6 {
            page.keys(Key::Escape + "").await?;
        }
        page.until(&format!("everything is closed after {did}"), "!one(0, 'dialog[open]') && !one(0, '.float') && state(0) === 'online'")
            .await?;
        page.run("document.querySelector('chat-service').openChannel('messaging:launch'); return true").await?;
        // It may have been closed on the way.
        page.ask_as("giulia", "PATCH", "/channels/messaging/launch", &json!({"set": {"frozen": false}})).await?;
        page.until(&format!("one can write after {did}"), "one(0, '[data-region=main] [data-composer]:enabled')?.readOnly === false")
            .await?;
        // What is edited or quoted, and a command, are left by Escape in the field.
        page.run("one(0, '[data-region=main] [data-composer]').focus(); return true").await?;
        for _ in 0..4 {
            page.keys(Key::Escape + "").await?;
        }
        page.run("const it = one(0, '[data-region=main] [data-composer]'); it.focus(); it.select(); return true").await?;
        page.picture(&format!("acting-whatever-{seed}")).await?;
        page.keys(format!("still here {seed}")).await?;
        page.keys(Key::Enter + "").await?;
        let said = format!(
            "all(0, '[data-message-id]').some((it) => it.innerText.includes('still here {seed}') && it.dataset.status !== 'failed')"
        );
        page.until(&format!("it is said after {did}"), &said).await?;
        page.is_clean().await?;
    }
    browser.quit().await
}
