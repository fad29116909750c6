import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { AT_END, AT_START, type Fault } from '../../src/testing/faults/fault.ts';
import type { RefusalName } from '../../src/testing/faults/store-refusals.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import {
  chooseOne,
  countTickets,
  expectNothingStored,
  keysIn,
  openAndChoose,
  uploadAgain,
} from './evidence.ts';
import { exhaust, MAYBE_STORED, NOT_STORED } from './exhaust.ts';
import { standStill } from '../support/browser/page-clock.ts';
import { expect, expectFailed, expectProved, test, withoutPauses } from './fixtures.ts';

/** What the store can say to an upload, in its own words. Every further attempt takes a new ticket. */

const refused = (as: RefusalName, at = AT_END): Fault => ({ kind: 'refused', as, at });

/** An upload that meets the answer once: the next attempt comes by itself, with a ticket of its own. */
async function expectRecovery(
  page: Page,
  cloud: FaultyCloud,
  path: string,
  fault: Fault,
): Promise<void> {
  const tickets = countTickets(page);
  const bitten = cloud.plan.bites.length;
  cloud.plan.arm(fault, { each: 'key' });
  const row = await chooseOne(page, path);
  await expectProved(page, cloud, await readFile(path), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.bites.length - bitten).toBe(1);
}

test('U10 · an expired policy is replaced by a fresh ticket, judged at the start or at the end', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await withoutPauses(page);
  await page.goto(cloud.url);
  await expectRecovery(page, cloud, files.gz, refused('PolicyExpired', AT_START));
  await expectRecovery(page, cloud, files.zip, refused('PolicyExpired', AT_END));
  expect(await cloud.stored()).toHaveLength(2);
});

test('U10 · a policy that is always expired ends after four tickets', async ({
  page,
  files,
  startCloud,
}) => {
  const expired = {
    kind: 'policy-expired',
    code: 'U10',
    title: 'The upload ticket expired on the way',
    stored: NOT_STORED,
    says: '0006-00000213',
    attempts: 4,
  };
  await exhaust(page, await startCloud(), files.gz, [
    { ...expired, fault: refused('PolicyExpired', AT_START) },
    { ...expired, fault: refused('PolicyExpired', AT_END) },
  ]);
});

test('U10 · the store’s own clock decides, whatever the page believes', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud({ env: { TICKET_LIFE_S: '0.1' } });
  await withoutPauses(page);
  await scriptTickets(page, async (data) => {
    data['utcCreate'] = '2020-01-01T00:00:00.000Z';
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  const { row } = await openAndChoose(page, cloud, files.gz);
  await expectFailed(
    row,
    {
      kind: 'policy-expired',
      code: 'U10',
      title: 'The upload ticket expired on the way',
      stored: NOT_STORED,
    },
    'retry',
  );
  expect(cloud.plan.seen.posts).toBe(4);
  await expectNothingStored(cloud);
});

const NO_KEY = 'Storage doesn’t accept the ticket’s key';

test('U11 · a refused form gets one more try with a new ticket, then an administrator', async ({
  page,
  files,
  startCloud,
}) => {
  const codes = [
    ['AccessDenied', 'Storage refused the upload'],
    ['SignatureDoesNotMatch', NO_KEY],
    ['InvalidAccessKeyId', NO_KEY],
    ['InvalidPolicyDocument', 'The ticket doesn’t allow this upload'],
  ] as const;
  await exhaust(
    page,
    await startCloud(),
    files.gz,
    codes.map(([code, title]) => ({
      fault: refused(code),
      kind: 'store-refused',
      code: 'U11',
      title,
      stored: NOT_STORED,
      says: code,
      attempts: 2,
    })),
  );
});

test('U11 · the store itself finds a forged signature and an unknown key', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await withoutPauses(page);
  await page.goto(cloud.url);
  const forgeries = [
    ['signature', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'SignatureDoesNotMatch'],
    ['OSSAccessKeyId', 'nobody', 'InvalidAccessKeyId'],
  ] as const;
  for (const [field, value, code] of forgeries) {
    await scriptTickets(page, (data) => {
      data[field] = value;
    });
    const row = await chooseOne(page, files.gz);
    await expectFailed(
      row,
      {
        kind: 'store-refused',
        code: 'U11',
        title: NO_KEY,
        stored: NOT_STORED,
      },
      'retry',
    );
    await expect(row.getByTestId('failure')).toContainText(code);
    await page.unroute('**/api/tickets');
  }
  expect(cloud.plan.seen.posts).toBe(4);
  await expectNothingStored(cloud);
});

test('U12 · too large or too small for the store ends at once', async ({
  page,
  files,
  startCloud,
}) => {
  const refusal = { kind: 'store-refused', code: 'U12', stored: NOT_STORED, attempts: 1 };
  await exhaust(page, await startCloud(), files.gz, [
    {
      ...refusal,
      fault: refused('EntityTooLarge', AT_START),
      title: 'The file is too large for storage',
    },
    {
      ...refusal,
      fault: refused('EntityTooSmall'),
      title: 'The file is too small for storage',
    },
  ]);
});

test('U12 · what the ticket’s own policy does not allow is not sent', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await scriptTickets(page, (data) => {
    const policy = JSON.parse(Buffer.from(data['policy'] ?? '', 'base64').toString());
    policy.conditions = [['content-length-range', 1, 10]];
    data['policy'] = Buffer.from(JSON.stringify(policy)).toString('base64');
  });
  const { row } = await openAndChoose(page, cloud, files.gz);
  await expectFailed(
    row,
    {
      kind: 'size-not-allowed',
      code: 'U12',
      title: 'Storage does not take a file of this size',
      stored: 'Your file has not been sent.',
    },
    'choose-again',
  );
  await expect(row.getByTestId('failure')).toContainText('It takes 1 byte to 10 bytes');
  expect(tickets.asked).toBe(1);
  expect(cloud.plan.seen).toMatchObject({ posts: 0, preflights: 0 });
});

test('U14 U15 · a body that was not read, or too slowly', async ({ page, files, startCloud }) => {
  const refusal = { kind: 'store-refused', stored: NOT_STORED };
  await exhaust(page, await startCloud(), files.gz, [
    {
      ...refusal,
      fault: refused('MalformedPOSTRequest'),
      code: 'U14',
      title: 'Storage could not read the upload',
      attempts: 2,
    },
    {
      ...refusal,
      fault: refused('RequestTimeout'),
      code: 'U15',
      title: 'The connection was too slow for storage',
      attempts: 3,
    },
  ]);
});

test('U16 · a busy store is left alone for as long as it asks', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await withoutPauses(page);
  await standStill(page, cloud.url);
  const asked = { at: AT_END, retryAfterS: 25 };
  const busy: readonly Fault[] = [
    { kind: 'refused', as: 'SlowDown', ...asked },
    { kind: 'refused', as: 'ServiceUnavailable', ...asked },
    { kind: 'refused', as: 'TotalQpsLimitExceeded', ...asked },
    { kind: 'refused', as: 'UploadTrafficRateLimitExceeded', ...asked },
    { kind: 'gateway-error', status: 503, ...asked },
  ];
  const tickets = countTickets(page);
  const play = async () => {
    const before = tickets.asked;
    const row = await (before === 0 ? chooseOne : uploadAgain)(page, files.gz);
    await expect(row).toHaveAttribute('data-status', 'waiting');
    const failure = row.getByTestId('failure');
    await expect(failure).toHaveAttribute('data-code', 'FW-U16');
    await expect(failure).toContainText('Storage is busy');
    await expect(row.getByTestId('countdown')).toContainText(/Trying again in \d\d sec/);
    await page.clock.runFor(24_000);
    await expect(row).toHaveAttribute('data-status', 'waiting');
    expect(tickets.asked - before).toBe(1);
    await page.clock.runFor(2_000);
    await expectProved(page, cloud, await readFile(files.gz), row);
    expect(tickets.asked - before).toBe(2);
  };
  for (const fault of busy) {
    cloud.plan.arm(fault, { each: 'key' });
    await play();
  }
  expect(cloud.plan.bites).toHaveLength(busy.length);

  await page.route(
    `${cloud.cloudUrl}/`,
    (route) =>
      route.fulfill({
        status: 429,
        contentType: 'application/xml',
        headers: {
          'retry-after': '25',
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'Retry-After',
        },
        body: '<Error><Code>QpsLimitExceeded</Code><Message>Too many requests.</Message></Error>',
      }),
    { times: 1 },
  );
  await play();
});

test('U16 · nobody waits longer than half a minute because a store said so', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  await page.clock.install();
  await page.goto(cloud.url);
  cloud.plan.arm({ kind: 'refused', as: 'SlowDown', at: AT_END, retryAfterS: 3600 });
  const row = await chooseOne(page, files.gz);
  await expect(row.getByTestId('countdown')).toContainText(/Trying again in (?:30|2\d) sec/);
  await expect(row.getByTestId('countdown')).toContainText('attempt 2 of 4');
  await page.clock.runFor(31_000);
  await expectProved(page, cloud, await readFile(files.gz), row);
});

test('U16 · a store that stays busy ends after four tickets', async ({
  page,
  files,
  startCloud,
}) => {
  const refusal = {
    kind: 'store-refused',
    code: 'U16',
    title: 'Storage is busy',
    attempts: 4,
  };
  await exhaust(page, await startCloud(), files.gz, [
    {
      ...refusal,
      fault: { kind: 'gateway-error', status: 503, at: AT_END },
      stored: MAYBE_STORED,
    },
    { ...refusal, fault: refused('SlowDown'), stored: NOT_STORED },
  ]);
});

test('U17 · a store, or a gateway before it, that has a problem is tried four times', async ({
  page,
  files,
  startCloud,
}) => {
  const trouble = {
    kind: 'store-refused',
    code: 'U17',
    title: 'Storage had a problem',
    stored: MAYBE_STORED,
    attempts: 4,
  };
  await exhaust(page, await startCloud(), files.gz, [
    { ...trouble, fault: refused('InternalError'), says: 'InternalError' },
    { ...trouble, fault: { kind: 'gateway-error', status: 502, at: AT_END }, says: 'HTTP 502' },
    { ...trouble, fault: { kind: 'gateway-error', status: 504, at: AT_END }, says: 'HTTP 504' },
  ]);
});

test('U18 · what the browser had stored with its first send counts, though the second is refused', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'same-socket';
  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { nth: 1 });
  await withoutPauses(page);
  const { row, tickets } = await openAndChoose(page, cloud, files.gz);
  await expectProved(page, cloud, await readFile(files.gz), row);
  expect(tickets.asked).toBe(1);
  expect(cloud.plan.bites.map(({ fault }) => fault.kind)).toEqual(['lost-answer']);
  expect(cloud.plan.seen.posts).toBe(2);
  expect(keysIn(cloud.plan).size).toBe(1);
  expect(cloud.plan.seen.heads).toBe(1);
});

test('U18 · an object that is there and is another one: a new address', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'same-socket';
  cloud.plan.arm({ kind: 'flipped-bit', at: AT_END, bit: 0 }, { nth: 1 });
  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { nth: 1 });
  cloud.plan.arm(refused('FileAlreadyExists', AT_START), { nth: 2 });
  await withoutPauses(page);
  const { row } = await openAndChoose(page, cloud, files.gz);
  await expectProved(page, cloud, await readFile(files.gz), row);
  await expect(row).toHaveAttribute('data-attempt', '2');
  expect(keysIn(cloud.plan).size).toBe(2);
  expect(cloud.plan.seen.heads).toBe(1);
});

test('U18 · an object that is said to be there and is not: a new address, once', async ({
  page,
  files,
  startCloud,
}) => {
  await exhaust(page, await startCloud(), files.gz, [
    {
      fault: refused('FileAlreadyExists'),
      kind: 'store-refused',
      code: 'U18',
      title: 'Storage already has an object at this address',
      stored: MAYBE_STORED,
      attempts: 2,
    },
  ]);
});

test('U19 · no bucket, or an account in trouble, ends at once', async ({
  page,
  files,
  startCloud,
}) => {
  const account = {
    kind: 'store-refused',
    code: 'U19',
    title: 'The storage account has a problem',
    stored: NOT_STORED,
    attempts: 1,
  };
  await exhaust(page, await startCloud(), files.gz, [
    { ...account, fault: refused('NoSuchBucket'), says: 'NoSuchBucket' },
    { ...account, fault: refused('UserDisable'), says: 'UserDisable' },
  ]);
});

/** Real tickets, changed on their way to the page. */
async function scriptTickets(
  page: Page,
  change: (data: Record<string, string>) => Promise<void> | void,
): Promise<void> {
  await page.route('**/api/tickets', async (route) => {
    const response = await route.fetch();
    const envelope: { data: Record<string, string> } = await response.json();
    await change(envelope.data);
    await route.fulfill({ response, json: envelope });
  });
}
