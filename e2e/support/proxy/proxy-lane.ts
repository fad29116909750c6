import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { drawBetween, type Random } from '../../../src/testing/faults/random.ts';
import { toxicsOf, type Toxic } from './toxics.ts';

/** One direction of one connection. */
export type Lane = {
  readonly from: Socket;
  readonly to: Socket;
  /** What is in force now; it may change between any two bytes. */
  readonly toxics: () => readonly Toxic[];
  /** Emits `changed` when they do. */
  readonly changes: EventEmitter;
  readonly random: Random;
  /** Aborted when the connection is over. */
  readonly over: AbortSignal;
  readonly passed: (bytes: number) => void;
  readonly swallowed: () => void;
  readonly cut: (by: 'reset' | 'close') => void;
};

/** As much as a long fat network may hold; then the sender is not read any more. */
const AIR_MAX_BYTES = 4 * 1024 * 1024;
/** Slowed down, bytes come in this many pieces a second. */
const PIECES_PER_SECOND = 20;

/** Carries bytes until one end has no more, or the connection is over: then it rejects. */
export async function carry(lane: Lane): Promise<void> {
  const { to, toxics, over } = lane;
  const air = createAir(lane);
  let passed = 0;
  for (let chunk = await air.land(); chunk !== undefined; chunk = await air.land()) {
    for (const { slice, delayMs } of slices(lane, chunk)) {
      if (delayMs > 0) await sleep(delayMs, undefined, { signal: over });
      passed += await deliver(lane, slice, passed);
    }
    air.delivered();
  }
  // An end is not heard of either.
  while (toxicsOf(toxics(), 'timeout').length > 0) {
    lane.swallowed();
    await once(lane.changes, 'changed', { signal: over });
  }
  const delayMs = Math.max(0, ...toxicsOf(toxics(), 'slow-close').map((toxic) => toxic.delayMs));
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: over });
  to.end();
}

/** Chunks on their way: with latency many are there at once, without it the next is taken when the last has arrived. */
function createAir({ from, toxics, random, over }: Lane) {
  const chunks: { readonly chunk: Buffer; readonly dueAt: number }[] = [];
  const events = new EventEmitter();
  let bytes = 0;
  let lastDueAt = 0;
  let hasEnded = false;
  from.on('data', (chunk: Buffer) => {
    const latencies = toxicsOf(toxics(), 'latency');
    const delayMs = latencies
      .map(({ latencyMs, jitterMs = 0 }) => latencyMs + (random() * 2 - 1) * jitterMs)
      .reduce((sum, ms) => sum + Math.max(0, ms), 0);
    lastDueAt = Math.max(lastDueAt, performance.now() + delayMs);
    chunks.push({ chunk, dueAt: lastDueAt });
    bytes += chunk.byteLength;
    if (latencies.length === 0 || bytes > AIR_MAX_BYTES) from.pause();
    events.emit('news');
  });
  from.once('end', () => {
    hasEnded = true;
    events.emit('news');
  });
  return {
    /** The next chunk, when it is due; undefined after the last. */
    async land(): Promise<Buffer | undefined> {
      for (;;) {
        const next = chunks.shift();
        if (next !== undefined) {
          bytes -= next.chunk.byteLength;
          const waitMs = next.dueAt - performance.now();
          if (waitMs > 0) await sleep(waitMs, undefined, { signal: over });
          return next.chunk;
        }
        if (hasEnded) return undefined;
        await once(events, 'news', { signal: over });
      }
    },
    delivered() {
      if (bytes <= AIR_MAX_BYTES) from.resume();
    },
  };
}

function* slices(
  { toxics, random }: Lane,
  chunk: Buffer,
): Generator<{ slice: Buffer; delayMs: number }> {
  for (let at = 0; at < chunk.byteLength;) {
    const [slicer] = toxicsOf(toxics(), 'slicer');
    if (slicer === undefined) {
      yield { slice: chunk.subarray(at), delayMs: 0 };
      return;
    }
    const { averageBytes, variationBytes = 0, delayMs } = slicer;
    const bytes = drawBetween(random, averageBytes - variationBytes, averageBytes + variationBytes);
    yield { slice: chunk.subarray(at, at + Math.max(1, bytes)), delayMs };
    at += Math.max(1, bytes);
  }
}

/** @returns how many bytes have got through */
async function deliver(lane: Lane, bytes: Buffer, passedBefore: number): Promise<number> {
  const { to, toxics, changes, over } = lane;
  let passed = 0;
  while (passed < bytes.byteLength) {
    over.throwIfAborted();
    const now = toxics();
    if (toxicsOf(now, 'timeout').length > 0) {
      lane.swallowed();
      return passed;
    }
    const bytesPerSecond = Math.min(
      ...toxicsOf(now, 'bandwidth').map((toxic) => toxic.bytesPerSecond),
    );
    if (bytesPerSecond === 0) {
      await once(changes, 'changed', { signal: over });
      continue;
    }
    const limits = toxicsOf(now, 'limit-data').toSorted((one, other) => one.bytes - other.bytes);
    const [limit] = limits;
    const room = limit === undefined ? Infinity : Math.max(0, limit.bytes - passedBefore - passed);
    const most = Math.max(1, Math.floor(bytesPerSecond / PIECES_PER_SECOND));
    const piece = bytes.subarray(passed, passed + Math.min(most, room));
    const waitMs = (piece.byteLength / bytesPerSecond) * 1000;
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: over });
    if (piece.byteLength > 0 && !to.write(piece)) await once(to, 'drain', { signal: over });
    passed += piece.byteLength;
    lane.passed(piece.byteLength);
    if (limit !== undefined && room === piece.byteLength) {
      lane.cut(limit.by);
      over.throwIfAborted();
    }
  }
  return passed;
}
