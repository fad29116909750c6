import { describe, expect, test } from 'vitest';
import { receiptsOf, SHEETS } from '../app/receipt/receipt-sheet.ts';
import { read } from './source-files.ts';
import { doneState, uploadOf } from './uploads.ts';

/** What docs/automation.md and the fixtures' types promise, held against what there is. */

const document = read('docs/automation.md');

/** Names in backticks that stand in the first column of a table. */
const firstColumn = (section: string) =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, name = '']) => name);

const kindsIn = (path: string) =>
  [...read(path).matchAll(/readonly kind: '([a-z-]+)'/g)].map(([, kind = '']) => kind);

describe('faults', () => {
  const [, section = ''] = document.split('## Faults');

  test('of uploads are all in the table, and no others', () => {
    expect(firstColumn(section).toSorted()).toEqual(
      [...new Set(kindsIn('src/faults/fault.ts'))].toSorted(),
    );
  });

  test('of tickets are all named', () => {
    const kinds = kindsIn('src/faults/ticket-fault.ts');
    expect(kinds.length).toBeGreaterThan(3);
    expect(kinds.filter((kind) => !section.includes(`\`${kind}\``))).toEqual([]);
  });
});

test('every function of an upload is in its table', () => {
  const [, type = ''] =
    /export type Upload = \{([\s\S]*?)\n\};/.exec(read('src/automation/upload.ts')) ?? [];
  const names = [...type.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !document.includes(`\`${name}(`))).toEqual([]);
});

test('the type of a receipt is what the page exports', () => {
  const [, type = ''] =
    /export type Receipt = \{([\s\S]*?)\n\};/.exec(read('src/automation/receipt.ts')) ?? [];
  const fields = [...type.matchAll(/readonly (\w+):/g)].map(([, name = '']) => name);
  const exported: readonly Readonly<Record<string, unknown>>[] = JSON.parse(
    SHEETS.json.write(receiptsOf([uploadOf('1', doneState())])),
  );
  expect(fields.toSorted()).toEqual(Object.keys(exported[0] ?? {}).toSorted());
});
