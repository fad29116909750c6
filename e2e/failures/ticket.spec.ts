import { passUntil } from '../support/browser/page-clock.ts';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Locator } from 'playwright/test';
import { startFaultProxy } from '../support/proxy/fault-proxy.ts';
import { arrive, choose, uploads } from '../support/ota-drop.ts';
import { countTickets } from './evidence.ts';
import type { Script } from '../support/proxy/gateway.ts';
import { expect, expectFailed, expectProved } from './fixtures.ts';
import {
  codeIn,
  expectNothingSent,
  NOT_SENT,
  takeAway,
  test,
  ticketCall,
  TICKETS,
} from './ticket-fixtures.ts';

/** A ticket that does not come, or too late. Nothing of a file may leave before there is one. */

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

const html = (status: number, title: string) =>
  new Response(`<!doctype html><title>${title}</title><h1>${title}</h1>`, {
    status,
    headers: { 'content-type': 'text/html' },
  });

/** No attempt is used up while it is away. */
async function expectWaitForServer(row: Locator): Promise<void> {
  await expect(row).toHaveAttribute('data-status', 'waiting');
  const failure = row.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', 'ticket-unreachable');
  await expect(failure).toHaveAttribute('data-code', 'FW-T01');
  await expect(failure).toContainText('Can’t reach the upload server');
  await expect(failure).toContainText(NOT_SENT);
  await expect(failure).toContainText('It starts by itself when the upload server answers again.');
}

test.describe('our server', () => {
  test('T01 · that cannot be reached is waited for, and the user may try; back again, it goes on', async ({
    page,
    startCloud,
    files,
  }) => {
    const cloud = await startCloud();
    const proxy = await startFaultProxy({ leadTo: Number(new URL(cloud.url).port) });
    const tickets = countTickets(page);
    await page.goto(proxy.origin);
    // The page has its settings: from here on it lacks tickets alone.
    await expect(page.getByText('Local store')).toBeVisible();
    await arrive(page);
    await proxy.down();
    await choose(page, files.gz);
    const row = uploads(page);
    await expectWaitForServer(row);
    expect(tickets.asked).toBe(1);
    await row.getByTestId('retry').click();
    await expect(row).toHaveAttribute('data-attempt', '2');
    await expectWaitForServer(row);
    expect(tickets.asked).toBe(2);
    await expectNothingSent(cloud);

    await proxy.up();
    await expectProved(page, cloud, await readFile(files.gz));
    await proxy.stop();
  });

  test('T01 · whose settings cannot be had either is asked for them each time', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    let asked = 0;
    gateway.play('/config.json', async () => {
      asked += 1;
      return 'reset';
    });
    const tickets = countTickets(page);
    await page.goto(gateway.url);
    await expect(page.getByText('The page settings (config.json) could not be read')).toBeVisible();
    const before = asked;
    await choose(page, files.gz);
    await expectWaitForServer(uploads(page));
    await expect.poll(() => asked - before).toBeGreaterThanOrEqual(4);
    expect(tickets.asked).toBe(0);

    gateway.play('/config.json', undefined);
    await expectProved(page, cloud, await readFile(files.gz));
  });

  test('T01 · that is away for two calls is not worth a word in the end', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    gateway.play(TICKETS, async (pass, nth) => (nth <= 2 ? 'reset' : pass()));
    const tickets = countTickets(page);
    await page.goto(gateway.url);
    await choose(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz));
    await expect(uploads(page)).toHaveAttribute('data-attempt', '3');
    expect(tickets.asked).toBe(3);
    expect(cloud.plan.seen.posts).toBe(1);
  });

  for (const status of [500, 502, 503, 504]) {
    test(`T02 · before which a gateway answers ${status} is asked four times`, async ({
      page,
      startCloud,
      putBefore,
      files,
    }) => {
      const cloud = await startCloud();
      const gateway = await putBefore(cloud);
      gateway.play(TICKETS, async () => html(status, 'Bad gateway'));
      const tickets = countTickets(page);
      await page.goto(gateway.url);
      await choose(page, files.gz);
      const row = uploads(page);
      const title = 'The upload server had a problem';
      await expectFailed(
        row,
        { kind: 'ticket-refused', code: 'T02', title, stored: NOT_SENT },
        'retry',
      );
      await expect(row.getByTestId('failure')).toContainText(`HTTP ${status} · FW-T02`);
      expect(tickets.asked).toBe(4);
      await expectNothingSent(cloud);

      gateway.play(TICKETS, undefined);
      await row.getByTestId('retry').click();
      await expectProved(page, cloud, await readFile(files.gz));
    });
  }

  test('T02 · that has trouble twice is asked by itself until it has none', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    gateway.play(TICKETS, async (pass, nth) => (nth <= 2 ? html(503, 'Unavailable') : pass()));
    const tickets = countTickets(page);
    await page.goto(gateway.url);
    await choose(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz));
    await expect(uploads(page)).toHaveAttribute('data-attempt', '3');
    expect(tickets.asked).toBe(3);
  });

  test('T02 · that cannot reach its platform says so, and whose network it is', async ({
    page,
    startLive,
    files,
  }) => {
    const closed = await startFaultProxy();
    const cloud = await startLive({ env: { CLOUD_ENDPOINT: closed.origin } });
    const tickets = countTickets(page);
    await page.goto(cloud.url);
    await choose(page, files.gz);
    await expect(uploads(page)).toHaveAttribute('data-status', 'waiting');
    const failure = page.getByTestId('failure');
    await expect(failure).toHaveAttribute('data-code', 'FW-T02');
    await expect(failure).toContainText('The upload server can’t reach the cloud');
    await expect(failure).toContainText('check CLOUD_ENDPOINT');
    await expect(failure).toContainText(NOT_SENT);
    await expect(uploads(page)).toHaveAttribute('data-attempt', '1');
    expect(tickets.asked).toBe(1);
    expect(closed.connections.length + cloud.calls.length).toBe(0);
    await closed.stop();
  });

  test('T04 · before which somebody answers something that is no ticket is asked once more', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const json = (body: string) =>
      new Response(body, { headers: { 'content-type': 'application/json' } });
    const whole = await (await fetch(`${cloud.url}${TICKETS}`, ticketCall('bin'))).text();
    const answers: Readonly<Record<string, Script>> = {
      'a sign-in page': async () => html(200, 'Sign in'),
      'nothing at all': async () => json(''),
      'half a ticket': async () => json(whole.slice(0, whole.length / 2)),
      'a ticket and then some': async () => json(`${whole}\n<!-- proxy -->`),
      null: async () => json('null'),
      'a list': async () => json(`[${whole}]`),
      'a word': async () => json('"success"'),
      'an empty object': async () => json('{}'),
      'success that is no truth value': async () => json('{"success":"yes","data":{}}'),
      'a megabyte of nothing': async () => json('A'.repeat(1_000_000)),
      'no text': async () => new Response(new Uint8Array([0xff, 0xfe, 0x00, 0x80])),
    };
    const tickets = countTickets(page);
    await page.goto(gateway.url);
    const row = uploads(page);
    for (const [what, script] of Object.entries(answers)) {
      await test.step(what, async () => {
        const before = tickets.asked;
        gateway.play(TICKETS, script);
        await choose(page, files.gz);
        await expectFailed(
          row,
          {
            kind: 'ticket-malformed',
            code: 'T04',
            title:
              'The upload server sent something unexpected A proxy or sign-in page may be in the way.',
            stored: NOT_SENT,
          },
          'retry',
        );
        expect(tickets.asked - before).toBe(2);
        await takeAway(row);
      });
    }
    await expectNothingSent(cloud);

    let calls = 0;
    gateway.play(TICKETS, async (pass) => ((calls += 1) === 1 ? html(200, 'Sign in') : pass()));
    await choose(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz));
    await expect(row).toHaveAttribute('data-attempt', '2');
  });

  test('T08 · does not let a page behind a proxy it was not told of ask, and says what to do', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud, { rewritesHost: true });
    const tickets = countTickets(page);
    await page.goto(gateway.url);
    await choose(page, files.gz);
    const title = 'PUBLIC_URL does not name this page’s address';
    await expectFailed(
      uploads(page),
      { kind: 'ticket-refused', code: 'T08', title, stored: NOT_SENT },
      'retry',
    );
    await expect(page.getByTestId('failure')).toContainText('OtaDrop.Forbidden');
    await expect(page.getByTestId('failure')).toContainText('set PUBLIC_URL to its address');
    expect(tickets.asked).toBe(1);
    await expectNothingSent(cloud);
  });

  test('T08 · gives no ticket to another site’s page, however it asks', async ({
    page,
    startLive,
    putBefore,
  }) => {
    const cloud = await startLive();
    const gateway = await putBefore(cloud);
    const answers: string[] = [];
    gateway.play(TICKETS, async (pass) => {
      const answer = await pass();
      answers.push(`${answer.status} ${codeIn(await answer.clone().text())}`);
      return answer;
    });
    const site = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Another site</title>');
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const address = site.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    // Another port of this machine, and another name of it.
    for (const host of ['127.0.0.1', 'localhost']) {
      await page.goto(`http://${host}:${address.port}`);
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
    // With JSON the browser asks first, and is told nothing; the others come through, and get a no.
    expect(answers.filter((answer) => answer === '403 OtaDrop.Forbidden')).toHaveLength(5);
    expect(answers.filter((answer) => answer.startsWith('2'))).toEqual([]);
    expect(cloud.calls).toEqual([]);
    site.closeAllConnections();
    site.close();
  });
});

test.describe('time', () => {
  /** Tickets that are there and do not come, until they are let go. */
  function heldTickets() {
    const held: (() => void)[] = [];
    const script: Script = async (pass) => {
      const answer = await pass();
      return new Promise((resolve) => {
        held.push(() => resolve(answer));
      });
    };
    return {
      script,
      seen: () => held.length,
      letGo: () => held.at(-1)?.(),
      letAllGo: () => held.forEach((letGo) => letGo()),
    };
  }

  test('T15 · a ticket that comes after 9.9 seconds is in time', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const held = heldTickets();
    gateway.play(TICKETS, held.script);
    const tickets = countTickets(page);
    await page.clock.install();
    await page.goto(gateway.url);
    await page.clock.pauseAt(Date.now() + MINUTE_MS);
    await choose(page, files.gz);
    await expect.poll(held.seen).toBe(1);
    await page.clock.fastForward(9_900);
    await expect(uploads(page)).toHaveAttribute('data-status', 'ticketing');
    held.letGo();
    await page.clock.resume();
    await expectProved(page, cloud, await readFile(files.gz));
    expect(tickets.asked).toBe(1);
  });

  test('T15 · a ticket that does not come within ten seconds is asked for three times', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const held = heldTickets();
    gateway.play(TICKETS, held.script);
    const tickets = countTickets(page);
    await page.clock.install();
    await page.goto(gateway.url);
    await page.clock.pauseAt(Date.now() + MINUTE_MS);
    await choose(page, files.gz);
    for (const nth of [1, 2, 3]) {
      // The pause before the next one is drawn as nothing, and begins once the server was asked whether it is there.
      await passUntil(page, () => held.seen() === nth, 5);
      await expect(uploads(page)).toHaveAttribute('data-status', 'ticketing');
      await page.clock.fastForward(10_100);
    }
    const row = uploads(page);
    await expectFailed(
      row,
      {
        kind: 'ticket-timeout',
        code: 'T15',
        title: 'The upload server is slow',
        stored: NOT_SENT,
      },
      'retry',
    );
    await expect(row.getByTestId('failure')).toContainText('did not answer within 10 sec.');
    await expect(row).toHaveAttribute('data-attempt', '3');
    expect(tickets.asked).toBe(3);
    await expectNothingSent(cloud);

    // What comes so late is nobody's ticket any more.
    held.letAllGo();
    gateway.play(TICKETS, undefined);
    await page.clock.resume();
    await row.getByTestId('retry').click();
    await expectProved(page, cloud, await readFile(files.gz));
    expect(cloud.plan.seen.posts).toBe(1);
  });

  test('T16 · tickets of one second that take 0.7 are not used: three times, then the numbers are told', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud({ env: { TICKET_LIFE_S: '1' } });
    const gateway = await putBefore(cloud);
    const held = heldTickets();
    gateway.play(TICKETS, held.script);
    const tickets = countTickets(page);
    await page.clock.install();
    await page.goto(gateway.url);
    await page.clock.pauseAt(Date.now() + MINUTE_MS);
    await choose(page, files.gz);
    const row = uploads(page);
    for (const nth of [1, 2, 3]) {
      await expect.poll(held.seen).toBe(nth);
      await page.clock.fastForward(700);
      held.letGo();
      await expect(row).toHaveAttribute('data-status', nth === 3 ? 'failed' : 'waiting');
      // The pause before the next one is drawn as nothing.
      await page.clock.fastForward(1);
    }
    await expectFailed(
      row,
      {
        kind: 'ticket-expired',
        code: 'T16',
        title: 'The upload ticket arrived too late',
        stored: NOT_SENT,
      },
      'retry',
    );
    await expect(row.getByTestId('failure')).toContainText(/ 1 sec only 0\.3 sec were left\./);
    expect(tickets.asked).toBe(3);
    await expectNothingSent(cloud);
  });

  test('T16 · two late tickets and one in time come to an upload, and nothing was sent with the late ones', async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud({ env: { TICKET_LIFE_S: '20' } });
    const gateway = await putBefore(cloud);
    const held = heldTickets();
    gateway.play(TICKETS, held.script);
    const tickets = countTickets(page);
    await page.clock.install();
    await page.goto(gateway.url);
    await page.clock.pauseAt(Date.now() + MINUTE_MS);
    await choose(page, files.gz);
    for (const nth of [1, 2]) {
      await expect.poll(held.seen).toBe(nth);
      // A computer that sleeps a little: the wall clock goes on, and so does the ticket's life.
      await page.clock.fastForward(9_000);
      await page.clock.setSystemTime(Date.now() + nth * DAY_MS);
      held.letGo();
      await expect(uploads(page)).toHaveAttribute('data-status', 'waiting');
      await page.clock.fastForward(1);
    }
    await expect.poll(held.seen).toBe(3);
    held.letGo();
    await page.clock.resume();
    await expectProved(page, cloud, await readFile(files.gz));
    await expect(uploads(page)).toHaveAttribute('data-attempt', '3');
    expect(tickets.asked).toBe(3);
    expect(cloud.plan.seen.posts).toBe(1);
  });

  for (const days of [-1, 1, -3650, 3650]) {
    test(`T17 · a browser’s clock that is ${days} days off is nobody’s concern`, async ({
      page,
      startCloud,
      files,
    }) => {
      const cloud = await startCloud();
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
      const tickets = countTickets(page);
      await page.goto(cloud.url);
      const shift = (await page.evaluate(() => Date.now())) - Date.now();
      expect(Math.round(shift / DAY_MS)).toBe(days);
      await choose(page, files.gz);
      await expectProved(page, cloud, await readFile(files.gz));
      await expect(uploads(page)).toHaveAttribute('data-attempt', '1');
      expect(tickets.asked).toBe(1);
      expect(cloud.plan.seen.posts).toBe(1);
    });
  }
});
