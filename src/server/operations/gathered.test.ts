import { execFileSync } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gathered } from './gathered.ts';

test('lines of one turn are written together, in their order', async () => {
  const writes: string[] = [];
  const write = gathered((text) => writes.push(text));
  write('a\n');
  write('b\n');
  expect(writes).toEqual([]);
  await nextTurn();
  expect(writes).toEqual(['a\nb\n']);
  await nextTurn();
  write('c\n');
  await nextTurn();
  expect(writes).toEqual(['a\nb\n', 'c\n']);
});

test('what is left when the process ends is written', () => {
  const source = `${gathered.toString()}; gathered((text) => process.stdout.write(text))('last'); process.exit(0)`;
  expect(execFileSync(process.execPath, ['-e', source], { encoding: 'utf8' })).toBe('last');
});
