import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/**
 * Where the focus goes when the user comes to the receipts or leaves them: to the title of that page, and back to the link. A page
 * that is opened by its address moves nothing.
 */
export function useReceiptsPage(isShown: boolean) {
  const [before, setBefore] = useState(isShown);
  const [isEntered, setEntered] = useState(false);
  const receiptsLink = useRef<HTMLAnchorElement>(null);
  if (before !== isShown) {
    setBefore(isShown);
    setEntered(isShown);
  }
  const wasShown = useRef(isShown);
  const left = useRef(0);
  useLayoutEffect(() => {
    if (wasShown.current === isShown) return;
    wasShown.current = isShown;
    if (!isShown) receiptsLink.current?.focus({ preventScroll: true });
    // The receipts begin at their top; the uploads stand where they were left.
    scrollTo({ top: isShown ? 0 : left.current, behavior: 'instant' });
  }, [isShown]);
  useEffect(() => {
    if (isShown) return undefined;
    const note = () => {
      left.current = scrollY;
    };
    addEventListener('scroll', note, { passive: true });
    return () => removeEventListener('scroll', note);
  }, [isShown]);
  return { isEntered, receiptsLink };
}
