import { NoUploads } from './drop-zone/NoUploads.tsx';
import type { Late } from './late/late.ts';
import { PartNote } from './late/PartNote.tsx';
import { useIsMissed, useLate } from './late/useLate.ts';
import type { UploadPanelProps } from './upload-list/UploadPanel.tsx';

type NoListProps = Pick<UploadPanelProps, 'onSample'> & {
  /** What the list waits for. */
  readonly engine: Late<unknown>;
  readonly isHolding: boolean;
};

/**
 * As long as there is nothing on the list. Files that came before the engine are held, and that is shown; an engine that could
 * not be loaded may have had a list to bring back.
 */
export function NoList({ isHolding, engine, onSample }: NoListProps) {
  const isMissed = useIsMissed(engine);
  return isHolding || isMissed ? <EngineNote engine={engine} /> : <NoUploads onSample={onSample} />;
}

function EngineNote({ engine }: Pick<NoListProps, 'engine'>) {
  const { status } = useLate(engine);
  return status === 'here' ? null : <PartNote status={status} />;
}
