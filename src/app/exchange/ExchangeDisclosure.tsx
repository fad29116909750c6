import { useState } from 'react';
import { createLatePart } from '../late/late-part.tsx';
import { useWords } from '../locales/useWords.ts';
import type { About } from './Exchange.tsx';
import css from './ExchangeDisclosure.module.css';

type ExchangeDisclosureProps = { readonly id: string; readonly about: About };

const SavedExchange = createLatePart<ExchangeDisclosureProps>(() =>
  import('./SavedExchange.tsx').then(({ SavedExchange }) => SavedExchange),
);

/** Under a receipt: what was exchanged for its upload, loaded and read from storage when it is opened. */
export function ExchangeDisclosure({ id, about }: ExchangeDisclosureProps) {
  const words = useWords('exchange');
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className={css['disclosure']}
      data-testid="receipt-exchange"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{words.title}</summary>
      {isOpen && <SavedExchange id={id} about={about} />}
    </details>
  );
}
