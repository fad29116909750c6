import * as v from 'valibot';
import type { Provenance } from './envelope.ts';
import {
  firstFault,
  inCasing,
  isRecord,
  readEnvelope,
  readEnvelopeText,
  type Envelope,
  type RefusedEnvelope,
} from './envelope.ts';
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

/**
 * The name that a page gives itself with every ticket call, made by chance when it is opened: many calls of one page do not keep those
 * of another one waiting. Only to the server that the page came from: any other backend would have to allow the header.
 */
export const PAGE_HEADER = 'x-ota-drop-page';

const text = v.pipe(v.string(), v.nonEmpty());

/**
 * Permission to post one firmware once: `data` of the documented envelope.
 * `x-oss-*` and `x-amz-*` entries travel on as form fields: signature version 4 has four of them, that of a temporary key one.
 */
export const TicketSchema = v.object({
  /** Where the firmware will be; equals `host + "/" + key`. */
  firmwareUrl: text,
  /** The form's action, without a trailing slash: the bucket's origin, or `https://store/bucket`. */
  host: text,
  key: text,
  /** The key id, whatever the store's dialect calls it. */
  OSSAccessKeyId: text,
  /** The dialect of the form: one of `OBJECT_STORAGES`. */
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
  readonly data: Omit<Ticket, 'extraFields'> &
    Readonly<Record<`x-oss-${string}` | `x-amz-${string}`, string>>;
  readonly requestId: string;
  /** What `POST /api/confirmations` wants to know which object is meant; a backend without that has none. */
  readonly confirmationToken?: string;
  /** Who got it and for which target, where the server knows. */
  readonly provenance?: Provenance;
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

/** What `GenerateOTAUploadURL` is answered with, in either casing. */
export type TicketAnswer =
  | {
      readonly kind: 'issued';
      readonly ticket: Ticket;
      readonly requestId: string;
      /** Our server's addition; a platform has none. */
      readonly confirmationToken: string | undefined;
      readonly provenance?: Provenance | undefined;
    }
  | RefusedEnvelope
  | {
      readonly kind: 'malformed';
      /** Whether there is no such envelope at all, or one whose ticket cannot be used. */
      readonly part: 'answer' | 'ticket';
      readonly detail: string;
    };

const TICKET_NAMES = [
  'firmwareUrl',
  'host',
  'key',
  'OSSAccessKeyId',
  'objectStorage',
  'policy',
  'signature',
  'utcCreate',
];

/** Reads an answer as it came, which may be a proxy's page instead of JSON. */
export function readTicketText(text: string): TicketAnswer {
  return readTicket(readEnvelopeText(text));
}

/** Parses the body of a `GenerateOTAUploadURL` answer. */
export function readTicketAnswer(body: unknown): TicketAnswer {
  return readTicket(readEnvelope(body));
}

/** The ticket an envelope brings. */
export function readTicket(envelope: Envelope): TicketAnswer {
  switch (envelope.kind) {
    case 'refused':
      return envelope;
    case 'malformed':
      return { ...envelope, part: 'answer' };
    case 'good': {
      const { data, requestId, confirmationToken, provenance } = envelope;
      const ticket = v.safeParse(TicketSchema, withExtraFields(data));
      return ticket.success
        ? {
            kind: 'issued',
            ticket: ticket.output,
            requestId,
            confirmationToken,
            ...(provenance && { provenance }),
          }
        : { kind: 'malformed', part: 'ticket', detail: firstFault('data', ticket.issues) };
    }
  }
}

function withExtraFields(data: unknown): unknown {
  if (!isRecord(data)) return data;
  const extraFields = Object.fromEntries(
    Object.entries(data).filter(([name, value]) => /^x-(?:oss|amz)-/i.test(name) && value !== null),
  );
  return Object.assign({}, inCasing(data, TICKET_NAMES), { extraFields });
}
