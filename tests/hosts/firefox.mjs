// Firefox by its own protocol (WebDriver BiDi over a socket of Node's), with the words of `tests/loader/browser.mjs`.
// Needs no driver. Node 20 has its socket behind `--experimental-websocket`, which xtask sets.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where it is, or nothing. */
export const FIREFOX =
  process.env.FIREFOX ??
  ['firefox', 'firefox-esr'].flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))).find((file) => existsSync(file));

export const CANNOT = !FIREFOX ? 'there is no Firefox' : typeof WebSocket === 'undefined' && 'this Node has no WebSocket';

/** A page in a Firefox with a fresh profile. */
export async function open() {
  const profile = mkdtempSync(join(tmpdir(), 'firefox-'));
  // Nothing is asked of the network but what the tests ask.
  const prefs = { 'browser.shell.checkDefaultBrowser': false, 'datareporting.policy.dataSubmissionEnabled': false, 'toolkit.telemetry.enabled': false, 'app.update.enabled': false, 'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false };
  writeFileSync(join(profile, 'user.js'), Object.entries(prefs).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`).join('\n'));
  const firefox = spawn(FIREFOX, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await addressOf(firefox);
  firefox.stderr.resume();
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => ((socket.onopen = resolve), (socket.onerror = () => reject(new Error('no session')))));

  let last = 0;
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const { id, type, result, error, message } = JSON.parse(data);
    const asked = waiting.get(id);
    waiting.delete(id);
    if (type === 'error') asked?.reject(new Error(`${error}: ${message}`));
    else asked?.resolve(result);
  };
  const ask = (method, params) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });

  await ask('session.new', { capabilities: {} });
  const { contexts } = await ask('browsingContext.getTree', {});
  const { context } = contexts[0];
  const viewport = (width, height) => ask('browsingContext.setViewport', { context, viewport: { width, height } });
  await viewport(1000, 700);
  return {
    viewport,
    go: (url) => ask('browsingContext.navigate', { context, url, wait: 'complete' }),
    /** Runs a script and answers what it returns, as JSON carries it. */
    async run(script) {
      const body = `async () => JSON.stringify(await (async () => { ${script} })() ?? null)`;
      const { type, result, exceptionDetails } = await ask('script.callFunction', { functionDeclaration: body, awaitPromise: true, target: { context } });
      if (type === 'exception') throw new Error(exceptionDetails.text);
      return JSON.parse(result.value);
    },
    keys: (text) =>
      ask('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions: [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]) }] }),
    picture: async () => (await ask('browsingContext.captureScreenshot', { context })).data,
    async close() {
      const ended = once(firefox, 'exit');
      ask('browser.close', {}).catch(() => {});
      const late = setTimeout(() => firefox.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(late);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function addressOf(firefox) {
  return new Promise((resolve, reject) => {
    let said = '';
    firefox.once('error', reject);
    firefox.once('exit', () => reject(new Error(`Firefox ended: ${said}`)));
    firefox.stderr.on('data', (text) => {
      said += text;
      const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
  });
}
