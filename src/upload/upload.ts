import type { FileSuffix } from '../contract/file-suffix.ts';
import type { DigestName } from './digest-worker/messages.ts';
import type { Firmware } from './firmware.ts';
import type { UploadState } from './upload-state.ts';

/** One person's intent for one firmware. Two files of one name are two uploads: identity is the id, minted here. */
export type Upload = {
  readonly id: string;
  readonly firmware: Firmware;
  readonly state: UploadState;
  readonly digests: Digests;
};

export type DigestKind = DigestName;
export const DIGEST_KINDS: readonly DigestKind[] = ['crc64', 'md5', 'sha256'];
export type Digests = Readonly<Record<DigestKind, DigestState>>;

export type DigestState =
  | { readonly status: 'pending' }
  /** CRC-64 as unsigned decimal, MD5 and SHA-256 as lower-case hex. */
  | { readonly status: 'known'; readonly value: string }
  | { readonly status: 'unavailable' };

/** The suffix of what is dropped next: one of the eight, or what each name says. */
export type SuffixChoice = 'auto' | FileSuffix;

/** What the page can do with uploads; the only thing the app sees of the engine. */
export type UploadQueue = {
  add(files: readonly File[], choice: SuffixChoice): void;
  /** Before a ticket is asked for, and again before a retry. */
  chooseSuffix(id: string, suffix: FileSuffix): void;
  /** Sends an upload that waits for a person. */
  start(id: string): void;
  /** Stops an attempt: the socket is closed, not just forgotten. */
  cancel(id: string): void;
  /** Another attempt with a new ticket, after `failed` or `cancelled`. */
  retry(id: string): void;
  /** Takes it off the list, cancelling it if need be. */
  remove(id: string): void;
  clearFinished(): void;
  subscribe(listener: () => void): () => void;
  /** In the order they were added. Unchanged uploads are the same objects as before. */
  getSnapshot(): readonly Upload[];
};
