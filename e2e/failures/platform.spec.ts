import { readFile } from 'node:fs/promises';
import { FILE_SUFFIXES } from '../../src/contract/file-suffix.ts';
import { choose, uploads } from '../support/ota-drop.ts';
import { countTickets, uploadAgain } from './evidence.ts';
import { refusal } from '../support/cloud/live-cloud.ts';
import { expect, expectFailed, expectProved } from './fixtures.ts';
import {
  codeIn,
  expectNothingSent,
  keyIn,
  NOT_SENT,
  takeAway,
  test,
  ticketCall,
  TICKETS,
} from './ticket-fixtures.ts';

/** What the platform says no with, and what our server can do about it by itself. */

const MINUTE_MS = 60_000;

test.describe('the platform', () => {
  test('T03 · that has trouble is called four times, each time anew', async ({
    page,
    startLive,
    files,
  }) => {
    const cloud = await startLive({
      mood: async () => refusal('iot.system.SystemException'),
    });
    await page.goto(cloud.url);
    await choose(page, files.gz);
    const row = uploads(page);
    await expectFailed(
      row,
      {
        kind: 'ticket-refused',
        code: 'T03',
        title: 'The cloud platform is temporarily unavailable',
        stored: NOT_SENT,
      },
      'retry',
    );
    await expect(row.getByTestId('failure')).toContainText('iot.system.SystemException');
    await expect(row.getByTestId('failure')).toContainText('request-4711');
    expect(cloud.calls).toHaveLength(4);
    expect(new Set(cloud.calls.map(({ nonce }) => nonce)).size).toBe(4);
    expect(new Set(cloud.calls.map(({ signature }) => signature)).size).toBe(4);
    await expectNothingSent(cloud);

    cloud.mood = (answer) => answer();
    await row.getByTestId('retry').click();
    await expectProved(page, cloud, await readFile(files.gz));
  });

  test('T03 · that has trouble twice is called until it has none', async ({
    page,
    startLive,
    files,
  }) => {
    const cloud = await startLive({
      mood: async (answer, nth) =>
        nth <= 2 ? refusal('Iot.system.SystemException', { status: 500 }) : answer(),
    });
    await page.goto(cloud.url);
    await choose(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz));
    await expect(uploads(page)).toHaveAttribute('data-attempt', '3');
    expect(cloud.calls).toHaveLength(3);
  });

  test('T06 · is never called more than eight times a second: fifty who come at once all get their ticket', async ({
    startLive,
  }) => {
    const cloud = await startLive({ env: { TICKETS_PER_SECOND: undefined } });
    const began = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const response = await fetch(`${cloud.url}${TICKETS}`, ticketCall('bin'));
        return `${response.status} ${keyIn(await response.text())}`;
      }),
    );
    for (const answer of answers) expect(answer).toMatch(/^200 ota\/firmware\/[0-9a-f-]{36}\.bin$/);
    expect(new Set(answers).size).toBe(50);
    // Lateness only adds to these times: a busy machine cannot make them shorter.
    for (const [index, { at }] of cloud.calls.entries()) {
      expect(at - began).toBeGreaterThanOrEqual(Math.floor(index / 8) * 1000 - 20);
    }
    expect(cloud.calls).toHaveLength(50);
  });

  test('T06 · whoever finds the line too long is told when to come back, and the platform hears nothing of it', async ({
    page,
    startLive,
    files,
  }) => {
    // One call in ten seconds: the second waits for its turn, the third would wait too long.
    const cloud = await startLive({ env: { TICKETS_PER_SECOND: '0.1' } });
    const waiting = new AbortController();
    const ask = (page = '') => {
      const call = ticketCall('bin');
      const headers = new Headers(call.headers);
      headers.set('x-ota-drop-page', page);
      return fetch(`${cloud.url}${TICKETS}`, { ...call, headers, signal: waiting.signal });
    };
    expect((await ask()).status).toBe(200);
    // Of pages that have had no turn yet, whoever came first is first.
    const second = ask('another page').then(
      ({ status }) => status,
      () => 'gave up',
    );
    // Whoever comes third is turned away once the second is in line, and not before.
    await expect.poll(async () => (await ask()).status).toBe(429);
    const crowded = await ask();
    expect(Number(crowded.headers.get('retry-after'))).toBeGreaterThan(10);
    expect(await crowded.text()).toContain('OtaDrop.TooManyTickets');
    expect(cloud.calls).toHaveLength(1);

    await page.clock.install();
    await page.goto(cloud.url);
    await choose(page, files.gz);
    const failure = uploads(page).getByTestId('failure');
    await expect(uploads(page)).toHaveAttribute('data-status', 'waiting');
    await expect(failure).toHaveAttribute('data-code', 'FW-T06');
    await expect(failure).toContainText('Many uploads at once Waiting for a free slot');
    await expect(failure).toContainText(NOT_SENT);
    await expect(failure.getByTestId('countdown')).toContainText(/Trying again in (?:1\d|20) sec/);
    expect(cloud.calls).toHaveLength(1);
    waiting.abort();
    // On a busy machine it may have been sent away by then.
    expect(['gave up', 429]).toContain(await second);
  });

  test('T06 · that is crowded is left alone for as long as it asks, and let be called six times', async ({
    page,
    startLive,
    files,
  }) => {
    const throttled = (retryAfterS: number) =>
      refusal('Throttling.User', { status: 429, headers: { 'retry-after': String(retryAfterS) } });
    const cloud = await startLive({
      mood: async (answer, nth) => (nth <= 5 ? throttled(nth === 1 ? 600 : 7) : answer()),
    });
    await page.clock.install();
    await page.goto(cloud.url);
    await choose(page, files.gz);
    const row = uploads(page);
    for (const [index, waitS] of [30, 7, 7, 7, 7].entries()) {
      await expect(row).toHaveAttribute('data-status', 'waiting');
      await expect(row).toHaveAttribute('data-attempt', String(index + 1));
      await expect(row.getByTestId('failure')).toHaveAttribute('data-code', 'FW-T06');
      await expect(row.getByTestId('failure')).toContainText('Many uploads at once');
      expect(cloud.calls).toHaveLength(index + 1);
      // Nobody is made to wait longer than half a minute, and nobody comes before the time.
      await page.clock.fastForward((waitS - 3) * 1000);
      await expect(row.getByTestId('countdown')).toContainText(/Trying again in [0-3] sec|now/);
      await page.clock.fastForward(3_500);
    }
    await expectProved(page, cloud, await readFile(files.gz));
    await expect(row).toHaveAttribute('data-attempt', '6');
    expect(cloud.calls).toHaveLength(6);
  });

  test('T06 · that stays crowded is given up after six calls, and the file stays', async ({
    page,
    startLive,
    files,
  }) => {
    const cloud = await startLive({ mood: async () => refusal('Throttling.User') });
    await page.goto(cloud.url);
    await choose(page, files.gz);
    const row = uploads(page);
    await expectFailed(
      row,
      { kind: 'ticket-refused', code: 'T06', title: 'Many uploads at once', stored: NOT_SENT },
      'retry',
    );
    expect(cloud.calls).toHaveLength(6);
    await expectNothingSent(cloud);
    cloud.mood = (answer) => answer();
    await row.getByTestId('retry').click();
    await expectProved(page, cloud, await readFile(files.gz));
  });

  for (const [what, env] of [
    ['a wrong secret', { ACCESS_KEY_SECRET: 'not-the-secret' }],
    ['an unknown key', { ACCESS_KEY_ID: 'nobodys-key' }],
  ] as const) {
    test(`T09 · that refuses ${what} is called once; the server is no longer ready, and the page shows no secret`, async ({
      page,
      startLive,
      files,
    }) => {
      const cloud = await startLive({ env });
      const readiness = () => fetch(`${cloud.url}/readyz`).then(({ status }) => status);
      expect(await readiness()).toBe(200);
      await page.goto(cloud.url);
      await choose(page, files.gz);
      const title =
        'The server’s cloud key was refused An administrator must check the AccessKey. Trying again won’t help before that.';
      await expectFailed(
        uploads(page),
        { kind: 'ticket-refused', code: 'T09', title, stored: NOT_SENT },
        'retry',
      );
      expect(cloud.calls).toHaveLength(1);
      expect(await readiness()).toBe(503);
      const shown = await page.locator('body').innerText();
      for (const secret of ['string to sign', 'not-the-secret', 'nobodys-key', 'embedded-key']) {
        expect(shown).not.toContain(secret);
      }
      await expectNothingSent(cloud);
    });
  }

  test('T09 · that writes numbers is understood as well', async ({ page, startLive, files }) => {
    const cloud = await startLive();
    await page.goto(cloud.url);
    for (const code of [1001, 1004, 1005]) {
      const before = cloud.calls.length;
      cloud.mood = async () => refusal(code);
      await choose(page, files.gz);
      const title = 'The server’s cloud key was refused';
      await expectFailed(
        uploads(page),
        { kind: 'ticket-refused', code: 'T09', title, stored: NOT_SENT },
        'retry',
      );
      expect(cloud.calls.length - before).toBe(1);
      await takeAway(uploads(page));
    }
  });

  for (const minutes of [-16, 16]) {
    test(`T10 · whose clock is ${minutes} minutes off ours is called by its own clock, and nobody notices`, async ({
      page,
      startLive,
      files,
    }) => {
      const now = () => Date.now() + minutes * MINUTE_MS;
      const cloud = await startLive({
        now,
        async mood(answer) {
          const response = await answer();
          response.headers.set('date', new Date(now()).toUTCString());
          return response;
        },
      });
      const tickets = countTickets(page);
      await page.goto(cloud.url);
      await choose(page, files.gz);
      await expectProved(page, cloud, await readFile(files.gz));
      // Refused, corrected; remembered from then on.
      expect(cloud.calls).toHaveLength(2);
      await takeAway(uploads(page));
      await uploadAgain(page, files.gz);
      await expectProved(page, cloud, await readFile(files.gz));
      expect(cloud.calls).toHaveLength(3);
      expect(tickets.asked).toBe(2);
    });
  }

  test('T10 · that will not have the corrected time either is not called a third time, and the person learns by how much the clock is off', async ({
    page,
    startLive,
    files,
  }) => {
    const cloud = await startLive({
      mood: async () =>
        refusal('InvalidTimeStamp.Expired', {
          status: 400,
          headers: { date: new Date(Date.now() + 47 * MINUTE_MS).toUTCString() },
        }),
    });
    const tickets = countTickets(page);
    await page.goto(cloud.url);
    await choose(page, files.gz);
    const title =
      'The upload server’s clock is wrong An administrator must set the server’s time, then retry.';
    await expectFailed(
      uploads(page),
      { kind: 'ticket-refused', code: 'T10', title, stored: NOT_SENT },
      'retry',
    );
    await expect(page.getByTestId('failure')).toContainText('it is 47 min behind the IoT platform');
    expect(tickets.asked).toBe(1);
    expect(cloud.calls).toHaveLength(2);
    await expectNothingSent(cloud);
  });

  test('T11 · that has seen a nonce, since something on the way calls twice, is called with another one, and nobody notices', async ({
    page,
    startLive,
    files,
  }) => {
    const codes: string[] = [];
    const cloud = await startLive({
      async mood(answer, nth) {
        const first = await answer();
        if (nth > 1) return first;
        const second = await answer();
        codes.push(codeIn(await second.clone().text()));
        return second;
      },
    });
    const tickets = countTickets(page);
    await page.goto(cloud.url);
    await choose(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz));
    expect(codes).toEqual(['SignatureNonceUsed']);
    expect(tickets.asked).toBe(1);
    expect(cloud.calls).toHaveLength(2);
    expect(new Set(cloud.calls.map(({ nonce }) => nonce)).size).toBe(2);
    expect(new Set(cloud.calls.map(({ signature }) => signature)).size).toBe(2);
  });

  test('T11 · that will not have any nonce is called four times in all', async ({
    page,
    startLive,
    files,
  }) => {
    const cloud = await startLive({
      async mood(answer) {
        await answer();
        return answer();
      },
    });
    const tickets = countTickets(page);
    await page.goto(cloud.url);
    await choose(page, files.gz);
    const title = 'The cloud had seen this request before';
    await expectFailed(
      uploads(page),
      { kind: 'ticket-refused', code: 'T11', title, stored: NOT_SENT },
      'retry',
    );
    expect(tickets.asked).toBe(2);
    expect(cloud.calls).toHaveLength(4);
    expect(new Set(cloud.calls.map(({ nonce }) => nonce)).size).toBe(4);
    await expectNothingSent(cloud);
  });

  test('T12 · that speaks of instance, account, bill or permission is called once, and each has a sentence of its own', async ({
    page,
    startLive,
    files,
  }) => {
    const instance = 'The cloud instance was not found';
    const account = 'The cloud account is not ready for this';
    const permission = 'The server’s cloud account lacks a permission';
    const titles: Readonly<Record<string, string>> = {
      'iot.system.InstanceNotFound': instance,
      'Iot.sre.IotInstanceNotFound': instance,
      'iot.system.UidNotFound': account,
      'iot.common.InvalidTenant': account,
      'iot.system.BillIsOverDue': 'The cloud account has an overdue bill',
      'iot.system.IllegalRequest': 'The cloud did not accept the request',
      'iot.common.RamActionPermissionDeny': permission,
      NoPermission: permission,
      'Forbidden.RAM': permission,
      'InvalidApi.NotFound': 'This cloud instance cannot take OTA uploads',
    };
    const cloud = await startLive();
    await page.goto(cloud.url);
    const row = uploads(page);
    for (const [code, title] of Object.entries(titles)) {
      await test.step(code, async () => {
        const before = cloud.calls.length;
        cloud.mood = async () => refusal(code);
        await choose(page, files.gz);
        await expectFailed(
          row,
          { kind: 'ticket-refused', code: 'T12', title, stored: NOT_SENT },
          'retry',
        );
        await expect(row.getByTestId('failure')).toContainText(code);
        expect(cloud.calls.length - before).toBe(1);
        await takeAway(row);
      });
    }
    await expectNothingSent(cloud);
  });

  test('T13 · with a code that nobody has heard of is called twice, and the code is shown as it is', async ({
    page,
    startLive,
    files,
  }) => {
    const codes = [
      'iot.ota.NobodyHasHeardOfThis',
      '<img src=x onerror="document.title=1">',
      '{{constructor}}',
      '稍后再试',
      '-1',
    ];
    const cloud = await startLive();
    await page.goto(cloud.url);
    const row = uploads(page);
    for (const code of codes) {
      await test.step(code, async () => {
        const before = cloud.calls.length;
        cloud.mood = async () => refusal(code);
        await choose(page, files.gz);
        await expectFailed(
          row,
          {
            kind: 'ticket-refused',
            code: 'T13',
            title:
              'The cloud refused the request Send the code and the details to your administrator.',
            stored: NOT_SENT,
          },
          'retry',
        );
        await expect(row.getByTestId('failure')).toContainText(
          `${code} · The platform says ${code}`,
        );
        await expect(row.locator('img')).toHaveCount(0);
        expect(cloud.calls.length - before).toBe(2);
        await takeAway(row);
      });
    }
    expect(await page.title()).toContain('OTA Drop');
    await expectNothingSent(cloud);
  });

  test('T14 · that does not take a suffix is called once; another suffix can be chosen and goes', async ({
    page,
    startLive,
    files,
  }) => {
    const cloud = await startLive({
      mood: async (answer, nth) =>
        nth === 1 ? refusal('iot.common.InvalidFormattedParameter') : answer(),
    });
    await page.goto(cloud.url);
    await choose(page, files.gz);
    const row = uploads(page);
    await expectFailed(
      row,
      {
        kind: 'ticket-refused',
        code: 'T14',
        title:
          'The cloud does not accept this file suffix Choose another suffix for this file, then retry.',
        stored: NOT_SENT,
      },
      'retry',
    );
    expect(cloud.calls).toHaveLength(1);
    await row.getByTestId('suffix').selectOption('gzip');
    await row.getByTestId('retry').click();
    await expectProved(page, cloud, await readFile(files.gz));
    await expect(row.getByTestId('firmware-url')).toHaveText(/\.gzip$/);
    expect(cloud.calls.map(({ suffix }) => suffix)).toEqual(['gz', 'gzip']);
  });

  test('T14 · is asked for the eight suffixes and for nothing else', async ({ startLive }) => {
    const cloud = await startLive();
    const ask = async (fileSuffix: unknown) => {
      const response = await fetch(`${cloud.url}${TICKETS}`, ticketCall(fileSuffix));
      return { status: response.status, text: await response.text() };
    };
    for (const suffix of FILE_SUFFIXES) {
      const { status, text } = await ask(suffix);
      expect([status, keyIn(text).endsWith(`.${suffix}`)]).toEqual([200, true]);
    }
    expect(cloud.calls.map(({ suffix }) => suffix)).toEqual([...FILE_SUFFIXES]);
    const wrong: readonly unknown[] = [
      ...'img hex fw exe tgz tar.bz2 tar.xz bz2 xz 7z rar iso gz.tar * .. . .bin bin.'.split(' '),
      ...'../bin bin/.. bin?x ｂｉｎ b\u0131n ${filename} bin,zip'.split(' '),
      '',
      ' ',
      ' bin',
      'bin ',
      'bin\n',
      'b\u0000in',
      null,
      0,
      true,
      ['bin'],
      { bin: 1 },
    ];
    expect(wrong.length).toBeGreaterThanOrEqual(30);
    for (const suffix of wrong) {
      const { status, text } = await ask(suffix);
      expect([suffix, status, codeIn(text)]).toEqual([suffix, 400, 'OtaDrop.BadRequest']);
    }
    expect(cloud.calls).toHaveLength(FILE_SUFFIXES.length);
  });
});
