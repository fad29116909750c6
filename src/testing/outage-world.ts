import { createWorld, fakeFile, found, type Send } from './engine-world.ts';
import { settle } from './fake-clock.ts';

/** What can be away. */
export type Part = 'server' | 'platform' | 'store';

/** What our server says of a platform that it cannot reach. */
export const PLATFORM_UNREACHABLE = {
  kind: 'ticket-refused',
  status: 502,
  problem: { code: 'OtaDrop.PlatformUnreachable', message: '', requestId: '' },
} as const;

/** How far time goes at once; every transfer moves with it. */
const STEP_MS = 100;
const BYTES_PER_SECOND = 3_000_000;
const RUN_AT_MOST_MS = 600_000;

/**
 * The engine in a world that goes by itself: a server that gives tickets, a store that takes bytes, and either of them can be
 * taken away and brought back. Nothing here knows what the engine ought to do.
 */
export function createOutageWorld() {
  const world = createWorld({ random: () => 0.5 });
  const { clock, answers } = world;
  const away = new Set<Part>();
  const sent = new Map<Send, number>();
  /** Bytes at each key. */
  const stored = new Map<string, number>();
  let added = 0;

  async function step(): Promise<void> {
    await clock.pass(STEP_MS);
    for (const ticket of world.tickets) {
      if (!ticket.isOpen()) continue;
      if (away.has('server')) await ticket.fail({ kind: 'ticket-unreachable' });
      else if (away.has('platform')) await ticket.fail(PLATFORM_UNREACHABLE);
      else await ticket.issue({ lifeMs: 5_000 });
    }
    const open = world.sends.filter((send) => send.isOpen());
    for (const send of open) await move(send, open.length);
    for (const ask of world.asks) {
      if (!ask.isOpen()) continue;
      const key = ask.request.token.replace('token-', '');
      if (away.has('server')) await ask.answer({ confirmation: 'unreachable' });
      else if (away.has('store')) await ask.answer({ confirmation: 'unknown' });
      else {
        const size = stored.get(key);
        await ask.answer(size === undefined ? { confirmation: 'absent' } : found({ size }));
      }
    }
    await settle();
  }

  async function move(send: Send, sharing: number): Promise<void> {
    if (away.has('store')) return send.reply({ kind: 'unreachable' });
    const { size } = send.form.file;
    const before = sent.get(send) ?? 0;
    // The answer takes a step of its own.
    if (before >= size) {
      stored.set(send.key.replace(/^.*\/|\.bin$/g, ''), size);
      return send.answer();
    }
    const reached = Math.min(size, before + (BYTES_PER_SECOND * STEP_MS) / 1_000 / sharing);
    sent.set(send, reached);
    if (reached >= size) send.sendAll();
    else send.progress(reached);
  }

  const openWith = (is: (share: number) => boolean) =>
    world.sends.some((send) => send.isOpen() && is((sent.get(send) ?? 0) / send.form.file.size));

  return {
    queue: world.queue,
    clock,
    statuses: world.statuses,
    add: (...sizes: readonly number[]) =>
      world.add(...sizes.map((size) => fakeFile(`f${(added += 1)}.bin`, size))),
    async pass(ms: number): Promise<void> {
      for (let passed = 0; passed < ms; passed += STEP_MS) await step();
    },
    /** Until then; rejects when it takes too long. */
    async run(isThen: () => boolean): Promise<void> {
      for (let passed = 0; !isThen(); passed += STEP_MS) {
        if (passed > RUN_AT_MOST_MS) throw new Error(`never: ${world.statuses().join()}`);
        await step();
      }
    },
    /** Some transfer is under way. */
    sentSome: () => openWith((share) => share > 0.2 && share < 1),
    /** Some transfer has sent everything and has no answer. */
    sentAll: () => openWith((share) => share >= 1),
    takeAway(parts: readonly Part[]): void {
      for (const part of parts) away.add(part);
      answers.server = !away.has('server');
      answers.platform = !away.has('platform');
      answers.store = away.has('store') ? 'silent' : 'readable';
    },
    bringBack(): void {
      away.clear();
      Object.assign(answers, { server: true, platform: true, store: 'readable' });
    },
  };
}
