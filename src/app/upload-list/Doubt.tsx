import type { FileSuffix, SuffixDoubt } from '../../contract/file-suffix.ts';
import { useI18n } from '../i18n/I18n.tsx';
import css from './Doubt.module.css';

/** Why a person has to decide on the suffix, and what is proposed. */
export function Doubt({
  suffix,
  doubt,
}: {
  readonly suffix: FileSuffix;
  readonly doubt: SuffixDoubt;
}) {
  const {
    messages: { doubt: words },
  } = useI18n();
  return (
    <p className={css['doubt']}>
      {doubt.kind === 'no-ending'
        ? words['no-ending'](suffix)
        : words[doubt.kind](doubt.ending, suffix)}
    </p>
  );
}
