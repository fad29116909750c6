import { useEffect } from 'react';
import { isForText, noFileIn, type NoFile } from './no-file.ts';

/**
 * Files pasted anywhere on the page. What is pasted where one writes is left alone, since a cell of a spreadsheet comes as text
 * and as a picture; so is everything as long as a dialog is over the page, since it would hide what became of it.
 * @param onFiles undefined where nothing that is pasted becomes an upload
 * @param onNoFile hears of what is pasted and is no file
 */
export function usePaste(
  onFiles: ((files: readonly File[]) => void) | undefined,
  onNoFile: (noFile: NoFile) => void,
): void {
  useEffect(() => {
    if (onFiles === undefined) return undefined;
    const paste = (event: ClipboardEvent) => {
      const { clipboardData, target } = event;
      if (clipboardData === null || isForText(target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      // A copy: the list empties when the event is over.
      const files = [...clipboardData.files];
      const noFile = clipboardData.types.length > 0 ? noFileIn(clipboardData, target) : undefined;
      if (files.length > 0) {
        event.preventDefault();
        onFiles(files);
      } else if (noFile !== undefined) onNoFile(noFile);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [onFiles, onNoFile]);
}
