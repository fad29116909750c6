import type { Away } from '../model/away.ts';
import type { Clock } from '../clock.ts';
import type { Failure } from '../model/failure.ts';
import { ticketRefusalOf } from '../model/refusal.ts';
import { isGatewayAlone, type Probes } from './probes.ts';

/** Who is away, if that is why there is no ticket. Rejects only when `signal` is aborted. */
export async function findAway(
  failure: Failure,
  clock: Pick<Clock, 'isOnline'>,
  probes: Probes,
  signal: AbortSignal,
): Promise<Away | undefined> {
  // It says itself that it is about to be away.
  if (failure.kind === 'ticket-refused' && isStopping(failure.problem.code)) {
    return { for: 'server' };
  }
  if (failure.kind === 'ticket-refused' && (await isSignInOver(failure, probes, signal))) {
    return { for: 'sign-in' };
  }
  // One that answers has a trouble with tickets, and attempts are rationed: two have to agree that somebody is away.
  if (isSilence(failure)) {
    if (!clock.isOnline()) return { for: 'network' };
    if (!(await probes.serverAnswers(signal))) return { for: 'server' };
  }
  if (!mayBePlatform(failure)) return undefined;
  return (await probes.platformAnswers(signal)) ? undefined : { for: 'platform' };
}

/** Our server says that it got no answer, or waits for one for longer than the page waits for it. */
function mayBePlatform(failure: Failure): boolean {
  return (
    failure.kind === 'ticket-timeout' ||
    (failure.kind === 'ticket-refused' && ticketRefusalOf(failure) === 'platform-unreachable')
  );
}

/** A refusal without a word of our server's. 403 may be the firewall's alone, which then lets other calls through. */
async function isSignInOver(
  failure: Extract<Failure, { kind: 'ticket-refused' }>,
  probes: Probes,
  signal: AbortSignal,
): Promise<boolean> {
  if (failure.problem.code !== '') return false;
  if (ticketRefusalOf(failure) === 'sign-in') return true;
  return failure.status === 403 && probes.wantsSignIn(signal);
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
