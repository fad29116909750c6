import { isMasked } from '../contract/legible-text.ts';
import type { TicketEnvelope } from '../contract/ticket.ts';
import type { ExchangeEventOf } from '../upload/exchange-event.ts';

/** What is not the envelope of a ticket is played as it was recorded, with values of a new ticket where secrets were masked. */
export function recordedAnswer(
  { status, headers, text = '' }: ExchangeEventOf<'answered'>,
  fresh: TicketEnvelope,
): Response {
  // A browser tells no status of a redirect that it does not follow, and no other program makes one up.
  const isPlain = status >= 200 && status <= 599;
  const isEmpty = status === 204 || status === 205 || status === 304;
  const told = headers.filter(([, value]) => !isMasked(value) && /^[\x20-\x7e]*$/.test(value));
  return new Response(isEmpty ? null : unmasked(text, fresh), {
    status: isPlain ? status : 502,
    headers: new Headers(told.filter(([name]) => /^[\w-]+$/.test(name))),
  });
}

/** Where the recorded ticket wanted the file to go; undefined where that is not known. */
export function hostIn({ text = '' }: ExchangeEventOf<'answered'>): string | undefined {
  const [, host] = /"[Hh]ost":"([^"\\]+)"/.exec(text) ?? [];
  return host;
}

function unmasked(text: string, fresh: TicketEnvelope): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  return JSON.stringify(filled('', value, { ...fresh, ...fresh.data }));
}

function filled(name: string, value: unknown, fresh: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') return isMasked(value) ? valueFor(name, fresh) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => filled(name, item, fresh));
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, filled(key, held, fresh)]),
  );
}

/** Both casings of the envelope have the same names. */
function valueFor(name: string, fresh: Readonly<Record<string, unknown>>): string {
  const [, value] =
    Object.entries(fresh).find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? [];
  return typeof value === 'string' ? value : 'masked';
}
