import type { Clock } from './clock.ts';
import type { Probes } from './probes.ts';
import type { Wait } from './upload-state.ts';

/** A browser may be wrong about having no network, behind a VPN for example: our server is asked as well. */
const LOOK_EVERY_MS = 10_000;
/** Everybody comes back at the same moment; not everybody has to ask at it. */
const COME_BACK_WITHIN_MS = 2_000;

/** Resolves when the wait is over; rejects only when `signal` is aborted. */
export async function waitOut(
  wait: Wait,
  clock: Clock,
  probes: Probes,
  random: () => number,
  signal: AbortSignal,
): Promise<void> {
  switch (wait.for) {
    case 'time':
      return clock.sleep(Math.max(0, wait.until - clock.now()), signal);
    case 'network':
      await networkIsBack(clock, probes, random, signal);
      return clock.sleep(random() * COME_BACK_WITHIN_MS, signal);
  }
}

async function networkIsBack(
  clock: Clock,
  probes: Probes,
  random: () => number,
  signal: AbortSignal,
): Promise<void> {
  const back = new AbortController();
  const stopListening = clock.onOnline(() => back.abort());
  const eitherSignal = AbortSignal.any([signal, back.signal]);
  try {
    for (;;) {
      await clock.sleep(LOOK_EVERY_MS * (0.9 + 0.2 * random()), eitherSignal);
      if (await probes.serverAnswers(eitherSignal)) return;
    }
  } catch (error) {
    if (signal.aborted || !back.signal.aborted) throw error;
  } finally {
    stopListening();
  }
}
