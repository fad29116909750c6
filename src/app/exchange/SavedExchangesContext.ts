import { createContext } from 'react';
import type { Exchange } from '../../upload/exchange-event.ts';

/** Reads what was kept of a finished upload's exchange; undefined when nothing was. */
export type ReadExchange = (id: string) => Promise<Exchange | undefined>;

export const SavedExchangesContext = createContext<ReadExchange>(async () => undefined);
