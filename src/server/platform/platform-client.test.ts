import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DIALECTS } from '../../contract/dialect.ts';
import { SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';
import { collectGarbage } from '../../testing/collect-garbage.ts';
import {
  accessTo,
  listening,
  refusal,
  startPlatform,
  ticketsOf,
  type PlatformCallSeen,
} from '../../testing/server-world.ts';
import type { PlatformAccess } from '../../contract/platform-call.ts';
import type { PlatformClientOptions } from './platform-client.ts';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';

/** Calls over real sockets to a platform that refuses, is slow or says too much, as the service for tickets makes them. */

const MINUTE_MS = 60_000;

function tickets(access: PlatformAccess, options: Partial<PlatformClientOptions> = {}) {
  const issue = ticketsOf(access, options);
  return (signal = new AbortController().signal) => issue({ fileSuffix: 'bin' }, signal);
}

const clockOff = (minutes: number) => ({ now: () => Date.now() + minutes * MINUTE_MS });
const timeOf = (call: PlatformCallSeen | undefined) =>
  Date.parse(call?.parameters.get('Timestamp') ?? '');
const nonceUsed = async () => refusal('SignatureNonceUsed', { status: 400 });
const timeExpired = async () => refusal('InvalidTimeStamp.Expired', { status: 400 });

describe.each(DIALECTS)('the %s platform', (dialect) => {
  test('refuses a nonce: called once more, with another nonce and signature', async () => {
    const { access, calls } = await startPlatform(dialect, (answer, count) =>
      count === 1 ? nonceUsed() : answer(),
    );
    expect(await tickets(access)()).toMatchObject({ kind: 'good' });
    expect(calls).toHaveLength(2);
    for (const name of ['SignatureNonce', 'Signature']) {
      expect(new Set(calls.map(({ parameters }) => parameters.get(name))).size).toBe(2);
    }
  });

  test('refuses every nonce: not called a third time', async () => {
    const { access, calls } = await startPlatform(dialect, nonceUsed);
    const expected = { status: 502, problem: { code: 'SignatureNonceUsed' } };
    expect(await tickets(access)()).toMatchObject(expected);
    expect(calls).toHaveLength(2);
  });

  test.each([-16, 16, -600, 600])(
    'is called by its own clock when ours is %i minutes off, later calls at once',
    async (minutes) => {
      const { access, calls } = await startPlatform(dialect);
      const ask = tickets(access, clockOff(minutes));
      expect(await ask()).toMatchObject({ kind: 'good' });
      expect(calls).toHaveLength(2);
      expect(await ask()).toMatchObject({ kind: 'good' });
      expect(calls).toHaveLength(3);
      for (const call of calls.slice(1)) {
        expect(Math.abs(timeOf(call) - Date.now())).toBeLessThan(MINUTE_MS);
      }
    },
  );

  test.each([-16, 16])('is called by its clock when that is %i minutes off', async (minutes) => {
    const { now } = clockOff(minutes);
    const withItsDate = async (answer: () => Promise<Response>) => {
      const response = await answer();
      response.headers.set('date', new Date(now()).toUTCString());
      return response;
    };
    const { access, calls } = await startPlatform(dialect, withItsDate, { now });
    expect(await tickets(access)()).toMatchObject({ kind: 'good' });
    expect(calls).toHaveLength(2);
  });

  test('refuses the time though its Date agrees with ours: not called again', async () => {
    const { access, calls } = await startPlatform(dialect, undefined, clockOff(16));
    expect(await tickets(access)()).toMatchObject({
      status: 502,
      problem: {
        code: 'InvalidTimeStamp.Expired',
        message: expect.stringContaining('this server’s agree'),
      },
    });
    expect(calls).toHaveLength(1);
  });

  test.each([
    [-47, 'it is 47 min behind the IoT platform’s'],
    [47, 'it is 47 min ahead of the IoT platform’s'],
  ])(
    'refuses its own time too: the message says that we are %i min off',
    async (minutes, words) => {
      const { access, calls } = await startPlatform(dialect, timeExpired);
      const ask = tickets(access, clockOff(minutes));
      const expected = { status: 502, problem: { message: expect.stringContaining(words) } };
      expect(await ask()).toMatchObject(expected);
      expect(calls).toHaveLength(2);
      // What did not help was not remembered.
      expect(await ask()).toMatchObject(expected);
      expect(calls).toHaveLength(4);
      expect(Math.abs(timeOf(calls[2]) - clockOff(minutes).now())).toBeLessThan(MINUTE_MS);
    },
  );
});

test('Tuya’s number for a wrong time is understood', async () => {
  const { access, calls } = await startPlatform('tuya', async (answer, count) =>
    count === 1 ? Response.json({ success: false, code: 1013, msg: 'time' }) : answer(),
  );
  expect(await tickets(access, clockOff(-16))()).toMatchObject({ kind: 'good' });
  expect(calls).toHaveLength(2);
});

test('a clock that was set right again is noticed', async () => {
  let minutes = 20;
  const { access, calls } = await startPlatform();
  const ask = tickets(access, { now: () => clockOff(minutes).now() });
  await ask();
  minutes = 0;
  for (const count of [4, 5]) {
    expect(await ask()).toMatchObject({ kind: 'good' });
    expect(calls).toHaveLength(count);
  }
});

test('a refused time without a Date says what to do', async () => {
  const endpoint = await listening(
    createServer((_, response) => {
      response.sendDate = false;
      response.end('{"Code":"InvalidTimeStamp.Expired","Message":"m"}');
    }),
  );
  expect(await tickets(accessTo(endpoint, 'alibaba'))()).toMatchObject({
    problem: { message: expect.stringContaining('set the time of the machine') },
  });
});

test.each(Object.entries(SAMPLE_CREDENTIALS))(
  'no part of our %s reaches the page, wherever a long message is cut',
  async (_, quoted) => {
    for (let before = 180; before <= 200; before++) {
      const errorMessage = `${'.'.repeat(before)}${quoted} is not known here`;
      const { access } = await startPlatform('tuya', async () =>
        Response.json({ success: false, code: 'Forbidden.RAM', requestId: 'r-1', errorMessage }),
      );
      expect(await tickets(access)()).toMatchObject({
        problem: { message: expect.stringMatching(/^\.+\**[ a-z]*…$/) },
      });
    }
  },
);

describe('a platform that does not answer in time', () => {
  test.each<[string, RequestListener]>([
    ['says nothing', () => {}],
    ['sends the head of an answer alone', (_, response) => response.flushHeaders()],
    [
      'stops in the middle of a body',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"success":true,');
      },
    ],
    [
      'sends a byte every 20 ms',
      (_, response) => {
        const drops = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(drops));
      },
    ],
  ])('%s: given up after the timeout', async (_, listener) => {
    const access = accessTo(await listening(createServer(listener)));
    // A server that waits collects its garbage meanwhile, and Node 20 forgets some timeouts then.
    const collecting = setInterval(collectGarbage, 50);
    onTestFinished(() => clearInterval(collecting));
    expect(await tickets(access, { timeoutMs: 200 })()).toMatchObject({
      status: 504,
      problem: {
        code: 'OtaDrop.PlatformUnreachable',
        message: expect.stringContaining('within 0.2 seconds'),
      },
    });
  });

  test('is left as soon as the page has gone', async () => {
    const server = createServer(() => {});
    const access = accessTo(await listening(server));
    const page = new AbortController();
    const asked = tickets(access)(page.signal);
    const [, response] = await once(server, 'request');
    const gone = once(response, 'close');
    page.abort();
    expect(await asked).toMatchObject({ kind: 'refused' });
    await gone;
  });

  test('may be late without being given up', async () => {
    const { access } = await startPlatform('tuya', async (answer) => {
      await sleep(300);
      return answer();
    });
    expect(await tickets(access)()).toMatchObject({ kind: 'good' });
  });
});

test('an answer that does not end is read up to 64 KiB', async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 16 * 1024;
      controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
    },
  });
  const { access } = await startPlatform('tuya', async () => new Response(endless));
  expect(await tickets(access)()).toMatchObject({
    problem: { code: 'OtaDrop.PlatformAnswerMalformed' },
  });
  // What sockets hold is beyond what was asked for.
  expect(sent).toBeLessThan(20 * 1024 * 1024);
});

describe('behind the rate limiter', () => {
  test('a call gives its place back once, answered or not', async () => {
    const { access } = await startPlatform('tuya', async (answer, count) => {
      if (count === 1) return answer();
      throw new Error('the connection is cut');
    });
    const release = vi.fn<() => void>();
    const ask = tickets(access, { limiter: { enter: async () => ({ kind: 'now', release }) } });
    await ask();
    expect(release).toHaveBeenCalledTimes(1);
    await ask();
    expect(release).toHaveBeenCalledTimes(2);
  });

  test('a call that does not fit in is told when to come back, and is not made', async () => {
    const { access, calls } = await startPlatform();
    const ask = tickets(access, { limiter: createRateLimiter({ perSecond: 1 }) });
    // Each call of a page has a signal of its own.
    const calling = Array.from({ length: 12 }, () => new AbortController());
    const answers = calling.map(({ signal }) => ask(signal));
    expect(await answers[11]).toMatchObject({
      status: 429,
      retryAfterS: 11,
      problem: {
        code: 'OtaDrop.TooManyTickets',
        message: expect.stringMatching(/Nothing was stored; try again in 11 seconds\.$/),
      },
    });
    expect(await answers[0]).toMatchObject({ kind: 'good' });
    for (const call of calling) call.abort();
    await Promise.all(answers);
    expect(calls).toHaveLength(1);
  });

  test('a call that is signed again takes a turn of its own', async () => {
    const { access, calls } = await startPlatform('tuya', nonceUsed);
    let turns = 0;
    const limiter: RateLimiter = {
      async enter() {
        turns += 1;
        return turns === 1
          ? { kind: 'now', release: () => {} }
          : { kind: 'too-long', retryAfterS: 3 };
      },
    };
    expect(await tickets(access, { limiter })()).toMatchObject({ status: 429, retryAfterS: 3 });
    expect(calls).toHaveLength(1);
  });
});
