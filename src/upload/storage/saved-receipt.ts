import * as v from 'valibot';
import { FILE_SUFFIXES, type FileSuffix } from '../../contract/file-suffix.ts';
import { restoreDigests } from '../model/digests.ts';
import { exactFirmware, type Firmware } from '../model/firmware-file.ts';
import { withPackage, type MadePackage, type Receipt } from '../model/receipt.ts';
import {
  FirmwareSchema,
  type KeptDigests,
  type KnownDigests,
  keptDigests,
  KeptDigestsSchema,
  keptReceipt,
  ReceiptSchema,
  RECORD_VERSIONS,
  RemarksSchema,
  restoreReceipt,
  versionFor,
} from '../model/receipt-schema.ts';
import { NO_REMARKS, withRemark, type RemarkEdit, type Remarks } from '../model/remarks.ts';
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
  /** What the image says of itself. */
  readonly imageVersion?: string | undefined;
  readonly remarks?: Remarks | undefined;
  readonly receipt: Receipt;
};

export type DoneUpload = Upload & { readonly state: StateOf<'done'> };

export function isDone(upload: Upload): upload is DoneUpload {
  return upload.state.status === 'done';
}

/** So many receipts are kept, about a megabyte; the oldest go first. */
export const RECEIPTS_MAX = 1_000;

/** What is added to it later has to be optional: receipts are kept for longer than a version of the page. */
const SavedSchema = v.object({
  version: v.picklist(RECORD_VERSIONS),
  firmware: FirmwareSchema,
  suffix: v.picklist(FILE_SUFFIXES),
  attempts: v.number(),
  digests: KeptDigestsSchema,
  image: v.exactOptional(v.string()),
  imageVersion: v.exactOptional(v.string()),
  remarks: v.exactOptional(RemarksSchema),
  receipt: ReceiptSchema,
});

export function savedReceiptOf(upload: DoneUpload): SavedReceipt {
  const { id, firmware, state, digests, image, imageVersion, remarks } = upload;
  const { suffix, attempt: attempts, receipt } = state;
  return {
    id,
    firmware,
    suffix,
    attempts,
    digests: keptDigests(digests),
    image,
    ...(imageVersion !== undefined && { imageVersion }),
    ...(remarks !== undefined && { remarks }),
    receipt,
  };
}

/** As it is stored, under its id. */
export function packReceipt(saved: SavedReceipt): v.InferInput<typeof SavedSchema> {
  const { suffix, attempts, digests, image, imageVersion, remarks } = saved;
  const receipt = keptReceipt(saved.receipt);
  return {
    version: versionFor(remarks, receipt),
    firmware: exactFirmware(saved.firmware),
    suffix,
    attempts,
    digests,
    receipt,
    ...(image !== undefined && { image }),
    ...(imageVersion !== undefined && { imageVersion }),
    ...(remarks !== undefined && { remarks }),
  };
}

export function itemOf(receipt: SavedReceipt): readonly [string, unknown] {
  return [receipt.id, packReceipt(receipt)];
}

/** The upload that it was, without its file. */
export function uploadOfReceipt(saved: SavedReceipt): DoneUpload {
  const { id, firmware, suffix, attempts, digests, image, imageVersion, remarks, receipt } = saved;
  return {
    id,
    firmware,
    state: { status: 'done', suffix, attempt: attempts, tries: [], arrived: 'nothing', receipt },
    digests: restoreDigests(digests),
    image,
    imageVersion,
    remarks,
    packing: undefined,
    lastTicket: undefined,
  };
}

/** What a receipt can still learn once it is saved. */
export type Learned = {
  readonly packages?: readonly MadePackage[];
  readonly digests?: KnownDigests;
  readonly remarks?: readonly RemarkEdit[];
};

/** What is known already stays, whichever tab has learned it. */
export function withLearned(saved: SavedReceipt, news: Learned): SavedReceipt {
  const { packages = [], digests, remarks: edits = [] } = news;
  const before = saved.remarks ?? NO_REMARKS;
  const remarks = edits.reduce(withRemark, before);
  return {
    ...saved,
    digests: { ...digests, ...saved.digests },
    receipt: packages.reduce(withPackage, saved.receipt),
    ...(remarks !== before && { remarks }),
  };
}

/** As the list has it, but for what other tabs may have learned: that is only added to. */
export function withUpload(saved: SavedReceipt, upload: DoneUpload, news: Learned): SavedReceipt {
  const { remarks, receipt } = withLearned(saved, news);
  const { madePackages } = receipt;
  const { receipt: proof, ...own } = savedReceiptOf(upload);
  return {
    ...own,
    ...(remarks !== undefined && { remarks }),
    receipt: madePackages === undefined ? proof : { ...proof, madePackages },
  };
}

/** Undefined for what this version of the page cannot have written. */
export function readSavedReceipt(id: string, value: unknown): SavedReceipt | undefined {
  const reading = v.safeParse(SavedSchema, value);
  if (!reading.success) return undefined;
  const { version: _, image, receipt, ...rest } = reading.output;
  return { id, ...rest, image, receipt: restoreReceipt(receipt) };
}
