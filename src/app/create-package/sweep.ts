import type { PageConfig } from '../../contract/page-config.ts';
import { SWEPT_AFTER_MS } from '../../contract/limits.ts';
import type { Dialect } from '../../contract/dialect.ts';

/** What is known of how long a file is kept of which no package is made. */
export type SweepRule =
  /** Alibaba: deleted after an hour. */
  | 'hour'
  /** Tuya says nothing about it. */
  | 'not-stated'
  /** The embedded store deletes nothing by itself. */
  | 'kept'
  /** Another backend. */
  | 'unknown';

export function sweepRuleOf({ cloud, platformDialect }: PageConfig): SweepRule {
  switch (cloud) {
    case 'embedded':
    case 'simulated':
      return 'kept';
    case 'alibaba':
      return 'hour';
    case 'tuya':
      return 'not-stated';
    case 'custom':
      return platformDialect === undefined ? 'unknown' : RULE_OF[platformDialect];
  }
}

const RULE_OF: Readonly<Record<Dialect, SweepRule>> = { alibaba: 'hour', tuya: 'not-stated' };

/**
 * Whole minutes until the hour is over, 0 in its last minute, -1 afterwards. By the wall clock, so that it goes on while the
 * page is closed; where that clock was set back, no more than the hour there is.
 */
export function minutesUntilSwept(finishedAt: number, now: number): number {
  const leftMs = Math.min(finishedAt + SWEPT_AFTER_MS - now, SWEPT_AFTER_MS);
  return leftMs < 0 ? -1 : Math.floor(leftMs / 60_000);
}
