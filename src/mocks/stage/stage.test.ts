import { expect, test, vi } from 'vitest';
import { createFaultPlan } from '../../faults/fault-plan.ts';
import { LINES, speedAt, type LineName } from './line-profile.ts';
import { createStage } from './stage.ts';

test('samples count on, can be had once more, and begin anew after a reset', () => {
  const { stage } = createStage(createFaultPlan());
  const name = (which: 'next' | 'same') => stage.sample('good', which).name;
  expect(name('same')).toBe('door-lock_2.3.1.bin');
  expect(name('next')).toBe('door-lock_2.3.2.bin');
  expect(name('same')).toBe('door-lock_2.3.2.bin');
  stage.reset();
  expect(name('next')).toBe('door-lock_2.3.1.bin');
});

test('the line is the one that was chosen, until a reset', () => {
  const { stage, profile } = createStage(createFaultPlan());
  const heard = vi.fn<() => void>();
  const stop = stage.subscribe(heard);
  stage.chooseLine('mobile');
  expect(profile()).toBe(LINES.mobile);
  expect(heard).toHaveBeenCalledTimes(1);
  stage.reset();
  expect(stage.line()).toBe('office');
  stop();
  stage.chooseLine('slow');
  expect(heard).toHaveBeenCalledTimes(2);
});

test('a mishap meets the next upload, unless a reset has taken it back', () => {
  const plan = createFaultPlan();
  const { stage } = createStage(plan);
  const size = { bodyBytes: 10, fileStart: 0, fileBytes: 10 };
  const kinds = () =>
    plan.meet({ key: 'a', size, socket: undefined }).faults.map(({ kind }) => kind);
  stage.arm('broken-line');
  expect(kinds()).toEqual(['reset']);
  expect(kinds()).toEqual([]);
  stage.arm('altered-bytes');
  expect(kinds()).toEqual(['flipped-bit']);
  stage.reset();
  expect(kinds()).toEqual([]);
});

test.each<LineName>(['office', 'slow', 'mobile'])('%s: some speed at any moment', (name) => {
  const speeds = Array.from({ length: 200 }, (_, at) => speedAt(LINES[name], 1 + at * 60));
  expect(Math.min(...speeds)).toBeGreaterThan(0);
  const late = speeds.slice(30);
  const mean = late.reduce((sum, each) => sum + each, 0) / late.length;
  expect(mean / LINES[name].bytesPerSecond).toBeCloseTo(1, 0);
});
