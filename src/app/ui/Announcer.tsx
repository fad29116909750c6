import { createContext, useCallback, useContext, useState } from 'react';
import type { ReactNode } from 'react';
import css from './hidden.module.css';

type Announce = (text: string) => void;

const AnnounceContext = createContext<Announce | undefined>(undefined);

/** How many sentences stay in the region: enough that none is lost while another is being read. */
const KEPT = 6;

/** The page's one polite live region. Sentences are added, never rewritten, so each is read once. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState<readonly { readonly key: number; readonly text: string }[]>([]);
  const announce = useCallback((text: string) => {
    setSaid((before) => [...before, { key: (before.at(-1)?.key ?? 0) + 1, text }].slice(-KEPT));
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <output
        className={css['hidden']}
        aria-live="polite"
        aria-atomic="false"
        aria-relevant="additions"
      >
        {said.map(({ key, text }) => (
          <span key={key}>{text} </span>
        ))}
      </output>
    </AnnounceContext>
  );
}

export function useAnnounce(): Announce {
  const announce = useContext(AnnounceContext);
  if (announce === undefined) throw new Error('useAnnounce needs an Announcer above it');
  return announce;
}
