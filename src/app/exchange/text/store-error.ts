import type { ExchangeEventOf } from '../../../upload/exchange-event.ts';
import { explainFailure } from '../../failure/explain.ts';
import { withoutMarks } from '../../locales/text/kept.ts';
import type { TextTools } from './text-tools.ts';

/** A store's error document in the words that the page has for it. */
export function storeErrorTitle(
  { status, error, requestId }: ExchangeEventOf<'store-answered'>,
  { list, format, size }: TextTools,
): string {
  const refused = {
    kind: 'store-refused',
    status,
    error: error && { ec: undefined, requestId: undefined, ...error },
    requestId,
  } as const;
  return withoutMarks(explainFailure(refused, size, list, format).title);
}
