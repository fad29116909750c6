import type { SignedCall } from '../../contract/platform-call.ts';
import type { Cloud } from '../../simulator/cloud.ts';

/** Carries one signed call to a platform. @throws what `fetch` throws when there is no answer */
export type Carry = (call: SignedCall, signal: AbortSignal) => Promise<CarriedAnswer>;

export type CarriedAnswer = {
  readonly status: number;
  readonly headers: HeardHeaders;
  readonly text: string;
};

export type HeardHeaders = Pick<Headers, 'get'>;

export function carryByFetch(fetch: typeof globalThis.fetch = globalThis.fetch): Carry {
  return async ({ url, body, ...init }, signal) => {
    const response = await fetch(
      new Request(url, { ...init, redirect: 'error', ...(body !== undefined && { body }) }),
      { signal },
    );
    const text = await readUpTo(response, ANSWER_MAX_BYTES, signal);
    return { status: response.status, headers: response.headers, text };
  };
}

/**
 * To a platform in this very process, which verifies the call like any other. Over the loopback interface a ticket takes twice as
 * long, for building and parsing HTTP.
 */
export function carryInProcess(callPlatform: NonNullable<Cloud['callPlatform']>): Carry {
  return async ({ method, url, headers, body }, signal) => {
    signal.throwIfAborted();
    const contentType = headers['content-type'] ?? '';
    const { status, text } = await callPlatform({ method, url, contentType, body });
    return { status, headers: NO_HEADERS, text };
  };
}

/** It has our clock, and never asks to wait. */
const NO_HEADERS: HeardHeaders = { get: () => null };

/** A longer answer is no envelope, and is read as an empty text. */
const ANSWER_MAX_BYTES = 64 * 1024;

/** @param signal is listened to here as well: Node's fetch forgets it once the head has come and garbage is collected. */
async function readUpTo(response: Response, maxBytes: number, signal: AbortSignal) {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  // A read that waits ends with it, and so does the connection.
  const leave = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', leave, { once: true });
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      text += decoder.decode(chunk.value, { stream: true });
      bytes += chunk.value.byteLength;
      if (bytes > maxBytes) return '';
    }
    signal.throwIfAborted();
    return text + decoder.decode();
  } finally {
    leave();
    signal.removeEventListener('abort', leave);
  }
}
