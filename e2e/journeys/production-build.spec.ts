import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SCENARIO_NAMES } from '../../src/scenarios/catalogue.ts';
import { english } from '../../src/scenarios/words/english.ts';
import { expect, test } from '../support/ota-drop.ts';

/** What users get holds 0 bytes of MSW and of scenarios; the demo holds both, so that what is looked for can be found. */

const MSW = ['mockServiceWorker', 'MOCK_ACTIVATE', 'onUnhandledRequest', '[MSW]'];
/** Names of scenarios that stand for something else as well. */
const ALSO_ELSEWHERE: ReadonlySet<string> = new Set(['too-large', 'no-cors', 'no-checksum']);
const SCENARIOS = [
  '/api/scenarios',
  'api/scenarios',
  '?scenario=',
  'scenario-verdict',
  'as-announced',
  ...SCENARIO_NAMES.filter((name) => name.includes('-') && !ALSO_ELSEWHERE.has(name)),
  ...Object.values(english.scenarios).map(({ title }) => title),
];

async function textOf(folder: string): Promise<string> {
  const dir = join(import.meta.dirname, '../../dist', folder);
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
  );
  expect(texts.length).toBeGreaterThan(0);
  return [...files.map(({ name }) => name), ...texts].join('\n');
}

const foundIn = (text: string, words: readonly string[]) =>
  words.filter((word) => text.includes(word));

for (const folder of ['client', 'server']) {
  test(`dist/${folder} holds nothing of MSW and of scenarios`, async () => {
    expect(foundIn(await textOf(folder), [...MSW, ...SCENARIOS])).toEqual([]);
  });
}

test('dist/demo holds both', async () => {
  const text = await textOf('demo');
  expect(foundIn(text, MSW)).not.toEqual([]);
  const inPage = SCENARIOS.filter((word) => !word.startsWith('/'));
  expect(foundIn(text, inPage)).toEqual(inPage.filter((word) => word !== '?scenario='));
});
