// The folder that is published: what is in it, whether its descriptions are what they say, and whether a project that
// installs it compiles, is built and works.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import Ajv from 'ajv';
import { browse, serve } from './server.mjs';

const require = createRequire(import.meta.url);
const DIST = process.env.CHAT_DIST;
const ROOT = join(import.meta.dirname, '../..');
const npm = (folder, ...words) => {
  const [program, ...first] = JSON.parse(process.env.CHAT_NPM ?? '["npm"]');
  return execFileSync(program, [...first, ...words], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, npm_config_loglevel: 'error' } });
};
const node = (folder, script, ...words) => {
  try {
    return execFileSync(process.execPath, [join(folder, 'node_modules', script), ...words], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`${script} ${words.join(' ')}\n${error.stdout}\n${error.stderr}`);
  }
};
const json = (name) => JSON.parse(readFileSync(join(DIST, name), 'utf8'));

let scratch;
let packed;
before(() => {
  scratch = mkdtempSync(join(tmpdir(), 'package-'));
  const [told] = JSON.parse(npm(scratch, 'pack', DIST, '--json'));
  packed = { file: join(scratch, told.filename), names: told.files.map(({ path }) => path) };
});
after(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

test('the package holds what its hosts need and nothing twice', () => {
  const needed = [
    'chat-service.js', 'chat-service_bg.wasm', 'chat-service_later.wasm', 'chat-service.classic.js', 'chat-service.parcel.js', 'chat-service.server.js', 'index.html', 'index.css', 'manifest.js',
    'locales/en.json', 'locales/it.json', 'emoji.json', 'chat-service.d.ts', 'react.d.ts', 'preact.d.ts', 'custom-elements.json', 'web-types.json',
    'vscode.html-custom-data.json', 'vscode.css-custom-data.json', 'package.json', 'README.md', 'CHANGELOG.md', 'LICENSE-MIT', 'LICENSE-APACHE', 'THIRD-PARTY-LICENCES.txt',
  ];
  assert.deepEqual(needed.filter((name) => !packed.names.includes(name)), []);
  assert.deepEqual(packed.names.filter((name) => name.endsWith('.br')), []);
});

test('integrity hashes are those of the files', { skip: !readdirSync(DIST).includes('sri.json') && 'not written by the bundle alone' }, () => {
  for (const [name, integrity] of Object.entries(json('sri.json'))) {
    assert.equal(`sha384-${createHash('sha384').update(readFileSync(join(DIST, name))).digest('base64')}`, integrity, name);
  }
});

test('the Custom Elements Manifest is one', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const valid = ajv.compile(JSON.parse(readFileSync(require.resolve('custom-elements-manifest/schema.json'), 'utf8')));
  assert.ok(valid(json('custom-elements.json')), JSON.stringify(valid.errors?.slice(0, 5)));
});

test('the manifest for the configurator is one', async () => {
  const folder = join(import.meta.dirname, 'node_modules/@micro-lc/compose-toolkit/schemas');
  const ajv = new Ajv({ strict: false, allErrors: true });
  for (const name of readdirSync(folder)) if (name !== 'manifest.schema.json') ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')), name);
  const valid = ajv.compile(JSON.parse(readFileSync(join(folder, 'manifest.schema.json'), 'utf8')));
  const { default: manifest } = await import(join(DIST, 'manifest.js'));
  const { mocks, ...plain } = manifest;
  assert.ok(valid(JSON.parse(JSON.stringify(plain))), JSON.stringify(valid.errors?.slice(0, 5)));
  assert.equal(typeof mocks.fetch, 'function');
});

test('a project that installs it compiles, is built, and shows the chat', async () => {
  const project = join(scratch, 'project');
  cpSync(join(ROOT, 'examples/react'), project, { recursive: true, filter: (from) => !/node_modules|\/dist$|\.tgz$/.test(from) });
  npm(project, 'ci', '--no-audit', '--no-fund');
  npm(project, 'install', '--no-save', '--no-audit', '--no-fund', packed.file);
  node(project, 'typescript/bin/tsc', '--noEmit');
  node(project, 'typescript/bin/tsc', '--noEmit', '-p', 'preact');
  const onServer = execFileSync(process.execPath, ['--input-type=module', '-e', 'console.log((await import("chat-service")).default.components[0])'], { cwd: project, encoding: 'utf8' });
  assert.equal(onServer.trim(), 'chat-service', 'rendering without a browser');
  node(project, 'vite/bin/vite.js', 'build');

  const server = await serve();
  const site = await files(join(project, 'dist'));
  const page = await browse();
  try {
    await page.go(`${site.url}/?backend=${encodeURIComponent(server.url('/as/giulia'))}`);
    await page.until('online()');
    const opened = await page.run('return rows()');
    await page.until('/^[1-9]/.test(document.querySelector("output").textContent)');
    const cid = await page.run('const it = all("[data-channel-row]")[1]; it.click(); return it.dataset.channelRow');
    await page.until(`document.querySelector('code').textContent === '${cid}' && one('[data-composer]')`);
    await page.run('document.querySelector("button").click(); return true');
    await page.until(`online() && !rows().some((it) => ${JSON.stringify(opened)}.includes(it))`);
    const missing = await page.run('return performance.getEntriesByType("resource").filter((it) => it.responseStatus >= 400).map((it) => it.name)');
    assert.deepEqual(missing, []);
    // What is fetched later has its place in the build, too.
    const built = readdirSync(join(project, 'dist/assets')).join(' ');
    for (const name of [/chat-service_later[^ ]*\.wasm/, /emoji[^ ]*\.json/, /manifest[^ ]*\.js/, /it[^ ]*\.json/]) assert.match(built, name);
  } finally {
    await page.close();
    site.close();
    await server.close();
  }
});

/** A folder as a site of its own. */
async function files(folder) {
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json' };
  const server = http.createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    try {
      const bytes = readFileSync(join(folder, path === '/' ? 'index.html' : path));
      response.setHeader('content-type', types[extname(path) || '.html'] ?? 'application/octet-stream').end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => (server.close(), server.closeAllConnections()) };
}
