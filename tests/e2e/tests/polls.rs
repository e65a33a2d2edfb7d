//! Stories about polls.

use anyhow::Result;
use e2e::{Browser, Server};
use thirtyfour::Key;

/// The option with this text in the n-th element.
fn option(n: usize, text: &str) -> String {
    format!("all({n}, '[data-option]').find((it) => it.querySelector('.poll__text').innerText === '{text}')")
}

/// How many votes it has, as shown.
fn votes(n: usize, text: &str) -> String {
    format!("{}?.querySelector('.poll__count').innerText", option(n, text))
}

#[tokio::test]
async fn a_poll_is_made_voted_in_by_two_people_at_once_and_ended_by_who_made_it() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1500, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    page.run("one(0, '.composer__files button').click(); return true").await?;
    page.until("the menu has it", "all(0, '[role=menuitem]').some((it) => it.innerText.trim() === 'Poll')").await?;
    page.run("all(0, '[role=menuitem]').find((it) => it.innerText.trim() === 'Poll').click(); return true").await?;
    page.until("the sheet is open", "one(0, 'dialog[open] .maker')").await?;
    assert_eq!(page.run("return chat(0).activeElement === one(0, 'dialog[open] .field')").await?, true, "the cursor is in the question");
    page.keys("Where do we eat?").await?;
    page.run("all(0, '.maker__options .field')[0].focus(); return true").await?;
    page.keys("Pizza" + Key::Enter).await?;
    page.keys("pizza").await?;
    page.until("twice the same is told", "one(0, '.field__fault')?.innerText === 'This option is there already.'").await?;
    page.keys(Key::Backspace + Key::Backspace).await?;
    page.keys(Key::Backspace + Key::Backspace).await?;
    page.keys(Key::Backspace + "Soup").await?;
    page.until("a free option follows", "all(0, '.maker__options .field').length === 3").await?;
    page.run("all(0, '.tick input')[3].click(); return true").await?;
    page.still(0).await?;
    page.picture("poll-made").await?;
    let barriers = page.barriers(0).await?;
    assert!(barriers.is_empty(), "{barriers:#?}");
    page.run("[...all(0, 'dialog[open] button')].at(-1).click(); return true").await?;
    for n in [0, 1] {
        page.until("it is in the conversation", &format!("{} && {}", option(n, "Pizza"), option(n, "Soup"))).await?;
    }

    page.run(&format!("{}.click(); return true", option(0, "Pizza"))).await?;
    page.until("the own vote is seen", &format!("{}.ariaChecked === 'true' && {} === '1'", option(0, "Pizza"), votes(0, "Pizza"))).await?;
    page.until("by the other one, too", &format!("{} === '1' && {}.ariaChecked === 'false'", votes(1, "Pizza"), option(1, "Pizza")))
        .await?;
    page.run(&format!("{}.click(); return true", option(1, "Pizza"))).await?;
    page.until("both voted", &format!("{} === '2' && {} === '2'", votes(0, "Pizza"), votes(1, "Pizza"))).await?;
    page.run(&format!("{}.click(); return true", option(1, "Soup"))).await?;
    let moved = |n| format!("{} === '1' && {} === '1'", votes(n, "Pizza"), votes(n, "Soup"));
    page.until("one vote each: it went to the other option", &format!("{} && {}", moved(0), moved(1))).await?;

    page.run("all(1, '.poll__way').find((it) => it.innerText === 'Add a comment').click(); return true").await?;
    page.until("it is asked for", "one(1, 'dialog[open] .field')").await?;
    page.keys("It is cold outside" + Key::Enter).await?;
    page.until("the sheet is closed", "!one(1, 'dialog[open]')").await?;
    page.until("it counts", "all(1, '.poll__way').some((it) => it.innerText === 'Change your comment')").await?;
    page.run("all(0, '.poll__way').find((it) => it.innerText === 'Results').click(); return true").await?;
    page.until(
        "who voted, and what was said",
        "one(0, 'dialog[open]')?.innerText.includes('Marco') && one(0, 'dialog[open]').innerText.includes('It is cold outside')",
    )
    .await?;
    page.still(0).await?;
    page.picture("poll-results").await?;
    let barriers = page.barriers(0).await?;
    assert!(barriers.is_empty(), "{barriers:#?}");
    page.keys(Key::Escape + "").await?;
    page.until("they are closed", "!one(0, 'dialog[open]')").await?;

    assert_eq!(page.run("return all(1, '.poll__way').some((it) => it.innerText === 'End poll')").await?, false, "only who made it ends it");
    page.run("all(0, '.poll__way').find((it) => it.innerText === 'End poll').click(); return true").await?;
    page.until("it is asked", "one(0, '[role=alertdialog]')").await?;
    page.run("[...all(0, '[role=alertdialog] button')].at(-1).click(); return true").await?;
    for n in [0, 1] {
        let ended = format!("one({n}, '.poll__hint').innerText === 'This poll has ended' && {}.ariaDisabled === 'true'", option(n, "Soup"));
        page.until("nobody votes any more", &ended).await?;
    }
    page.picture("poll-ended").await?;
    page.is_clean().await?;
    browser.quit().await
}
