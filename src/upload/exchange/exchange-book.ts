import type { Clock } from '../clock.ts';
import type { ExchangeEvent, ExchangeNote, ExchangeReader, Trace } from '../exchange-event.ts';
import type { UploadEvent } from '../model/upload-event.ts';
import { INITIAL_STATE, type UploadState } from '../model/upload-state.ts';
import type { Upload } from '../model/upload.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createTicketVault } from './ticket-vault.ts';
import { stateLabel } from './state-label.ts';
import { noteOf } from './upload-notes.ts';

/** Records what is exchanged for each upload. Nothing is drawn or computed from it before someone reads. */
export type ExchangeBook = ExchangeReader & {
  /** A change of an upload's state, with the upload after it. */
  onEvent(event: UploadEvent, upload: Upload): void;
  note(id: string, note: ExchangeNote): void;
  traceOf(id: string, attempt: number): Trace;
  /** It has left the list; its receipt, if it has one, stays. */
  forget(id: string, hasReceipt: boolean): void;
};

/** Hears of every event as it is kept: masked. */
export type LogExchange = (id: string, event: ExchangeEvent) => void;

/** Of uploads that have come to an end so much is kept in memory, in all; the oldest go first. Receipts keep theirs in storage. */
export const ENDED_MAX_BYTES = 8_000_000;

export function createExchangeBook(
  clock: Pick<Clock, 'now' | 'wall'>,
  log?: LogExchange,
): ExchangeBook {
  const recorders = new Map<string, Recorder>();
  /** Bytes of those that have come to an end, in that order. */
  const ended = new Map<string, number>();
  let endedBytes = 0;
  const listeners = new Set<() => void>();
  const endListeners = new Set<(id: string) => void>();
  const dropListeners = new Set<(id: string) => void>();
  /** Those that are worth keeping. */
  const results = new Set<string>();
  const vault = createTicketVault(clock);

  function recorderOf(id: string): Recorder {
    const found = recorders.get(id) ?? createRecorder(clock);
    recorders.set(id, found);
    return found;
  }

  /** @param state that the upload has come to with it */
  function add(id: string, note: ExchangeNote, attempt?: number, state?: UploadState): void {
    const recorder = recorderOf(id);
    const event = recorder.add(note, attempt);
    if (state !== undefined) recorder.addState(stateLabel(state));
    if (note.type === 'ticketed' && attempt !== undefined) {
      vault.put(id, {
        attempt,
        endsAt: clock.now() + note.lifeMs,
        values: recorder.ticketValues(),
      });
    }
    settle(id, recorder, isEnd(note));
    log?.(id, event);
    notifyListeners();
    if (!isResult(note)) return;
    results.add(id);
    for (const listener of endListeners) listener(id);
  }

  /** What goes on again, or learns something, is the latest again. */
  function settle(id: string, recorder: Recorder, hasEnded: boolean): void {
    const wasEnded = ended.get(id);
    if (wasEnded !== undefined) {
      endedBytes -= wasEnded;
      ended.delete(id);
    }
    if (!hasEnded) return;
    ended.set(id, recorder.bytes());
    endedBytes += recorder.bytes();
    for (const [oldest, bytes] of ended) {
      if (endedBytes <= ENDED_MAX_BYTES) return;
      ended.delete(oldest);
      recorders.delete(oldest);
      results.delete(oldest);
      endedBytes -= bytes;
    }
  }

  function notifyListeners(): void {
    for (const listener of listeners) listener();
  }

  return {
    onEvent(event, upload) {
      const { id } = upload;
      // Of an upload whose exchange is in storage alone: a new one would take its place there.
      if (event.type === 'packaged' && !recorders.has(id)) return;
      if (event.type === 'progressed') {
        recorderOf(id).addPoint(event.attempt, event.progress.sent);
        notifyListeners();
        return;
      }
      const recorder = recorderOf(id);
      if (isInspected(event)) recorder.addState(stateLabel(INITIAL_STATE));
      const note = noteOf(event, upload, clock.now(), recorder.sinceStart);
      const attempt = 'attempt' in event ? event.attempt : attemptOf(upload);
      if (note === undefined) recorder.addState(stateLabel(upload.state));
      else add(id, note, attempt, upload.state);
    },
    note: (id, note) => add(id, note),
    traceOf: (id, attempt) => (note) => add(id, note, attempt),
    forget(id, hasReceipt) {
      // What came to no end in this visit is stored nowhere; of an earlier visit's nothing is known here.
      const mayBeStored = results.has(id) || !recorders.has(id);
      endedBytes -= ended.get(id) ?? 0;
      ended.delete(id);
      recorders.delete(id);
      results.delete(id);
      vault.drop(id);
      if (hasReceipt || !mayBeStored) return;
      for (const listener of dropListeners) listener(id);
    },
    of: (id) => recorders.get(id)?.read(),
    secretsOf: (id) => vault.get(id),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ended: () => [...results],
    onEnd(listener) {
      endListeners.add(listener);
      return () => endListeners.delete(listener);
    },
    onDrop(listener) {
      dropListeners.add(listener);
      return () => dropListeners.delete(listener);
    },
  };
}

/** Before the first one has begun there is none. */
function attemptOf({ state }: Upload): number | undefined {
  if (!('attempt' in state)) return undefined;
  return state.status === 'queued' && state.attempt === 1 ? undefined : state.attempt;
}

/** The first that is told of an upload whose file is at hand. */
function isInspected({ type }: UploadEvent): boolean {
  return type === 'inspected' || type === 'doubted' || type === 'refused';
}

/** An end that the user may ask about on a later visit. */
function isResult(note: ExchangeNote): boolean {
  return note.type === 'judged' || note.type === 'packaged' || isFinalFailure(note);
}

function isFinalFailure(note: ExchangeNote): boolean {
  return note.type === 'failed' && note.next.kind === 'none';
}

/** After it nothing goes on by itself. */
function isEnd(note: ExchangeNote): boolean {
  switch (note.type) {
    case 'failed':
      return isFinalFailure(note);
    case 'judged':
    case 'file-refused':
    case 'interrupted':
    case 'packaged':
      return true;
    case 'pressed':
      return note.action === 'cancel' || note.action === 'cancel-all';
    default:
      return false;
  }
}
