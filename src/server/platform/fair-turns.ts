/**
 * Where a call comes from. Addresses take turns, and so do the pages of one address. A page names itself, so a name proves
 * nothing: all pages of an address that have had no turn yet share one place among its pages, however many names are made up.
 * Behind a proxy all have its address; then names alone tell them apart.
 */
export type Client = { readonly address: string; readonly page: string };

/** Remembers each client's last turn, so that the one whose turn is longest ago is next. */
export type FairTurns = {
  /** The client that is next; of equals the one that came first. */
  next<T extends Client>(waiting: readonly T[]): T | undefined;
  /** All of them, in the order in which they will get their turns if no other comes. */
  order<T extends Client>(waiting: readonly T[]): readonly T[];
  note(client: Client): void;
};

/** Addresses that are remembered; one that is forgotten counts as new. */
const ADDRESSES_MAX = 1_000;
/** Pages of one address that are remembered: no more names than this get turns of their own, however many are made up. */
const PAGES_MAX = 64;
/** A page that had none of so many turns of its address has left, and makes room for another one. */
const GONE_AFTER_TURNS = 4 * PAGES_MAX;

type Address = {
  /** The number of its last turn among those of all addresses; 0 for none. */
  readonly lastTurn: number;
  /** How many it had; what follows counts in these. */
  readonly turns: number;
  /** The last turn of any page that was new then. */
  readonly lastNewcomer: number;
  /** The last turn of each page, oldest first. */
  readonly pages: ReadonlyMap<string, number>;
};

const UNKNOWN: Address = { lastTurn: 0, turns: 0, lastNewcomer: 0, pages: new Map() };

export function createFairTurns(known: ReadonlyMap<string, Address> = new Map()): FairTurns {
  const addresses = new Map(known);
  let count = Math.max(0, ...[...addresses.values()].map(({ lastTurn }) => lastTurn));

  const addressOf = ({ address }: Client) => addresses.get(address) ?? UNKNOWN;

  function note(client: Client): void {
    count += 1;
    const { turns, lastNewcomer, pages } = addressOf(client);
    // Behind the others: a Map keeps the order in which keys came.
    addresses.delete(client.address);
    addresses.set(client.address, {
      turns: turns + 1,
      lastTurn: count,
      lastNewcomer: pages.has(client.page) ? lastNewcomer : turns + 1,
      pages: withTurn(pages, client.page, turns + 1),
    });
    for (const oldest of addresses.keys()) {
      if (addresses.size <= ADDRESSES_MAX) break;
      addresses.delete(oldest);
    }
  }

  function next<T extends Client>(waiting: readonly T[]): T | undefined {
    const [first, ...others] = waiting;
    if (first === undefined) return undefined;
    return others.reduce((best, other) => (isBefore(other, best) ? other : best), first);
  }

  function isBefore(one: Client, other: Client): boolean {
    const [its, others] = [addressOf(one), addressOf(other)];
    if (its.lastTurn !== others.lastTurn) return its.lastTurn < others.lastTurn;
    return lastTurnOf(one.page, its) < lastTurnOf(other.page, others);
  }

  return {
    next,
    order(waiting) {
      const imagined = createFairTurns(addresses);
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

function lastTurnOf(page: string, { pages, lastNewcomer }: Address): number {
  return pages.get(page) ?? lastNewcomer;
}

function withTurn(
  pages: ReadonlyMap<string, number>,
  page: string,
  turn: number,
): ReadonlyMap<string, number> {
  const others = [...pages].filter(([other]) => other !== page);
  const [oldest] = others;
  if (oldest !== undefined && others.length >= PAGES_MAX) {
    // All of them may be waiting for their next turn: then the new one is not remembered.
    if (turn - oldest[1] <= GONE_AFTER_TURNS) return pages;
    others.shift();
  }
  return new Map([...others, [page, turn]]);
}
