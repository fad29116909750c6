import type { Confirmation, ConfirmationRequest } from '../../contract/confirmation.ts';
import type { Cloud } from '../../simulator/cloud.ts';
import type { Carry } from '../platform/carrier.ts';
import type { RateLimiter } from '../platform/rate-limiter.ts';
import type { PackageService, PlatformService, TicketService } from '../platform/services.ts';
import type { CloudReadiness } from '../process/cloud-readiness.ts';
import type { CallEnd, Emit } from './server-event.ts';

/** What the server is made of, telling of what it does. Nothing here changes what is answered. */

export function observeTickets(service: TicketService, emit: Emit): TicketService {
  return observeCalls(service, (request, end) =>
    emit({ kind: 'ticket', suffix: request.fileSuffix, ...end }),
  );
}

export function observePackages(service: PackageService, emit: Emit): PackageService {
  return observeCalls(service, (_, end) => emit({ kind: 'package', ...end }));
}

function observeCalls<Request, Envelope extends { readonly requestId: string }>(
  service: PlatformService<Request, Envelope>,
  tell: (request: Request, end: CallEnd) => void,
): PlatformService<Request, Envelope> {
  return async function observedCall(request, signal, client) {
    const since = performance.now();
    const told = (end: CallEnd['end']) => tell(request, { ms: performance.now() - since, end });
    try {
      const answer = await service(request, signal, client);
      if (answer.kind === 'good') {
        told({ kind: 'good', callId: answer.envelope.requestId });
      } else {
        const { status, problem } = answer;
        told({ kind: 'refused', status, code: problem.code, callId: problem.requestId });
      }
      return answer;
    } catch (error) {
      if (signal.aborted) told({ kind: 'given-up' });
      throw error;
    }
  };
}

type Confirmations = {
  confirm(request: ConfirmationRequest, signal: AbortSignal): Promise<Confirmation>;
};

export function observeConfirmations(service: Confirmations, emit: Emit): Confirmations {
  return {
    async confirm(request, signal) {
      const since = performance.now();
      const found = await service.confirm(request, signal);
      emit({ kind: 'confirmation', verdict: found.confirmation, ms: performance.now() - since });
      return found;
    },
  };
}

export function observeWaits(limiter: RateLimiter, emit: Emit): RateLimiter {
  return {
    async enter(signal, client) {
      const since = performance.now();
      const turn = await limiter.enter(signal, client);
      emit({ kind: 'wait', hadTurn: turn.kind === 'now', ms: performance.now() - since });
      return turn;
    },
  };
}

/** Tells of calls without an answer, with their cause, and whether the platform answers at all. */
export function observeCarrier(carry: Carry, emit: Emit, readiness: CloudReadiness): Carry {
  return async function observedCarry(call, signal) {
    const since = performance.now();
    try {
      const answer = await carry(call, signal);
      readiness.platformAnswered();
      return answer;
    } catch (error) {
      const cause = causeOf(error);
      // A client that goes away says nothing about the platform; its reason need not be an error.
      if (error instanceof Error && cause !== 'AbortError') {
        emit({ kind: 'platform-failure', cause, ms: performance.now() - since });
        readiness.platformFailed(cause);
      }
      throw error;
    }
  };
}

/** Tells of every form that was posted. */
export function observeCloud({ fetch, postObject, callPlatform }: Cloud, emit: Emit): Cloud {
  return {
    fetch,
    callPlatform,
    async postObject(head, form) {
      const since = performance.now();
      const answer = await postObject(head, form);
      emit({ kind: 'store-post', status: answer.status, ms: performance.now() - since });
      return answer;
    },
  };
}

/** `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `TimeoutError` and the like: a code or a name, no message. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  return error.cause === undefined ? error.name : causeOf(error.cause);
}
