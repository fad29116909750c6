import { expect, test } from 'vitest';
import { createSpeedMeter } from './speed.ts';

const MB = 1_000_000;

test('a steady send tells its speed soon and its end after three seconds', () => {
  const meter = createSpeedMeter(100 * MB, 0);
  expect(meter.measure(1 * MB, 100)).toEqual({ bytesPerSecond: undefined, secondsLeft: undefined });
  expect(meter.measure(10 * MB, 1000)).toEqual({ bytesPerSecond: 10 * MB, secondsLeft: undefined });
  expect(meter.measure(20 * MB, 2000).secondsLeft).toBe(undefined);
  expect(meter.measure(30 * MB, 3000)).toEqual({ bytesPerSecond: 10 * MB, secondsLeft: 7 });
});

test('speed is that of the last five seconds, not of the first burst', () => {
  const meter = createSpeedMeter(1000 * MB, 0);
  meter.measure(500 * MB, 1000);
  for (let second = 2; second <= 10; second++) meter.measure((500 + second) * MB, second * 1000);
  expect(meter.measure(511 * MB, 11_000).bytesPerSecond).toBe(1 * MB);
});

test('while the end swings by more than half, it is not told', () => {
  const meter = createSpeedMeter(100 * MB, 0);
  meter.measure(40 * MB, 2000);
  expect(meter.measure(41 * MB, 4000).secondsLeft).toBe(undefined);
});

test('a stalled send has no end', () => {
  const meter = createSpeedMeter(100 * MB, 0);
  meter.measure(10 * MB, 1000);
  expect(meter.measure(10 * MB, 7000)).toEqual({ bytesPerSecond: 0, secondsLeft: undefined });
});

test('for a second the same is told, however often it is asked for', () => {
  const meter = createSpeedMeter(1000 * MB, 0);
  let sent = 0;
  const told = Array.from({ length: 30 }, (_, nth) => {
    sent += nth * MB;
    return meter.measure(sent, 500 + nth * 100).bytesPerSecond;
  });
  expect(new Set(told).size).toBe(3);
});
