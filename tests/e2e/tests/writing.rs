//! Stories about the field: input methods, lines, the clipboard, drafts, names of emoji, slow mode.

use anyhow::Result;
use e2e::{Browser, Page, Server};
use serde_json::json;
use thirtyfour::Key;

const FIELD: &str = "one(0, '[data-region=main] [data-composer]')";

async fn holds(page: &Page, text: &str) -> Result<()> {
    page.until(&format!("the field holds {text:?}"), &format!("{FIELD}.value === {}", json!(text))).await?;
    Ok(())
}

#[tokio::test]
async fn an_input_method_keeps_its_enter_and_lines_break_until_the_field_is_ten_rows_high() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 900).await?);
    let (page, cid) = browser.one_person(&server, "giulia", None).await?;
    let before = server.stored(&cid)?.len();
    let tools = page.driver().cdp();
    let notes = "window.__composed = []; addEventListener('keydown', (it) => __composed.push(it.isComposing), true)";
    page.run(&format!("{notes}; {FIELD}.focus(); return true")).await?;
    tools.send_raw("Input.imeSetComposition", json!({"text": "にほん", "selectionStart": 3, "selectionEnd": 3})).await?;
    holds(&page, "にほん").await?;
    // The Enter that takes the candidate.
    let enter = json!({"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13});
    tools.send_raw("Input.dispatchKeyEvent", enter).await?;
    page.until("the input method had its Enter", "window.__composed.at(-1) === true").await?;
    holds(&page, "にほん").await?;
    tools.send_raw("Input.insertText", json!({"text": "日本"})).await?;
    holds(&page, "日本").await?;
    page.find(0, "[data-composer]").await?.send_keys(Key::Enter + "").await?;
    page.sees(0, "日本", &["sent", "delivered", "read"]).await?;
    assert_eq!(server.stored(&cid)?.len(), before + 1, "once");

    let height = format!(
        "const style = getComputedStyle({FIELD});
         return Math.round(({FIELD}.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom)) / parseFloat(style.lineHeight));"
    );
    holds(&page, "").await?;
    assert_eq!(page.run(&height).await?, json!(1), "an empty field is one row, whatever its placeholder says");
    let field = page.find(0, "[data-composer]").await?;
    for line in 1..=14 {
        field.send_keys(Key::Shift + Key::Enter).await?;
        field.send_keys(format!("line {line}")).await?;
    }
    page.until("all lines are there", &format!("{FIELD}.value.split('\\n').length === 15")).await?;
    page.until("the field scrolls", &format!("{FIELD}.scrollHeight > {FIELD}.clientHeight + 20")).await?;
    assert_eq!(page.run(&height).await?, json!(10));
    page.picture("writing-ten-rows").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn pasted_words_go_before_pasted_files_and_undo_takes_them_back() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 900).await?);
    let (page, _) = browser.one_person(&server, "giulia", None).await?;
    let field = page.find(0, "[data-composer]").await?;
    field.send_keys("once ").await?;
    let order = async |command: &str| {
        let key = json!({"type": "rawKeyDown", "key": "Unidentified", "commands": [command]});
        page.driver().cdp().send_raw("Input.dispatchKeyEvent", key).await
    };
    for command in ["selectAll", "copy", "moveToEndOfDocument", "paste"] {
        order(command).await?;
    }
    holds(&page, "once once ").await?;
    order("undo").await?;
    holds(&page, "once ").await?;

    let paste = |with_text: bool| {
        format!(
            "const data = new DataTransfer();
             data.items.add(new File([new Uint8Array(2000)], 'notes.zip', {{ type: 'application/zip' }}));
             if ({with_text}) data.setData('text/plain', 'words');
             return {FIELD}.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true, composed: true }}));"
        )
    };
    assert_eq!(page.run(&paste(true)).await?, json!(true), "words are left to the browser, which can undo them");
    assert_eq!(page.run("return all(0, '.attached').length").await?, json!(0));
    assert_eq!(page.run(&paste(false)).await?, json!(false));
    page.until("the file is there", "one(0, '.attached')?.innerText.replace(/\\s/g, '').includes('notes.zip')").await?;
    holds(&page, "once ").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn each_place_keeps_its_draft_and_an_edit_gives_it_back() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1500, 900).await?);
    let (page, cid) = browser.one_person(&server, "giulia", None).await?;
    page.say(0, "to be edited").await?;
    page.sees(0, "to be edited", &["sent", "delivered", "read"]).await?;
    page.write(0, "half a thought").await?;
    page.open_channel(0, "messaging:launch").await?;
    holds(&page, "").await?;
    page.write(0, "another").await?;
    page.open_channel(0, &cid).await?;
    holds(&page, "half a thought").await?;
    page.until("the other one is marked in the list", "one(0, '[data-channel-row=\"messaging:launch\"]').innerText.includes('another')")
        .await?;

    page.press(0, "to be edited", "e").await?;
    holds(&page, "to be edited").await?;
    page.until(
        "it says so, and the field has the focus",
        "one(0, '.composer__banner') && chat(0).activeElement?.hasAttribute('data-composer')",
    )
    .await?;
    page.picture("writing-edit").await?;
    page.find(0, "[data-composer]").await?.send_keys(Key::Escape + "").await?;
    holds(&page, "half a thought").await?;

    // A thread has its own.
    page.press(0, "to be edited", "t").await?;
    page.until("its thread is open", "one(0, '[data-region=thread] [data-composer]')?.value === ''").await?;
    page.find(0, "[data-region=thread] [data-composer]").await?.send_keys("in the thread").await?;
    page.driver().refresh().await?;
    let page = browser.here().await?;
    page.online(0).await?;
    page.open_channel(0, &cid).await?;
    holds(&page, "half a thought").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn an_emoji_is_found_by_its_name_and_the_caret_stays_behind_it() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 900).await?);
    let (page, _) = browser.one_person(&server, "giulia", None).await?;
    page.find(0, "[data-composer]").await?.click().await?;
    page.keys("good :rocke").await?;
    page.until("a rocket is suggested", "one(0, '.suggest [role=option]')?.innerText.includes('🚀')").await?;
    assert!(page.run("return all(0, '.suggest [role=option]').length").await?.as_u64().is_some_and(|count| count <= 7));
    page.until("how many there are is told", &format!("{FIELD}.getAttribute('aria-controls') === 'suggest-channel'")).await?;
    assert_eq!(page.run(&format!("return {FIELD}.getAttribute('aria-activedescendant')")).await?, json!(null), "not before arrows");
    page.keys(Key::Down + "").await?;
    page.until("a line is meant", &format!("{FIELD}.getAttribute('aria-activedescendant')?.startsWith('suggest-channel-')")).await?;
    page.keys(Key::Up + "").await?;
    page.keys(Key::Tab + "").await?;
    holds(&page, "good 🚀 ").await?;
    page.keys("luck").await?;
    holds(&page, "good 🚀 luck").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn slow_mode_counts_down_where_the_button_was_and_lets_go() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 900).await?);
    // Who runs the channel is exempt: Marco writes.
    let (page, cid) = browser.one_person(&server, "marco", None).await?;
    page.ask_as("giulia", "PATCH", &format!("/channels/{}", cid.replace(':', "/")), &json!({"set": {"cooldown": 4}})).await?;
    page.say(0, "the first").await?;
    page.sees(0, "the first", &["sent", "delivered", "read"]).await?;
    page.until("it counts", "/^[1-4]$/.test(one(0, '.composer__wait')?.innerText)").await?;
    assert_eq!(
        page.run(&format!("return [{FIELD}.readOnly, {FIELD}.disabled, chat(0).activeElement === {FIELD}]")).await?,
        json!([true, false, true])
    );
    page.picture("writing-slow-mode").await?;
    page.until("it lets go", &format!("!one(0, '.composer__wait') && !{FIELD}.readOnly")).await?;
    page.say(0, "the second").await?;
    page.sees(0, "the second", &["sent", "delivered", "read"]).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_command_of_the_menu_takes_what_is_written_and_the_field_keeps_the_focus() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 900).await?);
    let (page, _) = browser.one_person(&server, "giulia", None).await?;
    page.run("document.querySelector('chat-service').style.cssText = 'display: block; width: 360px; height: 640px'; return true").await?;
    page.write(0, "cats").await?;
    let line = |words: &str| format!("all(0, '[role^=menuitem]').find((it) => it.innerText.trim().startsWith('{words}'))");
    let press = async |found: String| -> Result<()> {
        page.until("it is there", &found).await?;
        page.run(&format!("{found}.click(); return true")).await?;
        Ok(())
    };
    press("all(0, '.composer__files button').find((it) => it.ariaLabel === 'More')".to_owned()).await?;
    press(line("Commands")).await?;
    page.until("there is a way back, and it has the focus no more", &format!("{} && {}", line("Back"), line("/giphy"))).await?;
    page.still(0).await?;
    page.picture("writing-commands-360").await?;
    press(line("/giphy")).await?;
    page.until(
        "it is a chip before the words, and the field has the focus",
        &format!("one(0, '.composer__row').innerText.includes('giphy') && {FIELD}.value === 'cats' && chat(0).activeElement === {FIELD}"),
    )
    .await?;
    page.picture("writing-command-360").await?;
    page.keys(Key::Enter + "").await?;
    page.until("there is something to choose", "all(0, '[data-message-id]').some((it) => it.innerText.includes('Only you can see this'))")
        .await?;
    page.is_clean().await?;
    browser.quit().await
}
