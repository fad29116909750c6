import * as v from 'valibot';
import { ProvenanceSchema } from '../../contract/envelope.ts';
import { toldText } from '../../contract/legible-text.ts';
import { legibleFirmware } from './firmware-file.ts';
import { S3_PROOF_KINDS, UNVERIFIED_REASONS, type Receipt } from './receipt.ts';
import { REMARK_KEPT_MAX, type Remarks } from './remarks.ts';
import { DIGEST_KINDS, type DigestKind, type Digests } from './upload.ts';

/** What is read back from storage of a finished upload: written by this page, perhaps by an older version of it. */

const text = v.string();
const optionalText = v.exactOptional(text);
/** What an older version of the page kept whole. */
export const ToldSchema = v.pipe(text, v.transform(toldText));
/** One that a date can be made of. */
const moment = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));

/** Only what was known by then. */
export type KnownDigests = { readonly [Kind in DigestKind]?: string };

export const KeptDigestsSchema = v.object({
  crc64: optionalText,
  md5: optionalText,
  sha256: optionalText,
  /** What the browser could not compute; what is neither here nor known was not known when the page was closed. */
  unavailable: v.exactOptional(v.array(v.picklist(DIGEST_KINDS))),
});
export type KeptDigests = Readonly<v.InferOutput<typeof KeptDigestsSchema>>;

const MadePackageSchema = v.object({
  firmwareId: text,
  firmwareName: text,
  destVersion: text,
  madeAt: moment,
});

export const ReceiptSchema = v.object({
  firmwareUrl: text,
  // A page that knows only the first cannot read what was verified by something else, and leaves it as it is.
  verdict: v.union([
    v.object({ kind: v.literal('verified'), crc64: text }),
    v.object({ kind: v.literal('verified'), by: v.picklist(S3_PROOF_KINDS), digest: text }),
    v.object({ kind: v.literal('unverified'), reason: v.picklist(UNVERIFIED_REASONS) }),
  ]),
  ticketRequestId: ToldSchema,
  storeRequestId: v.optional(ToldSchema),
  finishedAt: moment,
  sendMs: v.pipe(v.number(), v.finite()),
  /** The only one, as older versions of the page have it. */
  madePackage: v.exactOptional(MadePackageSchema),
  /** All of them, where there are several. */
  madePackages: v.exactOptional(v.array(MadePackageSchema)),
  relayedBy: optionalText,
  provenance: v.exactOptional(ProvenanceSchema),
});

type KeptReceipt = v.InferOutput<typeof ReceiptSchema>;

/** As it is stored. */
export function keptReceipt({ madePackages = [], ...proof }: Receipt): KeptReceipt {
  const [first, ...more] = madePackages;
  if (first === undefined) return proof;
  return more.length === 0
    ? { ...proof, madePackage: first }
    : { ...proof, madePackages: [...madePackages] };
}

export function restoreReceipt(kept: KeptReceipt): Receipt {
  const { madePackage, madePackages, storeRequestId, ...rest } = kept;
  const proof = { ...rest, storeRequestId };
  const made = madePackages ?? (madePackage === undefined ? [] : [madePackage]);
  return made.length === 0 ? proof : { ...proof, madePackages: made };
}

export const RemarksSchema = v.object({
  label: v.pipe(text, v.maxLength(REMARK_KEPT_MAX.label)),
  note: v.pipe(text, v.maxLength(REMARK_KEPT_MAX.note)),
});

/**
 * Pages of different versions share one storage. An older one that learns something writes a record again without the fields that
 * it does not know, so a record that would lose something by that has a number that older ones leave alone.
 */
export const RECORD_VERSIONS = [1, 2] as const;

export function versionFor(
  remarks: Remarks | undefined,
  receipt: KeptReceipt | undefined,
  target?: string,
): (typeof RECORD_VERSIONS)[number] {
  const later = [remarks, target, receipt?.madePackages, receipt?.relayedBy, receipt?.provenance];
  return later.every((value) => value === undefined) ? 1 : 2;
}

/** It lies in storage with its exact name. */
export const FirmwareSchema = v.pipe(
  v.object({
    name: text,
    folder: text,
    size: v.pipe(v.number(), v.finite(), v.minValue(0)),
    modifiedAt: v.number(),
  }),
  v.transform(legibleFirmware),
);

export function knownDigests(digests: Digests): KnownDigests {
  return Object.fromEntries(
    DIGEST_KINDS.map((kind) => [kind, digests[kind]] as const).flatMap(([kind, digest]) =>
      digest.status === 'known' ? [[kind, digest.value]] : [],
    ),
  );
}

/** Enough to be sure: the store's own checksum, and one that cannot be forged. */
const TELLING: readonly DigestKind[] = ['crc64', 'sha256'];

/** By which a file can be told to be the one that was uploaded; without any of them it cannot. */
export function tellingDigests(digests: KnownDigests): readonly DigestKind[] {
  return TELLING.filter((kind) => digests[kind] !== undefined);
}

export function keptDigests(digests: Digests): KeptDigests {
  const unavailable = DIGEST_KINDS.filter((kind) => digests[kind].status === 'unavailable');
  return { ...knownDigests(digests), ...(unavailable.length > 0 && { unavailable }) };
}
