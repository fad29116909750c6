import { useEffect, useState } from 'react';

/** Whether the page, all but the captions, is shown larger, for those in the last row. */
export function useLargeType(): readonly [boolean, (isLarge: boolean) => void] {
  const [isLarge, setLarge] = useState(true);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-large-type', isLarge);
    return () => document.documentElement.removeAttribute('data-large-type');
  }, [isLarge]);
  return [isLarge, setLarge];
}
