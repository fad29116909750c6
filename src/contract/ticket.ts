import * as v from 'valibot';
import { FILE_SUFFIXES } from './file-suffix.ts';

/** What the page asks our server for. Upper case is accepted, as in file names. */
export const TicketRequestSchema = v.object({
  fileSuffix: v.pipe(
    v.string('fileSuffix must be text'),
    v.toLowerCase(),
    v.picklist(FILE_SUFFIXES, `fileSuffix must be one of ${FILE_SUFFIXES.join(', ')}`),
  ),
});

export type TicketRequest = v.InferOutput<typeof TicketRequestSchema>;

const text = v.pipe(v.string(), v.nonEmpty());

/**
 * Permission to post one firmware once: `data` of the documented envelope.
 * `x-oss-*` entries that a later platform may add travel on as form fields.
 */
export const TicketSchema = v.object({
  /** Where the firmware will be; equals `host + "/" + key`. */
  firmwareUrl: text,
  /** Origin of the bucket: the form's action, without a trailing slash. */
  host: text,
  key: text,
  OSSAccessKeyId: text,
  objectStorage: text,
  /** Base64 JSON, sent verbatim: the signature covers this very text. */
  policy: text,
  signature: text,
  /** ISO 8601 UTC with milliseconds, by the platform's clock. */
  utcCreate: v.pipe(text, v.isoTimestamp()),
  extraFields: v.optional(v.record(v.string(), v.string()), {}),
});

export type Ticket = v.InferOutput<typeof TicketSchema>;

/** The envelope our server answers with. More fields may be added, none renamed. */
export type TicketEnvelope = {
  readonly success: true;
  readonly code: '';
  readonly data: Omit<Ticket, 'extraFields'> & Readonly<Record<`x-oss-${string}`, string>>;
  readonly requestId: string;
  /** What `POST /api/confirmations` wants to know which object is meant; a backend without that has none. */
  readonly confirmationToken?: string;
};

export function ticketEnvelope(
  ticket: Ticket,
  requestId: string,
  confirmationToken?: string,
): TicketEnvelope {
  const { extraFields, ...documented } = ticket;
  const data = { ...extraFields, ...documented };
  const token = confirmationToken === undefined ? {} : { confirmationToken };
  return { success: true, code: '', data, requestId, ...token };
}
