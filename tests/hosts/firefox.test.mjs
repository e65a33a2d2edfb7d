// The plain page, the strict one and micro-lc in Firefox.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CANNOT, open } from './firefox.mjs';
import { browse, serve } from './server.mjs';

let server;
let page;
before(async () => {
  if (CANNOT) return;
  server = await serve();
  page = await browse(open);
});
after(async () => {
  await page?.close();
  await server?.close();
});

const story = (name, act) => test(`Firefox: ${name}`, { skip: CANNOT }, act);

/** Opens the conversation of two people and sends a message in it. */
async function talk(text) {
  const { cid } = await fetch(server.url('/__dev/direct?a=giulia&b=marco')).then((it) => it.json());
  await page.run(`one('[data-channel-row="${cid}"]').click()`);
  await page.until(`one('[data-channel-row="${cid}"]:is([aria-current], [aria-selected=true])') && all('[data-message-id]').length > 0 && one('[data-composer]')`);
  await page.run('one("[data-composer]").focus()');
  await page.keys(`${text}\uE007`);
  await page.until(`all("[data-message-id]").some((it) => it.innerText.includes(${JSON.stringify(text)}) && /sent|delivered|read/.test(it.dataset.status))`);
}

story('the plain page is online, and a message is sent', async () => {
  await page.go(server.url('/examples/plain/'));
  await page.until('online()');
  await talk('hello from the plain page');
  await page.until('Number(document.querySelector(".badge").textContent) > 0');
});

story('a strict policy blocks nothing', async () => {
  await page.go(server.url('/examples/strict-csp/'));
  await page.run('window.violations = []; addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective + " " + event.blockedURI))');
  await page.until('online()');
  await talk('hello from a bank');
  assert.deepEqual(await page.run('return window.violations'), []);
});

story('micro-lc: the pair of routes, and a page that is built anew', async () => {
  await page.go(server.url('/examples/micro-lc/opened-chats'));
  await page.until('online()');
  const opened = await page.run('return rows()');
  await page.run('history.pushState(null, "", "/examples/micro-lc/closed-chats")');
  await page.until(`hosts()[0]?.filters.frozen === true && online() && !rows().some((it) => ${JSON.stringify(opened)}.includes(it))`);
  await page.run('window.first = hosts()[0]; window.first.microlcApi.set({ user: { name: "Ada" } })');
  await page.until('hosts()[0] && hosts()[0] !== window.first && online()');
});
