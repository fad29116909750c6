import * as v from 'valibot';
import { inCasing, readEnvelopeText } from './envelope.ts';
import { checksumIn } from './header-value.ts';

/**
 * `POST /api/confirmations`: what the store holds at the address of one ticket. The server keeps no state: `token` came with
 * the ticket, signed, and says which object is meant; only an address that the server has issued can be asked about.
 */
export const ConfirmationRequestSchema = v.object({
  token: v.pipe(v.string('token must be text'), v.nonEmpty('token is empty'), v.maxLength(2048)),
});

export type ConfirmationRequest = v.InferOutput<typeof ConfirmationRequestSchema>;

/** Anything but so many digits of lower-case hex was not told. */
const hex = (digits: number) =>
  v.optional(
    v.pipe(
      v.string(),
      v.transform((text) =>
        text.length === digits && /^[0-9a-f]+$/.test(text) ? text : undefined,
      ),
    ),
  );

const ConfirmationSchema = v.variant('confirmation', [
  /** An object: what it is, as the store says. Whether it is the firmware is for the page to judge. */
  v.object({
    confirmation: v.literal('stored'),
    /** In bytes. */
    size: v.number(),
    /** CRC-64 the store computed, unsigned decimal; missing when it does not say, or says something else. */
    crc64: v.pipe(
      v.optional(v.string()),
      v.transform((text) => checksumIn(text) ?? undefined),
    ),
    /** Of an S3 store: CRC-64/NVME, SHA-256 and MD5, where it tells them. */
    crc64nvme: hex(16),
    sha256: hex(64),
    md5: hex(32),
    /** Where it is: the address the token was issued for. */
    firmwareUrl: v.string(),
  }),
  /** No object. One may still appear while a transfer is under way. */
  v.object({ confirmation: v.literal('absent') }),
  /** The store did not say: not readable for this server, not reachable, or the token is not (or no longer) good. */
  v.object({ confirmation: v.literal('unknown') }),
]);

/** What the store was found to hold. */
export type Confirmation = v.InferOutput<typeof ConfirmationSchema>;
export type StoredObject = Extract<Confirmation, { confirmation: 'stored' }>;

export type ConfirmationEnvelope = {
  readonly success: true;
  readonly code: '';
  readonly data: Confirmation;
  readonly requestId: string;
};

/** Reads an answer as it came. Anything that is no such envelope proves nothing, and is `unknown`. */
export function readConfirmationText(text: string): Confirmation {
  const envelope = readEnvelopeText(text);
  if (envelope.kind !== 'good') return UNKNOWN;
  const reading = v.safeParse(ConfirmationSchema, inCasing(envelope.data, []));
  return reading.success ? reading.output : UNKNOWN;
}

const UNKNOWN: Confirmation = { confirmation: 'unknown' };
