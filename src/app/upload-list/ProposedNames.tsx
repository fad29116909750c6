import type { Upload } from '../../upload/model/upload.ts';
import type { StateOf } from '../../upload/model/upload-state.ts';
import { kept } from '../locales/kept.ts';
import css from './ProposedNames.module.css';
import { useListWords } from '../locales/useWords.ts';

/** So many are named one by one. */
const NAMES_MAX = 6;

type ProposedNamesProps = {
  readonly uploads: readonly (Upload & { readonly state: StateOf<'ready'> })[];
};

/** What one press would send, and as what. */
export function ProposedNames({ uploads }: ProposedNamesProps) {
  const { messages, format } = useListWords();
  const words = messages.many;
  return (
    <ul className={css['names']}>
      {uploads.slice(0, NAMES_MAX).map(({ id, firmware, state }) => (
        <li key={id}>{words.proposal(kept(firmware.name), kept(state.suffix))}</li>
      ))}
      {uploads.length > NAMES_MAX && (
        <li>{words.more(format.count(uploads.length - NAMES_MAX))}</li>
      )}
    </ul>
  );
}
