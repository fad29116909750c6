import { PROBE_TIMEOUT_MS, type Probes } from './probes.ts';
import type { Transport } from './transport.ts';

/**
 * Files through the page's own server to a store whose CORS rule does not know the page. For everything else the store stays what
 * it is: its origin, its answers, its addresses.
 */

/** The address that hands a form on to this store; undefined where files go straight to it. */
export type FindRelay = (store: string, signal: AbortSignal) => Promise<string | undefined>;

export function relayedTransport(inner: Transport, findRelay: FindRelay): Transport {
  return {
    ...inner,
    async send(form, watch) {
      const relay = await findRelay(form.host, watch.signal);
      if (relay === undefined) return inner.send(form, watch);
      const reply = await inner.send({ ...form, host: relay }, watch);
      const server = new URL(relay).origin;
      // What was sent elsewhere by a redirect did not come from the store.
      return reply.kind === 'answered' && reply.origin === server
        ? { ...reply, origin: new URL(form.host).origin, relayedBy: server }
        : reply;
    },
  };
}

/** What the relay says while the store does not answer it. */
const STORE_AWAY = 502;

export function relayedProbes(
  inner: Probes,
  findRelay: FindRelay,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Probes {
  return {
    ...inner,
    async hearStore(host, signal) {
      const relay = await findRelay(host, signal);
      if (relay === undefined) return inner.hearStore(host, signal);
      try {
        // A form without anything: whoever answers refuses it.
        const response = await fetch(relay, {
          method: 'POST',
          body: new FormData(),
          redirect: 'manual',
          signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]),
        });
        await response.body?.cancel();
        return response.status === STORE_AWAY ? 'silent' : 'readable';
      } catch {
        signal.throwIfAborted();
        return 'silent';
      }
    },
    async askWhy(question, signal) {
      const relay = await findRelay(question.host, signal);
      if (relay === undefined) return inner.askWhy(question, signal);
      const answer = await inner.askWhy({ ...question, host: relay }, signal);
      return answer && { ...answer, origin: new URL(question.host).origin };
    },
  };
}

/** @param endpoint absolute */
export function relayAddress(endpoint: string, store: string): string {
  const url = new URL(endpoint);
  url.searchParams.set('store', store);
  return url.href;
}
