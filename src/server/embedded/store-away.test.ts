import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { postFormFields } from '../../contract/post-form.ts';
import { readTicketText } from '../../contract/ticket.ts';
import { BOUNDARY, formBody } from '../../testing/raw-post.ts';
import { pageOf, settingsOf } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { runServer } from '../run-server.ts';

/** The folder of the store goes away under the server, as with a disk that is unmounted, and comes back. */

const SEEN = { timeout: 20_000 };

async function start() {
  const parent = await folderOfTest();
  const [here, away] = [join(parent, 'data'), join(parent, 'elsewhere')];
  const { listeningUrl, close } = await runServer(settingsOf({ DATA_DIR: here }), pageOf(''));
  onTestFinished(() => close(0));
  const ask = () =>
    fetch(`${listeningUrl}/api/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"fileSuffix":"bin"}',
    });
  return {
    unmount: () => rename(here, away),
    mount: () => rename(away, here),
    get: (path: string) => fetch(`${listeningUrl}${path}`),
    ask,
    async upload(): Promise<string> {
      const reading = readTicketText(await (await ask()).text());
      if (reading.kind !== 'issued') throw new Error(reading.kind);
      const { ticket } = reading;
      const { status } = await fetch(ticket.host, {
        method: 'POST',
        headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
        body: new Uint8Array(formBody(postFormFields(ticket), Buffer.from('firmware'))),
      });
      expect(status).toBe(200);
      return ticket.firmwareUrl;
    },
  };
}

test('no ticket is given while it is away, and all goes on by itself when it is back', async () => {
  const { unmount, mount, get, ask, upload } = await start();
  const before = await upload();
  await unmount();
  await expect.poll(async () => (await ask()).status, SEEN).toBe(503);
  const refused = await ask();
  expect(await refused.json()).toMatchObject({
    success: false,
    code: 'OtaDrop.StoreAway',
    errorMessage: expect.stringMatching(
      /is not there any more\. Nothing was stored; bring it back/,
    ),
  });
  expect(await (await get('/api/platform')).json()).toEqual({ platform: 'away' });
  const state = await (await get('/readyz')).json();
  expect(state).toMatchObject({
    causes: ['store-gone'],
    reason: expect.stringContaining('gives no tickets and stores nothing'),
  });
  // What it has is not called absent: a lost answer would be told as nothing stored.
  expect((await fetch(before, { method: 'HEAD' })).status).toBe(500);

  await mount();
  await expect.poll(async () => (await get('/readyz')).status, SEEN).toBe(200);
  expect(await (await get('/api/platform')).json()).toEqual({ platform: 'answers' });
  for (const url of [before, await upload()]) expect((await fetch(url)).status).toBe(200);
});
