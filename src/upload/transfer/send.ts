import type { Ticket } from '../../contract/ticket.ts';
import { postFormFields } from '../../contract/post-form.ts';
import type { FileSuffix } from '../../contract/file-suffix.ts';
import { stampOf, type Clock } from '../clock.ts';
import { createSpeedMeter } from './speed.ts';
import { createStallDetector, TICK_MS } from './stall-detector.ts';
import type { StoreReply, Transport } from './transport.ts';
import type { Trace } from '../exchange-event.ts';
import type { AttemptUpdate } from '../model/upload-event.ts';
import { replyNote } from './trace-notes.ts';

/** How one transfer ended, and what was seen of it. */
export type Sending = {
  readonly end: StoreReply | { readonly kind: 'given-up'; readonly quietMs: number };
  /** File bytes handed to the network. */
  readonly sent: number;
  /** Whether the browser counted anything at all, the form around the file included. */
  readonly hasMoved: boolean;
  /** Every byte of the request had left. */
  readonly isAllSent: boolean;
  /** How much had left was kept from the page: it may have been all. */
  readonly isUnseen: boolean;
  readonly tookMs: number;
};

export type SendRequest = {
  readonly ticket: Ticket;
  readonly suffix: FileSuffix;
  readonly file: File;
  readonly size: number;
  /** Whether the user wants a transfer that stands still to be left alone. */
  readonly isPatient: () => boolean;
  /** Hears of the form and of its answer. */
  readonly trace: Trace;
};

/**
 * A browser may report every few microseconds; people read about ten times a second. It is a little less than 100 ms, since browsers
 * report each 50 ms, now a little early and now a little late: of two early ones neither would count, and the next comes after 150.
 */
const PROGRESS_EVERY_MS = 90;

/** Posts the file, reports how far it is, and gives up a transfer that stands still. Rejects only when `signal` is aborted. */
export async function sendFirmware(
  transport: Transport,
  clock: Clock,
  { ticket, suffix, file, size, isPatient, trace }: SendRequest,
  emit: (update: AttemptUpdate) => void,
  signal: AbortSignal,
): Promise<Sending> {
  const relay = await transport.findRelay?.(ticket.host, signal);
  const startedAt = clock.now();
  const meter = createSpeedMeter(size, startedAt);
  const stall = createStallDetector(size, stampOf(clock));
  const giveUp = new AbortController();
  const mayBeHidden = transport.mayHideProgress?.() ?? false;
  let sent = 0;
  let hasMoved = false;
  let isAllSent = false;
  let movedAt = startedAt;
  let emittedAt = Number.NEGATIVE_INFINITY;
  let quietMs = 0;

  const report = (now: number) => {
    emittedAt = now;
    emit({ type: 'progressed', progress: { sent, total: size, ...meter.measure(sent, now) } });
  };

  const onProgress = (loaded: number, total: number) => {
    if (isAllSent) return;
    const now = clock.now();
    hasMoved ||= loaded > 0;
    // The form around the file is a few hundred bytes, and they go first.
    const reached = Math.min(size, loaded - Math.max(0, total - size));
    isAllSent = total > 0 && loaded >= total;
    // A browser that sends once more by itself counts from the start again, in silence: only new ground is movement.
    if (reached > sent || isAllSent) {
      sent = Math.max(sent, reached);
      movedAt = now;
      stall.moved(stampOf(clock));
    }
    if (!isAllSent && now - emittedAt < PROGRESS_EVERY_MS) return;
    report(now);
    if (isAllSent) emit({ type: 'sent' });
  };

  const look = () => {
    const now = clock.now();
    const stillness = stall.look({
      at: stampOf(clock),
      isOnline: clock.isOnline(),
      isHidden: clock.isHidden(),
      sent,
      isAllSent,
      isPatient: isPatient(),
      isUnseen: mayBeHidden && !hasMoved,
    });
    switch (stillness.kind) {
      case 'moving':
        break;
      case 'stalled':
        emit({ type: 'stalled', since: movedAt, why: stillness.why });
        break;
      case 'over':
        ({ quietMs } = stillness);
        giveUp.abort(new DOMException('Nothing moved any more', 'TimeoutError'));
        return;
    }
    // Without news the speed still has to fall.
    if (!isAllSent && now - emittedAt >= TICK_MS) report(now);
  };

  const stopLooking = clock.every(TICK_MS, look);
  const form = {
    host: ticket.host,
    relay,
    fields: postFormFields(ticket),
    file,
    fileName: `firmware.${suffix}`,
  };
  const fields = [...form.fields].map(([name, value]): [string, string] => [name, value]);
  const through = relay === undefined ? {} : { through: relay };
  trace({ type: 'posted', host: form.host, ...through, fields, fileName: form.fileName, size });
  try {
    const end = await transport
      .send(form, { signal: AbortSignal.any([signal, giveUp.signal]), onProgress })
      .catch((error: unknown): Sending['end'] => {
        if (giveUp.signal.aborted && !signal.aborted) return { kind: 'given-up', quietMs };
        throw error;
      });
    trace(replyNote(end, hasMoved));
    const isUnseen = mayBeHidden && !hasMoved;
    return { end, sent, hasMoved, isAllSent, isUnseen, tookMs: clock.now() - startedAt };
  } finally {
    stopLooking();
  }
}
