import { CLOCK_PRECISION_MS } from './platform-client.ts';

/** @param untouched what the refusal left as it was: `Nothing was stored` */
export function clockSentence(aheadMs: number | undefined, untouched: string): string {
  if (aheadMs === undefined) {
    return `The IoT platform says that this server’s clock is wrong. ${untouched}; set the time of the machine it runs on, then try again.`;
  }
  if (Math.abs(aheadMs) < CLOCK_PRECISION_MS) {
    return `The IoT platform refused the time of the call, although its clock and this server’s agree. ${untouched}; try again.`;
  }
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return `This server’s clock is off: it is ${minutes} min ${aheadMs > 0 ? 'behind' : 'ahead of'} the IoT platform’s. ${untouched}; set the time of the machine it runs on, then try again.`;
}
