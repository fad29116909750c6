import type { StateMark } from '../upload/exchange-event.ts';
import type { Recording } from '../upload/exchange/recording.ts';
import type { UploadQueue } from '../upload/model/upload.ts';
import { isAtRest } from './at-rest.ts';
import { compareStates, type Comparison } from './compare.ts';
import { press, pressesOf } from './presses.ts';
import { createReplayClock } from './replay-clock.ts';
import { createReplayQueue } from './replay-queue.ts';

export type Replay = {
  /** The engine that plays it: one upload. */
  readonly queue: UploadQueue;
  /** As far as it has come. */
  comparison(): Comparison;
  /** Called whenever something has changed. */
  subscribe(listener: () => void): () => void;
  /** Plays it to its end. */
  run(): Promise<Comparison>;
};

export type ReplayOptions = {
  /** Where the engine's clock begins. */
  readonly startsAt?: number;
  /** Waits before time goes on, where someone watches; without it a replay is over at once. */
  readonly pace?: (ms: number) => Promise<void>;
};

/** What a replay may take longer than its recording: waits are drawn by chance. */
const SLACK_MS = 600_000;
/** After the last state that was recorded, to see whether another one follows. */
const REST_MS = 1_000;

/** Plays a recording with the real engine on the simulated cloud, on a clock that does not wait. */
export function createReplay({ file, exchange }: Recording, options: ReplayOptions = {}): Replay {
  const { states: recorded = [] } = exchange;
  const clock = createReplayClock({ ...options, wall: exchange.startedAt });
  const { queue, standIn, checks } = createReplayQueue(file, exchange, clock);
  const stop = new AbortController();
  const startedAt = clock.now();
  let isOver = false;

  const id = () => queue.getSnapshot()[0]?.id ?? '';
  const states = (): readonly StateMark[] => queue.exchanges.of(id())?.states ?? [];

  /** One after the other, each in its state and after its time. */
  async function pressAll(): Promise<void> {
    for (const each of pressesOf(exchange)) {
      await until(() => states().length >= each.states);
      const since = startedAt + (states()[each.states - 1]?.[0] ?? 0);
      await clock.sleep(since + each.afterMs - clock.now(), stop.signal);
      press(queue, id(), each);
    }
  }

  function until(isThere: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isThere()) return;
        stopListening();
        resolve();
      };
      const stopListening = queue.exchanges.subscribe(look);
      queue.subscribe(look);
      look();
    });
  }

  const comparison = () => compareStates(recorded, states(), isOver);

  return {
    queue,
    comparison,
    subscribe(listener) {
      const ends = [queue.subscribe(listener), queue.exchanges.subscribe(listener)];
      return () => ends.forEach((end) => end());
    },
    async run() {
      queue.add([standIn.file], checks.choice);
      void pressAll().catch(() => undefined);
      const longestMs = (recorded.at(-1)?.[0] ?? 0) * 1.5 + SLACK_MS;
      let endsAt = startedAt + longestMs;
      let isWhole = false;
      await clock.run(
        () => {
          const { differsAt, replayed } = comparison();
          if (differsAt !== undefined) return true;
          if (!isWhole && replayed.length >= recorded.length) {
            isWhole = true;
            // What was exported in the middle of an upload ends there.
            endsAt = clock.now() + (isAtRest(recorded) ? REST_MS : 0);
          }
          return isWhole && !isAtRest(recorded);
        },
        () => endsAt,
      );
      isOver = true;
      stop.abort();
      return comparison();
    },
  };
}
