// Messages through the official client: edited, deleted, pinned, flagged, quoted, enriched, searched, reacted to, commanded.

import assert from 'node:assert/strict';

import { aChannel, next, refusalOf, sent, watched } from './people.mjs';
import { suite } from './suite.mjs';

const { check, enter } = suite();

check('updateMessage replaces a message and marks it as edited at every watcher', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const atMarco = await watched(marco, channel);
  const { message } = await channel.sendMessage({ text: 'frist' });
  await atMarco.sendReaction(message.id, { type: 'like' });

  const told = next(atMarco, 'message.updated', 'the edit', (event) => event.message.text === 'first');
  const answer = await giulia.updateMessage({ ...message, text: 'first' });
  assert.ok(answer.message.message_text_updated_at);
  assert.deepEqual(answer.message.reaction_counts, { like: 1 });
  await told;
  assert.equal(atMarco.state.findMessage(message.id).text, 'first');
});

check('searchRoles and searchUserGroups find whom a message may name, and it does', async () => {
  const giulia = await enter('giulia');
  const { roles } = await giulia.searchRoles({ query: 'doc' });
  assert.deepEqual(roles.map((role) => role.name), ['doctor']);
  const { user_groups: groups } = await giulia.searchUserGroups({ query: 'front', limit: 5 });
  assert.deepEqual(groups.map((group) => group.name), ['Front desk']);

  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const { message } = await channel.sendMessage({ text: '@doctor @Front desk', mentioned_roles: ['doctor'], mentioned_group_ids: [groups[0].id] });
  assert.deepEqual(message.mentioned_roles, ['doctor']);
  const echoed = await giulia.updateMessage({ ...message, text: '@doctor please, @Front desk' });
  assert.deepEqual(echoed.message.mentioned_group_ids, [groups[0].id]);
  assert.equal(echoed.message.mentioned_groups[0].name, 'Front desk');
});

check('partialUpdateMessage sets and unsets fields', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  const { message } = await channel.sendMessage({ text: 'a', colour: 'red' });
  const answer = await giulia.partialUpdateMessage(message.id, { set: { text: 'b', size: 3 }, unset: ['colour'] });
  assert.equal(answer.message.text, 'b');
  assert.equal(answer.message.size, 3);
  assert.equal(answer.message.colour, undefined);
});

check('deleteMessage keeps the place of a message, hard deletion removes it', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const [soft, hard] = await sent(channel, 2);
  const atMarco = await watched(marco, channel);

  const softly = next(atMarco, 'message.deleted', 'soft', (event) => event.message.id === soft);
  assert.equal((await giulia.deleteMessage(soft)).message.type, 'deleted');
  assert.ok(!(await softly).hard_delete);
  const forGood = next(atMarco, 'message.deleted', 'hard', (event) => event.message.id === hard);
  await giulia.deleteMessage(hard, true);
  assert.equal((await forGood).hard_delete, true);
  assert.deepEqual(atMarco.state.messages.map((message) => [message.id, message.type]), [[soft, 'deleted']]);
});

check('deleteMessage for me alone leaves it to the others', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const [id] = await sent(channel, 1);
  await marco.deleteMessage(id, { deleteForMe: true });
  const atMarco = await watched(marco, channel);
  assert.deepEqual(atMarco.state.messages, []);
  await channel.watch();
  assert.equal(channel.state.messages[0].id, id);
});

check('pinMessage and unpinMessage move a message in and out of the pinned ones', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const [one, two] = await sent(channel, 2);
  const atMarco = await watched(marco, channel);
  for (const id of [one, two]) {
    const told = next(atMarco, 'message.updated', 'the pin', (event) => event.message.id === id && event.message.pinned);
    await giulia.pinMessage(id);
    assert.equal((await told).message.pinned_by.id, 'giulia');
  }
  assert.deepEqual((await channel.getPinnedMessages({ limit: 1 })).messages.map((message) => message.id), [two]);
  const told = next(atMarco, 'message.updated', 'no pin', (event) => event.message.id === one && !event.message.pinned);
  await giulia.unpinMessage(one);
  await told;
  assert.deepEqual(atMarco.state.pinnedMessages.map((message) => message.id), [two]);
});

check('flagMessage and unflagMessage answer a flag', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const [id] = await sent(channel, 1);
  const { flag } = await marco.flagMessage(id);
  assert.equal(flag.target_message_id, id);
  await marco.unflagMessage(id);
});

check('queryReactions filters, sorts and pages', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  const [id] = await sent(channel, 1);
  for (const type of ['like', 'love', 'wow']) await channel.sendReaction(id, { type });

  const first = await giulia.queryReactions(id, {}, { created_at: 1 }, { limit: 2 });
  assert.deepEqual(first.reactions.map((reaction) => reaction.type), ['like', 'love']);
  const second = await giulia.queryReactions(id, {}, { created_at: 1 }, { limit: 2, next: first.next });
  assert.deepEqual(second.reactions.map((reaction) => reaction.type), ['wow']);
  assert.equal((await giulia.queryReactions(id, { type: 'love' })).reactions[0].user.id, 'giulia');
});

check('sendReaction with enforce_unique replaces my own other ones', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  const [id] = await sent(channel, 1);
  await channel.sendReaction(id, { type: 'like' });
  const { message } = await channel.sendReaction(id, { type: 'love' }, { enforce_unique: true });
  assert.deepEqual(message.reaction_counts, { love: 1 });
});

check('a quoted message comes with its quote', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  const [id] = await sent(channel, 1);
  const { message } = await channel.sendMessage({ text: 'I agree', quoted_message_id: id });
  assert.equal(message.quoted_message.text, 'message 0');
});

check('enrichURL knows a page, and a message that links to it gets the preview', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  const preview = await giulia.enrichURL('https://example.org/booking');
  assert.equal(preview.title, 'Book a visit');
  const { message } = await channel.sendMessage({ text: 'see https://example.org/booking' });
  assert.equal(message.attachments[0].og_scrape_url, 'https://example.org/booking');
  const plain = await channel.sendMessage({ text: 'see https://example.org/booking' }, { skip_enrich_url: true });
  assert.deepEqual(plain.message.attachments, []);
});

check('sendAction shuffles and sends a moving picture that only its author saw before', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  await channel.watch();
  const atMarco = await watched(marco, channel);

  const { message } = await channel.sendMessage({ text: '/giphy party' });
  assert.equal(message.type, 'ephemeral');
  const shuffled = await channel.sendAction(message.id, { image_action: 'shuffle' });
  assert.equal(shuffled.message.id, message.id);
  assert.notEqual(shuffled.message.attachments[0].thumb_url, message.attachments[0].thumb_url);
  assert.deepEqual(atMarco.state.messages, []);

  const told = next(atMarco, 'message.new', 'what was sent');
  const done = await channel.sendAction(message.id, { image_action: 'send' });
  assert.equal(done.message.type, 'regular');
  assert.equal((await told).message.attachments[0].type, 'giphy');

  const other = await channel.sendMessage({ text: '/giphy rain' });
  assert.equal((await channel.sendAction(other.message.id, { image_action: 'cancel' })).message, undefined);
});

check('an unknown command is an error message and no failure', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  assert.equal((await channel.sendMessage({ text: '/dance' })).message.type, 'error');
});

check('search finds a word of one channel and of all', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  await channel.sendMessage({ text: 'A quetzal on the roof' });
  const here = await channel.search('quetzal');
  assert.equal(here.results[0].message.text, 'A quetzal on the roof');
  const everywhere = await giulia.search({ members: { $in: ['giulia'] } }, { text: 'quetzal', type: 'regular' }, { sort: { created_at: -1 }, limit: 5 });
  assert.equal(everywhere.results[0].message.channel.cid, channel.cid);
});

check('what is too long, nested or not mine is refused with its code', async () => {
  const [giulia, lena] = [await enter('giulia'), await enter('lena')];
  const channel = await aChannel(giulia, ['giulia', 'lena']);
  const [parent] = await sent(channel, 1);
  const { message: reply } = await channel.sendMessage({ text: 'r', parent_id: parent });
  assert.equal((await refusalOf(channel.sendMessage({ text: 'x'.repeat(5_001) }), 'too long')).code, 20);
  assert.equal((await refusalOf(channel.sendMessage({ text: 'x', parent_id: reply.id }), 'nested')).code, 21);
  assert.equal((await refusalOf(lena.partialUpdateMessage(parent, { set: { text: 'hers' } }), "giulia's")).code, 17);
  assert.equal((await refusalOf(lena.deleteMessage(parent), "giulia's")).code, 17);
});
