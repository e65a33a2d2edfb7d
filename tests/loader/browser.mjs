/*
 * A page in Chromium for the loader's tests: a server with the strictest content security policy, and the
 * few WebDriver commands the tests use. It needs no packages.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

const here = import.meta.dirname;
const element = path.join(here, '../../src/element');
const WASM = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** A section `css` with a style sheet. */
const css = (text) => [0, text.length + 4, 3, ...Buffer.from('css'), ...Buffer.from(text)];
/** Exports a memory. */
const FIRST_WASM = Uint8Array.from([...WASM, 5, 3, 1, 0, 1, 7, 10, 1, 6, ...Buffer.from('memory'), 2, 0, ...css('.body{top:1px}')]);
/** Imports that memory and writes 7 to its beginning. */
const LATER_WASM = Uint8Array.from([
  ...WASM,
  ...[2, 24, 1, 12, ...Buffer.from('__wasm_split'), 6, ...Buffer.from('memory'), 2, 0, 1],
  ...[11, 7, 1, 0, 0x41, 0, 0x0b, 1, 7],
  ...css('.body{left:1px}'),
]);

const WATCH = `
  window.seen = { errors: [], console: [], warnings: [], violations: [], events: [] };
  addEventListener('error', (event) => seen.errors.push(event.message));
  addEventListener('unhandledrejection', (event) => seen.errors.push(String(event.reason)));
  addEventListener('securitypolicyviolation', (event) => seen.violations.push(event.violatedDirective));
  addEventListener('chat-service-error', (event) => seen.events.push(event.detail.kind));
  console.error = (...words) => seen.console.push(words.join(' '));
  console.warn = (...words) => seen.warnings.push(words.join(' '));
`;

/** Serves the loader beside the stand-in bindings; `site` says what the next page gets. */
export async function serve() {
  const site = { body: '', lang: 'en', wasmAllowed: true, wasmStatus: 200, wasmGate: null, laterStatuses: [], laterGate: null, laterAsked: 0, textsStatus: 200, laterTextsStatuses: [] };
  const server = http.createServer(async (request, response) => {
    const name = new URL(request.url, 'http://x').pathname;
    response.setHeader('cache-control', 'no-store');
    const send = (type, body) => response.setHeader('content-type', type).end(body);
    switch (name) {
      case '/': {
        const wasm = site.wasmAllowed ? " 'wasm-unsafe-eval'" : '';
        const policy = `default-src 'none'; script-src 'self'${wasm}; connect-src 'self' ws:; require-trusted-types-for 'script'; trusted-types 'none'`;
        response.setHeader('content-security-policy', policy);
        return send('text/html', `<!doctype html><html lang="${site.lang}"><script src="/watch.js"></script>${site.body}<script type="module" src="/page.js"></script>`);
      }
      case '/watch.js':
        return send('text/javascript', WATCH);
      case '/page.js':
        return send('text/javascript', "window.loaded = import('/loader.js'); loaded.then(() => { window.definedAtEnd = !!customElements.get('chat-service'); });");
      case '/bindings.js':
        return send('text/javascript', readFileSync(path.join(here, 'bindings.js')));
      case '/loader.js':
      case '/copy.js':
        return send('text/javascript', readFileSync(path.join(element, 'loader.js'), 'utf8').replace("'chat-service:wasm'", "'./bindings.js'"));
      case '/screens.js':
      case '/microlc.js':
        return send('text/javascript', readFileSync(path.join(element, name)));
      case '/chat-service_bg.wasm':
        await site.wasmGate;
        response.statusCode = site.wasmStatus;
        return send('application/wasm', FIRST_WASM);
      case '/chat-service_later.wasm':
        site.laterAsked += 1;
        response.statusCode = site.laterStatuses.shift() ?? 200;
        await site.laterGate;
        return send('application/wasm', LATER_WASM);
      case '/locales/en.json':
      case '/locales/it.json':
        response.statusCode = site.textsStatus;
        return send('application/json', JSON.stringify({ from: name, ...JSON.parse(readFileSync(path.join(element, '../../assets', name))) }));
      case '/locales/en.later.json':
      case '/locales/it.later.json':
        response.statusCode = site.laterTextsStatuses.shift() ?? site.textsStatus;
        return send('application/json', JSON.stringify({ rest: name }));
      default:
        response.statusCode = 404;
        return response.end();
    }
  });
  server.on('upgrade', () => {}); // a socket that never answers
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  site.url = `http://127.0.0.1:${server.address().port}/`;
  site.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return site;
}

/** Chromium through chromedriver, which picks its port and prints it. */
export async function open() {
  const driver = spawn(process.env.CHROMEDRIVER ?? 'chromedriver', ['--port=0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const port = await portOf(driver);
  const profile = mkdtempSync(path.join(tmpdir(), 'loader-'));
  const call = async (method, address, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${address}`, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`];
  const options = { args, ...(process.env.CHROMIUM?.includes('/') && { binary: process.env.CHROMIUM }) };
  const capabilities = { alwaysMatch: { browserName: 'chrome', 'goog:chromeOptions': options, timeouts: { script: 10_000 }, pageLoadStrategy: 'eager' } };
  const { sessionId } = await call('POST', '/session', { capabilities });
  const session = `/session/${sessionId}`;
  return {
    go: (url) => call('POST', `${session}/url`, { url }),
    run: (script) => call('POST', `${session}/execute/sync`, { script, args: [] }),
    /** Resolves in the frame in which the expression becomes true. */
    until: (expression) =>
      call('POST', `${session}/execute/async`, {
        script: `const done = arguments[0]; const look = () => { let is = false; try { is = ${expression}; } catch {} is ? done(true) : requestAnimationFrame(look); }; look();`,
        args: [],
      }).catch((error) => {
        throw new Error(`never came true: ${expression} (${error.message})`);
      }),
    /** Types into whatever has the focus, as a keyboard does; WebDriver's private characters are keys. */
    keys: (text) =>
      call('POST', `${session}/actions`, {
        actions: [{ type: 'key', id: 'keyboard', actions: [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]) }],
      }),
    /** What the page looks like, as base64 of a PNG. */
    picture: () => call('GET', `${session}/screenshot`),
    async close() {
      await call('DELETE', session);
      const ended = once(driver, 'exit');
      driver.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function portOf(driver) {
  return new Promise((resolve, reject) => {
    let said = '';
    driver.once('error', reject);
    driver.once('exit', () => reject(new Error(`chromedriver ended: ${said}`)));
    driver.stdout.on('data', (text) => {
      said += text;
      const found = /started successfully on port (\d+)/.exec(said);
      if (found) resolve(Number(found[1]));
    });
  });
}
