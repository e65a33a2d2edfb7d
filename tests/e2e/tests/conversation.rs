//! Stories about what people do with messages: react, edit, answer in a thread, delete, send files; and no barrier on the way.

use anyhow::Result;
use e2e::{Browser, Page, Server, row};
use thirtyfour::Key;

async fn has_no_barrier(page: &Page, n: usize, state: &str) -> Result<()> {
    let moving =
        format!("chat({n}).getAnimations().filter((it) => it.playState === 'running' && it.effect.getTiming().iterations !== Infinity)");
    page.until("nothing moves in", &format!("{moving}.length === 0")).await?;
    page.picture(&format!("conversation-{state}")).await?;
    let barriers = page.barriers(n).await?;
    assert!(barriers.is_empty(), "{state}: {barriers:#?}");
    Ok(())
}

#[tokio::test]
async fn a_message_is_reacted_to_edited_answered_in_a_thread_and_deleted() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1900, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    page.say(0, "work on me").await?;
    page.sees(1, "work on me", &[]).await?;

    page.press(1, "work on me", Key::Enter + "").await?;
    page.until("its menu is open", "one(1, '[role=menu]')").await?;
    has_no_barrier(&page, 1, "menu").await?;
    page.find(1, "[role=menu]").await?.send_keys(Key::Escape + "").await?;
    page.until("the menu is closed", "!one(1, '[role=menu]')").await?;

    page.press(1, "work on me", "+").await?;
    page.until("there are signs to choose from", "all(1, 'button').some((it) => it.innerText.includes('👍'))").await?;
    page.run("all(1, 'button').find((it) => it.innerText.includes('👍')).click(); return true").await?;
    page.until("the author sees it", &format!("{}.querySelector('.reaction')?.innerText.includes('👍')", row(0, "work on me"))).await?;

    page.find(0, "[data-composer]").await?.send_keys(Key::Up + "").await?;
    page.until("the text is back in the field", "one(0, '[data-composer]').value === 'work on me'").await?;
    page.say(0, ", please").await?;
    page.until("both see the new text", "[0, 1].every((n) => all(n, '[data-message-id]').some((it) => it.innerText.includes('work on me, please') && it.innerText.includes('Edited')))").await?;

    page.press(1, "work on me, please", "t").await?;
    page.until("its thread is open", "one(1, '[data-region=thread] [data-composer]')").await?;
    page.find(1, "[data-region=thread] [data-composer]").await?.send_keys("gladly").await?;
    page.find(1, "[data-region=thread] [data-composer]").await?.send_keys(Key::Enter + "").await?;
    page.until("the reply is there", "all(1, '[data-region=thread] [data-message-id]').some((it) => it.innerText.includes('gladly'))")
        .await?;
    page.until("the author sees that there is one", &format!("{}.innerText.includes('1 reply')", row(0, "work on me"))).await?;
    has_no_barrier(&page, 1, "thread").await?;
    page.find(1, "[data-region=thread] [data-composer]").await?.send_keys(Key::Escape + "").await?;

    page.press(0, "work on me, please", Key::Delete + "").await?;
    page.until("it is asked for", "one(0, '[role=alertdialog]')").await?;
    has_no_barrier(&page, 0, "delete").await?;
    page.run(
        "[...one(0, '[role=alertdialog]').querySelectorAll('button')].find((it) => it.innerText.trim() === 'Delete').click(); return true",
    )
    .await?;
    page.until(
        "it is gone for both",
        "[0, 1].every((n) => all(n, '[data-region=main] [data-message-id]').every((it) => !it.innerText.includes('work on me')))",
    )
    .await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_picture_is_uploaded_and_seen_by_the_other() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1600, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    // A picture made in the page, chosen as a person chooses a file.
    let choose = r"
const done = arguments[arguments.length - 1];
const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
canvas.getContext('2d').fillRect(40, 40, 300, 200);
canvas.toBlob((blob) => {
  const files = new DataTransfer();
  files.items.add(new File([blob], 'drawing.png', { type: 'image/png' }));
  const input = one(0, 'input[type=file]');
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  done(input !== null);
});
";
    page.wait(choose).await?;
    page.until("it is uploaded", "one(0, '.composer__send[data-ready]')").await?;
    page.picture("conversation-file").await?;
    page.say(0, "look at this").await?;
    let seen = "all(1, '[data-message-id]').some((it) => it.innerText.includes('look at this') && [...it.querySelectorAll('img.picture__image')].some((it) => it.complete && it.naturalWidth > 0))";
    page.until("the other sees it", seen).await?;
    page.picture("conversation-picture").await?;
    page.run("all(1, '.album__open').at(-1).click(); return true").await?;
    page.until("it is shown large", "one(1, 'dialog[open] img')").await?;
    has_no_barrier(&page, 1, "viewer").await?;
    page.is_clean().await?;
    browser.quit().await
}
