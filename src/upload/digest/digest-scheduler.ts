import { unlessAborted } from '../abort.ts';
import { isUnderWay } from '../model/upload-phase.ts';
import type { DigestKind, SettledDigest, Upload } from '../model/upload.ts';
import type { DigestClient, DigestClients } from './digest-client.ts';
import {
  recordOrder,
  verdictOrder,
  type DigestedUploads,
  type DigestOrder,
} from './digest-order.ts';

/** Decides which file each client digests next, and stops work on a file whose digests are not wanted any more. */
export type DigestScheduler = {
  /** To be called with every change of an upload: undefined before it came and after it went. */
  onChange(id: string, after: Upload | undefined, before: Upload | undefined): void;
  /** Resolves once this digest of the upload is settled. */
  digestOf(id: string, kind: DigestKind, signal: AbortSignal): Promise<SettledDigest>;
};

export type DigestSchedulerOptions = {
  readonly clients: DigestClients;
  readonly uploads: DigestedUploads;
  /** Something is sent so fast that work beside it would slow it down. */
  readonly isLineFast: () => boolean;
};

type Request = {
  readonly kind: DigestKind;
  readonly signal: AbortSignal;
  readonly settle: (digest: SettledDigest) => void;
};

export function createDigestScheduler(options: DigestSchedulerOptions): DigestScheduler {
  const { clients, uploads, isLineFast } = options;
  /** Digests that are waited for, by upload. */
  const requests = new Map<string, Set<Request>>();
  let isLooking = false;

  const requestedOf = ({ kinds }: DigestClient) => {
    const has = (id: string) =>
      [...(requests.get(id) ?? [])].some(
        ({ kind, signal }) => kinds.includes(kind) && !signal.aborted,
      );
    return { has, first: () => [...requests.keys()].find(has) };
  };
  const tasks = [
    createTask(clients.verdict, uploads, verdictOrder(uploads, requestedOf(clients.verdict))),
    createTask(
      clients.record,
      uploads,
      recordOrder(uploads, requestedOf(clients.record), isLineFast),
    ),
  ];

  function lookSoon(): void {
    if (isLooking) return;
    isLooking = true;
    queueMicrotask(() => {
      isLooking = false;
      for (const task of tasks) task.look();
    });
  }

  function settle(id: string): void {
    const digests = uploads.get(id)?.digests;
    for (const request of requests.get(id) ?? []) {
      const digest = digests?.[request.kind];
      if (digest === undefined || digest.status === 'pending') continue;
      withdraw(id, request);
      request.settle(digest);
    }
  }

  function withdraw(id: string, request: Request): void {
    const others = requests.get(id);
    others?.delete(request);
    if (others?.size === 0) requests.delete(id);
  }

  return {
    onChange(id, after, before) {
      for (const task of tasks) task.order.onChange(id, after, before);
      if (after?.digests !== before?.digests) settle(id);
      lookSoon();
    },
    async digestOf(id, kind, signal) {
      let settled: Request['settle'] = () => {};
      const digest = new Promise<SettledDigest>((resolve) => (settled = resolve));
      const request = { kind, signal, settle: settled };
      requests.set(id, (requests.get(id) ?? new Set()).add(request));
      settle(id);
      lookSoon();
      try {
        return await unlessAborted(digest, signal);
      } finally {
        withdraw(id, request);
      }
    },
  };
}

/** One client's work: one file after the other. */
function createTask(client: DigestClient, uploads: DigestedUploads, order: DigestOrder) {
  let job: { readonly id: string; readonly abort: AbortController } | undefined;
  let isPaused = false;

  function look(): void {
    if (job === undefined) startNext();
    else if (!isWorthGoingOn(uploads.get(job.id))) job.abort.abort();
    else setPaused(order.mustPause());
  }

  function isWorthGoingOn(upload: Upload | undefined): boolean {
    return upload !== undefined && isWanted(upload) && order.isWorthGoingOn(upload);
  }

  function setPaused(pause: boolean): void {
    if (pause === isPaused) return;
    isPaused = pause;
    client.setPaused(pause);
  }

  function startNext(): void {
    const id = order.next();
    const file = id === undefined ? undefined : uploads.fileOf(id);
    if (id === undefined || file === undefined) return;
    setPaused(false);
    job = { id, abort: new AbortController() };
    void digest(id, file, job.abort.signal);
  }

  async function digest(id: string, file: File, signal: AbortSignal): Promise<void> {
    const none = new Map<DigestKind, string>();
    const values = await client.compute(file, signal).catch(() => none);
    job = undefined;
    const { kinds } = client;
    if (!signal.aborted) uploads.advanceDigests(id, { type: 'computed', kinds, values });
    look();
  }

  return { look, order };
}

function isWanted({ state }: Upload): boolean {
  return (
    state.status === 'queued' ||
    state.status === 'waiting' ||
    state.status === 'done' ||
    isUnderWay(state)
  );
}
