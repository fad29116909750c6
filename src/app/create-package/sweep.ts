import type { PageConfig } from '../../contract/page-config.ts';
import { SWEPT_AFTER_MS } from '../../contract/limits.ts';
import { DIALECT_RULES, type DialectRules } from '../../contract/dialect.ts';

/** What is known of how long a file is kept of which no package is made. */
export type SweepRule =
  | DialectRules['unusedFiles']
  /** The embedded store deletes nothing by itself. */
  | 'kept'
  /** Another backend. */
  | 'unknown';

export function sweepRuleOf({ cloud, platformDialect }: PageConfig): SweepRule {
  switch (cloud) {
    case 'embedded':
    case 'simulated':
      return 'kept';
    // By what rule its owner may have it swept is not known here.
    case 'bucket':
      return 'unknown';
    case 'custom':
      return platformDialect === undefined ? 'unknown' : DIALECT_RULES[platformDialect].unusedFiles;
    default:
      return DIALECT_RULES[cloud].unusedFiles;
  }
}

/**
 * Whole minutes until the hour is over, 0 in its last minute, -1 afterwards. By the wall clock, so that it goes on while the
 * page is closed; where that clock was set back, no more than the hour there is.
 */
export function minutesUntilSwept(finishedAt: number, now: number): number {
  const leftMs = Math.min(finishedAt + SWEPT_AFTER_MS - now, SWEPT_AFTER_MS);
  return leftMs < 0 ? -1 : Math.floor(leftMs / 60_000);
}
