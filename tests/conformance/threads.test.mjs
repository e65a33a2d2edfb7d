// Threads through the official client.

import assert from 'node:assert/strict';

import { aChannel, next, sent, watched } from './people.mjs';
import { suite } from './suite.mjs';

const { check, enter } = suite();

/** A channel of giulia and marco with a thread of `count` replies by giulia. */
async function aThread(giulia, count) {
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const [parent] = await sent(channel, 1);
  const replies = [];
  for (let n = 0; n < count; n += 1) {
    const { message } = await channel.sendMessage({ text: `reply ${n}`, parent_id: parent });
    replies.push(message.id);
  }
  return { channel, parent, replies };
}

const ids = (messages) => messages.map((message) => message.id);

check('getReplies pages back, forth and around, always ascending', async () => {
  const giulia = await enter('giulia');
  const { channel, parent, replies } = await aThread(giulia, 10);

  assert.deepEqual(ids((await channel.getReplies(parent, { limit: 4 })).messages), replies.slice(6));
  assert.deepEqual(ids((await channel.getReplies(parent, { limit: 4, id_lt: replies[6] })).messages), replies.slice(2, 6));
  assert.deepEqual(ids((await channel.getReplies(parent, { limit: 3, id_gt: replies[2] })).messages), replies.slice(3, 6));
  assert.deepEqual(ids((await channel.getReplies(parent, { limit: 5, id_around: replies[5] })).messages), replies.slice(3, 8));
});

check('queryThreads and getThread fill a Thread that pages to its beginning', async () => {
  const giulia = await enter('giulia');
  const { channel, parent, replies } = await aThread(giulia, 7);

  const { threads } = await giulia.queryThreads({ filter: { channel_cid: channel.cid }, reply_limit: 3, watch: true });
  assert.deepEqual(threads.map((thread) => thread.id), [parent]);
  const [thread] = threads;
  assert.deepEqual(ids(thread.state.getLatestValue().replies), replies.slice(4));
  assert.equal(thread.state.getLatestValue().replyCount, 7);
  await thread.loadPrevPage({ limit: 10 });
  assert.deepEqual(ids(thread.state.getLatestValue().replies), replies);

  const alone = await giulia.getThread(parent, { reply_limit: 2, watch: false });
  assert.deepEqual(ids(alone.state.getLatestValue().replies), replies.slice(5));
});

check('a participant is told of a reply, reads the thread and marks it unread again', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const { channel, parent } = await aThread(giulia, 0);
  await channel.watch();
  const atMarco = await watched(marco, channel);

  const told = next(giulia, 'notification.thread_message_new', 'giulia wrote the parent');
  await atMarco.sendMessage({ text: 'a reply', parent_id: parent });
  const event = await told;
  assert.equal(event.message.parent_id, parent);
  assert.ok(event.unread_threads >= 1);

  const read = next(giulia, 'notification.mark_read', 'the thread', ({ thread_id: id }) => id === parent);
  await channel.markRead({ thread_id: parent });
  assert.equal((await read).unread_threads, event.unread_threads - 1);

  const unread = next(giulia, 'notification.mark_unread', 'the thread', ({ thread_id: id }) => id === parent);
  await channel.markUnread({ thread_id: parent });
  assert.equal((await unread).unread_threads, event.unread_threads);
});

check('partialUpdateThread gives a thread a title', async () => {
  const giulia = await enter('giulia');
  const { channel, parent } = await aThread(giulia, 1);
  await channel.watch();
  const told = next(channel, 'thread.updated', 'to watchers');
  const { thread } = await giulia.partialUpdateThread(parent, { set: { title: 'About lunch' } });
  assert.equal(thread.title, 'About lunch');
  assert.equal((await told).thread.title, 'About lunch');
});

check('a reply shown in the channel is in both lists', async () => {
  const giulia = await enter('giulia');
  const { channel, parent } = await aThread(giulia, 0);
  const { message } = await channel.sendMessage({ text: 'for all', parent_id: parent, show_in_channel: true });
  await channel.watch();
  assert.deepEqual(ids(channel.state.messages), [parent, message.id]);
  assert.deepEqual(ids((await channel.getReplies(parent, { limit: 5 })).messages), [message.id]);
});
