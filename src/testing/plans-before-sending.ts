import { times, ticket, problem, type PlanCases } from './upload-plan.ts';

/** Uploads that end, or wait, before a byte is sent; and those that go well. */
export const BEFORE_SENDING: PlanCases = {
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
};
