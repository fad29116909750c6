import { expect, test } from 'vitest';
import { postFormFields } from './post-form.ts';
import { encodePolicy } from './post-policy.ts';
import type { Ticket } from './ticket.ts';

function ticketWith(range: readonly unknown[]): Ticket {
  const conditions = [
    ['content-length-range', ...range],
    ['eq', '$success_action_status', '201'],
  ];
  return {
    firmwareUrl: 'https://store.example/bucket/a.bin',
    host: 'https://store.example/bucket',
    key: 'a.bin',
    OSSAccessKeyId: 'id',
    objectStorage: 'S3',
    policy: encodePolicy(new Date(60_000), conditions),
    signature: 'signature',
    utcCreate: '1970-01-01T00:00:00.000Z',
    extraFields: {},
  };
}

test.each([
  ['numbers', [1, 100]],
  ['text, as many tools write them', ['1', '100']],
])(
  'a status that the policy of an S3 ticket wants is sent, its sizes written as %s',
  (_, range) => {
    expect(postFormFields(ticketWith(range))).toContainEqual(['success_action_status', '201']);
  },
);
