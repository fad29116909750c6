import { answererOfForm, hear, type Answerer, type Heard } from './answerer.ts';
import { isGatewayAlone, PROBE_TIMEOUT_MS, type Probes } from './probes.ts';
import type { FindRelay, Transport } from './transport.ts';

/**
 * Files through the page's own server to a store whose CORS rule does not know the page. For everything else the store stays what
 * it is: its origin, its answers, its addresses.
 */

export function relayedTransport(inner: Transport, findRelay: FindRelay): Transport {
  return {
    ...inner,
    findRelay,
    async send({ relay, ...form }, watch) {
      if (relay === undefined) return inner.send(form, watch);
      const reply = await inner.send({ ...form, host: relay }, watch);
      const relayedBy = new URL(relay).origin;
      if (reply.kind === 'blocked') return reply;
      if (reply.kind === 'unreachable') return { ...reply, relayedBy };
      const heard = { status: reply.status, text: reply.body };
      // What a redirect led elsewhere did not come from the store.
      const answerer =
        reply.origin === relayedBy
          ? answererOfForm(heard, reply.requestId)
          : ({ kind: 'in-between', isPage: true } as const);
      const isOfStore = answerer.kind === 'store' || saysOfTheForm(answerer, reply.status);
      return isOfStore
        ? { ...reply, origin: new URL(form.host).origin, relayedBy }
        : { ...reply, answerer, relayedBy };
    },
  };
}

/** Of the form's way to the store, and of the store's silence, the relay speaks in the store's place. */
function saysOfTheForm(answerer: Answerer, status: number): boolean {
  if (answerer.kind !== 'server') return false;
  const { code = '' } = answerer.problem ?? {};
  return code === STORE_AWAY || code === 'OtaDrop.RelayBusy' || status === 408 || status === 413;
}

const STORE_AWAY = 'OtaDrop.StoreUnreachable';

/** The store did not answer: the relay says so, or a gateway whose server is away. */
function isSilent(heard: Heard): boolean {
  const answerer = answererOfForm(heard, null);
  switch (answerer.kind) {
    case 'store':
      return false;
    case 'server':
      return answerer.problem?.code === STORE_AWAY;
    case 'in-between':
      return isGatewayAlone(heard.status);
  }
}

export function relayedProbes(
  inner: Probes,
  findRelay: FindRelay,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Probes {
  return {
    ...inner,
    findRelay,
    async hearStore(host, signal) {
      const relay = await findRelay(host, signal);
      if (relay === undefined) return inner.hearStore(host, signal);
      try {
        // A form without anything: every store refuses it.
        const response = await fetch(relay, {
          method: 'POST',
          body: new FormData(),
          redirect: 'manual',
          signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]),
        });
        return isSilent(await hear(response)) ? 'silent' : 'readable';
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
