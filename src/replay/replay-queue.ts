import type { Exchange, ExchangeEventOf } from '../upload/exchange-event.ts';
import type { Recording } from '../upload/exchange/recording.ts';
import type { UploadQueue } from '../upload/model/upload.ts';
import { createUploadQueue } from '../upload/queue/upload-queue.ts';
import type { Confirm } from '../upload/transfer/confirmation-client.ts';
import { relayedTransport } from '../upload/transfer/relayed.ts';
import { createTicketClient } from '../upload/transfer/ticket-client.ts';
import { checksOf, type Checks } from './checks.ts';
import { createCloudBackend, STORE } from './cloud-backend.ts';
import { foundAnswer } from './found-answer.ts';
import { createLine } from './line.ts';
import { clockSignal, type ReplayClock } from './replay-clock.ts';
import { digestClientOf } from './digest-client-of.ts';
import { attemptScripts, type AttemptScript } from './script.ts';
import { createScriptedProbes } from './scripted-probes.ts';
import { createStandIn, type Condition, type StandIn } from './stand-in.ts';
import { hostIn, recordedAnswer } from './ticket-answers.ts';
import { untilAborted } from '../upload/abort.ts';

/** The page's own address: what is recorded of it is played where it was. */
const PAGE = { protocol: 'https:', origin: 'https://page.invalid' };
const RELAY = `${PAGE.origin}/api/relay`;
/** What a probe waits for at most, and what follows it: from the end of an outage to the next attempt. */
const NOTICED_MS = 2_500;

export type ReplayQueue = {
  readonly queue: UploadQueue;
  readonly standIn: StandIn;
  readonly checks: Checks;
};

/** The engine, with everything that it asks answered as it was answered then. */
export function createReplayQueue(
  { name, folder = '', size }: Recording['file'],
  exchange: Exchange,
  clock: ReplayClock,
): ReplayQueue {
  const checks = checksOf(exchange, name);
  const standIn = createStandIn(name, folder, size, conditionNow);
  const backend = createCloudBackend(clock);
  const scriptOf = attemptScripts(exchange);
  const isRecognised = exchange.events.some(({ type }) => type === 'recognised');
  let ofAttempt: AbortSignal | undefined;
  /** The attempt whose transfer has come to its end. */
  let transferred = 0;
  const asked = { attempt: 0, count: 0, at: 0 };

  const state = () => queue.getSnapshot()[0]?.state;
  const attempt = () => {
    const current = state();
    return current !== undefined && 'attempt' in current ? current.attempt : 0;
  };
  const script = () => scriptOf(attempt());

  /** During an outage: when it was over then. */
  function isBack(): boolean {
    const { found, resumedAfterMs } = script();
    const isWaiting = state()?.status === 'waiting';
    const since = isWaiting ? stateAt() : asked.at;
    const lasted = isWaiting ? resumedAfterMs : found[asked.count - 1]?.nextAfterMs;
    return lasted !== undefined && clock.now() >= since + lasted - NOTICED_MS;
  }

  /** When the upload came to the state that it is in. */
  function stateAt(): number {
    const [first] = queue.getSnapshot();
    const at = first && queue.exchanges.of(first.id)?.states?.at(-1)?.[0];
    return startedAt + (at ?? 0);
  }
  const startedAt = clock.now();

  /** What had become of the file at this point of the attempt. */
  function conditionNow(): Condition {
    if (attempt() === 0) return checks.condition;
    const { code = '', kind = '' } = script().failed ?? {};
    return conditionOf(code, transferred === attempt() ? 'after' : 'before', kind);
  }

  async function fetchTicket(
    suffix: Parameters<typeof backend.issue>[0],
    signal: AbortSignal,
  ): Promise<Response> {
    const { ticket, terms, failed } = script();
    // A transfer that comes later is told of its network by its own steps.
    if (answeredNothing(ticket) && isNetworkAway(failed)) clock.isConnected = false;
    await clock.sleep(ticket?.afterMs ?? 0, signal);
    const { answer } = ticket ?? {};
    switch (answer?.kind) {
      case 'issued':
        return Response.json(await clock.busy(backend.issue(suffix, terms)));
      case 'answered':
        return recordedAnswer(answer.event, await clock.busy(backend.issue(suffix, terms)));
      case 'unreachable':
        throw new TypeError('Failed to fetch');
      case 'timeout':
      case undefined:
        return untilAborted(signal);
    }
  }

  const confirm: Confirm = async (_request, signal) => {
    const { found } = script();
    if (asked.attempt !== attempt()) Object.assign(asked, { attempt: attempt(), count: 0 });
    const step = found[asked.count];
    if (step === undefined) return untilAborted(signal);
    await clock.sleep(step.afterMs, signal);
    asked.count += 1;
    asked.at = clock.now();
    const { failed } = script();
    return foundAnswer(step.event, {
      firmwareUrl: `${STORE}/${name}`,
      size,
      crc64: await clock.busy(standIn.crc64()),
      differs: failed?.kind === 'checksum-mismatch',
    });
  };

  const queue: UploadQueue = createUploadQueue({
    clock,
    random: () => 0.5,
    locks: {
      async acquire() {
        return script().failed?.kind === 'already-uploading' ? 'taken' : () => undefined;
      },
    },
    digestClients: {
      verdict: digestClientOf(['crc64'], async () => {
        const { judged } = script();
        if (judged?.reason === 'digest-unavailable') throw new Error('It could not be computed.');
        return clock.busy(standIn.crc64());
      }),
      record: digestClientOf(['md5', 'sha256'], () =>
        Promise.reject(new Error('Not of a stand-in.')),
      ),
    },
    lookInto: async () => checks.contents,
    listArchive: async () => undefined,
    ...(isRecognised && {
      finishedBefore: async () => [
        {
          firmwareUrl: `${STORE}/${name}`,
          finishedAt: exchange.startedAt,
          suffix: 'bin',
          hasPackage: false,
          crc64: await clock.busy(standIn.crc64()),
          sha256: undefined,
        } as const,
      ],
    }),
    probes: createScriptedProbes({
      clock,
      script,
      attempt,
      isOfAttempt: (signal) => signal === ofAttempt,
      isBack,
    }),
    confirm,
    async requestTicket(suffix, signal, target, trace) {
      ofAttempt = signal;
      clock.isConnected = true;
      const ask = createTicketClient({
        endpoint: `${PAGE.origin}/api/tickets`,
        storeHosts: trustedHosts(script()),
        page: PAGE,
        fetch: (_input, init) => fetchTicket(suffix, init?.signal ?? signal),
        timeLimit: (ms) => clockSignal(clock, ms),
      });
      return ask(suffix, signal, target, trace);
    },
    transport: relayedTransport(
      createLine({
        clock,
        post: backend.post,
        standIn,
        script,
        onEnd() {
          const { failed } = script();
          if (isNetworkAway(failed)) clock.isConnected = false;
          transferred = attempt();
        },
      }),
      async () => (script().transfer?.through === undefined ? undefined : RELAY),
    ),
  });

  return { queue, standIn, checks };
}

/** What was not trusted then is not trusted now; an address without https was trusted by name alone. */
function trustedHosts({ ticket, failed }: AttemptScript): readonly string[] | undefined {
  const host = ticket?.answer?.kind === 'answered' ? hostIn(ticket.answer.event) : undefined;
  switch (failed?.code) {
    case 'FW-T19':
      return [STORE];
    // Of a ticket whose host had been trusted: only then its other addresses are looked at.
    case 'FW-T20':
    case 'FW-U05':
      return host === undefined ? undefined : [host];
    default:
      return undefined;
  }
}

function isNetworkAway(failed: ExchangeEventOf<'failed'> | undefined): boolean {
  if (failed === undefined) return false;
  const { kind, next } = failed;
  return kind === 'offline' || (next.kind === 'when-back' && next.away === 'network');
}

function answeredNothing(ticket: AttemptScript['ticket']): boolean {
  return ticket?.answer?.kind === 'unreachable' || ticket?.answer?.kind === 'timeout';
}

/** By the code of a failure: what had become of the file, and when that was noticed. */
function conditionOf(code: string, noticed: 'before' | 'after', kind: string): Condition {
  if (kind === 'file-unreadable') return noticed === 'after' ? 'torn' : 'same';
  if (kind !== 'file-changed') return 'same';
  if (code === 'FW-V04') return noticed === 'after' ? 'changed' : 'same';
  return code === 'FW-P08' ? 'gone' : 'changed';
}
