import { signedHead } from '../../contract/bucket/object-request.ts';
import type { ReadinessCheck } from '../process/readiness.ts';
import type { Finding } from './finding.ts';
import { examineSource, type TicketSource } from './ticket-source.ts';
import { examinePublicUrl } from './public-url-check.ts';
import { examineStore } from './store-checks.ts';
import { examineTicket } from './ticket-checks.ts';

/** A set-up to look into. */
export type Patient = {
  readonly source: TicketSource;
  readonly storeHosts: readonly string[];
  /** Where this machine reaches the store, if that is not where browsers do. */
  readonly storeOrigin: string | undefined;
  /** Where users open the page. */
  readonly pageOrigin: string;
  /** Undefined: the page is opened where it listens. */
  readonly publicUrl: string | undefined;
  /** Whether files go through this server: then no browser has to reach the store. */
  readonly hasRelay: boolean;
  /** Undefined without an embedded store. */
  readonly checkStore: ReadinessCheck | undefined;
  /** Whether one byte may be stored, under a ticket of its own. */
  readonly mayPost: boolean;
  /** This machine's clock, in milliseconds since the epoch. */
  readonly now?: () => number;
};

/**
 * Goes the way of an upload, from the disk to what is stored, and says what is wrong on it. What cannot be reached hides what
 * lies behind it: mend that and ask again.
 */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const { source, storeHosts, hasRelay, pageOrigin, publicUrl, checkStore, mayPost, now } = patient;
  const findings: Finding[] = [];
  const disk = await checkStore?.();
  if (disk !== undefined) {
    findings.push({
      check: 'disk',
      severity: 'fault',
      what: `The embedded store cannot take files (${disk.cause}).`,
      mend: disk.reason,
    });
  }
  if (publicUrl !== undefined) findings.push(...(await examinePublicUrl(publicUrl)));
  const { ticket, findings: ofPlatform } = await examineSource(source, now);
  findings.push(...ofPlatform);
  if (ticket === undefined) return findings;
  const ofTicket = examineTicket(ticket, storeHosts, hasRelay ? undefined : pageOrigin);
  findings.push(...ofTicket);
  // Nothing is sent to a store that nobody has pinned, not even a question.
  if (ofTicket.some(({ check }) => check === 'store-host' || check === 'ticket')) return findings;
  const { storeOrigin } = patient;
  const store = {
    ticket,
    pageOrigin,
    storeOrigin,
    hasRelay,
    mayPost,
    signHead: signHeadOf(source),
  };
  findings.push(...(await examineStore(store)));
  return findings;
}

/** As the server asks for confirmations: of its own bucket with its key. */
function signHeadOf(source: TicketSource) {
  if (source.kind !== 'bucket') return undefined;
  return (key: string) => signedHead(source.access, key, new Date());
}
