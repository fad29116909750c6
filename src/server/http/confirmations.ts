import { checksumIn, headerValue } from '../../contract/header-value.ts';
import type { Confirmation, ConfirmationRequest } from '../../contract/confirmation.ts';
import type { ConfirmationTokens } from './confirmation-token.ts';

/** Asks the store what it holds at the address of one ticket. What is not known for certain is `unknown`, never an error. */
export type ConfirmationService = {
  confirm(request: ConfirmationRequest, signal: AbortSignal): Promise<Confirmation>;
};

export type ConfirmationServiceOptions = {
  readonly tokens: ConfirmationTokens;
  /** Exact origins that may be asked, whatever a token says. */
  readonly storeHosts: readonly string[];
  /** Origin where this server reaches the store, if that is not where browsers do. */
  readonly storeOrigin?: string | undefined;
  readonly fetch?: typeof globalThis.fetch;
  readonly timeoutMs?: number;
};

const STORE_TIMEOUT_MS = 5_000;
const UNKNOWN: Confirmation = { confirmation: 'unknown' };

export function createConfirmationService(
  options: ConfirmationServiceOptions,
): ConfirmationService {
  const { tokens, storeHosts, storeOrigin } = options;
  const { fetch = globalThis.fetch, timeoutMs = STORE_TIMEOUT_MS } = options;
  return {
    async confirm(request, signal) {
      const firmwareUrl = tokens.open(request.token);
      const url = addressToAsk(firmwareUrl, storeHosts, storeOrigin);
      if (firmwareUrl === undefined || url === undefined) return UNKNOWN;
      let response: Response;
      try {
        response = await fetch(url, {
          method: 'HEAD',
          // Compressed on the way, an answer would not tell the object's size.
          headers: { 'accept-encoding': 'identity' },
          redirect: 'manual',
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        });
      } catch {
        return UNKNOWN;
      }
      // A proxy's page is no word of the store's: every answer of OSS has a request id.
      if (!response.headers.has('x-oss-request-id')) return UNKNOWN;
      switch (response.status) {
        case 200:
          return storedIn(response.headers, firmwareUrl);
        case 404:
          return { confirmation: 'absent' };
        default:
          return UNKNOWN;
      }
    },
  };
}

/** The list is held against the address once more: it may have been shortened since the token was made. */
function addressToAsk(
  firmwareUrl: string | undefined,
  storeHosts: readonly string[],
  storeOrigin: string | undefined,
): URL | undefined {
  if (firmwareUrl === undefined || !URL.canParse(firmwareUrl)) return undefined;
  const url = new URL(firmwareUrl);
  if (!storeHosts.includes(url.origin) || url.username !== '' || url.password !== '') {
    return undefined;
  }
  return storeOrigin === undefined ? url : new URL(url.pathname, storeOrigin);
}

function storedIn(headers: Headers, firmwareUrl: string): Confirmation {
  const size = headerValue(headers.get('content-length'));
  if (size === null || !/^\d{1,15}$/.test(size)) return UNKNOWN;
  const crc64 = checksumIn(headers.get('x-oss-hash-crc64ecma')) ?? undefined;
  return { confirmation: 'stored', size: Number(size), crc64, firmwareUrl };
}
