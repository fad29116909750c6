import { expect, test, vi } from 'vitest';
import { createFaultPlan } from '../../faults/fault-plan.ts';
import { LINES, speedAt, type LineName } from './line-profile.ts';
import { createDemoControls } from './demo-controls.ts';

test('samples count on, can be had once more, and begin anew after a reset', () => {
  const { controls } = createDemoControls(createFaultPlan());
  const name = (which: 'next' | 'same') => controls.sample('good', which).name;
  expect(name('same')).toBe('door-lock_2.3.1.bin');
  expect(name('next')).toBe('door-lock_2.3.2.bin');
  expect(name('same')).toBe('door-lock_2.3.2.bin');
  controls.reset();
  expect(name('next')).toBe('door-lock_2.3.1.bin');
});

test('the line is the one that was chosen, until a reset', () => {
  const { controls, profile } = createDemoControls(createFaultPlan());
  const heard = vi.fn<() => void>();
  const stop = controls.subscribe(heard);
  controls.chooseLine('mobile');
  expect(profile()).toBe(LINES.mobile);
  expect(heard).toHaveBeenCalledTimes(1);
  controls.reset();
  expect(controls.line()).toBe('office');
  stop();
  controls.chooseLine('slow');
  expect(heard).toHaveBeenCalledTimes(2);
});

test('a mishap meets the next upload, unless a reset has taken it back', () => {
  const plan = createFaultPlan();
  const { controls } = createDemoControls(plan);
  const size = { bodyBytes: 10, fileStart: 0, fileBytes: 10 };
  const kinds = () =>
    plan.meet({ key: 'a', size, socket: undefined }).faults.map(({ kind }) => kind);
  controls.arm('broken-line');
  expect(kinds()).toEqual(['reset']);
  expect(kinds()).toEqual([]);
  controls.arm('altered-bytes');
  expect(kinds()).toEqual(['flipped-bit']);
  controls.reset();
  expect(kinds()).toEqual([]);
});

test.each<LineName>(['office', 'slow', 'mobile'])('%s: some speed at any moment', (name) => {
  const speeds = Array.from({ length: 200 }, (_, at) => speedAt(LINES[name], 1 + at * 60));
  expect(Math.min(...speeds)).toBeGreaterThan(0);
  const late = speeds.slice(30);
  const mean = late.reduce((sum, each) => sum + each, 0) / late.length;
  expect(mean / LINES[name].bytesPerSecond).toBeCloseTo(1, 0);
});
