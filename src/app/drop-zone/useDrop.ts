import { useCallback, useEffect, useState } from 'react';
import { useDropzone } from 'react-dropzone';

export type DropFault = 'nothingInside' | 'unreadable';

/**
 * Drops anywhere on the page, folders with all that is in them. Choosing and pasting do not go through react-dropzone:
 * it forgets what it is still reading when the next files come, and those two have nothing to read.
 */
export function useDrop(onFiles: (files: readonly File[]) => void) {
  const [reading, setReading] = useState(false);
  const [fault, setFault] = useState<DropFault | undefined>(undefined);

  const { getRootProps, isDragActive, isProcessing } = useDropzone({
    noClick: true,
    noKeyboard: true,
    noPaste: true,
    // A large folder takes seconds. Until it is read, another drop would replace it.
    noDrag: reading,
    onDrop: (files) => {
      setFault(files.length === 0 ? 'nothingInside' : undefined);
      if (files.length > 0) onFiles(files);
    },
    onError: () => setFault('unreadable'),
  });
  if (reading !== isProcessing) setReading(isProcessing);
  const isLost = useLostDrag(isDragActive);

  /** What was wrong with an earlier drop is over once something else has been added. */
  const forgive = useCallback(() => setFault(undefined), []);

  return {
    getRootProps,
    hovering: isDragActive && !isLost,
    reading,
    fault,
    blame: setFault,
    forgive,
  };
}

/** Some drags end without a word to the page. While one goes on a browser reports neither pointer nor key. */
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
