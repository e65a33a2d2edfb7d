//! Stories about what sounds and moves: recordings, music, the viewer of pictures.

use anyhow::Result;
use e2e::{Browser, Page, Server};
use serde_json::{Value, json};
use thirtyfour::Key;

/// A control of a message, in a script.
fn of(id: &str, selector: &str) -> String {
    format!("one(0, '[data-message-id={id}] {selector}')")
}

async fn press(page: &Page, id: &str, selector: &str) -> Result<()> {
    page.until("it is there", &of(id, selector)).await?;
    Ok(page.find(0, &format!("[data-message-id={id}] {selector}")).await?.click().await?)
}

async fn label(page: &Page, id: &str, begins: &str) -> Result<()> {
    page.until(
        &format!("{id} offers to {begins}"),
        &format!("{}?.getAttribute('aria-label').startsWith('{begins}')", of(id, ".player__toggle")),
    )
    .await?;
    Ok(())
}

#[tokio::test]
async fn one_recording_plays_at_a_time_at_a_chosen_speed_and_keeps_its_place_out_of_sight() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 800).await?);
    let cid = "messaging:launch";
    let (page, _) = browser.one_person(&server, "giulia", Some(cid)).await?;
    let loud: Vec<f64> = (0..100).map(|n| f64::from(n % 10) / 10.0).collect();
    let voice = json!([{"type": "voiceRecording", "asset_url": server.url("/seed/voice.m4a"), "mime_type": "audio/mp4", "duration": 6.81, "waveform_data": loud}]);
    let music = json!([{"type": "audio", "asset_url": server.url("/seed/jingle.mp3"), "mime_type": "audio/mpeg", "title": "jingle.mp3"}]);
    page.send_as("marco", cid, &json!({"id": "voice", "attachments": voice})).await?;
    page.send_as("marco", cid, &json!({"id": "music", "attachments": music})).await?;

    press(&page, "voice", ".player__toggle").await?;
    label(&page, "voice", "Pause").await?;
    let at = |id: &str| format!("Number({}.getAttribute('aria-valuenow'))", of(id, "[role=slider]"));
    page.until("time goes on", &format!("{} > 0", at("voice"))).await?;
    page.picture("playing-voice").await?;
    press(&page, "music", ".player__toggle").await?;
    label(&page, "music", "Pause").await?;
    label(&page, "voice", "Play").await?;
    press(&page, "voice", ".player__toggle").await?;
    label(&page, "voice", "Pause").await?;
    label(&page, "music", "Play").await?;
    // A video counts, too.
    let film = json!([{"type": "video", "asset_url": server.url("/seed/belt.mp4"), "thumb_url": server.url("/seed/belt.jpg"), "mime_type": "video/mp4", "original_width": 320, "original_height": 180}]);
    page.send_as("marco", cid, &json!({"id": "film", "attachments": film})).await?;
    page.until(
        "the video waits with its picture",
        &format!("{}?.paused && {}.poster && {}.preload === 'none'", of("film", "video"), of("film", "video"), of("film", "video")),
    )
    .await?;
    page.run(&format!("{}.play(); return true", of("film", "video"))).await?;
    label(&page, "voice", "Play").await?;
    press(&page, "voice", ".player__toggle").await?;
    page.until("the video stands still", &format!("{}.paused", of("film", "video"))).await?;
    press(&page, "voice", ".player__toggle").await?;
    label(&page, "voice", "Play").await?;

    let slider = page.find(0, "[data-message-id=voice] [role=slider]").await?;
    slider.send_keys(Key::Home + "").await?;
    page.until("it is at the beginning", &format!("{} === 0", at("voice"))).await?;
    for (key, percent) in [(Key::PageUp, 10), (Key::Right, 15), (Key::Right, 20), (Key::Left, 15), (Key::PageDown, 5)] {
        slider.send_keys(key + "").await?;
        page.until(&format!("it is at {percent} %"), &format!("{} === {percent}", at("voice"))).await?;
    }
    let words = page.run(&format!("return {}.getAttribute('aria-valuetext')", of("voice", "[role=slider]"))).await?;
    assert_eq!(words, json!("0:00 of 0:07"));
    for (shown, next) in [("1×", "1.5×"), ("1.5×", "2×"), ("2×", "1×")] {
        page.until(&format!("it runs at {shown}"), &format!("{}.innerText.trim() === '{shown}'", of("voice", ".player__speed"))).await?;
        press(&page, "voice", ".player__speed").await?;
        page.until(&format!("then at {next}"), &format!("{}.innerText.trim() === '{next}'", of("voice", ".player__speed"))).await?;
    }

    // Its row leaves the page and comes back.
    slider.send_keys(Key::PageUp + "").await?;
    page.until("it is at 15 %", &format!("{} === 15", at("voice"))).await?;
    page.run("list(0).focus?.(); list(0).scrollTop -= 6000; return true").await?;
    page.until("its row is gone", "!one(0, '[data-message-id=voice]')").await?;
    page.until("there is a way back", "one(0, '.to-latest')").await?;
    page.run("one(0, '.to-latest').click(); return true").await?;
    page.until("it is where it was", &format!("{} === 15", at("voice"))).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn pictures_are_turned_by_keys_and_by_finger_and_the_focus_comes_back() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 800).await?);
    let (page, cid) = browser.one_person(&server, "giulia", None).await?;
    let picture = |name: &str| json!({"type": "image", "image_url": server.url(&format!("/seed/{name}")), "fallback": name, "original_width": 800, "original_height": 600});
    let all: Vec<Value> = ["belt.jpg", "poster.png", "room.svg"].map(picture).to_vec();
    page.send_as("marco", &cid, &json!({"id": "album", "text": "three", "attachments": all})).await?;
    press(&page, "album", ".album__open").await?;
    let place = |words: &str| format!("one(0, '.viewer__place')?.innerText === '{words}'");
    page.until("the first one is shown", &place("1 of 3")).await?;
    page.still(0).await?;
    for (key, words) in [(Key::Right, "2 of 3"), (Key::End, "3 of 3"), (Key::Right, "3 of 3"), (Key::Left, "2 of 3"), (Key::Home, "1 of 3")]
    {
        page.keys(key + "").await?;
        page.until(words, &place(words)).await?;
    }
    page.until("a file can be saved", "one(0, '.viewer__bar a[download], .viewer__bar [aria-label*=Download]')").await?;
    // A finger, as the browser sees one.
    let touch = async |kind: &str, x: i32| {
        let points = if kind == "touchEnd" { json!([]) } else { json!([{"x": x, "y": 400}]) };
        page.driver().cdp().send_raw("Input.dispatchTouchEvent", json!({"type": kind, "touchPoints": points})).await
    };
    touch("touchStart", 700).await?;
    for x in [680, 640, 600, 560] {
        touch("touchMove", x).await?;
    }
    touch("touchEnd", 560).await?;
    page.until("the next one is shown", &place("2 of 3")).await?;
    page.still(0).await?;
    page.picture("playing-viewer").await?;
    page.keys(Key::Escape + "").await?;
    page.until(
        "it is closed, and the focus where it was",
        "!one(0, 'dialog[open]') && chat(0).activeElement?.classList.contains('album__open')",
    )
    .await?;
    page.is_clean().await?;
    browser.quit().await
}
