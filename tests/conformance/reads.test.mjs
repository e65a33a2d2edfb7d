// Reading and catching up through the official client.

import assert from 'node:assert/strict';

import { aChannel, next, sent, watched } from './people.mjs';
import { suite } from './suite.mjs';

const { check, enter } = suite();

check('getUnreadCount agrees with the totals of the events', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  await watched(marco, channel);
  const told = next(marco, 'message.new', 'a message');
  await sent(channel, 1);
  const event = await told;
  const counts = await marco.getUnreadCount();
  assert.equal(counts.total_unread_count, event.total_unread_count);
  assert.ok(counts.channels.some((entry) => entry.channel_id === channel.cid && entry.unread_count === 1));
});

check('markUnread moves the mark back to a message, markRead to the end', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const ids = await sent(channel, 4);
  const atMarco = await watched(marco, channel);
  await atMarco.markRead();

  const told = next(atMarco, 'notification.mark_unread', 'from the third message');
  await atMarco.markUnread({ message_id: ids[2] });
  assert.equal((await told).unread_messages, 2);
  assert.equal(atMarco.countUnread(), 2);

  const read = next(atMarco, 'notification.mark_read', 'to the end');
  await atMarco.markRead();
  await read;
  assert.equal(atMarco.countUnread(), 0);
});

check('markChannelsRead reads everything at once', async () => {
  const giulia = await enter('giulia');
  const told = next(giulia, 'notification.mark_read', 'all channels', (event) => !event.cid);
  await giulia.markChannelsRead({});
  assert.equal((await told).unread_channels, 0);
  assert.equal((await giulia.getUnreadCount()).total_unread_count, 0);
});

check('sync replays what was missed and names what is closed', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const { message } = await channel.sendMessage({ text: 'known' });
  const [missed] = await sent(channel, 1);
  await channel.sendReaction(missed, { type: 'like' });
  const { events, inaccessible_cids: closed } = await giulia.sync([channel.cid, 'messaging:nowhere'], message.created_at);
  assert.deepEqual(events.map((event) => event.type), ['message.new', 'reaction.new']);
  assert.deepEqual(closed, ['messaging:nowhere']);
});
