// What every file of this suite needs: a server of its own, people who leave when their check ends.
// It knows how checks begin and end; what they check is in the files beside it.

import { after, before, test } from 'node:test';

import { connected } from './people.mjs';
import { theServer } from './server.mjs';

/** The checks of one file. `enter(person)` connects somebody through the official client. */
export function suite() {
  let server;
  const present = new Set();

  before(async () => {
    server = await theServer();
  });

  after(async () => {
    await server?.stop();
  });

  const enter = async (person, options) => {
    const client = await connected(server, person, options);
    present.add(client);
    return client;
  };

  const check = (claim, story) =>
    test(claim, { timeout: 60_000 }, async () => {
      try {
        await story();
      } finally {
        await Promise.all([...present].map((client) => client.disconnectUser(0)));
        present.clear();
      }
    });

  return { check, enter };
}

/** The smallest picture there is: one pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAACklEQVR4nGMAAQAABQABDQottAAAAABJRU5ErkJggg==',
  'base64',
);
