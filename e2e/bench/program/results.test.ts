import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { atLeast, atMost, goalList } from './goal.ts';
import { keepSection, sectionText } from './results.ts';

test('a section takes the place of the one of its title, and the others stay', () => {
  const dir = mkdtempSync(join(tmpdir(), 'ota-drop-results-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'RESULTS.md');
  const keep = (title: string, body: string) =>
    keepSection(
      path,
      title,
      sectionText({ title, command: 'npm run bench', body, goals: [] }, '-'),
    );
  keep('One file', 'old');
  keep('One file on a line of 100 MB/s', 'slow');
  keep('One file', 'new\n\n### 10 MB');

  const text = readFileSync(path, 'utf8');
  expect(text.match(/^## .*$/gm)).toEqual(['## One file', '## One file on a line of 100 MB/s']);
  expect(text).toMatch(/^# What `npm run bench` measured\n/);
  expect(text).toContain('new\n\n### 10 MB\n\n## One file on');
  expect(text).toContain('slow');
  expect(text).not.toContain('old');
});

test('a goal says what was measured, its bound, and whether it is met; without a value there is none', () => {
  const goals = [
    ...atMost(1.25, { what: 'of the bare page', value: 1.3, unit: ' x', digits: 2 }),
    ...atLeast(3, { what: 'of the other build', value: 3, unit: ' x', digits: 2 }),
    ...atMost(50, { what: 'longest task', value: undefined, unit: ' ms' }),
  ];
  expect(goalList(goals)).toBe(
    '- **not met** · of the bare page: 1.30 x (at most 1.25 x)\n' +
      '- met · of the other build: 3.00 x (at least 3 x)',
  );
});
