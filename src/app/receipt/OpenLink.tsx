import { useWords } from '../locales/useWords.ts';
import button from '../ui/Button.module.css';

type OpenLinkProps = {
  readonly url: string;
  readonly name: string;
  readonly look: 'plain' | 'ghost';
};

/** A stored file may be anything: it opens without a way back to this page. Only web addresses become links. */
export function OpenLink({ url, name, look }: OpenLinkProps) {
  const words = useWords('receipt');
  if (!/^https?:\/\//.test(url)) return null;
  return (
    <a
      className={`${button['button']} ${button[look] ?? ''}`}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={words.openName(name)}
      data-testid="open-stored"
    >
      {words.open}
    </a>
  );
}
