import { ossError } from './answers.ts';
import {
  INSECURE_HOST,
  transfer,
  ticket,
  problem,
  refused,
  type PlanCases,
} from './upload-plan.ts';

/** Uploads that meet something on the line, at the store, or in an outage. */
export const OF_SENDING: PlanCases = {
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
  'has no checksum that the store tells': [
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
