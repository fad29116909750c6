import { CLOCK_PRECISION_MS } from '../platform/platform-client.ts';
import type { Finding } from './finding.ts';

/** @param aheadMs how far the other clock is ahead of this machine's */
export function clockFinding(
  aheadMs: number | undefined,
  other = 'the platform’s clock',
): readonly Finding[] {
  if (aheadMs === undefined || Math.abs(aheadMs) < CLOCK_PRECISION_MS) return [];
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  const side = aheadMs > 0 ? 'behind' : 'ahead of';
  return [clockFault(`This machine is ${minutes} min ${side} ${other}.`)];
}

export function clockFault(what: string): Finding {
  return {
    check: 'clock',
    severity: 'fault',
    what,
    mend: 'Let the machine set its clock by the network:',
    paste: 'timedatectl set-ntp true',
  };
}
