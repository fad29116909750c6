import { s3DigestsIn, type S3Digests } from '../../contract/bucket/s3-digests.ts';
import { checksumIn, headerValue } from '../../contract/header-value.ts';
import { isStoredAddress } from '../../contract/store-address.ts';
import type { Confirmation, ConfirmationRequest } from '../../contract/confirmation.ts';
import { withTimeLimit } from '../process/time-limit.ts';
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
  /** Headers that let this server read a private bucket; without it stores are asked as anyone could ask them. */
  readonly signHead?:
    | ((firmwareUrl: string) => Promise<Readonly<Record<string, string>>>)
    | undefined;
  readonly fetch?: typeof globalThis.fetch;
  readonly timeoutMs?: number;
};

const STORE_TIMEOUT_MS = 5_000;
const UNKNOWN: Confirmation = { confirmation: 'unknown' };

export function createConfirmationService(
  options: ConfirmationServiceOptions,
): ConfirmationService {
  const { tokens, storeHosts, storeOrigin, signHead } = options;
  const { fetch = globalThis.fetch, timeoutMs = STORE_TIMEOUT_MS } = options;
  return {
    async confirm(request, signal) {
      const firmwareUrl = tokens.open(request.token);
      const url = addressToAsk(firmwareUrl, storeHosts, storeOrigin);
      if (firmwareUrl === undefined || url === undefined) return UNKNOWN;
      let response: Response;
      try {
        // Compressed on the way, an answer would not tell the object's size.
        const headers = { 'accept-encoding': 'identity', ...(await signHead?.(firmwareUrl)) };
        response = await withTimeLimit(timeoutMs, signal, (signal) =>
          fetch(url, { method: 'HEAD', headers, redirect: 'manual', signal }),
        );
      } catch {
        return UNKNOWN;
      }
      const { headers } = response;
      // A proxy's page is no word of the store's: every answer of a store has a request id.
      const isOss = headers.has('x-oss-request-id');
      if (!isOss && !headers.has('x-amz-request-id')) return UNKNOWN;
      switch (response.status) {
        case 200: {
          // OSS forms ETags that are no digests.
          const digests = isOss ? {} : s3DigestsIn((name) => headers.get(name));
          return storedIn(headers, firmwareUrl, digests);
        }
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
  if (!isStoredAddress(firmwareUrl, storeHosts)) return undefined;
  return storeOrigin === undefined ? url : new URL(url.pathname, storeOrigin);
}

function storedIn(headers: Headers, firmwareUrl: string, digests: S3Digests): Confirmation {
  const size = headerValue(headers.get('content-length'));
  if (size === null || !/^\d{1,15}$/.test(size)) return UNKNOWN;
  const crc64 = checksumIn(headers.get('x-oss-hash-crc64ecma')) ?? undefined;
  return { confirmation: 'stored', size: Number(size), crc64, ...digests, firmwareUrl };
}
