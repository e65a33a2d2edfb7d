// People who talk through the official client, and how the tests wait for what must happen to them.

import { randomUUID } from 'node:crypto';
import { StreamChat } from 'stream-chat';

const PATIENCE_MS = 10_000;

/** What the Chat Service Backend tells `person`: id, token, key and the address of Stream. */
export async function configOf(server, person) {
  const response = await fetch(`${server.url}/as/${person}/chat/config?clientType=web`);
  const config = await response.json();
  if (!config.authentication) throw new Error(`no authentication for ${person}: ${JSON.stringify(config)}`);
  return config;
}

/**
 * `person` connected through the official client. `baseURL` replaces the configured address (a wire),
 * `token` the configured token (a static one, or a provider).
 */
export async function connected(server, person, { baseURL, token } = {}) {
  const { authentication } = await configOf(server, person);
  const client = new StreamChat(authentication.apiKey, {
    baseURL: baseURL ?? server.url,
    allowServerSideConnect: true,
    timeout: PATIENCE_MS,
    logger: (level, message, extra) => {
      if (level === 'error') client.complaints.push({ message, extra });
    },
  });
  client.complaints = [];
  client.welcome = await client.connectUser({ id: person }, token ?? authentication.userToken);
  return client;
}

/** A channel nobody has used before, made by `client` with the given members. */
export async function aChannel(client, members, data = {}) {
  const channel = client.channel('messaging', `check-${randomUUID()}`, { members, ...data });
  await channel.create();
  return channel;
}

/** The same channel as `other` sees it, watched. */
export async function watched(other, channel, options) {
  const own = other.channel(channel.type, channel.id);
  await own.watch(options);
  return own;
}

/** Sends `count` messages with known ids and answers the ids, oldest first. */
export async function sent(channel, count, prefix = randomUUID()) {
  const ids = [];
  for (let n = 0; n < count; n += 1) {
    const id = `${prefix}-${String(n).padStart(3, '0')}`;
    await channel.sendMessage({ id, text: `message ${n}` });
    ids.push(id);
  }
  return ids;
}

/**
 * The next event of `type` at `target` (a client or a channel) for which `suits` holds.
 * Subscribe before the cause: `const seen = next(...); await cause(); await seen`.
 */
export function next(target, type, what, suits = () => true, patience = PATIENCE_MS) {
  let subscription;
  const seen = new Promise((resolve) => {
    subscription = target.on(type, (event) => {
      if (suits(event)) resolve(event);
    });
  });
  return within(seen, `${type}: ${what}`, patience).finally(() => subscription.unsubscribe());
}

/** `promise`, or a failure that says what was awaited. */
export function within(promise, what, patience = PATIENCE_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${patience} ms for ${what}`)), patience);
  });
  const raced = Promise.race([promise, late]).finally(() => clearTimeout(timer));
  // A test that fails before it awaits must fail for its own reason, not for this one.
  raced.catch(() => {});
  return raced;
}

/** The refusal of `promise`; a success is the failure here. */
export async function refusalOf(promise, what) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a refusal: ${what}`);
}

/** Ids of the messages that the client holds for `channel`, oldest first. */
export const idsIn = (channel) => channel.state.messages.map((message) => message.id);
