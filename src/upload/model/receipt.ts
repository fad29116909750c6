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
  /** Missing until a package was made of it; the latest is the last. */
  readonly madePackages?: readonly MadePackage[];
};

/** The OTA package that was made of an uploaded file. */
export type MadePackage = {
  /** The platform's id for it. */
  readonly firmwareId: string;
  readonly firmwareName: string;
  readonly destVersion: string;
  /** Milliseconds since the epoch, for showing. */
  readonly madeAt: number;
};

/** One more, unless it is there already: the platform's id tells. */
export function withPackage(receipt: Receipt, made: MadePackage): Receipt {
  const { madePackages = [] } = receipt;
  if (madePackages.some(({ firmwareId }) => firmwareId === made.firmwareId)) return receipt;
  return { ...receipt, madePackages: [...madePackages, made] };
}

export type Verdict =
  /** The store's CRC-64 equals ours; unsigned decimal. */
  | { readonly kind: 'verified'; readonly crc64: string }
  /** Accepted by the store, but nothing proves the bytes. */
  | { readonly kind: 'unverified'; readonly reason: UnverifiedReason };

export const UNVERIFIED_REASONS = [
  /** The store does not tell its checksum to pages or to our server. */
  'checksum-hidden',
  /** Ours could not be computed. */
  'digest-unavailable',
  /** Ours was not known yet when the page was closed. */
  'page-closed',
  /** The store accepted it, and says afterwards that there is no such object. */
  'object-not-seen',
] as const;
export type UnverifiedReason = (typeof UNVERIFIED_REASONS)[number];
