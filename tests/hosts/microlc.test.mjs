// micro-lc 2 as it is published, with the chat in it in every way there is.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { browse, serve } from './server.mjs';

let server;
let page;
before(async () => {
  server = await serve();
  page = await browse();
});
after(async () => {
  await page?.close();
  await server?.close();
});

const BASE = '/examples/micro-lc/';
/** Opens a route and counts what the page asks the backend for. */
async function open(route) {
  await page.go(server.url(BASE + route));
  await page.run(`
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
    window.api = () => hosts()[0]?.microlcApi ?? document.querySelector('micro-lc').getExtensions; return true`);
}
const go = (route) => page.run(`history.pushState(null, '', '${BASE}${route}'); return true`);
/** Requests for a configuration so far. */
const configs = () => page.run('return performance.getEntriesByType("resource").filter((it) => it.name.includes("/chat/config")).length');

test('compose mode: the pair of routes shows open and closed conversations, each in an element of its own', async () => {
  await open('opened-chats');
  await page.until('online()');
  const opened = await page.run('window.first = hosts()[0]; return rows()');
  await go('closed-chats');
  await page.until('hosts()[0] && hosts()[0] !== window.first && online()');
  const closed = await page.run('return rows()');
  assert.ok(closed.length > 0 && opened.length > 0);
  assert.deepEqual(closed.filter((cid) => opened.includes(cid)), []);
  assert.equal(await page.run('return hosts().length'), 1);
  assert.deepEqual(await page.run('return [hosts()[0].filters.frozen, hosts()[0].headers["x-tenant"]]'), [true, 'acme']);
  assert.equal(await configs(), 1, 'the session is shared');
  await go('opened-chats');
  await page.until(`JSON.stringify(rows()) === ${JSON.stringify(JSON.stringify(opened))}`);
  assert.deepEqual(await page.run('return window.violations'), []);
});

test('it fills the place that micro-lc gives it, in the colour of its theme and the language of the page', async () => {
  await open('opened-chats');
  await page.until('online()');
  const [height, width] = await page.run('const box = hosts()[0].getBoundingClientRect(); return [box.height, box.width]');
  assert.ok(height > 250 && width > 250, `${width}x${height}`);
  assert.equal(await page.run('return getComputedStyle(one(".chat")).getPropertyValue("--micro-lc-primary-color").trim()'), 'rgb(10, 125, 82)');
  assert.equal(await page.run('return one(".chat").lang'), 'en');
  await page.run('document.documentElement.lang = "it"; return true');
  await page.until('one(".chat").lang === "it"');
});

test('what is published on the API builds a new element, which goes on where the old one was', async () => {
  await open('opened-chats');
  await page.until('online()');
  await page.until('all("[data-channel-row]").length > 1');
  const cid = await page.run('const it = all("[data-channel-row]")[1]; it.click(); return it.dataset.channelRow');
  await page.until('all("[data-message-id]").length > 0 && one("[data-composer]")');
  await page.run('one("[data-composer]").focus(); return true');
  await page.keys('half a thought');
  await page.until('one("[data-composer]").value === "half a thought"');
  await page.run('window.first = hosts()[0]; window.first.microlcApi.set({ user: { name: "Ada" } }); return true');
  await page.until('hosts()[0] && hosts()[0] !== window.first && online()');
  await page.until('one("[data-composer]")?.value === "half a thought"');
  assert.equal(await page.run('return one("[data-channel-row][aria-current], [data-channel-row][aria-selected=true]").dataset.channelRow'), cid);
  assert.equal(await configs(), 1);
  assert.equal(await page.run('return hosts().length'), 1);
});

test('elements that micro-lc makes and never shows ask for nothing', async () => {
  await open('opened-chats');
  await page.until('online()');
  await page.run(`
    window.made = 0;
    const make = document.createElement;
    const plain = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (...all) { if (this.localName === 'chat-service') window.made += 1; return plain.apply(this, all); };
    return true`);
  for (const route of ['closed-chats', 'opened-chats', 'closed-chats']) {
    await go(route);
    await page.until(`location.pathname.endsWith('${route}') && hosts().length === 1 && hosts()[0].filters.frozen === ${route.startsWith('closed')} && online()`);
  }
  const before = await page.run('return [window.made, performance.getEntriesByType("resource").length]');
  await page.run('window.last = hosts()[0]; window.last.microlcApi.set({ user: { name: "Ada" } }); return true');
  await page.until('hosts()[0] !== window.last && online()');
  const made = await page.run('return window.made');
  assert.ok(made - before[0] > 1, `there are ghosts: ${made - before[0]}`);
  assert.equal(await configs(), 1);
  assert.equal(await page.run('return hosts().length'), 1);
});

test('the bus of the page hears what happens and can open a channel', async () => {
  await open('opened-chats');
  await page.until('online()');
  await page.until('all("[data-channel-row]").length > 1');
  await page.run('window.heard = []; hosts()[0].eventBus.subscribe((it) => window.heard.push(it)); return true');
  await page.until('window.heard.some((it) => it.label === "chat/ready")');
  const cid = await page.run('const it = all("[data-channel-row]")[1]; it.click(); return it.dataset.channelRow');
  await page.until(`window.heard.some((it) => it.label === 'chat/channel-selected' && it.payload.cid === '${cid}')`);
  const other = await page.run('const { channelRow } = all("[data-channel-row]")[0].dataset; hosts()[0].eventBus.next({ label: "chat/open-channel", payload: { cid: channelRow } }); return channelRow');
  await page.until(`one('[data-channel-row="${other}"][aria-current], [data-channel-row="${other}"][aria-selected=true]')`);
});

test('the micro-lc API is never written to at mount', async () => {
  await open('home');
  await page.until('document.querySelector("h1")?.textContent.trim() === "Back office"');
  await page.run('window.api = null; return true');
  await go('opened-chats');
  await page.until('online()');
  await page.run('window.states = 0; hosts()[0].microlcApi.subscribe(() => (window.states += 1)); window.first = hosts()[0]; return true');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert.deepEqual(await page.run('return [window.states, hosts()[0] === window.first]'), [1, true]);
});

test('links into the page go through the router', async () => {
  await open('opened-chats');
  await page.until('online()');
  await page.run('const link = Object.assign(document.createElement("a"), { href: new URL("home", document.baseURI).href, target: "_blank" }); root().append(link); link.click(); return true');
  await page.until('location.pathname.endsWith("/home") && document.querySelector("h1")');
});

test('parcel mode: properties are kept on every visit, and the module is shared with composed routes', async () => {
  await open('opened-chats');
  await page.until('online()');
  const opened = await page.run('return rows()');
  for (let visit = 0; visit < 3; visit += 1) {
    await go('parcel-chat');
    await page.until('location.pathname.endsWith("parcel-chat") && hosts().length === 1 && hosts()[0].filters?.frozen === true && online()');
    const [frozen, url, api, rows] = await page.run('return [hosts()[0].filters.frozen, hosts()[0].baseUrl, typeof hosts()[0].microlcApi.router.goTo, rows()]');
    assert.deepEqual([frozen, url, api], [true, '/as/giulia', 'function']);
    assert.deepEqual(rows.filter((cid) => opened.includes(cid)), []);
    await go('home');
    await page.until('hosts().length === 0 && document.querySelector("h1")');
  }
  assert.deepEqual(await page.run('return window.violations'), []);
});

test('a plugin as micro-lc 1 knows it: a page with a script, and props.filters', async () => {
  await open('plugin-chat');
  await page.until('hosts().length === 1 && online()');
  assert.equal(await page.run('return hosts()[0].filters.frozen'), true);
  await go('home');
  await page.until('hosts().length === 0 && document.querySelector("h1")');
  await go('plugin-chat');
  await page.until('hosts().length === 1 && online() && hosts()[0].filters.frozen === true');
  // The page's own styles are for when it is alone.
  assert.equal(await page.run('return getComputedStyle(document.body).margin'), '0px');
});

test('an iframe holds the page of the package', async () => {
  await open('iframe-chat');
  await page.until('document.querySelector("iframe")?.contentDocument?.querySelector("chat-service")?.shadowRoot?.querySelector("[data-state]")?.dataset.state === "online"');
});
