import type { FileSuffix } from '../../contract/file-suffix.ts';
import { mayLeaveCopy } from './failure-rules.ts';
import { withPackage, type MadePackage } from './receipt.ts';
import type { Try } from './retry-policy.ts';
import type { AttemptEvent, UploadEvent } from './upload-event.ts';
import { isUnderWay, mayCancel, maySetSuffix } from './upload-phase.ts';
import type { Planned, StateOf, UploadState } from './upload-state.ts';

/** The next state. An event that does not belong to the state changes nothing: the very same object comes back. */
export function advance(state: UploadState, event: UploadEvent): UploadState {
  if ('attempt' in event) return advanceAttempt(state, event);
  switch (event.type) {
    case 'refused':
      return state.status === 'inspecting'
        ? { status: 'rejected', rejection: event.rejection }
        : state;
    case 'doubted':
      return state.status === 'inspecting'
        ? { status: 'ready', suffix: event.suffix, doubt: event.doubt }
        : state;
    case 'inspected':
      return state.status === 'inspecting' ? firstPlan(event.suffix) : state;
    case 'recognised':
      return state.status === 'queued' && state.attempt === 1
        ? { status: 'ready', suffix: state.suffix, doubt: event.doubt }
        : state;
    case 'suffix-chosen':
      return maySetSuffix(state) && state.suffix !== event.suffix
        ? { ...state, suffix: event.suffix }
        : state;
    case 'started':
      return state.status === 'ready' ? firstPlan(state.suffix) : state;
    case 'cancelled':
    case 'given-up':
      if (state.status === 'waiting' && event.type === 'cancelled') {
        return { status: 'failed', ...planOf(state), failure: state.failure };
      }
      if (!mayCancel(state)) return state;
      // What is on its way may arrive all the same.
      return {
        status: 'cancelled',
        ...planOf(state),
        arrived:
          state.status === 'sending' || state.status === 'confirming' ? 'maybe' : state.arrived,
      };
    case 'retried':
      return retry(state);
    case 'kept-waiting':
      return state.status === 'sending' && state.stall !== undefined && !state.stall.patient
        ? { ...state, stall: { ...state.stall, patient: true } }
        : state;
    case 'packaged':
      return state.status === 'done' ? withReceipt(state, event.madePackage) : state;
    case 'resumed':
      return state.status === 'waiting' ? nextPlan(state, state.tries) : state;
  }
}

function advanceAttempt(state: UploadState, event: AttemptEvent): UploadState {
  if (!('attempt' in state) || state.attempt !== event.attempt) return state;
  const plan = planOf(state);
  switch (event.type) {
    case 'began':
      return state.status === 'queued' ? { status: 'ticketing', ...plan } : state;
    case 'ticketed': {
      if (state.status !== 'ticketing') return state;
      const progress = { ...AT_START, total: event.total };
      return { status: 'sending', ...plan, ticketEndsAt: event.endsAt, progress, stall: undefined };
    }
    case 'progressed': {
      if (state.status !== 'sending' || event.progress.sent < state.progress.sent) return state;
      const hasMoved = event.progress.sent > state.progress.sent;
      return { ...state, progress: event.progress, stall: hasMoved ? undefined : state.stall };
    }
    case 'stalled': {
      if (state.status !== 'sending' || state.stall?.why === event.why) return state;
      const patient = state.stall?.patient ?? false;
      return { ...state, stall: { since: event.since, why: event.why, patient } };
    }
    case 'sent':
      return state.status === 'sending'
        ? { status: 'confirming', ...plan, awaiting: 'store' }
        : state;
    case 'unanswered':
    case 'answered': {
      // A store may answer before the browser has reported the last byte.
      if (state.status !== 'sending' && !isAwaiting(state, 'store')) return state;
      const awaiting = event.type === 'answered' ? 'proof' : 'object';
      return { status: 'confirming', ...plan, awaiting };
    }
    case 'confirmed':
      return isAwaiting(state, 'proof') || isAwaiting(state, 'object')
        ? { status: 'done', ...plan, receipt: event.receipt }
        : state;
    case 'failed':
      return isUnderWay(state) || state.status === 'queued' ? fail(state, event) : state;
    case 'interrupted':
      return isAwaiting(state, 'object')
        ? { status: 'interrupted', ...plan, sent: event.sent, arrived: 'maybe' }
        : state;
  }
}

function fail(
  state: StateOf<'queued' | 'ticketing' | 'sending' | 'confirming'>,
  { failure, sent, away, wait }: Extract<AttemptEvent, { type: 'failed' }>,
): UploadState {
  const plan = {
    ...planOf(state),
    tries: [...state.tries, { failure, sent, ...(away && { away }) }],
    arrived: mayLeaveCopy(failure) ? ('maybe' as const) : state.arrived,
  };
  return wait === undefined
    ? { status: 'failed', ...plan, failure }
    : { status: 'waiting', ...plan, failure, wait };
}

function retry(state: UploadState): UploadState {
  switch (state.status) {
    case 'failed':
    case 'cancelled':
      return nextPlan(state, insistence(state));
    case 'waiting':
      return nextPlan(state, state.tries);
    case 'sending':
      return state.stall === undefined ? state : nextPlan(state, insistence(state));
    default:
      return state;
  }
}

function withReceipt(state: StateOf<'done'>, made: MadePackage): UploadState {
  const receipt = withPackage(state.receipt, made);
  return receipt === state.receipt ? state : { ...state, receipt };
}

function isAwaiting(
  state: UploadState,
  awaiting: StateOf<'confirming'>['awaiting'],
): state is StateOf<'confirming'> {
  return state.status === 'confirming' && state.awaiting === awaiting;
}

function planOf({ suffix, attempt, tries, arrived }: Planned): Planned {
  return { suffix, attempt, tries, arrived };
}

function firstPlan(suffix: FileSuffix): UploadState {
  return { status: 'queued', suffix, attempt: 1, tries: [], arrived: 'nothing' };
}

function nextPlan({ suffix, attempt, arrived }: Planned, tries: readonly Try[]): UploadState {
  return { status: 'queued', suffix, attempt: attempt + 1, tries, arrived };
}

/** What the user asks for begins with a clean slate, but once asked for in spite of the other tab stays asked for. */
function insistence({ tries }: Planned): readonly Try[] {
  return tries.filter(({ failure }) => failure.kind === 'already-uploading');
}

const AT_START = { sent: 0, bytesPerSecond: undefined, secondsLeft: undefined };
