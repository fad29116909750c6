import type { ExchangeEventOf } from '../upload/exchange-event.ts';
import type { CloudBackend } from './cloud-backend.ts';
import type {
  OutgoingForm,
  StoreAnswer,
  StoreReply,
  Transport,
  TransportWatch,
} from '../upload/transfer/transport.ts';
import type { ReplayClock } from './replay-clock.ts';
import { untilAborted } from '../upload/abort.ts';
import type { AttemptScript } from './script.ts';
import type { StandIn } from './stand-in.ts';
import { scriptedAnswer, storedAnswer } from './store-answers.ts';
import type { TransferStep } from './transfer-script.ts';

export type LineOptions = {
  readonly clock: ReplayClock;
  readonly post: CloudBackend['post'];
  readonly standIn: StandIn;
  /** Of the attempt that is under way. */
  readonly script: () => AttemptScript;
  /** The transfer has come to its end. */
  readonly onEnd: () => void;
};

/** What a browser adds around the file. */
const FORM_BYTES = 400;
/** Longer than a computer's timers ever come late. */
const SLEPT_MS = 31_000;

/** Sends as it was recorded: so fast, so far, to such an end. */
export function createLine(options: LineOptions): Transport {
  const { clock, script, onEnd } = options;
  return {
    mayHideProgress: () => script().transfer?.isUnseen ?? false,
    async send(form, watch) {
      const { signal } = watch;
      const { transfer } = script();
      // A page that is looked at gives a silent transfer up sooner.
      clock.isLookedAt = (transfer?.givenUpAfterMs ?? 0) < HIDDEN_FROM_MS;
      const move = movement(form, watch);
      if (transfer?.hasMoved === true) move(0);
      const begunAt = clock.wall();
      let passedMs = 0;
      try {
        for (const step of transfer?.steps ?? []) {
          await clock.sleep(step.afterMs - passedMs, signal);
          passedMs = step.afterMs;
          const reply = await play(step, form, watch, move, begunAt);
          if (reply !== undefined) return reply;
        }
        return await untilAborted(signal);
      } finally {
        onEnd();
      }
    },
  };

  async function play(
    step: TransferStep,
    form: OutgoingForm,
    { onProgress }: TransportWatch,
    move: (sent: number) => void,
    begunAt: number,
  ): Promise<StoreReply | undefined> {
    const total = form.file.size + FORM_BYTES;
    switch (step.kind) {
      case 'moved':
        clock.isConnected = true;
        move(step.sent);
        return undefined;
      case 'sent':
        onProgress(total, total);
        return undefined;
      case 'offline':
        clock.isConnected = false;
        return undefined;
      case 'slept':
        clock.sleepThrough(SLEPT_MS);
        return undefined;
      case 'lost':
        return { kind: step.why };
      case 'answered':
        return clock.busy(answer(step.event, form, begunAt));
    }
  }

  /** What was stored is stored once more, in the simulated bucket, which may well refuse it. */
  async function answer(
    event: ExchangeEventOf<'store-answered'>,
    form: OutgoingForm,
    begunAt: number,
  ): Promise<StoreAnswer> {
    const attempt = script();
    const { host = form.host, through = host } = attempt.transfer ?? {};
    const recorded = scriptedAnswer(event, [host, through], form.host);
    if (recorded.status >= 300 || isForeign(recorded)) return recorded;
    const { post, standIn } = options;
    const { fields, fileName } = form;
    const file = { fileName, announcedBytes: form.file.size, bytes: standIn.bytes() };
    const stored = await post({ fields, file }, begunAt);
    return storedAnswer(recorded, stored, {
      tells: event.crc64 !== undefined || attempt.judged?.verdict === 'verified',
      differs: attempt.failed?.kind === 'checksum-mismatch',
    });
  }
}

/** A hidden page waits for longer than a visible one. */
const HIDDEN_FROM_MS = 60_000;

/** Not what a store says when it has stored something. */
function isForeign({ body }: StoreAnswer): boolean {
  return body !== '' && !body.startsWith('<?xml');
}

function movement({ file }: OutgoingForm, { onProgress }: TransportWatch) {
  const total = file.size + FORM_BYTES;
  // The last byte is told by what follows it.
  return (sent: number) => onProgress(Math.min(FORM_BYTES + sent, total - 1), total);
}
