import { useEffect } from 'react';
import { isForText } from './no-file.ts';

/**
 * Files pasted anywhere on the page. What is pasted where one writes is left alone, since a cell of a spreadsheet comes as text
 * and as a picture; so is everything as long as a dialog is over the page, since it would hide what became of it.
 * @param onFiles undefined where nothing that is pasted becomes an upload
 */
export function usePaste(onFiles: ((files: readonly File[]) => void) | undefined): void {
  useEffect(() => {
    if (onFiles === undefined) return undefined;
    const paste = (event: ClipboardEvent) => {
      // A copy: the list empties when the event is over.
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || isForText(event.target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      onFiles(files);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [onFiles]);
}
