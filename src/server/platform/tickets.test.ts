import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { PlatformAccess } from '../../contract/platform-call.ts';
import { DIALECTS, type Dialect } from '../../contract/dialect.ts';
import { createCloud, SAMPLE_CREDENTIALS, type CloudOptions } from '../../simulator/cloud.ts';
import { createConfirmationTokens } from '../http/confirmation-token.ts';
import { createCloudServer } from '../embedded/cloud-server.ts';
import { createPlatformClient, type PlatformClientOptions } from './platform-client.ts';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';
import { createTicketService, type DeskAnswer } from './tickets.ts';

/** The desk in front of a platform that has its moods, over real sockets. */

const STORE = 'http://127.0.0.1:8081';
const MINUTE_MS = 60_000;
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(server: Server): Promise<string> {
  open.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://127.0.0.1:${address.port}`;
}

type Call = { readonly nonce: string; readonly signature: string; readonly timestamp: number };
type Mood = (answer: () => Promise<Response>, call: Call, count: number) => Promise<Response>;

/** A simulated platform on a port; `mood` may answer instead, or change what it says. */
async function platform(
  dialect: Dialect,
  options: CloudOptions = {},
  mood: Mood = (answer) => answer(),
): Promise<{ readonly access: PlatformAccess; readonly calls: Call[] }> {
  const cloud = createCloud({ dialect, origin: STORE, ...options });
  const calls: Call[] = [];
  const endpoint = await listening(
    createCloudServer({
      ...cloud,
      fetch(request) {
        const { searchParams } = new URL(request.url);
        const call = {
          nonce: searchParams.get('SignatureNonce') ?? '',
          signature: searchParams.get('Signature') ?? '',
          timestamp: Date.parse(searchParams.get('Timestamp') ?? ''),
        };
        calls.push(call);
        return mood(() => cloud.fetch(request), call, calls.length);
      },
    }),
  );
  return { access: { dialect, endpoint, credentials: SAMPLE_CREDENTIALS }, calls };
}

function deskFor(access: PlatformAccess, options: Partial<PlatformClientOptions> = {}) {
  const platform = createPlatformClient({ access, ...options });
  const tokens = createConfirmationTokens('secret');
  const desk = createTicketService({ platform, storeHosts: [STORE], tokens });
  return (signal = new AbortController().signal): Promise<DeskAnswer> => desk.issue('bin', signal);
}

/** A refusal in either casing. */
const refusal = (code: string, init?: ResponseInit) =>
  Response.json({ code, errorMessage: `no: ${code}`, requestId: 'r-1', success: false }, init);

describe.each(DIALECTS)('a %s platform', (dialect) => {
  test('that has seen the nonce is called once more, with another nonce and another signature', async () => {
    const { access, calls } = await platform(dialect, {}, (answer, _, count) =>
      count === 1 ? Promise.resolve(refusal('SignatureNonceUsed', { status: 400 })) : answer(),
    );
    expect((await deskFor(access)()).kind).toBe('issued');
    expect(calls).toHaveLength(2);
    expect(new Set(calls.map(({ nonce }) => nonce)).size).toBe(2);
    expect(new Set(calls.map(({ signature }) => signature)).size).toBe(2);
  });

  test('that will not have any nonce is not called a third time', async () => {
    const { access, calls } = await platform(dialect, {}, async () =>
      refusal('SignatureNonceUsed', { status: 400 }),
    );
    expect(await deskFor(access)()).toMatchObject({
      status: 502,
      problem: { code: 'SignatureNonceUsed' },
    });
    expect(calls).toHaveLength(2);
  });

  test.each([-16, 16, -600, 600])(
    'is called by its own clock when ours is %i minutes off, and so is every later one at once',
    async (minutes) => {
      const { access, calls } = await platform(dialect);
      const ask = deskFor(access, { now: () => Date.now() + minutes * MINUTE_MS });
      expect((await ask()).kind).toBe('issued');
      expect(calls).toHaveLength(2);
      expect((await ask()).kind).toBe('issued');
      expect(calls).toHaveLength(3);
      for (const { timestamp } of calls.slice(1)) {
        expect(Math.abs(timestamp - Date.now())).toBeLessThan(MINUTE_MS);
      }
    },
  );

  test.each([-16, 16])('whose clock is %i minutes off is called by it', async (minutes) => {
    const now = () => Date.now() + minutes * MINUTE_MS;
    const { access, calls } = await platform(dialect, { now }, async (answer) => {
      const response = await answer();
      response.headers.set('date', new Date(now()).toUTCString());
      return response;
    });
    expect((await deskFor(access)()).kind).toBe('issued');
    expect(calls).toHaveLength(2);
  });

  test('that refuses the time, though its Date agrees with ours, is not called again', async () => {
    const now = () => Date.now() + 16 * MINUTE_MS;
    const { access, calls } = await platform(dialect, { now });
    expect(await deskFor(access)()).toMatchObject({
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
  ])('that refuses its own time as well tells by how much we are off', async (minutes, words) => {
    const { access, calls } = await platform(dialect, {}, async () =>
      refusal('InvalidTimeStamp.Expired', { status: 400 }),
    );
    const ask = deskFor(access, { now: () => Date.now() + minutes * MINUTE_MS });
    const expected = { status: 502, problem: { message: expect.stringContaining(words) } };
    expect(await ask()).toMatchObject(expected);
    expect(calls).toHaveLength(2);
    // What did not help was not remembered.
    expect(await ask()).toMatchObject(expected);
    expect(calls).toHaveLength(4);
    expect(Math.abs((calls[2]?.timestamp ?? 0) - Date.now() - minutes * MINUTE_MS)).toBeLessThan(
      MINUTE_MS,
    );
  });
});

test('Tuya’s number for a wrong time is understood as well', async () => {
  const { access, calls } = await platform('tuya', {}, (answer, _, count) =>
    count === 1
      ? Promise.resolve(Response.json({ success: false, code: 1013, msg: 'time' }))
      : answer(),
  );
  const ask = deskFor(access, { now: () => Date.now() - 16 * MINUTE_MS });
  expect((await ask()).kind).toBe('issued');
  expect(calls).toHaveLength(2);
});

test('a clock that was set right again is noticed', async () => {
  let offMs = 20 * MINUTE_MS;
  const { access, calls } = await platform('tuya');
  const ask = deskFor(access, { now: () => Date.now() + offMs });
  await ask();
  offMs = 0;
  expect((await ask()).kind).toBe('issued');
  expect(calls).toHaveLength(4);
  expect((await ask()).kind).toBe('issued');
  expect(calls).toHaveLength(5);
});

test('a refused time without a Date says what to do', async () => {
  const endpoint = await listening(
    answering((_, response) => {
      response.sendDate = false;
      response.end('{"Code":"InvalidTimeStamp.Expired","Message":"m"}');
    }),
  );
  const access = { dialect: 'alibaba', endpoint, credentials: SAMPLE_CREDENTIALS } as const;
  expect(await deskFor(access)()).toMatchObject({
    problem: { message: expect.stringContaining('set the time of the machine') },
  });
});

test.each(['SignatureDoesNotMatch', 'InvalidAccessKeyId.NotFound', 'iot.system.SystemException'])(
  '%s is not this server’s to mend: one call',
  async (code) => {
    const { access, calls } = await platform('tuya', {}, async () => refusal(code));
    expect(await deskFor(access)()).toMatchObject({ status: 502, problem: { code } });
    expect(calls).toHaveLength(1);
  },
);

function answering(listener: RequestListener): Server {
  return createServer(listener);
}

test.each(Object.entries(SAMPLE_CREDENTIALS))(
  'a platform that quotes our %s: no part of it goes to the page, wherever the message is cut',
  async (_, quoted) => {
    for (let before = 180; before <= 200; before++) {
      const errorMessage = `${'.'.repeat(before)}${quoted} is not known here`;
      const { access } = await platform('tuya', {}, async () =>
        Response.json({ success: false, code: 'Forbidden.RAM', requestId: 'r-1', errorMessage }),
      );
      const answer = await deskFor(access)();
      expect(answer.kind === 'refused' && answer.problem.message).toMatch(/^\.+\**[ a-z]*…$/);
    }
  },
);

describe('a platform that does not answer in time', () => {
  const accessTo = (endpoint: string): PlatformAccess => ({
    dialect: 'tuya',
    endpoint,
    credentials: SAMPLE_CREDENTIALS,
  });

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
  ])('since it %s', async (_, listener) => {
    const access = accessTo(await listening(answering(listener)));
    expect(await deskFor(access, { timeoutMs: 200 })()).toMatchObject({
      status: 504,
      problem: {
        code: 'OtaDrop.PlatformUnreachable',
        message: expect.stringContaining('within 0.2 seconds'),
      },
    });
  });

  test('is left as soon as the page has gone', async () => {
    const server = answering(() => {});
    const access = accessTo(await listening(server));
    const page = new AbortController();
    const asked = deskFor(access)(page.signal);
    const [, response] = await once(server, 'request');
    const gone = once(response, 'close');
    page.abort();
    expect(await asked).toMatchObject({ kind: 'refused' });
    await gone;
  });

  test('is something else than one that is late but in time', async () => {
    const { access } = await platform('tuya', {}, async (answer) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return answer();
    });
    expect((await deskFor(access)()).kind).toBe('issued');
  });
});

describe('when to come back', () => {
  const inAMinute = () => new Date(Date.now() + 61_000).toUTCString();
  const inTwentySeconds = () => new Date(Date.now() + 20_500).toUTCString();
  const html = (status: number, retryAfter?: string) =>
    new Response('<html>busy</html>', {
      status,
      headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    });
  const headers = (after: string) => ({ headers: { 'retry-after': after } });

  test.each<[string, () => Response, number, string, number | undefined]>([
    ['429 and 7', () => html(429, '7'), 429, 'OtaDrop.TooManyTickets', 7],
    ['429 alone', () => html(429), 429, 'OtaDrop.TooManyTickets', undefined],
    ['429 and an hour', () => html(429, '3600'), 429, 'OtaDrop.TooManyTickets', 30],
    ['429 and nonsense', () => html(429, 'soon'), 429, 'OtaDrop.TooManyTickets', undefined],
    ['503 and 0', () => html(503, '0'), 503, 'OtaDrop.PlatformUnreachable', 1],
    ['503 and a date', () => html(503, inAMinute()), 503, 'OtaDrop.PlatformUnreachable', 30],
    ['502 and 7', () => html(502, '7'), 502, 'OtaDrop.PlatformUnreachable', undefined],
    [
      'a code of its own',
      () => refusal('Throttling.User', { status: 400, ...headers('4') }),
      429,
      'Throttling.User',
      4,
    ],
    [
      '429 and some other code',
      () => refusal('TooFast', { status: 429, ...headers('5') }),
      429,
      'TooFast',
      5,
    ],
    [
      '503 and a code',
      () => refusal('ServiceUnavailable', { status: 503, ...headers('6') }),
      503,
      'ServiceUnavailable',
      6,
    ],
  ])('is passed on: %s', async (_, answer, status, code, retryAfterS) => {
    const { access, calls } = await platform('tuya', {}, async () => answer());
    expect(await deskFor(access)()).toMatchObject({ status, problem: { code }, retryAfterS });
    expect(calls).toHaveLength(1);
  });

  test('a date is read as the seconds until then', async () => {
    const { access } = await platform('tuya', {}, async () => html(503, inTwentySeconds()));
    const answer = await deskFor(access)();
    // HTTP dates have whole seconds, and the answer was some time on its way.
    expect(answer.kind === 'refused' && answer.retryAfterS).toBeGreaterThan(10);
    expect(answer.kind === 'refused' && answer.retryAfterS).toBeLessThanOrEqual(21);
  });
});

describe('many at once', () => {
  test(
    'fifty tickets asked for in one moment are all issued, eight a second',
    { timeout: 60_000 },
    async () => {
      const { access } = await platform('tuya');
      const line = createRateLimiter({ perSecond: 8 });
      const turnAt: number[] = [];
      const ask = deskFor(access, {
        line: {
          async enter(signal) {
            const turn = await line.enter(signal);
            turnAt.push(performance.now());
            return turn;
          },
        },
      });
      const startedAt = performance.now();
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
      expect(answers.filter(({ kind }) => kind === 'issued')).toHaveLength(50);
      const keys = answers.map((answer) => answer.kind === 'issued' && answer.envelope.data.key);
      expect(new Set(keys).size).toBe(50);
      // Six full seconds lie between the first eight and the last two, however slow the machine is.
      expect((turnAt.at(-1) ?? 0) - startedAt).toBeGreaterThanOrEqual(6000);
      turnAt.slice(8).forEach((at, i) => {
        expect(at - (turnAt[i] ?? 0)).toBeGreaterThan(990);
      });
    },
  );

  test('what does not fit into the line is told when to come back, and no call is made for it', async () => {
    const { access, calls } = await platform('tuya');
    const ask = deskFor(access, { line: createRateLimiter({ perSecond: 1 }) });
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
    expect((await answers[0])?.kind).toBe('issued');
    for (const call of calling) call.abort();
    await Promise.all(answers);
    expect(calls).toHaveLength(1);
  });

  test('a call that is signed again takes a turn of its own', async () => {
    const { access, calls } = await platform('tuya', {}, async () => refusal('SignatureNonceUsed'));
    let turns = 0;
    const line: RateLimiter = {
      async enter() {
        turns += 1;
        return turns === 1 ? { kind: 'now', done: () => {} } : { kind: 'too-long', retryAfterS: 3 };
      },
    };
    expect(await deskFor(access, { line })()).toMatchObject({ status: 429, retryAfterS: 3 });
    expect(calls).toHaveLength(1);
  });
});

describe('an answer that does not end', () => {
  test('is read up to 64 KiB', async () => {
    let sent = 0;
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          sent += 16 * 1024;
          controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
        },
      });
    const { access } = await platform('tuya', {}, async () => new Response(endless()));
    expect(await deskFor(access)()).toMatchObject({
      kind: 'refused',
      problem: { code: 'OtaDrop.PlatformAnswerMalformed' },
    });
    // What sockets hold is beyond what was asked for.
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });

  test('is waited for until the deadline, though something comes all the time', async () => {
    const trickle = () =>
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          controller.enqueue(new Uint8Array([0x20]));
        },
      });
    const { access } = await platform('tuya', {}, async () => new Response(trickle()));
    expect(await deskFor(access, { timeoutMs: 300 })()).toMatchObject({
      kind: 'refused',
      problem: { code: 'OtaDrop.PlatformUnreachable' },
    });
  });
});
