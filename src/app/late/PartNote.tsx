import { useI18n } from '../locales/I18n.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { LateState } from './late.ts';
import css from './PartNote.module.css';

type PartNoteProps = { readonly status: Exclude<LateState<never>['status'], 'here'> };

/** In place of a part of the page that is not here yet. */
export function PartNote({ status }: PartNoteProps) {
  const words = useI18n().messages.page;
  return status === 'failed' ? (
    <Notice role="alert" data-testid="part-missing">
      {words.partMissing}
    </Notice>
  ) : (
    <p className={css['loading']}>{words.loading}</p>
  );
}
