import type { FileSuffix, SuffixDoubt } from '../../contract/file-suffix.ts';
import { useI18n } from '../i18n/I18n.tsx';
import { NoteBox } from '../ui/NoteBox.tsx';

type DoubtProps = { readonly suffix: FileSuffix; readonly doubt: SuffixDoubt };

/** Why a person has to decide on the suffix, and what is proposed. */
export function Doubt({ suffix, doubt }: DoubtProps) {
  const {
    messages: { doubt: words },
  } = useI18n();
  return (
    <NoteBox tone="warn">
      <p>
        {doubt.kind === 'no-ending'
          ? words['no-ending'](suffix)
          : words[doubt.kind](doubt.ending, suffix)}
      </p>
    </NoteBox>
  );
}
