import type { DigestLane } from './digest-lane.ts';
import { isUnderWay } from './upload-state.ts';
import type { Digests, DigestState, Upload } from './upload.ts';

/** Decides which file each lane digests next, and stops a lane whose file nobody waits for any more. */
export type DigestDesk = {
  /** To be called whenever an upload has changed. */
  look(): void;
  /** Resolves once the upload's CRC-64 is settled. */
  crc64Of(id: string, signal: AbortSignal): Promise<Exclude<DigestState, { status: 'pending' }>>;
};

/** Digests run beside the transfer; this many files may be done before their turn to be sent. */
const FILES_AHEAD = 2;

export function createDigestDesk(
  lanes: readonly DigestLane[],
  listUploads: () => readonly Upload[],
  /** Undefined for an upload of an earlier visit. */
  fileOf: (id: string) => File | undefined,
  record: (id: string, found: Partial<Digests>) => void,
): DigestDesk {
  const running = new Map<DigestLane, { id: string; abort: AbortController }>();
  const waiting = new Set<() => void>();

  function look(): void {
    for (const lane of lanes) {
      const job = running.get(lane);
      if (job === undefined) startNext(lane);
      else if (!isWorthGoingOn(lane, job.id)) job.abort.abort();
    }
  }

  /** A file on a drive that hangs must not keep those waiting that are being sent. */
  function isWorthGoingOn(lane: DigestLane, id: string): boolean {
    const uploads = listUploads();
    const upload = uploads.find((each) => each.id === id);
    if (upload === undefined || !isWanted(upload)) return false;
    return (
      isUnderWay(upload.state) ||
      !uploads.some((other) => isUnderWay(other.state) && lacks(other, lane))
    );
  }

  function startNext(lane: DigestLane): void {
    const upload = nextFor(
      lane,
      listUploads().filter(({ id }) => fileOf(id) !== undefined),
    );
    if (upload === undefined) return;
    const file = fileOf(upload.id);
    if (file === undefined) return;
    const abort = new AbortController();
    running.set(lane, { id: upload.id, abort });
    void digest(lane, upload.id, file, abort.signal);
  }

  async function digest(lane: DigestLane, id: string, file: File, signal: AbortSignal) {
    const found = await lane.compute(file, signal).then(
      (values) => lane.kinds.map((kind) => [kind, settled(values.get(kind))] as const),
      () => lane.kinds.map((kind) => [kind, settled(undefined)] as const),
    );
    running.delete(lane);
    if (!signal.aborted) record(id, Object.fromEntries(found));
    // A Set may lose members while it is walked.
    for (const wake of waiting) wake();
    look();
  }

  return {
    look,
    crc64Of(id, signal) {
      return new Promise((resolve, reject) => {
        const abandon = () => {
          waiting.delete(wake);
          reject(signal.reason);
        };
        const wake = () => {
          const state = listUploads().find((upload) => upload.id === id)?.digests.crc64;
          if (state === undefined || state.status === 'pending') return;
          waiting.delete(wake);
          signal.removeEventListener('abort', abandon);
          resolve(state);
        };
        signal.addEventListener('abort', abandon, { once: true });
        waiting.add(wake);
        wake();
      });
    },
  };
}

function settled(value: string | undefined): DigestState {
  return value === undefined ? { status: 'unavailable' } : { status: 'known', value };
}

function isWanted({ state }: Upload): boolean {
  return (
    state.status === 'queued' ||
    state.status === 'waiting' ||
    state.status === 'done' ||
    isUnderWay(state)
  );
}

/** First who is being sent, then who is done and only lacks the slower digests, then a few of who is next. */
function nextFor(lane: DigestLane, uploads: readonly Upload[]): Upload | undefined {
  const open = uploads.filter((upload) => isWanted(upload) && lacks(upload, lane));
  const ahead = uploads.filter(
    (upload) => upload.state.status === 'queued' && !lacks(upload, lane),
  ).length;
  return (
    open.find(({ state }) => isUnderWay(state)) ??
    open.find(({ state }) => state.status === 'done') ??
    (ahead < FILES_AHEAD ? open.find(({ state }) => state.status === 'queued') : undefined)
  );
}

function lacks({ digests }: Upload, { kinds }: DigestLane): boolean {
  return kinds.some((kind) => digests[kind].status === 'pending');
}
