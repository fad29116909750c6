import { readSuffix } from '../contract/file-suffix.ts';
import { FIRMWARE_MAX_BYTES } from '../contract/limits.ts';
import { probeFile, type Firmware } from './firmware.ts';
import type { UploadEvent } from './upload-event.ts';
import type { SuffixChoice } from './upload.ts';

/** Looks at a firmware before any ticket is asked for: is there something, is it not too much, can it be read, what is it. */
export async function inspect(
  file: File,
  firmware: Firmware,
  choice: SuffixChoice,
): Promise<UploadEvent> {
  if (firmware.size === 0) return { type: 'refused', rejection: { kind: 'empty' } };
  if (firmware.size > FIRMWARE_MAX_BYTES) {
    return { type: 'refused', rejection: { kind: 'too-large', limit: FIRMWARE_MAX_BYTES } };
  }
  switch (await probeFile(file, firmware)) {
    case 'gone':
      return { type: 'refused', rejection: { kind: 'gone' } };
    case 'changed':
      return { type: 'refused', rejection: { kind: 'unreadable' } };
    case 'same':
  }
  if (choice !== 'auto') return { type: 'inspected', suffix: choice };
  const reading = readSuffix(firmware.name);
  switch (reading.kind) {
    case 'certain':
      return { type: 'inspected', suffix: reading.suffix };
    case 'in-doubt':
      return { type: 'doubted', suffix: reading.proposal, doubt: reading.doubt };
  }
}
