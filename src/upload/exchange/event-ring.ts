import type { Exchange, ExchangeEvent } from '../exchange-event.ts';

/**
 * Events of one upload, measured by their JSON. When there are too many bytes the oldest go that are not among
 * the first: how it began says as much as how it ended.
 */
export type EventRing = {
  add(event: ExchangeEvent): void;
  events(): ExchangeEvent[];
  leftOut(): Exchange['leftOut'];
  /** Of all that is kept, in UTF-8, with the commas between. */
  bytes(): number;
};

const EVENTS_MAX_BYTES = 38_000;
/** Events belong to the first for as long as all of them together are not larger than this. */
const FIRST_MAX_BYTES = 10_000;
/** No real one comes near. */
const EVENT_MAX_BYTES = 10_000;

export function createEventRing(): EventRing {
  const kept: { readonly event: ExchangeEvent; readonly size: number }[] = [];
  let bytes = 0;
  let firsts = 0;
  let count = 0;

  return {
    add(event) {
      const size = utf8Length(JSON.stringify(event)) + 1;
      if (size > EVENT_MAX_BYTES) {
        count += 1;
        return;
      }
      kept.push({ event, size });
      bytes += size;
      if (count === 0 && bytes <= FIRST_MAX_BYTES) firsts = kept.length;
      while (bytes > EVENTS_MAX_BYTES) {
        const [oldest] = kept.splice(firsts, 1);
        bytes -= oldest?.size ?? 0;
        count += 1;
      }
    },
    events: () => kept.map(({ event }) => event),
    leftOut: () => ({ count, after: firsts }),
    bytes: () => bytes,
  };
}

const encoder = new TextEncoder();

function utf8Length(text: string): number {
  return encoder.encode(text).length;
}
