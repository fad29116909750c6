import * as v from 'valibot';
import { FILE_SUFFIXES, type FileSuffix } from '../../contract/file-suffix.ts';
import { exactFirmware, type Firmware } from '../model/firmware-file.ts';
import type { MadePackage, Receipt } from '../model/receipt.ts';
import {
  FirmwareSchema,
  type KeptDigests,
  type KnownDigests,
  keptDigests,
  KeptDigestsSchema,
  ReceiptSchema,
} from '../model/receipt-schema.ts';
import type { Upload } from '../model/upload.ts';
import type { StateOf } from '../model/upload-state.ts';

/** A finished upload as it is saved: everything that is known of it but its bytes. */
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
const SavedSchema = v.object({
  version: v.literal(VERSION),
  firmware: FirmwareSchema,
  suffix: v.picklist(FILE_SUFFIXES),
  attempts: v.number(),
  digests: KeptDigestsSchema,
  image: v.exactOptional(v.string()),
  receipt: ReceiptSchema,
});

export function savedReceiptOf(upload: DoneUpload): SavedReceipt {
  const { id, firmware, state, digests, image } = upload;
  const { suffix, attempt: attempts, receipt } = state;
  return { id, firmware, suffix, attempts, digests: keptDigests(digests), image, receipt };
}

/** As it is stored, under its id. */
export function packReceipt(receipt: SavedReceipt): v.InferInput<typeof SavedSchema> {
  const { id: _, firmware, image, ...rest } = receipt;
  const pack = { version: VERSION, firmware: exactFirmware(firmware), ...rest } as const;
  return image === undefined ? pack : { ...pack, image };
}

export function itemOf(receipt: SavedReceipt): readonly [string, unknown] {
  return [receipt.id, packReceipt(receipt)];
}

/** What a receipt can still learn once it is saved. */
export type Learned = { readonly madePackage?: MadePackage; readonly digests?: KnownDigests };

/** What is known already stays, but for the package: that is the latest. */
export function withLearned(saved: SavedReceipt, { madePackage, digests }: Learned): SavedReceipt {
  return {
    ...saved,
    digests: { ...digests, ...saved.digests },
    receipt: madePackage === undefined ? saved.receipt : { ...saved.receipt, madePackage },
  };
}

/** Undefined for what this version of the page cannot have written. */
export function readSavedReceipt(id: string, value: unknown): SavedReceipt | undefined {
  const reading = v.safeParse(SavedSchema, value);
  if (!reading.success) return undefined;
  const { version: _, image, receipt, ...rest } = reading.output;
  const { storeRequestId, ...proof } = receipt;
  return { id, ...rest, image, receipt: { ...proof, storeRequestId } };
}
