import { useCallback, useEffect, useRef, useState } from 'react';
import { legibleText } from '../../contract/legible-text.ts';
import { PartMissing } from '../../upload/part-missing.ts';
import type { KnownDigests } from '../../upload/model/receipt-schema.ts';
import type { Comparable, Comparison } from '../../upload/storage/compare-file.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { comparisonText } from './comparison-text.ts';
import { useIsThatFile } from './CompareContext.ts';

/** "Is this that file?", asked of one receipt. */
export type Question =
  | { readonly status: 'none' }
  /** What was dropped is not one file. */
  | { readonly status: 'refused' }
  /** It could not be compared: a part of the page is missing. */
  | { readonly status: 'missing' }
  | { readonly status: 'reading'; readonly name: string }
  | { readonly status: 'answered'; readonly name: string; readonly comparison: Comparison };

export type ComparisonTool = {
  readonly question: Question;
  /** A new question takes the place of the one before. */
  readonly compare: (file: File) => void;
  readonly refuse: () => void;
  readonly stop: () => void;
};

const NONE: Question = { status: 'none' };

export function useComparison(
  { firmware, digests }: Comparable,
  /** Checksums that the receipt lacks: it is that file, so they are its own. */
  onFound: (found: KnownDigests) => void,
): ComparisonTool {
  const isThatFile = useIsThatFile();
  const { format } = useI18n();
  const words = useWords('compare');
  const announce = useAnnounce();
  const [question, setQuestion] = useState<Question>(NONE);
  const work = useRef<AbortController>(undefined);

  useEffect(() => () => work.current?.abort(), []);

  const begin = useCallback((next: Question): AbortSignal => {
    work.current?.abort();
    work.current = new AbortController();
    setQuestion(next);
    return work.current.signal;
  }, []);

  const compare = (file: File) => {
    const name = legibleText(file.name);
    const signal = begin({ status: 'reading', name });
    isThatFile(file, { firmware, digests }, signal)
      .catch((error: unknown) =>
        error instanceof PartMissing ? undefined : ({ kind: 'unreadable' } as const),
      )
      .then((comparison) => {
        if (signal.aborted) return;
        if (comparison === undefined) {
          setQuestion({ status: 'missing' });
          announce(words.missing);
          return;
        }
        setQuestion({ status: 'answered', name, comparison });
        if (comparison.kind === 'same') onFound(comparison.found);
        announce(comparisonText(comparison, name, words, format));
      }, reportError);
  };
  const refuse = () => {
    begin({ status: 'refused' });
    announce(words.notOne);
  };
  const stop = () => {
    begin(NONE);
  };
  return { question, compare, refuse, stop };
}
