import fc from 'fast-check';
import { ossError } from './answers.ts';
import {
  type AttemptPlan,
  type TicketPlan,
  type TransferPlan,
  type WorldPlan,
} from './upload-plan.ts';

/** Uploads that go wrong in any way, several times and at any moment. */

const problem = (status: number, code: string) => ({
  status,
  body: JSON.stringify({ success: false, code, errorMessage: 'No.', requestId: 'r' }),
});

const ticket: fc.Arbitrary<TicketPlan> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('issued' as const) },
  fc.constantFrom<TicketPlan>(
    'unreachable',
    'silent',
    problem(429, 'Throttling.User'),
    { ...problem(503, 'OtaDrop.Busy'), retryAfter: '7' },
    problem(502, 'iot.system.SystemException'),
    problem(502, 'SignatureNonceUsed'),
    problem(403, 'OtaDrop.Forbidden'),
    { status: 200, body: '' },
    { status: 200, body: '[1, {"a": null}]' },
    { status: 504, body: '<html>504</html>' },
    { over: { utcCreate: 'yesterday' } },
    { over: { signature: undefined } },
    { over: { host: 'http://bucket.example' } },
  ),
);

const share = fc.double({ min: 0, max: 1, noNaN: true });
const refusal = fc.record({
  kind: fc.constant('refused' as const),
  status: fc.constantFrom(400, 403, 404, 409, 413, 500, 502, 503),
  body: fc.constantFrom(
    '',
    '<html>no</html>',
    ossError('SlowDown'),
    ossError('InternalError'),
    ossError('AccessDenied', '<EC>0006-00000213</EC>'),
    ossError('EntityTooLarge'),
    ossError('FileAlreadyExists'),
    ossError('NoSuchBucket'),
  ),
  at: share,
});

const transfer: fc.Arbitrary<TransferPlan> = fc.oneof(
  fc.record({
    kind: fc.constant('stored' as const),
    tells: fc.constantFrom('equal' as const, 'different' as const, 'nothing' as const),
  }),
  refusal,
  fc.record({ kind: fc.constant('cut' as const), at: share }),
  fc.record({ kind: fc.constant('stalled' as const), at: share }),
  fc.record({
    kind: fc.constant('lost' as const),
    found: fc.array(fc.constantFrom('stored' as const, 'absent' as const, 'unknown' as const), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  fc.constantFrom<TransferPlan>(
    { kind: 'portal' },
    { kind: 'elsewhere' },
    { kind: 'blocked' },
    { kind: 'forbidden' },
  ),
);

const often = <Value>(value: Value, other: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });

const attempt: fc.Arbitrary<AttemptPlan> = fc.record({
  ticket,
  ticketMs: often(120, fc.integer({ min: 0, max: 12_000 })),
  lifeMs: often(60_000, fc.constantFrom(1_000, 8_000)),
  maxBytes: often(1_000_000_000, fc.constant(10)),
  hasToken: fc.boolean(),
  sendMs: fc.integer({ min: 0, max: 90_000 }),
  transfer,
  file: often<AttemptPlan['file']>(
    'same',
    fc.constantFrom('changed-before', 'gone-before', 'changed-after', 'torn'),
  ),
  isTaken: often(false, fc.constant(true)),
  reason: often<AttemptPlan['reason']>(
    undefined,
    fc.constantFrom(
      { status: 403, body: ossError('SignatureDoesNotMatch') },
      { status: 503, body: ossError('SlowDown') },
      { status: 400, body: ossError('IncorrectNumberOfFilesInPOSTRequest') },
    ),
  ),
});

const outage = fc.record({
  away: fc.constantFrom(
    'network' as const,
    'server' as const,
    'platform' as const,
    'store' as const,
    'sign-in' as const,
  ),
  from: fc.nat(60_000),
  ms: fc.integer({ min: 1_000, max: 200_000 }),
});

const press = fc.record({
  at: fc.nat(150_000),
  action: fc.constantFrom(
    'start' as const,
    'cancel' as const,
    'cancelAll' as const,
    'retry' as const,
    'retry' as const,
    'keepWaiting' as const,
  ),
});

const anyPlan: fc.Arbitrary<WorldPlan> = fc.record({
  name: fc.constantFrom('door.bin', 'door.img', 'door.tar.gz', '锁\u202Ebin.zip', 'readme.txt'),
  size: fc.constantFrom(1, 9, 70_000, 40_000_000),
  choice: often<WorldPlan['choice']>('auto', fc.constantFrom('zip', 'bin', 'gz')),
  contents: fc.constantFrom<WorldPlan['contents']>(
    undefined,
    { packing: undefined, image: undefined, oddity: undefined },
    { packing: 'tar.gz', image: undefined, oddity: undefined },
    { packing: undefined, image: 'ESP32 application', version: '2.4.1', oddity: undefined },
    { packing: undefined, image: undefined, oddity: 'zeros' },
  ),
  condition: fc.constant('same' as const),
  attempts: fc.array(attempt, { maxLength: 5 }),
  outages: fc.array(outage, { maxLength: 2 }),
  isRelayed: fc.boolean(),
  presses: fc.array(press, { maxLength: 4 }),
  takenAt: often<number | undefined>(undefined, fc.nat(100_000)),
});

/** Without what docs/recordings.md names as a limit: a retry by the user while one outage has ended and another has not. */
export const randomPlan = anyPlan.filter(
  ({ outages, presses }) => !presses.some(({ action }) => action === 'retry') || !overlap(outages),
);

function overlap(outages: WorldPlan['outages']): boolean {
  return outages.some((one, nth) =>
    outages
      .slice(nth + 1)
      .some((other) => one.from <= other.from + other.ms && other.from <= one.from + one.ms),
  );
}
