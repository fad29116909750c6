import type { TicketEnvelope } from '../../../src/contract/ticket.ts';

/** What every page beside ours does as well: ask for a ticket, then post the form to the store it names. */
export type Ticket = {
  readonly host: string;
  readonly fields: Readonly<Record<string, string>>;
};

export async function requestTicket(): Promise<Ticket> {
  const response = await fetch('api/tickets', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fileSuffix: 'bin' }),
  });
  const { data }: TicketEnvelope = await response.json();
  return {
    host: data.host,
    fields: {
      key: data.key,
      policy: data.policy,
      OSSAccessKeyId: data.OSSAccessKeyId,
      Signature: data.signature,
      success_action_status: '200',
    },
  };
}

/** Says that the file is stored, by the name that our page says it by as well. */
export function tellStored(isStored: boolean): void {
  const verdict = document.createElement('output');
  verdict.dataset['testid'] = 'verdict';
  verdict.dataset['verdict'] = isStored ? 'stored' : 'failed';
  verdict.textContent = isStored ? 'Stored' : 'Failed';
  document.body.append(verdict);
}
