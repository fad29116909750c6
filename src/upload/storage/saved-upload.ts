import * as v from 'valibot';
import { ProvenanceSchema } from '../../contract/envelope.ts';
import { FILE_SUFFIXES } from '../../contract/file-suffix.ts';
import {
  FirmwareSchema,
  keptDigests,
  KeptDigestsSchema,
  keptReceipt,
  ReceiptSchema,
  RECORD_VERSIONS,
  RemarksSchema,
  restoreReceipt,
  ToldSchema,
  versionFor,
} from '../model/receipt-schema.ts';
import { restoreDigests } from '../model/digests.ts';
import { codeOf } from '../model/failure-rules.ts';
import { exactFirmware } from '../model/firmware-file.ts';
import type { Upload } from '../model/upload.ts';
import type { MaybeStored, UploadState } from '../model/upload-state.ts';

/** What is kept of an upload across visits: never its bytes, its ticket or its policy. */

/** What any version of this page writes. */
const VersionedSchema = v.looseObject({ version: v.pipe(v.number(), v.integer(), v.minValue(1)) });

const text = v.string();
const optionalText = v.exactOptional(text);

const SavedUploadSchema = v.object({
  version: v.picklist(RECORD_VERSIONS),
  /** Which tab is, or was, busy with it. */
  tab: text,
  firmware: FirmwareSchema,
  suffix: v.picklist(FILE_SUFFIXES),
  attempt: v.number(),
  digests: KeptDigestsSchema,
  image: optionalText,
  imageVersion: optionalText,
  remarks: v.exactOptional(RemarksSchema),
  lastTicket: v.optional(
    v.object({
      requestId: ToldSchema,
      confirmationToken: v.optional(text),
      provenance: v.exactOptional(ProvenanceSchema),
    }),
  ),
  target: optionalText,
  life: v.variant('kind', [
    v.object({
      kind: v.literal('open'),
      sent: v.number(),
      /** There may be a copy, and the store can be asked about it. */
      isAllSent: v.boolean(),
      /** There may be a copy of an attempt before the last one. */
      leftBehind: v.exactOptional(v.literal(true)),
      /** The short code of the failure that it had ended with. */
      failedWith: optionalText,
    }),
    v.object({
      kind: v.literal('done'),
      receipt: ReceiptSchema,
    }),
  ]),
});

export type SavedUpload = v.InferOutput<typeof SavedUploadSchema>;
/** As it is stored. */
export type PackedUpload = v.InferInput<typeof SavedUploadSchema>;

/** Undefined for what this version of the page cannot have written. */
export function readSavedUpload(value: unknown): SavedUpload | undefined {
  const reading = v.safeParse(SavedUploadSchema, value);
  return reading.success ? reading.output : undefined;
}

/** Whether some version of this page may have written it, and can read it, even if this one cannot. */
export function isOfThisPage(value: unknown): boolean {
  return v.is(VersionedSchema, value);
}

/** What is worth keeping of an upload as it is now; undefined when there is nothing that a later visit could do with it. */
export function saveUpload(upload: Upload, tab: string): PackedUpload | undefined {
  const { state, firmware, digests, image, imageVersion, remarks, lastTicket, target } = upload;
  const life = lifeOf(state, firmware.size);
  if (life === undefined || !('suffix' in state)) return undefined;
  return {
    version: versionFor(remarks, life.kind === 'done' ? life.receipt : undefined, target),
    tab,
    firmware: exactFirmware(firmware),
    suffix: state.suffix,
    attempt: 'attempt' in state ? state.attempt : 0,
    digests: keptDigests(digests),
    ...(image !== undefined && { image }),
    ...(imageVersion !== undefined && { imageVersion }),
    ...(remarks !== undefined && { remarks }),
    lastTicket: lastTicket && { ...lastTicket },
    ...(target === undefined ? {} : { target }),
    life,
  };
}

export function isWorthSaving({ state, firmware }: Upload): boolean {
  return lifeOf(state, firmware.size) !== undefined;
}

function lifeOf(state: UploadState, size: number): SavedUpload['life'] | undefined {
  switch (state.status) {
    case 'ready':
      // Its bytes are in the store, and the receipt is kept.
      if (state.doubt.kind === 'uploaded-before') return undefined;
      return { kind: 'open', sent: 0, isAllSent: false };
    case 'queued':
    case 'ticketing':
    case 'waiting': {
      // What an earlier attempt may have left can still be asked about.
      const isInDoubt = state.arrived === 'maybe';
      return { kind: 'open', sent: isInDoubt ? size : 0, isAllSent: isInDoubt };
    }
    case 'sending':
      return partlySent(state.progress.sent, state.arrived);
    case 'confirming':
      return { kind: 'open', sent: size, isAllSent: true };
    case 'interrupted':
      if (state.failedWith !== undefined) return failedLife(state, state.failedWith);
      return state.sent < size
        ? partlySent(state.sent, state.arrived)
        : { kind: 'open', sent: size, isAllSent: state.arrived === 'maybe' };
    case 'failed':
      // The other one is on its own tab's list.
      if (state.failure.kind === 'already-uploading') return undefined;
      return failedLife(
        { sent: state.tries.at(-1)?.sent ?? 0, arrived: state.arrived },
        codeOf(state.failure),
      );
    case 'done':
      return { kind: 'done', receipt: keptReceipt(state.receipt) };
    case 'inspecting':
    case 'rejected':
    case 'cancelled':
      return undefined;
  }
}

function failedLife(
  { sent, arrived }: { readonly sent: number; readonly arrived: MaybeStored },
  failedWith: string,
): SavedUpload['life'] {
  return { ...partlySent(sent, arrived), failedWith };
}

/** The store cannot be asked about this attempt's object; an earlier one may have left another. */
function partlySent(
  sent: number,
  arrived: MaybeStored,
): Extract<SavedUpload['life'], { kind: 'open' }> {
  const leftBehind = arrived === 'maybe' ? { leftBehind: true as const } : {};
  return { kind: 'open', sent, isAllSent: false, ...leftBehind };
}

/** An upload of an earlier visit: done, interrupted, or to be asked about because only its answer was missing. */
export function restoreUpload(id: string, saved: SavedUpload): Upload {
  const { firmware, digests, image, imageVersion, remarks } = saved;
  const { lastTicket, target, suffix, attempt, life } = saved;
  const mayBeThere = life.kind === 'open' && (life.isAllSent || life.leftBehind === true);
  const arrived = mayBeThere ? ('maybe' as const) : ('nothing' as const);
  const plan = { suffix, attempt, tries: [], arrived };
  const state = (): UploadState => {
    if (life.kind === 'done') {
      return { status: 'done', ...plan, receipt: restoreReceipt(life.receipt) };
    }
    const { sent, isAllSent, failedWith } = life;
    if (failedWith !== undefined) return { status: 'interrupted', ...plan, sent, failedWith };
    if (!isAllSent) return { status: 'interrupted', ...plan, sent };
    return lastTicket?.confirmationToken === undefined
      ? { status: 'interrupted', ...plan, sent }
      : { status: 'confirming', ...plan, awaiting: 'object' };
  };
  return {
    id,
    firmware,
    state: state(),
    digests: restoreDigests(digests),
    image,
    ...(imageVersion !== undefined && { imageVersion }),
    ...(remarks !== undefined && { remarks }),
    packing: undefined,
    lastTicket: lastTicket && {
      requestId: lastTicket.requestId,
      confirmationToken: lastTicket.confirmationToken,
      ...(lastTicket.provenance && { provenance: lastTicket.provenance }),
    },
    ...(target === undefined ? {} : { target }),
  };
}
