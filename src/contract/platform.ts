import * as v from 'valibot';
import {
  firstFault,
  inCasing,
  isRecord,
  readEnvelope,
  readEnvelopeText,
  type Envelope,
  type RefusedEnvelope,
} from './envelope.ts';
import { TicketSchema, type Ticket } from './ticket.ts';

/** What `GenerateOTAUploadURL` is answered with, in either casing. */
export type TicketAnswer =
  | {
      readonly kind: 'issued';
      readonly ticket: Ticket;
      readonly requestId: string;
      /** Our server's addition; a platform has none. */
      readonly confirmationToken: string | undefined;
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
      const { data, requestId, confirmationToken } = envelope;
      const ticket = v.safeParse(TicketSchema, withExtraFields(data));
      return ticket.success
        ? { kind: 'issued', ticket: ticket.output, requestId, confirmationToken }
        : { kind: 'malformed', part: 'ticket', detail: firstFault('data', ticket.issues) };
    }
  }
}

function withExtraFields(data: unknown): unknown {
  if (!isRecord(data)) return data;
  const extraFields = Object.fromEntries(
    Object.entries(data).filter(
      ([name, value]) => name.toLowerCase().startsWith('x-oss-') && value !== null,
    ),
  );
  return Object.assign({}, inCasing(data, TICKET_NAMES), { extraFields });
}
