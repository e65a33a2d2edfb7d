// The official `stream-chat` client, unmodified, is the judge of the demo server: one test for each
// acceptance check of protocol section 12.6, in its order. Nothing here sleeps; every wait is for a
// named event, and says so when it does not come.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import { StreamChat } from 'stream-chat';

import { aChannel, configOf, connected, idsIn, next, refusalOf, sent, watched, within } from './people.mjs';
import { theServer, Wire } from './server.mjs';

let server;
const present = new Set();

before(async () => {
  server = await theServer();
});

after(async () => {
  await server?.stop();
});

/** One check: its people leave when it ends, however it ends. */
function check(claim, story) {
  test(claim, { timeout: 90_000 }, async () => {
    try {
      await story();
    } finally {
      await Promise.all([...present].map((client) => client.disconnectUser(0)));
      present.clear();
    }
  });
}

async function enter(person, options) {
  const client = await connected(server, person, options);
  present.add(client);
  return client;
}

check('01 connectUser resolves with an own user whose totals and mute lists the client can use', async () => {
  const giulia = await enter('giulia');

  const { me, connection_id: connectionId } = giulia.welcome;
  assert.equal(me.id, 'giulia');
  assert.ok(connectionId);
  assert.equal(typeof giulia.user.total_unread_count, 'number');
  assert.equal(typeof me.unread_channels, 'number');
  assert.ok(Array.isArray(me.mutes));
  assert.ok(Array.isArray(me.channel_mutes));
  assert.equal(giulia.user.name, 'Giulia Ferri', 'connecting with only an id must not wipe the profile');
});

check('02 an idle connection outlives two minutes, for every ping is answered', async () => {
  const giulia = await enter('giulia');
  const { wsConnection } = giulia;
  const { ws, wsID, connectionID } = wsConnection;
  const slack = wsConnection.connectionCheckTimeout - wsConnection.pingInterval;
  const pingsInTwoMinutes = Math.ceil(120_000 / wsConnection.pingInterval);

  // The client pings `pingInterval` after each health.check that it receives, and gives the connection up
  // when nothing has come for `connectionCheckTimeout`. So a connection lives as long as each ping is
  // answered within the difference. Here the pause between pings is shortened and nothing else: as many
  // pings as two minutes hold, each answered within the allowance that it has in real life.
  wsConnection.pingInterval = 1;
  wsConnection.scheduleNextPing();
  for (let ping = 0; ping <= pingsInTwoMinutes; ping += 1) {
    const answer = await next(giulia, 'health.check', `answer to ping ${ping}`, () => true, slack);
    assert.equal(answer.me, undefined, 'a `me` in an answer would replace the user and undo mutes');
    assert.equal(answer.connection_id, connectionID);
  }

  assert.equal(wsConnection.ws, ws, 'the socket must be the first one');
  assert.equal(wsConnection.wsID, wsID);
  assert.equal(wsConnection.isHealthy, true);
});

check('03 every queried channel carries config, capabilities, messages, members, pins, reads and membership', async () => {
  const giulia = await enter('giulia');

  const channels = await giulia.queryChannelsRequest(
    { members: { $in: ['giulia'] } },
    { last_message_at: -1 },
    { limit: 10, watch: true, state: true },
  );

  assert.ok(channels.length > 0, 'giulia is in no channel');
  assert.ok(channels.length <= 10);
  for (const { channel, messages, members, pinned_messages: pins, read, membership } of channels) {
    assert.ok(Array.isArray(channel.config.commands), `${channel.cid}: config.commands`);
    assert.ok(Array.isArray(channel.own_capabilities), `${channel.cid}: own_capabilities`);
    assert.ok(Array.isArray(messages), `${channel.cid}: messages`);
    assert.ok(members.some((member) => member.user_id === 'giulia'), `${channel.cid}: members`);
    assert.ok(Array.isArray(pins), `${channel.cid}: pinned_messages`);
    assert.ok(read.some((entry) => entry.user.id === 'giulia'), `${channel.cid}: read`);
    assert.equal(membership.user.id, 'giulia', `${channel.cid}: membership`);
  }
  const times = channels.map(({ channel }) => Date.parse(channel.last_message_at));
  assert.deepEqual(times, times.toSorted((a, b) => b - a), 'newest conversation first');
});

check('04 hasPrev is true exactly while older messages exist', async () => {
  const giulia = await enter('giulia');
  const made = await aChannel(giulia, ['giulia', 'marco']);
  const ids = await sent(made, 60);
  const marco = await enter('marco');
  const channel = marco.channel(made.type, made.id);
  const hasPrev = () => channel.state.messagePagination.hasPrev;

  await channel.watch({ messages: { limit: 25 } });
  assert.deepEqual(idsIn(channel), ids.slice(35));
  assert.equal(hasPrev(), true);

  await channel.query({ messages: { limit: 25, id_lt: ids[35] } });
  assert.deepEqual(idsIn(channel), ids.slice(10));
  assert.equal(hasPrev(), true);

  await channel.query({ messages: { limit: 25, id_lt: ids[10] } });
  assert.deepEqual(idsIn(channel), ids);
  assert.equal(hasPrev(), false);

  // Without a limit the client reckons with 100 messages for one channel and 25 in the list.
  const unlimited = await (await enter('marco')).queryChannels({ cid: channel.cid }, {}, { watch: false });
  assert.deepEqual(idsIn(unlimited[0]), ids.slice(35));
  assert.equal(unlimited[0].state.messagePagination.hasPrev, true);
  const alone = await watched(await enter('marco'), made);
  assert.deepEqual(idsIn(alone), ids);
  assert.equal(alone.state.messagePagination.hasPrev, false);
});

check('05 a message reaches watchers as message.new and other members as notification.message_new', async () => {
  const [giulia, marco, aisha] = [await enter('giulia'), await enter('marco'), await enter('aisha')];
  const atGiulia = await aChannel(giulia, ['giulia', 'marco', 'aisha'], { name: 'Who hears what' });
  const atMarco = await watched(marco, atGiulia);
  const id = randomUUID();
  const isIt = (event) => event.message?.id === id;

  const heard = next(atMarco, 'message.new', 'marco watches', isIt);
  const notified = next(aisha, 'notification.message_new', 'aisha does not watch', isIt);
  await atGiulia.sendMessage({ id, text: 'Buongiorno a tutti' });

  const event = await heard;
  assert.equal(event.cid, atGiulia.cid);
  assert.equal(event.channel_id, atGiulia.id);
  assert.equal(event.channel_type, 'messaging');
  assert.equal(event.user.id, 'giulia');
  assert.equal(atMarco.state.messages.at(-1).text, 'Buongiorno a tutti');
  assert.equal(atMarco.countUnread(), 1);

  const notice = await notified;
  assert.equal(notice.channel.id, atGiulia.id);
  assert.equal(notice.channel.type, 'messaging');
  assert.equal(notice.channel.cid, atGiulia.cid);
  assert.ok(notice.channel.config);
  assert.equal(typeof notice.total_unread_count, 'number');
  assert.ok(notice.unread_channels >= 1);
});

check('06 an optimistic message is not doubled when its echo overtakes the answer', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  await channel.watch();
  const id = randomUUID();
  const now = new Date();

  // The answer waits at the client's door until the echo has been applied: the order under test, made certain.
  const echo = next(channel, 'message.new', 'the echo of an own message', (event) => event.message.id === id);
  const hold = giulia.axiosInstance.interceptors.response.use(async (response) => {
    if (response.data?.message?.id === id) await echo;
    return response;
  });
  channel.state.addMessageSorted(
    { id, text: 'Eccomi', type: 'regular', status: 'sending', user: giulia.user, created_at: now, updated_at: now },
    true,
  );
  const { message } = await channel.sendMessage({ id, text: 'Eccomi' });
  giulia.axiosInstance.interceptors.response.eject(hold);
  assert.deepEqual(idsIn(channel), [id], 'after the echo');

  channel.state.addMessageSorted({ ...message, status: 'received' }, true);
  assert.deepEqual(idsIn(channel), [id], 'after the answer');
  assert.equal((await echo).message.created_at, message.created_at, 'echo and answer must tell the same time');
});

check('07 a message id sent twice is refused with code 4, and one message stays', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const id = randomUUID();
  await channel.sendMessage({ id, text: 'una volta' });

  const refusal = await refusalOf(channel.sendMessage({ id, text: 'due volte' }), 'the id is taken');

  assert.equal(refusal.code, 4);
  assert.equal(refusal.status, 400);
  assert.match(refusal.message, new RegExp(`a message with ID ${id} already exists`));
  await channel.watch();
  assert.deepEqual(channel.state.messages.map((message) => message.text), ['una volta']);
});

check('08 a reaction of another person does not erase my own', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const atGiulia = await aChannel(giulia, ['giulia', 'marco']);
  await atGiulia.watch();
  const atMarco = await watched(marco, atGiulia);
  const [id] = await sent(atGiulia, 1);
  const ownAtGiulia = () => atGiulia.state.findMessage(id).own_reactions.map((reaction) => reaction.type);

  const mine = next(atGiulia, 'reaction.new', 'my own', (event) => event.reaction.user_id === 'giulia');
  const answer = await atGiulia.sendReaction(id, { type: 'love' });
  await mine;
  assert.deepEqual(answer.message.own_reactions.map((reaction) => reaction.type), ['love']);
  assert.deepEqual(ownAtGiulia(), ['love']);

  const theirs = next(atGiulia, 'reaction.new', "marco's", (event) => event.reaction.user_id === 'marco');
  await atMarco.sendReaction(id, { type: 'like' });
  const event = await theirs;
  assert.deepEqual(ownAtGiulia(), ['love']);
  assert.deepEqual(event.message.reaction_counts, { love: 1, like: 1 });
  assert.equal(event.message.reaction_groups.like.count, 1);

  const gone = next(atGiulia, 'reaction.deleted', "marco's", (candidate) => candidate.reaction.user_id === 'marco');
  await atMarco.deleteReaction(id, 'like');
  assert.deepEqual((await gone).message.reaction_counts, { love: 1 });
  assert.deepEqual(ownAtGiulia(), ['love']);
});

check('09 two reads within one second both turn the message before them into a read one', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const atGiulia = await aChannel(giulia, ['giulia', 'marco']);
  await atGiulia.watch();
  const atMarco = await watched(marco, atGiulia);
  const readers = (message) =>
    atGiulia.messageReceiptsTracker
      .readersForMessage({ msgId: message.id, timestampMs: Date.parse(message.created_at) })
      .map((user) => user.id);
  const readByMarco = async (text) => {
    const { message } = await atGiulia.sendMessage({ text });
    assert.ok(!readers(message).includes('marco'), `${text} is read before marco read it`);
    const read = next(atGiulia, 'message.read', text, (event) => event.user.id === 'marco');
    await atMarco.markRead();
    const event = await read;
    assert.equal(event.last_read_message_id, message.id);
    assert.ok(readers(message).includes('marco'), `${text} does not turn into read`);
    assert.ok(atGiulia.state.read.marco.last_read >= new Date(message.created_at));
    return event;
  };

  const first = await readByMarco('uno');
  const second = await readByMarco('due');
  assert.ok(Date.parse(second.created_at) > Date.parse(first.created_at), 'read times must differ below the second');
});

check('10 mark unread survives a reconnect', async () => {
  const wire = await Wire.to(server.url);
  try {
    const giulia = await enter('giulia');
    const atGiulia = await aChannel(giulia, ['giulia', 'marco']);
    const ids = await sent(atGiulia, 5);
    const marco = await enter('marco', { baseURL: wire.url });
    const atMarco = await watched(marco, atGiulia);
    await atMarco.markRead();

    const marked = next(atMarco, 'notification.mark_unread', 'the last three');
    await atMarco.markUnread({ message_id: ids[2] });
    const event = await marked;
    assert.equal(event.first_unread_message_id, ids[2]);
    assert.equal(event.unread_messages, 3);
    assert.equal(atMarco.countUnread(), 3);

    const recovered = next(marco, 'connection.recovered', 'after the wire was cut', () => true, 40_000);
    wire.cut();
    await server.kill();
    await server.startAgain();
    wire.mend();
    await recovered;
    assert.equal(atMarco.state.read.marco.unread_messages, 3, 'read[] of the recovered channel');
    assert.equal(atMarco.state.read.marco.last_read_message_id, ids[1]);
    assert.equal(atMarco.countUnread(), 3);
  } finally {
    await wire.stop();
  }
});

check('11 after the server was killed the client goes offline, comes back by itself and has what it missed', async () => {
  const wire = await Wire.to(server.url);
  try {
    const giulia = await enter('giulia', { baseURL: wire.url });
    const marco = await enter('marco');
    const made = await aChannel(marco, ['giulia', 'marco']);
    const before = await sent(made, 3);
    const atGiulia = await watched(giulia, made);
    const firstConnection = giulia.wsConnection.connectionID;
    assert.deepEqual(idsIn(atGiulia), before);

    const offline = next(giulia, 'connection.changed', 'offline', (event) => event.online === false);
    const cutAt = Date.now();
    wire.cut();
    await marco.disconnectUser(0);
    await server.kill();
    await offline;
    assert.ok(Date.now() - cutAt >= 4_900, 'the client waits five seconds before it says offline');
    await within(refusedOnce(wire), 'a first attempt to reconnect', 20_000);

    await server.startAgain();
    const again = await enter('marco');
    const missed = await sent(await watched(again, made), 3);

    const recovered = next(giulia, 'connection.recovered', 'the server is back', () => true, 40_000);
    wire.mend();
    await recovered;
    assert.deepEqual(idsIn(atGiulia), [...before, ...missed]);
    assert.notEqual(giulia.wsConnection.connectionID, firstConnection);

    const live = next(atGiulia, 'message.new', 'a message after the recovery');
    const [last] = await sent(again.channel(made.type, made.id), 1);
    assert.equal((await live).message.id, last, 'the channel is watched again');
  } finally {
    await wire.stop();
  }
});

check('12 an expired token, on the socket or on a request, asks the provider once and goes on', async () => {
  const { userToken: fresh, apiKey } = (await configOf(server, 'giulia')).authentication;
  const expired = expiredTokenOf('giulia', apiKey);
  const tokens = [expired, fresh];
  let asked = 0;
  const provider = async () => {
    asked += 1;
    return tokens.shift() ?? fresh;
  };

  const giulia = await enter('giulia', { token: provider });
  assert.equal(giulia.welcome.me.id, 'giulia');
  assert.equal(asked, 2, 'one call for the first token, one after code 40 on the socket');

  giulia.tokenManager.token = expired;
  const channels = await giulia.queryChannels({ members: { $in: ['giulia'] } }, {}, { limit: 1 });
  assert.equal(channels.length, 1);
  assert.equal(asked, 3, 'one more after code 40 on a request');
  assert.equal(giulia.tokenManager.getToken(), fresh);
});

check('13 a deleted channel and a lost membership both leave the viewer without an error', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const doomed = await aChannel(giulia, ['giulia', 'marco']);
  const kept = await aChannel(giulia, ['giulia', 'marco']);
  for (const channel of [doomed, kept]) await watched(marco, channel);

  const deleted = next(marco, 'channel.deleted', 'marco views it', (event) => event.cid === doomed.cid);
  await doomed.delete();
  assert.ok((await deleted).channel.deleted_at);
  assert.equal(marco.activeChannels[doomed.cid], undefined);

  const removed = next(marco, 'notification.removed_from_channel', 'marco lost it', (event) => event.cid === kept.cid);
  const { members } = await kept.removeMembers(['marco']);
  assert.deepEqual(members.map((member) => member.user_id), ['giulia']);
  const event = await removed;
  assert.equal(event.channel.cid, kept.cid);
  assert.equal(event.member.user.id, 'marco');
  assert.equal(marco.activeChannels[kept.cid], undefined);

  const left = await marco.queryChannels({ cid: { $in: [doomed.cid, kept.cid] } }, {}, { watch: false });
  assert.deepEqual(left.map((channel) => channel.cid), []);
  assert.deepEqual(marco.complaints, []);
});

check('14 a page around a message knows whether older and newer ones exist, in the middle and at both ends', async () => {
  const giulia = await enter('giulia');
  const made = await aChannel(giulia, ['giulia', 'marco']);
  const ids = await sent(made, 60);
  const limit = 20;
  const around = async (n) => {
    // A client of its own: what another page left loaded must not answer for the server.
    const marco = await enter('marco');
    const channel = marco.channel(made.type, made.id);
    await channel.query({ messages: { limit, id_around: ids[n] }, watch: false, state: true }, 'current');
    return { ids: idsIn(channel), ...channel.state.messagePagination };
  };

  assert.deepEqual(await around(30), { ids: ids.slice(20, 40), hasPrev: true, hasNext: true });
  assert.deepEqual(await around(2), { ids: ids.slice(0, 20), hasPrev: false, hasNext: true });
  assert.deepEqual(await around(57), { ids: ids.slice(40), hasPrev: true, hasNext: false });
});

check('15 a thread reply raises reply_count everywhere and leaves the main list and its unread count alone', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const atGiulia = await aChannel(giulia, ['giulia', 'marco']);
  await atGiulia.watch();
  const [parent] = await sent(atGiulia, 1);
  const atMarco = await watched(marco, atGiulia);
  await atMarco.markRead();
  const id = randomUUID();

  const updates = [atGiulia, atMarco].map((channel) =>
    next(channel, 'message.updated', 'the parent', (event) => event.message.id === parent),
  );
  const arrival = next(atMarco, 'message.new', 'the reply', (event) => event.message.id === id);
  const { message } = await atGiulia.sendMessage({ id, text: 'Rispondo qui', parent_id: parent });
  assert.equal(message.parent_id, parent);

  for (const event of await Promise.all(updates)) {
    assert.equal(event.message.reply_count, 1);
    assert.deepEqual(event.message.thread_participants.map((user) => user.id), ['giulia']);
  }
  await arrival;
  for (const channel of [atGiulia, atMarco]) {
    assert.equal(channel.state.findMessage(parent).reply_count, 1);
    assert.deepEqual(idsIn(channel), [parent]);
  }
  assert.equal(atMarco.countUnread(), 0);
  assert.deepEqual((await atMarco.getReplies(parent, { limit: 10 })).messages.map((reply) => reply.id), [id]);

  const seenAnew = await watched(await enter('marco'), atGiulia);
  assert.deepEqual(idsIn(seenAnew), [parent]);
  assert.equal(seenAnew.state.read.marco.unread_messages, 0);
});

check('16 an unknown endpoint answers a structured error that a page of any origin may read', async () => {
  const giulia = await enter('giulia');
  for (const ask of [
    () => giulia.get(`${server.url}/no/such/thing`),
    () => giulia.post(`${server.url}/channels/messaging/general/no-such-verb`, {}),
    () => giulia.delete(`${server.url}/no-such-noun/1`),
  ]) {
    const refusal = await refusalOf(ask(), 'the endpoint does not exist');
    assert.equal(refusal.code, 16);
    assert.equal(refusal.status, 404);
  }

  const response = await fetch(`${server.url}/no/such/thing`, { headers: { Origin: 'https://shop.example' } });
  assert.equal(response.status, 404);
  assert.match(response.headers.get('content-type'), /^application\/json/);
  assert.ok(['*', 'https://shop.example'].includes(response.headers.get('access-control-allow-origin')));
  const body = await response.json();
  assert.equal(body.code, 16);
  assert.equal(body.StatusCode, 404);
  assert.equal(typeof body.duration, 'string');
});

/** Resolves when the cut wire has turned the client away once. */
async function refusedOnce(wire) {
  if (wire.refused > 0) return;
  await new Promise((resolve) => wire.listener.once('connection', resolve));
}

/** A token of `person`, signed as the demo server signs and no longer good. */
function expiredTokenOf(person, apiKey) {
  const anHourAgo = Math.floor(Date.now() / 1000) - 3_600;
  const secret = process.env.STREAM_API_SECRET || 'demo-secret-of-one-machine';
  return new StreamChat(apiKey, secret).createToken(person, anHourAgo, anHourAgo - 3_600);
}
