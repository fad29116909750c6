import type { Exchange, ExchangeCall, ExchangeEvent } from '../../../upload/exchange-event.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** One HTTP call of an exchange, put together from its events. */
export type Call = {
  readonly call: ExchangeCall;
  readonly attempt: number;
  /** On the clock of the exchange; `endedAt` is missing while no answer is there. */
  readonly at: number;
  readonly endedAt: number | undefined;
  readonly url: string;
  readonly fields: Pairs;
  /** The form's last field, where there is one. */
  readonly file: { readonly name: string; readonly size: number } | undefined;
  readonly status: number | undefined;
  readonly headers: Pairs;
};

/** In the order in which they were made. An answer belongs to the last call of its kind. */
export function callsOf({ events }: Pick<Exchange, 'events'>): readonly Call[] {
  const calls: Call[] = [];
  const open = new Map<ExchangeCall, number>();

  function begin(event: ExchangeEvent, call: Pick<Call, 'call' | 'url' | 'fields' | 'file'>) {
    open.set(call.call, calls.length);
    calls.push({
      ...call,
      attempt: event.attempt ?? 0,
      at: event.at,
      endedAt: undefined,
      status: undefined,
      headers: [],
    });
  }

  function end(event: ExchangeEvent, call: ExchangeCall, status?: number, headers: Pairs = []) {
    const index = open.get(call);
    const begun = index === undefined ? undefined : calls[index];
    open.delete(call);
    if (index !== undefined && begun !== undefined) {
      calls[index] = { ...begun, endedAt: event.at, status, headers };
    }
  }

  for (const event of events) {
    switch (event.type) {
      case 'asked':
        begin(event, { call: event.call, url: event.url, fields: event.fields, file: undefined });
        break;
      case 'posted': {
        const file = { name: event.fileName, size: event.size };
        const url = event.through ?? formAddress(event.host);
        begin(event, { call: 'store', url, fields: event.fields, file });
        break;
      }
      case 'answered':
        end(event, event.call, event.status, event.headers);
        break;
      case 'store-answered':
        end(event, 'store', event.status, event.headers);
        break;
      case 'unanswered':
        end(event, event.call);
        break;
      default:
        break;
    }
  }
  return calls;
}

/** As browsers write it: an origin has a path, and where the bucket stands in the path nothing comes behind it. */
function formAddress(host: string): string {
  return /^https?:\/\/[^/]+$/.test(host) ? `${host}/` : host;
}
