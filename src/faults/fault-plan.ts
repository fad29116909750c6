import { createArmedFaults, type Aim } from './armed-faults.ts';
import type { Bite, BodySize, Fault } from './fault.ts';
import type { FaultChoice } from './random-faults.ts';
import type { TicketFault } from './ticket-fault.ts';

/**
 * Which fault bites which POST, and what came of it. Tests arm it and read the record; the players in the cloud and on the sockets ask it about every
 * request. A POST without a key is no upload (a page asks so whether it may read the store's answers): it is not counted as
 * one, and nothing bites it but a missing CORS rule and a refusal that concerns the ticket.
 */
export type FaultPlan = PlayedPlan & {
  /** Several faults may bite the same POST, one slowing it down and another cutting it off. */
  arm(fault: Fault, aim?: Aim): void;
  /** The next `times` calls for a ticket, 1 unless told otherwise, meet this. Several are met one after the other. */
  armTicket(fault: TicketFault, times?: number): void;
  /** From the first time the store is asked it does not answer, for so long. */
  armOutage(ms: number): void;
  /** Takes back everything armed and the random faults; the record stays. */
  disarm(): void;
  /** Uploads the store has seen, in the order they came. */
  readonly posts: readonly Post[];
  /** What has really bitten. A fault at 50 % of a POST that ended at 40 % is not among them. */
  readonly bites: readonly Bite[];
  readonly seen: Seen;
};

/** What the players ask of a plan, or of several behind one (routed-plan.ts). */
export type PlayedPlan = {
  /** May be changed at any time. */
  preflight: PreflightSocket;
  /** Counts a POST and decides what it meets. */
  meet(sample: Sample): Post;
  noteBite(post: Post, fault: Fault, bodyBytes: number): void;
  /** Bytes of this body have come. */
  took(post: Post, bytes: number): void;
  /** @returns what this call for a ticket meets */
  meetTicket(): TicketFault | undefined;
  /** @returns the fault that refuses this preflight. @param from the client's address, where there is one */
  meetPreflight(from?: string): Fault | undefined;
  /** Whether the store is away just now; to ask begins an outage that is armed. */
  isAway(from?: string): boolean;
  /** @returns what this HEAD or GET meets, and how many HEADs of this key there have been, this one included */
  lookUp(method: 'HEAD' | 'GET', key: string): { readonly faults: readonly Fault[]; heads: number };
};

/**
 * What a browser's POST travels on. A re-used socket that breaks makes Chromium send the POST a second time without telling;
 * `same-socket` has every POST preceded by a preflight of its own on the same connection, `own-socket` closes every
 * connection after one answer, so that each POST finds a fresh one. `as-it-comes` changes nothing: the first POST re-uses its
 * preflight's connection, later ones need no preflight for ten minutes and find what is still open.
 */
export type PreflightSocket = 'as-it-comes' | 'same-socket' | 'own-socket';

export type Post = Sample & {
  /** Counted from 1; 0 for a form without a key. */
  readonly nth: number;
  /** Counted from 1 over the different keys. */
  readonly nthKey: number;
  readonly faults: readonly Fault[];
  /** How much of the body has come so far, in bytes. */
  readonly bytesTaken: number;
};

/** What is known of a POST before its file is read. */
export type Sample = {
  readonly key: string | undefined;
  readonly size: BodySize;
  /** Whether the connection had carried a request before; undefined where there is none. */
  readonly socket: 'fresh' | 're-used' | undefined;
  /** The client's address, where there is one. */
  readonly from?: string | undefined;
};

export type Seen = {
  readonly posts: number;
  /** Forms without a key or without a file. */
  readonly probes: number;
  readonly preflights: number;
  readonly heads: number;
  readonly gets: number;
  /** Of all bodies of uploads together. */
  readonly bodyBytes: number;
};

export type FaultPlanOptions = {
  readonly random?: FaultChoice;
  readonly preflight?: PreflightSocket;
  /** Milliseconds on any clock. */
  readonly now?: () => number;
};

export function createFaultPlan(options: FaultPlanOptions = {}): FaultPlan {
  const armed = createArmedFaults();
  const { now = () => performance.now() } = options;
  let outage: { readonly ms: number; until?: number } | undefined;
  let { random } = options;
  let ticketFaults: { readonly fault: TicketFault; left: number }[] = [];
  const posts: Post[] = [];
  const bites: Bite[] = [];
  const seen = { posts: 0, probes: 0, preflights: 0, heads: 0, gets: 0, bodyBytes: 0 };
  const taken = new WeakMap<Post, number>();
  const postOf = new Map<string, Post>();
  const headsOf = new Map<string, number>();

  const count = (sample: Sample): Pick<Post, 'nth' | 'nthKey' | 'faults'> => {
    const { key } = sample;
    if (key === undefined) {
      seen.probes += 1;
      return { nth: 0, nthKey: 0, faults: armed.pending().filter(bitesQuestions) };
    }
    seen.posts += 1;
    const nth = seen.posts;
    const nthKey = postOf.get(key)?.nthKey ?? postOf.size + 1;
    const chance = random?.(nth);
    const faults = [...armed.take({ nth, nthKey, key }), ...(chance === undefined ? [] : [chance])];
    return { nth, nthKey, faults };
  };

  return {
    arm: (fault, aim = {}) => armed.arm(fault, aim),
    armTicket(fault, times = 1) {
      ticketFaults.push({ fault, left: times });
    },
    armOutage(ms) {
      outage = { ms };
    },
    disarm() {
      armed.disarm();
      ticketFaults = [];
      outage = undefined;
      random = undefined;
    },
    preflight: options.preflight ?? 'as-it-comes',
    posts,
    bites,
    seen,

    meet(sample) {
      const counted = count(sample);
      const post: Post = {
        ...sample,
        ...counted,
        get bytesTaken() {
          return taken.get(post) ?? 0;
        },
      };
      if (sample.key !== undefined) {
        posts.push(post);
        postOf.set(sample.key, post);
      }
      return post;
    },
    noteBite({ nth, key }, fault, bodyBytes) {
      bites.push({ fault, nth, key, bodyBytes });
    },
    took(post, bytes) {
      taken.set(post, post.bytesTaken + bytes);
      if (post.key !== undefined) seen.bodyBytes += bytes;
    },
    meetTicket() {
      const next = ticketFaults.find(({ left }) => left > 0);
      if (next !== undefined) next.left -= 1;
      return next?.fault;
    },
    meetPreflight() {
      seen.preflights += 1;
      const nth = seen.posts + 1;
      const fault = armed.takeUnkeyed(nth, (fault) => isNoCors(fault) && fault.on === 'everything');
      if (fault !== undefined) bites.push({ fault, nth, key: undefined, bodyBytes: 0 });
      return fault;
    },
    isAway() {
      if (outage === undefined) return false;
      outage.until ??= now() + outage.ms;
      return now() < outage.until;
    },
    lookUp(method, key) {
      if (method === 'HEAD') {
        seen.heads += 1;
        headsOf.set(key, (headsOf.get(key) ?? 0) + 1);
      } else {
        seen.gets += 1;
      }
      return {
        faults: postOf.get(key)?.faults ?? armed.standing(key),
        heads: headsOf.get(key) ?? 0,
      };
    },
  };
}

/** What a form without a key or a file meets as well. */
function bitesQuestions(fault: Fault): boolean {
  return isNoCors(fault) || (fault.kind === 'refused' && fault.concernsTicket === true);
}

function isNoCors(fault: Fault): fault is Extract<Fault, { kind: 'no-cors' }> {
  return fault.kind === 'no-cors';
}
