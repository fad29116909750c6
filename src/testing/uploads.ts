import type { Receipt } from '../upload/model/receipt.ts';
import type { StateOf, UploadState } from '../upload/model/upload-state.ts';
import { NO_DIGESTS, type DigestState, type Digests, type Upload } from '../upload/model/upload.ts';

/** Uploads as tests need them: what a test does not say is that of a plain file. */

export const PLAN = { suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' } as const;
export const QUEUED = { status: 'queued', ...PLAN } as const;

export const RECEIPT: Receipt = {
  firmwareUrl: 'https://bucket.example/1.bin',
  verdict: { kind: 'verified', crc64: '42' },
  ticketRequestId: 'ticket-1',
  storeRequestId: undefined,
  finishedAt: 1_700_000_000_000,
  sendMs: 20,
};

export function doneState(receipt: Partial<Receipt> = {}): StateOf<'done'> {
  return { status: 'done', ...PLAN, receipt: { ...RECEIPT, ...receipt } };
}

export function sendingState(sent: number, bytesPerSecond?: number): StateOf<'sending'> {
  const progress = { sent, total: 1000, bytesPerSecond, secondsLeft: undefined };
  return { status: 'sending', ...PLAN, ticketEndsAt: 60_000, progress, stall: undefined };
}

export function uploadOf(
  id: string,
  state: UploadState,
  { size = 1000, ...rest }: Partial<Upload> & { readonly size?: number } = {},
): Upload {
  return {
    id,
    firmware: { name: `${id}.bin`, folder: '', size, modifiedAt: 1_700_000_000_000 },
    state,
    digests: NO_DIGESTS,
    image: undefined,
    packing: undefined,
    lastTicket: undefined,
    ...rest,
  };
}

export function known(value: string): Extract<DigestState, { status: 'known' }> {
  return { status: 'known', value };
}

/** Those that are not named are pending. */
export function digestsOf(values: { readonly [Kind in keyof Digests]?: string }): Digests {
  const of = (value: string | undefined) => (value === undefined ? NO_DIGESTS.md5 : known(value));
  return { crc64: of(values.crc64), md5: of(values.md5), sha256: of(values.sha256) };
}
