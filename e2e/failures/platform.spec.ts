import { letPass } from '../support/browser/page-clock.ts';
import { startLiveCloud, refusal, type LiveCloud } from '../support/cloud/live-cloud.ts';
import { startFaultProxy, type FaultProxy } from '../support/proxy/fault-proxy.ts';
import { starting } from '../support/starting.ts';
import { choose, detailOf, uploads } from '../support/ota-drop.ts';
import {
  chooseOne,
  countTickets,
  expectNothingSent,
  inDetail,
  openAndChoose,
  takeAway,
  ticketsOf,
  uploadAgain,
} from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectFailed,
  expectVerified,
  expectWaiting,
  NOT_SENT,
  retryAndExpectVerified,
  test as base,
  type Failed,
} from './fixtures.ts';

/** What the platform refuses, what our server can do about it by itself, and a platform that is away. */

type Away = LiveCloud & {
  /** Between our server and the platform; pages reach the store without it. */
  readonly line: FaultProxy;
};

async function startBehindProxy(): Promise<Away> {
  const line = await startFaultProxy();
  const cloud = await startLiveCloud({ env: { CLOUD_ENDPOINT: line.url } });
  line.leadTo(cloud.cloudUrl);
  const { stop } = cloud;
  return Object.assign(cloud, {
    line,
    async stop() {
      await stop();
      await line.stop();
    },
  });
}

const test = base.extend<{ readonly startBehind: typeof startBehindProxy }>({
  startBehind: starting(startBehindProxy),
});

const MINUTE_MS = 60_000;
const REFUSED = { kind: 'ticket-refused', stored: NOT_SENT };
const differentOf = (calls: LiveCloud['calls']) => ({
  nonces: new Set(calls.map(({ nonce }) => nonce)).size,
  signatures: new Set(calls.map(({ signature }) => signature)).size,
});

test.describe('refusals', () => {
  test.use({ pauses: 'none' });

  test('T03 a platform with a problem is called four times', async ({ page, live, files }) => {
    live.answerWith = async () => refusal('iot.system.SystemException');
    const row = await openAndChoose(page, live, files.gz);
    const says = ['iot.system.SystemException', 'request-4711'];
    const title = 'The cloud platform is temporarily unavailable';
    await expectFailed(row, { ...REFUSED, code: 'T03', title, says });
    expect(live.calls).toHaveLength(4);
    expect(differentOf(live.calls)).toEqual({ nonces: 4, signatures: 4 });
    await expectNothingSent(live);

    live.answerWith = async (pass, nth) =>
      nth <= 6 ? refusal('Iot.system.SystemException', { status: 500 }) : pass();
    await retryAndExpectVerified(live, row, files.gz);
    expect(live.calls).toHaveLength(7);
  });

  test('T23 a user who has had all tickets of a day is told', async ({
    page,
    startLive,
    files,
  }) => {
    const live = await startLive({ env: { TICKETS_PER_USER_DAY: '1' } });
    await expectVerified(live, await openAndChoose(page, live, files.gz), files.gz);
    await choose(page, files.zip);
    await expectFailed(uploads(page).nth(1), {
      ...REFUSED,
      code: 'T23',
      title: 'You have used all your tickets for today',
      says: ['OtaDrop.UserShareTaken', 'TICKETS_PER_USER_DAY'],
    });
    expect(live.calls).toHaveLength(1);
  });

  test('T06 a platform with too many calls is asked again when it says', async ({
    page,
    live,
    files,
  }) => {
    live.answerWith = async (pass, nth) =>
      nth <= 5
        ? refusal('Throttling.User', {
            status: 429,
            headers: { 'retry-after': nth === 1 ? '600' : '7' },
          })
        : pass();
    await page.clock.install();
    const row = await openAndChoose(page, live, files.gz);
    for (const [index, waitS] of [30, 7, 7, 7, 7].entries()) {
      await expectWaiting(row, { ...REFUSED, code: 'T06' }, 'Many uploads at once', NOT_SENT);
      await expectAttempt(row, index + 1);
      expect(live.calls).toHaveLength(index + 1);
      // No wait is longer than half a minute, and no call comes before its time.
      await page.clock.fastForward((waitS - 3) * 1000);
      await expect(await inDetail(row, 'countdown')).toContainText(/Trying again in [0-3]\ss|now/);
      await page.clock.fastForward(3_500);
    }
    await expectVerified(live, row, files.gz, { attempts: 6 });
    expect(live.calls).toHaveLength(6);
  });

  test('T09 a refused key ends readiness and is not shown', async ({ page, startLive, files }) => {
    const live = await startLive({ env: { ACCESS_KEY_SECRET: 'not-the-secret' } });
    const readiness = () => fetch(`${live.url}/readyz`).then(({ status }) => status);
    expect(await readiness()).toBe(200);
    await expectFailed(await openAndChoose(page, live, files.gz), {
      ...REFUSED,
      code: 'T09',
      title:
        'The server’s cloud key was refused An administrator must check the AccessKey. Trying again won’t help before that.',
    });
    expect(live.calls).toHaveLength(1);
    expect(await readiness()).toBe(503);
    const shown = await page.locator('body').innerText();
    for (const secret of ['string to sign', 'not-the-secret', 'embedded-key']) {
      expect(shown).not.toContain(secret);
    }
    await expectNothingSent(live);
  });

  const instance = 'The cloud instance was not found';
  const account = 'The cloud account is not ready for this';
  const permission = 'The server’s cloud account lacks a permission';
  const unknown =
    'The cloud refused the request Send the code and the details to your administrator.';
  const CODES = {
    T09: { calls: 1, titles: { 1001: 'The server’s cloud key was refused' } },
    T12: {
      calls: 1,
      titles: {
        'iot.system.InstanceNotFound': instance,
        'Iot.sre.IotInstanceNotFound': instance,
        'iot.system.UidNotFound': account,
        'iot.common.InvalidTenant': account,
        'iot.system.BillIsOverDue': 'The cloud account has an overdue bill',
        'iot.system.IllegalRequest': 'The cloud did not accept the request',
        'iot.common.RamActionPermissionDeny': permission,
        NoPermission: permission,
        'Forbidden.RAM': permission,
        'InvalidApi.NotFound': 'This cloud instance can’t take OTA uploads',
      },
    },
    T13: {
      calls: 2,
      titles: {
        'iot.ota.AnUnknownCode': unknown,
        '<img src=x onerror="document.title=1">': unknown,
        稍后再试: unknown,
      },
    },
  } as const satisfies Readonly<Record<string, { calls: number; titles: Record<string, string> }>>;

  for (const [code, { calls, titles }] of Object.entries(CODES)) {
    test(`${code} codes have a sentence, after ${calls} calls`, async ({ page, live, files }) => {
      await page.goto(live.url);
      for (const [platformCode, title] of Object.entries(titles)) {
        await test.step(platformCode, async () => {
          const before = live.calls.length;
          live.answerWith = async () => refusal(platformCode);
          const row = await chooseOne(page, files.gz);
          const says = `${platformCode} · The platform says ${platformCode}`;
          await expectFailed(row, { ...REFUSED, code, title, says });
          await expect(row.locator('img')).toHaveCount(0);
          expect(live.calls.length - before).toBe(calls);
          await takeAway(row);
        });
      }
      expect(await page.title()).toContain('OTA Drop');
      await expectNothingSent(live);
    });
  }

  test('T10 a platform is called by its own clock', async ({ page, startLive, files }) => {
    const now = () => Date.now() + 16 * MINUTE_MS;
    const live = await startLive({
      now,
      async answerWith(pass) {
        const response = await pass();
        response.headers.set('date', new Date(now()).toUTCString());
        return response;
      },
    });
    const row = await openAndChoose(page, live, files.gz);
    await expectVerified(live, row, files.gz);
    // Refused, corrected; remembered from then on.
    expect(live.calls).toHaveLength(2);
    await takeAway(row);
    await expectVerified(live, await uploadAgain(page, files.gz), files.gz);
    expect(live.calls).toHaveLength(3);
    expect(ticketsOf(page).asked).toBe(2);
  });

  test('T10 the page tells how far the clock is off', async ({ page, live, files }) => {
    const date = new Date(Date.now() + 47 * MINUTE_MS).toUTCString();
    live.answerWith = async () =>
      refusal('InvalidTimeStamp.Expired', { status: 400, headers: { date } });
    await expectFailed(await openAndChoose(page, live, files.gz), {
      ...REFUSED,
      code: 'T10',
      title: 'The server’s clock is wrong An administrator must set the server’s time, then retry.',
      says: 'it is 47 min behind the IoT platform',
    });
    expect(ticketsOf(page).asked).toBe(1);
    expect(live.calls).toHaveLength(2);
    await expectNothingSent(live);
  });

  test('T11 a nonce that was used before is replaced', async ({ page, live, files }) => {
    const codes: unknown[] = [];
    // As if something on the way called twice.
    live.answerWith = async (pass, nth) => {
      const first = await pass();
      if (nth > 1) return first;
      const second = await pass();
      const { code }: { code?: string } = await second.clone().json();
      codes.push(code);
      return second;
    };
    await expectVerified(live, await openAndChoose(page, live, files.gz), files.gz);
    expect(codes).toEqual(['SignatureNonceUsed']);
    expect(ticketsOf(page).asked).toBe(1);
    expect(live.calls).toHaveLength(2);
    expect(differentOf(live.calls)).toEqual({ nonces: 2, signatures: 2 });
  });

  test('T14 a refused suffix can be replaced by another', async ({ page, live, files }) => {
    live.answerWith = async (pass, nth) =>
      nth === 1 ? refusal('iot.common.InvalidFormattedParameter') : pass();
    const row = await openAndChoose(page, live, files.gz);
    const title =
      'The cloud does not accept this file suffix Choose another suffix for this file, then retry.';
    await expectFailed(row, { ...REFUSED, code: 'T14', title });
    expect(live.calls).toHaveLength(1);
    await (await inDetail(row, 'suffix')).selectOption('gzip');
    await retryAndExpectVerified(live, row, files.gz);
    await expect(row.getByTestId('firmware-url')).toHaveText(/\.gzip$/);
    expect(live.calls.map(({ suffix }) => suffix)).toEqual(['gz', 'gzip']);
  });
});

test.describe('a platform that is away', () => {
  test.beforeEach(async ({ page }) => {
    test.setTimeout(120_000);
    await page.clock.install();
  });
  const BACK = { timeout: 60_000 };
  const AWAY: Failed = {
    ...REFUSED,
    code: 'T02',
    title: 'The server can’t reach the cloud',
  };
  /** Longer than all attempts would take, were they counted. */
  const LONG_MS = 15_000;

  test('T02 T22 it is waited for, without tickets', async ({ page, files, startBehind }) => {
    const live = await startBehind();
    await page.goto(live.url);
    await live.line.down();
    const row = await chooseOne(page, files.bin);
    const starts = 'Starts when the server can reach the cloud.';
    await expectWaiting(row, AWAY, AWAY.title, NOT_SENT, 'check CLOUD_ENDPOINT', starts);
    await expect(row).toContainText('Waiting for the cloud');
    const late = await chooseOne(page, files.gz);
    await expect(late).toHaveAttribute('data-status', 'queued');
    const tickets = countTickets(page);
    const before = live.line.connections.length;
    await letPass(page, LONG_MS);
    // No tickets are asked for, and now and then whether the platform is back.
    expect(tickets.asked).toBe(0);
    expect(live.line.connections.length - before).toBeLessThanOrEqual(LONG_MS / 1_000);
    await expect(row).toHaveAttribute('data-status', 'waiting');
    await page.getByTestId('language').click();
    await expect(row).toContainText('等待云平台恢复');
    await expect(await detailOf(row)).toContainText('服务器恢复与云平台的连接后自动开始。');

    await live.line.up();
    await expectVerified(live, row, files.bin, BACK);
    await expectVerified(live, late, files.gz, { attempts: 1 });
    expect(tickets.asked).toBe(2);
  });
});
