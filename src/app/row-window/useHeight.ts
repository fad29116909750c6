import { useCallback, useState } from 'react';

/** How high an element is, also after it has grown. @returns what to give it as its ref, and the height in pixels */
export function useHeight(): readonly [(element: HTMLElement | null) => () => void, number] {
  const [height, setHeight] = useState(0);
  const watch = useCallback((element: HTMLElement | null) => {
    if (element === null) return () => undefined;
    const observer = new ResizeObserver(() => setHeight(element.offsetHeight));
    observer.observe(element);
    return () => {
      observer.disconnect();
      setHeight(0);
    };
  }, []);
  return [watch, height];
}
