import { randomUUID } from 'node:crypto';
import type { FileSuffix } from '../contract/file-suffix.ts';
import {
  signedTicketCall,
  type Credentials,
  type PlatformAccess,
} from '../contract/platform-call.ts';
import { readTicketText, type TicketAnswer } from '../contract/platform.ts';
import type { Problem } from '../contract/problem.ts';
import { findAddressFault, type AddressFault } from '../contract/store-address.ts';
import { ticketEnvelope, type TicketEnvelope } from '../contract/ticket.ts';

/** Asks the platform for one ticket, with a call signed here. Tickets are never cached, prefetched or asked for twice. */
export type TicketDesk = {
  issue(fileSuffix: FileSuffix, signal: AbortSignal): Promise<DeskAnswer>;
};

export type DeskAnswer =
  | { readonly kind: 'issued'; readonly envelope: TicketEnvelope }
  | { readonly kind: 'refused'; readonly status: 429 | 502 | 504; readonly problem: Problem };

export type TicketDeskOptions = {
  readonly access: PlatformAccess;
  /** Exact origins a ticket may name. */
  readonly storeHosts: readonly string[];
  readonly fetch?: typeof globalThis.fetch;
  readonly now?: () => number;
};

const PLATFORM_TIMEOUT_MS = 10_000;

export function createTicketDesk(options: TicketDeskOptions): TicketDesk {
  const { access, storeHosts, fetch = globalThis.fetch, now = Date.now } = options;
  return {
    async issue(fileSuffix, signal) {
      const stamp = { at: new Date(now()), nonce: randomUUID() };
      const call = await signedTicketCall(access, fileSuffix, stamp);
      let text: string;
      try {
        const timeout = AbortSignal.timeout(PLATFORM_TIMEOUT_MS);
        const response = await fetch(call, { signal: AbortSignal.any([signal, timeout]) });
        text = await response.text();
      } catch (error) {
        return unreachable(error);
      }
      const answer = readTicketText(text);
      switch (answer.kind) {
        case 'refused':
          return refused(answer.problem, access.credentials);
        case 'malformed':
          return malformed(answer);
        case 'issued': {
          const fault = findAddressFault(answer.ticket, storeHosts);
          if (fault !== undefined) return untrusted(fault, answer.requestId);
          return { kind: 'issued', envelope: ticketEnvelope(answer.ticket, answer.requestId) };
        }
      }
    },
  };
}

function unreachable(error: unknown): DeskAnswer {
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  return problem(
    isLate ? 504 : 502,
    'OtaDrop.PlatformUnreachable',
    isLate
      ? `The IoT platform did not answer within ${PLATFORM_TIMEOUT_MS / 1000} seconds. Nothing was stored; try again.`
      : 'The IoT platform could not be reached from this server. Nothing was stored; check CLOUD_ENDPOINT and the network, then try again.',
    randomUUID(),
  );
}

function refused(theirs: Problem, credentials: Credentials): DeskAnswer {
  const status = /throttling/i.test(theirs.code) ? 429 : 502;
  return problem(status, theirs.code, redact(theirs.message, credentials), theirs.requestId);
}

function malformed(answer: Extract<TicketAnswer, { kind: 'malformed' }>): DeskAnswer {
  return problem(
    502,
    'OtaDrop.PlatformAnswerMalformed',
    `The IoT platform answered something that is no ticket (${answer.detail}). Nothing was stored; check CLOUD and CLOUD_ENDPOINT.`,
    randomUUID(),
  );
}

function untrusted(fault: AddressFault, requestId: string): DeskAnswer {
  return problem(502, 'OtaDrop.UntrustedStoreHost', faultSentence(fault), requestId);
}

function faultSentence(fault: AddressFault): string {
  switch (fault.kind) {
    case 'host':
      return `The ticket names the storage ${fault.host}, which is not on this server's list. Nothing was stored. If it is your bucket, set STORE_HOSTS=${fault.host} and start the server again.`;
    case 'storage-type':
      return `The ticket is for a storage of type ${fault.objectStorage}; only OSS is supported. Nothing was stored.`;
    case 'key':
      return `The ticket's object name ${JSON.stringify(fault.key)} is not one that a firmware may have. Nothing was stored.`;
    case 'firmware-url':
      return `The ticket's firmwareUrl ${fault.firmwareUrl} is not the address that its host and key make. Nothing was stored.`;
  }
}

function problem(
  status: 429 | 502 | 504,
  code: string,
  message: string,
  requestId: string,
): DeskAnswer {
  return { kind: 'refused', status, problem: { code, message, requestId } };
}

/** A platform quotes what was signed, with the key id in it; none of that is for a browser. */
function redact(message: string, { accessKeyId, accessKeySecret }: Credentials): string {
  return message
    .replace(/\s*server string to sign is:.*$/is, '')
    .replaceAll(accessKeySecret, '****')
    .replaceAll(accessKeyId, '****');
}
