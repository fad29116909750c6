import { describe, expect, test } from 'vitest';
import { signedTicketCall } from '../contract/platform-call.ts';
import { readTicketAnswer } from '../contract/ticket.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../simulator/cloud.ts';
import { playFaults } from './cloud-faults.ts';
import { createFaultPlan } from './fault-plan.ts';
import type { TicketFault } from './ticket-fault.ts';

const origin = 'http://127.0.0.1:8081';
const access = { dialect: 'tuya', endpoint: origin, credentials: SAMPLE_CREDENTIALS } as const;

function openCloud() {
  const plan = createFaultPlan();
  const cloud = playFaults(plan)(createCloud({ origin }));
  const ask = async () => {
    const stamp = { at: new Date(), nonce: crypto.randomUUID() };
    return cloud.fetch(await signedTicketCall(access, 'bin', stamp));
  };
  return { plan, ask };
}

const read = async (answer: Response) => readTicketAnswer(await answer.json());

describe('a call for a ticket', () => {
  test('meets what is armed, one after the other, and then nothing', async () => {
    const { plan, ask } = openCloud();
    plan.armTicket({ kind: 'refused', code: 'Throttling.User' }, 2);
    plan.armTicket({ kind: 'malformed' });
    const kinds: string[] = [];
    for (let nth = 0; nth < 4; nth++) kinds.push((await read(await ask())).kind);
    expect(kinds).toEqual(['refused', 'refused', 'malformed', 'issued']);
  });

  test('is refused in the words of the platform', async () => {
    const { plan, ask } = openCloud();
    plan.armTicket({ kind: 'refused', code: 'Forbidden.RAM', status: 403 });
    const answer = await ask();
    expect(answer.status).toBe(403);
    expect(await read(answer)).toMatchObject({ problem: { code: 'Forbidden.RAM' } });
  });

  test('is answered by a gateway, whose page is no envelope', async () => {
    const { plan, ask } = openCloud();
    plan.armTicket({ kind: 'gateway-error', status: 504 });
    const answer = await ask();
    expect(answer.status).toBe(504);
    expect(answer.headers.get('content-type')).toBe('text/html');
  });

  test('gets a ticket for another store, and nothing of the right one', async () => {
    const { plan, ask } = openCloud();
    plan.armTicket({ kind: 'foreign-store', host: 'https://elsewhere.invalid' });
    const text = await (await ask()).text();
    expect(text).not.toContain(origin);
    expect(readTicketAnswer(JSON.parse(text))).toMatchObject({
      ticket: { host: 'https://elsewhere.invalid' },
    });
  });

  test.each<TicketFault>([{ kind: 'malformed' }, { kind: 'late', delayMs: 60_000 }])(
    'meets no $kind one that was taken back',
    async (fault) => {
      const { plan, ask } = openCloud();
      plan.armTicket(fault);
      plan.disarm();
      expect(await read(await ask())).toMatchObject({ kind: 'issued' });
    },
  );
});
