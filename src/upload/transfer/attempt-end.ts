import type { Away } from '../model/away.ts';
import type { Failure } from '../model/failure.ts';
import type { FileFinding } from '../model/firmware-file.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Try } from '../model/retry-policy.ts';

/** What one attempt has come to. */
export type AttemptEnd =
  | { readonly kind: 'stored'; readonly receipt: Receipt }
  | ({ readonly kind: 'failed' } & Try);

/**
 * What was found of the file while it was sent, or after; undefined where it is what it was.
 * @param sent bytes of it that went
 */
export function foundAfterwards(
  finding: FileFinding | 'unreadable',
  sent: number,
  total: number,
): Failure | undefined {
  switch (finding) {
    case 'same':
      return undefined;
    case 'unreadable':
      return { kind: 'file-unreadable', sent, total };
    case 'changed':
    case 'gone':
      return { kind: 'file-changed', how: finding, noticed: 'after-sending' };
  }
}

/** @param sent bytes of the file that went */
export function failed(failure: Failure, sent = 0, away?: Away): AttemptEnd {
  return { kind: 'failed', failure, sent, ...(away && { away }) };
}
