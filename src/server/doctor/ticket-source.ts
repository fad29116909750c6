import { randomUUID } from 'node:crypto';
import { issueBucketTicket } from '../../contract/bucket/bucket-ticket.ts';
import type { PlatformAccess } from '../../contract/platform-call.ts';
import { readTicketText } from '../../contract/ticket.ts';
import type { BucketTicketOptions } from '../platform/bucket-tickets.ts';
import { examinePlatform, type TicketExamination } from './platform-checks.ts';
import { probe } from './probe.ts';

/** Where the doctor gets its ticket. */
export type TicketSource =
  | { readonly kind: 'signed'; readonly access: PlatformAccess }
  /** For one's own bucket: no platform is asked, so nothing can be refused before the store itself is asked. */
  | ({ readonly kind: 'bucket' } & Pick<BucketTicketOptions, 'access' | 'prefix' | 'ticketLifeMs'>)
  /** By a server that runs already: the key of its embedded cloud is known to itself alone. */
  | ServedSource;

export type ServedSource = {
  readonly kind: 'served';
  readonly url: string;
  /** Headers that name the target, and that sign in where the settings hold what is needed for it. */
  readonly headers: Readonly<Record<string, string>>;
};

export function examineSource(
  source: TicketSource,
  now: (() => number) | undefined,
): Promise<TicketExamination> {
  switch (source.kind) {
    case 'signed':
      return examinePlatform(source.access, now);
    case 'bucket':
      return examineBucket(source, now);
    case 'served':
      return examineServed(source);
  }
}

async function examineBucket(
  { access, prefix, ticketLifeMs }: Pick<BucketTicketOptions, 'access' | 'prefix' | 'ticketLifeMs'>,
  now = Date.now,
): Promise<TicketExamination> {
  const key = `${prefix}${randomUUID()}.bin`;
  const terms = { key, at: new Date(now()), lifeMs: ticketLifeMs };
  return { findings: [], ticket: await issueBucketTicket(access, terms) };
}

async function examineServed({ url, headers }: ServedSource): Promise<TicketExamination> {
  const answer = await probe(`${url}/api/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from('{"fileSuffix":"bin"}'),
  });
  const ticket = answer.kind === 'answer' ? readTicketText(answer.text) : undefined;
  if (ticket?.kind === 'issued') return { findings: [], ticket: ticket.ticket };
  const said =
    ticket?.kind === 'refused'
      ? `${ticket.problem.code}: ${ticket.problem.message}`
      : answer.kind === 'failed'
        ? answer.cause
        : `status ${answer.status}`;
  return {
    findings: [
      {
        check: 'ticket',
        severity: 'fault',
        what: `The server that runs at ${url} gave out no ticket (${said}).`,
        mend: 'Stop it and ask again, so that its set-up can be examined from within, or set OPERATOR_PORT and ask there:',
        paste: 'OPERATOR_PORT=9090',
      },
    ],
    ticket: undefined,
  };
}
