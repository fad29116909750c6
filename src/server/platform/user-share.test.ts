import { expect, test } from 'vitest';
import { startPlatform, ticketsOf } from '../../testing/server-world.ts';
import { limitPerUser } from './user-share.ts';

const REQUEST = { fileSuffix: 'bin' } as const;
const never = new AbortController().signal;
const DAY_MS = 86_400_000;

test('each user has so many tickets a day, and what was refused is none of them', async () => {
  let at = 0;
  let isDown = false;
  const { access } = await startPlatform('tuya', async (answer) =>
    isDown ? new Response('', { status: 503 }) : answer(),
  );
  const limited = limitPerUser(2, () => at)(ticketsOf(access));
  const ask = async (address: string) => {
    const answer = await limited(REQUEST, never, { address, page: '' });
    return answer.kind === 'good' ? 'ticket' : answer.problem.code;
  };
  expect(await ask('alice')).toBe('ticket');
  isDown = true;
  expect(await ask('alice')).toBe('OtaDrop.PlatformUnreachable');
  isDown = false;
  at += 1_000;
  expect([await ask('alice'), await ask('alice')]).toEqual(['ticket', 'OtaDrop.UserShareTaken']);
  expect(await ask('bob')).toBe('ticket');
  at = DAY_MS - 1;
  expect(await ask('alice')).toBe('OtaDrop.UserShareTaken');
  at = DAY_MS;
  expect(await ask('alice')).toBe('ticket');
});

test('without a limit it is the service itself', async () => {
  const tickets = ticketsOf((await startPlatform()).access);
  expect(limitPerUser(0)(tickets)).toBe(tickets);
});
