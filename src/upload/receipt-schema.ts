import * as v from 'valibot';
import { toldText } from '../contract/told-text.ts';
import { legibleFirmware } from './firmware.ts';
import { UNVERIFIED_REASONS } from './receipt.ts';
import { DIGEST_KINDS, type Digests, type DigestState } from './upload.ts';

/** What is read back from storage of a finished upload: written by this page, perhaps by an older version of it. */

const text = v.string();
const optionalText = v.exactOptional(text);
/** What an older version of the page kept whole. */
export const ToldSchema = v.pipe(text, v.transform(toldText));
/** One that a date can be made of. */
const moment = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));

/** Only what was known by then. */
export const KnownDigestsSchema = v.object({
  crc64: optionalText,
  md5: optionalText,
  sha256: optionalText,
});
export type KnownDigests = Readonly<v.InferOutput<typeof KnownDigestsSchema>>;

export const ReceiptSchema = v.object({
  firmwareUrl: text,
  verdict: v.variant('kind', [
    v.object({ kind: v.literal('verified'), crc64: text }),
    v.object({ kind: v.literal('unverified'), reason: v.picklist(UNVERIFIED_REASONS) }),
  ]),
  ticketRequestId: ToldSchema,
  storeRequestId: v.optional(ToldSchema),
  finishedAt: moment,
  sendMs: v.pipe(v.number(), v.finite()),
  madePackage: v.exactOptional(
    v.object({ firmwareId: text, firmwareName: text, destVersion: text, madeAt: moment }),
  ),
});

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

/** Those that were not known by then are not waited for. */
export function settledDigests({ crc64, md5, sha256 }: KnownDigests): Digests {
  return { crc64: settled(crc64), md5: settled(md5), sha256: settled(sha256) };
}

function settled(value: string | undefined): DigestState {
  return value === undefined ? { status: 'unavailable' } : { status: 'known', value };
}
