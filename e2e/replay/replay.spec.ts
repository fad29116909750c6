import { randomBytes } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test, type Fault, type TicketFault } from '../../src/automation/playwright.ts';
import { attachRecordings, type SavedRecording } from '../../src/automation/recording.ts';
import type { UploadStatus } from '../../src/automation/upload-status.ts';
import type { Upload } from '../../src/automation/upload.ts';
import { uploaderOn } from '../../src/automation/uploader.ts';
import { serveDemo, type StaticDemo } from '../support/cloud/static-demo.ts';
import { playInDemo, replayed } from './replayed.ts';

/** Recordings that the page has saved, of uploads in a real browser: played in Node, and in the demo's page. */

let demo: StaticDemo;
test.beforeAll(async () => {
  demo = await serveDemo();
});
test.afterAll(() => demo.stop());

const firmware = (bytes = 400_000) => ({ name: 'door-2.4.1.bin', buffer: randomBytes(bytes) });

/** Values of each ticket, and the cookie: what must be nowhere. */
function watchSecrets(page: Page): () => Promise<readonly string[]> {
  const bodies: Promise<readonly string[]>[] = [];
  page.on('response', (response) => {
    if (!response.url().endsWith('/api/tickets')) return;
    const values = async () => {
      const { data, confirmationToken } = await response.json();
      return [data.signature, data.policy, data.OSSAccessKeyId, confirmationToken];
    };
    bodies.push(values().catch(() => []));
  });
  return async () => (await Promise.all(bodies)).flat().filter((value) => value !== undefined);
}

const wire: readonly (readonly [string, Fault, UploadStatus, string, number?])[] = [
  ['is cut in the middle', { kind: 'reset', at: { fileShare: 0.5 } }, 'done', 'done verified'],
  [
    'is too large for the store',
    { kind: 'refused', as: 'EntityTooLarge', at: { fileShare: 0.5 } },
    'failed',
    'failed store-refused FW-U12',
  ],
  [
    'meets a busy store',
    { kind: 'refused', as: 'SlowDown', at: { fileShare: 1 } },
    'done',
    'done verified',
  ],
  [
    'meets a gateway',
    { kind: 'gateway-error', status: 502, at: { fileShare: 0.5 } },
    'done',
    'done verified',
  ],
  ['loses its answer', { kind: 'lost-answer', by: 'reset' }, 'done', 'done verified'],
  [
    'is kept otherwise than it was sent',
    { kind: 'flipped-bit', at: { fileShare: 0.5 }, bit: 3 },
    'failed',
    'failed checksum-mismatch FW-V03',
    2,
  ],
  [
    'has a checksum that no page may read',
    { kind: 'hidden-checksum', from: 'pages' },
    'done',
    'done verified',
  ],
  [
    'meets a bucket without CORS',
    { kind: 'no-cors', on: 'everything' },
    'failed',
    'failed store-forbids-page FW-U03',
    Infinity,
  ],
];

for (const [name, fault, ends, last, times = 1] of wire) {
  test(`an upload that ${name} is recorded without a secret, and replays to the same states`, async ({
    page,
    otaDrop,
    uploader,
  }) => {
    const secretsOf = watchSecrets(page);
    otaDrop.faults.arm(fault, { times, each: 'key' });
    const upload = await uploader.choose(firmware());
    await upload.waitFor(ends);
    const recording = await upload.recording();
    expect(recording.name).toBe('door-2.4.1.bin.recording.json');
    expect((await replayed(recording)).at(-1)).toBe(last);
    const secrets = await secretsOf();
    expect(secrets.length).toBeGreaterThan(3);
    for (const secret of secrets) {
      expect(recording.text).not.toContain(secret);
      expect(recording.text).not.toContain(encodeURIComponent(secret));
      expect(recording.text).not.toContain(Buffer.from(secret).toString('base64'));
      expect(recording.text).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });
}

const tickets: readonly (readonly [string, TicketFault, UploadStatus, number])[] = [
  ['throttled', { kind: 'refused', code: 'Throttling.User' }, 'done', 1],
  ['malformed', { kind: 'malformed' }, 'failed', 2],
  ['for a foreign store', { kind: 'foreign-store', host: 'https://evil.example' }, 'failed', 1],
];

for (const [name, fault, ends, times] of tickets) {
  test(`an upload whose ticket is ${name} replays to the same states`, async ({
    otaDrop,
    uploader,
  }) => {
    otaDrop.faults.armTicket(fault, times);
    const upload = await uploader.choose(firmware());
    await upload.waitFor(ends);
    await replayed(await upload.recording());
  });
}

test('what the user presses is played as well: a start, a cancellation and another attempt', async ({
  page,
  otaDrop,
  uploader,
}) => {
  otaDrop.faults.arm({ kind: 'slowed', at: { fileBytes: 0 }, bytesPerSecond: 200_000 });
  const upload: Upload = await uploader.choose({ ...firmware(8_000_000), name: 'door.img' });
  await upload.start();
  await upload.waitFor('sending');
  await upload.cancel();
  await upload.waitFor('cancelled');
  await upload.retry();
  await upload.waitFor('done');
  const recording = await upload.recording();
  expect(await replayed(recording)).toEqual(
    expect.arrayContaining(['ready unknown-ending', 'cancelled', 'done verified']),
  );
  await playInDemo(page, demo.url, recording);
});

test('a test that fails attaches what replays', async ({ page, otaDrop, uploader }) => {
  otaDrop.faults.arm({ kind: 'refused', as: 'EntityTooLarge', at: { fileShare: 0.5 } });
  const upload = await uploader.choose(firmware());
  await upload.waitFor('failed');
  const attached: SavedRecording[] = [];
  const attach = async (name: string, { body }: { body?: string | Buffer } = {}) => {
    attached.push({ name, text: String(body) });
  };
  await attachRecordings(page, { attach, status: 'passed', expectedStatus: 'passed' });
  expect(attached).toEqual([]);
  await attachRecordings(page, { attach, status: 'failed', expectedStatus: 'passed' });
  const [only] = attached;
  if (only === undefined) throw new Error('nothing is attached');
  expect(only.name).toBe('door-2.4.1.bin.recording.json');
  expect((await replayed(only)).at(-1)).toBe('failed store-refused FW-U12');
});

test('in the demo: recorded there, played by drop and by button, again, and closed', async ({
  page,
}) => {
  await page.goto(demo.url);
  const upload = await uploaderOn(page).choose(firmware());
  await upload.waitFor('done');
  const recording = await upload.recording();
  await replayed(recording);

  await playInDemo(page, demo.url, recording);
  await expect(page.getByTestId('replay-verdict')).toContainText('are the same');
  await expect(page.locator('[data-testid=replay-state][data-outcome=same]')).not.toHaveCount(0);
  await expect(page.getByTestId('upload').first()).toHaveAttribute('data-status', 'done');
  await expect(page.getByText('not computed: a replay has no file')).toHaveCount(2);
  await expect(page.getByText('not available in this browser')).toHaveCount(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
  }
  await page.getByTestId('replay-again').click();
  await expect(page.getByTestId('replay')).toHaveAttribute('data-outcome', 'playing');
  await expect(page.getByTestId('replay')).toHaveAttribute('data-outcome', 'same');
  await page.getByTestId('replay-close').click();
  await expect(page.getByTestId('replay')).toHaveCount(0);
  await expect(page.getByTestId('drop-zone')).toBeVisible();

  // A bug report that carries it, with one state that was another one.
  const other = recording.text.replace('"done verified"', '"done otherwise"');
  const report = `## OTA Drop\n\n\`\`\`json\n${JSON.stringify(JSON.parse(other))}\n\`\`\`\n`;
  await page.getByTestId('replay-input').setInputFiles({
    name: 'report.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from(report),
  });
  await expect(page.getByTestId('replay')).toHaveAttribute('data-outcome', 'different');
  await expect(page.locator('[data-testid=replay-state][data-outcome=different]')).toHaveCount(1);
});

test('in the demo: what is no recording gets a sentence, and nothing is played', async ({
  page,
}) => {
  await page.goto(demo.url);
  const open = (name: string, buffer: Buffer) =>
    page.getByTestId('replay-input').setInputFiles({ name, mimeType: 'application/json', buffer });
  await open('a.recording.json', Buffer.from('{"format":"ota-drop-recording","version":9}'));
  await expect(page.getByTestId('replay-fault')).toContainText('another version');
  await open('b.json', randomBytes(2_000_000));
  await expect(page.getByTestId('replay-fault')).toContainText('too large');
  await open('c.json', Buffer.from('{"log":{}}'));
  await expect(page.getByTestId('replay-fault')).toContainText('not a recording');
  await page.getByTestId('language').click();
  await expect(page.getByTestId('replay-fault')).toContainText('未重放任何内容');
});
