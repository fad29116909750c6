import { createLatePart } from '../late/late-part.tsx';
import { useSnapshot } from '../ui/useSnapshot.ts';
import type { UploadSource } from '../uploads/useUploads.ts';
import type { WorkerNoticeProps } from './WorkerNotice.tsx';
import type { WorkerWatch } from './worker-watch.ts';

const WorkerNotice = createLatePart<WorkerNoticeProps>(
  () => import('./WorkerNotice.tsx').then(({ WorkerNotice }) => WorkerNotice),
  () => null,
);

type ForeignWorkerProps = { readonly watch: WorkerWatch; readonly queue: UploadSource };

/** Shown for as long as another program's service worker controls the page. */
export function ForeignWorker({ watch, queue }: ForeignWorkerProps) {
  const script = useSnapshot(watch, () => watch.getSnapshot());
  return script === undefined ? null : <WorkerNotice script={script} queue={queue} />;
}
