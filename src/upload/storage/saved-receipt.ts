import * as v from 'valibot';
import { FILE_SUFFIXES, type FileSuffix } from '../../contract/file-suffix.ts';
import { exactFirmware, type Firmware } from '../model/firmware-file.ts';
import type { Receipt } from '../model/receipt.ts';
import {
  FirmwareSchema,
  type KeptDigests,
  keptDigests,
  KeptDigestsSchema,
  ReceiptSchema,
} from '../model/receipt-schema.ts';
import type { Upload } from '../model/upload.ts';
import type { StateOf } from '../model/upload-state.ts';

/** A finished upload as the history keeps it: everything that is known of it but its bytes. */
export type SavedReceipt = {
  /** That of the upload. */
  readonly id: string;
  readonly firmware: Firmware;
  readonly suffix: FileSuffix;
  readonly attempts: number;
  readonly digests: KeptDigests;
  /** A format's own name. */
  readonly image: string | undefined;
  readonly receipt: Receipt;
};

export type DoneUpload = Upload & { readonly state: StateOf<'done'> };

export function isDone(upload: Upload): upload is DoneUpload {
  return upload.state.status === 'done';
}

/** So many receipts are kept, about a megabyte; the oldest go first. */
export const RECEIPTS_MAX = 1_000;

const VERSION = 1;

/** What is added to it later has to be optional: receipts are kept for longer than a version of the page. */
const KeptSchema = v.object({
  version: v.literal(VERSION),
  firmware: FirmwareSchema,
  suffix: v.picklist(FILE_SUFFIXES),
  attempts: v.number(),
  digests: KeptDigestsSchema,
  image: v.exactOptional(v.string()),
  receipt: ReceiptSchema,
});

export function keep({ id, firmware, state, digests, image }: DoneUpload): SavedReceipt {
  const { suffix, attempt: attempts, receipt } = state;
  return { id, firmware, suffix, attempts, digests: keptDigests(digests), image, receipt };
}

/** As it lies in storage, under its id. */
export function packReceipt(kept: SavedReceipt): v.InferInput<typeof KeptSchema> {
  const { firmware, suffix, attempts, digests, image, receipt } = kept;
  const pack = {
    version: VERSION,
    firmware: exactFirmware(firmware),
    suffix,
    attempts,
    digests,
    receipt,
  } as const;
  return image === undefined ? pack : { ...pack, image };
}

/** Undefined for what a later version, or nobody, has written. */
export function readSavedReceipt(id: string, value: unknown): SavedReceipt | undefined {
  const reading = v.safeParse(KeptSchema, value);
  if (!reading.success) return undefined;
  const { firmware, suffix, attempts, digests, image, receipt } = reading.output;
  const { storeRequestId, ...proof } = receipt;
  return {
    id,
    firmware,
    suffix,
    attempts,
    digests,
    image,
    receipt: { ...proof, storeRequestId },
  };
}
