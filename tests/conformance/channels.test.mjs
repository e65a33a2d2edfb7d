// Channels and people through the official client: hidden, muted, truncated, slowed down, blocked, found.

import assert from 'node:assert/strict';

import { aChannel, next, refusalOf, sent, watched } from './people.mjs';
import { suite } from './suite.mjs';

const { check, enter } = suite();

const cids = async (client) =>
  (await client.queryChannelsRequest({ members: { $in: [client.userID] } }, {}, { limit: 30, watch: false })).map(({ channel }) => channel.cid);

check('hide takes a channel out of the list, a message brings it back', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  await channel.watch();
  await watched(marco, channel);
  const hidden = next(giulia, 'channel.hidden', 'own connections');
  await channel.hide(null, true);
  assert.equal((await hidden).clear_history, true);
  assert.ok(!(await cids(giulia)).includes(channel.cid));

  const visible = next(giulia, 'channel.visible', 'a message came');
  await sent(marco.channel(channel.type, channel.id), 1);
  await visible;
  assert.ok((await cids(giulia)).includes(channel.cid));
  await channel.hide();
  await channel.show();
  assert.ok((await cids(giulia)).includes(channel.cid));
});

check('mute and unmute of a channel are known to muteStatus', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  await channel.watch();
  for (const [act, muted] of [['mute', true], ['unmute', false]]) {
    const told = next(giulia, 'notification.channel_mutes_updated', act);
    await channel[act]();
    await told;
    assert.equal(channel.muteStatus().muted, muted);
  }
});

check('muteUser and unmuteUser are known to the client', async () => {
  const giulia = await enter('giulia');
  for (const [act, muted] of [['muteUser', true], ['unmuteUser', false]]) {
    const told = next(giulia, 'notification.mutes_updated', act);
    await giulia[act]('marco');
    await told;
    assert.equal(giulia.userMuteStatus('marco'), muted);
  }
});

check('blockUser hides the conversation of two, unBlockUser shows it again', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'kenji']);
  const hidden = next(giulia, 'channel.hidden', 'blocked', (event) => event.cid === channel.cid);
  await giulia.blockUser('kenji');
  assert.equal((await hidden).channel.blocked, true);
  assert.deepEqual((await giulia.getBlockedUsers()).blocks.map((block) => block.blocked_user_id), ['kenji']);
  const visible = next(giulia, 'channel.visible', 'unblocked', (event) => event.cid === channel.cid);
  await giulia.unBlockUser('kenji');
  await visible;
  assert.deepEqual((await giulia.getBlockedUsers()).blocks, []);
});

check('truncate empties a channel at every watcher and leaves its message', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  await sent(channel, 3);
  const atMarco = await watched(marco, channel);
  const told = next(atMarco, 'channel.truncated', 'marco watches');
  await channel.truncate({ message: { text: 'A fresh start' } });
  await told;
  assert.deepEqual(atMarco.state.messages.map((message) => message.text), ['A fresh start']);
});

check('slow mode refuses a second message with code 60 until it is off', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  await channel.enableSlowMode(60);
  const atMarco = await watched(marco, channel);
  assert.equal(atMarco.data.cooldown, 60);
  await atMarco.sendMessage({ text: 'one' });
  assert.equal((await refusalOf(atMarco.sendMessage({ text: 'two' }), 'too soon')).code, 60);
  await channel.disableSlowMode();
  await atMarco.sendMessage({ text: 'three' });
});

check('queryMembers finds by name, in a channel with an id and in one without', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'marco', 'lena']);
  const named = await channel.queryMembers({ name: { $autocomplete: 'len' } }, { created_at: 1 }, { limit: 5 });
  assert.deepEqual(named.members.map((member) => member.user_id), ['lena']);

  const distinct = giulia.channel('messaging', { members: ['giulia', 'tomas', 'aisha'] });
  await distinct.create();
  const { members } = await giulia.channel('messaging', distinct.id).queryMembers({});
  assert.deepEqual(members.map((member) => member.user_id).toSorted(), ['aisha', 'giulia', 'tomas']);
});

check('pin and archive of a membership exclude each other', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  await channel.watch();
  assert.ok((await channel.pin()).pinned_at);
  const archived = await channel.archive();
  assert.ok(archived.archived_at);
  assert.equal(archived.pinned_at ?? null, null);
  assert.equal((await channel.unarchive()).archived_at ?? null, null);
});

check('a frozen channel takes no message', async () => {
  const lena = await enter('lena');
  const channel = lena.channel('support', 'order-3988');
  await channel.watch();
  assert.equal(channel.data.frozen, true);
  assert.ok(!channel.data.own_capabilities.includes('send-message'));
  assert.equal((await refusalOf(channel.sendMessage({ text: 'x' }), 'frozen')).code, 17);
});
