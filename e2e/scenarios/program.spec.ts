import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '../support/ota-drop.ts';

/** `npm run scenarios`, as the program that it is. */

const PROGRAM = join(import.meta.dirname, '../../dist/scenarios/server/main.js');

function start(env: Readonly<Record<string, string>>) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH, PORT: '0', CLOUD_PORT: '0', LOG_FORMAT: 'text', ...env },
  });
  const seen = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (seen.text += text));
  }
  return { child, seen, ended: once(child, 'exit') };
}

test('it says where the page is, serves it with its panel, and ends when it is told to', async ({
  page,
  dir,
}) => {
  const { child, seen, ended } = start({ DATA_DIR: dir });
  await expect.poll(() => seen.text).toMatch(/Scenarios: http\S+\?scenario=reset-30,slow/);
  const [address = ''] = /http:\/\/127\.0\.0\.1:\d+\/\?scenario=\S+?(?=, or)/.exec(seen.text) ?? [];
  await page.goto(address);
  await expect(page.getByTestId('scenario-badge')).toHaveText('Armed: reset-30,slow');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('with a live cloud it does not start', async () => {
  const { seen, ended } = start({
    CLOUD: 'tuya',
    CLOUD_ENDPOINT: 'https://openapi.invalid',
    STORE_HOSTS: 'bucket.oss-cn-hangzhou.aliyuncs.com',
    ACCESS_KEY_ID: 'an-id',
    ACCESS_KEY_SECRET: 'a-secret',
  });
  expect(await ended).toEqual([1, null]);
  expect(seen.text).toContain('leave CLOUD and TARGETS_FILE out');
  expect(seen.text).not.toContain('a-secret');
});
