import type { Away } from '../model/away.ts';
import type { Failure } from '../model/failure.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Try } from '../model/retry-policy.ts';

/** What one attempt has come to. */
export type AttemptEnd =
  | { readonly kind: 'stored'; readonly receipt: Receipt }
  | ({ readonly kind: 'failed' } & Try);

/** The file is there, and is another one than that which was to be sent. */
export const CHANGED_ON_THE_WAY = {
  kind: 'file-changed',
  how: 'changed',
  noticed: 'after-sending',
} as const satisfies Failure;

/** @param sent bytes of the file that went */
export function failed(failure: Failure, sent = 0, away?: Away): AttemptEnd {
  return { kind: 'failed', failure, sent, ...(away && { away }) };
}
