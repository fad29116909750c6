import type { Readable } from 'node:stream';

/** A form's head is what comes before its file. Anyone may send one, with or without a ticket, so its bytes are limited. */

/** OSS's own forms have about ten. */
export const FIELDS_MAX = 64;

/** A head of this size is always accepted, however much others hold. */
const SMALL_BYTES = 64 * 1024;
/** What larger ones may hold together, in bytes. */
const LARGE_TOGETHER_BYTES = 64 * 1024 * 1024;

/** The memory that all form heads of a server may use together. */
export type FormHeadBudget = {
  /** False when this much more is too much for a form that holds `held` bytes. */
  take(bytes: number, held: number): boolean;
  giveBack(bytes: number): void;
};

export function createFormHeadBudget(max: number = LARGE_TOGETHER_BYTES): FormHeadBudget {
  let taken = 0;
  return {
    take(bytes, held) {
      if (held + bytes > SMALL_BYTES && taken + bytes > max) return false;
      taken += bytes;
      return true;
    },
    giveBack(bytes) {
      taken -= bytes;
    },
  };
}

export type FormHeadFault =
  | 'too-large'
  | 'budget-used-up'
  /** A boundary line with blanks behind it (RFC 2046, section 5.1.1): the parser takes its part for none, or stands still. */
  | 'padded-boundary';

export type FormHeadRules = {
  readonly maxBytes: number;
  readonly budget: FormHeadBudget;
  readonly onFault: (fault: FormHeadFault) => void;
};

/** Watches the bytes of a body. @returns how to end that, once the file has begun or there will be none */
export function watchFormHead(
  body: Readable,
  boundary: string,
  { maxBytes, budget, onFault }: FormHeadRules,
): () => void {
  const escaped = boundary.replace(/[^A-Za-z0-9]/g, String.raw`\$&`);
  const padded = new RegExp(String.raw`\r\n--${escaped}[ \t]+\r\n`);
  let held = 0;
  // A line may be spread over chunks; the first one has no line end before it.
  let tail = '\r\n';
  const look = (chunk: Buffer) => {
    if (!budget.take(chunk.byteLength, held)) return onFault('budget-used-up');
    held += chunk.byteLength;
    if (held > maxBytes) return onFault('too-large');
    const text = tail + chunk.toString('latin1');
    if (padded.test(text)) return onFault('padded-boundary');
    tail = text.slice(-LINE_MAX_CHARS);
  };
  body.on('data', look);
  return () => {
    body.off('data', look);
    budget.giveBack(held);
    held = 0;
  };
}

const LINE_MAX_CHARS = 256;
