// The demo server as the suite sees it: one of our own, started from `CHAT_SERVER_BIN` on a free port
// with a database of its own, or one that is already running at `CHAT_SERVER`.
// It knows processes and addresses; it knows nothing of chat.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STARTS_WITHIN_MS = 20_000;

/** The server under test. With neither variable set there is nothing to judge, and the suite says so. */
export async function theServer() {
  if (process.env.CHAT_SERVER) return new RunningServer(process.env.CHAT_SERVER.replace(/\/+$/, ''));
  if (process.env.CHAT_SERVER_BIN) return OwnServer.start(process.env.CHAT_SERVER_BIN);
  throw new Error('set CHAT_SERVER (address) or CHAT_SERVER_BIN (path of the dev-server binary)');
}

/** Somebody else's server: it can be talked to, but not stopped. */
class RunningServer {
  constructor(url) {
    this.url = url;
  }

  async kill() {}

  async startAgain() {}

  async stop() {}
}

/** A server process of ours; killing it keeps its database and its port. */
class OwnServer {
  static async start(binary) {
    const server = new OwnServer();
    server.binary = binary;
    server.directory = await mkdtemp(join(tmpdir(), 'conformance-'));
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}`;
    await server.startAgain();
    return server;
  }

  async startAgain() {
    const flags = ['--port', String(this.port), '--db', join(this.directory, 'chat.sqlite'), '--faults', '--dev-tokens'];
    this.said = '';
    this.process = spawn(this.binary, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on('data', (bytes) => (this.said += bytes));
    }
    const died = once(this.process, 'exit').then(([code]) => {
      throw new Error(`the server ended with ${code} before it listened; it said: ${this.said}`);
    });
    died.catch(() => {});
    await Promise.race([died, listening(this.port, STARTS_WITHIN_MS)]);
  }

  /** As a crash would: no close frame, no flush. */
  async kill() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }

  async stop() {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/**
 * The wire between one client and the server: cut, it refuses new connections and resets old ones,
 * which is what a client sees of a dead server, a dead proxy or a dead network.
 */
export class Wire {
  static async to(url) {
    const wire = new Wire();
    wire.far = new URL(url);
    wire.pairs = new Set();
    wire.whole = true;
    wire.refused = 0;
    wire.listener = net.createServer((near) => wire.#join(near));
    wire.listener.listen(0, '127.0.0.1');
    await once(wire.listener, 'listening');
    wire.url = `http://127.0.0.1:${wire.listener.address().port}`;
    return wire;
  }

  #join(near) {
    near.on('error', () => {});
    if (!this.whole) {
      this.refused += 1;
      near.resetAndDestroy();
      return;
    }
    const far = net.connect(Number(this.far.port), this.far.hostname);
    const pair = [near, far];
    this.pairs.add(pair);
    const part = () => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    far.on('error', part);
    near.on('close', part);
    far.on('close', part);
    near.pipe(far).pipe(near);
  }

  cut() {
    this.whole = false;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  mend() {
    this.whole = true;
  }

  async stop() {
    this.cut();
    this.listener.close();
    await once(this.listener, 'close');
  }
}

async function freePort() {
  const listener = net.createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  await once(listener, 'close');
  return port;
}

/** Resolves at the first connection that the port accepts. */
async function listening(port, withinMs) {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    const socket = net.connect(port, '127.0.0.1');
    const accepted = await once(socket, 'connect').then(() => true, () => false);
    socket.destroy();
    if (accepted) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing listened on port ${port} within ${withinMs} ms`);
}
