import type { LogEvent } from './upload/queue/upload-store.ts';

/**
 * Every event of an upload on the browser's console, at its level "verbose", with the state that it led to: for `?debug` in the
 * page's address, or `localStorage.debug = 'ota-drop'`. Tickets are in no event. Undefined without either.
 */
export function createEventLog(): LogEvent | undefined {
  if (!isWanted()) return undefined;
  return (id, event, state) => console.debug('[ota-drop]', id, state.status, event);
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
