import { readLimits, type TicketOutcome } from '../upload/transfer/ticket-client.ts';
import { ticketNote } from '../upload/transfer/trace-notes.ts';
import type { ExchangeNote } from '../upload/exchange-event.ts';
import type { Failure } from '../upload/model/failure.ts';
import { codeOf, factsOf } from '../upload/model/failure-rules.ts';
import { postFormFields } from '../contract/post-form.ts';
import { createExchangeBook, type ExchangeBook } from '../upload/exchange/exchange-book.ts';
import { createFakeClock } from './fake-clock.ts';

type Issued = Extract<TicketOutcome, { kind: 'issued' }>;

/** In a header and in a query that no rule knows. */
export const UNTOLD = {
  header: 'made-up-by-a-proxy-0123456789',
  query: 'signed-by-a-gateway-9876',
};
export const FILE_BYTES = 1_929_379;

/** A book with the exchange of one upload: two attempts with one ticket each, the first of which has failed. */
export async function exchangeWith(
  outcome: Issued,
  failure: Failure,
  echo = '',
): Promise<{ readonly book: ExchangeBook; readonly id: string }> {
  const clock = createFakeClock();
  const book = createExchangeBook(clock);
  const id = 'u1';
  const limits = readLimits(outcome.ticket);
  if (limits.kind === 'unreadable') throw new Error(limits.detail);
  book.note(id, { type: 'file-checked', size: FILE_BYTES, suffix: 'bin' });
  for (const attempt of [1, 2]) {
    const trace = book.traceOf(id, attempt);
    for (const note of notesOf(outcome, limits, failure, echo, attempt)) {
      trace(note);
      await clock.pass(137);
    }
  }
  return { book, id };
}

function notesOf(
  outcome: Issued,
  limits: Extract<ReturnType<typeof readLimits>, { kind: 'limits' }>,
  failure: Failure,
  echo: string,
  attempt: number,
): readonly ExchangeNote[] {
  const { ticket, confirmationToken = '' } = outcome;
  const fields = postFormFields(ticket).map(([name, value]): [string, string] => [name, value]);
  const headers: [string, string][] = [
    ['server', `AliyunOSS ${echo}`],
    ['x-odd', UNTOLD.header],
  ];
  const asked = {
    type: 'asked',
    call: 'confirmation',
    url: `https://ota.test/api?t=${UNTOLD.query}&u=${echo}`,
  } as const;
  const { code, ec, message, requestId, status } = factsOf(failure);
  return [
    { type: 'began' },
    {
      type: 'asked',
      call: 'ticket',
      url: 'https://ota.test/api/tickets',
      fields: [['fileSuffix', 'bin']],
    },
    {
      type: 'answered',
      call: 'ticket',
      status: 200,
      headers: [['content-type', 'application/json']],
    },
    ticketNote(outcome, limits, FILE_BYTES),
    { type: 'posted', host: ticket.host, fields, fileName: 'firmware.bin', size: FILE_BYTES },
    { type: 'stalled', why: 'quiet', since: 10 },
    {
      type: 'store-answered',
      status: 403,
      origin: ticket.host,
      headers,
      error: { code: 'SignatureDoesNotMatch', ec: '0002-00000040', message: `saw ${echo}` },
    },
    { ...asked, fields: [['token', confirmationToken]] },
    { type: 'answered', call: 'confirmation', status: 200, headers },
    { type: 'found', found: 'absent' },
    attempt === 1
      ? {
          type: 'failed',
          code: codeOf(failure),
          kind: failure.kind,
          sent: 500_000,
          ...(status !== undefined && { status }),
          ...(code !== undefined && { theirCode: `${code}${echo}` }),
          ...(ec !== undefined && { ec }),
          ...(message !== undefined && { message: `${message} ${echo}` }),
          ...(requestId !== undefined && { requestId }),
          next: { kind: 'after', ms: 1_200 },
        }
      : {
          type: 'judged',
          verdict: 'verified',
          proof: { by: 'crc64', digest: '11051210869376104954' },
          firmwareUrl: `${ticket.firmwareUrl}?Signature=${echo}`,
          sendMs: 300,
        },
  ];
}
