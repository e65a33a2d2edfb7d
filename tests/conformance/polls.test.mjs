// Polls and votes through the official client, also as its own `Poll` sees them.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { aChannel, next, refusalOf, watched } from './people.mjs';
import { suite } from './suite.mjs';

const { check, enter: arrive } = suite();

/** Somebody whose client keeps the polls that it sees, as Stream's components do. */
async function enter(person) {
  const client = await arrive(person);
  client.polls.registerSubscriptions();
  return client;
}

/** A channel of giulia and marco with a poll by giulia; `at` is its message as each of them would vote there. */
async function aPoll(giulia, rules = {}, members = ['giulia', 'marco']) {
  const channel = await aChannel(giulia, members);
  const { poll } = await giulia.createPoll({
    id: randomUUID(),
    name: 'Lunch?',
    options: [{ text: 'Pasta' }, { text: 'Soup' }, { text: 'Salad' }],
    ...rules,
  });
  const { message } = await channel.sendMessage({ id: randomUUID(), poll_id: poll.id });
  const [pasta, soup, salad] = poll.options.map((option) => option.id);
  return { channel, poll, message, pasta, soup, salad };
}

/** The poll as `client` keeps it by itself. */
const kept = (client, poll) => client.polls.fromState(poll.id).data;

const chosen = (client, poll) => Object.keys(kept(client, poll).ownVotesByOptionId);

check('createPoll and a message with its id show the poll to everybody, and queryChannels again', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const channel = await aChannel(giulia, ['giulia', 'marco']);
  const atMarco = await watched(marco, channel);
  assert.equal(atMarco.getConfig().polls, true);
  for (const capability of ['send-poll', 'cast-poll-vote', 'query-poll-votes']) {
    assert.ok(atMarco.data.own_capabilities.includes(capability), capability);
  }

  const made = await giulia.polls.createPoll({ name: 'Lunch?', options: [{ text: 'Pasta' }], max_votes_allowed: 2, mood: 'hungry' });
  assert.equal(made.data.created_by.id, 'giulia');
  assert.equal(made.data.mood, 'hungry');

  const told = next(atMarco, 'message.new', 'with a poll');
  const { message } = await channel.sendMessage({ id: randomUUID(), poll_id: made.id });
  assert.equal(message.poll.name, 'Lunch?');
  assert.equal((await told).message.poll_id, made.id);
  assert.equal(kept(marco, made).options[0].text, 'Pasta');

  const [found] = await marco.queryChannels({ cid: channel.cid }, {}, { watch: false });
  assert.equal(found.state.messages.at(-1).poll.id, made.id);
  assert.equal((await giulia.getPoll(made.id)).poll.max_votes_allowed, 2);
});

check('castVote and removeVote are counted by a second client, and are own to the voter alone', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const { channel, poll, message, pasta, soup } = await aPoll(giulia, { max_votes_allowed: 2 });
  await channel.watch();
  await watched(marco, channel);

  for (const option of [pasta, soup]) {
    const told = next(giulia, 'poll.vote_casted', 'a vote of marco');
    const own = next(marco, 'poll.vote_casted', 'his own vote');
    const { vote } = await marco.polls.fromState(poll.id).castVote(option, message.id);
    const event = await told;
    await own;
    assert.equal(event.poll_vote.id, vote.id);
    assert.equal(event.poll_vote.user.id, 'marco');
    assert.equal(event.message_id, message.id);
    assert.equal(event.cid, channel.cid);
    assert.deepEqual(event.poll.own_votes, []);
  }
  assert.deepEqual(kept(giulia, poll).vote_counts_by_option, { [pasta]: 1, [soup]: 1 });
  assert.deepEqual(chosen(giulia, poll), []);
  assert.deepEqual(chosen(marco, poll).sort(), [pasta, soup].sort());
  assert.equal((await giulia.getPoll(poll.id)).poll.own_votes.length, 0);
  assert.equal((await marco.getPoll(poll.id)).poll.own_votes.length, 2);

  const gone = next(giulia, 'poll.vote_removed', 'a vote of marco');
  const own = next(marco, 'poll.vote_removed', 'his own vote');
  const { vote } = await marco.polls.fromState(poll.id).removeVote(kept(marco, poll).ownVotesByOptionId[soup].id, message.id);
  assert.equal(vote.option_id, soup);
  assert.equal((await gone).poll.vote_count, 1);
  await own;
  assert.deepEqual(chosen(marco, poll), [pasta]);
  assert.deepEqual(kept(giulia, poll).vote_counts_by_option, { [pasta]: 1 });
});

check('in a poll of one vote each another vote takes the place of the first', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const { channel, poll, message, pasta, soup } = await aPoll(giulia, { enforce_unique_vote: true });
  await channel.watch();
  await watched(marco, channel);

  const casted = next(marco, 'poll.vote_casted', 'his own vote');
  await marco.castPollVote(message.id, poll.id, { option_id: pasta });
  await casted;
  const told = next(giulia, 'poll.vote_changed', 'the vote of marco');
  const own = next(marco, 'poll.vote_changed', 'his own vote');
  await marco.castPollVote(message.id, poll.id, { option_id: soup });
  assert.deepEqual((await told).poll.vote_counts_by_option, { [soup]: 1 });
  await own;
  assert.deepEqual(chosen(marco, poll), [soup]);
  assert.deepEqual(kept(giulia, poll).maxVotedOptionIds, [soup]);
});

check('addAnswer answers once, is changed by a second one and found by queryAnswers', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const { channel, poll, message } = await aPoll(giulia, { allow_answers: true });
  await channel.watch();
  await watched(marco, channel);

  const casted = next(giulia, 'poll.vote_casted', 'the answer of marco');
  await marco.polls.fromState(poll.id).addAnswer('I am not hungry', message.id);
  assert.equal((await casted).poll_vote.answer_text, 'I am not hungry');
  const changed = next(giulia, 'poll.vote_changed', 'the answer of marco');
  const own = next(marco, 'poll.vote_changed', 'his own answer');
  await marco.polls.fromState(poll.id).addAnswer('Now I am', message.id);
  assert.equal((await changed).poll.answers_count, 1);
  await own;
  assert.equal(kept(marco, poll).ownAnswer.answer_text, 'Now I am');

  const { votes } = await giulia.polls.fromState(poll.id).queryAnswers({});
  assert.deepEqual(votes.map((vote) => [vote.user.id, vote.answer_text, vote.is_answer]), [['marco', 'Now I am', true]]);
  const removed = next(giulia, 'poll.vote_removed', 'the answer of marco');
  await marco.polls.fromState(poll.id).removeAnswer(votes[0].id, message.id);
  assert.equal((await removed).poll.answers_count, 0);
  assert.deepEqual(kept(giulia, poll).latest_answers.filter((answer) => answer.answer_text === 'Now I am'), []);
});

check('an anonymous poll knows the own vote of the voter, and nobody else learns whose it is', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const { channel, poll, message, pasta } = await aPoll(giulia, { voting_visibility: 'anonymous' });
  await channel.watch();
  await watched(marco, channel);

  const told = next(giulia, 'poll.vote_casted', 'a vote of somebody');
  const own = next(marco, 'poll.vote_casted', 'his own vote');
  await marco.polls.fromState(poll.id).castVote(pasta, message.id);
  const event = await told;
  assert.deepEqual([event.user, event.poll_vote.user, event.poll_vote.user_id], [undefined, undefined, undefined]);
  assert.ok(!JSON.stringify(event).includes('"marco"'));
  await own;
  assert.deepEqual(chosen(marco, poll), [pasta]);
  assert.deepEqual(chosen(giulia, poll), []);
  const { votes } = await giulia.queryPollVotes(poll.id, { option_id: pasta });
  assert.deepEqual(votes.map((vote) => [vote.option_id, vote.user]), [[pasta, undefined]]);
});

check('createPollOption suggests an option where the poll takes that, its maker changes and deletes it', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const { channel, poll } = await aPoll(giulia, { allow_user_suggested_options: true });
  await channel.watch();
  await watched(marco, channel);

  const told = next(giulia, 'poll.updated', 'with an option more');
  const { poll_option: option } = await marco.createPollOption(poll.id, { text: 'Nothing' });
  await told;
  assert.equal(kept(giulia, poll).options.at(-1).text, 'Nothing');
  assert.equal((await marco.getPollOption(poll.id, option.id)).poll_option.text, 'Nothing');
  assert.equal((await refusalOf(marco.createPollOption(poll.id, { text: 'Nothing' }), 'it is there')).code, 4);
  assert.equal((await refusalOf(marco.deletePollOption(poll.id, option.id), 'not his poll')).code, 17);
  const { poll_option: changed } = await giulia.updatePollOption(poll.id, { id: option.id, text: 'Nothing at all' });
  assert.equal(changed.text, 'Nothing at all');
  await giulia.deletePollOption(poll.id, option.id);
  assert.equal((await giulia.getPoll(poll.id)).poll.options.length, 3);
});

check('updatePoll and partialUpdatePoll are told, closePoll ends the voting', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const { channel, poll, message, pasta } = await aPoll(giulia);
  await channel.watch();
  const atMarco = await watched(marco, channel);

  const renamed = next(atMarco, 'poll.updated', 'another question');
  await giulia.updatePoll({ ...poll, name: 'Dinner?' });
  await renamed;
  assert.equal(kept(marco, poll).name, 'Dinner?');
  const described = next(atMarco, 'poll.updated', 'a description');
  await giulia.partialUpdatePoll(poll.id, { set: { description: 'At eight' } });
  assert.equal((await described).poll.description, 'At eight');

  const closed = next(atMarco, 'poll.closed', 'no more votes');
  assert.equal((await giulia.closePoll(poll.id)).poll.is_closed, true);
  assert.equal((await closed).poll.id, poll.id);
  assert.equal(kept(marco, poll).is_closed, true);
  const refused = await refusalOf(marco.castPollVote(message.id, poll.id, { option_id: pasta }), 'it is closed');
  assert.deepEqual([refused.code, refused.status], [4, 400]);
});

check('queryPollVotes and queryPolls filter, sort and page', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const { poll, message, pasta, soup } = await aPoll(giulia);
  for (const [person, option] of [[giulia, pasta], [marco, pasta], [marco, soup]]) {
    await person.castPollVote(message.id, poll.id, { option_id: option });
  }

  const first = await giulia.queryPollVotes(poll.id, { option_id: pasta }, { created_at: 1 }, { limit: 1 });
  const second = await giulia.queryPollVotes(poll.id, { option_id: pasta }, { created_at: 1 }, { limit: 1, next: first.next });
  assert.deepEqual([...first.votes, ...second.votes].map((vote) => vote.user_id), ['giulia', 'marco']);
  assert.ok(!second.next);
  const ofMarco = await giulia.queryPollVotes(poll.id, { user_id: 'marco' });
  assert.deepEqual(ofMarco.votes.map((vote) => vote.option_id), [soup, pasta]);

  const { polls } = await marco.polls.queryPolls({ id: { $in: [poll.id] } }, { created_at: -1 }, { limit: 5 });
  assert.deepEqual(polls.map((found) => [found.id, Object.keys(found.data.ownVotesByOptionId).length]), [[poll.id, 2]]);
});

check('deletePoll leaves the message without it', async () => {
  const [giulia, marco] = [await enter('giulia'), await enter('marco')];
  const { channel, poll, message } = await aPoll(giulia);
  const atMarco = await watched(marco, channel);

  const told = next(atMarco, 'poll.deleted', 'to watchers');
  await giulia.deletePoll(poll.id);
  assert.equal((await told).poll.id, poll.id);
  assert.equal((await marco.getMessage(message.id)).message.poll, undefined);
  assert.equal((await refusalOf(giulia.getPoll(poll.id), 'it is gone')).code, 16);
});

check('what is not allowed, too much or not there is refused with its code', async () => {
  const [giulia, marco, lena] = [await enter('giulia'), await enter('marco'), await enter('lena')];
  const { poll, message, pasta, soup } = await aPoll(giulia, { max_votes_allowed: 1 });

  const many = Array.from({ length: 101 }, (_, n) => ({ text: `${n}` }));
  const { vote } = await marco.castPollVote(message.id, poll.id, { option_id: pasta });
  const cases = [
    [4, () => giulia.createPoll({ name: '' })],
    [4, () => giulia.createPoll({ name: '?', options: many })],
    [4, () => giulia.createPoll({ name: '?', max_votes_allowed: 11 })],
    [4, () => giulia.createPoll({ name: '?', voting_visibility: 'secret' })],
    [4, () => giulia.createPoll({ id: poll.id, name: '?' })],
    [4, () => marco.castPollVote(message.id, poll.id, { option_id: soup })],
    [4, () => marco.castPollVote(message.id, poll.id, { option_id: 'nothing' })],
    [4, () => marco.addPollAnswer(message.id, poll.id, 'x')],
    [16, () => marco.getPoll('nothing')],
    [16, () => marco.removePollVote(message.id, poll.id, 'nothing')],
    [17, () => giulia.removePollVote(message.id, poll.id, vote.id)],
    [17, () => marco.closePoll(poll.id)],
    [17, () => marco.createPollOption(poll.id, { text: 'x' })],
    [17, () => lena.getPoll(poll.id)],
    [17, () => lena.queryPollVotes(poll.id)],
    [17, () => lena.castPollVote(message.id, poll.id, { option_id: pasta })],
  ];
  for (const [code, ask] of cases) {
    assert.equal((await refusalOf(ask(), String(ask))).code, code, String(ask));
  }
});
