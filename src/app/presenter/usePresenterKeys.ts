import { useEffect } from 'react';
import { meaningOf, type PresenterKey } from './presenter-keys.ts';

/** While presenter mode is on the page keys are its own, before anything else on the page hears them. */
export function usePresenterKeys(onKey: (key: PresenterKey) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const key = meaningOf(event);
      if (key === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      onKey(key);
    };
    addEventListener('keydown', press, { capture: true });
    return () => removeEventListener('keydown', press, { capture: true });
  }, [onKey]);
}
