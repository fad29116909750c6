import { useCallback, useSyncExternalStore } from 'react';
import type { UploadQueue } from '../../upload/model/upload.ts';
import { createLatePart } from '../late/late-part.ts';
import { useLatePart } from '../late/useLatePart.ts';
import type { WorkerNoticeProps } from './WorkerNotice.tsx';
import type { WorkerWatch } from './worker-watch.ts';

const workerNotice = createLatePart<WorkerNoticeProps>(() =>
  import('./WorkerNotice.tsx').then(({ WorkerNotice }) => WorkerNotice),
);

type ForeignWorkerProps = { readonly watch: WorkerWatch; readonly queue: UploadQueue };

/** Told for as long as another program's service worker controls the page. */
export function ForeignWorker({ watch, queue }: ForeignWorkerProps) {
  const script = useSyncExternalStore(
    useCallback((listener: () => void) => watch.subscribe(listener), [watch]),
    useCallback(() => watch.getSnapshot(), [watch]),
  );
  return script === undefined ? null : <Controlled script={script} queue={queue} />;
}

function Controlled(props: WorkerNoticeProps) {
  const part = useLatePart(workerNotice);
  return part.status === 'here' ? <part.value {...props} /> : null;
}
