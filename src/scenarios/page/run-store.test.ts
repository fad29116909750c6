import { describe, expect, test } from 'vitest';
import type { Armed, Armer } from '../armer.ts';
import type { Link } from '../link.ts';
import { createRunStore } from './run-store.ts';

const LINK: Link = { chosen: [{ name: 'slow' }] };
const OTHER: Link = { chosen: [{ name: 'no-cors' }] };

/** Answers when it is told to. */
function world() {
  const asked: { readonly what: Link | 'disarm'; readonly key: string | undefined }[] = [];
  const answers: ((armed: Armed) => void)[] = [];
  const ask = (what: Link | 'disarm', key?: string) => {
    asked.push({ what, key });
    return new Promise<Armed>((resolve) => answers.push(resolve));
  };
  const armer: Armer = { arm: ask, disarm: () => ask('disarm') };
  const runs = createRunStore(armer);
  const statuses: string[] = [];
  runs.subscribe(() => statuses.push(runs.getSnapshot().status));
  return { runs, asked, statuses, answer: (armed: Armed) => answers.shift()?.(armed) };
}

describe('what the address names', () => {
  test('is armed before a file may be sent', async () => {
    const { runs, answer, statuses } = world();
    let isArmed = false;
    const begun = runs.begin('?scenario=slow').then(() => (isArmed = true));
    await Promise.resolve();
    expect([isArmed, statuses]).toEqual([false, ['arming']]);
    answer({ kind: 'armed' });
    await begun;
    expect(runs.getSnapshot()).toEqual({ status: 'armed', link: LINK, nth: 1 });
  });

  test('is not armed by half', async () => {
    const { runs, asked } = world();
    await runs.begin('?scenario=slow,nonsense');
    expect(runs.getSnapshot()).toMatchObject({ status: 'faulty', fault: { kind: 'unknown' } });
    await createRunStore({ arm: neverAsked, disarm: neverAsked }).begin('?lang=en');
    expect(asked).toEqual([]);
  });
});

async function neverAsked(): Promise<never> {
  throw new Error('nothing was to be asked');
}

test('what was refused is said, and tried again with the key', async () => {
  const { runs, answer, asked } = world();
  const first = runs.arm(LINK);
  answer({ kind: 'key-needed' });
  await first;
  expect(runs.getSnapshot()).toEqual({
    status: 'refused',
    link: LINK,
    why: { kind: 'key-needed' },
  });
  const second = runs.arm(LINK, 'the-key');
  answer({ kind: 'armed' });
  await second;
  expect(runs.getSnapshot()).toMatchObject({ status: 'armed', nth: 2 });
  expect(asked.at(-1)).toEqual({ what: LINK, key: 'the-key' });
});

test('of two that are asked for at once the later one counts', async () => {
  const { runs, answer } = world();
  const both = [runs.arm(LINK), runs.arm(OTHER)];
  answer({ kind: 'unreachable' });
  answer({ kind: 'armed' });
  await Promise.all(both);
  expect(runs.getSnapshot()).toMatchObject({ status: 'armed', link: OTHER });
});

test('a disarming that an arming has overtaken is not shown', async () => {
  const { runs, answer, statuses } = world();
  const all = [runs.arm(LINK), runs.disarm(), runs.arm(OTHER)];
  for (const _ of all) answer({ kind: 'armed' });
  await Promise.all(all);
  expect(statuses).toEqual(['arming', 'arming', 'armed']);
  expect(runs.getSnapshot()).toMatchObject({ link: OTHER });
});

test('what something else has taken back is not armed any more', async () => {
  let disarmed = () => {};
  const armer: Armer = {
    arm: async () => ({ kind: 'armed' }),
    disarm: async () => ({ kind: 'armed' }),
    onDisarmed: (listener) => {
      disarmed = listener;
    },
  };
  const runs = createRunStore(armer);
  await runs.arm(LINK);
  disarmed();
  expect(runs.getSnapshot()).toEqual({ status: 'disarmed' });
});

test('what could not be taken back is not called disarmed', async () => {
  const { runs, answer } = world();
  const armed = runs.arm(LINK);
  answer({ kind: 'armed' });
  await armed;
  const failing = runs.disarm();
  answer({ kind: 'unreachable' });
  await failing;
  expect(runs.getSnapshot()).toEqual({
    status: 'refused',
    link: LINK,
    why: { kind: 'unreachable' },
  });
  const again = runs.disarm();
  answer({ kind: 'armed' });
  await again;
  expect(runs.getSnapshot()).toEqual({ status: 'disarmed' });
});
