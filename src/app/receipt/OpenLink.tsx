import { useWords } from '../locales/useWords.ts';
import css from './FirmwareUrl.module.css';

/** A stored file may be anything: it opens without a way back to this page. Only web addresses become links. */
export function OpenLink({ url, name }: { readonly url: string; readonly name: string }) {
  const words = useWords('receipt');
  if (!/^https?:\/\//.test(url)) return null;
  return (
    <a
      className={css['open']}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={words.openName(name)}
    >
      {words.open}
    </a>
  );
}
