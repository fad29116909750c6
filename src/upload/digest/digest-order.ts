import type { DigestEvent } from '../model/digests.ts';
import { isUnderWay } from '../model/upload-phase.ts';
import type { Upload } from '../model/upload.ts';
import { createPriorityQueue } from '../priority-queue.ts';

/** The uploads whose files are digested. */
export type DigestedUploads = {
  get(id: string): Upload | undefined;
  /** Undefined for an upload of an earlier visit. */
  fileOf(id: string): File | undefined;
  /** The smaller, the earlier on the list. */
  positionOf(id: string): number;
  advanceDigests(id: string, event: DigestEvent): void;
};

/** In which order one client digests files. */
export type DigestOrder = {
  onChange(id: string, after: Upload | undefined, before: Upload | undefined): void;
  /** The upload whose file is digested next. */
  next(): string | undefined;
  /** Of an upload whose digests are wanted: a file on a drive that hangs must not keep the others waiting. */
  isWorthGoingOn(upload: Upload): boolean;
  mustPause(): boolean;
};

/** Uploads whose digest is waited for. */
export type Requested = {
  has(id: string): boolean;
  first(): string | undefined;
};

/** Digests run beside the transfer; so many files may be done before their turn to be sent. */
const FILES_AHEAD = 2;

/** What a verdict needs: of files that are sent, of those waited for, of those that are done, and of a few that are next. */
export function verdictOrder(uploads: DigestedUploads, requested: Requested): DigestOrder {
  const lacks = ({ digests }: Upload) => digests.crc64.status === 'pending';
  const queues = createQueues(uploads, lacks);
  /** How many are digested before their turn to be sent. */
  let ahead = 0;
  const isAhead = (upload: Upload | undefined) =>
    upload?.state.status === 'queued' && !lacks(upload);

  return {
    onChange(id, after, before) {
      ahead += Number(isAhead(after)) - Number(isAhead(before));
      queues.add(id, after);
    },
    next: () =>
      queues.sent.first() ??
      requested.first() ??
      queues.done.first() ??
      (ahead < FILES_AHEAD ? queues.queued.first() : undefined),
    isWorthGoingOn: (upload) =>
      isUnderWay(upload.state) ||
      (queues.sent.first() === undefined && isNotInTheWay(upload, requested)),
    mustPause: () => false,
  };
}

/** What is only shown and kept: while something is sent fast, nothing but what is waited for. */
export function recordOrder(
  uploads: DigestedUploads,
  requested: Requested,
  isLineFast: () => boolean,
): DigestOrder {
  // First what the verdict waits for; of a small file that brings the others with it.
  const lacks = ({ digests: { crc64, md5, sha256 } }: Upload) =>
    crc64.status !== 'pending' && (md5.status === 'pending' || sha256.status === 'pending');
  const queues = createQueues(uploads, lacks);

  return {
    onChange: (id, after) => queues.add(id, after),
    next: () =>
      requested.first() ??
      (isLineFast() ? undefined : (queues.sent.first() ?? queues.done.first())),
    // What is only shown and kept is not worth beginning anew.
    isWorthGoingOn: (upload) => isUnderWay(upload.state) || isNotInTheWay(upload, requested),
    // A file that is waited for has its turn after this one, which has to go on then.
    mustPause: () => isLineFast() && requested.first() === undefined,
  };
}

function isNotInTheWay({ id, state }: Upload, requested: Requested): boolean {
  return state.status !== 'queued' || requested.has(id) || requested.first() === undefined;
}

/** Uploads that lack a digest, in the order of the list. */
function createQueues(uploads: DigestedUploads, lacks: (upload: Upload) => boolean) {
  const queueOf = (belongs: (upload: Upload) => boolean) =>
    createPriorityQueue(
      (id) => uploads.positionOf(id),
      (id) => {
        const upload = uploads.get(id);
        return upload !== undefined && belongs(upload) && lacks(upload);
      },
    );
  const sent = queueOf(({ state }) => isUnderWay(state));
  const done = queueOf(({ state }) => state.status === 'done');
  const queued = queueOf(({ state }) => state.status === 'queued');

  return {
    sent,
    done,
    queued,
    add(id: string, upload: Upload | undefined): void {
      if (upload === undefined || uploads.fileOf(id) === undefined || !lacks(upload)) return;
      if (isUnderWay(upload.state)) sent.add(id);
      else if (upload.state.status === 'done') done.add(id);
      else if (upload.state.status === 'queued') queued.add(id);
    },
  };
}
