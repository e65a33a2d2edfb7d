//! Stories about threads, reactions in detail, what was not read, and what could not be sent.

use anyhow::Result;
use e2e::{Browser, Server};
use serde_json::json;
use thirtyfour::Key;

const LONG: &str = "messaging:launch";

#[tokio::test]
async fn a_thread_of_eighty_replies_is_read_up_and_a_reply_stands_in_the_channel_too() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1500, 800).await?);
    let (page, cid) = browser.one_person(&server, "giulia", None).await?;
    page.send_as("marco", &cid, &json!({"id": "head", "text": "who comes on Friday"})).await?;
    let many = format!(
        "const done = arguments[arguments.length - 1];
         (async () => {{
           for (let n = 0; n < 80; n += 1) await ask('marco', 'POST', '/channels/{}/message', {{ message: {{ id: `reply${{n}}`, text: `reply number ${{n}}`, parent_id: 'head' }} }});
           done(true);
         }})();",
        cid.replace(':', "/")
    );
    page.wait(&many).await?;
    page.until("the count is there", "one(0, '[data-message-id=head]').innerText.includes('80 replies')").await?;
    page.run("one(0, '[data-message-id=head] .message__replies').click(); return true").await?;
    let inside = "[data-region=thread]";
    page.until("the newest is in sight", &format!("one(0, '{inside} [data-message-id=reply79]')")).await?;
    page.until("the field has the focus", &format!("chat(0).activeElement === one(0, '{inside} [data-composer]')")).await?;
    page.picture("threads-open").await?;
    let up = format!(
        "const done = arguments[arguments.length - 1];
         (async () => {{
           const box = one(0, '{inside} [data-message-list]');
           const seen = new Set();
           const end = performance.now() + 20000;
           while (seen.size < 80 && performance.now() < end) {{
             all(0, '{inside} [data-message-id^=reply]').forEach((it) => seen.add(it.dataset.messageId));
             box.scrollTop -= 300;
             await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
           }}
           done(seen.size);
         }})();"
    );
    assert_eq!(page.wait(&up).await?, json!(80), "all of them, page by page");
    page.until("the head stands above", &format!("one(0, '{inside} [data-message-id=head]')")).await?;

    page.find(0, &format!("{inside} [data-composer]")).await?.send_keys("I do").await?;
    page.find(0, &format!("{inside} input[type=checkbox]")).await?.click().await?;
    page.find(0, &format!("{inside} [data-composer]")).await?.send_keys(Key::Enter + "").await?;
    let tag = |region: &str, words: &str| {
        format!(
            "all(0, '[data-region={region}] [data-message-id]').some((it) => it.innerText.includes('I do') && it.innerText.includes('{words}'))"
        )
    };
    page.until("the thread has it, and it is followed", &tag("thread", "Also sent to the conversation")).await?;
    page.until("the channel has it", &tag("main", "Replied to a thread")).await?;
    page.picture("threads-also").await?;
    // Closed, and opened again from the reply that stands in the channel.
    page.find(0, &format!("{inside} [data-composer]")).await?.send_keys(Key::Escape + "").await?;
    page.until("it is closed", &format!("!one(0, '{inside} [data-composer]')")).await?;
    page.run("all(0, '[data-region=main] [data-message-id]').findLast((it) => it.innerText.includes('I do')).querySelector('.message__tag button').click(); return true").await?;
    page.until("it is open again", &format!("all(0, '{inside} [data-message-id]').some((it) => it.innerText.includes('I do'))")).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn any_emoji_is_a_reaction_and_the_details_take_the_own_one_back() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 800).await?);
    let (page, cid) = browser.one_person(&server, "giulia", None).await?;
    page.send_as("marco", &cid, &json!({"id": "news", "text": "we won the prize"})).await?;
    page.ask_as("marco", "POST", "/messages/news/reaction", &json!({"reaction": {"type": "love"}})).await?;
    page.until("his reaction is there", "one(0, '[data-message-id=news] .reaction')?.innerText.includes('❤')").await?;
    page.choose(0, "we won the prize", "React").await?;
    page.until("there are signs to choose from", "one(0, '.quick__more')").await?;
    page.run("one(0, '.quick__more').click(); return true").await?;
    page.until("the search has the focus", "one(0, '[data-emoji]') && chat(0).activeElement?.type === 'search'").await?;
    page.keys("trophy").await?;
    page.until("a trophy is found", "one(0, '[data-emoji]')?.innerText.includes('🏆')").await?;
    page.run("all(0, '[data-emoji]').find((it) => it.innerText.includes('🏆')).click(); return true").await?;
    page.until("it is given", "all(0, '[data-message-id=news] .reaction[aria-pressed=true]').some((it) => it.innerText.includes('🏆'))")
        .await?;

    page.choose(0, "we won the prize", "See reactions").await?;
    page.until(
        "both are listed",
        "one(0, 'dialog[open]')?.innerText.includes('Marco Bellini') && one(0, 'dialog[open]').innerText.includes('2 reactions')",
    )
    .await?;
    page.still(0).await?;
    page.picture("threads-reactions").await?;
    let own = "[...one(0, 'dialog[open]').querySelectorAll('button')].find((it) => it.innerText.includes('Press to take back'))";
    page.until("the own one can be taken back", own).await?;
    page.run(&format!("{own}.click(); return true")).await?;
    page.until("it is gone", "!all(0, '[data-message-id=news] .reaction').some((it) => it.innerText.includes('🏆'))").await?;
    page.keys(Key::Escape + "").await?;
    page.until("the dialog is closed", "!one(0, 'dialog[open]')").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn what_was_not_read_is_one_press_away_and_can_be_called_read() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    let (page, cid) = browser.one_person(&server, "giulia", Some(LONG)).await?;
    let badge = format!("one(0, '[data-channel-row=\"{cid}\"]').innerText");
    // Further ones than fit, while somebody else is looked at.
    let direct = page.direct().await?;
    page.until("it is read", &format!("!{badge}.includes('unread')")).await?;
    page.open_channel(0, &direct).await?;
    for n in 0..12 {
        page.send_as("marco", LONG, &json!({"text": format!("news number {n}, long enough to take its own line and a little more")}))
            .await?;
    }
    page.until("they are counted", &format!("{badge}.includes('12 unread')")).await?;
    page.open_channel(0, LONG).await?;
    page.until("the way to them is told", "one(0, '.pill--action')?.innerText.includes('12 new messages')").await?;
    page.run("one(0, '.pill__go').click(); return true").await?;
    let inside = "(() => { const [box, it] = [list(0).getBoundingClientRect(), one(0, '.unread').getBoundingClientRect()]; return it.top >= box.top && it.bottom <= box.bottom; })()";
    page.until("the line is in sight, and the pill is not needed", &format!("one(0, '.unread') && {inside} && !one(0, '.pill--action')"))
        .await?;
    page.picture("threads-unread").await?;
    page.run("one(0, '.unread__read').click(); return true").await?;
    page.until("it is read", &format!("!one(0, '.unread') && !{badge}.includes('unread')")).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn what_the_server_refuses_says_why_and_is_written_anew_or_given_up() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 800).await?);
    let (page, cid) = browser.one_person(&server, "giulia", None).await?;
    let fail = json!({"path": "/message", "status": 403, "code": 17, "times": 2});
    page.wait(&format!(
        "const done = arguments[arguments.length - 1];
         fetch('/__dev/fail', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({fail}) }}).then((it) => done(it.status));"
    ))
    .await?;
    page.say(0, "not today").await?;
    page.sees(0, "not today", &["failed"]).await?;
    let row = "all(0, '[data-message-id]').findLast((it) => it.innerText.includes('not today'))";
    page.until("it says so, and what can be done", &format!("{row}.innerText.includes('Not sent')")).await?;
    page.picture("threads-failed").await?;
    page.choose(0, "not today", "Edit").await?;
    page.until("it is in the field again", "one(0, '[data-composer]').value === 'not today' && !all(0, '[data-status=failed]').length")
        .await?;
    page.find(0, "[data-composer]").await?.send_keys(Key::Enter + "").await?;
    page.sees(0, "not today", &["failed"]).await?;
    page.choose(0, "not today", "Delete").await?;
    page.until("it is gone", "!all(0, '[data-message-id]').some((it) => it.innerText.includes('not today'))").await?;
    page.say(0, "but this").await?;
    page.sees(0, "but this", &["sent", "delivered", "read"]).await?;
    assert!(!server.texts(&cid)?.contains(&"not today".to_owned()));
    page.is_clean().await?;
    browser.quit().await
}
