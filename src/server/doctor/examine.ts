import type { ReadinessCheck } from '../process/cloud-readiness.ts';
import type { Finding } from './finding.ts';
import { examineSource, type TicketSource } from './ticket-source.ts';
import { examinePublicUrl } from './public-url-check.ts';
import { examineStore } from './store-checks.ts';
import { examineTicket } from './ticket-checks.ts';

/** A set-up to look into. */
export type Patient = {
  /** Id of the cloud, where there are several. */
  readonly target?: string | undefined;
  readonly source: TicketSource;
  readonly storeHosts: readonly string[];
  /** Where this machine reaches the store, if that is not where browsers do. */
  readonly storeOrigin: string | undefined;
  /** Where users open the page. */
  readonly pageOrigin: string;
  /** Whether files go through this server: then no browser has to reach the store. */
  readonly hasRelay: boolean;
  /** Undefined without an embedded store. */
  readonly checkStore: ReadinessCheck | undefined;
  /** Whether one byte may be stored, under a ticket of its own. */
  readonly mayPost: boolean;
  /** This machine's clock, in milliseconds since the epoch. */
  readonly now?: () => number;
};

/** One server, with all clouds that it has. */
export type SetUp = {
  readonly patients: readonly Omit<Patient, 'mayPost'>[];
  /** Undefined: the page is opened where it listens. */
  readonly publicUrl: string | undefined;
};

export async function examineAll(
  { patients, publicUrl }: SetUp,
  mayPost: boolean,
): Promise<readonly Finding[]> {
  const ofPage = publicUrl === undefined ? [] : await examinePublicUrl(publicUrl);
  const ofClouds = await Promise.all(
    patients.map(async (patient) => {
      const { target } = patient;
      const findings = await examine({ ...patient, mayPost });
      return findings.map((finding) => (target === undefined ? finding : { ...finding, target }));
    }),
  );
  return [...ofPage, ...ofClouds.flat()];
}

/**
 * Goes the way of an upload, from the disk to what is stored, and says what is wrong on it. What cannot be reached hides what
 * lies behind it: mend that and ask again.
 */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const { source, storeHosts, hasRelay, pageOrigin, checkStore, mayPost, now } = patient;
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
  const { ticket, findings: ofPlatform } = await examineSource(source, now);
  findings.push(...ofPlatform);
  if (ticket === undefined) return findings;
  const ofTicket = examineTicket(ticket, storeHosts, hasRelay ? undefined : pageOrigin);
  findings.push(...ofTicket);
  // Nothing is sent to a store that is not in STORE_HOSTS, not even a question.
  if (ofTicket.some(({ check }) => check === 'store-host' || check === 'ticket')) return findings;
  const { storeOrigin } = patient;
  const ownBucket =
    source.kind === 'bucket' ? { access: source.access, now: now ?? Date.now } : undefined;
  const store = { ticket, pageOrigin, storeOrigin, hasRelay, mayPost, ownBucket };
  findings.push(...(await examineStore(store)));
  return findings;
}
