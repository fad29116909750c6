import { describe, expect, test } from 'vitest';
import { english } from '../locales/english/catalog.ts';
import { catalog as zhCN } from '../locales/languages/zh-CN.ts';
import { partsOf } from '../locales/text/kept.ts';
import type { Doubt } from '../../upload/model/suffix-check.ts';
import { doubtInShort } from './doubt-in-short.ts';

const DOUBTS: readonly Doubt[] = [
  { kind: 'no-ending' },
  { kind: 'unknown-ending', ending: 'img' },
  { kind: 'tar-gz-alias', ending: 'tgz' },
  { kind: 'packed', named: 'bin', packing: 'tar.gz' },
  { kind: 'packed', named: undefined, packing: 'gz' },
  { kind: 'sysupgrade' },
  { kind: 'not-packed', named: 'zip' },
  { kind: 'chosen-otherwise', named: 'zip', packing: 'gz' },
  { kind: 'chosen-otherwise', named: 'zip', packing: undefined },
  { kind: 'odd', oddity: 'cut-zip' },
  { kind: 'odd', oddity: 'blank' },
  { kind: 'odd', oddity: 'esp-flash' },
  { kind: 'odd', oddity: 'web-page' },
];

describe('every doubt in the few words that a row has room for', () => {
  test.each(DOUBTS)('%j', (doubt) => {
    const state = { status: 'ready', suffix: 'bin', doubt } as const;
    for (const { rowState } of [english.list, zhCN.list]) {
      const text = partsOf(doubtInShort(state, rowState)).join('');
      expect(text.length).toBeGreaterThan(2);
      expect(text.length).toBeLessThanOrEqual(24);
    }
  });
});

test('name and contents that differ are both named', () => {
  const doubt: Doubt = { kind: 'packed', named: 'bin', packing: 'gz' };
  const text = doubtInShort({ status: 'ready', suffix: 'gz', doubt }, english.list.rowState);
  expect(partsOf(text).join('')).toBe('Named bin, is gz');
});
