import * as v from 'valibot';
import { TARGET_HEADER } from '../../contract/access/target.ts';
import { SessionSchema } from '../../contract/access/session.ts';
import { headerValue, requestIdIn } from '../../contract/header-value.ts';
import { ERROR_BODY_MAX_CHARS } from '../../contract/limits.ts';
import { PlatformStateSchema } from '../../contract/page-config.ts';
import { answererOf, hear, wantsSignIn, type Heard } from './answerer.ts';
import { localAccess, type LocalAccess } from '../model/local-network.ts';
import type { FindRelay, StoreAnswer } from './transport.ts';

/** Small questions that tell apart what a browser reports as one and the same error. All of them answer within seconds. */
export type Probes = {
  /** Whether our own server answers, whatever it says; a gateway that only says that nothing is behind it is not our server. */
  serverAnswers(signal: AbortSignal): Promise<boolean>;
  /**
   * Whether our server wants the user to sign in, or something before it does: that sends calls to another page, or refuses all of
   * them.
   */
  wantsSignIn(signal: AbortSignal): Promise<boolean>;
  /** Whether the platform answers our server; where that cannot be told, it is taken to. */
  platformAnswers(signal: AbortSignal, target?: string): Promise<boolean>;
  /**
   * What a page gets to hear from the store: `readable`, its CORS rule is there; `unreadable`, there is an answer, but not
   * for this page; `silent`, there is none.
   */
  hearStore(host: string, signal: AbortSignal): Promise<'readable' | 'unreadable' | 'silent'>;
  /** Whether the browser itself keeps the page from the store's network. */
  localAccess(host: string): Promise<LocalAccess>;
  /** What the store says to a ticket's form without its file, if it may be asked: nothing can be stored by asking. */
  askWhy(question: Question, signal: AbortSignal): Promise<StoreAnswer | undefined>;
  /** Through which address a store is asked, where pages do not ask it themselves. */
  readonly findRelay?: FindRelay;
};

/** The fields of a form without its file: a store that refuses the ticket says why. */
export type Question = {
  /** The bucket's address. */
  readonly host: string;
  /** Undefined where the store must not be asked: Ceph's gateway makes an object of a form without a file. */
  readonly fields: readonly (readonly [name: string, value: string])[] | undefined;
};

type FindUrl = (signal: AbortSignal) => Promise<string | undefined>;

export const PROBE_TIMEOUT_MS = 5_000;

/**
 * @param findServerUrl gives the absolute URL of something our server answers quickly
 * @param findPlatformUrl gives the absolute URL where our server tells whether the platform answers it, if it does that
 * @param findSessionUrl gives the absolute URL where our server tells who is signed in, if users sign in there
 */
export function createProbes(
  findServerUrl: (signal: AbortSignal) => Promise<string>,
  findPlatformUrl: FindUrl = async () => undefined,
  findSessionUrl: FindUrl = async () => undefined,
): Probes {
  return {
    async serverAnswers(signal) {
      const url = await findServerUrl(signal);
      const status = await statusOf(url, NOT_FOLLOWED, signal);
      return status !== undefined && !isGatewayAlone(status);
    },
    async wantsSignIn(signal) {
      const sessionUrl = await findSessionUrl(signal);
      if (sessionUrl !== undefined && (await isNobodySignedIn(sessionUrl, signal))) return true;
      const heard = await hearServer(await findServerUrl(signal), signal);
      // No JSON of our server's looks like a page.
      return heard !== undefined && wantsSignIn(answererOf(heard), heard.status) !== 'no';
    },
    async platformAnswers(signal, target) {
      const url = await findPlatformUrl(signal);
      return url === undefined || tellsOfPlatform(url, signal, target);
    },
    async hearStore(host, signal) {
      // An empty form needs no preflight, and every store refuses it; what counts is whether the refusal can be read.
      // Nor is it followed elsewhere: that would be another host's answer, or a breach of the page's policy.
      const refused: RequestInit = { method: 'POST', body: new FormData(), redirect: 'manual' };
      if ((await statusOf(host, refused, signal)) !== undefined) return 'readable';
      // Without CORS a page may still learn that there was some answer.
      const anything = await statusOf(host, { mode: 'no-cors', credentials: 'omit' }, signal);
      return anything === undefined ? 'silent' : 'unreadable';
    },
    localAccess: (host) =>
      localAccess(host, { origin: location.origin, isSecure: isSecureContext }),
    askWhy,
  };
}

/** Where a redirect leads to is another host's page, which this one may not even read. */
const NOT_FOLLOWED: RequestInit = { cache: 'no-store', redirect: 'manual' };
/** False also while our server itself does not answer; one that cannot tell has an answer of another kind. */
async function tellsOfPlatform(
  url: string,
  signal: AbortSignal,
  target: string | undefined,
): Promise<boolean> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  try {
    const headers = target === undefined ? {} : { [TARGET_HEADER]: target };
    const response = await fetch(url, { ...NOT_FOLLOWED, headers, signal: patience });
    if (isGatewayAlone(response.status)) return false;
    const state = v.safeParse(PlatformStateSchema, await response.json().catch(() => undefined));
    return !state.success || state.output.platform === 'answers';
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** Our server says so itself; without its answer the user is taken to be signed in. */
async function isNobodySignedIn(url: string, signal: AbortSignal): Promise<boolean> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { ...NOT_FOLLOWED, signal: patience });
    const session = v.safeParse(SessionSchema, await response.json());
    return session.success && session.output.user === null;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function hearServer(url: string, signal: AbortSignal): Promise<Heard | undefined> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  try {
    return await hear(await fetch(url, { ...NOT_FOLLOWED, signal: patience }));
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** 502, 503 or 504: what a reverse proxy says while the server behind it is away. */
export function isGatewayAlone(status: number): boolean {
  return status >= 502 && status <= 504;
}

/** Undefined when there is no answer; 0 when the answer may not be read. */
async function statusOf(
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<number | undefined> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { ...init, signal: patience });
    await response.body?.cancel();
    return response.status;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/**
 * Proxies that close a connection early (Caddy, nghttpx) keep the store's refusal from the page. This asks for it once more.
 * A plain form needs no preflight. Undefined when no answer can be read; rejects only when `signal` is aborted.
 */
async function askWhy(
  { host, fields }: Question,
  signal: AbortSignal,
): Promise<StoreAnswer | undefined> {
  if (fields === undefined) return undefined;
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  try {
    const response = await fetch(host, {
      method: 'POST',
      body: form,
      redirect: 'manual',
      signal: patience,
    });
    if (response.type === 'opaqueredirect') return undefined;
    return {
      kind: 'answered',
      status: response.status,
      origin: new URL(response.url).origin,
      crc64: null,
      requestId: requestIdIn(response.headers.get('x-oss-request-id')),
      retryAfter: headerValue(response.headers.get('retry-after')),
      body: await readStart(response),
    };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < ERROR_BODY_MAX_CHARS) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text.slice(0, ERROR_BODY_MAX_CHARS);
}
