//! Stories about who is signed in: gateways that answer pages, sign-in and back, tokens of the host, other users, sign-out,
//! and pages whose policy blocks the chat.

use anyhow::Result;
use e2e::{Browser, Page, Server};
use serde_json::{Value, json};

/// An element with attributes and properties, on a page of its own.
async fn add(page: &Page, attributes: Value, properties: &str) -> Result<()> {
    let script = format!(
        "const it = document.createElement('chat-service');
         for (const [name, value] of Object.entries({attributes})) it.setAttribute(name, value);
         window.told = [];
         for (const name of ['auth-required', 'error', 'connection-change', 'ready']) it.addEventListener(`chat-service-${{name}}`, (event) => told.push([name, event.detail, it.shadowRoot.querySelector('[data-state]')?.dataset.state]));
         {properties}
         it.style.height = '100%';
         document.body.append(it); return true;"
    );
    page.run(&script).await?;
    Ok(())
}

async fn press(page: &Page, words: &str) -> Result<()> {
    let button = format!("all(0, '.stand-in button').find((it) => it.innerText.includes('{words}'))");
    page.until(&format!("there is a button {words}"), &button).await?;
    page.run(&format!("{button}.click(); return true")).await?;
    Ok(())
}

async fn sign_in_as(page: &Page, user: &str) -> Result<()> {
    page.wait(&format!("fetch('/__dev/sign-in?user={user}&redirect=/chat/config').then(() => arguments[arguments.length - 1](true), () => arguments[arguments.length - 1](true))")).await?;
    Ok(())
}

#[tokio::test]
async fn behind_every_gateway_one_signs_in_and_comes_back() -> Result<()> {
    for gateway in ["envoy", "nginx"] {
        let (server, browser) = (Server::start().await?, Browser::start(900, 700).await?);
        let page = browser.open(&server.url(&format!("/blank/?{gateway}#here"))).await?;
        add(&page, json!({ "backend-url": format!("/__dev/gateway/{gateway}") }), "").await?;
        page.until("nobody is signed in", "state(0) === 'signed-out'").await?;
        page.until("the host heard of it before", "told.some(([name, detail]) => name === 'auth-required' && detail.asked === false)")
            .await?;
        page.picture(&format!("signed-out-{gateway}")).await?;
        assert!(page.barriers(0).await?.is_empty());
        press(&page, "Sign in").await?;
        let driver = page.driver();
        let login = driver.find(thirtyfour::By::Id("giulia")).await?;
        let url = driver.current_url().await?;
        assert_eq!(
            (url.path(), url.query()),
            ("/web-login", Some(&*format!("redirect={}", encoded(&server.url(&format!("/blank/?{gateway}#here"))))))
        );
        login.click().await?;
        let back = browser.here().await?;
        add(&back, json!({ "backend-url": format!("/__dev/gateway/{gateway}") }), "").await?;
        back.online(0).await?;
        let href = back.run("return location.href").await?;
        assert_eq!(href, server.url(&format!("/blank/?{gateway}#here")));
        back.is_clean().await?;
        browser.quit().await?;
    }
    Ok(())
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() || b"-_.~!".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

#[tokio::test]
async fn every_answer_that_means_nobody_offers_to_sign_in_and_the_host_may_do_it_itself() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(700, 600).await?);
    for (kind, state) in
        [("401", "signed-out"), ("403", "signed-out"), ("html", "signed-out"), ("redirect", "signed-out"), ("error", "config-error")]
    {
        let page = browser.open(&server.url("/blank/")).await?;
        add(
            &page,
            json!({ "backend-url": format!("/__dev/config/{kind}") }),
            "it.addEventListener('chat-service-auth-required', (event) => event.preventDefault());",
        )
        .await?;
        page.until(&format!("{kind} is told"), &format!("state(0) === '{state}'")).await?;
        press(&page, "Sign in").await?;
        page.until("the host is asked", "told.some(([name, detail]) => name === 'auth-required' && detail.asked === true)").await?;
        assert_eq!(page.run("return location.pathname").await?, "/blank/", "{kind}: the host does it");
    }
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, json!({ "backend-url": "/__dev/config/401", "login-url": "/web-login?tenant=7&next={redirect}" }), "").await?;
    press(&page, "Sign in").await?;
    browser
        .here()
        .await?
        .until("the host's own page is there", "location.pathname === '/web-login' && location.search.startsWith('?tenant=7&next=http%3A')")
        .await?;
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, json!({ "backend-url": "/__dev/config/401", "login-url": "javascript:window.ran=1" }), "").await?;
    press(&page, "Sign in").await?;
    browser.here().await?.until("a script is no address", "location.pathname === '/web-login' && !window.ran").await?;
    browser.quit().await
}

#[tokio::test]
async fn what_the_host_says_about_cookies_and_headers_is_what_goes_out() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(700, 600).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    sign_in_as(&page, "giulia").await?;
    add(&page, json!({ "backend-url": "/__dev/gateway/nginx", "credentials": "omit" }), "").await?;
    page.until("no cookie went out", "state(0) === 'signed-out'").await?;
    page.run("document.querySelector('chat-service').setAttribute('credentials', 'same-origin'); return true").await?;
    page.online(0).await?;
    page.run("document.querySelector('chat-service').remove(); return true").await?;
    // A host whose cookie cannot travel names the user by headers; those of the element go over shared ones.
    add(&page, json!({}), "it.headers = { userid: 'marco' }; it.requestHeaders = { userid: 'giulia' };").await?;
    page.online(0).await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_host_provides_tokens_and_what_it_provides_is_checked() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(700, 600).await?);
    let given = "const config = await fetch('/as/giulia/chat/config?clientType=web').then((it) => it.json()); delete config.authentication.userToken; window.config = config; window.token = await fetch('/token/giulia').then((it) => it.json()).then((it) => it.token); window.asked = 0;";
    for (provider, state) in [
        ("async () => { asked += 1; return window.token; }", "online"),
        ("async () => { asked += 1; return { token: window.token }; }", "online"),
        ("() => { asked += 1; return null; }", "signed-out"),
        ("async () => { asked += 1; throw new Error('no'); }", "token-refused"),
        ("() => { asked += 1; return 7; }", "token-refused"),
        ("() => { asked += 1; throw new Error('no'); }", "token-refused"),
    ] {
        let page = browser.open(&server.url("/blank/")).await?;
        page.wait(&format!("const done = arguments[arguments.length - 1]; (async () => {{ {given} done(true) }})()")).await?;
        add(&page, json!({}), &format!("it.config = window.config; it.tokenProvider = {provider};")).await?;
        page.until(&format!("{provider} leads to {state}"), &format!("state(0) === '{state}'")).await?;
        let asked = page.run("return asked").await?;
        assert_eq!(asked, if state == "token-refused" { 3 } else { 1 }, "{provider}");
        if state == "token-refused" {
            page.picture("token-refused").await?;
            page.run("document.querySelector('chat-service').tokenProvider = async () => window.token; return true").await?;
            press(&page, "Try again").await?;
            page.online(0).await?;
        }
        page.is_clean().await?;
    }
    browser.quit().await
}

#[tokio::test]
async fn an_expired_token_is_renewed_and_what_waits_goes_out() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1100, 700).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    page.wait("fetch('/__dev/expire', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: 'giulia' }) }).then(() => arguments[arguments.length - 1](true))").await?;
    page.say(0, "sent around the expiry").await?;
    page.sees(0, "sent around the expiry", &["sent", "delivered", "read"]).await?;
    assert_eq!(server.texts(&cid)?.iter().filter(|text| *text == "sent around the expiry").count(), 1);
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn another_user_after_a_renewal_stops_everything_and_leaves_nothing_once_they_begin() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1100, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    sign_in_as(&page, "giulia").await?;
    add(&page, json!({ "backend-url": "/__dev/gateway/envoy" }), "").await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    let post = |path: &str, body: Value| {
        format!(
            "fetch('{path}', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({body}) }}).then(() => arguments[arguments.length - 1](true))"
        )
    };
    page.wait(&post("/__dev/fail", json!({ "path": "/message", "times": 100, "status": 503 }))).await?;
    page.say(0, "giulia never said this as marco").await?;
    page.write(0, "half a thought of giulia").await?;
    let kept = "Object.keys(localStorage).filter((key) => key.includes(':giulia:')).length";
    page.until("both are kept", &format!("{kept} >= 2")).await?;
    sign_in_as(&page, "marco").await?;
    page.wait(&post("/__dev/expire", json!({ "user": "giulia" }))).await?;
    page.until("everything stops", "state(0) === 'token-refused'").await?;
    page.wait(&post("/__dev/reset", json!({}))).await?;
    assert!(page.run(&format!("return {kept}")).await?.as_u64() >= Some(2), "giulia may come back");
    press(&page, "Try again").await?;
    page.online(0).await?;
    let left = page.run("return [Object.entries(localStorage).filter((it) => String(it).includes('giulia')), chat(0).innerHTML.includes('half a thought')]").await?;
    assert_eq!(left, json!([[], false]));
    assert!(!server.texts(&cid)?.iter().any(|text| text.contains("never said")));
    browser.quit().await
}

#[tokio::test]
async fn signing_out_wipes_what_is_stored_and_a_page_that_comes_back_as_somebody_else_does_so_too() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1100, 700).await?);
    let draft = async |page: &Page| -> Result<()> {
        let cid = page.direct().await?;
        page.open_channel(0, &cid).await?;
        page.write(0, "a private draft").await?;
        page.until("it is kept", "Object.values(localStorage).some((value) => value.includes('a private draft'))").await?;
        Ok(())
    };
    let is_gone = "!Object.values(localStorage).some((value) => value.includes('a private draft'))";
    let page = browser.open(&server.url("/blank/")).await?;
    sign_in_as(&page, "giulia").await?;
    add(&page, json!({ "backend-url": "/__dev/gateway/nginx" }), "").await?;
    page.online(0).await?;
    draft(&page).await?;
    page.wait("fetch('/__dev/sign-out').then(() => arguments[arguments.length - 1](true))").await?;
    page.run("document.querySelector('chat-service').reload(); return true").await?;
    page.until("nobody is signed in", "state(0) === 'signed-out'").await?;
    page.until("nothing is left", is_gone).await?;
    // The same browser, another day: a session ran out, and somebody else signs in.
    sign_in_as(&page, "giulia").await?;
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, json!({ "backend-url": "/__dev/gateway/nginx" }), "").await?;
    page.online(0).await?;
    draft(&page).await?;
    page.wait("fetch('/__dev/sign-out').then(() => arguments[arguments.length - 1](true))").await?;
    let page = browser.open(&server.url("/blank/")).await?;
    add(&page, json!({ "backend-url": "/__dev/gateway/nginx" }), "").await?;
    page.until("nobody is signed in", "state(0) === 'signed-out'").await?;
    assert_eq!(page.run(&format!("return {is_gone}")).await?, false, "a session that ran out is no sign-out");
    sign_in_as(&page, "marco").await?;
    press(&page, "Try again").await?;
    page.online(0).await?;
    page.until("nothing of giulia is left", is_gone).await?;
    browser.quit().await
}

#[tokio::test]
async fn a_policy_that_blocks_the_socket_is_named_once_and_clearly() -> Result<()> {
    let (server, other, browser) = (Server::start().await?, Server::start().await?, Browser::start(900, 700).await?);
    let page = browser.open(&server.url("/__dev/page/micro-lc")).await?;
    add(&page, json!({ "backend-url": other.url("/as/giulia"), "credentials": "omit" }), "").await?;
    page.until("the chat says what is wrong", "state(0) === 'config-error'").await?;
    let socket = other.url("").replacen("http", "ws", 1);
    let shown = page.run("return one(0, '.stand-in').innerText").await?;
    assert!(shown.as_str().is_some_and(|shown| shown.contains(&format!("{socket} in connect-src"))), "{shown}");
    page.picture("blocked-by-the-page").await?;
    assert!(page.barriers(0).await?.is_empty());
    press(&page, "Try again").await?;
    page.until("it is tried again", "state(0) === 'config-error' && violations.length > 1").await?;
    let said = page.run("return said.filter((line) => line.includes('Content-Security-Policy')).length").await?;
    assert_eq!(said, 1);
    let report = page.run("return document.querySelector('chat-service').diagnostics()").await?;
    assert_eq!((&report["state"], &report["findings"][0]["code"]), (&json!("config-error"), &json!("policy")));
    assert!(report["policyViolations"].as_array().is_some_and(|seen| !seen.is_empty()), "{report}");
    browser.quit().await
}

#[tokio::test]
async fn under_the_same_policy_a_socket_of_the_pages_own_origin_works_and_pictures_have_a_stand_in() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1100, 700).await?);
    let page = browser.open(&server.url("/__dev/page/micro-lc")).await?;
    add(&page, json!({ "backend-url": "/as/giulia" }), "").await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    let paste = "const canvas = document.createElement('canvas'); canvas.width = canvas.height = 8; canvas.getContext('2d').fillRect(0, 0, 8, 8); canvas.toBlob((blob) => {
        const data = new DataTransfer(); data.items.add(new File([blob], 'dot.png', { type: 'image/png' }));
        one(0, '[data-composer]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        arguments[arguments.length - 1](true); });";
    page.wait(paste).await?;
    page.until(
        "a copy stands in for the picture",
        "all(0, 'img').some((it) => it.src.startsWith('data:image/png') && it.naturalWidth === 8 && !it.hidden)",
    )
    .await?;
    page.picture("previews-blocked").await?;
    assert_eq!(page.run("return said.filter((line) => line.includes('Content-Security-Policy blocks the chat')).length").await?, 1);
    assert_eq!(page.run("return state(0)").await?, "online");
    browser.quit().await
}

#[tokio::test]
async fn the_report_tells_what_helps_and_no_secret() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1100, 700).await?);
    let page = browser.open(&server.url("/as/giulia/")).await?;
    page.online(0).await?;
    let cid = page.direct().await?;
    page.open_channel(0, &cid).await?;
    page.say(0, "a text for nobody else").await?;
    page.sees(0, "a text for nobody else", &["sent", "delivered", "read"]).await?;
    let report = page.run("return document.querySelector('chat-service').diagnostics()").await?;
    assert_eq!(
        (&report["state"], &report["session"]["phase"], &report["page"]["hasStorage"], &report["findings"]),
        (&json!("online"), &json!("live"), &json!(true), &json!([]))
    );
    assert!(report["session"]["clockSkewSeconds"].as_i64().map(i64::abs).filter(|skew| *skew < 30).is_some(), "{report}");
    assert!(report["counts"]["messages"].as_u64() > Some(0) && report["version"].is_string());
    let token = page.wait("fetch('/as/giulia/chat/config').then((it) => it.json()).then((it) => arguments[arguments.length - 1](it.authentication.userToken))").await?;
    let text = report.to_string();
    for secret in token.as_str().unwrap_or_default().split('.').take(1).chain(["a text for nobody else", "giulia\"", "jwt", "Marco"]) {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_sign_out_on_one_page_is_one_on_the_others() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(900, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    sign_in_as(&page, "giulia").await?;
    add(&page, json!({ "backend-url": "/__dev/gateway/nginx" }), "").await?;
    page.online(0).await?;
    let (first, second) = (page.driver().window().await?, page.driver().new_tab().await?);
    page.driver().switch_to_window(second.clone()).await?;
    let other = browser.open(&server.url("/blank/")).await?;
    add(&other, json!({ "backend-url": "/__dev/gateway/nginx" }), "").await?;
    other.online(0).await?;
    other.wait("fetch('/__dev/sign-out').then(() => arguments[arguments.length - 1](true))").await?;
    other.run("document.querySelector('chat-service').reload(); return true").await?;
    other.until("nobody is signed in here", "state(0) === 'signed-out'").await?;
    page.driver().switch_to_window(first).await?;
    page.until("nor there", "state(0) === 'signed-out'").await?;
    browser.quit().await
}

/// From now on the backend says this, too; or only this.
fn answering(words: &Value, alone: bool) -> String {
    format!(
        "window.__plain ??= window.fetch;
        window.fetch = async (...asked) => {{
          const answer = await window.__plain(...asked);
          if (!String(asked[0]?.url ?? asked[0]).includes('/chat/config')) return answer;
          window.__answered = (window.__answered ?? 0) + 1;
          return new Response(JSON.stringify({{ ...({alone} ? {{}} : await answer.json()), ...{words} }}), {{ headers: {{ 'Content-Type': 'application/json' }} }});
        }};"
    )
}

/// Two minutes later somebody looks at the page again.
const LATER: &str = "
    window.__now ??= Date.now; window.__later = (window.__later ?? 0) + 120000; Date.now = () => window.__now() + window.__later;
    document.dispatchEvent(new Event('visibilitychange')); return true";

#[tokio::test]
async fn what_a_tenant_switches_off_or_ends_reaches_a_page_that_is_open() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(900, 700).await?);
    let (page, _) = browser.one_person(&server, "giulia", Some("messaging:launch")).await?;
    let begun = answering(&json!({"refreshMinutes": 1}), false);
    page.run(&format!("{begun} document.querySelector('chat-service').reload(); return true")).await?;
    page.until("it is asked anew", "window.__answered === 1").await?;
    page.online(0).await?;
    page.write(0, "half a thought").await?;
    page.until("people have faces", "list(0).querySelector('.avatar')").await?;
    page.run(&answering(&json!({"refreshMinutes": 1, "features": {"avatars": false}}), false)).await?;
    page.run(LATER).await?;
    page.until("they have none any more", "window.__answered === 2 && !list(0).querySelector('.avatar')").await?;
    assert_eq!(page.run("return one(0, '[data-composer]').value").await?, json!("half a thought"), "nothing is closed");
    page.run(&answering(&json!({"error": {"title": "Closed for today", "message": "We are back at eight."}}), true)).await?;
    page.run(LATER).await?;
    page.until(
        "it says so",
        "one(0, '[data-state]').dataset.state === 'config-error' && chat(0).textContent.includes('We are back at eight.')",
    )
    .await?;
    page.picture("ended-by-tenant").await?;
    assert!(page.barriers(0).await?.is_empty());
    browser.quit().await
}
