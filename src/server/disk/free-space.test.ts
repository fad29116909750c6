import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoreFullError } from '../../simulator/bucket/oss-refusal.ts';
import { createSpace, type Claim } from './free-space.ts';

const QUOTA = 1_000;

test('what is announced has to fit beside what others have announced', async () => {
  const space = createSpace(100, QUOTA, async () => Infinity);
  const first = await space.claim(600);
  await expect(space.claim(301)).rejects.toMatchObject({ room: { free: 300, needed: 301 } });
  await space.claim(300);
  first.release();
  await space.claim(600);
});

test('the disk may have less than the quota', async () => {
  let onDisk = 50;
  const space = createSpace(0, QUOTA, async () => onDisk);
  await expect(space.claim(51)).rejects.toMatchObject({ room: { free: 50, needed: 51 } });
  onDisk = -50;
  await expect(space.claim(1)).rejects.toMatchObject({ room: { free: 0, needed: 1 } });
  // An upload that announces nothing finds out by writing.
  await space.claim(0);
});

test('an upload that announces nothing cannot take what is set aside for another', async () => {
  const space = createSpace(0, QUOTA, async () => Infinity);
  const announced = await space.claim(800);
  const unannounced = await space.claim(0);
  unannounced.take(200);
  expect(() => unannounced.take(1)).toThrow(StoreFullError);
  announced.take(800);
  expect(() => announced.take(1)).toThrow(StoreFullError);
});

test('whatever happens, the count is right to the byte', async () => {
  const step = fc.record({
    what: fc.constantFrom('claim', 'take', 'keep', 'release', 'replace'),
    which: fc.nat(20),
    bytes: fc.integer({ min: 1, max: 600 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const space = createSpace(0, QUOTA, async () => Infinity);
      const open: { claim: Claim; mine: number; left: number }[] = [];
      let kept = 0;
      const taken = () => open.reduce((sum, { mine }) => sum + mine, kept);
      for (const { what, which, bytes } of steps) {
        const at = which % Math.max(1, open.length);
        const one = open[at];
        if (what === 'claim') {
          const claim = await space.claim(bytes).catch(() => undefined);
          if (claim !== undefined) open.push({ claim, mine: 0, left: bytes });
        } else if (what === 'replace') {
          const gone = Math.min(bytes, kept);
          space.giveBack(gone);
          kept -= gone;
        } else if (one !== undefined && what === 'take') {
          const setAside = open.reduce((sum, { left }) => sum + left, 0);
          const fits = taken() + setAside + Math.max(0, bytes - one.left) <= QUOTA;
          if (fits) {
            one.claim.take(bytes);
            one.mine += bytes;
            one.left -= Math.min(bytes, one.left);
          } else {
            expect(() => one.claim.take(bytes)).toThrow(StoreFullError);
          }
        } else if (one !== undefined) {
          if (what === 'keep') {
            one.claim.keep();
            kept += one.mine;
          } else {
            one.claim.release();
          }
          open.splice(at, 1);
        }
      }
      for (const { claim } of open) claim.release();
      const rest = QUOTA - kept;
      await expect(space.claim(rest + 1)).rejects.toMatchObject({ room: { free: rest } });
      if (rest > 0) await space.claim(rest);
    }),
  );
});
