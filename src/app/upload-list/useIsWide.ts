import { useEffect, useState } from 'react';
import { useMedia } from '../ui/useMedia.ts';

/**
 * Whether the detail stands beside the list; App.module.css makes room for it from the same width on. The place is not changed under
 * an open dialog of the detail, which would no longer lie over the page.
 */
export function useIsWide(): boolean {
  const isWide = useMedia('(width >= 1100px)');
  const [settled, setSettled] = useState(isWide);
  useEffect(() => {
    const settle = () => {
      if (document.querySelector('dialog[open]') === null) setSettled(isWide);
    };
    settle();
    document.addEventListener('close', settle, true);
    document.addEventListener('focusin', settle);
    return () => {
      document.removeEventListener('close', settle, true);
      document.removeEventListener('focusin', settle);
    };
  }, [isWide]);
  return settled;
}
