import { useContext, useEffect, useState } from 'react';
import type { Exchange as ExchangeOf } from '../../upload/exchange-event.ts';
import { useWords } from '../locales/useWords.ts';
import { Exchange, type About } from './Exchange.tsx';
import { SavedExchangesContext } from './SavedExchangesContext.ts';
import css from './Exchange.module.css';

type SavedExchangeProps = { readonly id: string; readonly about: About };

/** The exchange of a finished upload, read from storage when it is looked at. */
export function SavedExchange({ id, about }: SavedExchangeProps) {
  const read = useContext(SavedExchangesContext);
  const words = useWords('exchange');
  const [saved, setSaved] = useState<ExchangeOf | 'none' | undefined>(undefined);

  useEffect(() => {
    let isWanted = true;
    const show = (found: ExchangeOf | undefined) => {
      if (isWanted) setSaved(found ?? 'none');
    };
    read(id).then(show, () => show(undefined));
    return () => {
      isWanted = false;
    };
  }, [read, id]);

  if (saved === undefined) return null;
  return saved === 'none' ? (
    <p className={css['none']} data-testid="no-exchange">
      {words.none}
    </p>
  ) : (
    <Exchange exchange={saved} about={about} secretsOf={noSecrets} />
  );
}

/** They are never kept. */
function noSecrets(): undefined {
  return undefined;
}
