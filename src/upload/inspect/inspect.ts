import { FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import type { Contents, Packing } from '../model/contents.ts';
import { judgeSuffix, type SettledSuffix } from '../model/suffix-check.ts';
import { probeEmpty, probeFile, type Firmware } from '../model/firmware-file.ts';
import type { Rejection } from '../model/failure.ts';
import type { UploadEvent } from '../model/upload-event.ts';
import type { SuffixChoice } from '../model/upload.ts';

/** Looks at a firmware before any ticket is asked for: is there something, is it not too much, can it be read, what is it. */
export async function inspect(
  file: File,
  firmware: Firmware,
  choice: SuffixChoice | SettledSuffix,
  lookInto: LookInto,
): Promise<Inspection> {
  if (firmware.size === 0) return refused({ kind: await probeEmpty(file) });
  if (firmware.size > FIRMWARE_MAX_BYTES) {
    return refused({ kind: 'too-large', limit: FIRMWARE_MAX_BYTES });
  }
  switch (await probeFile(file, firmware)) {
    case 'gone':
      return refused({ kind: 'gone' });
    case 'changed':
      return refused({ kind: 'unreadable' });
    case 'same':
  }
  const contents = await lookInto(file);
  const verdict = judgeSuffix(firmware.name, choice, contents);
  const seen = {
    image: contents?.image,
    imageVersion: contents?.version,
    packing: contents?.packing,
  };
  switch (verdict.kind) {
    case 'certain':
      return { event: { type: 'inspected', suffix: verdict.suffix }, ...seen };
    case 'in-doubt':
      return {
        event: { type: 'doubted', suffix: verdict.proposal, doubt: verdict.doubt },
        ...seen,
      };
  }
}

/** What a file is, by its bytes; undefined when they could not be looked at. Never rejects. */
export type LookInto = (file: Blob) => Promise<Contents | undefined>;

export type Inspection = {
  readonly event: UploadEvent;
  readonly image: string | undefined;
  readonly imageVersion?: string | undefined;
  readonly packing: Packing | undefined;
};

function refused(rejection: Rejection): Inspection {
  return { event: { type: 'refused', rejection }, image: undefined, packing: undefined };
}
