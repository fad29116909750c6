import { useI18n } from '../i18n/I18n.tsx';
import css from './FirmwareUrl.module.css';

/** A stored file may be anything: it opens without a way back to this page. Only web addresses become links. */
export function OpenLink({ url, name }: { readonly url: string; readonly name: string }) {
  const {
    messages: { receipt: words },
  } = useI18n();
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
