import { createContext, useCallback, useContext, useState } from 'react';
import type { ReactNode } from 'react';
import css from './hidden.module.css';

type Announce = (text: string) => void;

type Sentence = { readonly key: number; readonly text: string };

const AnnounceContext = createContext<Announce | undefined>(undefined);
const SaidContext = createContext<readonly Sentence[]>([]);

/** How many sentences stay in the region: enough that none is lost while another is being read. */
const KEPT = 6;

/** The page's one polite live region. Sentences are added, never rewritten, so each is read once. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState<readonly Sentence[]>([]);
  const announce = useCallback((text: string) => {
    setSaid((before) => [...before, { key: (before.at(-1)?.key ?? 0) + 1, text }].slice(-KEPT));
  }, []);
  return (
    <AnnounceContext value={announce}>
      <SaidContext value={said}>{children}</SaidContext>
      <Region said={said} />
    </AnnounceContext>
  );
}

/** The same within a modal dialog, since nothing outside of one is heard: what is said from now on, and nothing twice. */
export function AnnouncerEcho() {
  const said = useContext(SaidContext);
  const [before] = useState(said.at(-1)?.key ?? 0);
  return <Region said={said.filter(({ key }) => key > before)} />;
}

function Region({ said }: { readonly said: readonly Sentence[] }) {
  return (
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
  );
}

export function useAnnounce(): Announce {
  const announce = useContext(AnnounceContext);
  if (announce === undefined) throw new Error('useAnnounce needs an Announcer above it');
  return announce;
}
