import { NO_PAST, type Past } from '../../upload/model/failure-rules.ts';
import type { Failure, Rejection } from '../../upload/model/failure.ts';
import { joinSentences } from '../locales/text/sentence.ts';
import { useListWords } from '../locales/useWords.ts';
import { explainFailure } from './explain.ts';

/** What failed, and in one text all that is said of it: why, what to do, what may be in the store. */
export function useFailureText(
  reason: Failure | Rejection,
  size: number,
  past: Past = NO_PAST,
): { readonly title: string; readonly text: string } {
  const { messages, format } = useListWords();
  const { title, learned, guess, advice, stored } = explainFailure(
    reason,
    size,
    messages,
    format,
    past,
  );
  return { title, text: joinSentences([learned, guess, advice, stored], messages.failures.gap) };
}
