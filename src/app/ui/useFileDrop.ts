import { useState, type DragEvent } from 'react';

type OnFile = {
  readonly onFile: (file: File) => void;
  /** Several files, or a folder. */
  readonly onRefuse: () => void;
};

/** For what lies over the page and takes no drops of its own: not one that misses a receipt may become an upload. */
export const REFUSED_DROPS = {
  onDragEnter: refuse,
  onDragOver: refuse,
  onDragLeave: refuse,
  onDrop: refuse,
};

function refuse(event: DragEvent): void {
  event.preventDefault();
  event.stopPropagation();
  event.dataTransfer.dropEffect = 'none';
}

/**
 * Takes a drop for one element, and keeps it from everything around: the page would upload it.
 * Only files count; selected text is left to whatever is around.
 */
export function useFileDrop({ onFile, onRefuse }: OnFile) {
  const [hovering, setHovering] = useState(false);

  const take = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const handlers = {
    onDragEnter(event: DragEvent) {
      if (take(event)) setHovering(true);
    },
    onDragOver(event: DragEvent) {
      if (!take(event)) return;
      event.dataTransfer.dropEffect = 'copy';
      setHovering(true);
    },
    onDragLeave(event: DragEvent) {
      if (!take(event)) return;
      const { currentTarget, relatedTarget } = event;
      // On to something within it.
      if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return;
      setHovering(false);
    },
    onDrop(event: DragEvent) {
      if (!take(event)) return;
      setHovering(false);
      const { files, items } = event.dataTransfer;
      const [file] = files;
      const isFolder = items[0]?.webkitGetAsEntry()?.isDirectory === true;
      if (file === undefined || files.length > 1 || isFolder) onRefuse();
      else onFile(file);
    },
  };
  return { hovering, handlers };
}
