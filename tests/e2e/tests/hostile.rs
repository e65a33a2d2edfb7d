//! What another user can write must stay words: markup, scripts and addresses in every field that others control, drawn in
//! a real browser under a strict policy with Trusted Types (trust S1 to S3, S15, S16).

use anyhow::Result;
use e2e::{Browser, Server};
use serde_json::{Value, json};

/// What would run, load or lead somewhere if any part of it were taken for more than words. `CANARY` is an address that
/// nothing may ask for.
const PAYLOADS: &[&str] = &[
    "<script>window.__ran = 1</script>",
    "<img src=x onerror=\"window.__ran = 1\">",
    "<img src=CANARY>",
    "<svg onload=\"window.__ran = 1\"><animate onbegin=\"window.__ran = 1\" attributeName=x dur=1s></svg>",
    "<iframe srcdoc=\"<script>parent.__ran = 1</script>\"></iframe>",
    "<iframe src=\"javascript:parent.__ran = 1\"></iframe>",
    "<object data=\"data:text/html,<script>parent.__ran = 1</script>\"></object>",
    "<embed src=\"CANARY\">",
    "<link rel=stylesheet href=CANARY>",
    "<style>@import url(CANARY); * { background: url(CANARY) }</style>",
    "<base href=CANARY><a href=x>x</a>",
    "<meta http-equiv=refresh content=\"0;url=CANARY\">",
    "<form action=CANARY><button>x</button></form>",
    "<details open ontoggle=\"window.__ran = 1\">x</details>",
    "<input autofocus onfocus=\"window.__ran = 1\">",
    "<video><source onerror=\"window.__ran = 1\"></video>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=\"window.__ran = 1\">",
    "<template><script>window.__ran = 1</script></template>",
    "<a href=\"javascript:window.__ran = 1\">x</a>",
    "</textarea><script>window.__ran = 1</script>",
    "--><script>window.__ran = 1</script><!--",
    "]]><script>window.__ran = 1</script>",
    "\"onmouseover=\"window.__ran = 1\" x=\"",
    "' onerror='window.__ran = 1' x='",
    "`onerror=window.__ran=1 ",
    "javascript:window.__ran = 1",
    "JaVaScRiPt:window.__ran=1",
    " \tjavascript:window.__ran = 1",
    "java\nscript:window.__ran = 1",
    "java&#9;script:window.__ran=1",
    "&#106;avascript:window.__ran=1",
    "\u{1}javascript:window.__ran=1",
    "vbscript:msgbox(1)",
    "data:text/html,<script>window.__ran = 1</script>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='window.__ran=1'/>",
    "view-source:CANARY",
    "blob:CANARY",
    "filesystem:CANARY",
    "intent://scan/#Intent;scheme=x;end",
    "//CANARY-HOST/protocol-relative",
    "[click](javascript:window.__ran=1)",
    "[click](<javascript:window.__ran=1>)",
    "[click][1]\n\n[1]: javascript:window.__ran=1",
    "![x](javascript:window.__ran=1)",
    "![x](CANARY)",
    "<javascript:window.__ran=1>",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](https://ok.test \"onmouseover=window.__ran=1\")",
    "```html\n<script>window.__ran = 1</script>\n```",
    "| <img src=x onerror=window.__ran=1> | b |\n|---|---|\n| <script>window.__ran=1</script> | [x](javascript:1) |",
    "{{constructor.constructor('window.__ran=1')()}}",
    "${window.__ran=1}",
    "@[x](javascript:window.__ran=1)",
    "expression(window.__ran=1)",
    "red;}*{background:url(CANARY)}",
    "\u{202e}gpj.exe",
    "<x-chat-service></x-chat-service><chat-service backend-url=CANARY></chat-service>",
];

/// Sends everything as somebody else, in every field.
const ATTACK: &str = r"
const done = arguments[arguments.length - 1];
(async () => {
  const [type, id] = CID.split(':');
  const payloads = PAYLOADS.map((it) => it.replaceAll('CANARY-HOST', `${location.host}/__canary`).replaceAll('CANARY', `${location.origin}/__canary`));
  const kinds = ['image', 'video', 'audio', 'voiceRecording', 'file', 'giphy', 'article', 'nonsense'];
  const answers = [];
  for (const [at, evil] of payloads.entries()) {
    const attachment = (kind) => ({
      type: kind, title: evil, title_link: evil, og_scrape_url: evil, image_url: evil, thumb_url: evil, asset_url: evil, author_name: evil,
      author_link: evil, author_icon: evil, footer: evil, footer_icon: evil, fallback: evil, text: evil, pretext: evil, color: evil, mime_type: evil, file_size: evil,
      duration: evil, waveform_data: evil, original_width: evil, giphy: { fixed_height: { url: evil, width: evil, height: evil } },
      fields: [{ title: evil, value: evil, short: evil }], actions: [{ name: evil, text: evil, style: evil, type: evil, value: evil }],
    });
    const body = (text, attachments, more) => ({ message: { id: `evil-${at}-${text === evil ? 'text' : 'files'}`, text, attachments, skip_enrich_url: true, ...more } });
    answers.push(await ask('marco', 'POST', `/channels/${type}/${id}/message`, body(evil, [], { custom: evil })));
    answers.push(await ask('marco', 'POST', `/channels/${type}/${id}/message`, body('', kinds.map(attachment))));
    await ask('marco', 'POST', `/messages/evil-${at}-text/reaction`, { reaction: { type: evil.slice(0, 30) } });
  }
  done(answers.filter((it) => it >= 500).length);
})();
";

/// What is in the shadow root that must not be.
const FORBIDDEN: &str = r"
const bad = [];
const safe = /^(https?|mailto|tel|blob):/;
const nodes = all(0, '*');
for (const node of nodes) {
  const name = node.localName;
  if (['script', 'iframe', 'object', 'embed', 'link', 'meta', 'base', 'style', 'form', 'template', 'math', 'chat-service', 'details', 'x-chat-service'].includes(name)) bad.push(`<${name}>`);
  for (const { name: key, value } of node.attributes) {
    if (key.startsWith('on')) bad.push(`${name} ${key}`);
    if (key === 'style' && /url|expression|import/.test(value)) bad.push(`${name} style ${value}`);
    if (['href', 'src', 'poster', 'action', 'data', 'srcset', 'xlink:href'].includes(key) && value && !safe.test(new URL(value, location.href).protocol)) bad.push(`${name} ${key}=${value}`);
  }
  if (name === 'a' && node.target === '_blank' && !(node.rel.includes('noopener') && node.rel.includes('noreferrer'))) bad.push(`a without noopener ${node.href}`);
}
// Nothing of a message reaches out of its bubble, where it could cover what others said.
for (const bubble of all(0, '.message__bubble')) {
  const { right } = bubble.getBoundingClientRect();
  for (const it of bubble.querySelectorAll('button, a, p, dd, .file')) if (it.getBoundingClientRect().right > right + 1) bad.push(`${it.className || it.localName} sticks out`);
}
return bad;
";

#[tokio::test]
async fn nothing_that_others_write_runs_loads_or_leads_anywhere() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    let broken = page.wait(&format!("const CID = {}; const PAYLOADS = {};{ATTACK}", json!(cid), json!(PAYLOADS))).await?;
    assert_eq!(broken, 0, "the server broke");
    let last = PAYLOADS.len() - 1;
    page.until("the last of it is shown", &format!("messages(0).includes('evil-{last}-files')")).await?;
    page.picture("hostile").await?;
    // Everything is brought on screen once, on the way up.
    let mut found = Vec::new();
    for at in (0..PAYLOADS.len()).rev() {
        let wanted = format!("evil-{at}-text");
        page.until(
            &format!("{wanted} is shown"),
            &format!("(list(0).scrollTop -= messages(0).includes('{wanted}') ? 0 : 300, messages(0).includes('{wanted}'))"),
        )
        .await?;
        let bad = page.run(FORBIDDEN).await?;
        found.extend(bad.as_array().cloned().unwrap_or_default());
    }
    assert!(found.is_empty(), "{found:#?}");
    nothing_ran(&page).await?;
    browser.quit().await
}

#[tokio::test]
async fn names_of_people_and_channels_stay_words() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    let (cid, path) = ("messaging:of-marco", "/channels/messaging/of-marco");
    page.ask_as("marco", "POST", &format!("{path}/query"), &json!({"data": {"members": ["marco", "giulia"]}, "state": true})).await?;
    page.send_as("marco", cid, &json!({"id": "hello", "text": "hello"})).await?;
    page.open_channel(0, cid).await?;
    let mut found = Vec::new();
    for (at, payload) in PAYLOADS.iter().enumerate() {
        let evil = payload.replace("CANARY-HOST", "127.0.0.1/__canary").replace("CANARY", &server.url("/__canary"));
        let (name, message) = (format!("n{at} {evil}"), format!("named-{at}"));
        page.ask_as("marco", "PATCH", "/users", &json!({"users": [{"id": "marco", "set": {"name": evil, "image": evil, "custom": evil}}]}))
            .await?;
        page.ask_as("marco", "PATCH", path, &json!({"set": {"name": name, "image": evil, "custom": evil}})).await?;
        page.send_as("marco", cid, &json!({"id": message, "text": format!("@{evil}"), "mentioned_users": ["marco"]})).await?;
        page.ask_as("marco", "POST", &format!("{path}/event"), &json!({"event": {"type": "typing.start"}})).await?;
        let shown = format!("one(0, '[data-channel-row=\"{cid}\"]').textContent.includes('n{at} ') && messages(0).includes('{message}')");
        page.until(&format!("{payload} is shown"), &shown).await?;
        found.extend(page.run(FORBIDDEN).await?.as_array().cloned().unwrap_or_default());
    }
    page.picture("hostile-names").await?;
    assert!(found.is_empty(), "{found:#?}");
    nothing_ran(&page).await?;
    browser.quit().await
}

/// What would leave the value of a token, or load something, if it were taken for more than a value.
const THEME_PAYLOADS: [&str; 40] = [
    "url(CANARY)",
    "url('CANARY')",
    "URL(CANARY)",
    "u\\72l(CANARY)",
    "url/**/(CANARY)",
    "image(CANARY)",
    "image-set('CANARY' 1x)",
    "-webkit-image-set(url(CANARY) 1x)",
    "cross-fade(url(CANARY), url(CANARY))",
    "element(#x)",
    "src('CANARY')",
    "attr(href)",
    "env(x, url(CANARY))",
    "var(--x, url(CANARY))",
    "paint(x)",
    "red; background: url(CANARY)",
    "red} * { background: url(CANARY) } x {",
    "red}@import url(CANARY);",
    "red</style><script>window.__ran=1</script>",
    "red/*",
    "*/ red",
    "red\\",
    "red\n} :host { background: url(CANARY) }",
    "red\u{0} url(CANARY)",
    "#fff;}body{display:none}",
    "8px; position: fixed; inset: 0",
    "calc(1px + url(CANARY))",
    "expression(window.__ran=1)",
    "javascript:window.__ran=1",
    "data:text/css,*{background:url(CANARY)}",
    "behavior:url(CANARY)",
    "-moz-binding:url(CANARY)",
    "'; @font-face { font-family: x; src: url(CANARY) }",
    "Inter, url(CANARY)",
    "\"Inter\"; src: url(CANARY)",
    "1px solid url(CANARY)",
    "0 0 1px url(CANARY)",
    "rgb(0 0 0 / url(CANARY))",
    "!important; x: url(CANARY)",
    "{{constructor.constructor('window.__ran=1')()}}",
];

#[tokio::test]
async fn values_of_a_theme_cause_no_request_and_leave_their_place_nowhere() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    let sheets = "chat(0).adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules])";
    let rules = page.run(&format!("return {sheets}.length")).await?;
    let tokens = [
        "accent",
        "surface",
        "text",
        "bubble-own",
        "font",
        "font-size",
        "radius",
        "shadow",
        "space",
        "duration",
        "line-height",
        "--str-chat__primary-color",
    ];
    for (n, payload) in THEME_PAYLOADS.iter().enumerate() {
        let evil = payload.replace("CANARY", &server.url("/__canary"));
        let all: serde_json::Map<String, Value> = tokens.iter().map(|token| ((*token).to_owned(), json!(evil))).collect();
        let theme = json!({"brand": evil, "tokens": all, "dark": all, "logo": evil, "mode": evil, "title": format!("theme {n} {payload}")});
        page.run(&format!("{} return true", configured_with(&json!({"theme": theme})))).await?;
        let begin = format!("theme {n} ");
        page.until("the configuration is there", &format!("chat(0).textContent.includes({})", json!(begin))).await?;
        let found = page
            .run(&format!("return [{sheets}.length, {sheets}.filter((rule) => /canary|__ran/.test(rule.cssText)).length, getComputedStyle(document.body).display]"))
            .await?;
        assert_eq!((&found[1], &found[2]), (&json!(0), &json!("block")), "{payload}: {found}");
        // A theme may have rules of its own; not as many as a list of payloads.
        assert!(found[0].as_u64().zip(rules.as_u64()).is_some_and(|(now, before)| now <= before + 4), "{payload}: {found} after {rules}");
    }
    nothing_ran(&page).await?;
    browser.quit().await
}

#[tokio::test]
async fn texts_of_the_configuration_and_drafts_stay_words() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1280, 900).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    let keys: Vec<String> = serde_json::from_str::<serde_json::Map<String, Value>>(include_str!("../../../assets/locales/en.json"))?
        .into_iter()
        .filter_map(|(key, text)| text.is_string().then_some(key))
        .collect();
    for turn in 0..3 {
        let payload = |n: usize| PAYLOADS[(n * 7 + turn * 19) % PAYLOADS.len()];
        let messages: serde_json::Map<String, Value> = keys.iter().enumerate().map(|(n, key)| (key.clone(), json!(payload(n)))).collect();
        let more = json!({"messages": messages, "theme": {"title": payload(1), "logo": payload(2), "brand": payload(3), "tokens": {"radius": payload(4), "accent": payload(5), "font": payload(6)}},
            "locale": payload(8), "timeZone": payload(9)});
        let script = format!("{} return true", configured_with(&more));
        page.run(&script).await?;
        let begin: String = payload(1).chars().take(8).collect();
        page.until("the texts are the tenant's", &format!("chat(0).textContent.includes({})", json!(begin))).await?;
        page.online(0).await?;
        let found = page.run(FORBIDDEN).await?;
        assert_eq!(found, json!([]));
    }
    page.picture("hostile-texts").await?;
    nothing_ran(&page).await?;
    browser.quit().await
}

/// From now on the backend says this, too; the element asks it anew.
fn configured_with(more: &Value) -> String {
    format!(
        "window.__plain ??= window.fetch; window.__more = {more};
        window.fetch = async (...asked) => {{
          const answer = await window.__plain(...asked);
          if (!String(asked[0]?.url ?? asked[0]).includes('/chat/config')) return answer;
          return new Response(JSON.stringify({{ ...(await answer.json()), ...window.__more }}), {{ headers: {{ 'Content-Type': 'application/json' }} }});
        }};
        document.querySelector('chat-service').reload();"
    )
}

async fn nothing_ran(page: &e2e::Page) -> Result<()> {
    let ran = page.run("return [window.__ran ?? null, performance.getEntriesByType('resource').map((it) => it.name).filter((it) => it.includes('__canary')), violations, errors]").await?;
    assert_eq!(ran, json!([Value::Null, [], [], []]));
    Ok(())
}
