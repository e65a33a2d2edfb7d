//! Stories about languages: the page's, the tenant's, and how dates are written.

use anyhow::Result;
use e2e::{Browser, Server};

#[tokio::test]
async fn the_elements_language_rules_words_and_dates_and_the_tenants_zone_the_hours() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.add("{ timeZone: 'Asia/Tokyo', hour12: false, messages: { 'composer.placeholder': 'Scrivi qui' } }", "it.lang = 'it'").await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    assert_eq!(page.run("return one(0, '[data-composer]').placeholder").await?, "Scrivi qui");
    // The time beside the newest message, as the browser itself writes it for Tokyo.
    let written = "(() => { const at = new Date(one(0, '[data-channel-row=\"messaging:launch\"] time').dateTime); return new Intl.DateTimeFormat('it', { hour: 'numeric', minute: '2-digit', hour12: false, timeZone: 'Asia/Tokyo' }).format(at); })()";
    page.until("times are those of Tokyo", &format!("[...all(0, '.message__meta')].at(-1)?.innerText.includes({written})")).await?;
    page.picture("italian").await?;
    page.run("document.querySelector('chat-service').setAttribute('lang', 'en'); return true").await?;
    page.until(
        "the other language is on",
        "one(0, '[role=region]').lang === 'en' && one(0, '[aria-label]').closest('[lang]').lang === 'en'",
    )
    .await?;
    assert_eq!(page.run("return one(0, '[data-composer]').placeholder").await?, "Scrivi qui", "the tenant's words stay");
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn a_time_zone_nobody_knows_and_a_language_of_no_form_fall_back() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.add("{ timeZone: 'Mars/Olympus' }", "it.lang = 'x!'").await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    page.until(
        "words and times are shown",
        "one(0, '[data-composer]').placeholder.length > 3 && one(0, '[data-channel-row] time').innerText.length > 2",
    )
    .await?;
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn the_language_around_a_shadow_tree_counts_inside_of_it() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.run(
        "const outer = document.createElement('section'); outer.lang = 'it'; const inner = document.createElement('div'); outer.append(inner); \
         const it = document.createElement('chat-service'); it.setAttribute('backend-url', '/as/giulia'); inner.attachShadow({ mode: 'open' }).append(it); \
         outer.style.height = inner.style.height = '500px'; document.body.append(outer); window.__inner = () => it.shadowRoot; return true",
    )
    .await?;
    page.until("it speaks Italian", "window.__inner()?.querySelector('[role=region]')?.lang === 'it'").await?;
    browser.quit().await
}

/// Languages with a file, and what others get instead.
const FILES: [&str; 16] = ["ar", "de", "en", "es", "fr", "he", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "zh"];
const INSTEAD: [(&str, &str); 9] = [
    ("pt-BR", "pt"),
    ("de_AT", "de"),
    ("zh-Hant-TW", "zh"),
    ("iw", "he"),
    ("ar-EG", "ar"),
    ("hi-Latn", "en"),
    ("ru-Cyrl", "ru"),
    ("sv", "en"),
    ("???", "en"),
];

#[tokio::test]
async fn each_language_is_fetched_when_it_is_asked_for_and_has_the_plurals_that_the_browser_asks_for() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.add("{}", "it.lang = 'en'").await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    let fetched = "performance.getEntriesByType('resource').map((it) => it.name.split('/locales/')[1]?.split('.')[0]).filter(Boolean)";
    assert_eq!(page.run(&format!("return [...new Set({fetched})].join()")).await?, "en", "nothing is fetched before it is needed");
    let texts = "(file) => Object.assign({}, ...['', '.later'].map((part) => { const asked = new XMLHttpRequest(); asked.open('GET', `/chat-service/locales/${file}${part}.json`, false); asked.send(); return JSON.parse(asked.responseText); }))";
    for (language, file) in FILES.map(|file| (file, file)).into_iter().chain(INSTEAD) {
        page.run(&format!("document.querySelector('chat-service').setAttribute('lang', '{language}'); return true")).await?;
        let wanted = page.run(&format!("return ({texts})('{file}')['composer.placeholder']")).await?;
        page.until(&format!("{language} is spoken"), &format!("one(0, '[data-composer]').placeholder === {wanted}")).await?;
        let direction = if ["ar", "he"].contains(&file) { "rtl" } else { "ltr" };
        page.until("it has its direction", &format!("one(0, '.chat').dir === '{direction}'")).await?;
        // The tenant's title is English: it stands where lines begin all the same.
        let edge = if direction == "rtl" { "right" } else { "left" };
        let title = format!(
            "(() => {{ const title = one(0, '.bar__title'); const words = document.createRange(); words.selectNodeContents(title); \
             return Math.abs(words.getBoundingClientRect().{edge} - title.getBoundingClientRect().{edge}) < 2; }})()"
        );
        page.until(&format!("the title stands at the edge, {language}"), &title).await?;
    }
    for file in FILES {
        let there = page.run(&format!("const texts = ({texts})('{file}'); return ['zero', 'one', 'two', 'few', 'many', 'other'].filter((it) => `unread.line.${{it}}` in texts).sort().join()")).await?;
        let asked = page.run(&format!("return new Intl.PluralRules('{file}').resolvedOptions().pluralCategories.sort().join()")).await?;
        assert_eq!(there, asked, "{file}");
    }
    page.is_clean().await?;
    browser.quit().await
}

#[tokio::test]
async fn the_hosts_words_go_before_the_tenants_and_both_before_ours() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    let page = browser.open(&server.url("/blank/")).await?;
    page.add("{ messages: { 'composer.placeholder': 'vom Mandanten', 'composer.send': 'Abschicken' } }", "it.lang = 'de'").await?;
    page.run("document.querySelector('chat-service').messages = { 'composer.placeholder': 'von der Seite' }; return true").await?;
    page.online(0).await?;
    page.open_channel(0, "messaging:launch").await?;
    page.until("the host's words are there", "one(0, '[data-composer]').placeholder === 'von der Seite'").await?;
    page.write(0, "a").await?;
    page.until("so are the tenant's", "one(0, '.composer__send button')?.getAttribute('aria-label') === 'Abschicken'").await?;
    page.until("ours are everywhere else", "all(0, 'button').some((it) => it.getAttribute('aria-label') === 'Mehr')").await?;
    browser.quit().await
}

/// What the browser itself writes, to compare with.
const WRITTEN: &str = r"
const texts = (file) => { const asked = new XMLHttpRequest(); asked.open('GET', `/chat-service/locales/${file}.json`, false); asked.send(); return JSON.parse(asked.responseText); };
const plain = (text) => text.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const counted = (file, key, count, values = {}) => fill(texts(file)[`${key}.${new Intl.PluralRules(file).select(count)}`], { count: new Intl.NumberFormat(file).format(count), ...values });
";

#[tokio::test]
async fn hours_days_numbers_and_lists_are_written_as_each_language_writes_them_in_the_tenants_zone() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 800).await?);
    for (language, zone) in [("ar", "Africa/Cairo"), ("hi", "Asia/Kolkata"), ("ja", "Asia/Tokyo"), ("de", "America/Los_Angeles")] {
        let page = browser.open(&server.url("/blank/")).await?;
        page.add(&format!("{{ timeZone: '{zone}' }}"), &format!("it.lang = '{language}'")).await?;
        page.online(0).await?;
        page.open_channel(0, "messaging:launch").await?;
        page.until("the language is on", &format!("one(0, '.chat').lang === '{language}' && one(0, '[data-region=main] .bar')")).await?;
        // The hour beside the newest message and in its row.
        let hour = format!(
            "const at = new Date(one(0, '[data-channel-row=\"messaging:launch\"] time').dateTime);
             return new Intl.DateTimeFormat('{language}', {{ hour: 'numeric', minute: '2-digit', timeZone: '{zone}' }}).format(at)"
        );
        let hour = page.run(&hour).await?;
        page.until(
            &format!("{language}: the hour is {hour}"),
            &format!("[...all(0, '.message__meta, .message__when, .message__time')].some((it) => it.innerText.includes({hour}))"),
        )
        .await?;
        // Members and how many of them are there.
        let members = page.run(&format!("{WRITTEN} const count = 6; return [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((count) => plain(counted('{language}', 'header.members', count)))")).await?;
        page.until(
            &format!("{language}: members are counted"),
            &format!("{members}.some((it) => one(0, '[data-region=main] .bar').innerText.replace(/[\\u2066-\\u2069]/g, '').includes(it))"),
        )
        .await?;
        // Two people write: an enumeration.
        let tell = r#"
const done = arguments[arguments.length - 1];
const typing = (id, name) => fetch('/__dev/frame', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: 'giulia', frame: { type: 'typing.start', cid: 'messaging:launch', channel_type: 'messaging', channel_id: 'launch', user: { id, name }, created_at: new Date().toISOString() } }) });
Promise.all([typing('marco', 'Marco Conti'), typing('lena', 'Lena Vogt')]).then(() => done(true));
"#;
        page.wait(tell).await?;
        let sentences = page.run(&format!("{WRITTEN} const names = (list) => new Intl.ListFormat('{language}').format(list); return [['Marco Conti', 'Lena Vogt'], ['Lena Vogt', 'Marco Conti'], ['Marco', 'Lena'], ['Lena', 'Marco']].map((list) => plain(counted('{language}', 'typing.names', 2, {{ names: names(list) }})))")).await?;
        page.until(
            &format!("{language}: both are named"),
            &format!(
                "{sentences}.includes(one(0, '[data-typing]')?.innerText.replace(/[\\u2066-\\u2069]/g, '').replace(/\\s+/g, ' ').trim())"
            ),
        )
        .await?;
        // Days: of yesterday in words, of others by name or date.
        let days = page.run(&format!("{WRITTEN} const own = texts('{language}'); const at = [...Array(400).keys()].map((ago) => new Date(Date.now() - ago * 864e5)); const write = (options) => at.map((it) => new Intl.DateTimeFormat('{language}', {{ ...options, timeZone: '{zone}' }}).format(it)); return [own['time.today'], own['time.yesterday'], ...write({{ weekday: 'long' }}), ...write({{ dateStyle: 'short' }}), ...write({{ hour: 'numeric', minute: '2-digit' }})]")).await?;
        let strange = page.run(&format!("const days = {days}; const isHour = (it) => /[:.]/.test(it); return all(0, '[data-channel-row] time').map((it) => it.innerText.trim()).filter((it) => !days.includes(it) && !isHour(it))")).await?;
        assert_eq!(strange, serde_json::json!([]), "{language}");
        if language == "ar" {
            assert_eq!(
                page.run("return all(0, '.badge').filter((it) => /[0-9]/.test(it.innerText)).length").await?,
                page.run("return /[0-9]/.test(new Intl.NumberFormat('ar').format(1)) ? all(0, '.badge').length : 0").await?,
                "digits of the language"
            );
        }
        page.picture(&format!("formats-{language}")).await?;
        page.is_clean().await?;
    }
    browser.quit().await
}

#[tokio::test]
async fn the_24_hour_clock_has_no_hour_24_and_the_12_hour_clock_no_hour_0() -> Result<()> {
    let (server, browser) = (Server::start().await?, Browser::start(1200, 700).await?);
    for (hour12, wanted) in [(false, "/^0?0:/"), (true, "/^12:/")] {
        let page = browser.open(&server.url("/blank/")).await?;
        // A zone in which the newest message was written in the hour after midnight.
        let zone =
            "(() => { const hour = new Date(LAST).getUTCHours(); return hour <= 12 ? `Etc/GMT+${hour}` : `Etc/GMT-${24 - hour}`; })()";
        page.add("{}", "it.lang = 'en'").await?;
        page.online(0).await?;
        let last = page.run("return one(0, '[data-channel-row=\"messaging:launch\"] time').dateTime").await?;
        let zone = page.run(&format!("return {}", zone.replace("LAST", &last.to_string()))).await?;
        page.run("document.querySelector('chat-service').remove(); return true").await?;
        page.add(&format!("{{ timeZone: {zone}, hour12: {hour12} }}"), "it.lang = 'en'").await?;
        page.online(0).await?;
        page.open_channel(0, "messaging:launch").await?;
        page.until(
            &format!("midnight is written right, hour12 {hour12}"),
            &format!("[...all(0, '.message__meta time, .message__meta, .message__when')].some((it) => {wanted}.test(it.innerText.trim()))"),
        )
        .await?;
        assert_eq!(
            page.run("return all(0, '.message__meta, .message__when').filter((it) => /\\b24:/.test(it.innerText)).length").await?,
            0
        );
    }
    browser.quit().await
}
