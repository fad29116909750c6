import { useCallback, useEffect, useRef, useState, type DragEvent } from 'react';
import { useDropzone, type DropEvent } from 'react-dropzone';
import { noFileIn, type NoFile } from './no-file.ts';
import { readDrop } from './read-drop.ts';

export type DropFault = 'nothingInside' | 'unreadable' | NoFile;

/**
 * Drops anywhere on the page, folders with all that is in them. Choosing and pasting do not go through react-dropzone:
 * it forgets what it is still reading when the next files come, and those two have nothing to read.
 */
export function useDrop(onFiles: (files: readonly File[]) => void) {
  const [reading, setReading] = useState(false);
  const [fault, setFault] = useState<DropFault | undefined>(undefined);
  const [unreadable, setUnreadable] = useState(0);
  const missed = useRef(0);

  const {
    getRootProps: dropRootProps,
    isDragActive,
    isProcessing,
  } = useDropzone({
    noClick: true,
    noKeyboard: true,
    noPaste: true,
    // A large folder takes seconds. Until it is read, another drop would replace it.
    noDrag: reading,
    getFilesFromEvent: (event) => {
      missed.current = 0;
      return filesOf(event, () => (missed.current += 1));
    },
    onDrop: (files) => {
      const isNothing = files.length === 0;
      setUnreadable(isNothing ? 0 : missed.current);
      setFault(!isNothing ? undefined : missed.current > 0 ? 'unreadable' : 'nothingInside');
      if (files.length > 0) onFiles(files);
    },
    onError: () => setFault('unreadable'),
  });
  if (reading !== isProcessing) setReading(isProcessing);
  const isLost = useLostDrag(isDragActive);

  /** What was wrong with an earlier drop is over once something else has been added. */
  const forgive = useCallback(() => {
    setFault(undefined);
    setUnreadable(0);
  }, []);

  const refuse = useCallback((noFile: NoFile) => {
    setFault(noFile);
    setUnreadable(0);
  }, []);

  // The drop library takes no notice of what has no files.
  const getRootProps = (props: { readonly className: string | undefined }) =>
    dropRootProps({
      ...props,
      onDrop({ dataTransfer, target }: DragEvent<HTMLElement>) {
        const noFile = noFileIn(dataTransfer, target);
        if (noFile !== undefined) refuse(noFile);
      },
    });

  return {
    getRootProps,
    hovering: isDragActive && !isLost,
    reading,
    fault,
    unreadable,
    forgive,
    refuse,
  };
}

/** While something is dragged over the page only its kind is known. */
async function filesOf(
  event: DropEvent | readonly FileSystemFileHandle[],
  onUnreadable: () => void,
): Promise<(File | DataTransferItem)[]> {
  const transfer = 'dataTransfer' in event ? event.dataTransfer : null;
  if (transfer === null || !('type' in event)) return [];
  if (event.type === 'drop') return readDrop(transfer, onUnreadable);
  return [...transfer.items].filter(({ kind }) => kind === 'file');
}

/** Some drags end without an event for the page. While one goes on a browser reports neither pointer nor key. */
function useLostDrag(isDragActive: boolean): boolean {
  const [isLost, setLost] = useState(false);
  if (isLost && !isDragActive) setLost(false);
  useEffect(() => {
    if (!isDragActive) return undefined;
    const over = new AbortController();
    const { signal } = over;
    addEventListener('dragover', () => setLost(false), { signal });
    for (const sign of ['pointermove', 'keydown'] as const) {
      addEventListener(sign, () => setLost(true), { signal });
    }
    return () => over.abort();
  }, [isDragActive]);
  return isLost;
}
