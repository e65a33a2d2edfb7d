//! Stories about looking for something, and about beginning conversations.

use anyhow::Result;
use e2e::{Browser, Page, Server};
use serde_json::json;
use thirtyfour::Key;

const FIELD: &str = ".search__input";
const SAID: &str = "all(0, '[role=status]').some((it) => /^Results: [1-9]/.test(it.innerText))";

/// The row of a result with this text.
fn found(text: &str) -> String {
    format!("all(0, '.rows--found [role=option]').find((it) => it.innerText.includes({}))", json!(text))
}

async fn look_for(page: &Page, words: &str) -> Result<()> {
    let field = page.find(0, FIELD).await?;
    field.click().await?;
    Ok(field.send_keys(words).await?)
}

/// Which part of the element has the focus, by its classes.
async fn focus(page: &Page) -> Result<String> {
    let class = page.run("return chat(0).activeElement?.className ?? ''").await?;
    Ok(class.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn words_find_conversations_people_and_messages_and_each_leads_there() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let (page, cid) = browser.one_person(&server, "giulia", None).await?;
    page.send_as("marco", "messaging:launch", &json!({"id": "zeppelin", "text": "Who ordered the **zeppelin** for the launch party?"}))
        .await?;
    page.send_as("marco", &cid, &json!({"id": "zeppelin-2", "text": "A zeppelin is not cheap"})).await?;
    page.until("the list is shown as before", "one(0, '[role=tab]') && !one(0, '.rows--found')").await?;
    look_for(&page, "zepp").await?;
    page.until("both messages are found", &format!("{} && {}", found("not cheap"), found("launch party"))).await?;
    page.until("how much it is was said", SAID).await?;
    assert_eq!(page.run(&format!("return {}.querySelector('mark').innerText", found("launch party"))).await?, "zepp");
    page.picture("search-messages").await?;
    page.run(&format!("{}.click(); return true", found("launch party"))).await?;
    page.until("the message is shown where it stands", "one(0, '[data-region=main] [data-message-id=zeppelin]')").await?;
    assert_eq!(page.run("return one(0, '.bar__name').innerText").await?, "Autumn launch 🍂");
    page.until("what was found is still there", &found("not cheap")).await?;

    let field = page.find(0, FIELD).await?;
    field.send_keys(Key::Escape + "").await?;
    page.until("the list is back, and the field empty", &format!("one(0, '[role=tab]') && one(0, '{FIELD}').value === ''")).await?;
    assert!(focus(&page).await?.contains("search__input"), "the cursor stays in it");

    field.send_keys("len").await?;
    let person = "all(0, '.rows--found [data-found=lena]').length === 1";
    page.until("somebody is found, and where they are", &format!("{person} && all(0, '.rows--found [data-channel-row]').length > 0"))
        .await?;
    page.picture("search-people").await?;
    let barriers = page.barriers(0).await?;
    assert!(barriers.is_empty(), "{barriers:#?}");
    page.run("one(0, '.rows--found [data-found=lena]').click(); return true").await?;
    page.until("their conversation is open", "one(0, '.bar__name')?.innerText.startsWith('Lena')").await?;

    field.send_keys("xyzzy").await?;
    page.until("nothing fits", "one(0, '.rows--found .empty__title')?.innerText === 'Nothing found'").await?;
    page.picture("search-nothing").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_search_goes_by_keyboard_and_one_source_at_a_time() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(360, 740).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    page.theme("dark").await?;
    look_for(&page, "re").await?;
    page.until("all sources have found something", "all(0, '.search__section').length >= 2").await?;
    page.picture("search-narrow-dark").await?;
    let barriers = page.barriers(0).await?;
    assert!(barriers.is_empty(), "{barriers:#?}");
    page.run("all(0, '.chip').at(-1).click(); return true").await?;
    page.until("only messages are shown", "all(0, '.search__section').length === 1 && all(0, '.rows--found [data-found]').length >= 10")
        .await?;
    page.until(
        "more of them come at the end",
        "(one(0, '.rows--found .rows__more')?.scrollIntoView(), all(0, '.rows--found [data-found]').length >= 20)",
    )
    .await?;
    page.run("one(0, '.rows--found').scrollTop = 0; return true").await?;

    let field = page.find(0, FIELD).await?;
    field.send_keys(Key::Down + "").await?;
    assert!(focus(&page).await?.contains("row"), "Down leads to the first result");
    page.keys(Key::Up + "").await?;
    assert!(focus(&page).await?.contains("search__input"), "Up leads back");
    field.send_keys(Key::Down + Key::Down).await?;
    page.keys(Key::Down + "").await?;
    let id = page.run("return chat(0).activeElement.dataset.found").await?;
    page.keys(Key::Enter + "").await?;
    page.until(
        "the message is shown",
        &format!(
            "one(0, '[data-region=main] [data-message-id=\"{}\"], [data-region=thread] [data-message-id=\"{}\"]')",
            id.as_str().unwrap_or_default(),
            id.as_str().unwrap_or_default()
        ),
    )
    .await?;
    page.until("in place of the list", "one(0, '.panes__list').offsetWidth === 0").await?;
    page.run("one(0, '.bar__back').click(); return true").await?;
    page.until("the results are there again", "all(0, '.rows--found [data-found]').length >= 10 && one(0, '.panes__list').offsetWidth > 0")
        .await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_conversation_begins_with_one_person_or_with_a_group_that_has_a_name() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 800).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    let begin = "one(0, '.panes__list .bar [aria-label=\"New conversation\"]')";
    page.run(&format!("{begin}.click(); return true")).await?;
    page.until("people are offered at once", "all(0, '.begin [role=option]').length >= 5 && !one(0, '.begin [data-found=giulia]')").await?;
    assert!(focus(&page).await?.contains("search__input"));
    page.picture("begin").await?;
    let barriers = page.barriers(0).await?;
    assert!(barriers.is_empty(), "{barriers:#?}");

    page.keys("kenj").await?;
    page.until("somebody fits", "all(0, '.begin [role=option]').length === 1").await?;
    page.keys(Key::Enter + "").await?;
    page.until("they are chosen, and the field is free", &format!("one(0, '.begin .chip') && one(0, '{FIELD}').value === ''")).await?;
    page.keys("aish").await?;
    page.until("another one fits", "all(0, '.begin [role=option]').length === 1 && one(0, '.begin [data-found=aisha]')").await?;
    page.keys(Key::Enter + "").await?;
    page.until("a group may have a name", "all(0, '.begin .search__input').length === 2").await?;
    page.run("all(0, '.begin .search__input')[1].focus(); return true").await?;
    page.keys("Trip to Rome").await?;
    page.picture("begin-group").await?;
    let barriers = page.barriers(0).await?;
    assert!(barriers.is_empty(), "{barriers:#?}");
    page.run("one(0, '.begin__foot button').click(); return true").await?;
    page.until("it is open, and listed", "one(0, '.bar__name')?.innerText === 'Trip to Rome' && one(0, '[data-channel-row][aria-selected=true]')?.innerText.includes('Trip to Rome')").await?;
    page.say(0, "Who is in?").await?;
    page.sees(0, "Who is in?", &["sent", "delivered", "read"]).await?;

    page.run(&format!("{begin}.click(); return true")).await?;
    page.until("nobody is chosen any more", "one(0, '.begin') && !one(0, '.begin .chip')").await?;
    page.keys(Key::Escape + "").await?;
    page.until("it was given up", "!one(0, '.begin')").await?;
    assert_eq!(page.run("return chat(0).activeElement?.ariaLabel").await?, "New conversation", "the button has the focus again");
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_tenant_takes_both_away_and_right_to_left_is_mirrored() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1000, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.add("{ features: { search: false, newConversation: false } }", "").await?;
    page.online(0).await?;
    page.until("the views are there", "one(0, '[role=tab]')").await?;
    assert_eq!(
        page.run(&format!("return all(0, '{FIELD}').length + all(0, '.panes__list .bar [aria-label=\"New conversation\"]').length"))
            .await?,
        0
    );

    let page = browser.open(&server.url("/blank/")).await?;
    page.add("{}", "it.setAttribute('lang', 'he');").await?;
    page.online(0).await?;
    look_for(&page, "re").await?;
    page.until("all sources have found something", "all(0, '.search__section').length >= 2").await?;
    page.picture("search-right-to-left").await?;
    let barriers = page.barriers(0).await?;
    assert!(barriers.is_empty(), "{barriers:#?}");
    page.is_clean().await?;
    browser.quit().await
}
