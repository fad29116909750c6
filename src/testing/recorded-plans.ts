import { ossError } from './answers.ts';
import {
  GOOD_ATTEMPT,
  GOOD_PLAN,
  INSECURE_HOST,
  type AttemptPlan,
  type WorldPlan,
} from './recorded-world.ts';

/** Each way for an upload to go, by what it is: with the last of the states that it has to come to. */

const attempt = (over: Partial<AttemptPlan>): AttemptPlan => ({ ...GOOD_ATTEMPT, ...over });
const times = (count: number, over: Partial<AttemptPlan>): Partial<WorldPlan> => ({
  attempts: Array.from({ length: count }, () => attempt(over)),
});
const transfer = (count: number, is: AttemptPlan['transfer'], over: Partial<AttemptPlan> = {}) =>
  times(count, { transfer: is, ...over });
const ticket = (count: number, is: AttemptPlan['ticket'], over: Partial<AttemptPlan> = {}) =>
  times(count, { ticket: is, ...over });
const problem = (status: number, code: string) => ({
  status,
  body: JSON.stringify({ success: false, code, errorMessage: 'No.', requestId: 'r' }),
});
const refused = (status: number, code: string, at = 1) =>
  ({ kind: 'refused', status, body: ossError(code), at }) as const;

const CASES: Readonly<Record<string, readonly [over: Partial<WorldPlan>, last: string]>> = {
  'goes well': [{}, 'done verified'],
  'is refused for an empty file': [{ size: 0 }, 'rejected empty FW-P01'],
  'is refused for its size': [{ size: 1_048_576_001 }, 'rejected too-large FW-P02'],
  'is refused for a file that is gone': [{ condition: 'gone' }, 'rejected gone FW-P08'],
  'is refused for a file that cannot be read': [
    { condition: 'unreadable' },
    'rejected unreadable FW-P06',
  ],
  'waits for the user, for its name': [{ name: 'door.img' }, 'ready unknown-ending'],
  'waits for the user, for its bytes': [
    { contents: { packing: 'zip', image: undefined, oddity: undefined } },
    'ready packed',
  ],
  'waits for the user, for text': [
    { contents: { packing: undefined, image: undefined, oddity: 'text' } },
    'ready odd',
  ],
  'waits for the user, for a cut image': [
    {
      contents: {
        packing: undefined,
        image: 'ESP',
        cut: { image: 'ESP', size: 300_000, needed: 400_000 },
        oddity: undefined,
      },
    },
    'ready cut-image',
  ],
  'waits for the user, who has chosen otherwise': [{ choice: 'zip' }, 'ready chosen-otherwise'],
  'is started by the user': [
    { name: 'door.img', presses: [{ at: 3_000, action: 'start' }] },
    'done verified',
  ],
  'is cancelled while it asks for a ticket': [
    { ...ticket(1, 'silent'), presses: [{ at: 900, action: 'cancel' }] },
    'cancelled',
  ],
  'is cancelled while it is sent': [{ presses: [{ at: 1_000, action: 'cancel' }] }, 'cancelled'],
  'is cancelled and tried again': [
    {
      presses: [
        { at: 1_000, action: 'cancel' },
        { at: 4_000, action: 'retry' },
      ],
    },
    'done verified',
  ],
  'finds no server, which is there': [ticket(4, 'unreachable'), 'failed ticket-unreachable FW-T01'],
  'waits for a server that does not answer': [ticket(3, 'silent'), 'failed ticket-timeout FW-T15'],
  'gets a page instead of a ticket': [
    ticket(2, { status: 200, body: '<html>Hello</html>' }),
    'failed ticket-malformed FW-T04',
  ],
  'gets a ticket without a key': [
    ticket(2, { over: { key: undefined } }),
    'failed ticket-malformed FW-T05',
  ],
  'gets a ticket without a policy': [
    ticket(2, { over: { policy: 'e30=' } }),
    'failed ticket-malformed FW-T05',
  ],
  'gets a ticket for another store': [
    ticket(1, { over: { host: 'https://evil.example' } }),
    'failed address-untrusted FW-T19',
  ],
  'gets a ticket for a strange key': [
    ticket(1, { over: { key: '../x' } }),
    'failed address-untrusted FW-T20',
  ],
  'gets a ticket for another storage': [
    ticket(1, { over: { objectStorage: 'COS' } }),
    'failed address-untrusted FW-T18',
  ],
  'gets a ticket with another address': [
    ticket(1, { over: { firmwareUrl: 'https://evil.example/x' } }),
    'failed address-untrusted FW-T20',
  ],
  'gets a ticket whose host has no https, and whose address has': [
    ticket(1, { over: { host: 'http://bucket.example' } }),
    'failed address-untrusted FW-T20',
  ],
  'gets a ticket too late': [
    times(3, { lifeMs: 1_000, ticketMs: 900 }),
    'failed ticket-expired FW-T16',
  ],
  'is larger than its ticket allows': [
    times(1, { maxBytes: 10 }),
    'failed size-not-allowed FW-U12',
  ],
  'is throttled once': [ticket(1, problem(429, 'Throttling.User')), 'done verified'],
  'is throttled for good': [
    ticket(6, problem(429, 'Throttling.User')),
    'failed ticket-refused FW-T06',
  ],
  'meets a gateway error': [ticket(1, { status: 503, body: '<html>503</html>' }), 'done verified'],
  'is forbidden to ask': [
    ticket(1, problem(403, 'OtaDrop.Forbidden')),
    'failed ticket-refused FW-T08',
  ],
  'has an unknown key': [
    ticket(1, problem(502, 'InvalidAccessKeyId.NotFound')),
    'failed ticket-refused FW-T09',
  ],
  'is sent by another tab': [times(1, { isTaken: true }), 'failed already-uploading FW-B03'],
  'has changed': [times(1, { file: 'changed-before' }), 'failed file-changed FW-P07'],
  'is gone': [times(1, { file: 'gone-before' }), 'failed file-changed FW-P08'],
  'changes while it is sent': [times(1, { file: 'changed-after' }), 'failed file-changed FW-V04'],
  'cannot be read to its end': [times(1, { file: 'torn' }), 'failed file-unreadable FW-P09'],
  'is blocked by the policy of the page': [
    { ...transfer(1, { kind: 'blocked' }), outages: [{ away: 'store', from: 0, ms: 3_600_000 }] },
    'failed store-blocked FW-U04',
  ],
  'finds no store': [
    { outages: [{ away: 'store', from: 0, ms: 3_600_000 }], takenAt: 60_000 },
    'waiting store-unreachable FW-U02 store',
  ],
  'may not reach into the network of the store': [
    {
      outages: [{ away: 'store', from: 0, ms: 3_600_000 }],
      localAccess: 'denied',
      takenAt: 60_000,
    },
    'waiting local-network-closed FW-U41 store',
  ],
  'gets a ticket without https': [
    ticket(1, {
      over: { host: INSECURE_HOST, firmwareUrl: `${INSECURE_HOST}/ota/firmware/1.bin` },
    }),
    'failed address-insecure FW-U05',
  ],
  'meets a store without a CORS rule': [
    transfer(1, { kind: 'forbidden' }),
    'failed store-forbids-page FW-U03',
  ],
  'is cut once': [transfer(1, { kind: 'cut', at: 0.5 }), 'done verified'],
  'is cut at the same place': [
    {
      ...transfer(4, { kind: 'cut', at: 0.5 }, { sendMs: 20_000 }),
      size: 150_000_000,
    },
    'failed network-limit FW-U09',
  ],
  'is cut at once, again and again': [
    transfer(4, { kind: 'cut', at: 0.01 }),
    'failed store-keeps-refusing FW-U08',
  ],
  'is cut, and the store says why': [
    transfer(
      1,
      { kind: 'cut', at: 0.4 },
      { reason: { status: 403, body: ossError('SignatureDoesNotMatch') } },
    ),
    'failed store-refused FW-U11',
  ],
  'stands still': [transfer(4, { kind: 'stalled', at: 0.4 }), 'failed stalled FW-U06'],
  'stands still and is tried again': [
    { ...transfer(1, { kind: 'stalled', at: 0.4 }), presses: [{ at: 30_000, action: 'retry' }] },
    'done verified',
  ],
  'stands still, is left alone and cancelled': [
    {
      ...transfer(1, { kind: 'stalled', at: 0.4 }),
      presses: [
        { at: 30_000, action: 'keepWaiting' },
        { at: 200_000, action: 'cancel' },
      ],
    },
    'cancelled',
  ],
  'is refused as too large': [
    transfer(1, refused(400, 'EntityTooLarge', 0.3)),
    'failed store-refused FW-U12',
  ],
  'is refused for its signature': [
    transfer(2, refused(403, 'SignatureDoesNotMatch')),
    'failed store-refused FW-U11',
  ],
  'meets a busy store': [transfer(1, refused(503, 'SlowDown')), 'done verified'],
  'meets an expired policy': [
    transfer(1, {
      kind: 'refused',
      status: 403,
      body: ossError('AccessDenied', '<EC>0006-00000213</EC>'),
      at: 1,
    }),
    'done verified',
  ],
  'meets a proxy with a limit': [
    transfer(1, { kind: 'refused', status: 413, body: '<html>413</html>', at: 1 }),
    'failed store-refused FW-U13',
  ],
  'meets a captive portal': [transfer(3, { kind: 'portal' }), 'done verified'],
  'meets a captive portal, and cannot ask the store': [
    transfer(3, { kind: 'portal' }, { hasToken: false }),
    'failed answer-not-of-store FW-U21',
  ],
  'begins without a network': [
    { outages: [{ away: 'network', from: 0, ms: 20_000 }] },
    'done verified',
  ],
  'is sent on to another address': [
    transfer(1, { kind: 'elsewhere' }),
    'failed answer-from-elsewhere FW-U20',
  ],
  'loses its answer, and is stored': [
    transfer(1, { kind: 'lost', found: ['stored'] }),
    'done verified',
  ],
  'loses its answer, and is stored later': [
    transfer(1, { kind: 'lost', found: ['absent', 'absent', 'stored'] }),
    'done verified',
  ],
  'loses its answer, and is not stored': [
    transfer(1, { kind: 'lost', found: ['absent'] }),
    'done verified',
  ],
  'loses its answer, and the store says nothing': [
    transfer(1, { kind: 'lost', found: ['unknown'] }),
    'done verified',
  ],
  'has other bytes in the store': [
    transfer(2, { kind: 'stored', tells: 'different' }),
    'failed checksum-mismatch FW-V03',
  ],
  'has no checksum': [
    transfer(1, { kind: 'stored', tells: 'nothing' }, { hasToken: false }),
    'done unverified checksum-hidden',
  ],
  'has no checksum that anybody tells': [
    transfer(1, { kind: 'stored', tells: 'nothing' }),
    'done unverified checksum-hidden',
  ],
  'outlasts an outage of the network': [
    { outages: [{ away: 'network', from: 800, ms: 40_000 }] },
    'done verified',
  ],
  'outlasts an outage of the server': [
    { outages: [{ away: 'server', from: 0, ms: 70_000 }] },
    'done verified',
  ],
  'outlasts an outage of the platform': [
    { outages: [{ away: 'platform', from: 0, ms: 20_000 }] },
    'done verified',
  ],
  'outlasts an outage of the store': [
    { outages: [{ away: 'store', from: 900, ms: 30_000 }] },
    'done verified',
  ],
  'outlasts the end of a session': [
    { outages: [{ away: 'sign-in', from: 0, ms: 15_000 }] },
    'done verified',
  ],
  'loses its answer in an outage of the server': [
    {
      ...transfer(1, { kind: 'lost', found: ['stored'] }),
      outages: [{ away: 'server', from: 1_500, ms: 60_000 }],
    },
    'done verified',
  ],
  'goes through our server': [{ isRelayed: true }, 'done verified'],
  'goes through our server and is refused by the store': [
    { isRelayed: true, ...transfer(1, refused(400, 'EntityTooLarge')) },
    'failed store-refused FW-U12',
  ],
  'goes through our server, whose session is over': [
    {
      isRelayed: true,
      ...transfer(1, {
        kind: 'refused',
        ...problem(401, 'OtaDrop.SignInRequired'),
        at: 1,
      }),
    },
    'done verified',
  ],
  'goes through our server, which is away': [
    { isRelayed: true, outages: [{ away: 'server', from: 900, ms: 30_000 }] },
    'done verified',
  ],
  'is recorded while it is sent': [{ takenAt: 1_200 }, 'sending'],
};

export type RecordedCase = {
  readonly name: string;
  readonly plan: WorldPlan;
  readonly last: string;
};

export const RECORDED_CASES: readonly RecordedCase[] = Object.entries(CASES).map(
  ([name, [over, last]]) => ({ name, plan: { ...GOOD_PLAN, ...over }, last }),
);
