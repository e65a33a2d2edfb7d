// Files and pictures through the official client.

import assert from 'node:assert/strict';

import { aChannel, refusalOf } from './people.mjs';
import { PIXEL, suite } from './suite.mjs';

const { check, enter } = suite();

check('sendFile stores a file, its address gives it back, deleteFile removes it', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'marco']);

  const { file } = await channel.sendFile(Buffer.from('one,two\n'), 'measures.csv', 'text/csv');
  const back = await fetch(file);
  assert.equal(await back.text(), 'one,two\n');
  assert.equal(back.headers.get('x-content-type-options'), 'nosniff');

  await channel.deleteFile(file);
  assert.equal((await fetch(file)).status, 404);
});

check('sendImage stores a picture, and the message that shows it knows its size', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia', 'marco']);

  const { file, thumb_url: thumb } = await channel.sendImage(PIXEL, 'dot.png', 'image/png');
  assert.equal(thumb, file);
  const { message } = await channel.sendMessage({ attachments: [{ type: 'image', image_url: file, fallback: 'dot.png' }] });
  assert.equal(message.attachments[0].image_url, file);
  assert.equal(message.attachments[0].original_width, 1);
  await channel.deleteImage(file);
});

check('uploadFile and deleteFile of the client work without a channel', async () => {
  const giulia = await enter('giulia');
  const { file } = await giulia.uploadFile(Buffer.from('hello'), 'hello.txt', 'text/plain');
  assert.equal(await (await fetch(file)).text(), 'hello');
  await giulia.deleteFile(file);
  assert.equal((await fetch(file)).status, 404);
});

check('a program is refused with code 4, as getAppSettings said', async () => {
  const giulia = await enter('giulia');
  const channel = await aChannel(giulia, ['giulia']);
  const { app } = await giulia.getAppSettings();
  assert.ok(app.file_upload_config.blocked_file_extensions.includes('.exe'));
  assert.ok(app.file_upload_config.size_limit > 0);

  const refusal = await refusalOf(channel.sendFile(Buffer.from('MZ'), 'setup.exe', 'application/octet-stream'), 'blocked');
  assert.equal(refusal.response?.data?.code ?? refusal.code, 4);
});
