import type { Verdict } from '../../upload/model/receipt.ts';
import { joinSentences } from '../locales/text/sentence.ts';
import { useListWords, useWords } from '../locales/useWords.ts';
import { Icon } from '../ui/Icon.tsx';
import { NoteBox, NoteTitle } from '../ui/NoteBox.tsx';
import css from './Receipt.module.css';

/** How far the stored bytes are proved, and what to do where they are not. */
export function VerdictNote({ verdict }: { readonly verdict: Verdict }) {
  const words = useWords('receipt');
  const { gap } = useListWords().messages.failures;
  return verdict.kind === 'verified' ? (
    <p className={css['verified']}>
      <Icon name="check" size={18} />
      {'by' in verdict ? words.verifiedBy[verdict.by] : words.verifiedNote}
    </p>
  ) : (
    <NoteBox tone="warn">
      <p>
        <NoteTitle>{words.unverified}</NoteTitle>
        {joinSentences([words.unverifiedNote[verdict.reason]], gap)}
      </p>
    </NoteBox>
  );
}
