/** The proof after `done`. */
export type Receipt = {
  readonly firmwareUrl: string;
  readonly verdict: Verdict;
  /** Request id of the ticket call, as the platform gave it. */
  readonly ticketRequestId: string;
  /** `x-oss-request-id`, when the store lets the page read it. */
  readonly storeRequestId: string | undefined;
  /** Milliseconds since the epoch, for showing. */
  readonly finishedAt: number;
  /** From the first byte to the store's answer, in milliseconds. */
  readonly sendMs: number;
};

export type Verdict =
  /** The store's CRC-64 equals ours; unsigned decimal. */
  | { readonly kind: 'verified'; readonly crc64: string }
  /** Stored, but nothing proves the bytes. */
  | { readonly kind: 'unverified'; readonly reason: 'checksum-hidden' | 'digest-unavailable' };
