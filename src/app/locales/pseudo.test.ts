import { expect, test } from 'vitest';
import { pseudolocalize } from './pseudo.ts';

test('texts get accents, brackets and four tenths more; gaps stay gaps', () => {
  const { word, sentence, gap } = pseudolocalize({
    word: 'Copy',
    sentence: 'Ten letter',
    gap: ' ',
  });
  expect(word).toBe('⟦Çöþýẋẋ⟧');
  expect(sentence).toBe('⟦Ţéñ ļéţţéŕ ẋẋẋ⟧');
  expect(gap).toBe(' ');
});

test('what is put into a text stays as it is, however deep', () => {
  const words = pseudolocalize({
    title: (name: string) => `Remove ${name}`,
    trouble: (host: string) => ({ title: `No way to ${host}`, lines: { first: 'Ask' } }),
    count: (count: number) => (count === 1 ? '1 needs you' : `${count} need you`),
  });
  expect(words.title('door (1).bin')).toBe('⟦Ŕéɱöṽé door (1).bin ẋẋ⟧');
  expect(words.trouble('a.b')).toEqual({
    title: '⟦Ñö ŵàý ţö a.b ẋẋẋ⟧',
    lines: { first: '⟦Àšķẋẋ⟧' },
  });
  expect(words.count(1)).toMatch(/^⟦1 ñééđš ýöû/);
});
