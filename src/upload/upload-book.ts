import type { UploadEvent } from './upload-event.ts';
import { advance, type UploadState } from './upload-state.ts';
import type { Digests, Upload } from './upload.ts';

/** The one place where uploads are kept. Whoever reads it gets snapshots; unchanged uploads in them are the same objects. */
export type UploadBook = {
  get(id: string): Upload | undefined;
  list(): readonly Upload[];
  /** Adds an upload, or replaces the one of this id in its place. */
  put(upload: Upload): void;
  /** The state after the event, or undefined if the upload is gone or the event meant nothing to it. */
  dispatch(id: string, event: UploadEvent): UploadState | undefined;
  recordDigests(id: string, found: Partial<Digests>): void;
  remove(id: string): void;
  /** Puts uploads before all that are there. */
  putFirst(earlier: readonly Upload[]): void;
  subscribe(listener: () => void): () => void;
};

export function createUploadBook(): UploadBook {
  const uploads = new Map<string, Upload>();
  const listeners = new Set<() => void>();
  let snapshot: readonly Upload[] | undefined;
  let isNotifying = false;

  /** Listeners hear once of everything that happens in one go. */
  function changed(): void {
    snapshot = undefined;
    if (isNotifying) return;
    isNotifying = true;
    queueMicrotask(() => {
      isNotifying = false;
      for (const listener of listeners) listener();
    });
  }

  function put(upload: Upload): void {
    uploads.set(upload.id, upload);
    changed();
  }

  return {
    get: (id) => uploads.get(id),
    list: () => (snapshot ??= [...uploads.values()]),
    put,
    dispatch(id, event) {
      const upload = uploads.get(id);
      if (upload === undefined) return undefined;
      const state = advance(upload.state, event);
      if (state === upload.state) return undefined;
      put({ ...upload, state });
      return state;
    },
    recordDigests(id, found) {
      const upload = uploads.get(id);
      if (upload !== undefined) put({ ...upload, digests: { ...upload.digests, ...found } });
    },
    remove(id) {
      if (uploads.delete(id)) changed();
    },
    putFirst(earlier) {
      const recent = [...uploads.values()];
      uploads.clear();
      for (const upload of [...earlier, ...recent]) uploads.set(upload.id, upload);
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
