import { expect, test } from 'vitest';
import { productionFiles, read } from './source-files.ts';

const parts = productionFiles().filter((path) => path.endsWith('.tsx'));

test('whatever text is typed into looks the same', () => {
  const fields = parts.flatMap((path) =>
    [...read(path).matchAll(/<(?:input|textarea)\b[^]*?\/>/g)]
      .map(([field]) => field)
      .filter((field) => !/type="(?:file|checkbox|radio)"/.test(field))
      .map((field) => ({ path, field })),
  );
  expect(fields.length).toBeGreaterThan(5);
  // What is spread into a field is checked where it is written.
  const others = fields.filter(
    ({ field }) => !field.includes("textField['field']") && !field.includes('{...field}'),
  );
  expect(others).toEqual([]);
  const spread = parts.filter((path) => read(path).includes('{...field}'));
  for (const path of spread) expect(read(path)).toContain("className: textField['field']");
});
