// The pages of `examples/` that need nothing but the built element, opened as their visitors do.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
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

const open = async (path) => {
  await page.go(server.url(path));
  await page.run('addEventListener("securitypolicyviolation", (event) => (window.violations ??= []).push(event.violatedDirective + " " + event.blockedURI)); return true');
};
const direct = async () => (await fetch(server.url('/__dev/direct?a=giulia&b=marco')).then((it) => it.json())).cid;
const choose = (cid) => page.run(`one('[data-channel-row="${cid}"]').click()`);
const opened = (cid) => page.until(`one('[data-channel-row="${cid}"][aria-current], [data-channel-row="${cid}"][aria-selected=true]') && all('[data-message-id]').length > 0 && one('[data-composer]')`);

test('the list of examples leads to each', async () => {
  await open('/examples/');
  const links = await page.run('return [...document.links].map((it) => it.pathname)');
  assert.ok(links.length >= 9, String(links));
  assert.equal(await page.run('return window.violations?.length ?? 0'), 0);
});

test('plain HTML: one tag, and the host hears what is unread', async () => {
  await open('/examples/plain/');
  await page.until('online()');
  await page.until('Number(document.querySelector(".badge").textContent) > 0 && !document.querySelector(".badge").hidden');
});

test('every property and method of the contract is on the element', async () => {
  await open('/examples/plain/');
  await page.until('online()');
  const manifest = await fetch(server.url('/chat-service/custom-elements.json')).then((it) => it.json());
  const [element] = manifest.modules[0].declarations;
  const members = element.members.map(({ kind, name }) => [kind, name]);
  const wrong = await page.run(`return ${JSON.stringify(members)}.filter(([kind, name]) => (kind === 'method' ? typeof hosts()[0][name] !== 'function' : !(name in hosts()[0]))).map(String)`);
  assert.deepEqual(wrong, []);
  const observed = await page.run('return customElements.get("chat-service").observedAttributes');
  assert.deepEqual(element.attributes.map(({ name }) => name), observed);
});

test('what is asked for before the element is in the page is done when it is', async () => {
  await open('/blank/');
  await page.until('customElements.get("chat-service")');
  const cid = await direct();
  await page.run(`const it = document.createElement('chat-service'); it.setAttribute('backend-url', '/as/giulia'); it.openChannel('${cid}'); document.body.append(it)`);
  await opened(cid);
});

test('what the host puts into the slots is shown in their places', async () => {
  await open('/blank/');
  await page.until('customElements.get("chat-service")');
  const add = (backend, filters) => page.run(`
    const it = document.createElement('chat-service');
    it.setAttribute('backend-url', '${backend}');
    it.filters = ${JSON.stringify(filters)};
    for (const slot of ['loading', 'error', 'empty', 'intro', 'header-start', 'header-end']) it.append(Object.assign(document.createElement('i'), { slot, textContent: slot }));
    document.body.replaceChildren(it); return true`);
  const shown = () => page.run('return [...hosts()[0].children].filter((it) => it.checkVisibility() && it.getBoundingClientRect().width > 0).map((it) => it.slot)');
  await add('/as/giulia', { cid: 'messaging:no-such-channel' });
  assert.deepEqual(await shown(), ['loading']);
  await page.until('state() === "online" && all("slot[name=empty]").some((it) => it.assignedElements().length > 0)');
  assert.deepEqual(await shown(), ['empty', 'header-start', 'header-end']);
  await add('/as/giulia', {});
  await page.until('state() === "online"');
  await page.run("hosts()[0].openDirect(['aisha', 'kenji']); return true");
  await page.until('all("slot[name=intro]").some((it) => it.assignedElements().length > 0)');
  assert.ok((await shown()).includes('intro'));
  await add('/nowhere', {});
  await page.until('state() === "config-error"');
  assert.deepEqual(await shown(), ['error']);
});

test('a backend on another origin gets no cookies unless they are asked for, and the headers that the host gives', async () => {
  const heard = [];
  const backend = http.createServer((request, response) => {
    const { origin = '*' } = request.headers;
    const cors = { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'x-tenant' };
    if (request.url === '/sign-in') cors['set-cookie'] = 'sid=secret; Path=/; SameSite=Lax; HttpOnly';
    else if (request.method === 'GET') heard.push([request.url, request.headers.cookie ?? null, request.headers['x-tenant'] ?? null]);
    response.writeHead(200, { 'content-type': 'application/json', ...cors }).end('{"error":{"title":"Closed","message":"Come back tomorrow."}}');
  });
  await new Promise((resolve) => backend.listen(0, '127.0.0.1', resolve));
  await open('/examples/plain/');
  await page.until('online()');
  await page.run(`window.signedIn = fetch('http://127.0.0.1:${backend.address().port}/sign-in', { credentials: 'include' }).then((it) => it.ok && (window.isSignedIn = true)); return true`);
  await page.until('window.isSignedIn');
  for (const credentials of ['same-origin', 'include']) {
    await page.run(`
      const it = document.createElement('chat-service');
      it.setAttribute('backend-url', 'http://127.0.0.1:${backend.address().port}');
      it.setAttribute('credentials', '${credentials}');
      it.headers = { 'x-tenant': 'acme' };
      hosts()[0].replaceWith(it); return true`);
    await page.until('root()?.textContent.includes("Come back tomorrow.")');
  }
  backend.close();
  backend.closeAllConnections();
  const url = '/chat/config?clientType=web';
  assert.deepEqual(heard, [[url, null, 'acme'], [url, 'sid=secret', 'acme']]);
});

test('a page that hides what the chat is in hides the chat', async () => {
  await open('/examples/plain/');
  await page.until('online()');
  const visible = 'return one("[data-channel-row]").checkVisibility({ visibilityProperty: true })';
  assert.equal(await page.run(visible), true);
  await page.run('document.body.style.visibility = "hidden"; return true');
  assert.equal(await page.run(visible), false);
  await page.run('document.body.style.visibility = ""; document.body.style.pointerEvents = "none"; return true');
  assert.equal(await page.run('return getComputedStyle(one("[data-channel-row]")).pointerEvents'), 'none');
});

test('the size of text is the user\'s, whatever the page makes of its root, and the host may say another', async () => {
  await open('/examples/plain/');
  await page.until('online()');
  const sizes = 'return [".chat", "[data-channel-row]"].map((it) => getComputedStyle(one(it)).fontSize)';
  const usual = await page.run(sizes);
  assert.equal(usual[0], '14px');
  await page.run('document.documentElement.style.fontSize = "62.5%"; return true');
  assert.deepEqual(await page.run(sizes), usual);
  await page.run('hosts()[0].style.setProperty("--chat-font-size", "20px"); return true');
  assert.equal((await page.run(sizes))[0], '20px');
});

test('a classic script is enough', async () => {
  await open('/examples/classic/');
  await page.until('online()');
});

test('script and backend may be on another origin', async () => {
  await open('/examples/cross-origin/');
  await page.until('online()');
  const foreign = await page.run('return performance.getEntriesByType("resource").filter((it) => it.name.includes("localhost")).map((it) => new URL(it.name).pathname)');
  for (const name of ['chat-service.js', 'chat-service_bg.wasm', 'locales/en.json']) assert.ok(foreign.some((it) => it.endsWith(name)), `${name} of ${foreign}`);
  assert.ok(foreign.includes('/as/giulia/chat/config'));
});

test('a strict policy blocks nothing, while channels are opened and messages are sent', async () => {
  await open('/examples/strict-csp/');
  await page.until('online()');
  const cid = await direct();
  await choose(cid);
  await opened(cid);
  await page.run('const field = one("[data-composer]"); field.focus(); return true');
  await page.keys('hello from a bank');
  await page.keys('\uE007');
  await page.until('all("[data-message-id]").some((it) => it.innerText.includes("hello from a bank") && /sent|delivered|read/.test(it.dataset.status))');
  assert.deepEqual(await page.run('return window.violations ?? []'), []);
});

test('a hostile page changes nothing of the chat, runs nothing in it and gets no key strokes', async () => {
  await open('/examples/plain/');
  await page.until('online()');
  const look = `(() => {
    const facts = (it) => { const style = getComputedStyle(it); return [style.color, style.backgroundColor, style.fontFamily, style.letterSpacing, style.textTransform, style.lineHeight, style.fontSize, style.display, style.animationName]; };
    return ['.chat', '[data-channel-row]', '[data-channel-row] *', '[data-composer]'].flatMap((it) => [it, ...facts(one(it))]);
  })()`;
  const cid = await direct();
  await choose(cid);
  await opened(cid);
  const usual = await page.run(`return ${look}`);
  await open('/examples/hostile/');
  await page.until('online()');
  await choose(cid);
  await opened(cid);
  assert.deepEqual(await page.run(`return ${look}`), usual);
  assert.equal(await page.run('return getComputedStyle(hosts()[0]).opacity'), '1');
  await page.run('one("[data-composer]").focus(); return true');
  await page.keys('abc\uE007');
  await page.until('all("[data-message-id]").some((it) => it.innerText.includes("abc") && /sent|delivered|read/.test(it.dataset.status))');
  const [ran, shortcuts, polluted] = await page.run('return [window.ran ?? null, window.shortcuts, window.heard.filter((it) => it.includes("polluted"))]');
  assert.deepEqual([ran, shortcuts, polluted], [null, [], []]);
  // Links say where they open, whatever <base> says.
  assert.equal(await page.run('return all("a[href]").filter((it) => !it.target).length'), 0);
});

test('a web view: the whole height, above the keyboard, and the app hears and says', async () => {
  await page.go(server.url('/examples/webview/'));
  await page.run('window.said = []; window.ChatBridge = { postMessage: (text) => window.said.push(JSON.parse(text)) }; return true');
  await page.until('online()');
  assert.equal(await page.run('return Math.round(hosts()[0].getBoundingClientRect().height) === innerHeight'), true);
  const cid = await direct();
  await page.run(`window.chat.open('${cid}')`);
  await opened(cid);
  await page.run('Object.defineProperty(visualViewport, "height", { configurable: true, value: 400 }); visualViewport.dispatchEvent(new Event("resize")); return true');
  await page.until('hosts()[0].getBoundingClientRect().height === 400 && one("[data-composer]").getBoundingClientRect().bottom <= 400');
  await page.run('hosts()[0].dispatchEvent(new CustomEvent("chat-service-channel-open", { detail: { cid: "messaging:x" } })); return true');
  await page.until('window.said.some((it) => it.type === "channel-open" && it.detail.cid === "messaging:x")');
  assert.equal(await page.run('const event = new CustomEvent("chat-service-auth-required", { cancelable: true }); hosts()[0].dispatchEvent(event); return event.defaultPrevented'), true);
});

test('the preview of the configurator works without a backend', async () => {
  await open('/examples/composer/');
  await page.until('online()');
  assert.deepEqual(await page.run('return rows()'), ['messaging:orders', 'messaging:visit']);
  await choose('messaging:orders');
  await opened('messaging:orders');
  await page.run('one("[data-composer]").focus(); return true');
  await page.keys('On Friday?\uE007');
  await page.until('all("[data-message-id]").some((it) => it.innerText.includes("On Friday?") && /sent|delivered|read/.test(it.dataset.status))');
  const asked = await page.run('return [...new Set(window.asked)]');
  assert.deepEqual(asked.filter((it) => it.includes('not mocked') && !/\/chat-service\//.test(it)), []);
  await page.run('const field = document.forms[0].elements.theme; field.value = "dark"; field.dispatchEvent(new Event("change")); return true');
  assert.equal(await page.run('return hosts()[0].getAttribute("theme")'), 'dark');
});

test('the page of the package is the chat, and a link to it leads to no other site', async () => {
  await page.go(server.url('/chat-service/index.html?backend-url=/as/giulia&theme=dark&onclick=x'));
  await page.until('online()');
  assert.deepEqual(await page.run('return hosts()[0].getAttributeNames()'), ['backend-url', 'theme']);
  assert.equal(await page.run('return hosts()[0].getBoundingClientRect().height === innerHeight'), true);
  await page.go(server.url('/chat-service/index.html?backend-url=https://elsewhere.invalid&login-url=//elsewhere.invalid/login'));
  await page.until('hosts().length === 1');
  assert.deepEqual(await page.run('return hosts()[0].getAttributeNames()'), []);
});
