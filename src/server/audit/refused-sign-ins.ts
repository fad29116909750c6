import { addressBlock } from '../process/address-block.ts';
import type { AuditEntry, AuditLog } from './audit-log.ts';

/**
 * Anyone can be refused, as often as they like. The first refusal of a minute from one place is a line of its own; those that follow
 * are counted, and are one line when the minute is over: no flood of them fills a disk.
 */
export type RefusedSignIns = { note(entry: AuditEntry): Promise<void> };

const MINUTE_MS = 60_000;
/** Places that are told apart in a minute; all others are one more. */
const PLACES_MAX = 50;
/** What stands for the address of those. */
const ELSEWHERE = 'elsewhere';

export function createRefusedSignIns(
  log: Pick<AuditLog, 'write'>,
  report: (error: unknown) => void,
): RefusedSignIns {
  /** Of this minute: what the next line of each place would say, and how often since its first. */
  let counted = new Map<string, { readonly entry: AuditEntry; count: number }>();

  function sumUp(): void {
    const over = counted;
    counted = new Map();
    for (const { entry, count } of over.values()) {
      if (count > 0) log.write({ ...entry, count }).catch(report);
    }
  }

  return {
    async note(entry) {
      if (counted.size === 0) setTimeout(sumUp, MINUTE_MS).unref();
      const place = `${entry.outcome} ${addressBlock(entry.from)}`;
      const known = counted.get(place);
      if (known !== undefined) {
        known.count += 1;
      } else if (counted.size < PLACES_MAX) {
        counted.set(place, { entry, count: 0 });
        await log.write(entry);
      } else {
        const others = counted.get(ELSEWHERE) ?? { entry: { ...entry, from: ELSEWHERE }, count: 0 };
        others.count += 1;
        counted.set(ELSEWHERE, others);
      }
    },
  };
}
