import { isFileSuffix } from '../contract/file-suffix.ts';
import type { Exchange, ExchangeEventOf } from '../upload/exchange-event.ts';
import type { UploadQueue } from '../upload/model/upload.ts';

/** What the user did, and when: in which state of the upload, and how long after it had come to that. */
export type Press = {
  readonly event: ExchangeEventOf<'pressed'> | ExchangeEventOf<'suffix-chosen'>;
  /** How many states there were before it. */
  readonly states: number;
  readonly afterMs: number;
};

export function pressesOf({
  events,
  states = [],
}: Pick<Exchange, 'events' | 'states'>): readonly Press[] {
  return events.flatMap((event, index) => {
    if (event.type !== 'pressed' && event.type !== 'suffix-chosen') return [];
    // The state that it led to was told after it.
    const before = states.filter(([, after]) => after <= index);
    return [{ event, states: before.length, afterMs: event.at - (before.at(-1)?.[0] ?? 0) }];
  });
}

/** Does the same to the upload of a replay. */
export function press(queue: UploadQueue, id: string, { event }: Press): void {
  if (event.type === 'suffix-chosen') {
    if (isFileSuffix(event.suffix)) queue.chooseSuffix(id, event.suffix);
    return;
  }
  switch (event.action) {
    case 'start':
      return queue.start(id);
    case 'cancel':
      return queue.cancel(id);
    case 'cancel-all':
      queue.cancelAll();
      return;
    case 'retry':
      return queue.retry(id);
    case 'keep-waiting':
      return queue.keepWaiting(id);
    case 'pause':
      return queue.pause();
    case 'resume':
      return queue.resume();
  }
}
