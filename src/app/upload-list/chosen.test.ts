import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chosenId, settleChoice, type Choice } from './chosen.ts';

const list = (...ids: readonly string[]) => ids.map((id) => ({ id }));
const ABC = list('a', 'b', 'c');

test('before the user chooses, the first is shown beside the list, and a lone one below its row', () => {
  expect(chosenId(undefined, ABC, true)).toBe('a');
  expect(chosenId(undefined, ABC, false)).toBeUndefined();
  expect(chosenId(undefined, list('a'), false)).toBe('a');
  expect(chosenId('closed', list('a'), false)).toBeUndefined();
});

test('what takes the place of a removed one is shown beside the list, and nothing below a row', () => {
  const choice = { id: 'b', index: 1 };
  expect(settleChoice(choice, list('a', 'c'), list('a', 'c'), true)).toEqual({ id: 'c', index: 1 });
  expect(settleChoice({ id: 'c', index: 2 }, list('a'), list('a'), true)).toMatchObject({
    id: 'a',
  });
  expect(settleChoice(choice, list('a', 'c'), list('a', 'c'), false)).toBeUndefined();
  expect(settleChoice('closed', [], [], false)).toBeUndefined();
});

test('a choice is never taken away while its upload is on the list', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 0, max: 9 }).map(String), { minLength: 1 });
  fc.assert(
    fc.property(ids, fc.nat(), fc.nat(), fc.boolean(), (names, at, shownCount, isWide) => {
      const uploads = list(...names);
      const index = at % uploads.length;
      const choice: Choice = { id: uploads[index]?.id ?? '', index };
      const shown = uploads.slice(0, shownCount % (uploads.length + 1));
      const settled = settleChoice(choice, uploads, shown, isWide);
      return settled === choice && chosenId(settled, shown, isWide) === choice.id;
    }),
  );
});
