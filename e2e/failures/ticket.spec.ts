import { createServer } from 'node:http';
import type { Locator, Page } from 'playwright/test';
import { passUntil, standStill } from '../support/browser/page-clock.ts';
import { arrive, choose, detailOf, uploads } from '../support/ota-drop.ts';
import { listenOn } from '../support/proxy/free-port.ts';
import type { Gateway, Script } from '../support/proxy/gateway.ts';
import {
  chooseOne,
  expectCounts,
  expectNothingSent,
  inDetail,
  openAndChoose,
  takeAway,
  ticketsOf,
} from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectFailed,
  expectVerified,
  expectWaiting,
  NOT_SENT,
  retryAndExpectVerified,
  test,
} from './fixtures.ts';

/** A ticket that does not come, or too late. Nothing of a file may leave before there is one. */

test.use({ pauses: 'none' });

const TICKETS = '/api/tickets';
const DAY_MS = 24 * 60 * 60_000;
const HTML = { 'content-type': 'text/html' };
const html = (status: number, body = '<!doctype html><h1>Not ours</h1>') =>
  new Response(body, { status, headers: HTML });
const json = (body: string) =>
  new Response(body, { headers: { 'content-type': 'application/json' } });

const REFUSED = { kind: 'ticket-refused', stored: NOT_SENT };
const AWAY = { kind: 'ticket-unreachable', code: 'T01' };

/** No attempt is used up while our server is away. */
async function expectWaitForServer(row: Locator): Promise<void> {
  const starts = 'Starts when the server is back.';
  await expectWaiting(row, AWAY, 'Can’t reach the server', NOT_SENT, starts);
}

test('T01 a server that is away is waited for', async ({ page, cloud, files, startProxy }) => {
  const proxy = await startProxy(cloud.url);
  await page.goto(proxy.url);
  // The page has its settings: from here on it lacks tickets alone.
  await expect(page.getByText('Local store')).toBeVisible();
  await arrive(page);
  await proxy.down();
  const row = await chooseOne(page, files.gz);
  await expectWaitForServer(row);
  expect(ticketsOf(page).asked).toBe(1);
  await (await inDetail(row, 'retry')).click();
  await expectAttempt(row, 2);
  await expectWaitForServer(row);
  expect(ticketsOf(page).asked).toBe(2);
  await expectNothingSent(cloud);
  await proxy.up();
  await expectVerified(cloud, row, files.gz);
});

test('T01 missing settings are asked for again', async ({ page, cloud, gateway, files }) => {
  let asked = 0;
  gateway.play('/config.json', async () => {
    asked += 1;
    return 'reset';
  });
  await page.goto(gateway.url);
  await expect(page.getByText('The page settings (config.json) could not be read')).toBeVisible();
  const before = asked;
  const row = await chooseOne(page, files.gz);
  await expectWaitForServer(row);
  await expect.poll(() => asked - before).toBeGreaterThanOrEqual(4);
  expect(ticketsOf(page).asked).toBe(0);
  gateway.play('/config.json', undefined);
  await expectVerified(cloud, row, files.gz);
});

for (const { status, code, asked, title } of [
  { status: 502, code: 'T02', asked: 4, title: 'The server had a problem' },
  {
    status: 451,
    code: 'T21',
    asked: 1,
    title: 'Something before the server refused the request',
  },
]) {
  test(`${code} a gateway’s ${status} is told as that`, async ({ page, cloud, gateway, files }) => {
    gateway.play(TICKETS, async () => html(status));
    const row = await openAndChoose(page, gateway, files.gz);
    await expectFailed(row, { ...REFUSED, code, title, says: `HTTP ${status} · FW-${code}` });
    expect(ticketsOf(page).asked).toBe(asked);
    await expectNothingSent(cloud);
    gateway.play(TICKETS, undefined);
    await retryAndExpectVerified(cloud, row, files.gz);
  });
}

test('T04 an answer that is no ticket: asked again', async ({ page, cloud, gateway, files }) => {
  const answers: Readonly<Record<string, Script>> = {
    'a sign-in page': async () => html(200),
    'half a ticket': async (pass) => {
      const whole = await (await pass()).text();
      return json(whole.slice(0, whole.length / 2));
    },
    'a megabyte of nothing': async () => json('A'.repeat(1_000_000)),
    'no text': async () => new Response(new Uint8Array([0xff, 0xfe, 0x00, 0x80])),
  };
  await page.goto(gateway.url);
  for (const [what, script] of Object.entries(answers)) {
    await test.step(what, async () => {
      const before = ticketsOf(page).asked;
      gateway.play(TICKETS, script);
      const row = await chooseOne(page, files.gz);
      await expectFailed(row, {
        kind: 'ticket-malformed',
        code: 'T04',
        title: 'The server sent something unexpected A proxy or sign-in page may be in the way.',
        stored: NOT_SENT,
      });
      expect(ticketsOf(page).asked - before).toBe(2);
      await takeAway(row);
    });
  }
  await expectNothingSent(cloud);

  let calls = 0;
  gateway.play(TICKETS, async (pass) => ((calls += 1) === 1 ? html(200) : pass()));
  const row = await chooseOne(page, files.gz);
  await expectVerified(cloud, row, files.gz, { attempts: 2 });
});

for (const [what, answer] of [
  [
    'a redirect',
    () => new Response(null, { status: 302, headers: { location: 'https://login.example/' } }),
  ],
  ['a page with 401', () => html(401)],
] as const) {
  test(`T07 an ended sign-in, by ${what}: files wait`, async ({ page, cloud, gateway, files }) => {
    await page.goto(gateway.url);
    for (const path of [TICKETS, '/healthz']) gateway.play(path, async () => answer());
    await choose(page, files.gz, files.zip);
    for (const row of [uploads(page).nth(0), uploads(page).nth(1)]) {
      await expect(row).toHaveAttribute('data-status', /^(?:waiting|queued)$/);
      await expect(await detailOf(row)).toContainText('Starts when you have signed in.');
    }
    const waiting = uploads(page).and(page.locator('[data-status=waiting]')).first();
    await expect(waiting.getByTestId('failure')).toContainText('Waiting for sign-in');
    await expect(await inDetail(waiting, 'detail-failure')).toContainText('You are not signed in');
    const opening = page.context().waitForEvent('page');
    await waiting.getByTestId('sign-in').click();
    const tab = await opening;
    expect(new URL(tab.url()).origin).toBe(gateway.url);
    await tab.close();

    for (const path of [TICKETS, '/healthz']) gateway.play(path, undefined);
    await expectVerified(cloud, uploads(page).nth(0), files.gz);
    await expectVerified(cloud, uploads(page).nth(1), files.zip);
    expect(cloud.plan.seen.posts).toBe(2);
  });
}

test('T08 an unknown proxy: the setting is named', async ({ page, cloud, putBefore, files }) => {
  const gateway = await putBefore(cloud.url, { rewritesHost: true });
  await expectFailed(await openAndChoose(page, gateway, files.gz), {
    ...REFUSED,
    code: 'T08',
    title: 'PUBLIC_URL does not name this page’s address',
    says: ['OtaDrop.Forbidden', 'set PUBLIC_URL to its address'],
  });
  expect(ticketsOf(page).asked).toBe(1);
  await expectNothingSent(cloud);
});

test('T08 another site’s page gets no ticket', async ({ page, live, putBefore }) => {
  const gateway = await putBefore(live.url);
  const answers: string[] = [];
  gateway.play(TICKETS, async (pass) => {
    const answer = await pass();
    const { code = '' }: { code?: string } = await answer.clone().json();
    answers.push(`${answer.status} ${code}`);
    return answer;
  });
  const site = createServer((_, response) => {
    response.writeHead(200, HTML).end('<title>Another site</title>');
  });
  const port = await listenOn(site);
  // Another port of this machine, and another name of it.
  for (const host of ['127.0.0.1', 'localhost']) {
    await page.goto(`http://${host}:${port}`);
    const got = await page.evaluate(async (endpoint) => {
      const body = '{"fileSuffix":"bin"}';
      const ask = (init: RequestInit) =>
        fetch(endpoint, { method: 'POST', body, ...init }).then(
          () => 'an answer',
          () => 'none',
        );
      return [
        await ask({ headers: { 'content-type': 'application/json' } }),
        await ask({ mode: 'no-cors', headers: { 'content-type': 'text/plain' } }),
        await ask({ mode: 'no-cors', credentials: 'include' }),
      ];
    }, `${gateway.url}${TICKETS}`);
    expect(got).toEqual(['none', 'none', 'none']);
  }
  // A form needs no script at all, and its answer becomes the page.
  await page.setContent(
    `<form method="post" enctype="text/plain" action="${gateway.url}${TICKETS}"><input name='{"fileSuffix":"bin","x":"' value='"}'><button>Go</button></form>`,
  );
  await page.getByRole('button').click();
  await expect(page.locator('body')).toContainText('OtaDrop.Forbidden');
  // With JSON the browser asks first, and is told nothing; the others come through, and are refused.
  expect(answers.filter((answer) => answer === '403 OtaDrop.Forbidden')).toHaveLength(5);
  expect(answers.filter((answer) => answer.startsWith('2'))).toEqual([]);
  expect(live.calls).toEqual([]);
  site.closeAllConnections();
  site.close();
});

/** The page's clock stands still, and a file has been chosen; tickets are there, and are held until they are let go. */
async function chooseWithHeldTickets(page: Page, gateway: Gateway, path: string) {
  const held: (() => void)[] = [];
  gateway.play(TICKETS, async (pass) => {
    const answer = await pass();
    return new Promise((resolve) => {
      held.push(() => resolve(answer));
    });
  });
  await standStill(page, gateway.url);
  return {
    row: await chooseOne(page, path),
    seen: () => held.length,
    letGo: () => held.at(-1)?.(),
    letAllGo: () => held.forEach((letGo) => letGo()),
  };
}

test('T15 a late ticket is asked for three times', async ({ page, cloud, gateway, files }) => {
  const { row, seen, letAllGo } = await chooseWithHeldTickets(page, gateway, files.gz);
  for (const nth of [1, 2, 3]) {
    // The pause before the next one is drawn as nothing, and begins once the server was asked whether it is there.
    await passUntil(page, () => seen() === nth, 5);
    await expect(row).toHaveAttribute('data-status', 'ticketing');
    await page.clock.fastForward(10_100);
  }
  await expectFailed(row, {
    kind: 'ticket-timeout',
    code: 'T15',
    title: 'The server is slow',
    stored: NOT_SENT,
    says: 'did not answer within 10 s.',
  });
  await expectAttempt(row, 3);
  expect(ticketsOf(page).asked).toBe(3);
  await expectNothingSent(cloud);

  // What comes so late is not used any more.
  letAllGo();
  gateway.play(TICKETS, undefined);
  await page.clock.resume();
  await retryAndExpectVerified(cloud, row, files.gz);
  expect(cloud.plan.seen.posts).toBe(1);
});

test('T16 three tickets expired on the way', async ({ page, startCloud, putBefore, files }) => {
  const cloud = await startCloud({ env: { TICKET_LIFE_S: '1' } });
  const gateway = await putBefore(cloud.url);
  const { row, seen, letGo } = await chooseWithHeldTickets(page, gateway, files.gz);
  for (const nth of [1, 2, 3]) {
    await expect.poll(seen).toBe(nth);
    await page.clock.fastForward(700);
    letGo();
    await expect(row).toHaveAttribute('data-status', nth === 3 ? 'failed' : 'waiting');
    // The pause before the next one is drawn as nothing.
    await page.clock.fastForward(1);
  }
  await expectFailed(row, {
    kind: 'ticket-expired',
    code: 'T16',
    title: 'The upload ticket arrived too late',
    stored: NOT_SENT,
    says: /\s1\ss only 0\.3\ss were left\./,
  });
  expect(ticketsOf(page).asked).toBe(3);
  await expectNothingSent(cloud);
});

for (const days of [-1, 3650]) {
  test(`T17 a browser’s clock ${days} days off changes nothing`, async ({ page, cloud, files }) => {
    await page.addInitScript((shiftMs) => {
      const RealDate = Date;
      class ShiftedDate extends RealDate {
        constructor(...args: [] | [number | string]) {
          const [value = RealDate.now() + shiftMs] = args;
          super(value);
        }
        static override now(): number {
          return RealDate.now() + shiftMs;
        }
      }
      Object.assign(globalThis, { Date: ShiftedDate });
    }, days * DAY_MS);
    await page.goto(cloud.url);
    const shift = (await page.evaluate(() => Date.now())) - Date.now();
    expect(Math.round(shift / DAY_MS)).toBe(days);
    const row = await chooseOne(page, files.gz);
    await expectVerified(cloud, row, files.gz, { attempts: 1 });
    await expectCounts({ cloud, page }, { asked: 1, posts: 1 });
  });
}
