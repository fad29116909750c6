import * as v from 'valibot';
import {
  type Envelope,
  firstFault,
  inCasing,
  type MalformedEnvelope,
  type Problem,
  problemEnvelope,
  type ProblemEnvelope,
  readEnvelopeText,
  type RefusedEnvelope,
} from './envelope.ts';

/** What `CreateOTAFirmware` is answered with by a platform, and `POST /api/firmware` by our server. */

/** `data` of a good answer. Alibaba's ids are text, Tuya's look like numbers. */
const CreatedSchema = v.object({
  firmwareId: v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.nonEmpty()),
  utcCreate: v.optional(v.string()),
});
export type CreatedFirmware = v.InferOutput<typeof CreatedSchema>;

export type CreatedEnvelope = {
  readonly success: true;
  readonly code: '';
  readonly data: CreatedFirmware;
  readonly requestId: string;
};

/** A refused creation also says whether there may be a package all the same: an answer can be lost after the deed. */
export type NotCreatedEnvelope = ProblemEnvelope & { readonly created: 'no' | 'maybe' };

export function notCreatedEnvelope(problem: Problem, created: 'no' | 'maybe'): NotCreatedEnvelope {
  return { ...problemEnvelope(problem), created };
}

export type FirmwareAnswer =
  | { readonly kind: 'created'; readonly firmware: CreatedFirmware; readonly requestId: string }
  | RefusedEnvelope
  | MalformedEnvelope;

export function readFirmware(envelope: Envelope): FirmwareAnswer {
  if (envelope.kind !== 'good') return envelope;
  const data = v.safeParse(CreatedSchema, inCasing(envelope.data, ['firmwareId', 'utcCreate']));
  return data.success
    ? { kind: 'created', firmware: data.output, requestId: envelope.requestId }
    : { kind: 'malformed', detail: firstFault('data', data.issues) };
}

/** What `POST /api/firmware` answered, as the page takes it. */
export type CreationOutcome =
  | { readonly kind: 'created'; readonly firmware: CreatedFirmware; readonly requestId: string }
  | {
      readonly kind: 'not-created';
      readonly problem: Problem;
      readonly created: 'no' | 'maybe';
    };

const DoubtSchema = v.object({ created: v.picklist(['no', 'maybe']) });

/** Without a word about it a refusal left nothing, and anything that is no envelope may have left everything. */
export function readCreationText(text: string, status: number): CreationOutcome {
  const answer = readFirmware(readEnvelopeText(text));
  switch (answer.kind) {
    case 'created':
      return answer;
    case 'refused': {
      const doubt = v.safeParse(v.pipe(v.string(), v.parseJson(), DoubtSchema), text);
      const created = doubt.success ? doubt.output.created : 'no';
      return { kind: 'not-created', problem: answer.problem, created };
    }
    case 'malformed':
      return {
        kind: 'not-created',
        problem: { code: '', message: answer.detail, requestId: '' },
        created: status >= 400 && status < 500 ? 'no' : 'maybe',
      };
  }
}
