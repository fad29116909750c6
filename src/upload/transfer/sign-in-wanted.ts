import type { Failure } from '../model/failure.ts';
import { ticketRefusalOf } from '../model/refusal.ts';
import { SIGN_IN_REQUIRED, type SignInWanted } from './answerer.ts';
import type { Explained } from './diagnose.ts';
import type { Probes } from './probes.ts';
import type { Sending } from './send.ts';
import { failureOf } from './store-answer.ts';

/** Whether it failed for want of a sign-in: then that is why, whatever it looked like. */
export async function findSignIn(
  failure: Failure,
  probes: Pick<Probes, 'wantsSignIn'>,
  signal: AbortSignal,
): Promise<Explained | undefined> {
  const wanted = signInWantedBy(failure);
  if (wanted === 'no' || (wanted === 'perhaps' && !(await probes.wantsSignIn(signal)))) {
    return undefined;
  }
  return { failure: asSignIn(failure), away: { for: 'sign-in' } };
}

function asSignIn(failure: Failure): Failure {
  switch (failure.kind) {
    case 'ticket-refused':
    case 'not-handed-on':
      return ticketRefusalOf(failure) === 'sign-in'
        ? failure
        : { ...failure, problem: SIGN_IN_REQUIRED };
    case 'ticket-malformed':
      return { kind: 'ticket-refused', status: failure.status, problem: SIGN_IN_REQUIRED };
    case 'answer-not-of-store':
      return { kind: 'not-handed-on', status: failure.status, problem: SIGN_IN_REQUIRED };
    default:
      return failure;
  }
}

/** Our server says so, or something before it in words of its own. What may be a firewall's refusal of this call alone is asked about. */
function signInWantedBy(failure: Failure): SignInWanted {
  switch (failure.kind) {
    case 'ticket-refused':
    case 'not-handed-on': {
      if (ticketRefusalOf(failure) === 'sign-in') return 'yes';
      const { status, problem } = failure;
      return problem.code === '' && status === 403 ? 'perhaps' : 'no';
    }
    case 'ticket-malformed':
      return failure.part === 'answer' && failure.status < 300 ? 'perhaps' : 'no';
    case 'answer-not-of-store':
      return 'perhaps';
    default:
      return 'no';
  }
}

/** A form that was to go through our server and met a sign-in on its way; undefined for whatever else has come of it. */
export async function findRelayRefusal(
  end: Sending['end'],
  host: string,
  probes: Pick<Probes, 'wantsSignIn'>,
  signal: AbortSignal,
): Promise<Explained | undefined> {
  if (end.kind === 'answered' && end.answerer !== undefined) {
    const failure = failureOf(end, host);
    return failure && findSignIn(failure, probes, signal);
  }
  // A browser follows a redirect to another host's page, and may not read it.
  const isLost = end.kind === 'unreachable' && end.relayedBy !== undefined;
  if (!isLost || !(await probes.wantsSignIn(signal))) return undefined;
  return {
    failure: { kind: 'not-handed-on', status: 302, problem: SIGN_IN_REQUIRED },
    away: { for: 'sign-in' },
  };
}
