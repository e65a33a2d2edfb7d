// Drafts through the official client.

import assert from 'node:assert/strict';

import { aChannel, next, refusalOf, sent } from './people.mjs';
import { suite } from './suite.mjs';

const { check, enter } = suite();

check('createDraft, getDraft and deleteDraft of a channel', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'marco']);

  const saved = next(giulia, 'draft.updated', 'to the own connections');
  const { draft } = await channel.createDraft({ id: 'd', text: 'Domani' });
  assert.equal(draft.channel_cid, channel.cid);
  assert.equal((await saved).draft.message.text, 'Domani');
  assert.equal((await channel.getDraft()).draft.message.text, 'Domani');

  const gone = next(giulia, 'draft.deleted', 'to the own connections');
  await channel.deleteDraft();
  assert.equal((await gone).draft.channel_cid, channel.cid);
  assert.equal((await refusalOf(channel.getDraft(), 'there is none')).code, 16);
});

check('a draft of a thread is its own, is found by queryDrafts and ends with the reply', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const [parent] = await sent(channel, 1);

  await channel.createDraft({ id: 'd', text: 'a reply', parent_id: parent });
  assert.equal((await channel.getDraft({ parent_id: parent })).draft.parent_message.id, parent);
  const { drafts } = await giulia.queryDrafts({ filter: { channel_cid: channel.cid } });
  assert.deepEqual(drafts.map((draft) => draft.parent_id), [parent]);

  await channel.sendMessage({ text: 'a reply', parent_id: parent });
  assert.deepEqual((await giulia.queryDrafts({ filter: { channel_cid: channel.cid } })).drafts, []);
});

check('a queried channel carries the draft of its composer', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  await channel.createDraft({ id: 'd', text: 'unsaid' });

  const [state] = await giulia.queryChannelsRequest({ cid: channel.cid }, {}, { state: true, watch: false });
  assert.equal(state.draft.message.text, 'unsaid');
});
