import type { Away } from '../model/away.ts';
import type { Clock } from '../clock.ts';
import type { Failure, FailureOf } from '../model/failure.ts';
import { ticketRefusalOf } from '../model/refusal.ts';
import { isGatewayAlone, type Probes, type Question } from './probes.ts';
import type { Sending } from './send.ts';
import { findSignIn } from './sign-in-wanted.ts';
import { refusalIn } from './store-answer.ts';

/** What is known about a transfer that ended without an answer, before everything had left. */
export type Silence = {
  readonly sending: Sending;
  /** What the store is asked when it can be heard. */
  readonly question: Question;
  readonly size: number;
  /** The ticket's life was over when the connection broke. */
  readonly isTicketOver: boolean;
};

/** Why it ended, and what was found not to answer. */
export type Explained = { readonly failure: Failure; readonly away?: Away };

/**
 * A browser reports every network problem as the same error. This finds out what it was, from what was seen and a few
 * small questions. Rejects only when `signal` is aborted.
 */
export async function diagnose(
  { sending, question, size, isTicketOver }: Silence,
  clock: Clock,
  probes: Probes,
  signal: AbortSignal,
): Promise<Explained> {
  const { sent, hasMoved, tookMs, end } = sending;
  const { host } = question;
  const lost = (likely: FailureOf<'connection-lost'>['likely']): Failure => ({
    kind: 'connection-lost',
    sent,
    total: size,
    tookMs,
    likely,
  });
  // A policy breach in the middle of a body is no setting: the request was sent on to an address that is not listed.
  if (end.kind === 'blocked') {
    // Of a small body the browser has not always counted a byte by then; but a store that is blocked cannot be heard.
    const isSentOn = hasMoved || (await probes.hearStore(host, signal)) !== 'silent';
    return {
      failure: isSentOn ? { kind: 'answer-from-elsewhere' } : { kind: 'store-blocked', host },
    };
  }
  const broken = (likely: Parameters<typeof lost>[0]): Failure =>
    end.kind === 'given-up'
      ? { kind: 'stalled', sent, total: size, quietMs: end.quietMs }
      : lost(likely);
  if (!clock.isOnline()) return { failure: broken('offline'), away: { for: 'network' } };
  const cut = () => broken(isTicketOver ? 'ticket-expired' : 'network');
  // Before the first counted byte a cut looks like a missing CORS rule or a store that is not there, and a firewall that
  // drops what it does not like looks like a transfer that stands still. Later, it may be the beginning of an outage.
  switch (await probes.hearStore(host, signal)) {
    case 'readable': {
      // A proxy that closes early keeps the store's refusal to itself; a transfer that stands still was not refused.
      const answer = end.kind === 'given-up' ? undefined : await probes.askWhy(question, signal);
      const asked = { insteadOfAnswer: 'cut', sent, total: size } as const;
      const refusal = answer && refusalIn(answer, host, isTicketOver, asked);
      return { failure: refusal ?? cut() };
    }
    case 'unreadable':
      return hasMoved || end.kind === 'given-up'
        ? { failure: cut() }
        : { failure: { kind: 'store-forbids-page', host, origin: pageOrigin() } };
    case 'silent':
      if (!(await probes.serverAnswers(signal))) {
        const failure = hasMoved ? broken('all-away') : lost('all-away');
        return { failure, away: { for: 'server' } };
      }
      return {
        failure: hasMoved ? broken('store-away') : await unreachable(host, probes),
        away: { for: 'store', host },
      };
  }
}

/** Where an upload is played once more there may be no page. */
function pageOrigin(): string {
  return typeof location === 'undefined' ? '' : location.origin;
}

/** Our server answers, the store does not, and not one byte had left. */
async function unreachable(host: string, probes: Probes): Promise<Failure> {
  const access = await probes.localAccess(host);
  return access === 'free'
    ? { kind: 'store-unreachable', host }
    : { kind: 'local-network-closed', host, access };
}

/** Why there is no ticket, and what does not answer, if that is why. Rejects only when `signal` is aborted. */
export async function findAway(
  failure: Failure,
  clock: Pick<Clock, 'isOnline'>,
  probes: Probes,
  signal: AbortSignal,
  target?: string,
): Promise<Explained> {
  const refused = await findSignIn(failure, probes, signal);
  if (refused !== undefined) return refused;
  const away = await findSilent(failure, clock, probes, signal, target);
  return { failure, ...(away && { away: ofTarget(away, target) }) };
}

/** Only one target's platform or store is known to be away. */
export function ofTarget(away: Away, target: string | undefined): Away {
  return target !== undefined && (away.for === 'platform' || away.for === 'store')
    ? { ...away, target }
    : away;
}

async function findSilent(
  failure: Failure,
  clock: Pick<Clock, 'isOnline'>,
  probes: Probes,
  signal: AbortSignal,
  target?: string,
): Promise<Away | undefined> {
  // It says itself that it is about to be away.
  if (failure.kind === 'ticket-refused' && isStopping(failure.problem.code)) {
    return { for: 'server' };
  }
  // A server that answers the probe has a problem with tickets alone, and attempts are rationed: both calls have to fail.
  if (isSilence(failure)) {
    if (!clock.isOnline()) return { for: 'network' };
    if (!(await probes.serverAnswers(signal))) return { for: 'server' };
  }
  if (!mayBePlatform(failure)) return undefined;
  return (await probes.platformAnswers(signal, target)) ? undefined : { for: 'platform' };
}

/** Our server says that it got no answer, that its own store is gone, or waits for longer than the page waits for it. */
function mayBePlatform(failure: Failure): boolean {
  if (failure.kind !== 'ticket-refused') return failure.kind === 'ticket-timeout';
  const refusal = ticketRefusalOf(failure);
  return refusal === 'platform-unreachable' || refusal === 'store-away';
}

function isSilence(failure: Failure): boolean {
  switch (failure.kind) {
    case 'offline':
    case 'ticket-unreachable':
    case 'ticket-timeout':
      return true;
    case 'ticket-refused':
      // A gateway that speaks for itself.
      return failure.problem.code === '' && isGatewayAlone(failure.status);
    default:
      return false;
  }
}

function isStopping(code: string): boolean {
  return code.toLowerCase() === 'otadrop.stopping';
}
