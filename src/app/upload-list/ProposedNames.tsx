import type { Upload } from '../../upload/model/upload.ts';
import { kept } from '../locales/text/kept.ts';
import { useListWords } from '../locales/useWords.ts';
import css from './ProposedNames.module.css';

/** So many are named one by one. */
const NAMES_MAX = 6;

/** What one press would send, and as what. */
export function ProposedNames({ uploads }: { readonly uploads: readonly Upload[] }) {
  const { messages, format } = useListWords();
  const words = messages.many;
  return (
    <ul className={css['names']}>
      {uploads.slice(0, NAMES_MAX).map(({ id, firmware, state }) => (
        <li key={id}>
          {'suffix' in state && words.proposal(kept(firmware.name), kept(state.suffix))}
        </li>
      ))}
      {uploads.length > NAMES_MAX && (
        <li>{words.more(format.count(uploads.length - NAMES_MAX))}</li>
      )}
    </ul>
  );
}
