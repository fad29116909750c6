import { expect, test, vi } from 'vitest';
import { http, HttpResponse } from 'msw';
import { createArmable } from './armable.ts';
import { createMockServer } from './node.ts';
import { withTicketFaults } from './ticket-handlers.ts';

const size = { bodyBytes: 10, fileStart: 0, fileBytes: 10 };
const upload = (key: string) => ({ key, size, socket: undefined });

test('every arming begins anew, whatever was armed and seen before', async () => {
  const { plan, armer } = createArmable();
  const kinds = (key: string) => plan.meet(upload(key)).faults.map(({ kind }) => kind);
  expect(kinds('a')).toEqual([]);
  await armer.arm({ chosen: [{ name: 'reset' }, { name: 'lost-answer' }] });
  expect(kinds('b')).toEqual(['reset']);
  await armer.arm({ chosen: [{ name: 'hidden-header' }] });
  expect(kinds('c')).toEqual(['hidden-checksum']);
  await armer.disarm();
  expect(kinds('d')).toEqual([]);
});

test('a reset takes back scenarios as well, and tells its listeners', async () => {
  const { plan, armer, armed } = createArmable();
  const heard = vi.fn<() => void>();
  armer.onDisarmed?.(heard);
  await armer.arm({ chosen: [{ name: 'reset' }] });
  expect(heard).not.toHaveBeenCalled();
  armed.disarm();
  expect(heard).toHaveBeenCalledTimes(1);
  expect(plan.meet(upload('a')).faults).toEqual([]);
  armed.arm({ kind: 'lost-answer', by: 'close' });
  expect(plan.meet(upload('b')).faults).toEqual([{ kind: 'lost-answer', by: 'close' }]);
});

test('a call for a ticket meets its fault once, and the usual answer otherwise', async () => {
  const { armer, meetTicket } = createArmable();
  const data = { host: 'https://simulated.invalid', key: 'a.bin' };
  const usual = http.post('*/api/tickets', () => HttpResponse.json({ success: true, data }));
  const server = createMockServer(withTicketFaults(meetTicket, [usual]));
  server.listen();
  const ask = async () => {
    const answer = await fetch('http://page.test/api/tickets', { method: 'POST', body: '{}' });
    return [answer.status, await answer.text()] as const;
  };
  await armer.arm({ chosen: [{ name: 'ticket-error', value: 504 }] });
  expect((await ask())[0]).toBe(504);
  expect((await ask())[1]).toContain('https://simulated.invalid');
  await armer.arm({ chosen: [{ name: 'wrong-host' }] });
  expect((await ask())[1]).toContain('https://another-store.invalid');
  server.close();
});
