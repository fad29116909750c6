import { createServer } from 'node:http';
import { AT_END, AT_START, type Fault } from '../../src/faults/fault.ts';
import type { RefusalName } from '../../src/faults/refusal-name.ts';
import { expectSoon, passUntil, standStill } from '../support/browser/page-clock.ts';
import { listenOn } from '../support/proxy/free-port.ts';
import { changePolicy } from '../support/proxy/gateway.ts';
import {
  chooseOne,
  countTickets,
  expectCounts,
  expectNothingStored,
  inDetail,
  noiseFile,
  openAndChoose,
  ticketsOf,
  uploadAgain,
  watchHeap,
} from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectFailed,
  expectVerified,
  expectWaiting,
  loudTest,
  MAYBE_STORED,
  NOT_SENT,
  NOTHING_STORED,
  retryAndExpectVerified,
  test,
  type Failed,
  withLongPauses,
} from './fixtures.ts';
import { changed, TICKETS } from './hostile-tickets.ts';
import { sendAndHold } from './stalled-transfer.ts';

/** What the store answers to a form, and what others answer in its place. Every further attempt takes a new ticket. */

test.use({ pauses: 'none' });

const refused = (as: RefusalName, at = AT_END): Fault => ({ kind: 'refused', as, at });
const gatewayError = (status: 413 | 502 | 503 | 504, at = AT_END): Fault => ({
  kind: 'gateway-error',
  status,
  at,
});
const ALWAYS = { each: 'key', times: Infinity } as const;

/** An upload that meets the same answer at every attempt: how it ends, and after how many tickets. */
type Case = Failed & { readonly fault: Fault; readonly attempts: number };

const REFUSED = { kind: 'store-refused', stored: NOTHING_STORED };
const FORM = { ...REFUSED, code: 'U11', attempts: 2 };
const NO_KEY = 'Storage doesn’t accept the ticket’s key';
const SIZE = { ...REFUSED, code: 'U12', attempts: 1 };
const BUSY = { ...REFUSED, code: 'U16', title: 'Storage is busy', attempts: 4 };
const PROBLEM = {
  ...REFUSED,
  code: 'U17',
  title: 'Storage had a problem',
  stored: MAYBE_STORED,
  attempts: 4,
};
const ACCOUNT = {
  ...REFUSED,
  code: 'U19',
  title: 'The storage account has a problem',
  attempts: 1,
};
const EXPIRED = {
  ...REFUSED,
  kind: 'policy-expired',
  code: 'U10',
  title: 'Storage says that a new ticket has expired',
  says: '0006-00000213',
  attempts: 4,
};

const ANSWERS: Readonly<Record<string, readonly Case[]>> = {
  'U10 a policy that is always expired ends after four tickets': [
    { ...EXPIRED, fault: refused('PolicyExpired', AT_START) },
    { ...EXPIRED, fault: refused('PolicyExpired') },
  ],
  'U11 a refused form is tried once more with a new ticket': [
    {
      ...FORM,
      fault: refused('AccessDenied'),
      title: 'Storage refused the upload',
    },
    {
      ...FORM,
      fault: refused('SignatureDoesNotMatch'),
      title: NO_KEY,
    },
    {
      ...FORM,
      fault: refused('InvalidPolicyDocument'),
      title: 'The ticket doesn’t allow this upload',
    },
  ],
  'U12 too large or too small for the store ends at once': [
    {
      ...SIZE,
      fault: refused('EntityTooLarge', AT_START),
      title: 'The file is too large for storage',
    },
    { ...SIZE, fault: refused('EntityTooSmall'), title: 'The file is too small for storage' },
  ],
  'U13 a proxy’s own 413 is told as the proxy’s': [
    {
      ...REFUSED,
      fault: gatewayError(413, AT_START),
      code: 'U13',
      title: 'A proxy on your network limits uploads',
      says: 'HTTP 413',
      attempts: 1,
    },
  ],
  'U14 U15 a body that was not read, or too slowly': [
    {
      ...REFUSED,
      fault: refused('MalformedPOSTRequest'),
      code: 'U14',
      title: 'Storage could not read the upload',
      attempts: 2,
    },
    {
      ...REFUSED,
      fault: refused('RequestTimeout'),
      code: 'U15',
      title: 'The connection was too slow for storage',
      attempts: 3,
    },
  ],
  'U16 a store that stays busy ends after four tickets': [
    { ...BUSY, fault: gatewayError(503), stored: MAYBE_STORED },
    { ...BUSY, fault: refused('SlowDown') },
  ],
  'U17 a problem of the store or of a gateway is tried four times': [
    { ...PROBLEM, fault: refused('InternalError') },
    { ...PROBLEM, fault: gatewayError(502), says: 'HTTP 502' },
  ],
  'U18 an object that is said to be there and is not gets a new address, once': [
    {
      ...REFUSED,
      fault: refused('FileAlreadyExists'),
      code: 'U18',
      title: 'Storage already has an object at this address',
      stored: MAYBE_STORED,
      attempts: 2,
    },
  ],
  'U19 no bucket, or an account with a problem, ends at once': [
    { ...ACCOUNT, fault: refused('NoSuchBucket') },
    { ...ACCOUNT, fault: refused('UserDisable') },
  ],
  'U21 a sign-in page that says 200 is not the store': [
    {
      fault: { kind: 'portal-page', at: AT_END },
      kind: 'answer-not-of-store',
      code: 'U21',
      title: 'The answer did not come from storage',
      stored: MAYBE_STORED,
      attempts: 3,
    },
  ],
};

for (const [title, cases] of Object.entries(ANSWERS)) {
  test(title, async ({ page, files, cloud }) => {
    cloud.plan.preflight = 'own-socket';
    await page.goto(cloud.url);
    let total = 0;
    for (const [index, { fault, attempts, ...failed }] of cases.entries()) {
      cloud.plan.arm(fault, ALWAYS);
      const row = await chooseOne(page, files.gz);
      const code = fault.kind === 'refused' ? fault.as : [];
      await expectFailed(row, { says: code, ...failed });
      await expectAttempt(row, attempts);
      total += attempts;
      const each = { asked: total, posts: total, keys: total, bites: total };
      await expectCounts({ cloud, page }, each);
      cloud.plan.disarm();
      if (index < cases.length - 1) continue;
      await expectNothingStored(cloud);
      await retryAndExpectVerified(cloud, row, files.gz);
    }
  });
}

test('U10 what expires on a slow way gets a new ticket', async ({ page, files, startProxied }) => {
  const cloud = await startProxied({ env: { TICKET_LIFE_S: '30' } });
  cloud.plan.arm(refused('PolicyExpired'), { each: 'key' });
  const path = await noiseFile(files, 40);
  await withLongPauses(page);
  await standStill(page, cloud.url);
  const { row, release } = await sendAndHold(page, cloud, path);
  await page.clock.runFor(16_000);
  release();
  await expectSoon(page, row, 'waiting');
  await expectWaiting(
    row,
    { kind: 'policy-expired', code: 'U10' },
    'The upload ticket expired on the way',
    'The upload gets a new ticket and starts over.',
    NOTHING_STORED,
  );
  await expectSoon(page, row, 'done');
  await expectVerified(cloud, row, path, { attempts: 2 });
  await expectCounts({ cloud, page }, { asked: 2, keys: 2, bites: 1, stored: 1 });
});

test('U11 a forged signature, an unknown key', async ({ page, files, cloud, gateway }) => {
  await page.goto(gateway.url);
  for (const [field, value, says] of [
    ['signature', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'SignatureDoesNotMatch'],
    ['OSSAccessKeyId', 'unknown', 'InvalidAccessKeyId'],
  ] as const) {
    gateway.play(
      TICKETS,
      changed((data) => ({ ...data, [field]: value })),
    );
    await expectFailed(await chooseOne(page, files.gz), { ...FORM, title: NO_KEY, says });
  }
  expect(cloud.plan.seen.posts).toBe(4);
  await expectNothingStored(cloud);
});

test('U12 what the policy forbids is not sent', async ({ page, files, cloud, gateway }) => {
  gateway.play(
    TICKETS,
    changed((data) => {
      const policy = JSON.parse(Buffer.from(String(data['policy']), 'base64').toString());
      policy.conditions = [['content-length-range', 1, 10]];
      return { ...data, policy: Buffer.from(JSON.stringify(policy)).toString('base64') };
    }),
  );
  await expectFailed(await openAndChoose(page, gateway, files.gz), {
    kind: 'size-not-allowed',
    code: 'U12',
    title: 'Storage doesn’t accept a file of this size',
    stored: NOT_SENT,
    says: 'It accepts 1 byte to 10 bytes',
    action: 'choose-again',
  });
  await expectCounts({ cloud, page }, { asked: 1, posts: 0, preflights: 0 });
});

test('U13 of a 413 that pages may not read no proxy is blamed', async ({ page, files, cloud }) => {
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm({ kind: 'gateway-error', status: 413, at: AT_END, isReadable: false }, ALWAYS);
  await standStill(page, cloud.url);
  const row = await chooseOne(page, files.gz);
  await passUntil(page, async () => (await row.getAttribute('data-status')) === 'failed', 500);
  await expectFailed(row, {
    kind: 'answer-lost',
    code: 'V05',
    title: 'Everything was sent, but nothing arrived in storage',
    stored: NOTHING_STORED,
  });
  await expectCounts({ cloud, page }, { asked: 4, bites: 4 });
  await expectNothingStored(cloud);
});

test('U16 a busy store is left alone for as long as it asks', async ({ page, files, cloud }) => {
  await standStill(page, cloud.url);
  const busy: readonly Fault[] = [
    { kind: 'refused', as: 'SlowDown', at: AT_END, retryAfterS: 25 },
    { kind: 'gateway-error', status: 503, at: AT_END, retryAfterS: 25 },
  ];
  for (const [index, fault] of busy.entries()) {
    cloud.plan.arm(fault, { each: 'key' });
    const tickets = countTickets(page);
    const row = await (index === 0 ? chooseOne : uploadAgain)(page, files.gz);
    await expectWaiting(row, { kind: 'store-refused', code: 'U16' });
    await expect(await inDetail(row, 'countdown')).toContainText(/Trying again in \d\d\ss/);
    await page.clock.runFor(24_000);
    await expect(row).toHaveAttribute('data-status', 'waiting');
    expect(tickets.asked).toBe(1);
    await page.clock.runFor(2_000);
    await expectVerified(cloud, row, files.gz);
    expect(tickets.asked).toBe(2);
  }
});

test('U17 U21 other answers are checked', async ({ page, files, proxied: cloud, putBefore }) => {
  const before = await putBefore(cloud.storeUrl);
  cloud.proxy.leadTo(before.url);
  await page.goto(cloud.url);
  for (const [index, status] of [502, 200].entries()) {
    before.play('/', async (pass) => {
      const stored = await pass();
      if (stored.headers.has('access-control-allow-methods')) return stored;
      return new Response('<html>', { status, headers: { 'access-control-allow-origin': '*' } });
    });
    const row = await (index === 0 ? chooseOne : uploadAgain)(page, files.gz);
    await expectVerified(cloud, row, files.gz);
    const nth = index + 1;
    await expectCounts({ cloud, page }, { asked: nth, posts: nth, heads: nth });
  }
});

test('U18 S13 what the browser’s first send stored counts', async ({ page, files, cloud }) => {
  cloud.plan.preflight = 'same-socket';
  cloud.plan.arm({ kind: 'lost-answer', by: 'reset' }, { nth: 1 });
  await expectVerified(cloud, await openAndChoose(page, cloud, files.gz), files.gz);
  await expectCounts({ cloud, page }, { asked: 1, posts: 2, keys: 1, bites: 1, heads: 1 });
});

const ELSEWHERE: Failed = {
  kind: 'answer-from-elsewhere',
  code: 'U20',
  title: 'Storage answered from another address',
  stored: 'A copy may be at that address; it is not shown.',
};

/** A server on another address that says yes to everything, as a store would. */
const redirectTest = loudTest.extend<{ readonly other: { url: string; asked: string[] } }>({
  other: async ({}, use) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.method ?? '');
      request.resume();
      response.writeHead(204, {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': '*',
        'access-control-allow-methods': 'POST',
      });
      response.end();
    });
    await use({ url: `http://127.0.0.1:${await listenOn(server)}`, asked });
    server.closeAllConnections();
    server.close();
  },
});

for (const [status, at] of [[301, AT_END] as const, [307, AT_START] as const]) {
  redirectTest(
    `U20 a redirect with ${status} is stopped by our policy`,
    async ({ page, files, cloud, other }) => {
      const location = `${other.url}/`;
      cloud.plan.arm({ kind: 'redirected', status, location, at }, ALWAYS);
      await expectFailed(await openAndChoose(page, cloud, files.gz), ELSEWHERE);
      await expectCounts({ cloud, page }, { asked: 1, bites: 1 });
      expect(other.asked).toEqual([]);
      await expectNothingStored(cloud);
    },
  );
}

redirectTest(
  'U20 an answer from where our policy lets a redirect lead is not believed',
  async ({ page, files, cloud, gateway, other }) => {
    const location = `${other.url}/`;
    cloud.plan.arm({ kind: 'redirected', status: 307, location, at: AT_END }, ALWAYS);
    changePolicy(gateway, (policy) => policy.replace(cloud.cloudUrl, `$& ${other.url}`));
    await expectFailed(await openAndChoose(page, gateway, files.gz), ELSEWHERE);
    expect(ticketsOf(page).asked).toBe(1);
    expect(other.asked).toContain('POST');
    await expectNothingStored(cloud);
  },
);

test('U22 error documents of 100 MB and of gigabytes', async ({ page, files, proxied: cloud }) => {
  await page.goto(cloud.url);
  const weapons: readonly Fault[] = [
    { kind: 'huge-error', bytes: 100_000_000, at: AT_END },
    { kind: 'xml-bomb', at: AT_END },
  ];
  for (const [index, fault] of weapons.entries()) {
    cloud.plan.arm(fault, ALWAYS);
    const heap = await watchHeap(page);
    const before = await heap();
    const row = await chooseOne(page, files.gz);
    let most = 0;
    const look = async () => {
      most = Math.max(most, await heap());
      return row.getAttribute('data-status');
    };
    await expect.poll(look, { intervals: [25] }).toBe('failed');
    await expectFailed(row, { ...FORM, title: 'Storage refused the upload' });
    expect(most - before, 'bytes of heap').toBeLessThan(16_000_000);
    expect(cloud.plan.bites).toHaveLength(2 * index + 2);
    cloud.plan.disarm();
  }
  // What is not read stays where it is.
  const read = cloud.proxy.connections.reduce((sum, { passed }) => sum + passed.downstream, 0);
  expect(read).toBeLessThan(50_000_000);
  await expect(page.getByText('&g8;').first()).toBeVisible();
});
