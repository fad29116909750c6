import type { LogExchange } from './upload/exchange/exchange-book.ts';

/**
 * Every event of an upload's exchange on the browser's console, at its level "verbose", as it is kept: masked. For `?debug` in the
 * page's address, or `localStorage.debug = 'ota-drop'`. Undefined without either.
 */
export function createEventLog(): LogExchange | undefined {
  if (!isWanted()) return undefined;
  return (id, event) => console.debug('[ota-drop]', id, event.at, event.type, event);
}

function isWanted(): boolean {
  try {
    const isAsked = new URLSearchParams(location.search).has('debug');
    return isAsked || /(?:^|,)(?:ota-drop|\*)(?:$|,)/.test(localStorage.getItem('debug') ?? '');
  } catch {
    // Storage may be forbidden.
    return false;
  }
}
