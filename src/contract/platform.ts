import * as v from 'valibot';
import type { Problem } from './problem.ts';
import { TicketSchema, type Ticket } from './ticket.ts';

/**
 * The upstream envelope in both casings: Tuya writes `data.firmwareUrl`, Alibaba `Data.FirmwareUrl`,
 * both write `OSSAccessKeyId`. A gateway error has `Code` and `Message` and no `Success` at all.
 */
export type TicketAnswer =
  | {
      readonly kind: 'issued';
      readonly ticket: Ticket;
      readonly requestId: string;
      /** Our server's addition; a platform has none. */
      readonly confirmationToken: string | undefined;
    }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | {
      readonly kind: 'malformed';
      /** Whether there is no such envelope at all, or one whose ticket cannot be used. */
      readonly part: 'answer' | 'ticket';
      readonly detail: string;
    };

/** The dialect a platform speaks; it decides parameters and casing, and is a setting, never a guess. */
export const DIALECTS = ['tuya', 'alibaba'] as const;
export type Dialect = (typeof DIALECTS)[number];

const OUR_NAME_OF: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'success',
    'code',
    'errorMessage',
    'message',
    'requestId',
    'data',
    'firmwareUrl',
    'host',
    'key',
    'OSSAccessKeyId',
    'objectStorage',
    'policy',
    'signature',
    'utcCreate',
    'confirmationToken',
  ].map((name) => [name.toLowerCase(), name]),
);

const EnvelopeSchema = v.object({
  success: v.optional(v.boolean()),
  code: v.optional(v.union([v.string(), v.number()])),
  errorMessage: v.optional(v.string()),
  message: v.optional(v.string()),
  requestId: v.optional(v.string(), ''),
  data: v.optional(v.unknown()),
  confirmationToken: v.optional(v.string()),
});

/** Reads an answer as it came, which may be a proxy's page instead of JSON. */
export function readTicketText(text: string): TicketAnswer {
  const json = v.safeParse(v.pipe(v.string(), v.parseJson()), text);
  return json.success
    ? readTicketAnswer(json.output)
    : { kind: 'malformed', part: 'answer', detail: 'the answer is no JSON' };
}

/** Parses the body of a `GenerateOTAUploadURL` answer. Decides on `success`, since a good answer has `code: ""`. */
export function readTicketAnswer(body: unknown): TicketAnswer {
  const envelope = v.safeParse(EnvelopeSchema, inOurNames(body));
  if (!envelope.success)
    return { kind: 'malformed', part: 'answer', detail: firstFault('', envelope.issues) };
  const { success, code, errorMessage, message, requestId, data, confirmationToken } =
    envelope.output;
  if (success === true) {
    const ticket = v.safeParse(TicketSchema, withExtraFields(data));
    return ticket.success
      ? { kind: 'issued', ticket: ticket.output, requestId, confirmationToken }
      : { kind: 'malformed', part: 'ticket', detail: firstFault('data', ticket.issues) };
  }
  if (success === undefined && code === undefined) {
    return { kind: 'malformed', part: 'answer', detail: 'neither success nor code is there' };
  }
  return {
    kind: 'refused',
    problem: { code: String(code ?? ''), message: errorMessage ?? message ?? '', requestId },
  };
}

function inOurNames(theirs: unknown): unknown {
  if (!isRecord(theirs)) return theirs;
  return Object.fromEntries(
    Object.entries(theirs).map(([name, value]) => [OUR_NAME_OF[name.toLowerCase()] ?? name, value]),
  );
}

function withExtraFields(data: unknown): unknown {
  if (!isRecord(data)) return data;
  const extraFields = Object.fromEntries(
    Object.entries(data).filter(([name]) => name.toLowerCase().startsWith('x-oss-')),
  );
  return Object.assign({}, inOurNames(data), { extraFields });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstFault(
  prefix: string,
  issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
): string {
  const [issue] = issues;
  const path = [prefix, v.getDotPath(issue)].filter(Boolean).join('.');
  return `${path || 'answer'}: ${issue.message}`;
}
