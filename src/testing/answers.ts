import type { StoredObject } from '../contract/confirmation.ts';
import { FIRMWARE_MAX_BYTES } from '../contract/limits.ts';
import { encodePolicy } from '../contract/post-policy.ts';
import type { TicketOutcome } from '../upload/transfer/ticket-client.ts';
import type { StoreAnswer } from '../upload/transfer/transport.ts';
import { CRC, FAKE_BYTES } from './fake-file.ts';

/** What the server and the store say to the engine in tests. */

export const STORE = 'https://bucket.example';
export const LIFE_MS = 60_000;

export type TicketTerms = {
  readonly key?: string;
  readonly lifeMs?: number;
  readonly min?: number;
  readonly max?: number;
  readonly utcCreate?: string;
  readonly policy?: string;
  readonly token?: string | undefined;
  readonly objectStorage?: string;
};

/** What our server finds at the store, unless the test says otherwise: the very file, nine bytes long. */
export function found(stored: Partial<StoredObject> = {}): StoredObject {
  return {
    confirmation: 'stored',
    size: FAKE_BYTES,
    crc64: CRC,
    firmwareUrl: urlOf('old'),
    ...stored,
  };
}

/** The store's answer to a transfer, unless the test says otherwise. */
export const STORED: StoreAnswer = {
  kind: 'answered',
  status: 200,
  origin: STORE,
  crc64: CRC,
  requestId: 'store-1',
  retryAfter: null,
  body: '',
};

/** A refusal without a checksum and without the store's id. */
export const refusal = (status: number, body = ''): Partial<StoreAnswer> => ({
  status,
  body,
  crc64: null,
  requestId: null,
});

/** What the store says of a refusal. */
export const ossError = (code: string, rest = '') =>
  `<Error><Code>${code}</Code><Message>No</Message>${rest}</Error>`;

export function urlOf(key: string): string {
  return `${STORE}/ota/firmware/${key}.bin`;
}

export function issued({
  key = 'k',
  lifeMs = LIFE_MS,
  min = 0,
  max = FIRMWARE_MAX_BYTES,
  ...terms
}: TicketTerms): TicketOutcome {
  const created = Date.UTC(2026, 0, 1);
  return {
    kind: 'issued',
    requestId: `ticket-${key}`,
    confirmationToken: 'token' in terms ? terms.token : `token-${key}`,
    ticket: {
      firmwareUrl: urlOf(key),
      host: STORE,
      key: `ota/firmware/${key}.bin`,
      OSSAccessKeyId: 'id',
      objectStorage: terms.objectStorage ?? 'OSS',
      policy:
        terms.policy ??
        encodePolicy(new Date(created + lifeMs), [['content-length-range', min, max]]),
      signature: 'signature',
      utcCreate: terms.utcCreate ?? new Date(created).toISOString(),
      extraFields: {},
    },
  };
}
