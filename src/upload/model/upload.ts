import type { FileSuffix } from '../../contract/file-suffix.ts';
import type { Provenance } from '../../contract/envelope.ts';
import type { AwayKind } from './away.ts';
import type { ExchangeReader } from '../exchange-event.ts';
import type { Listing } from '../inspect/archive-worker/listing.ts';
import type { Packing } from './contents.ts';
import type { DigestName } from '../digest/worker/messages.ts';
import type { Firmware } from './firmware-file.ts';
import type { MadePackage } from './receipt.ts';
import type { RemarkEdit, Remarks } from './remarks.ts';
import type { UploadState } from './upload-state.ts';

/** One intent of the user for one firmware. Two files of one name are two uploads: identity is the id, minted here. */
export type Upload = {
  readonly id: string;
  readonly firmware: Firmware;
  readonly state: UploadState;
  readonly digests: Digests;
  /** What it is, by its bytes: a format's own name; undefined when that cannot be told. */
  readonly image: string | undefined;
  /** The version that the image carries of itself. */
  readonly imageVersion?: string | undefined;
  /** What the user wrote on it, once there is anything. */
  readonly remarks?: Remarks | undefined;
  /** Something that can be peeked into; undefined too for an upload of an earlier visit, whose file is not at hand. */
  readonly packing: Packing | undefined;
  /** Undefined until bytes may have been on their way. */
  readonly lastTicket: LastTicket | undefined;
  /** Id of the target it was added for, where the server has several: it stays. */
  readonly target?: string | undefined;
};

/** What is kept of an attempt's ticket: enough to ask about the object, even on a later visit, and never enough to send. */
export type LastTicket = {
  readonly requestId: string;
  /** Undefined when the backend cannot be asked. */
  readonly confirmationToken: string | undefined;
  readonly provenance?: Provenance;
};

/** Those that are shown and kept. */
export type DigestKind = Exclude<DigestName, 'crc64nvme'>;
export const DIGEST_KINDS: readonly DigestKind[] = ['crc64', 'md5', 'sha256'];
export type Digests = Readonly<Record<DigestKind, DigestState>>;

export type DigestState =
  | { readonly status: 'pending' }
  /** CRC-64 as unsigned decimal, MD5 and SHA-256 as lower-case hex. */
  | { readonly status: 'known'; readonly value: string }
  /** This browser could not compute it. */
  | { readonly status: 'unavailable' }
  /** The page was closed before it was known; without the file it cannot be. */
  | { readonly status: 'missed' };

export type SettledDigest = Exclude<DigestState, { status: 'pending' }>;

export const NO_DIGESTS: Digests = {
  crc64: { status: 'pending' },
  md5: { status: 'pending' },
  sha256: { status: 'pending' },
};

/** The suffix of what is dropped next: one of the eight, or what each name says. */
export type SuffixChoice = 'auto' | FileSuffix;

/** What the page can do with uploads; the only thing the app sees of the engine. */
export type UploadQueue = {
  /** A file that an interrupted upload has lost takes that upload's place; every other one is a new upload. */
  add(files: readonly File[], choice: SuffixChoice, target?: string): void;
  /** Before a ticket is asked for, and again before a retry. */
  chooseSuffix(id: string, suffix: FileSuffix): void;
  /** Sends an upload that waits for the user. */
  start(id: string): void;
  /** Stops an attempt: the socket is closed, not just forgotten. While it waits for the next one, stops trying. */
  cancel(id: string): void;
  /** Gives up all that has not come to its end, and what is not on the list yet. @returns how many files that were */
  cancelAll(): number;
  /** Another attempt with a new ticket: after the end, at once instead of waiting, or instead of one that stands still. */
  retry(id: string): void;
  /** Leaves a transfer that stands still alone for as long as it takes. */
  keepWaiting(id: string): void;
  /**
   * Nothing new starts: no first attempt, no further one, none that the user asks for. What has a ticket is sent to its
   * end, since no store goes on with half a form. An upload that would start stays `queued`.
   */
  pause(): void;
  resume(): void;
  /** Notes on its receipt that a package was made of it. */
  notePackage(id: string, madePackage: MadePackage): void;
  /** Keeps what the user writes on it, at any time; what another tab wrote is not overwritten. */
  noteRemark(id: string, edit: RemarkEdit): void;
  /** Digests of a finished upload that were not known, and are since its file was chosen to be compared. */
  noteDigests(id: string, found: Readonly<Partial<Record<DigestKind, string>>>): void;
  /** Takes it off the list, cancelling it if need be. */
  remove(id: string): void;
  /** Takes off the list what has come to its end; what waits for a file or a choice stays. */
  clearFinished(): void;
  /** What an archive says is in it; undefined when its file is not at hand, or is no archive. Rejects when it cannot be read. */
  peek(id: string, signal: AbortSignal): Promise<Listing | undefined>;
  /** The file itself; undefined for an upload of an earlier visit. */
  fileOf(id: string): File | undefined;
  /** Hears of changes: of mere progress ten times a second for all uploads together, of everything else at once. */
  subscribe(listener: () => void): () => void;
  /** In the order they were added. Unchanged uploads are the same objects as before. */
  getSnapshot(): readonly Upload[];
  /**
   * The list as it was when something other than the number of bytes last changed: the same array until then. A reader that looks at
   * this one has nothing to do while files are only sent, however long the list is.
   */
  getStill(): readonly Upload[];
  /** One upload as it is now; undefined when it is not on the list. */
  find(id: string): Upload | undefined;
  /** Whether the queue is paused; a subscriber hears of that, too. */
  isPaused(): boolean;
  /** The user has signed in just now: what waits for that goes on at once. */
  noteSignIn(): void;
  /** What does not answer just now, so that nothing begins; undefined when all do. A subscriber hears of that, too. */
  away(): AwayKind | undefined;
  /** What was exchanged for each upload, as far as it is kept. */
  readonly exchanges: ExchangeReader;
};

/** What a receipt can still be told of. */
export type ReceiptNotes = Pick<UploadQueue, 'notePackage' | 'noteDigests' | 'noteRemark'>;

/** The queue as the engine has it. */
export type RestorableQueue = UploadQueue & {
  /** Puts uploads of an earlier visit back on the list; those whose answer is missing are asked for at the store. */
  restore(uploads: readonly Upload[]): void;
};
