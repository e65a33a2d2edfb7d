/*
 * What must work before the WebAssembly module is there, when it is not allowed, and after it has trapped.
 * The loader is real, the module a stand-in (`bindings.js`); the page has the strictest policy there is.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { open, serve } from './browser.mjs';

let site;
let page;
before(async () => {
  site = await serve();
  page = await open();
});
after(async () => {
  await page?.close();
  site?.close();
});

const defaults = { body: '<chat-service id="one" backend-url="/a"></chat-service>', lang: 'en', wasmAllowed: true, wasmStatus: 200, wasmGate: null, laterStatuses: [], laterGate: null, laterAsked: 0, textsStatus: 200, laterTextsStatuses: [] };
beforeEach(() => Object.assign(site, defaults));
afterEach(async () => {
  assert.deepEqual(await page.run('return seen.errors'), [], 'nothing is uncaught');
});

const text = (id) => page.run(`return ${id}.shadowRoot.querySelector('.body')?.textContent`);
const state = (id) => page.run(`return ${id}.shadowRoot?.querySelector('[data-state]')?.dataset.state`);

async function load(setup = {}) {
  Object.assign(site, setup);
  await page.go(site.url);
  await page.until('window.loaded && document.readyState === "complete"');
}

async function loaded(setup) {
  await load(setup);
  await page.until('one.shadowRoot.querySelector(".body")');
}

async function crashed(how) {
  await page.run(`one.${how}()`);
  await page.until('one.shadowRoot.querySelector("[data-state=crashed]")');
}

async function reload() {
  await page.run('one.shadowRoot.querySelector("button").click()');
  await page.until('one.shadowRoot.querySelector(".body")');
}

test('a skeleton is there before the module, also for elements that come later, and goes with the first drawing', async () => {
  let arrive;
  await load({ wasmGate: new Promise((resolve) => (arrive = resolve)) });
  await page.until('one.shadowRoot?.querySelector("[data-state=loading]")');
  await page.run('document.body.append(Object.assign(document.createElement("chat-service"), { id: "two" }))');
  await page.until('two.shadowRoot?.querySelector("[data-state=loading]")');
  arrive();
  await page.until('one.shadowRoot.querySelector(".body") && two.shadowRoot.querySelector(".body")');
  assert.equal(await state('one'), null);
  assert.equal(await page.run('return one.shadowRoot.adoptedStyleSheets.length'), 2); // the part's and Rust's
});

test('a skeleton is there in the shadow tree of another element, too', async () => {
  let arrive;
  const outer = '<div id="outer"><template shadowrootmode="open"><p><span id="inner"><template shadowrootmode="open"><chat-service lang="it"></chat-service></template></span></p></template></div>';
  await load({ body: outer, wasmGate: new Promise((resolve) => (arrive = resolve)) });
  const it = 'outer.shadowRoot.getElementById("inner").shadowRoot.querySelector("chat-service")';
  await page.until(`${it}.shadowRoot?.querySelector("[data-state=loading]")`);
  await page.run(`const box = outer.shadowRoot; box.append(Object.assign(document.createElement("chat-service"), { id: "second" }))`);
  await page.until('outer.shadowRoot.getElementById("second").shadowRoot?.querySelector("[data-state=loading]")');
  arrive();
  await page.until(`${it}.shadowRoot.querySelector(".body") && outer.shadowRoot.getElementById("second").shadowRoot.querySelector(".body")`);
});

test('how the element is can be asked in CSS', async () => {
  const states = 'return ["ready", "loading", "online", "crashed"].filter((name) => one.matches(`:state(${name})`)).join()';
  await loaded();
  assert.equal(await page.run(states), 'ready,online');
  await crashed('trap');
  assert.equal(await page.run(states), 'crashed');
  await page.run('one.filters = "not yet"');
  await reload();
  assert.equal(await page.run(states), 'online');
  assert.equal(await page.run('const it = document.createElement("chat-service"); return it.matches(":state(loading)")'), true);
});

test('the module resolves only when the element is defined', async () => {
  await load();
  await page.until('"definedAtEnd" in window');
  assert.equal(await page.run('return definedAtEnd'), true);
  assert.deepEqual(await page.run('return loaded.then((module) => module.default)'), { libraryName: 'chat-service', components: ['chat-service'] });
});

test('a strict policy with trusted types is never violated', async () => {
  await loaded();
  await crashed('trap');
  await reload();
  assert.deepEqual(await page.run('return seen.violations'), []);
});

for (const how of ['trap', 'panic', 'trapInside']) {
  test(`a ${how} stops all elements, is told once, and leaves one line in the console`, async () => {
    await loaded();
    await page.run('document.body.append(Object.assign(document.createElement("chat-service"), { id: "two" }))');
    await crashed(how);
    assert.equal(await state('two'), 'crashed');
    assert.deepEqual(await page.run('return seen.events'), ['crashed', 'crashed']);
    const lines = await page.run('return seen.console');
    assert.equal(lines.length, 1);
    assert.match(lines[0], how === 'panic' ? /stopped: panicked at somewhere$/ : /stopped: RuntimeError: unreachable$/);
  });
}

test('reload brings back every element with its attributes and properties', async () => {
  await loaded();
  await page.run('one.filters = "kept"; document.body.append(Object.assign(document.createElement("chat-service"), { id: "two", filters: "own" }))');
  await crashed('trap');
  await page.run('one.setAttribute("backend-url", "/b"); two.filters = "changed meanwhile"');
  await reload();
  assert.equal(await text('one'), 'life 2 /b kept');
  assert.match(await text('two'), /^life 2 .*changed meanwhile$/);
  await page.run('one.filters = "new"');
  assert.equal(await text('one'), 'life 2 /b new');
  assert.equal(await page.run('return one.shadowRoot.adoptedStyleSheets.length'), 2); // the part's and Rust's
});

test('it can crash and come back again and again', async () => {
  await loaded();
  for (const life of [2, 3, 4]) {
    await crashed('trap');
    await reload();
    assert.equal(await text('one'), `life ${life} /a undefined`);
  }
});

test('an element made while stopped shows the notice and works after reload', async () => {
  await loaded();
  await crashed('trap');
  await page.run('document.body.append(Object.assign(document.createElement("chat-service"), { id: "two", filters: "late" }))');
  assert.equal(await state('two'), 'crashed');
  await reload();
  assert.match(await text('two'), /^life 2 .*late$/);
});

test('an element that was outside the document during the crash works when it comes back', async () => {
  await loaded({ body: '<chat-service id="one"></chat-service><chat-service id="two" backend-url="/t"></chat-service>' });
  await page.run('window.kept = two; two.remove()');
  await crashed('trap');
  await reload();
  await page.run('document.body.append(kept)');
  assert.equal(await text('kept'), 'life 2 /t undefined');
});

test('text that was not sent can still be read after a crash', async () => {
  await loaded();
  await page.run('one.shadowRoot.querySelector("[data-composer]").value = "half a thought"');
  await crashed('trap');
  assert.equal(await page.run('return one.shadowRoot.querySelector("textarea").value'), 'half a thought');
});

test('the sockets of a dead module are closed', async () => {
  await loaded();
  await page.run('one.connectTo(`ws://${location.host}/`); window.socket = one.socket');
  assert.equal(await page.run('return socket instanceof WebSocket && socket.readyState'), 0);
  await crashed('trap');
  assert.ok((await page.run('return socket.readyState')) >= 2);
});

test('moving an element with moveBefore does not disconnect it', async () => {
  await loaded();
  await page.run('document.body.append(document.createElement("main")); document.querySelector("main").moveBefore(one, null)');
  assert.equal(await page.run('return one.counts()'), '1/0');
});

test('a second copy of the file defines nothing and says so once', async () => {
  await loaded();
  assert.equal(await page.run('return import("/copy.js").then(() => customElements.get("chat-service").version)'), '0.0.0');
  assert.deepEqual(await page.run('return seen.warnings'), ['chat-service 0.0.0 is already on this page; 0.0.0 is not used']);
  assert.equal(await text('one'), 'life 1 /a undefined');
});

test('where WebAssembly is forbidden the element says so, without a way to retry in vain', async () => {
  await load({ wasmAllowed: false, lang: 'it' });
  await page.until('one.shadowRoot?.querySelector("[data-state=no-wasm]")');
  assert.equal(await page.run('return one.shadowRoot.querySelector("h2").textContent'), 'La chat non può funzionare qui');
  assert.equal(await page.run('return one.shadowRoot.querySelector("button")'), null);
  assert.deepEqual(await page.run('return seen.events'), ['no-wasm']);
  assert.equal(await page.run('return seen.console.length'), 1);
});

test('a module that does not arrive can be asked for again', async () => {
  await load({ wasmStatus: 503 });
  await page.until('one.shadowRoot?.querySelector("[data-state=no-wasm]")');
  await page.run('document.body.append(Object.assign(document.createElement("chat-service"), { id: "two" }))');
  await page.until('two.shadowRoot?.querySelector("[data-state=no-wasm]")');
  site.wasmStatus = 200;
  await reload();
  assert.equal(await text('one'), 'life 1 /a undefined');
  assert.match(await text('two'), /^life 1/);
});

test('a page in another language than ours gets English, an element its own', async () => {
  await load({ wasmStatus: 404, lang: 'ja', body: '<chat-service id="one"></chat-service><chat-service id="two" lang="it-CH"></chat-service>' });
  await page.until('two.shadowRoot?.querySelector("[data-state=no-wasm]")');
  const titles = 'return [one, two].map((it) => it.shadowRoot.querySelector("h2").textContent)';
  assert.deepEqual(await page.run(titles), ['The chat could not be loaded', 'Impossibile caricare la chat']);
});

// --- The later part ------------------------------------------------------------------------------------

const later = { isHere: 'one.done', memory: 'return new Uint8Array(lastInstance.exports.memory.buffer)[0]' };

test('the later part works on the memory of the first, and what came before it waited in order', async () => {
  let arrive;
  await loaded({ laterGate: new Promise((resolve) => (arrive = resolve)) });
  await page.run('one.feed("a"); one.fetchLater(); one.feed("b")');
  assert.equal(await page.run('return one.done'), null);
  arrive();
  await page.until(later.isHere);
  await page.run('one.feed("c")');
  assert.deepEqual(await page.run('return one.done'), ['a', 'b', 'c']);
  assert.equal(await page.run(later.memory), 7);
  assert.deepEqual(await page.run('return seen.violations'), []);
});

test('a later part that does not arrive is asked for again', async () => {
  await loaded({ laterStatuses: [503, 503] });
  await page.run('one.feed("a"); one.fetchLater()');
  await page.until(later.isHere);
  assert.equal(site.laterAsked, 3);
  assert.equal(await state('one'), null);
});

test('a later part that never arrives ends in the notice, whose button tries again', async () => {
  await loaded({ laterStatuses: [404, 404, 404] });
  await page.run('one.fetchLater()');
  await page.until('one.shadowRoot.querySelector("[data-state=crashed]")');
  await reload();
  await page.run('one.fetchLater()');
  await page.until(later.isHere);
  assert.equal(site.laterAsked, 4);
});

test('each life gets the later part anew, and it is fetched once', async () => {
  await loaded();
  await page.run('one.fetchLater()');
  await page.until(later.isHere);
  await crashed('trap');
  await reload();
  await page.run('one.done = null; one.fetchLater()');
  await page.until(later.isHere);
  assert.equal(await page.run('return one.life'), 2);
  assert.equal(await page.run(later.memory), 7);
  assert.equal(site.laterAsked, 1);
});

test('a later part that arrives in a life that has ended changes nothing', async () => {
  let arrive;
  await loaded({ laterGate: new Promise((resolve) => (arrive = resolve)) });
  await page.run('one.fetchLater()');
  await crashed('trap');
  arrive();
  await page.run('return new Promise((resolve) => setTimeout(resolve, 100))');
  assert.equal(await state('one'), 'crashed');
  assert.equal(await page.run(later.memory), 0);
});

test('each part brings its styles, in order', async () => {
  await loaded();
  const rules = 'return one.shadowRoot.adoptedStyleSheets.map((sheet) => sheet.cssRules[0].cssText).filter((rule) => /px/.test(rule))';
  assert.deepEqual(await page.run(rules), ['.body { top: 1px; }']);
  await page.run('one.fetchLater()');
  await page.until(later.isHere);
  assert.deepEqual(await page.run(rules), ['.body { top: 1px; }', '.body { left: 1px; }']);
});

// --- Texts -----------------------------------------------------------------------------------------------

test('texts are those of the page, then of another language when the page changes', async () => {
  await loaded({ lang: 'it-CH' });
  assert.match(await page.run('return one.texts'), /it.json/);
  await page.run('document.documentElement.lang = "de"');
  await page.until('/en.json/.test(one.texts)');
});

const sources = 'return (({ from, rest }) => [from, rest])(JSON.parse(one.texts))';

test('the texts of the first picture come first, all others with the later part', async () => {
  await loaded({ lang: 'it' });
  assert.deepEqual(await page.run(sources), ['/locales/it.json', null]);
  await page.run('one.fetchLater()');
  await page.until(later.isHere);
  await page.run('one.filters = "draw again"');
  assert.deepEqual(await page.run(sources), ['/locales/it.json', '/locales/it.later.json']);
  await page.run('document.documentElement.lang = "en"');
  await page.until('JSON.parse(one.texts).rest === "/locales/en.later.json"');
  assert.deepEqual(await page.run(sources), ['/locales/en.json', '/locales/en.later.json']);
});

test('where the other texts of a language are missing, English stands in', async () => {
  await loaded({ lang: 'it', laterTextsStatuses: [404] });
  await page.run('one.fetchLater()');
  await page.until(later.isHere);
  await page.run('one.filters = "draw again"');
  assert.deepEqual(await page.run(sources), ['/locales/it.json', '/locales/en.later.json']);
});

test('a chat without texts is better than none', async () => {
  await loaded({ textsStatus: 500 });
  assert.equal(await page.run('return one.texts'), '');
});

// --- Hosts -----------------------------------------------------------------------------------------------

/** A bus as micro-lc's: it replays what was said on it to whoever subscribes. */
const BUS = `
  window.it = document.querySelector('chat-service');
  window.aBus = () => {
    const bus = { said: [], ears: new Set() };
    bus.next = (message) => (bus.said.push(message), [...bus.ears].forEach((ear) => ear(message)));
    bus.subscribe = (ear) => (bus.said.forEach((it) => ear(it)), bus.ears.add(ear), { unsubscribe: () => bus.ears.delete(ear) });
    return bus;
  };
  it.openChannel = (cid) => (it.opened ??= []).push(cid);
  window.bus = aBus();
  window.event = (name, detail) => it.dispatchEvent(new CustomEvent('chat-service-' + name, { detail }));`;

test('what the chat tells its page is told on the bus, and the bus can open a channel', async () => {
  await loaded();
  await page.run(`${BUS} bus.next({ label: 'chat/open-channel', payload: { cid: 'messaging:before' } }); it.eventBus = bus; it.remove(); document.body.append(it)`);
  await page.run(`event('ready'); event('channel-open', { cid: 'messaging:a' }); event('unread-change', { total: 2, channels: 1 }); event('error', { kind: 'config' }); event('message-sent', { cid: 'x' })`);
  const said = await page.run('return bus.said.slice(1)');
  assert.deepEqual(said, [
    { label: 'chat/ready', payload: {} },
    { label: 'chat/channel-selected', payload: { cid: 'messaging:a' } },
    { label: 'chat/unread-changed', payload: { total: 2, channels: 1 } },
    { label: 'chat/error', payload: { kind: 'config' } },
  ]);
  await page.run(`bus.next({ label: 'chat/open-channel', payload: { cid: 'messaging:b' } }); bus.next({ label: 'chat/open-channel' }); bus.next(null)`);
  assert.deepEqual(await page.run('return it.opened'), ['messaging:before', 'messaging:b']);
});

test('a move keeps the line, another bus takes its place, and an element that is gone is deaf', async () => {
  await loaded();
  await page.run(`${BUS} it.eventBus = bus; it.remove(); document.body.append(it); bus.next({ label: 'chat/open-channel', payload: { cid: 'messaging:a' } })`);
  await page.run('const box = document.createElement("div"); document.body.append(box); box.append(it); box.before(it); if (box.moveBefore) box.moveBefore(it, null)');
  assert.deepEqual(await page.run('return [it.opened, bus.ears.size]'), [['messaging:a'], 1]);
  await page.run('window.other = aBus(); it.eventBus = other; it.remove(); document.body.append(it); event("ready")');
  assert.deepEqual(await page.run('return [bus.ears.size, other.ears.size, bus.said.length, other.said.length]'), [0, 1, 1, 1]);
  await page.run('it.remove()');
  assert.equal(await page.run('return Promise.resolve().then(() => other.ears.size)'), 0);
});

test('the language is that of the page, then that of micro-lc', async () => {
  await loaded({ lang: '' });
  await page.run('one.microlcApi = { getExtensions: () => ({ language: { getLanguage: () => "it-IT" } }) }');
  const language = 'return (document.body.append(one), one.language())';
  assert.equal(await page.run(language), 'it-IT');
  await page.run('document.documentElement.lang = "de"');
  assert.equal(await page.run(language), 'de');
  await page.run('document.documentElement.lang = ""; one.microlcApi = { getExtensions: () => { throw new Error("not ready") } }');
  assert.equal(await page.run(language), null);
});

test('links into the page go through the router of micro-lc, all others do not', async () => {
  await loaded();
  await page.run(`
    window.gone = [];
    one.microlcApi = { router: { goTo: (url) => gone.push(url) } };
    const link = (href, more) => Object.assign(document.createElement('a'), { href, textContent: 'x', ...more });
    const click = (it, how) => { one.shadowRoot.append(it); const event = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...how }); document.addEventListener('click', (event) => { seen.events.push(event.defaultPrevented); event.preventDefault(); }, { once: true }); it.dispatchEvent(event); };
    click(link('/orders/7'));
    click(link('/orders/8'), { ctrlKey: true });
    click(link('https://elsewhere.test/'));
    click(link('/report.pdf', { download: 'report.pdf' }));
    const taken = link('/orders/9'); taken.addEventListener('click', (event) => event.preventDefault());
    click(taken);`);
  assert.deepEqual(await page.run('return gone'), [`${site.url}orders/7`]);
  assert.deepEqual(await page.run('return seen.events'), [true, false, false, false, true]);
});

test('the host may show something of its own until the chat is there', async () => {
  await load({ wasmGate: new Promise(() => {}), body: '<chat-service id="one"><p slot="loading">Just a moment</p></chat-service>' });
  await page.until('one.shadowRoot?.querySelector("slot[name=loading]")');
  assert.equal(await page.run('return one.shadowRoot.querySelector("slot").assignedElements().length'), 1);
  assert.equal(await page.run('return one.querySelector("p").checkVisibility()'), true);
});

test('the module lists its component, and its manifest is only fetched when asked for', async () => {
  await loaded();
  const asked = 'performance.getEntriesByType("resource").filter((it) => it.name.endsWith("manifest.js")).length';
  assert.equal(await page.run(`return ${asked}`), 0);
  assert.deepEqual(await page.run('return loaded.then((it) => it.default)'), { libraryName: 'chat-service', components: ['chat-service'] });
  await page.run('customElements.get("chat-service").__manifest.catch(() => {})');
  await page.until(`${asked} === 1`);
});
