//! Files, good and bad, on their way into a message and on the screen of the other side (features F111 to F118, F131 to F134, F154).

use anyhow::Result;
use e2e::{Browser, Server};
use serde_json::{Value, json};

/// Drops files over the open conversation of the first element, as a person does.
const DROP: &str = r"
const drop = (...files) => {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  const pane = one(0, '.composer').parentElement;
  for (const name of ['dragenter', 'dragover', 'drop']) pane.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, composed: true, cancelable: true }));
  return true;
};
";

/// What stands in the composer: names with what is said about each.
const CHOSEN: &str = "all(0, '.composer__attachment').map((it) => it.innerText.replace(/\\s+/g, ' ').trim())";

#[tokio::test]
async fn a_file_that_cannot_be_uploaded_says_why_and_holds_nothing_else_up() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1400, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    page.run(&format!(
        "{DROP} return drop(
            new File([], 'nothing.pdf', {{ type: 'application/pdf' }}),
            new File(['x'], 'setup.exe', {{ type: 'application/octet-stream' }}),
            new File([new Uint8Array(105 << 20)], 'film.zip', {{ type: 'application/zip' }}),
            new File(['no picture at all'], 'photo.png', {{ type: 'image/png' }}),
            new File(['minutes of the meeting'], 'minutes.txt', {{ type: 'text/plain' }}),
        )"
    ))
    .await?;
    let settled = format!("(() => {{ const chosen = {CHOSEN}; return chosen.length === 5 && !one(0, '.attached__ring') && chosen; }})()");
    let said = page.until("nothing is on its way any more", &settled).await?;
    page.picture("files-refused").await?;
    let said: Vec<&str> = said.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, words) in [
        ("nothing.pdf", "The file is empty."),
        ("setup.exe", "This kind of file is not allowed."),
        ("film.zip", "The file is too large."),
        ("photo.png", "is not a picture"),
    ] {
        assert!(
            said.iter().any(|line| line.contains(name.rsplit_once('.').map_or(name, |(_, end)| end)) && line.contains(words)),
            "{name}: {said:?}"
        );
    }
    // What failed holds the message until it is taken away; what was refused does not.
    page.run("for (const it of all(0, '.composer__attachment')) if (it.innerText.includes('is not a picture')) it.querySelector('.composer__leave:last-of-type').click(); return true").await?;
    page.until("it is gone", &format!("{CHOSEN}.length === 4")).await?;
    page.say(0, "the minutes").await?;
    page.sees(1, "the minutes", &[]).await?;
    page.until("the other side has the one good file", "all(1, '.file').at(-1)?.innerText.includes('minutes.txt')").await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn an_upload_that_the_server_cut_off_half_way_is_finished_after_it_is_back() -> Result<()> {
    let (mut server, browser) = (Server::start().await?, Browser::start(1400, 900).await?);
    let (page, cid) = browser.two_people(&server).await?;
    // Slow enough to be cut off.
    page.slow_uploads(4_000_000).await?;
    page.run(&format!("{DROP} return drop(new File([new Uint8Array(12 << 20)], 'scan.zip', {{ type: 'application/zip' }}))")).await?;
    page.until("it is on its way", "Number(one(0, '.attached__ring')?.getAttribute('aria-valuenow') ?? 0) > 5").await?;
    server.kill().await?;
    page.slow_uploads(-1).await?;
    page.until("both know", "state(0) === 'offline' && state(1) === 'offline'").await?;
    page.until("it waits", "one(0, '.attached__ring') && !one(0, '.attached [role=alert]')").await?;
    server.start_again().await?;
    page.online(0).await?;
    page.online(1).await?;
    page.until("it is there now", "one(0, '.attached') && !one(0, '.attached__ring') && !one(0, '.attached [role=alert]')").await?;
    page.say(0, "the scan").await?;
    page.sees(1, "the scan", &[]).await?;
    page.until("the other side has it", "all(1, '.file').at(-1)?.innerText.includes('scan.zip')").await?;
    assert_eq!(server.texts(&cid)?.iter().filter(|text| *text == "the scan").count(), 1);
    browser.quit().await
}

#[tokio::test]
async fn pictures_that_do_not_come_keep_their_room_and_can_be_tried_again() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1400, 900).await?);
    let (page, cid) = browser.two_people(&server).await?;
    let attachments = json!([{"type": "image", "image_url": server.url("/uploads/missing.png"), "original_width": 1600, "original_height": 900, "fallback": "roof.png"}]);
    page.send_as("marco", &cid, &json!({"id": "roof", "text": "the roof", "attachments": attachments})).await?;
    page.until("it says so", "one(0, '[data-message-id=roof] .picture--broken')").await?;
    let size = "(() => { const box = one(0, '[data-message-id=roof] .album').getBoundingClientRect(); return [Math.round(box.width), Math.round(box.height)]; })()";
    let room = page.run(&format!("return {size}")).await?;
    let (width, height) = (room[0].as_f64().unwrap_or_default(), room[1].as_f64().unwrap_or_default());
    assert!(width > 200.0 && (width / height - 16.0 / 9.0).abs() < 0.02, "{room}");
    page.picture("picture-broken").await?;
    let asked = "performance.getEntriesByType('resource').filter((it) => it.name.endsWith('/missing.png')).length";
    let before = page.run(&format!("return {asked}")).await?.as_u64().unwrap_or_default();
    page.find(0, "[data-message-id=roof] .picture__ways button").await?.click().await?;
    page.until("it is asked for again", &format!("{asked} > {before}")).await?;
    page.until("it says so again", "one(0, '[data-message-id=roof] .picture--broken')").await?;
    assert_eq!(page.run(&format!("return {size}")).await?, room);
    browser.quit().await
}

#[tokio::test]
async fn a_thousand_attachments_five_hundred_reactions_and_quotes_in_a_circle_are_drawn() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 900).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    // Another backend may send what the demo server refuses to store: it is told on the element's own socket.
    page.run(
        "const Plain = window.WebSocket; window.WebSocket = class extends Plain { constructor(...all) { super(...all); window.__socket = this; } };
         const it = document.createElement('chat-service'); it.setAttribute('backend-url', '/as/giulia'); it.style.height = '800px'; document.body.append(it); return true",
    )
    .await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    let user = json!({"id": "marco", "name": "Marco"});
    let file = json!({"type": "file", "asset_url": "https://files.test/a.zip", "title": "a.zip"});
    let kinds: serde_json::Map<String, Value> =
        (0..500).map(|n| (format!("kind{n}"), json!({"count": n + 1, "first_reaction_at": "2026-01-01T00:00:00Z"}))).collect();
    let mut circle = json!({"id": "circle", "text": "round and round", "user": user, "quoted_message_id": "circle"});
    for _ in 0..40 {
        circle = json!({"id": "circle", "text": "round and round", "user": user, "quoted_message_id": "circle", "quoted_message": circle});
    }
    let all = [
        ("files", json!({"id": "files", "text": "files", "user": user, "attachments": vec![file; 1_000]})),
        ("kinds", json!({"id": "kinds", "text": "kinds", "user": user, "reaction_groups": kinds})),
        ("circle", circle),
        ("nothing", json!({"id": "nothing", "text": "nothing", "user": user, "quoted_message_id": "never-was"})),
    ];
    for (id, message) in all {
        page.run(&format!(
            "const now = new Date().toISOString(); const message = {{ ...{message}, cid: '{cid}', type: 'regular', created_at: now, updated_at: now }};
             window.__socket.dispatchEvent(new MessageEvent('message', {{ data: JSON.stringify({{ type: 'message.new', cid: '{cid}', created_at: now, message, user: message.user }}) }}));
             return true"
        ))
        .await?;
        page.until(&format!("{id} is drawn"), &format!("messages(0).includes('{id}')")).await?;
    }
    let seen = page.run("const of = (id, what) => all(0, `[data-message-id=${id}] ${what}`).length; return [of('files', '.file'), of('files', '.attachments__more'), of('kinds', '.reaction'), of('circle', '.quote'), of('nothing', '.quote')]").await?;
    assert_eq!(seen, json!([10, 1, 6, 1, 1]));
    let nodes = page.run("return all(0, '*').length").await?.as_u64().unwrap_or(u64::MAX);
    assert!(nodes < 1_500, "{nodes} nodes");
    page.say(0, "and everything goes on").await?;
    page.sees(0, "and everything goes on", &["sent", "delivered", "read"]).await?;
    page.picture("very-many").await?;
    page.is_clean().await?;
    browser.quit().await
}

/// A picture of two colours that take turns, each for a fifth of a second: red first.
const DANCE: &str = r"
const dance = () => {
  const [width, height] = [60, 40];
  const frame = (colour) => {
    // Codes of three bits; the table is cleared before it grows.
    const codes = [4, ...Array.from({ length: width * height }, (_, at) => (at % 2 ? [colour, 4] : [colour])).flat(), 5];
    const bytes = new Uint8Array(Math.ceil(codes.length * 3 / 8));
    codes.forEach((code, at) => { for (let bit = 0; bit < 3; bit += 1) if (code >> bit & 1) bytes[at * 3 + bit >> 3] |= 1 << (at * 3 + bit & 7); });
    const blocks = [];
    for (let at = 0; at < bytes.length; at += 255) { const part = bytes.slice(at, at + 255); blocks.push(part.length, ...part); }
    return [0x21, 0xf9, 4, 0, 20, 0, 0, 0, 0x2c, 0, 0, 0, 0, width, 0, height, 0, 0, 2, ...blocks, 0];
  };
  const text = (words) => [...words].map((letter) => letter.charCodeAt(0));
  const colours = [255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0];
  const loop = [0x21, 0xff, 11, ...text('NETSCAPE2.0'), 3, 1, 0, 0, 0];
  return new File([new Uint8Array([...text('GIF89a'), width, 0, height, 0, 0xf1, 0, 0, ...colours, ...loop, ...frame(0), ...frame(1), 0x3b])], 'dance.gif', { type: 'image/gif' });
};
";

#[tokio::test]
async fn an_uploaded_picture_that_moves_stands_still_on_wish_and_from_the_beginning_where_no_motion_is_wanted() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1400, 900).await?);
    let (page, cid) = browser.two_people(&server).await?;
    page.run(&format!("{DROP}{DANCE} return drop(dance())")).await?;
    page.until("it is uploaded", &format!("{CHOSEN}.length === 1 && !one(0, '.attached__ring')")).await?;
    page.say(0, "look at this").await?;
    page.sees(0, "look at this", &["sent", "delivered", "read"]).await?;
    let moving = |n: usize| format!("all({n}, '.moving').at(-1)");
    page.until("it is there", &format!("{}?.querySelector('img').naturalWidth === 60", moving(0))).await?;
    page.run(&format!("{}.querySelector('.picture__stop').click(); return true", moving(0))).await?;
    let held = |n: usize| {
        let moving = moving(n);
        format!(
            "(() => {{ const it = {moving}; const still = it?.querySelector('canvas'); \
             return it?.matches('.moving--held') && getComputedStyle(still).visibility === 'visible' && [...still.getContext('2d').getImageData(30, 20, 1, 1).data].join() === '255,0,0,255'; }})()"
        )
    };
    page.until("it stands still as it began", &held(0)).await?;
    page.picture("gif-held").await?;
    assert!(page.barriers(0).await?.is_empty());
    page.run(&format!("{}.querySelector('.picture__stop').click(); return true", moving(0))).await?;
    page.until("it moves", &format!("!{}.matches('.moving--held')", moving(0))).await?;
    let calm = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
    page.driver().cdp().send_raw("Emulation.setEmulatedMedia", calm).await?;
    page.driver().refresh().await?;
    page.online(0).await?;
    page.open_channel(0, &cid).await?;
    page.until("it stands still from the beginning", &held(0)).await?;
    browser.quit().await
}

/// What a host does with the attachments that only it knows.
const HOST_DRAWS: &str = "
document.addEventListener('chat-service-attachment', ({ target, detail: { slot, attachment } }) => {
  const there = [...target.children].find((child) => child.slot === slot);
  if (attachment.type !== 'order') return there?.remove();
  const card = there ?? target.appendChild(document.createElement('article'));
  card.slot = slot;
  card.replaceChildren(document.createElement('p'), Object.assign(document.createElement('button'), { textContent: 'Follow' }));
  card.firstChild.textContent = `Order ${attachment.order.number}: ${attachment.order.state}`;
  card.style.cssText = 'box-sizing: border-box; padding: 12px; inline-size: 220px; block-size: 120px; background: #fff7e0; color: #222; border-radius: 8px';
});
return true";

#[tokio::test]
async fn what_only_the_host_knows_is_drawn_by_the_host_in_a_thread_too() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1400, 900).await?);
    let (page, cid) = browser.one_person(&server, "giulia", None).await?;
    page.run(HOST_DRAWS).await?;
    let order = json!({"type": "order", "title": "Order 41", "order": {"number": 41, "state": "on its way"}});
    let other = json!({"type": "hologram", "title": "Nobody knows"});
    page.send_as("marco", &cid, &json!({"id": "the-order", "text": "Here it is", "attachments": [order, other]})).await?;
    let card = |slot: &str| format!("document.querySelector(\"[slot='attachment-the-order-0{slot}']\")");
    page.until("the host's card is in the message", &format!("{}?.getBoundingClientRect().height === 120", card(""))).await?;
    page.until("it is in sight as a whole", "list(0).scrollHeight - list(0).clientHeight - list(0).scrollTop < 2").await?;
    let drawn = page.run("const bubble = one(0, '[data-message-id=the-order] .message__bubble'); return [bubble.getBoundingClientRect().height > 120, bubble.innerText.includes('Nobody knows')]").await?;
    assert_eq!(drawn, json!([true, true]), "and what the host leaves alone is drawn as before");
    let arrived = json!({"set": {"attachments": [{"type": "order", "title": "Order 41", "order": {"number": 41, "state": "arrived"}}, {"type": "hologram"}]}});
    page.ask_as("marco", "PUT", "/messages/the-order", &arrived).await?;
    page.until("the host hears what changed", &format!("{}.textContent.startsWith('Order 41: arrived')", card(""))).await?;
    page.send_as("marco", &cid, &json!({"text": "And a reply", "parent_id": "the-order"})).await?;
    page.until("there is a way to the thread", "one(0, '[data-message-id=the-order] .message__replies')").await?;
    page.find(0, "[data-message-id=the-order] .message__replies").await?.click().await?;
    page.until("the thread has its own", &format!("{}?.getBoundingClientRect().height === 120", card("-thread"))).await?;
    assert_eq!(page.run(&format!("return {}.getBoundingClientRect().height", card(""))).await?, json!(120), "beside the other");
    page.picture("host-attachment").await?;
    assert!(page.barriers(0).await?.is_empty());
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_finger_that_rests_on_a_message_opens_its_menu() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(420, 800).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    let press = "const bubble = all(0, '.message__bubble').at(-1); const { x, y } = bubble.getBoundingClientRect();
        const touch = (name) => bubble.dispatchEvent(new PointerEvent(name, { pointerType: 'touch', pointerId: 7, isPrimary: true, button: 0, clientX: x + 20, clientY: y + 12, bubbles: true, composed: true }));";
    page.run(&format!("{press} touch('pointerdown'); touch('pointerup'); return true")).await?;
    page.run(&format!("{press} touch('pointerdown'); return true")).await?;
    page.until("the menu is there", "all(0, '[role=menu]').length === 1").await?;
    page.picture("menu-touched").await?;
    page.run(&format!("{press} touch('pointerup'); return true")).await?;
    assert_eq!(page.run("return all(0, '[role=menu]').length").await?, json!(1), "it stays when the finger goes");
    browser.quit().await
}

#[tokio::test]
async fn an_animated_picture_is_chosen_by_keyboard_and_the_field_has_the_focus_again() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1400, 900).await?);
    let (page, _) = browser.two_people(&server).await?;
    page.say(0, "/giphy party").await?;
    page.until("the way on has the focus", "chat(0).activeElement?.innerText.trim() === 'Send'").await?;
    page.picture("giphy-choice").await?;
    let first = page.run("return one(0, '.actions').closest('[data-message-id]').querySelector('img').src").await?;
    // What moves stands still when somebody wants it to, and moves again (WCAG 2.2.2).
    let stop = "one(0, '.actions').closest('[data-message-id]').querySelector('.picture__stop')";
    page.run(&format!("{stop}.click(); return true")).await?;
    page.until("it stands still", "one(0, '.actions').closest('[data-message-id]').querySelector('img').src.endsWith('.still.svg')")
        .await?;
    page.picture("giphy-still").await?;
    assert!(page.barriers(0).await?.is_empty());
    page.run(&format!("{stop}.click(); return true")).await?;
    page.until("it moves", &format!("one(0, '.actions').closest('[data-message-id]').querySelector('img').src === {first}")).await?;
    page.run("[...all(0, '.actions button')].find((it) => it.innerText.trim() === 'Shuffle').click(); return true").await?;
    page.until("there is another one", &format!("one(0, '.actions').closest('[data-message-id]').querySelector('img').src !== {first}"))
        .await?;
    page.until("it is said", "all(0, '[aria-live]').some((it) => it.textContent.includes('Another picture'))").await?;
    page.run("[...all(0, '.actions button')].find((it) => it.innerText.trim() === 'Send').click(); return true").await?;
    page.until("the field has the focus", "!one(0, '.actions') && chat(0).activeElement === one(0, '[data-composer]')").await?;
    page.until("the other side has it", "all(1, '[data-message-id] img').some((it) => it.src.includes('/gifs/'))").await?;
    page.is_clean().await?;
    browser.quit().await
}
