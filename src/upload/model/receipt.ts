import type { Provenance } from '../../contract/envelope.ts';

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
  /** The server through which the file went to the store, by its origin; missing if the browser sent it there itself. */
  readonly relayedBy?: string;
  /** Missing until a package was made of it; the latest is the last. */
  readonly madePackages?: readonly MadePackage[];
  /** Who uploaded it, and to which of several targets, as the server said; missing where it did not. */
  readonly provenance?: Provenance;
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
  /** Another digest of the store's equals ours; lower-case hex. */
  | { readonly kind: 'verified'; readonly by: S3ProofKind; readonly digest: string }
  /** Accepted by the store, but nothing proves the bytes. */
  | { readonly kind: 'unverified'; readonly reason: UnverifiedReason };

/** By what an S3 store can prove an object. */
export const S3_PROOF_KINDS = ['sha256', 'md5', 'crc64nvme'] as const;
export type S3ProofKind = (typeof S3_PROOF_KINDS)[number];
export type ProofKind = 'crc64' | S3ProofKind;

/** By what it is verified; undefined when it is not. */
export function proofOf(verdict: Verdict): ProofKind | undefined {
  if (verdict.kind === 'unverified') return undefined;
  return 'by' in verdict ? verdict.by : 'crc64';
}

export const UNVERIFIED_REASONS = [
  /** The store does not tell its checksum to pages or to our server. */
  'checksum-hidden',
  /** Ours could not be computed. */
  'digest-unavailable',
  /** Ours was not known yet when the page was closed. */
  'page-closed',
  /** The store's ETag is not our MD5, and it is not known whether it is an MD5 at all. */
  'etag-unclear',
  /** The store accepted it, and says afterwards that there is no such object. */
  'object-not-seen',
] as const;
export type UnverifiedReason = (typeof UNVERIFIED_REASONS)[number];

/** Two digests of one kind, CRC-64 unless `by` says another; missing when the size alone differs. */
export type Difference = {
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
  readonly by?: S3ProofKind;
};
