import { expect, test } from 'vitest';
import type { Upload } from '../../upload/model/upload.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { createCrowd, CROWD_FROM } from './batch.ts';
import { milestonesBetween } from './milestones.ts';

const PLAN = { suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' } as const;
const RUNNING: UploadState = { status: 'ticketing', ...PLAN };
const DONE: UploadState = {
  status: 'done',
  ...PLAN,
  receipt: {
    firmwareUrl: 'https://store/a',
    verdict: { kind: 'verified', crc64: '1' },
    ticketRequestId: '',
    storeRequestId: undefined,
    finishedAt: 0,
    sendMs: 1,
  },
};
const CANCELLED: UploadState = { status: 'cancelled', ...PLAN, arrived: 'nothing' };

function listOf(...states: readonly UploadState[]): readonly Upload[] {
  const pending = { status: 'pending' } as const;
  return states.map((state, nth) => ({
    id: String(nth),
    firmware: { name: `${nth}.bin`, folder: '', size: 1, modifiedAt: 0 },
    state,
    digests: { crc64: pending, md5: pending, sha256: pending },
    image: undefined,
    packing: undefined,
    lastTicket: undefined,
  }));
}

/** One list after another; what is told singly, and the tallies. */
function tell(...lists: readonly (readonly Upload[])[]) {
  const crowd = createCrowd();
  const singly: string[] = [];
  const tallies: string[] = [];
  let before: readonly Upload[] = [];
  for (const list of lists) {
    const news = crowd.hear(milestonesBetween(before, list, 0), list);
    singly.push(...news.singly.map(({ kind }) => kind));
    if (news.tally !== undefined) tallies.push(`${news.tally.done}/${news.tally.total}`);
    before = list;
  }
  return { singly, tallies };
}

test('a few are told one by one', () => {
  const few = CROWD_FROM - 1;
  const { singly, tallies } = tell(
    listOf(...Array.from({ length: few }, () => RUNNING)),
    listOf(...Array.from({ length: few }, () => DONE)),
  );
  expect(singly).toEqual(Array.from({ length: few }, () => 'verified'));
  expect(tallies).toEqual([]);
});

test('of many it is told how many are done, seldom, and the last time when all have ended', () => {
  const lists = Array.from({ length: 41 }, (_, ended) =>
    listOf(...Array.from({ length: 40 }, (__, nth) => (nth < ended ? DONE : RUNNING))),
  );
  const { singly, tallies } = tell(...lists);
  expect(singly).toEqual([]);
  expect(tallies).toHaveLength(9);
  expect(tallies.at(0)).toBe('0/40');
  expect(tallies.at(-1)).toBe('40/40');
});

test('what a person has done is told in a crowd too, and is no success', () => {
  const { singly, tallies } = tell(
    listOf(RUNNING, RUNNING, RUNNING, RUNNING),
    listOf(CANCELLED, DONE, DONE, DONE),
  );
  expect(singly).toEqual(['cancelled']);
  expect(tallies).toEqual(['0/4', '3/4']);
});

test('after a crowd has ended, the next few are told one by one again', () => {
  const done = [DONE, DONE, DONE, DONE];
  const { singly } = tell(
    listOf(RUNNING, RUNNING, RUNNING, RUNNING),
    listOf(...done),
    listOf(...done, RUNNING),
    listOf(...done, DONE),
  );
  expect(singly).toEqual(['verified']);
});
