import { useWords } from '../locales/I18n.tsx';
import css from './FirmwareUrl.module.css';
import { enReceipt } from './words.ts';

/** A stored file may be anything: it opens without a way back to this page. Only web addresses become links. */
export function OpenLink({ url, name }: { readonly url: string; readonly name: string }) {
  const words = useWords('receipt', enReceipt);
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
