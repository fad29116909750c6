import * as v from 'valibot';
import { inCasing, readEnvelopeText } from './envelope.ts';
import { checksumIn } from './header-value.ts';
import { FIRMWARE_MAX_BYTES } from './limits.ts';

/**
 * `POST /api/confirmations`: what the store holds at the address of one ticket. The server keeps no state: `token` came with
 * the ticket, signed, and says which object is meant; nobody can ask about an address that the server did not issue.
 */
export const ConfirmationRequestSchema = v.object({
  token: v.pipe(v.string('token must be text'), v.nonEmpty('token is empty'), v.maxLength(2048)),
  /** Bytes of the firmware. */
  size: v.pipe(
    v.number('size must be a number'),
    v.integer('size must be whole'),
    v.minValue(1, 'size must be at least 1'),
    v.maxValue(FIRMWARE_MAX_BYTES, 'size is more than a firmware may have'),
  ),
  /** CRC-64 of the firmware, unsigned decimal; missing when it could not be computed. */
  crc64: v.optional(v.pipe(v.string(), v.regex(/^\d{1,20}$/, 'crc64 must be a decimal number'))),
});

export type ConfirmationRequest = v.InferOutput<typeof ConfirmationRequestSchema>;

/** What the store was found to hold. */
const CONFIRMATIONS = [
  /** An object with this very size and CRC-64. */
  'verified',
  /** An object of this size; its checksum is not told, or ours was not given. */
  'unverified',
  /** An object with another size or another CRC-64: its address must not be used. */
  'mismatch',
  /** No object. One may still appear while a transfer is under way. */
  'absent',
  /** The store did not say: not readable for this server, not reachable, or the token is not (or no longer) good. */
  'unknown',
] as const;

export type Confirmation = (typeof CONFIRMATIONS)[number];

const ConfirmationSchema = v.object({
  confirmation: v.picklist(CONFIRMATIONS),
  /** CRC-64 the store computed, unsigned decimal; missing when it does not say, or says something else. */
  crc64: v.pipe(
    v.optional(v.string()),
    v.transform((text) => checksumIn(text) ?? undefined),
  ),
  /** Where the object is, when there is one with the right size: the address the token was issued for. */
  firmwareUrl: v.optional(v.string()),
});

export type ConfirmationFindings = v.InferOutput<typeof ConfirmationSchema>;

export type ConfirmationEnvelope = {
  readonly success: true;
  readonly code: '';
  readonly data: ConfirmationFindings;
  readonly requestId: string;
};

/** Reads an answer as it came. Anything that is no such envelope proves nothing, and is `unknown`. */
export function readConfirmationText(text: string): ConfirmationFindings {
  const envelope = readEnvelopeText(text);
  if (envelope.kind !== 'good') return UNKNOWN;
  const reading = v.safeParse(ConfirmationSchema, inCasing(envelope.data, []));
  return reading.success ? reading.output : UNKNOWN;
}

const UNKNOWN: ConfirmationFindings = { confirmation: 'unknown' };
