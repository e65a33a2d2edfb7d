/*
 * What Mia-Platform's configurator is told of the element (`__manifest` of the class): its properties, out of the contract's
 * tables, and mocks with which its preview shows a chat without a backend. A page never fetches this file.
 *
 * The mocks are a very small Stream in memory: three conversations, and whatever is written in them until the preview ends.
 * The configurator replaces `fetch`; the one socket that the preview's address leads to is replaced here, all others are not.
 */
import properties from 'chat-service:properties';

const ORIGIN = 'https://preview.chat-service.invalid';
const ME = { id: 'you', name: 'You', role: 'user' };
const ANNA = { id: 'anna', name: 'Anna Keller', role: 'user', online: true };
const PAOLO = { id: 'paolo', name: 'Paolo Serra', role: 'user' };
const MAY = ['delete-own-message', 'quote-message', 'read-events', 'send-message', 'send-reaction', 'send-reply', 'send-typing-events', 'typing-events', 'update-own-message'];
const KIND = { name: 'messaging', typing_events: true, read_events: true, reactions: true, replies: true, quotes: true, max_message_length: 5000 };
const WORLD = [
  ['orders', 'Order 4711', ANNA, false, [[ANNA, 'Good morning! Is my order on its way?', 14], [ME, 'It left our warehouse **today** and arrives on Friday.', 9], [ANNA, 'Perfect, thank you 🙏', 4]]],
  ['visit', 'Visit on site', PAOLO, false, [[PAOLO, 'Could we meet on Tuesday at ten?', 90], [ME, 'Tuesday at ten it is.', 75]]],
  ['invoice', 'Invoice from March', ANNA, true, [[ANNA, 'The invoice is paid.', 2900], [ME, 'Then this conversation is closed. Thank you!', 2880]]],
];

let world;
let sockets;

const minutesAgo = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

function begin() {
  sockets = new Set();
  world = new Map(WORLD.map(([id, name, other, frozen, talk]) => {
    const cid = `messaging:${id}`;
    const messages = talk.map(([user, text, ago], at) => message(cid, { id: `${id}-${at}`, text }, user, minutesAgo(ago)));
    return [cid, { id, cid, name, other, frozen, messages }];
  }));
}

function message(cid, { id, text = '', parent_id, quoted_message_id, attachments = [] }, user = ME, at = new Date().toISOString()) {
  return { id, cid, text, parent_id, quoted_message_id, attachments, user, type: 'regular', html: '', created_at: at, updated_at: at, latest_reactions: [], own_reactions: [], reaction_counts: {}, reaction_scores: {}, mentioned_users: [], reply_count: 0 };
}

function state({ id, cid, name, other, frozen, messages }) {
  const times = { created_at: minutesAgo(5000), updated_at: minutesAgo(5000) };
  const members = [ME, other].map((user) => ({ user, user_id: user.id, channel_role: 'channel_member', ...times }));
  const last = messages.at(-1);
  return {
    channel: { id, cid, type: 'messaging', name, frozen, disabled: false, member_count: 2, created_by: other, last_message_at: last?.created_at, config: KIND, own_capabilities: MAY.filter((it) => !frozen || !it.startsWith('send-')), ...times },
    messages, members, membership: members[0], pinned_messages: [], threads: [], pending_messages: [], watcher_count: 1,
    read: members.map(({ user }) => ({ user, last_read: last?.created_at, last_read_message_id: last?.id, unread_messages: 0 })),
  };
}

/** The same question as in the filter of the configured view, as far as the world has an answer. */
function matches(channel, filter) {
  const wanted = JSON.stringify(filter ?? {});
  const cids = /"cid":\{"\$in":\[([^\]]*)\]/.exec(wanted) ?? /"cid":("[^"]*")/.exec(wanted);
  if (cids) return cids[1].includes(`"${channel.cid}"`);
  return !wanted.includes(`"frozen":${!channel.frozen}`);
}

function tell(type, cid, more) {
  const frame = JSON.stringify({ type, cid, channel_type: 'messaging', channel_id: cid?.split(':')[1], created_at: new Date().toISOString(), ...more });
  for (const socket of sockets) socket.hear(frame);
}

const answers = {
  config: () => ({ authentication: { userId: ME.id, userToken: 'preview', apiKey: 'preview' }, stream: { baseUrl: ORIGIN }, theme: { title: { en: 'Conversations', it: 'Conversazioni' } } }),
  channels: (body) => ({ channels: [...world.values()].filter((it) => matches(it, body?.filter_conditions)).map(state) }),
  query: (_body, channel) => state(channel),
  message(body, channel) {
    const sent = message(channel.cid, body?.message ?? { id: crypto.randomUUID() });
    channel.messages.push(sent);
    queueMicrotask(() => tell('message.new', channel.cid, { message: sent, user: ME }));
    return { message: sent };
  },
  empty: () => ({}),
};

async function bodyOf(info, init) {
  try {
    return JSON.parse(init?.body ?? (await info.clone().text()));
  } catch {
    return undefined;
  }
}

function mock(method, pathname, answer, channel, origin = ORIGIN) {
  const handler = async (info, init) => Response.json({ ...answers[answer](await bodyOf(info, init), channel && world.get(channel)), duration: '1ms' }, { status: method === 'POST' ? 201 : 200 });
  return { url: origin ? { origin, pathname } : { pathname }, method, handler };
}

/** A socket that greets and repeats what the world tells. */
class PreviewSocket extends EventTarget {
  readyState = 0;
  protocol = '';
  extensions = '';
  bufferedAmount = 0;
  binaryType = 'blob';
  // Own properties: a socket's accessors would not work on it.
  url = '';
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  constructor(url) {
    super();
    this.url = url;
    sockets.add(this);
    setTimeout(() => {
      this.readyState = 1;
      this.#happen(new Event('open'));
      const me = { ...ME, devices: [], mutes: [], channel_mutes: [], total_unread_count: 0, unread_channels: 0, unread_threads: 0 };
      this.hear(JSON.stringify({ type: 'health.check', connection_id: 'preview', created_at: new Date().toISOString(), cid: '*', me }));
    });
  }
  #happen(event) {
    this[`on${event.type}`]?.(event);
    this.dispatchEvent(event);
  }
  hear(data) {
    if (this.readyState === 1) this.#happen(new MessageEvent('message', { data }));
  }
  send(text) {
    if (text.includes('health.check')) setTimeout(() => this.hear(JSON.stringify({ type: 'health.check', connection_id: 'preview', created_at: new Date().toISOString(), cid: '*' })));
  }
  close(code = 1000, reason = '') {
    if (this.readyState === 3) return;
    this.readyState = 3;
    sockets.delete(this);
    setTimeout(() => this.#happen(new CloseEvent('close', { code, reason, wasClean: true })));
  }
}

const PREVIEWED = Symbol.for('chat-service preview');

function replaceSocket() {
  const Plain = globalThis.WebSocket;
  if (Plain[PREVIEWED]) return;
  const address = ORIGIN.replace('https', 'wss');
  const replaced = function WebSocket(url, ...more) {
    return String(url).startsWith(address) ? new PreviewSocket(url) : new Plain(url, ...more);
  };
  replaced.prototype = Plain.prototype;
  Object.setPrototypeOf(PreviewSocket.prototype, Plain.prototype); // it counts as a socket wherever one is expected
  Object.assign(replaced, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3, [PREVIEWED]: true });
  globalThis.WebSocket = replaced;
}

function mocks() {
  begin();
  replaceSocket();
  const ofChannel = [...world.values()].flatMap(({ cid, id }) => {
    const path = (end) => `/channels/messaging/${id}/${end}`;
    return [mock('POST', path('query'), 'query', cid), mock('POST', path('message'), 'message', cid), ...['read', 'unread', 'event', 'draft', 'stop-watching'].map((it) => mock('POST', path(it), 'empty')), mock('DELETE', path('draft'), 'empty')];
  });
  const configs = ['/chat/config', '/preview/chat/config'].map((path) => mock('GET', path, 'config', undefined, ''));
  return [...configs, mock('POST', '/channels', 'channels'), mock('GET', '/app', 'empty'), mock('POST', '/channels/delivered', 'empty'), mock('POST', '/drafts/query', 'empty'), mock('POST', '/threads', 'empty'), ...ofChannel];
}

export default {
  label: { en: 'Chat', it: 'Chat' },
  description: { en: 'Channel list and conversation', it: 'Elenco dei canali e conversazione' },
  type: 'layout',
  example: JSON.stringify({ tag: 'chat-service', attributes: { 'base-url': '/' }, properties: { filters: { frozen: false } } }),
  properties,
  mocks: { fetch: mocks },
};
