// The demo server with the built element, and a page in a browser with the few words the tests need.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from '../loader/browser.mjs';

const { CHAT_SERVER_BIN, CHAT_DIST } = process.env;
if (!CHAT_SERVER_BIN || !CHAT_DIST) throw new Error('CHAT_SERVER_BIN and CHAT_DIST are not set: run `cargo xtask test`');

async function freePort() {
  const socket = net.createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** A demo server of the tests' own, with a fresh world. */
export async function serve() {
  const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
  const port = await freePort();
  const server = spawn(CHAT_SERVER_BIN, ['--host', '127.0.0.1', '--port', String(port), '--faults', '--dist', CHAT_DIST, '--db', join(folder, 'chat.sqlite')], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of server.stdout) if (String(line).includes(`:${port}`)) break;
  server.stdout.resume();
  return {
    port,
    url: (path = '/') => `http://127.0.0.1:${port}${path}`,
    async close() {
      server.kill('SIGKILL');
      await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Words that scripts in the page may use. */
const WORDS = `
  const hosts = () => [...document.querySelectorAll('chat-service')];
  const root = (n = 0) => hosts()[n]?.shadowRoot;
  const one = (selector, n = 0) => root(n)?.querySelector(selector) ?? null;
  const all = (selector, n = 0) => [...(root(n)?.querySelectorAll(selector) ?? [])];
  const state = (n = 0) => one('[data-state]', n)?.dataset.state ?? null;
  const rows = (n = 0) => all('[data-channel-row]', n).map((it) => it.dataset.channelRow);
  const online = (n = 0) => state(n) === 'online' && rows(n).length > 0;
`;

/** A browser with one page: Chromium, or what `start` starts. */
export async function browse(start = open) {
  const browser = await start();
  const page = {
    ...browser,
    run: (script) => browser.run(`${WORDS}${script}`),
    /** Waits until an expression is true, and says what is there when it never is. */
    async until(expression, within = 30_000) {
      const end = Date.now() + within;
      let last;
      for (;;) {
        last = await browser.run(`${WORDS} try { const it = ${expression}; return it ? { ok: it === true ? true : it } : null; } catch (error) { return { error: String(error) } }`);
        if (last?.ok !== undefined) return last.ok;
        if (Date.now() > end) {
          const seen = await browser.run(`${WORDS} return JSON.stringify({ url: location.href, hosts: hosts().length, state: state(), text: (root()?.textContent ?? document.body?.innerText ?? '').slice(0, 300), violations: window.violations })`);
          throw new Error(`never came true: ${expression} (${JSON.stringify(last)}); the page: ${seen}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
  return page;
}
