import type { Redis as Client } from 'ioredis';

/**
 * What replicas share lies in Redis or Valkey. Nothing waits for it for long: what is not answered in time counts as away, and
 * the caller goes on with what this process knows by itself.
 */
export type Redis = {
  /** Undefined while it is away. */
  ask<Answer>(question: (client: Client) => Promise<Answer>): Promise<Answer | undefined>;
  /** Asks now and then every `ms`, for as long as it is open. */
  askEvery(ms: number, question: () => Promise<void>): void;
  /** Why it is away, as a code; undefined while it answers. */
  whyAway(): string | undefined;
  /** When it went away last, by `performance.now()`; minus infinity where it has always been there, or never. */
  wentAwayAt(): number;
  /** How often it has come back. */
  returns(): number;
  close(): void;
};

export type RedisOptions = {
  readonly url: string;
  /** Called when it goes away, with a code, and when it is back, without one. */
  readonly onChange: (whyAway: string | undefined) => void;
};

/** It is asked for every ticket: longer than this is as good as away. */
const ANSWER_MS = 500;
const CONNECT_MS = 2_000;
/** A server starts without it, but not before it had this much time: its first calls would be counted by itself. */
const FIRST_ANSWER_MS = 1_000;
/** It is tried again this often. */
const AGAIN_MS = 1_000;
/** When it is back for one process, it is for all others that can reach it before this has passed. */
export const BACK_WITHIN_MS = AGAIN_MS + CONNECT_MS + ANSWER_MS;

/** The client is loaded here: most servers have no use for it. @returns as soon as it is connected or not, or after a second */
export async function openRedis({ url, onChange }: RedisOptions): Promise<Redis> {
  const { Redis: RedisClient } = await import('ioredis');
  const client = new RedisClient(url, {
    connectionName: 'ota-drop',
    commandTimeout: ANSWER_MS,
    connectTimeout: CONNECT_MS,
    retryStrategy: () => AGAIN_MS,
    // What could not be asked is not asked later: its answer would be too late.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  });
  let why: string | undefined = 'not-connected';
  let isTold = false;
  let returns = 0;
  let wentAwayAt = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  let askAgainAt = 0;
  const become = (next: string | undefined) => {
    const isNews = (next === undefined) !== (why === undefined) || !isTold;
    if (isNews && isTold && next === undefined) returns += 1;
    if (why === undefined && next !== undefined) wentAwayAt = performance.now();
    why = next;
    isTold = true;
    if (isNews && !isClosed) onChange(next);
  };
  const known = new Promise<void>((resolve) => {
    client.once('ready', () => resolve());
    client.once('error', () => resolve());
    setTimeout(resolve, FIRST_ANSWER_MS).unref();
  });
  client.on('ready', () => become(undefined));
  client.on('error', (error: unknown) => become(codeOf(error)));
  client.on('close', () => become(why ?? 'closed'));
  await known;
  const timers: NodeJS.Timeout[] = [];

  return {
    askEvery(ms, question) {
      timers.push(setInterval(() => void question(), ms).unref());
      void question();
    },
    async ask(question) {
      // Who has waited in vain just now does not wait again at once.
      if (client.status !== 'ready' || performance.now() < askAgainAt) return undefined;
      try {
        const answer = await question(client);
        become(undefined);
        return answer;
      } catch (error) {
        askAgainAt = performance.now() + AGAIN_MS;
        become(codeOf(error));
        return undefined;
      }
    },
    whyAway: () => why,
    wentAwayAt: () => wentAwayAt,
    returns: () => returns,
    close() {
      isClosed = true;
      for (const timer of timers) clearInterval(timer);
      client.disconnect();
    },
  };
}

/** `ECONNREFUSED`, `NOAUTH`, `timeout`: no text of it, which may quote an address or a password. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  const [, reply] = /^([A-Z]{4,20})\b/.exec(error.message) ?? [];
  return reply ?? (/timed? ?out/i.test(error.message) ? 'timeout' : error.name);
}
