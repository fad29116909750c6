import type { Upload } from '../../upload/model/upload.ts';
import { mayCancel } from '../../upload/model/upload-phase.ts';
import { summarise } from '../uploads/summary.ts';

/** The message of the system when long work has ended, where the browser has them and the page may use them. */

/** Shorter work is over before the user has gone elsewhere. */
export const LONG_MS = 30_000;

export type WorkEnd = { readonly done: number; readonly total: number; readonly failed: number };

/** Watches for the end of long work. */
export function createEndWatch() {
  let busySince: number | undefined;

  return {
    /**
     * To be called with every list that follows, in order.
     * @param now milliseconds on a monotonic clock
     * @returns what came of it, once, when long work has just ended
     */
    look(uploads: readonly Upload[], now: number): WorkEnd | undefined {
      if (uploads.some(({ state }) => mayCancel(state))) {
        busySince ??= now;
        return undefined;
      }
      const tookMs = busySince === undefined ? 0 : now - busySince;
      busySince = undefined;
      if (tookMs < LONG_MS) return undefined;
      const { done, total } = summarise(uploads);
      const failed = uploads.filter(({ state }) => state.status === 'failed').length;
      return { done, total, failed };
    },
  };
}

/** Undefined where there are none: plain http, some phones. */
export function notificationPermission(): NotificationPermission | undefined {
  return 'Notification' in globalThis ? Notification.permission : undefined;
}

/** A press on it leads back to this page. */
export function showNotification(title: string, body: string): void {
  try {
    const notification = new Notification(title, { body, tag: 'ota-drop' });
    notification.addEventListener('click', () => {
      focus();
      notification.close();
    });
  } catch {
    // Android allows it to service workers alone; the tab's title says it, too.
  }
}
