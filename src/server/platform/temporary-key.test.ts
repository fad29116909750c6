import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTicketText } from '../../contract/ticket.ts';
import { createLog } from '../operations/log.ts';
import { secretsOf } from '../settings/secrets.ts';
import { settingsOf, startServer } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';

/** A temporary key (STS), exchanged while the server runs. */

async function lend(dir: string, nth: number): Promise<void> {
  await writeFile(join(dir, 'id'), `STS.id-${nth}`);
  await writeFile(join(dir, 'secret'), `secret-${nth}-0123456789`);
  await writeFile(join(dir, 'token'), `token-${'x'.repeat(nth)}`);
}

async function envIn(dir: string) {
  await lend(dir, 1);
  return {
    CLOUD: 'bucket',
    BUCKET: 'firmware',
    BUCKET_ENDPOINT: 'https://ceph.example.com',
    ACCESS_KEY_ID_FILE: join(dir, 'id'),
    ACCESS_KEY_SECRET_FILE: join(dir, 'secret'),
    SECURITY_TOKEN_FILE: join(dir, 'token'),
  };
}

test('the next ticket is made with the key that is in the files now', async () => {
  const dir = await folderOfTest();
  const server = await startServer(dir, await envIn(dir));
  const issue = async () => {
    const answer = await server.post('/api/tickets', { fileSuffix: 'bin' });
    const reading = readTicketText(await answer.text());
    if (reading.kind !== 'issued') throw new Error(reading.kind);
    return [reading.ticket.OSSAccessKeyId, reading.ticket.extraFields['x-amz-security-token']];
  };
  expect(await issue()).toEqual(['STS.id-1', 'token-x']);
  await lend(dir, 2);
  expect(await issue()).toEqual(['STS.id-2', 'token-xx']);
  // An empty file is one that is being written.
  await writeFile(join(dir, 'token'), '');
  await writeFile(join(dir, 'id'), '');
  expect((await issue())[0]).toBe('STS.id-2');
});

test('no line of the log quotes the new key either', async () => {
  const dir = await folderOfTest();
  const settings = settingsOf(await envIn(dir));
  let text = '';
  const log = createLog({
    format: 'json',
    level: 'info',
    secrets: () => secretsOf(settings),
    out: (line) => void (text += line),
  });
  await lend(dir, 2);
  log({ kind: 'notice', level: 'info', text: 'with secret-2-0123456789 of STS.id-2' });
  expect(text).toContain('with **** of ****');
});
