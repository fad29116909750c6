import type { StateMark } from '../upload/exchange-event.ts';

const AT_REST: ReadonlySet<string> = new Set([
  'rejected',
  'ready',
  'done',
  'failed',
  'cancelled',
  'interrupted',
]);

/** Whether nothing more happens by itself after the last of these states. */
export function isAtRest(states: readonly StateMark[]): boolean {
  const [status = ''] = (states.at(-1)?.[2] ?? '').split(' ');
  return AT_REST.has(status);
}
