/**
 * Who asks. Addresses take turns, and so do the pages of one address. A page names itself: who makes up names gets more of his own
 * address's turns, never of another one's. Behind a proxy all have its address; then names alone tell them apart.
 */
export type Client = { readonly address: string; readonly page: string };

/** Remembers who had a turn when, so that whoever had none for the longest time is next. */
export type FairTurns = {
  /** The one whose turn it is; of equals the one that came first. */
  next<T extends Client>(waiting: readonly T[]): T | undefined;
  /** All of them in the order in which they will be let go if no one else comes. */
  order<T extends Client>(waiting: readonly T[]): readonly T[];
  note(client: Client): void;
};

/** Clients that are remembered; whoever is forgotten counts as new. */
const REMEMBERED_MAX = 1_000;

export function createFairTurns(latest: ReadonlyMap<string, number> = new Map()): FairTurns {
  const turns = new Map(latest);
  let count = Math.max(0, ...turns.values());

  const lastTurn = (key: string) => turns.get(key) ?? 0;

  function note({ address, page }: Client): void {
    count += 1;
    for (const key of [ofAddress(address), ofPage(address, page)]) {
      // Behind the others: a Map keeps the order in which keys came.
      turns.delete(key);
      turns.set(key, count);
    }
    for (const key of turns.keys()) {
      if (turns.size <= REMEMBERED_MAX) break;
      turns.delete(key);
    }
  }

  function next<T extends Client>(waiting: readonly T[]): T | undefined {
    const [first, ...others] = waiting;
    if (first === undefined) return undefined;
    return others.reduce((best, other) => (isBefore(other, best) ? other : best), first);
  }

  function isBefore(one: Client, other: Client): boolean {
    const [address, otherAddress] = [one, other].map((each) => lastTurn(ofAddress(each.address)));
    if (address !== otherAddress) return (address ?? 0) < (otherAddress ?? 0);
    return lastTurn(ofPage(one.address, one.page)) < lastTurn(ofPage(other.address, other.page));
  }

  return {
    next,
    order(waiting) {
      const imagined = createFairTurns(turns);
      const rest = [...waiting];
      return waiting.flatMap(() => {
        const chosen = imagined.next(rest);
        if (chosen === undefined) return [];
        rest.splice(rest.indexOf(chosen), 1);
        imagined.note(chosen);
        return [chosen];
      });
    },
    note,
  };
}

function ofAddress(address: string): string {
  return `address ${address}`;
}

/** No address has a blank in it. */
function ofPage(address: string, page: string): string {
  return `page ${address} ${page}`;
}
