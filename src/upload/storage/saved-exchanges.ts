import type { Exchange, ExchangeReader } from '../exchange-event.ts';
import type { KeyedStore } from './key-value-store.ts';

/**
 * The exchange of every upload that has come to an end, for as long as its receipt, or as its row where it has none. It lies beside
 * the receipts, not in them: a list of a thousand receipts is read at once, and of their exchanges one at a time.
 */
export type SavedExchanges = {
  /** From now on each is saved as its upload ends, and removed with the row of one that failed; those that have ended already are saved. */
  follow(exchanges: Pick<ExchangeReader, 'of' | 'ended' | 'onEnd' | 'onDrop'>): void;
  /** Undefined for one that is not kept, or that this version of the page cannot have written. */
  read(id: string): Promise<Exchange | undefined>;
  remove(ids: readonly string[]): Promise<void>;
  clear(): Promise<void>;
};

/** As many as there are receipts; some 5 MB, for most have about 5 kB. */
export const EXCHANGES_MAX = 1_000;
/** So many more than there should be may be stored for a while. */
const TRIM_EVERY = 50;

export function createSavedExchanges(store: KeyedStore): SavedExchanges {
  /** One write after the other; one that fails is not made good: what happened is still on the list. */
  let lastWrite: Promise<unknown> = Promise.resolve();
  let untrimmed = TRIM_EVERY;

  function write(work: () => Promise<void>): Promise<void> {
    const done = lastWrite.then(work);
    lastWrite = done.catch(() => undefined);
    return done;
  }

  async function trim(): Promise<void> {
    untrimmed += 1;
    if (untrimmed < TRIM_EVERY) return;
    untrimmed = 0;
    // Ids grow with time.
    const tooMany = (await store.ids()).toSorted().slice(0, -EXCHANGES_MAX);
    if (tooMany.length > 0) await store.remove(tooMany);
  }

  return {
    follow(exchanges) {
      const save = (id: string) => {
        write(async () => {
          const exchange = exchanges.of(id);
          if (exchange === undefined) return;
          await store.put([[id, exchange]]);
          await trim();
        }).catch(() => undefined);
      };
      exchanges.onEnd(save);
      exchanges.onDrop((id) => {
        write(() => store.remove([id])).catch(() => undefined);
      });
      for (const id of exchanges.ended()) save(id);
    },
    async read(id) {
      await lastWrite;
      const value = await store.get(id);
      // Seldom needed, and large: every upload loads the rest.
      const { readExchange } = await import('./read-exchange.ts');
      return readExchange(value);
    },
    remove: (ids) => write(() => store.remove(ids)),
    clear: () => write(async () => store.remove(await store.ids())),
  };
}
