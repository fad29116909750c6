import * as v from 'valibot';
import { toldMessage, toldText } from './legible-text.ts';

/** The name of a user or of a target, as our server tells it. */
const toldName = v.pipe(
  v.string(),
  v.transform((name) => toldText(name)),
);

/** Who got a ticket, and for which of several targets: what a server that knows adds to its answer, and what receipts keep. */
export const ProvenanceSchema = v.object({
  /** Missing without sign-in. */
  uploadedBy: v.exactOptional(toldName),
  /** Missing where there is one. */
  target: v.exactOptional(v.object({ id: v.string(), label: toldName })),
});
export type Provenance = Readonly<v.InferOutput<typeof ProvenanceSchema>>;

/**
 * The envelope of every answer, in both casings: Tuya writes `data.firmwareUrl`, Alibaba `Data.FirmwareUrl`, both write
 * `OSSAccessKeyId`. A gateway error has `Code` and `Message` and no `Success` at all. Codes, messages and request ids are `toldText`.
 */
export type Envelope =
  | {
      readonly kind: 'good';
      /** What the call is about, with the names of its own fields still in the platform's casing. */
      readonly data: unknown;
      readonly requestId: string;
      /** Our server's addition; a platform has none. */
      readonly confirmationToken: string | undefined;
      /** The same: who got the ticket, and for which target. */
      readonly provenance?: Provenance | undefined;
    }
  | RefusedEnvelope
  | MalformedEnvelope;

export type RefusedEnvelope = { readonly kind: 'refused'; readonly problem: Problem };
export type MalformedEnvelope = { readonly kind: 'malformed'; readonly detail: string };

const NAMES = [
  'success',
  'code',
  'errorMessage',
  'message',
  'requestId',
  'data',
  'confirmationToken',
  'provenance',
];

/** Some gateways write every value as text. */
const flag = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])]),
  v.transform((value) => value === true || value === 'true'),
);
/** Some platforms write ids that are made of digits as numbers. */
const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String));

const EnvelopeSchema = v.object({
  success: v.optional(flag),
  code: v.optional(id),
  errorMessage: v.optional(v.string()),
  message: v.optional(v.string()),
  requestId: v.optional(id, ''),
  data: v.optional(v.unknown()),
  confirmationToken: v.optional(v.string()),
  // Of no use to the upload itself: what is odd about it is no reason to refuse the ticket.
  provenance: v.fallback(v.optional(ProvenanceSchema), undefined),
});

/**
 * Reads an answer as it came, which may be a proxy's page instead of JSON.
 * @param redact takes out of a text what no client may see, before it is cut: half of it would not be found any more
 */
export function readEnvelopeText(text: string, redact: Redact = asItIs): Envelope {
  const json = v.safeParse(v.pipe(v.string(), v.parseJson()), text);
  return json.success
    ? readEnvelope(json.output, redact)
    : { kind: 'malformed', detail: 'the answer is no JSON' };
}

/** Decides on `success`, since a good answer has `code: ""`. */
export function readEnvelope(body: unknown, redact: Redact = asItIs): Envelope {
  const envelope = v.safeParse(EnvelopeSchema, inCasing(body, NAMES));
  if (!envelope.success) {
    return { kind: 'malformed', detail: redact(firstFault('', envelope.issues)) };
  }
  const { success, errorMessage, message, data, confirmationToken, provenance } = envelope.output;
  const requestId = toldText(redact(envelope.output.requestId));
  // A platform may quote in its code as well as in its message.
  const code = envelope.output.code && toldText(redact(envelope.output.code));
  if (success === true) return { kind: 'good', data, requestId, confirmationToken, provenance };
  if (success === undefined && code === undefined) {
    return { kind: 'malformed', detail: 'neither success nor code is there' };
  }
  const told = toldMessage(redact(errorMessage ?? message ?? ''), code ?? '');
  return { kind: 'refused', problem: { code: code ?? '', message: told, requestId } };
}

type Redact = (message: string) => string;

function asItIs(message: string): string {
  return message;
}

/**
 * The same record with the names that are known written as we write them, and without what is null: some serialisers write
 * every field that there could be. What is no record stays as it is.
 */
export function inCasing(theirs: unknown, names: readonly string[]): unknown {
  if (!isRecord(theirs)) return theirs;
  const ours = new Map(names.map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(theirs)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [ours.get(name.toLowerCase()) ?? name, value]),
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function firstFault(
  prefix: string,
  issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
): string {
  const [issue] = issues;
  const path = [prefix, v.getDotPath(issue)].filter(Boolean).join('.');
  return toldText(`${path || 'answer'}: ${issue.message}`);
}

/** A refused call, as every endpoint of this wire words it: the documented envelope without `data`. */
export type Problem = {
  /** The platform's code (`iot.system.SystemException`) or one of our server's (`OtaDrop.Forbidden`). */
  readonly code: string;
  /** One sentence for the user. */
  readonly message: string;
  readonly requestId: string;
};

/** The envelope our own server answers a refused call with, in the documented camelCase. */
export type ProblemEnvelope = {
  readonly success: false;
  readonly code: string;
  readonly errorMessage: string;
  readonly requestId: string;
};

export function problemEnvelope(problem: Problem): ProblemEnvelope {
  return {
    success: false,
    code: problem.code,
    errorMessage: problem.message,
    requestId: problem.requestId,
  };
}
