import type { Verdict } from '../../upload/model/receipt.ts';
import { useWords } from '../locales/useWords.ts';
import { Icon } from '../ui/Icon.tsx';
import css from './Receipt.module.css';

/** How far the stored bytes are proved, and what to do where they are not. */
export function VerdictNote({ verdict }: { readonly verdict: Verdict }) {
  const words = useWords('receipt');
  return verdict.kind === 'verified' ? (
    <p className={css['verified']}>
      <Icon name="check" size={18} />
      {'by' in verdict ? words.verifiedBy[verdict.by] : words.verifiedNote}
    </p>
  ) : (
    <p className={css['unverified']}>{words.unverifiedNote[verdict.reason]}</p>
  );
}
