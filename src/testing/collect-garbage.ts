import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Collects what nothing holds any more, now. */
export function collectGarbage(): void {
  if (typeof collect !== 'function')
    throw new Error('This Node does not let its garbage be collected.');
  collect();
}
